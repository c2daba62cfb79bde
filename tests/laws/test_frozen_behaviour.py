"""With behaviour frozen money changes hands differently and no patient's life changes: what differs is accounting."""

import pytest

from joinedup.model.audit import audit_money
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER
from joinedup.model.organisation.forms import FORMS

YEAR = 365
PEOPLE, YEARS = 600, 2
CHANGES = ["", "P", "I", "O", "K", "PIOK", *(name for name in FORMS if name != "separate")]


@pytest.fixture(scope="module")
def past():
    model = HealthSystem("dudley", people=PEOPLE, rng=33)
    model.run_until(2 * YEAR)
    return model


@pytest.fixture(scope="module")
def unchanged(past):
    model = past.branch()
    model.run_for(YEARS * YEAR)
    return model


def changed(past, change, **how):
    model = past.branch()
    if change in FORMS:
        model.takes_form(2 * YEAR, change, **how)
    else:
        model.switch_at(2 * YEAR, change, **how)
    return model


@pytest.mark.parametrize("change", CHANGES)
def test_no_life_changes_under_frozen_behaviour_whatever_money_does(past, unchanged, change):
    model = changed(past, change, frozen=True)
    model.run_for(YEARS * YEAR)

    assert model.digest() == unchanged.digest()
    assert model.world.sites.tobytes() == unchanged.world.sites.tobytes()
    assert model.world.edges.tobytes() == unchanged.world.edges.tobytes()
    audit_money(model.accounts.ledger)


@pytest.mark.parametrize(
    "change", ["P", "I", "O", "K", "acs", "aco-partial", "aco-full", "us-aco", "integrated"]
)
def test_money_flows_under_the_new_terms_while_behaviour_is_frozen(past, unchanged, change):
    model = changed(past, change, frozen=True)
    model.run_for(YEARS * YEAR)

    assert model.accounts.terms != unchanged.accounts.terms
    mine, theirs = model.years[-1], unchanged.years[-1]
    assert (mine.spending, mine.surpluses) != (theirs.spending, theirs.surpluses)
    assert model.felt.ledger.paid(payer=COMMISSIONER) == unchanged.accounts.ledger.paid(payer=COMMISSIONER)


def test_behaviour_that_is_not_frozen_follows_the_same_change(past, unchanged):
    model = changed(past, "P")
    model.run_for(YEARS * YEAR)
    assert model.digest() != unchanged.digest()


def test_behaviour_thaws_with_the_next_change(past):
    model = changed(past, "P", frozen=True)
    assert model.felt is not model.accounts
    model.run_for(YEAR)
    before = model.world.sites["margin"].copy()
    model.switch_at(3 * YEAR, "")
    assert model.felt is model.accounts
    assert (model.world.sites["margin"] != before).any()


def test_a_branch_keeps_its_behaviour_frozen(past, unchanged):
    model = changed(past, "PIO", frozen=True)
    model.run_for(YEAR)
    twin = model.branch()
    for lived in (model, twin):
        lived.run_for(YEAR)
        assert lived.digest() == unchanged.digest()
    assert twin.years[-1].spending == model.years[-1].spending


def test_behaviour_cannot_be_frozen_once_a_board_holds_a_budget(past):
    model = changed(past, "aco-full")
    model.run_for(YEAR)
    with pytest.raises(ValueError, match="freeze behaviour from the first change on"):
        model.switch_at(3 * YEAR, "P", frozen=True)
