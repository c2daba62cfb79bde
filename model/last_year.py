"""What contracts would have paid for the care of the last twelve months: what a budget-neutral switch goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinedup.model.organisation.facts import CountedYear, Facts
from joinedup.model.organisation.parts import is_bought, is_bought_beyond_practices
from joinedup.model.payment.contract import Care, Contract
from joinedup.model.payment.measure import with_services
from joinedup.model.payment.service import unit_costs
from joinedup.model.payment.settlements import MONTHS, Settlements

if TYPE_CHECKING:
    from joinedup.model.accounts import Accounts
    from joinedup.model.organisation.terms import Terms


def facts_of(accounts: Accounts, day: int, adequacy: float, of: Terms) -> Facts:
    """What a switch has to know today. of: the terms that are changed."""
    months = max(1, min(accounts.closed, MONTHS))
    lately = accounts.services[:months].mean(axis=0) * MONTHS
    return Facts(
        day,
        tuple(accounts.sort.tolist()),
        payments_under(accounts, of),
        accounts.weighted.copy(),
        accounts.prices,
        adequacy,
        lately,
        unit_costs(accounts.costs, accounts.prices),
        tuple(accounts.history) or (CountedYear(lately, float(accounts.weighted.sum())),),
    )


def payments_under(accounts: Accounts, terms: Terms) -> tuple[float, ...]:
    """£ a year that each contract pays for the care of the last twelve months.

    Terms that are not in force share out what is paid under those in force, as they would have.
    Raises: ValueError before the first month is closed.
    """
    if accounts.closed == 0:
        raise ValueError(
            "a switch of payment on day 0 has no payments to be neutral to; let a month pass first"
        )
    contracts, in_force = terms.contracts, accounts.terms.contracts
    now = _would_pay(accounts, in_force)
    if contracts == in_force:
        return now
    then = _would_pay(accounts, contracts)
    beyond = [is_bought_beyond_practices(c) for c in contracts]
    practices = sum(p for c, p, b in zip(contracts, then, beyond, strict=True) if is_bought(c) and not b)
    paid = sum(p for c, p in zip(in_force, now, strict=True) if is_bought(c)) - practices
    rate = paid / sum(p for p, b in zip(then, beyond, strict=True) if b)
    return tuple(p * rate if b else p for p, b in zip(then, beyond, strict=True))


def _would_pay(accounts: Accounts, contracts: tuple[Contract, ...]) -> tuple[float, ...]:
    months = min(accounts.closed, MONTHS)
    s = Settlements(contracts, len(accounts.sort))
    counted = s.of_sites @ accounts.services[:months].sum(axis=0)
    people, weighted = s.of_lists @ accounts.people, s.of_lists @ accounts.weighted
    measured = s.measured(accounts.measures[:months].sum(axis=0))
    day, years = accounts.closed * 365 // MONTHS, months / MONTHS
    sums = []
    for i, contract in enumerate(contracts):
        measures = with_services(measured[i], counted[i])
        care = Care(counted[i], float(people[i]), float(weighted[i]), years, day, measures)
        sums.append(float(contract.payment(care)) / years)
    return tuple(sums)
