"""The year's decisions in a whole place: books close, nobody is lost, and a branch decides as its run does."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.investment import Option
from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.audit import audit_money
from joinedup.model.governance import NEVER
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER, EQUITY
from joinedup.model.organisation.entity import joint_entity
from joinedup.model.organisation.participation import reverted, with_levels
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.terms import Level, Operator
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.yearly_review import notes_result

YEAR = 365
PEOPLE = 2_000


def under_one_budget(model, adequacy=1.0, operator=None, years=10, level=Level.FULL):
    """From today on all providers share one budget, as an agreement that can fail."""
    accounts, sort = model.accounts, model.world.sites["role"].tolist()
    before = accounts.terms
    terms = switched(before, "PIO", accounts.facts(model.day, adequacy))
    holder = joint_entity(len(sort))
    levels = tuple(int(level) if s == Sort.PRACTICE else int(Level.FULL) for s in sort)
    terms = replace(
        terms,
        budget_holder=holder,
        levels=levels,
        operator=operator,
        before=before,
        ends=model.day + years * YEAR,
    )
    accounts.switch(model.day, terms)
    accounts.refill(model.world.sites)
    return holder


@pytest.fixture(scope="module")
def start():
    model = HealthSystem("dudley", people=PEOPLE, rng=3)
    model.run_for(YEAR)
    return model


@pytest.fixture
def year_old(start):
    return start.branch()


def alive(model):
    return int((model.world.people["where"] < Where.UNBORN).sum())


def test_a_place_without_an_agreement_decides_nothing_but_its_electives(start):
    for year in start.governance:
        assert set(year) <= {"elective plan"}
    assert start.accounts.governance.reserve == 0.0


def test_a_budget_too_small_ends_the_agreement_and_care_goes_on():
    # not `start`: by luck its second year is 4% better than its first, and would carry even this budget
    model = HealthSystem("dudley", people=PEOPLE, rng=2)
    model.run_for(YEAR)
    model.accounts.rescue_chance = 0.0
    model.parameters = model.parameters.with_changes({"commissioner.rescue_chance": 0.0})
    holder = under_one_budget(model, adequacy=0.90)
    before = model.accounts.terms.before
    people = alive(model)
    model.run_for(YEAR)
    assert model.governance[-1]["collapses"] == 1.0
    assert model.accounts.governance.reverts == YEAR * 2 + 91
    model.run_for(YEAR)
    assert model.accounts.terms.contracts == before.contracts
    assert model.accounts.terms.budget_holder is None
    assert model.accounts.governance.reverts == NEVER
    ledger = model.accounts.ledger
    audit_money(ledger)
    assert ledger.paid(payer=COMMISSIONER, what="ending an agreement") > 0
    joint = model.accounts.names[holder]
    assert ledger.paid(payer=COMMISSIONER, payee=joint, what="deficit of an ended agreement") > 0
    born, died = (sum(int(book.tallies[:, w].sum()) for book in model.years[1:]) for w in (6, 7))
    assert alive(model) == people + born - died


def test_what_members_lost_before_is_no_news_when_they_share_a_budget(year_old):
    model = year_old
    accounts = model.accounts
    accounts.outgo[0] += 0.05 * accounts.income.sum(axis=0)  # a year 5% worse than it was
    holder = under_one_budget(model)
    known = accounts.result()[holder] / accounts.income.sum(axis=0)[holder]
    assert known < accounts.usual_margin()[holder]
    assert accounts.governance.margin == pytest.approx((known + accounts.usual_margin()[holder]) / 2.0)
    accounts.switch(model.day, accounts.terms)
    accounts.income[0, holder] *= 10.0  # one good year proves nothing
    accounts.switch(model.day, accounts.terms)
    assert accounts.governance.margin == accounts.usual_margin()[holder]


def test_a_practice_that_leaves_takes_no_turnover_out_of_the_review(year_old):
    model = year_old
    holder = under_one_budget(model)
    turnover = model.accounts.income.sum(axis=0)[holder]
    model.accounts.governance.years.append({})
    notes_result(model)
    assert model.accounts.governance.turnover == turnover
    assert model.accounts.governance.usual == pytest.approx(model.accounts.governance.margin * turnover)


def test_a_rescue_is_paid_by_the_payer_and_the_agreement_goes_on(year_old):
    model = year_old
    model.parameters = model.parameters.with_changes({"commissioner.rescue_chance": 1.0})
    holder = under_one_budget(model, adequacy=0.90)
    model.run_for(YEAR)
    year = model.governance[-1]
    assert year["rescues"] == 1.0
    assert "collapses" not in year
    paid = model.accounts.ledger.paid(payer=COMMISSIONER, what="rescue", year=1)
    assert paid / 100 == pytest.approx(year["rescue cost"], abs=0.01)
    assert model.accounts.terms.budget_holder == holder
    assert model.accounts.governance.reserve == 0.0


def test_an_owner_keeps_no_more_than_its_cap_and_the_rest_goes_back(year_old):
    model = year_old
    operator = Operator(altruism=1.0, hurdle=0.12, profit_cap=0.02, equity=1e6)
    holder = under_one_budget(model, adequacy=1.15, operator=operator)
    model.run_for(YEAR)
    ledger, year = model.accounts.ledger, model.governance[-1]
    turnover = model.accounts.income.sum(axis=0)[holder]
    kept = ledger.paid(payee=EQUITY, what="profit") / 100
    assert kept == pytest.approx(year["profit"], abs=0.01)
    assert kept <= 0.02 * turnover + 0.01
    back = ledger.paid(payee=COMMISSIONER, what="surplus returned") / 100
    assert back == pytest.approx(year["returned"], abs=0.01)
    assert year["returned"] > 0.0
    audit_money(ledger)


def test_an_owner_who_has_lost_its_equity_walks_away_and_nobody_rescues_it(year_old):
    model = year_old
    model.parameters = model.parameters.with_changes({"commissioner.rescue_chance": 1.0})
    under_one_budget(model, 0.93, Operator(altruism=1.0, hurdle=0.12, profit_cap=0.075, equity=1_000.0))
    model.run_for(YEAR)
    assert model.governance[-1]["collapses"] == 1.0
    assert model.accounts.ledger.paid(payer=EQUITY, what="loss of the owner") == 100_000
    model.run_for(120)
    assert model.accounts.terms.operator is None
    audit_money(model.accounts.ledger)


def test_a_branch_decides_as_the_run_does(year_old):
    model = year_old
    under_one_budget(model, 1.03)
    model.run_for(YEAR)
    twin = model.branch()
    twin.run_for(YEAR)
    model.run_for(YEAR)
    assert model.governance == twin.governance
    assert model.digest() == twin.digest()
    assert model.accounts.ledger == twin.accounts.ledger
    assert model.accounts.governance is not twin.accounts.governance


def test_a_surplus_is_invested_in_what_the_place_then_has(year_old):
    model = year_old
    model.world.sites["places"][model.world.sites["role"] == Sort.COMMUNITY] = 1  # far too few
    before = copy.deepcopy(model.world.sites)
    under_one_budget(model, 1.05)
    model.run_for(YEAR)
    bought = {k: v for k, v in model.governance[-1].items() if k.startswith("invest ")}
    assert bought, "money to spend and nothing worth it"
    more = (model.world.sites["places"] - before["places"]).sum()
    assert more == sum(v for k, v in bought.items() if k.endswith("place"))
    assert model.accounts.ledger.paid(what="investment") > 0
    assert not [
        k for k in bought if k.removeprefix("invest ").upper().replace(" ", "_") not in Option.__members__
    ]


def test_practices_choose_and_books_follow(year_old):
    model = year_old
    holder = under_one_budget(model, level=Level.PARTIAL)
    accounts = model.accounts
    sort = model.world.sites["role"].tolist()
    rows = [i for i, s in enumerate(sort) if s == Sort.PRACTICE][:2]
    joined = with_levels(accounts.terms, dict.fromkeys(rows, int(Level.FULL)), sort)
    assert all(joined.entity_of[i] == holder for i in rows)
    left = with_levels(joined, {rows[0]: int(Level.VIRTUAL)}, sort)
    assert left.entity_of[rows[0]] == rows[0]
    own = [c for c in left.contracts if isinstance(c, GeneralPractice) and c.payee == rows[0]]
    assert len(own) == 1
    assert own[0].payer == holder, "whoever holds the money for general practice pays"
    assert rows[0] not in left.colocated
    assert rows[1] in left.colocated
    accounts.amend(model.day, joined)
    accounts.amend(model.day, left)
    model.run_for(YEAR)
    audit_money(accounts.ledger)
    assert accounts.ledger.paid(payee=accounts.names[rows[0]], year=1) > 0
    levels = [v for k, v in model.years[-1].governance.items() if k.startswith("practices ")]
    assert sum(levels) == pytest.approx(1.0)


def test_reverting_keeps_what_was_signed_and_bought(year_old):
    under_one_budget(year_old)
    terms = year_old.accounts.terms
    back = reverted(terms)
    assert back.contracts == terms.before.contracts
    assert (back.platform_day, back.signed) == (terms.platform_day, terms.signed)
    with pytest.raises(ValueError, match="what was before"):
        reverted(replace(terms, before=None))


def test_a_payer_whose_money_falls_short_lets_electives_wait(start):
    waits = []
    for growth in (0.01, -0.05):
        model = start.branch()
        model.parameters = model.parameters.with_changes({"commissioner.growth": growth})
        model.accounts.allocation = round(model.accounts.allocation * (1 + growth))
        model.run_for(2 * YEAR)
        hospital = model.world.sites["role"] == Sort.HOSPITAL
        waits.append(float(np.sum(model.world.sites["list_length"][hospital])))
    assert waits[1] > 1.2 * waits[0]
