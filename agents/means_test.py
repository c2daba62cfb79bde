"""Who pays for social care: the means test of England. It is the same whoever holds the council's budget."""

from math import ceil
from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced

_LAW = "Care and Support Statutory Guidance and Commons Library SN01911 (2019/20)"


class MeansTestParameters(NamedTuple):
    """Limits and allowances of 2019/20."""

    upper: float = sourced(
        23_250.0, unit="£ of capital above which a person pays all", source=_LAW, low=0.0, high=1e7
    )
    lower: float = sourced(14_250.0, unit="£ of capital left out", source=_LAW, low=0.0, high=1e7)
    step: float = sourced(
        250.0, unit="£ of capital for each £1 a week of assumed income", source=_LAW, low=1.0, high=1e5
    )
    personal_allowance: float = sourced(
        24.90, unit="£ a week kept in a care home", source=_LAW, low=0.0, high=1_000.0
    )
    income_guarantee: float = sourced(189.0, unit="£ a week kept at home", source=_LAW, low=0.0, high=2_000.0)
    free_personal_care: float = sourced(
        0.0,
        unit="1: nobody pays for care at home",
        source="assumption: off; on for sensitivity only, as in Scotland",
        low=0.0,
        high=1.0,
    )


@rule
def assumed_income(capital, p):
    """£ a week that capital is taken to yield: £1 for every started £250 between the two limits."""
    counted = min(capital, p.upper) - p.lower
    return float(ceil(counted / p.step)) if counted > 0.0 else 0.0


@rule
def pays_all(capital, at_home, p):
    """Whether the means lie above the upper limit.

    capital: £, the home included where it counts.  at_home: 1 for care at home.
    """
    if at_home > 0.0 and p.free_personal_care > 0.0:
        return False
    return capital > p.upper


@rule
def contribution(capital, income, cost, at_home, p):
    """£ a week the person pays towards care that costs `cost` a week: all of it, or income beyond what is kept.

    income: £ a week.  at_home: 1 for care at home, 0 for a care home.  p: MeansTestParameters.
    Source: Care Act 2014 and its regulations; see MeansTestParameters.
    """
    if at_home > 0.0 and p.free_personal_care > 0.0:
        return 0.0
    if capital > p.upper:
        return cost
    kept = p.income_guarantee if at_home > 0.0 else p.personal_allowance
    return min(cost, max(0.0, income + assumed_income(capital, p) - kept))


@rule
def means(capital, owner, carer, at_home, worth_of_home):
    """£ of capital that counts: the home only for a care home, and only if nobody is left behind in it."""
    counts = owner > 0 and carer == 0 and at_home == 0.0
    return capital + worth_of_home if counts else float(capital)
