"""What contracts pay, against formulas worked out by hand."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from joinedup.agents.costs import CostParameters
from joinedup.agents.happenings import WHATS, What
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.switches import switched
from joinedup.model.payment.block import Block
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.contract import Care, Forecast
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.risk_weights import RiskParameters, risk_weights, weighted_people
from joinedup.model.payment.service import SERVICES, Service, hospital_prices, services_of
from joinedup.model.payment.social_care_cash import SocialCareCash
from joinedup.model.payment.transformation_fund import TransformationFund

SPELL, ZERO_DAY, AGAIN = Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL, Service.READMISSION
PRICE = 2_400.0


def expecting(spells, readmissions=0.0, error=0.03):
    mean = np.zeros((1, SERVICES))
    mean[0, SPELL], mean[0, AGAIN] = spells, readmissions
    return Forecast(mean, error, np.zeros(1), np.zeros(1))


def fee(**terms):
    return FeePerProcedure(prices=hospital_prices(PriceParameters()), **terms)


@pytest.mark.parametrize(
    ("marginal_rate", "margin"), [(1.0, 1_100.0), (0.7, 380.0), (0.5, -100.0), (0.3, -580.0)]
)
def test_an_admission_above_the_baseline_earns_the_marginal_rate(marginal_rate, margin):
    contract = fee(marginal_rate=marginal_rate, baseline=1.0)
    earned = contract.marginals(expecting(5_000.0))[SPELL] - CostParameters().emergency_spell
    assert earned == pytest.approx(margin)


def test_an_admission_under_a_block_earns_only_its_cost():
    earned = Block(amount=1e6).marginals(expecting(5_000.0))[SPELL] - CostParameters().emergency_spell
    assert earned == -1_300.0


@pytest.mark.parametrize("distance", [-2.0, -0.5, 0.0, 1.0])
def test_near_the_baseline_the_price_is_weighed_by_the_chance_of_staying_below_it(distance):
    spells, m = 5_000.0, 0.7
    sd = np.sqrt(spells + (0.03 * spells) ** 2)
    contract = fee(marginal_rate=m, baseline=PRICE * (spells + distance * sd))
    below = NormalDist().cdf(distance)
    expected = PRICE * (below + m * (1 - below))
    assert contract.marginals(expecting(spells))[SPELL] == pytest.approx(expected)


def test_half_the_readmissions_are_paid_when_as_many_are_agreed_as_expected():
    contract = fee(readmission_price=PRICE, readmissions_agreed=700.0)
    rates = contract.marginals(expecting(5_000.0, 700.0))
    assert rates[SPELL] + rates[AGAIN] == pytest.approx(PRICE / 2)


def test_a_readmission_far_above_the_agreed_number_earns_nothing_whatever_the_baseline():
    for baseline in (1.0, 1e9):
        contract = fee(readmission_price=PRICE, readmissions_agreed=0.0, marginal_rate=0.7, baseline=baseline)
        rates = contract.marginals(expecting(5_000.0, 700.0))
        assert rates[SPELL] + rates[AGAIN] == pytest.approx(0.0, abs=1e-6)


def test_emergency_income_bends_once_at_the_baseline():
    contract = fee(marginal_rate=0.7, baseline=100 * PRICE)
    services = np.zeros((3, SERVICES))
    services[:, SPELL] = [50, 100, 150]
    income = contract.income(Care(services, 0.0, 0.0))
    assert income.tolist() == pytest.approx([50 * PRICE, 100 * PRICE, 135 * PRICE])


def test_sums_per_head_are_what_the_formulas_say():
    care = Care(np.zeros(SERVICES), people=8_000.0, weighted=9_000.0, years=0.5)
    assert Capitation(per_weighted=200.0).income(care) == 900_000.0
    practice = GeneralPractice(per_weighted=95.0, per_person=57.0)
    assert practice.income(care) == pytest.approx(0.5 * (95 * 9_000 + 57 * 8_000))


def test_a_fund_pays_for_three_years_and_then_no_more():
    fund = TransformationFund(per_person=26.0, start=730, years=3.0)
    months = [Care(np.zeros(SERVICES), 1_000.0, 0.0, 1 / 12, round(365 * (m + 1) / 12)) for m in range(120)]
    assert sum(fund.income(care) for care in months) == pytest.approx(3 * 26_000.0, rel=1e-3)
    year = Care(np.zeros(SERVICES), 1_000.0, 0.0, 1.0, 365 * 5)
    assert fund.income(year) == pytest.approx(26_000.0)
    assert fund.income(year._replace(day=365 * 6)) == 0.0


def test_a_cash_limit_that_falls_four_per_cent_a_year_falls_by_28_in_eight():
    cash = SocialCareCash(amount=100.0, growth=-0.04)
    last = cash.income(Care(np.zeros(SERVICES), 0.0, 0.0, 1.0, day=365 * 9))
    assert last == pytest.approx(100 * 0.96**8)
    assert cash.income(Care(np.zeros(SERVICES), 0.0, 0.0, 1.0, day=365)) == 100.0


def test_england_as_a_whole_weighs_one():
    shares = np.array([6.3, 11.2, 13.1, 27.3, 25.5, 8.7, 5.6, 2.3]) / 100  # by age band, 2011
    fifths = 0.2 * risk_weights(RiskParameters()).reshape(5, 8).sum(axis=0)
    assert fifths @ shares == pytest.approx(1.0, abs=0.03)


def test_people_are_weighed_by_group_and_counted_at_their_practice():
    registered = np.zeros((3, 40), np.int64)
    registered[[0, 0, 2], [0, 39, 7]] = 1
    weights = weighted_people(registered, RiskParameters())
    assert weights * 1_713 == pytest.approx([1_260 + 4_981, 0.0, 5_473])


def test_a_budget_neutral_switch_costs_the_payer_the_same_on_average():
    sites = np.zeros(3, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY]
    sites["hospital"], sites["community"] = 1, 2
    sites["people"] = [20_000, 20_000, 20_000]
    prices = PriceParameters()
    terms = separate_providers(sites, prices, CostParameters())
    people = np.array([20_000.0, 0.0, 0.0])
    rate = np.zeros(SERVICES)
    rate[[SPELL, ZERO_DAY, AGAIN]] = 1_520.0, 760.0, 280.0
    rate[[Service.OUTPATIENT_FIRST, Service.DAY_CASE, Service.AE_MAJOR]] = 2_000.0, 2_000.0, 5_600.0
    hospital = next(i for i, c in enumerate(terms.contracts) if c.sites == (1,))
    # a baseline in the middle of the distribution, where the bend hurts most
    old = replace(terms.contracts[hospital], baseline=1_520 * 2_400.0 + 760 * 600.0)
    terms = replace(
        terms, contracts=tuple(old if i == hospital else c for i, c in enumerate(terms.contracts))
    )
    rng = np.random.default_rng(35)
    gaps = []
    for _ in range(300):
        last, coming = (Care(rng.poisson(rate).astype(float), 20_000.0, 20_000.0) for _ in range(2))
        paid = tuple(float(c.payment(last)) for c in terms.contracts)
        new = switched(terms, {"P"}, Facts(365, tuple(sites["role"].tolist()), paid, people, prices))
        assert isinstance(new.contracts[hospital], Capitation)
        gaps.append(new.contracts[hospital].payment(coming) - old.payment(coming))
    error = np.std(gaps, ddof=1) / np.sqrt(len(gaps))
    assert error < 0.002 * old.payment(Care(rate, 20_000.0, 20_000.0)), "too noisy to test anything"
    assert abs(np.mean(gaps)) < 4 * error


@pytest.mark.parametrize("adequacy", [0.95, 1.02])
@pytest.mark.parametrize("switches", ["", "P", "PO", "O"])
def test_the_same_cut_reaches_every_arm(adequacy, switches):
    sites = np.zeros(3, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY]
    sites["hospital"], sites["community"] = 1, 2
    sites["people"] = 20_000
    prices = PriceParameters()
    terms = separate_providers(sites, prices, CostParameters())
    care = Care(np.full(SERVICES, 100.0), 20_000.0, 20_000.0)
    care.services[Service.MEETING_HOUR] = 0.0
    paid = tuple(float(c.payment(care)) for c in terms.contracts)
    facts = Facts(365, tuple(sites["role"].tolist()), paid, np.array([20_000.0, 0, 0]), prices, adequacy)
    after = sum(c.payment(care) for c in switched(terms, switches, facts).contracts)
    assert after == pytest.approx(adequacy * sum(paid))


def test_services_are_counted_where_they_are_given_and_paid_for():
    sort = np.array([Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY])
    activity = np.zeros((3, WHATS), np.int64)
    activity[0, [What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW]] = 5, 7, 11
    activity[:, What.TEST_0] = 13  # asked for by the practice; done in A&E; done by the community service
    activity[1, [What.AE_MAJOR, What.URGENT_REFERRAL]] = 17, 19
    counted = services_of(activity, sort, np.array([1, 1, -1]))
    assert counted[0, Service.GP_CONTACT] == 23
    assert counted[1, Service.AE_MAJOR] == 36
    assert counted[:, Service.TEST_0].tolist() == [0, 13, 13]
    if "OUTPATIENT_SCAN" in What.__members__:
        activity[1, What["OUTPATIENT_SCAN"]] = 29
        assert services_of(activity, sort, np.array([1, 1, -1]))[1, Service.TEST_SCAN] == 29
