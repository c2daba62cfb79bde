"""What one more action brings the decider's entity: the table of the model's section 6.16, cell by cell."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.costs import CostParameters
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Act, Sort
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.dimensions import Payment
from joinedup.model.organisation.entity import NHS
from joinedup.model.organisation.facts import CountedYear, Facts
from joinedup.model.organisation.forms import FORMS, Choice, Form, form_called
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.taking_form import under_form
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.block import Block
from joinedup.model.payment.contract import Forecast
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.margins import margins
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import SERVICES, Service, unit_costs

PRACTICE, HOSPITAL, COMMUNITY, MENTAL_HEALTH, COUNCIL = range(5)
P, C = 2_400.0, 1_300.0  # price and variable cost of an admission of a night or more
SCAN_PRICE, SCAN_COST = 70.0, 40.0
DAYS, AVOIDED = 10 * 55.0, 0.8

PRICES = PriceParameters(emergency_baseline=10.0, readmission_agreed=10.0)  # prices in full
COSTS = CostParameters()


def place():
    sites = np.zeros(5, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL]
    sites["hospital"], sites["community"], sites["mental_health"], sites["council"] = 1, 2, 3, 4
    sites["people"] = 10_000
    return sites


def expecting(nights=1_000.0, zero_day=0.0, readmissions=0.0):
    mean = np.zeros((5, SERVICES))
    mean[HOSPITAL, [Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL, Service.READMISSION]] = (
        nights,
        zero_day,
        readmissions,
    )
    people = np.array([10_000.0, 0, 0, 0, 0])
    return Forecast(mean, 0.03, people, people)


def facts(terms, prices=PRICES):
    return Facts(
        730,
        tuple(place()["role"].tolist()),
        tuple(1e6 for _ in terms.contracts),
        np.array([10_000.0, 0, 0, 0, 0]),
        prices,
        services=expecting().mean,
        costs=unit_costs(COSTS, prices),
        history=(CountedYear(expecting().mean, 10_000.0),),
    )


def separate(prices=PRICES):
    return separate_providers(place(), prices, COSTS)


def with_block_for_the_hospital():
    terms = separate()
    blocks = tuple(Block(payee=1, sites=(1,), amount=1e6) if c.sites == (1,) else c for c in terms.contracts)
    return replace(terms, contracts=blocks)


def under(form):
    form = form_called(form) if isinstance(form, str) else form
    return under_form(separate(), Choice(form), facts(separate()))


def without_the_hospital():
    return switched(separate(), "PO", facts(separate()), NHS - {Sort.HOSPITAL})


def margin_of(terms, prices=PRICES, forecast=None):
    return margins(terms, place(), COSTS, prices, expecting() if forecast is None else forecast)


PAID = {
    "fees": separate,
    "block": with_block_for_the_hospital,
    "own entity": lambda: under("aco-full"),
    "buys at tariff": without_the_hospital,
}

TABLE = [
    ("fees", HOSPITAL, Act.ADMIT, P - C),
    ("block", HOSPITAL, Act.ADMIT, -C),
    ("own entity", HOSPITAL, Act.ADMIT, -C),
    ("buys at tariff", HOSPITAL, Act.ADMIT, P - C),
    ("fees", PRACTICE, Act.ADMIT, 0.0),
    ("block", PRACTICE, Act.ADMIT, 0.0),
    ("own entity", PRACTICE, Act.ADMIT, -C),
    ("buys at tariff", PRACTICE, Act.ADMIT, -P),
    ("fees", PRACTICE, Act.SEND_IN, 0.0),
    ("own entity", PRACTICE, Act.SEND_IN, -(0.6 * C + 45.0)),
    ("buys at tariff", PRACTICE, Act.SEND_IN, -(0.6 * P + 148.0)),
    ("fees", PRACTICE, Act.REFER, 0.0),
    ("own entity", PRACTICE, Act.REFER, -(70.0 + 2.2 * 45.0 + 0.915 * 350.0 + 0.085 * 1_700.0)),
    ("buys at tariff", PRACTICE, Act.REFER, -(150.0 + 2.2 * 80.0 + 0.915 * 750.0 + 0.085 * 3_500.0)),
    ("fees", HOSPITAL, Act.OUTPATIENT_SCAN, SCAN_PRICE - SCAN_COST),
    ("block", HOSPITAL, Act.OUTPATIENT_SCAN, -SCAN_COST),
    ("own entity", HOSPITAL, Act.OUTPATIENT_SCAN, -SCAN_COST),
    ("buys at tariff", HOSPITAL, Act.OUTPATIENT_SCAN, SCAN_PRICE - SCAN_COST),
    ("fees", HOSPITAL, Act.TEST_SCAN, -SCAN_COST),
    ("block", HOSPITAL, Act.TEST_SCAN, -SCAN_COST),
    ("own entity", HOSPITAL, Act.TEST_SCAN, -SCAN_COST),
    ("buys at tariff", HOSPITAL, Act.TEST_SCAN, -SCAN_COST),
    ("fees", COMMUNITY, Act.STEP_UP, -DAYS),
    ("block", COMMUNITY, Act.STEP_UP, -DAYS),
    ("own entity", COMMUNITY, Act.STEP_UP, -DAYS + AVOIDED * C),
    ("buys at tariff", COMMUNITY, Act.STEP_UP, -DAYS + AVOIDED * P),
    ("fees", HOSPITAL, Act.READMIT, P - C),
    ("block", HOSPITAL, Act.READMIT, -C),
    ("own entity", HOSPITAL, Act.READMIT, -C),
    ("buys at tariff", HOSPITAL, Act.READMIT, P - C),
    # who orders a test and who does it
    ("fees", PRACTICE, Act.TEST_SCAN, 0.0),
    ("own entity", PRACTICE, Act.TEST_SCAN, -SCAN_COST),
    ("buys at tariff", PRACTICE, Act.TEST_SCAN, -SCAN_PRICE),
    # somebody else's pocket
    ("fees", HOSPITAL, Act.STEP_UP, 0.0),
    ("own entity", HOSPITAL, Act.STEP_UP, -DAYS),
    ("fees", PRACTICE, Act.CRISIS_CARE, 0.0),
    ("fees", MENTAL_HEALTH, Act.CRISIS_CARE, -360.0),
    ("own entity", PRACTICE, Act.CRISIS_CARE, -360.0),
    ("fees", COUNCIL, Act.CARE_PACKAGE, -42 * 24.3),
    ("own entity", COUNCIL, Act.CARE_PACKAGE, -42 * 24.3),
    ("own entity", HOSPITAL, Act.CARE_PACKAGE, 0.0),
    # meetings, letters, contacts
    ("fees", PRACTICE, Act.MEETING_HOUR, -60.0),
    ("own entity", PRACTICE, Act.MEETING_HOUR, 0.0),
    ("fees", HOSPITAL, Act.LOST_LETTER, 0.042 * (P - C)),
    ("own entity", HOSPITAL, Act.LOST_LETTER, -0.042 * C),
    ("fees", PRACTICE, Act.CONTACT, -18.0),
    ("fees", HOSPITAL, Act.CONTACT, 80.0 - 45.0),
    ("block", HOSPITAL, Act.CONTACT, -45.0),
]


@pytest.mark.parametrize(("paid", "site", "act", "expected"), TABLE)
def test_the_margin_is_the_cell_of_the_table(paid, site, act, expected):
    assert margin_of(PAID[paid]())[site, act] == pytest.approx(expected)


@pytest.mark.parametrize(("rate", "margin"), [(1.0, 1_100.0), (0.7, 380.0), (0.5, -100.0), (0.3, -580.0)])
def test_above_the_baseline_an_admission_earns_less(rate, margin):
    prices = PriceParameters(marginal_rate=rate, emergency_baseline=0.0, readmission_agreed=10.0)
    assert margin_of(separate(prices), prices)[HOSPITAL, Act.ADMIT] == pytest.approx(margin)


def test_an_unpaid_readmission_is_a_loss_of_its_cost():
    prices = PriceParameters(emergency_baseline=10.0, readmission_agreed=0.0, zero_day_share=0.33)
    forecast = expecting(670.0, 330.0, 140.0)
    margin = margin_of(separate(prices), prices, forecast)
    assert margin[HOSPITAL, Act.READMIT] == pytest.approx(-(0.67 * C + 0.33 * 250.0))
    assert margin[HOSPITAL, Act.ADMIT] == pytest.approx(0.67 * (P - C) + 0.33 * (600.0 - 250.0))


def test_at_the_hospitals_margin_its_own_budget_and_everybodys_budget_are_the_same():
    alone, together = margin_of(under(Form(Payment.PER_HEAD_OWN))), margin_of(under("aco-full"))
    own = [Act.ADMIT, Act.READMIT, Act.ELECTIVE, Act.OUTPATIENT_SCAN, Act.TEST_BLOOD, Act.CONTACT]
    assert np.array_equal(alone[HOSPITAL, own], together[HOSPITAL, own])


def test_a_merger_under_fees_makes_the_community_service_care_about_lost_fees():
    terms = switched(separate(), {"O"}, facts(separate()))
    assert margin_of(terms)[COMMUNITY, Act.STEP_UP] == pytest.approx(-DAYS - AVOIDED * (P - C))


@pytest.mark.parametrize("switches", ["", "I", "K", "IK"])
def test_information_and_capacity_money_change_no_margin(switches):
    before = margin_of(separate())
    after = margin_of(switched(separate(), switches, facts(separate())))
    assert before.tobytes() == after.tobytes()


def test_what_all_parties_gain_together_is_the_cost_of_the_care():
    # whoever pays whom, an admission uses £1,300 of resources and no more: prices only move money
    for form in FORMS:
        terms = under(form)
        rates = [
            (c, c.marginals(expecting())[Service.EMERGENCY_SPELL]) for c in terms.contracts if 1 in c.sites
        ]
        paid_out = sum(r for c, r in rates if c.payer < 0)
        entities = {e: i for i, e in enumerate(terms.entity_of)}
        gained = sum(margin_of(terms)[i, Act.ADMIT] for i in entities.values())
        assert gained - paid_out == pytest.approx(-C), form


def test_only_numbers_pass_the_bridge_not_the_kind_of_contract():
    # a fee of nothing and a block of the same sum: the same margins, bit by bit
    terms = with_block_for_the_hospital()
    free = tuple(FeePerProcedure(payee=1, sites=(1,)) if c.sites == (1,) else c for c in terms.contracts)
    assert margin_of(terms).tobytes() == margin_of(Terms(free, terms.entity_of)).tobytes()


def test_an_unknown_switch_or_form_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="no switch 'X'; there are: P, I, O, K"):
        switched(separate(), {"X"}, facts(separate()))
    with pytest.raises(
        ValueError, match=r"no form 'aco' \(did you mean us-aco\?\); there are: separate, stp"
    ):
        form_called("aco")
