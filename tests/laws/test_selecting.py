"""Lists and groups in a whole place: who is refused, who moves, who joins for a bonus; nobody is lost."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.audit import audit_money
from joinedup.model.health_system import HealthSystem
from joinedup.model.organisation.terms import Level
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.shared_savings import SharedSavings
from joinedup.model.selecting import reviews_lists, stake
from joinedup.model.taking_part import takes_part

YEAR = 365


@pytest.fixture(scope="module")
def start():
    model = HealthSystem("dudley", people=12_000, rng=5)
    model.run_for(YEAR)
    return model


def with_refusals_at(model, pounds):
    model.accounts.terms = replace(model.accounts.terms, refusal_cost=pounds)
    model.governance.append({})
    return model


def alive(model):
    return int((model.world.people["where"] < Where.UNBORN).sum())


def test_a_practice_is_paid_about_what_a_person_costs_it(start):
    for row in np.flatnonzero(start.world.sites["role"] == Sort.PRACTICE).tolist():
        one = stake(start, row)
        weight = start.accounts.weighted[row] / start.accounts.people[row]
        assert one.a_head + one.by_weight * weight == pytest.approx(one.borne, rel=0.08)


def test_nobody_is_refused_where_lists_are_open(start):
    assert not any("refused" in year for year in start.governance)


def test_the_costly_move_where_refusing_costs_little_and_nobody_is_lost(start):
    model = with_refusals_at(start.branch(), 50.0)
    terms = model.accounts.terms
    rich = tuple(
        replace(c, per_weighted=3.0 * c.per_weighted)
        if isinstance(c, GeneralPractice) and c.payee == 0
        else c
        for c in terms.contracts
    )
    model.accounts.amend(model.day, replace(terms, contracts=rich))  # one practice that keeps everybody
    before, people = model.world.people["practice"].copy(), alive(model)
    registered = model.world.sites["people"].copy()
    reviews_lists(model)
    year = model.governance[-1]
    after = model.world.people["practice"]
    moved = before != after
    assert 0 < moved.sum() == year["refused and registered elsewhere"] <= year["refused"]
    living = model.world.people["where"] < Where.UNBORN
    assert (
        model.world.people["conditions"][moved].mean() > 2.0 * model.world.people["conditions"][living].mean()
    )
    assert (model.world.sites["role"][after] == Sort.PRACTICE).all()
    assert model.world.sites["people"].sum() == registered.sum()
    assert alive(model) == people
    twin = model.branch()
    model.run_for(YEAR)  # audited every month
    twin.run_for(YEAR)
    assert model.digest() == twin.digest()


def test_no_more_are_refused_than_lists_can_be_reviewed_for(start):
    model = with_refusals_at(start.branch(), 0.0)
    reviews_lists(model)
    practices = int((model.world.sites["role"] == Sort.PRACTICE).sum())
    most = model.parameters.selection.refused_a_year * alive(model) + practices
    assert 0 < model.governance[-1]["refused"] <= most


def test_a_group_stays_for_a_bonus_and_leaves_without_one_when_its_agreement_ends(start):
    model = start.branch()
    model.takes_form(YEAR, "us-aco")
    rows = np.flatnonzero(model.world.sites["role"] == Sort.PRACTICE)
    generous = model.branch()
    for one, factor in ((model, 0.5), (generous, 2.0)):
        terms = one.accounts.terms
        contracts = tuple(
            replace(c, benchmark=factor * c.benchmark) if isinstance(c, SharedSavings) else c
            for c in terms.contracts
        )
        one.accounts.amend(one.day, replace(terms, contracts=contracts))
        one.governance.append({})
        takes_part(one)
        assert all(one.accounts.terms.levels[i] == Level.FULL for i in rows), "bound until the agreement ends"
        one.accounts.terms = replace(one.accounts.terms, ends=one.day)
        takes_part(one)
    assert all(model.accounts.terms.levels[i] == Level.NONE for i in rows)
    assert all(model.accounts.terms.entity_of[i] == i for i in rows)
    assert all(generous.accounts.terms.levels[i] == Level.FULL for i in rows)
    model.run_for(40)
    audit_money(model.accounts.ledger)
