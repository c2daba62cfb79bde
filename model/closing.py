"""Closing a year: its book, made from the tables as they stand on the last night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from joinedup.agents.happenings import What
from joinedup.model.ledger import COMMISSIONER, EQUITY
from joinedup.model.outcomes.continuity import continuity_of
from joinedup.model.outcomes.staff import governance_of, staff_of
from joinedup.model.panel import forget_year
from joinedup.model.year_book import YearBook

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

PENCE = 100.0


def closed_year(
    model: HealthSystem, year: int, by_site: np.ndarray, spent: np.ndarray, bed_days: int
) -> YearBook:
    """The book of the year that ends; its tallies are then empty, for the next.

    by_site, spent: (sites, whats) of the year.  bed_days: bed-days there were.
    """
    world, accounts, p = model.world, model.accounts, model.parameters
    ledger = accounts.ledger
    book = YearBook(
        year,
        world.tallies.copy(),
        world.waits.copy(),
        by_site,
        spent,
        world.sites["role"].copy(),
        accounts.spending(year),
        accounts.surpluses(year),
        float(accounts.stranded_cost().sum()),
        bed_days,
        int(world.tallies[:, [What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE]].sum()),
        spread=world.spread.copy(),
        list_length=int(world.sites["list_length"].sum()),
        payer_net=ledger.surplus(COMMISSIONER, year) / PENCE,
        extracted=ledger.surplus(EQUITY, year) / PENCE,
        health_worth=float(p.decision.health_worth),
        continuity=continuity_of(world, p),
        staff=staff_of(world.sites, by_site, p),
        governance=governance_of(world.sites, accounts.terms) | model.governance[-1],
    )
    for table in (world.tallies, world.waits, world.spread):
        table[:] = 0
    forget_year(world.panel, year + 1)
    return book
