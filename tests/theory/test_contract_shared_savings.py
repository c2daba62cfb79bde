"""Shared savings: benchmarks, thresholds, caps, losses, the gate, attribution and the next agreement."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.model.payment.attribution import NOBODY, attributed
from joinedup.model.payment.contract import Care, Forecast
from joinedup.model.payment.measure import MEASURES, Measure, Target
from joinedup.model.payment.service import SERVICES, Service, one_price
from joinedup.model.payment.shared_savings import (
    PRESETS,
    SharedSavings,
    benchmark_from,
    minimum_saving,
    preset,
    ratchet,
    shared_savings,
)

SPELL = Service.EMERGENCY_SPELL
PEOPLE, BENCHMARK = 10_000.0, 500.0  # a benchmark of £5m


def agreement(**terms):
    given = {"prices": one_price(SPELL, 2_500.0), "benchmark": BENCHMARK, **terms}
    return SharedSavings(**given)


def a_year(saved, day=365, **more):
    """A year whose care costs so much less than the benchmark, as a share of it."""
    services = np.zeros(SERVICES)
    services[SPELL] = (1.0 - saved) * PEOPLE * BENCHMARK / 2_500.0
    return Care(services, PEOPLE, PEOPLE, 1.0, day, **more)


@pytest.mark.parametrize(
    ("saved", "paid"),
    [(0.0, 0.0), (0.019, 0.0), (0.02, 0.01), (0.10, 0.05), (0.20, 0.10), (0.30, 0.10), (-0.3, 0.0)],
)
def test_half_a_saving_is_paid_from_the_minimum_on_up_to_the_cap(saved, paid):
    assert agreement().income(a_year(saved)) == pytest.approx(paid * 5e6)


@pytest.mark.parametrize(("saved", "paid"), [(-0.01, 0.0), (-0.05, -0.03), (-0.08, -0.048), (-0.5, -0.05)])
def test_two_sided_the_payee_bears_part_of_a_loss(saved, paid):
    assert agreement(**PRESETS["two-sided"]).income(a_year(saved)) == pytest.approx(paid * 5e6)


def test_nothing_is_paid_on_account():
    assert agreement(**PRESETS["two-sided"]).on_account(a_year(0.5)) == 0.0


def test_a_bonus_waits_for_quality_and_a_penalty_does_not():
    gate = Target(Measure.READMISSIONS, 0.14)
    measures = np.zeros((MEASURES, 2))
    both = agreement(gate=gate, **PRESETS["two-sided"])
    for counted, opens in ((139.0, 1.0), (140.0, 1.0), (141.0, 0.0)):
        measures[Measure.READMISSIONS] = counted, 1_000.0
        assert both.income(a_year(0.1, measures=measures.copy())) == pytest.approx(opens * 0.06 * 5e6)
        assert both.income(a_year(-0.05, measures=measures.copy())) == pytest.approx(-0.03 * 5e6)
    assert both.income(a_year(0.1)) == 0.0, "what was not measured was not reached"


def test_the_benchmark_grows_with_its_trend_from_the_start_of_the_agreement():
    contract = agreement(trend=0.03, start=730)
    grown = [contract.expected_cost(a_year(0.0, day=day)) for day in (365, 1_095, 1_460, 1_825)]
    assert grown == pytest.approx([5e6, 5e6, 5e6 * 1.03, 5e6 * 1.03**2])


def test_a_benchmark_is_made_of_three_base_years_brought_forward():
    assert benchmark_from((400.0, 450.0, 500.0), (0.1, 0.3, 0.6), 0.0) == pytest.approx(475.0)
    forward = 40 * 1.02**3 + 135 * 1.02**2 + 300 * 1.02
    assert benchmark_from((400.0, 450.0, 500.0), (0.1, 0.3, 0.6), 0.02) == pytest.approx(forward)
    apart = 40 * 1.02**5 + 135 * 1.02**4 + 300 * 1.02**2
    assert benchmark_from((400.0, 450.0, 500.0), (0.1, 0.3, 0.6), 0.02, (5, 4, 2)) == pytest.approx(apart)


def test_a_benchmark_says_what_is_wrong_with_its_base_years():
    with pytest.raises(ValueError, match="2 base years and 3 weights; give a weight for each"):
        benchmark_from((400.0, 450.0), (0.1, 0.3, 0.6), 0.0)
    with pytest.raises(ValueError, match="the weights of the base years sum to 0.9; they must sum to 1"):
        benchmark_from((400.0, 450.0, 500.0), (0.1, 0.3, 0.5), 0.0)


def test_what_was_saved_lowers_the_next_benchmark_by_what_the_ratchet_says():
    # £1 per person saved in a year of the first agreement, none in the second, no trend
    for year, weight in enumerate((0.1, 0.3, 0.6), start=1):
        spent = [500.0, 500.0, 500.0]
        spent[year - 1] -= 1.0
        second = agreement().rebased(spent, start=1_095)
        lost = 3 * (BENCHMARK - second.benchmark)
        assert 1.0 - lost == pytest.approx(ratchet(weight, year))


def test_who_looks_beyond_the_agreement_saves_nothing_in_its_last_year():
    forecast = Forecast(a_year(0.0).services[None], 0.0, np.array([PEOPLE]), np.array([PEOPLE]), 730)
    short, far = (agreement(horizon=h).marginals(forecast)[SPELL] for h in (3, 6))
    assert short < 0.0 < far
    first = agreement(horizon=6).marginals(forecast._replace(day=0))[SPELL]
    assert short < first < 0.0


def test_the_fewer_people_the_higher_the_minimum():
    assert [minimum_saving(n) for n in (1_000, 5_000, 10_000, 1e6)] == [0.039, 0.039, 0.030, 0.020]
    assert preset("one-sided", 5_000)["minimum"] == 0.039
    assert preset("two-sided", 5_000)["minimum"] == 0.02
    with pytest.raises(ValueError, match="no shared-savings agreement 'three-sided'; there are: one-sided"):
        preset("three-sided", 5_000)


def test_all_that_is_certain_is_paid_or_not():
    assert shared_savings(0.05, 0.0, 0.5, 0.02, 0.10)[:2] == pytest.approx((0.025, 0.5))
    assert shared_savings(0.01, 0.0, 0.5, 0.02, 0.10)[:2] == pytest.approx((0.0, 0.0))
    assert shared_savings(0.50, 0.0, 0.5, 0.02, 0.10)[:2] == pytest.approx((0.10, 0.0))


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (
            {"cap": 0.005},
            "SharedSavings.cap is 0.005; it must be at least 0.01, what is shared at the minimum",
        ),
        ({"share": 1.5, "cap": 1.0}, "SharedSavings.share is 1.5; it must be at most 1"),
        ({"weights": (0.5, 0.4, 0.3)}, "SharedSavings.weights is 1.2; they must sum to 1"),
        ({"years": 5}, "SharedSavings.years is 5; there are 3 weights of base years; give one for each"),
        ({"minimum": -0.1}, "SharedSavings.minimum is -0.1; it must be at least 0"),
        ({"trend": -1.5}, "SharedSavings.trend is -1.5; it must be at least -1"),
    ],
)
def test_terms_that_make_no_sense_are_a_sentence(terms, sentence):
    with pytest.raises(ValueError, match=sentence):
        agreement(**terms)


def test_without_people_or_a_benchmark_nothing_is_expected():
    nobody = Forecast(np.zeros((1, SERVICES)), 0.03, np.zeros(1), np.zeros(1))
    assert not agreement().marginals(nobody).any()
    assert agreement().expected_income(nobody) == 0.0


def test_people_are_attributed_to_whom_they_visited_most_and_last():
    visits = np.array([[3, 1, 0], [2, 2, 1], [2, 2, 0], [0, 0, 0], [0, 0, 1]])
    last_day = np.array([[10, 300, 0], [100, 90, 200], [50, 60, 0], [0, 0, 0], [0, 0, 5]])
    assert attributed(visits, last_day).tolist() == [0, 0, 1, NOBODY, 2]


def test_a_member_with_a_share_of_the_bonus_gets_that_share():
    whole = agreement()
    assert replace(whole, adequacy=0.25).payment(a_year(0.1)) == pytest.approx(whole.payment(a_year(0.1)) / 4)
