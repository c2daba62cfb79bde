"""Places that money from outside opens at a community service: as fast as staff can be found for them, and no faster.

Money arrives on a day; nurses do not. A service grows by the share of its places a year that a board with a surplus
could add to it, and the fund pays for hiring, training and rooms, and for the places once they are used.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from joinedup.agents.investment import Option
from joinedup.model.governance import Pending

if TYPE_CHECKING:
    from joinedup.agents.investment import InvestmentParameters
    from joinedup.model.health_system import HealthSystem

YEAR, MONTHS = 365, 12


def most_more(places: float, p: InvestmentParameters) -> int:
    """Places by which a service can grow in a year: a share of those it has, at least one."""
    return max(1, round(p.rise_most * places))


def opening(places: int, paid_for: int, years: float, p: InvestmentParameters) -> list[tuple[int, int]]:
    """(days from the start, places that open), month by month, while a fund runs.

    places: those there are.  paid_for: more that the fund can pay for.  years: how long it runs.
    """
    plan, left = [], paid_for
    for year in range(ceil(years)):
        more = min(left, most_more(places, p))
        places, left = places + more, left - more
        for month in range(MONTHS):
            here = more * (month + 1) // MONTHS - more * month // MONTHS
            day = round(YEAR * (year + (month + 1) / MONTHS))
            if here and day < YEAR * years:  # nobody is hired for the day on which the money ends
                plan.append((day, here))
    return plan


def plans_places(model: HealthSystem) -> None:
    """The switch has been made today: put the places that its funds will open on the list of what is to come."""
    accounts, p = model.accounts, model.parameters
    money = accounts.fund_a_year(model.day)
    for site in np.flatnonzero(money).tolist():
        paid_for = int(money[site] / (YEAR * float(p.costs.community_day)))
        places = int(model.world.sites["places"][site])
        for days, more in opening(places, paid_for, float(p.prices.fund_years), p.investment):
            accounts.governance.pending.append(
                Pending(model.day + days, int(Option.COMMUNITY_PLACE), site, float(more))
            )


def opens_places(model: HealthSystem, site: int, more: int) -> None:
    """Places open, if the fund still runs; it pays for what it took to staff them."""
    accounts, p, day = model.accounts, model.parameters.investment, model.day
    if accounts.fund_a_year(day)[site] <= 0.0:
        return
    model.world.sites["places"][site] += more
    once = float(p.mobilisation * p.place_year) * more
    accounts.pay_once(site, once, "investment", day)
    accounts.draw_fund(site, once, day)
