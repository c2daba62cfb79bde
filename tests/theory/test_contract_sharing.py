"""Aligned incentives, gain and risk shares, withholds, cost centres, distribution keys and the profit rule."""

import numpy as np
import pytest

from joinedup.agents.costs import CostParameters
from joinedup.model.payment.aligned_incentive import AlignedIncentive
from joinedup.model.payment.block import Block
from joinedup.model.payment.client_contribution import ClientContribution
from joinedup.model.payment.contract import Care, Forecast, Party, frozen_errors
from joinedup.model.payment.cost_centre import CostCentre, within
from joinedup.model.payment.distribution import KEYS, Members, distributed, divided, shares_by
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.measure import (
    MEASURES,
    NOTHING_MEASURED,
    Measure,
    Target,
    doubt_of,
    value,
    with_services,
)
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.profit_rule import ProfitRule, marginal_retained
from joinedup.model.payment.service import SERVICES, Service, hospital_prices, one_price, unit_costs
from joinedup.model.payment.transaction_cost import administration_share

SPELL = Service.EMERGENCY_SPELL
PRICE = one_price(SPELL, 2_400.0)


def spells(n, **more):
    services = np.zeros(SERVICES)
    services[SPELL] = n
    return Care(services, 1e4, 1e4, **more)


def expecting(n, error=0.0):
    return Forecast(spells(n).services[None], error, np.array([1e4]), np.array([1e4]))


# --- a sum for the plan


def test_a_fifth_of_the_price_is_paid_beside_the_plan():
    contract = AlignedIncentive(amount=2.4e6, prices=PRICE, planned=2.4e6)
    assert [contract.income(spells(n)) for n in (900, 1_000, 1_100)] == pytest.approx(
        [2.352e6, 2.4e6, 2.448e6]
    )
    assert contract.marginals(expecting(1_000))[SPELL] == pytest.approx(480.0)


def test_inside_the_band_one_more_pays_nothing():
    contract = AlignedIncentive(amount=2.4e6, prices=PRICE, planned=2.4e6, band=0.05)
    income = [contract.income(spells(n)) for n in (900, 950, 1_000, 1_050, 1_100)]
    assert income == pytest.approx([2.376e6, 2.4e6, 2.4e6, 2.4e6, 2.424e6])
    assert contract.marginals(expecting(1_000))[SPELL] == pytest.approx(
        480 * 0.1138, rel=1e-3
    )  # 50 of sd 31.6
    assert contract.marginals(expecting(1_050))[SPELL] == pytest.approx(480 * 0.5, rel=1e-2)


def test_little_care_may_not_cost_the_provider():
    with pytest.raises(ValueError, match=r"AlignedIncentive.amount is 100; it must be at least 480000"):
        AlignedIncentive(amount=100.0, prices=PRICE, planned=2.4e6)


# --- a control total


def test_members_share_what_care_costs_less_or_more_within_a_collar():
    costs = tuple(unit_costs(CostParameters(), PriceParameters()).tolist())
    member = GainRiskShare(target=1.3e6, share=0.25, collar=0.05, costs=costs)
    paid = [member.income(spells(n)) for n in (0, 960, 1_000, 1_040, 2_000)]
    assert paid == pytest.approx([16_250, 13_000, 0, -13_000, -16_250])
    assert member.on_account(spells(5)) == 0.0
    inside = member.marginals(expecting(1_000))[SPELL] / -(0.25 * 1_300)
    assert inside == pytest.approx(0.886, abs=1e-3)


def test_what_members_pay_one_another_is_not_in_the_result():
    # prices between members move money and not cost, so the share is the same whatever they are
    costs = one_price(SPELL, 1_300.0)
    share = GainRiskShare(target=1.3e6, share=0.5, costs=costs, sites=(0, 1))
    internal = within(7, FeePerProcedure(prices=PRICE))
    assert internal.payer == 7
    assert share.income(spells(990)) == pytest.approx(0.5 * 13_000)


# --- measures and withholds


def measured(of, counted, total):
    measures = NOTHING_MEASURED.copy()
    measures[of] = counted, total
    return measures


def test_what_is_held_back_is_released_when_the_measure_is_reached():
    contract = OutcomeWithhold(inner=Block(amount=100e6))
    for seen, paid in ((94.9, 97.5e6), (95.0, 100e6), (96.0, 100e6)):
        care = spells(0, measures=measured(Measure.WITHIN_FOUR_HOURS, seen, 100.0))
        assert contract.income(care) == pytest.approx(paid)
    assert contract.income(spells(0)) == pytest.approx(97.5e6), "what is not measured is not rewarded"
    assert contract.on_account(spells(0, years=1 / 12)) == pytest.approx(97.5e6 / 12)


def test_less_is_better_for_readmissions():
    target = Target(Measure.READMISSIONS, 0.14)
    counts = np.stack([measured(Measure.READMISSIONS, n, 100.0) for n in (13, 14, 15)])
    assert target.met(counts).tolist() == [1.0, 1.0, 0.0]


def test_a_readmission_costs_what_it_takes_from_the_chance_of_release():
    mean = np.zeros((1, SERVICES))
    mean[0, [SPELL, Service.READMISSION]] = 10_000.0, 1_400.0
    forecast = Forecast(mean, 0.0, np.ones(1), np.ones(1), measures_sd=np.full(MEASURES, 0.01))
    contract = OutcomeWithhold(inner=Block(amount=100e6), target=Target(Measure.READMISSIONS, 0.14))
    rates = contract.marginals(forecast)
    worth = 2.5e6 * 0.39894 / 0.01 / 10_000  # £ per readmission: at stake, slope, one of 10,000 spells
    assert rates[Service.READMISSION] == pytest.approx(-worth, rel=1e-4)
    assert rates[SPELL] == pytest.approx(0.14 * worth, rel=1e-4)  # more spells, a smaller share
    assert not np.delete(rates, [SPELL, Service.ZERO_DAY_SPELL, Service.READMISSION]).any()


def test_the_fewer_cases_the_more_a_measure_is_in_doubt():
    few, many = (doubt_of(measured(Measure.READMISSIONS, 0.14 * n, n), 0.0) for n in (100.0, 10_000.0))
    assert few[Measure.READMISSIONS] == pytest.approx(np.sqrt(0.14 * 0.86 / 100))
    assert few[Measure.READMISSIONS] == pytest.approx(10 * many[Measure.READMISSIONS])
    waits = doubt_of(measured(Measure.WITHIN_FOUR_HOURS, 95_000.0, 1e5), 0.03)
    assert waits[Measure.WITHIN_FOUR_HOURS] == pytest.approx(np.hypot(0.00069, 0.03 * 0.05), rel=1e-2)
    days = doubt_of(measured(Measure.DELAYED_DAYS, 2_500.0, 50.0), 0.0)
    assert days[Measure.DELAYED_DAYS] == pytest.approx(1.0)
    assert not doubt_of(NOTHING_MEASURED, 0.03).any()


def test_only_what_is_metered_is_rewarded():
    forecast = expecting(1_000)._replace(measures=measured(Measure.WITHIN_FOUR_HOURS, 95, 100)[None])
    contract = OutcomeWithhold(inner=Block(amount=1e6))
    assert not contract.marginals(forecast._replace(measures_sd=np.full(MEASURES, 0.01))).any()
    assert contract.worth_of_measure(forecast._replace(measures_sd=np.full(MEASURES, 0.01))) > 0.0


def test_measures_add_over_sites_and_months():
    services = np.zeros(SERVICES)
    services[[SPELL, Service.ZERO_DAY_SPELL, Service.READMISSION]] = 60.0, 40.0, 14.0
    twice = with_services(np.zeros((MEASURES, 2)), services) + with_services(
        np.zeros((MEASURES, 2)), services
    )
    assert value(twice, Measure.READMISSIONS) == pytest.approx(0.14)
    assert np.isnan(value(twice, Measure.LATE_LETTERS))


def test_a_withhold_around_a_fee_costs_as_much_paperwork_as_the_fee():
    prices = PriceParameters()
    fee = FeePerProcedure(prices=hospital_prices(prices), payee=3, sites=(3,), lists=(0, 1), what="hospital")
    around = OutcomeWithhold.around(fee, Target(Measure.READMISSIONS, 0.14))
    assert (around.payee, around.sites, around.lists, around.what) == (3, (3,), (0, 1), "hospital")
    assert administration_share(around, prices) == administration_share(fee, prices)


# --- inside a pool


@pytest.mark.parametrize(("enforcement", "borne"), [(1.0, 1_300.0), (0.4, 520.0), (0.0, 0.0)])
def test_a_cost_centre_bears_what_is_enforced_of_its_cost(enforcement, borne):
    contract = CostCentre(budget=1.3e6, enforcement=enforcement, costs=one_price(SPELL, 1_300.0))
    assert 1_300.0 - contract.marginals(expecting(1_000))[SPELL] == pytest.approx(borne)
    assert contract.income(spells(1_000)) == pytest.approx(1.3e6)


def test_items_of_service_pay_for_each_contact_and_are_off_by_default():
    practice = GeneralPractice(items=one_price(Service.GP_CONTACT, 5.0))
    assert practice.marginals(expecting(0))[Service.GP_CONTACT] == 5.0
    assert not GeneralPractice().marginals(expecting(0)).any()
    with pytest.raises(ValueError, match=r"GeneralPractice.items is \(5.0,\); give none, or \d+ prices"):
        GeneralPractice(items=(5.0,))


def test_people_pay_what_the_means_test_charged():
    care = spells(100)
    care.services[[Service.CARE_PACKAGE_DAY, Service.SOCIAL_CHARGE]] = 10.0, 123.0
    assert ClientContribution().payer == Party.PATIENTS
    assert ClientContribution().income(care) == pytest.approx(123.0)
    assert ClientContribution(prices=one_price(Service.CARE_PACKAGE_DAY, 4.0)).income(care) == pytest.approx(
        40.0
    )


# --- distribution keys

MEMBERS = Members(
    budget=np.array([50.0, 30.0, 20.0]),
    equity=np.array([0.0, 1.0, 1.0]),
    performance=np.array([1.0, 1.0, 2.0]),
    need=np.array([1.0, 0.0, 3.0]),
    lost=np.array([600.0, 0.0, 0.0]),
)


@pytest.mark.parametrize(
    ("key", "saving", "parts"),
    [
        ("equal", 900, [300, 300, 300]),
        ("budget share", 1_000, [500, 300, 200]),
        ("equity share", 1_000, [0, 500, 500]),
        ("performance", 1_000, [250, 250, 500]),
        ("need first", 1_000, [250, 0, 750]),
        ("need first", -1_000, [-500, -300, -200]),
        ("compensate losers", 1_000, [600 + 200, 120, 80]),
        ("compensate losers", 300, [300, 0, 0]),
        ("compensate losers", -1_000, [-500, -300, -200]),
    ],
)
def test_each_key_divides_as_it_says(key, saving, parts):
    assert distributed(saving, shares_by(key, saving, MEMBERS)) == parts


def test_every_penny_is_distributed_whatever_the_key():
    rng = np.random.default_rng(9)
    for key in KEYS:
        for _ in range(50):
            n = int(rng.integers(1, 13))
            members = Members(*(rng.uniform(0, 1e6, n) for _ in Members._fields))
            pence = int(rng.integers(-(10**9), 10**9))
            parts = distributed(pence, shares_by(key, pence, members))
            assert sum(parts) == pence
            assert all(part * pence >= 0 for part in parts)


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="the shares sum to 0.9; they must be 0 or more and sum to 1"):
        distributed(100, np.array([0.5, 0.4]))
    with pytest.raises(ValueError, match="the shares sum to 1.1; they must sum to 1"):
        divided(Block(amount=1.0), {0: 0.6, 1: 0.5})
    with pytest.raises(ValueError, match="no distribution key 'fair'; there are: equal, budget share"):
        shares_by("fair", 100, MEMBERS)


def test_a_contract_divided_pays_the_same_in_all():
    parts = divided(Block(amount=100.0, adequacy=0.9), {3: 0.25, 1: 0.75})
    assert [(c.payee, c.payment(spells(0))) for c in parts] == [
        (1, pytest.approx(67.5)),
        (3, pytest.approx(22.5)),
    ]


# --- who keeps a profit


@pytest.mark.parametrize(
    ("profit", "retained", "returned", "borne", "unpaid", "equity"),
    [
        (50.0, 50.0, 0.0, 0.0, 0.0, 30.0),
        (100.0, 75.0, 25.0, 0.0, 0.0, 30.0),
        (-20.0, 0.0, 0.0, 20.0, 0.0, 10.0),
        (-50.0, 0.0, 0.0, 30.0, 20.0, 0.0),
    ],
)
def test_a_profit_is_capped_and_a_loss_ends_with_the_equity(
    profit, retained, returned, borne, unpaid, equity
):
    result = ProfitRule(cap=0.075, equity=30.0).settle(profit, turnover=1_000.0)
    assert result[:4] == (retained, returned, borne, unpaid)
    assert result.rule.equity == equity
    assert result.terminated == (equity == 0.0)
    assert not ProfitRule().settle(abs(profit), turnover=1_000.0).terminated
    assert result.retained + result.returned - result.borne - result.unpaid == profit


def test_the_margin_of_a_capped_profit_is_the_slope_of_what_is_kept():
    rule = ProfitRule(cap=0.075, equity=1e9)
    errors = frozen_errors(4_096).demand
    for mean in (0.0, 0.05, 0.075, 0.10):
        kept = [sum(r.retained - r.borne for r in (rule.settle(m + x, 1.0) for x in 0.03 * errors)) / 4_096
                for m in (mean - 0.001, mean + 0.001)]  # fmt: skip
        assert (kept[1] - kept[0]) / 0.002 == pytest.approx(
            marginal_retained(mean, 0.03, 1.0, 0.075), abs=2e-3
        )


def test_terms_of_a_profit_rule_that_make_no_sense_are_a_sentence():
    with pytest.raises(ValueError, match=r"ProfitRule.cap is -0.1; it must be at least 0"):
        ProfitRule(cap=-0.1)
