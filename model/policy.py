"""Planned changes of policy: switches that are thrown or a form that is taken on a day, and what they set off."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.accountable_body import AccountableBody
from joinedup.agents.data_sharing import signs_sharing, worth_of_open_record
from joinedup.agents.vocabulary import Sort
from joinedup.model.funded_places import plans_places
from joinedup.model.new_numbers import Numbers, numbers_of_a_day, takes_numbers
from joinedup.model.organisation.entity import joint_entity
from joinedup.model.organisation.forms import Choice, checked_for
from joinedup.model.organisation.own_contracts import OwnContracts, checked_contracts, with_own_contracts
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.taking_form import before_any, under_form
from joinedup.model.payment.transformation_fund import TransformationFund
from joinedup.model.taking_part import joins_by_choice
from joinedup.model.year_book import YEAR, month_end_after

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

MONTHS_A_YEAR = 12.0

# switches thrown, none for a placebo; a form taken; numbers that take new values; contracts of one's own
type Change = frozenset[str] | Choice | Numbers | OwnContracts


class Planned(NamedTuple):
    """A change of policy on a day."""

    day: int
    change: Change
    adequacy: float = 1.0  # budgets after it as a share of what was paid before
    frozen: bool = False  # only money changes hands differently: behaviour goes on under the terms of before


def plan(model: HealthSystem, planned: Planned) -> None:
    """Put a change on the model's list.

    Raises: ValueError for a day that is past or no month's end, or a form this place cannot take.
    """
    day = planned.day
    if day <= model.day and not (day == model.day and model.day > 0):
        raise ValueError(f"the switch is on day {day}; it must be after day {model.day}")
    if month_end_after(day - 1) != day:
        raise ValueError(f"the switch is on day {day}; it must be the first day of a month, such as {YEAR}")
    if isinstance(planned.change, Choice):
        checked_for(planned.change, frozenset(model.world.sites["role"].tolist()))
    if isinstance(planned.change, Numbers):
        numbers_of_a_day(dict(planned.change.values))
    if isinstance(planned.change, OwnContracts):
        checked_contracts(planned.change.written, model.world.sites["role"].tolist(), model.codes)
    model._planned.append(planned)
    if day == model.day:
        carry_out(model)
    else:
        model._await_policy(day)


def carry_out(model: HealthSystem) -> None:
    """The change planned for today: new terms, the books that go with them, and places that a fund pays for.

    Raises: ValueError where behaviour cannot be frozen.
    """
    planned = next(planned for planned in model._planned if planned.day == model.day)
    model._planned.remove(planned)
    model.switches.append(planned)
    if isinstance(planned.change, Numbers):
        if model._kept_on is not None:
            raise ValueError(
                f"numbers on day {model.day}: behaviour cannot stay frozen while numbers change; change them before"
            )
        takes_numbers(model, planned.change)
        return
    _keep_on_books(model, planned.frozen)
    if isinstance(planned.change, OwnContracts):
        _contracts_begin(model, planned)
        return
    accounts, terms = model.accounts, model.accounts.terms
    if isinstance(planned.change, Choice):
        facts = accounts.facts(model.day, planned.adequacy, before_any(terms))
        facts = facts._replace(numbers=model.parameters.organisation, willing=willing_to_share(model))
        new = under_form(terms, planned.change, facts)
    else:
        new = switched(terms, planned.change, accounts.facts(model.day, planned.adequacy))
    accounts.switch(model.day, new)
    if isinstance(planned.change, Choice):
        joins_by_choice(model)
    model.felt.refill(model.world.sites)
    if not planned.frozen and any(
        isinstance(c, TransformationFund) and c.start == model.day for c in new.contracts
    ):
        plans_places(model)
    body = next(iter(model._agents_by_type[AccountableBody]))
    body.holds_budget = joint_entity(len(new.entity_of)) in new.entity_of


def _contracts_begin(model: HealthSystem, planned: Planned) -> None:
    """A user's own contracts are put in force; a joint agreement under way goes on."""
    assert isinstance(planned.change, OwnContracts)
    accounts, terms = model.accounts, model.accounts.terms
    facts = accounts.facts(model.day, planned.adequacy)._replace(numbers=model.parameters.organisation)
    new = with_own_contracts(terms, planned.change, facts, model.codes)
    (accounts.switch if terms.before is None else accounts.amend)(model.day, new)
    model.felt.refill(model.world.sites)


def _keep_on_books(model: HealthSystem, frozen: bool) -> None:
    """Under frozen behaviour the books of before go on beside those in force; else behaviour sees what is in force."""
    if not frozen:
        model._kept_on = None
    elif model._kept_on is None:
        if model.accounts.terms.budget_holder is not None:
            raise ValueError(
                f"frozen on day {model.day}: a joint budget is held, and its board decides by what it has; "
                "freeze behaviour from the first change on"
            )
        model._kept_on = copy.deepcopy(model.accounts)


def willing_to_share(model: HealthSystem) -> frozenset[int]:
    """Sites that would sign data sharing: practices if it is worth what it costs them, all others."""
    sites, edges, p = model.world.sites, model.world.edges, model.parameters
    shared = np.bincount(edges["source"], edges["flow"], minlength=len(sites)) + np.bincount(
        edges["target"], edges["flow"], minlength=len(sites)
    )
    found = p.letters.shared_record_most * (1.0 - p.letters.opted_out)
    return frozenset(
        row
        for row, site in enumerate(sites)
        if site["role"] != Sort.PRACTICE
        or signs_sharing(
            MONTHS_A_YEAR * float(shared[row]) * found,
            worth_of_open_record(
                p.decision.altruism,
                p.practice.mishap_blind - p.practice.mishap,
                p.decision.treat_worth,
                p.testing.history_minutes[Sort.PRACTICE],
                float(site["price_minute"]),
            ),
            float(site["people"]),
            p.organisation.sharing_cost,
        )
    )
