"""Numbers that change on a day: they act from then on, the present value changes nothing, and twins stay apart."""

import numpy as np
import pytest

from joinedup.model.audit import audit_money
from joinedup.model.health_system import HealthSystem
from joinedup.model.new_numbers import number, numbers_of_a_day
from joinedup.model.parameters import Parameters, every_number, packed
from joinedup.model.payment.contract import Care
from joinedup.model.payment.service import SERVICES
from joinedup.model.payment.social_care_cash import SocialCareCash
from joinedup.model.settled_early import SETTLED_EARLY

YEAR = 365
SWITCH = 2 * YEAR
# a number of each section, a value, and the form in which it acts, if it does not in separate providers
ACTS = [
    ("health.control_loss", 0.002, None),
    ("health.severity_a", (1.0,) * 6, None),
    ("seeking.gp", 0.0, None),
    ("decision.altruism", 0.5, None),
    ("decision.response_owner", 0.4, None),
    ("decision.income_effect", 0.5, None),
    ("quality.illness", 0.5, None),
    ("testing.order_minutes", 5.0, None),
    ("practice.review_first", 5.0, None),
    ("hospital.stay_median", 7.0, None),
    ("community.stay", 20.0, None),
    ("mental_health.noise", 5_000.0, None),
    ("social_care.asks", 0.2, None),
    ("staff.leaving", 0.05, None),
    ("household.home_worth", 10_000.0, None),
    ("means_test.upper", 100_000.0, None),
    ("care_home.fee", 900.0, None),
    ("home_care.price", 30.0, None),
    ("letters.base_loss", 0.5, None),
    ("letters.national_record", 0.6, None),
    ("letters.look_national", 5.0, None),
    ("costs.bed_day", 600.0, None),
    ("prices.elective_stay", 500.0, None),
    ("prices.practice_list", 60.0, None),
    ("prices.community", 300.0, None),
    ("prices.council_growth", -0.1, None),
    ("prices.emergency_baseline", 0.3, None),
    ("risk.england", 1_000.0, "aco-full"),
    ("population.birth_rate", 30.0, None),
    ("participation.autonomy", (0.0, 0.0, 0.0, 0.0, 50.0), "aco-full"),
    ("investment.session_slots", 27.0, "aco-full"),
    ("commissioner.growth", -0.1, None),
    ("organisation.withheld", 0.5, "aco-full"),
]  # fmt: skip
# sections none of whose numbers is among those, and why
ELSEWHERE = {
    "calls": "the place is built from its only number",
    "selection": "it acts where lists are reviewed for what people cost, which takes a company and more years",
}


@pytest.fixture(scope="module")
def past():
    model = HealthSystem("dudley", people=2_000, rng=3)  # a world whose holder has money to invest
    model.run_until(SWITCH)
    return model


def future(past, changes, form=None, years=2):
    model = past.branch()
    if changes:
        model.changes_numbers(SWITCH, changes)
    if form:
        model.takes_form(SWITCH, form)
    model.run_until(SWITCH + years * YEAR)
    audit_money(model.accounts.ledger)
    return model


def seen(model):
    return model.digest(), repr(model.outcomes()), repr([book.spending for book in model.years])


def value_for(path, value):
    now = number(Parameters(), path)
    return (value,) * len(now) if isinstance(now, tuple) and not isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def unchanged(past):
    return {form: seen(future(past, {}, form)) for form in {form for _, _, form in ACTS}}


@pytest.mark.parametrize(("path", "value", "form"), ACTS, ids=[path for path, _, _ in ACTS])
def test_a_number_that_may_change_at_a_switch_does_something(past, unchanged, path, value, form):
    assert seen(future(past, {path: value_for(path, value)}, form)) != unchanged[form]


def test_every_section_has_a_number_that_acts_or_a_reason_why_not():
    sections = {path.partition(".")[0] for path, _, _ in ACTS}
    assert sections.isdisjoint(ELSEWHERE)
    assert sections | ELSEWHERE.keys() == set(Parameters._fields)


def test_present_values_change_nothing_at_all(past):
    model, present = past.branch(), past.parameters
    names = [path for path, _, _ in every_number(present) if path not in SETTLED_EARLY]
    model.changes_numbers(SWITCH, {path: number(present, path) for path in names})
    placebo = past.branch()
    placebo.switch_at(SWITCH)
    for each in (model, placebo):
        each.run_until(SWITCH + YEAR)
    assert seen(model) == seen(placebo)


def test_what_is_settled_early_is_refused_with_the_cure():
    known = {path for path, _, _ in every_number(Parameters())}
    assert SETTLED_EARLY.keys() < known
    for path in SETTLED_EARLY:
        now = number(Parameters(), path)
        with pytest.raises(ValueError, match=f"{path} cannot change at a switch: .*over the whole life"):
            numbers_of_a_day({path: now})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "no number is changed; name at least one"),
        ({"decision.altruizm": 1.0}, r"no parameter 'altruizm' .*did you mean altruism\?"),
        ({"altruism": 1.0}, r"no parameter 'altruism' \(did you mean decision.altruism\?\)"),
        ({"prices.council_growth": 3.0}, "council_growth is 3 .*it must be between -0.2 and 0.2"),
    ],
)
def test_a_number_that_cannot_be_is_one_sentence(past, changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        past.branch().changes_numbers(SWITCH + YEAR, changes)


def test_twins_do_not_share_numbers(past):
    one, other = past.branch(), past.branch()
    one.changes_numbers(
        SWITCH, {"decision.altruism": 0.5, "letters.loss_effort": 0.9, "costs.bed_day": 500.0}
    )
    assert one.world.parameters["decision"]["altruism"] == 0.5
    for twin in (other, past, one.branch()):
        p = twin.parameters
        assert (twin.world.parameters == packed(p)).all()
        assert twin.graph.parameters is p.letters or twin.graph.parameters == p.letters
        assert twin.accounts.costs == p.costs
    assert other.parameters == past.parameters != one.parameters
    other.run_until(SWITCH + YEAR)
    assert seen(other) == seen(future(past, {}, years=1))


def test_a_change_in_the_future_waits_for_its_day_also_in_a_twin(past):
    model = past.branch()
    model.changes_numbers(SWITCH + YEAR, {"decision.altruism": 0.5})
    twin = model.branch()
    twin.run_until(SWITCH + YEAR - 1)
    assert twin.parameters.decision.altruism == past.parameters.decision.altruism
    twin.run_until(SWITCH + YEAR)
    assert twin.parameters.decision.altruism == 0.5
    assert model.parameters.decision.altruism == past.parameters.decision.altruism


def test_numbers_do_not_change_under_frozen_behaviour(past):
    model = past.branch()
    model.switch_at(SWITCH, "P", frozen=True)
    with pytest.raises(ValueError, match="behaviour cannot stay frozen while numbers change"):
        model.changes_numbers(SWITCH, {"decision.altruism": 0.5})


def test_what_an_investment_has_scaled_stays_scaled(past):
    model = past.branch()
    held = model.world.parameters["health"]["new_condition"]
    held *= 0.9
    before = held.copy()
    model.changes_numbers(SWITCH, {"health.new_condition": 2.0 * past.parameters.health.new_condition})
    assert model.world.parameters["health"]["new_condition"] == pytest.approx(2.0 * before)


def test_a_council_grows_anew_from_what_it_has(past):
    model = past.branch()
    model.changes_numbers(SWITCH, {"prices.council_growth": -0.04})

    def cash(accounts, year):
        contract = next(c for c in accounts.terms.contracts if isinstance(c, SocialCareCash))
        return contract.income(Care(np.zeros(SERVICES), 0.0, 0.0, day=(year + 1) * YEAR))

    last = cash(past.accounts, 1)  # of the year before the switch
    assert [cash(model.accounts, year) for year in (1, 2, 3, 4)] == pytest.approx(
        [last, last * 0.96, last * 0.96**2, last * 0.96**3]
    )
    assert cash(past.accounts, 2) == pytest.approx(last * 1.01)
