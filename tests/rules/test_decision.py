"""The decision rule, one choice at a time; and what must hold for any numbers."""

from math import exp, inf

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.agents.decision import (
    DecisionParameters,
    admission_benefit,
    best_effort,
    best_intensity,
    best_readiness,
    best_throughput,
    community_benefit,
    critical_severity,
    gain_of_finding,
    logistic,
    look_chance,
    marginal_utility_of_money,
    referral_cut_off,
    shadow_price,
    treatment_success,
    worth,
)

P = DecisionParameters(
    altruism=2.0,
    admission_worth=40_000.0,
    admission_from=0.40,
    community_from=0.35,
    community_to=0.62,
    community_share=0.9,
)
pounds = st.floats(-5_000.0, 5_000.0)
shares = st.floats(0.0, 1.0)


@given(benefit=pounds, money=st.floats(0.25, 4.0), margin=pounds, scarce=st.floats(0.0, 5_000.0))
def test_whoever_feels_no_money_weighs_only_benefit_and_scarcity(benefit, money, margin, scarce):
    assert worth(2.0, benefit, 0.0, money, margin, scarce) == 2.0 * benefit - scarce


@given(margin=pounds, more=st.floats(1.0, 1_000.0), response=st.floats(0.01, 1.0))
def test_an_action_that_pays_more_is_worth_more(margin, more, response):
    low, high = (worth(2.0, 100.0, response, 1.0, m, 0.0) for m in (margin, margin + more))
    assert high > low


@given(x=st.floats(-1e4, 1e4))
def test_a_chance_is_between_nothing_and_one_and_mirrors(x):
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0)


@given(used=st.floats(0.0, 2.0), more=st.floats(0.0, 1.0))
def test_a_scarcer_resource_costs_more_and_never_more_than_its_most(used, more):
    low, high = (shadow_price(u, 310.0, 0.93, 0.02) for u in (used, used + more))
    assert 0.0 <= low <= high <= 310.0


def test_an_empty_ward_costs_next_to_nothing_and_a_full_one_nearly_all():
    assert shadow_price(0.5, 310.0, 0.93, 0.02) < 1e-3
    assert shadow_price(1.0, 310.0, 0.93, 0.02) > 0.95 * 310.0
    assert shadow_price(0.93, 310.0, 0.93, 0.02) == pytest.approx(155.0)


@given(a=st.floats(-1.0, 1.0), b=st.floats(-1.0, 1.0))
def test_money_counts_more_the_worse_the_books_look_within_a_quarter_and_four(a, b):
    assume(a < b)
    assert 0.25 <= marginal_utility_of_money(b, 0.05) <= marginal_utility_of_money(a, 0.05) <= 4.0


def test_without_an_income_effect_a_pound_is_a_pound():
    assert marginal_utility_of_money(-0.5, 1e9) == pytest.approx(1.0, abs=1e-8)


@given(found=shares, gain=st.floats(-200.0, 200.0), cost=st.floats(0.0, 50.0))
def test_a_record_is_opened_more_often_than_not_only_if_that_pays(found, gain, cost):
    chance = look_chance(found, gain, cost, 10.0)
    assert (chance > 0.5) == (found * gain > cost) or chance == pytest.approx(0.5)


@given(found=shares, more=shares, gain=st.floats(0.0, 200.0), cost=st.floats(0.0, 50.0))
def test_where_finding_pays_more_complete_records_never_add_duplicates(found, more, gain, cost):
    better = min(1.0, found + more)
    repeated = [1.0 - p * look_chance(p, gain, cost, 10.0) for p in (found, better)]
    assert repeated[1] <= repeated[0] + 1e-12


@given(margin=pounds, response=shares)
def test_a_fee_that_covers_its_cost_makes_finding_worth_less_by_what_is_felt_of_it(margin, response):
    none = gain_of_finding(2.0, 50.0, 10.0, 0.9, response, 1.0, 0.0, 1.0)
    paid = gain_of_finding(2.0, 50.0, 10.0, 0.9, response, 1.0, margin, 1.0)
    assert none - paid == pytest.approx(response * margin, abs=1e-9)


def test_finding_a_scan_is_worth_its_burden_less_what_a_fresh_one_would_add():
    assert gain_of_finding(2.0, 50.0, 10.0, 0.9, 1.0, 1.0, 0.0, 0.0) == pytest.approx(10.0)


@given(price=st.floats(0.0, 500.0), more=st.floats(0.1, 100.0), altruism=st.floats(0.5, 5.0))
def test_a_higher_price_brings_more_services_and_altruism_damps_it(price, more, altruism):
    def step(a):
        return best_intensity(a, 300.0, 50.0, price + more, 100.0) - best_intensity(
            a, 300.0, 50.0, price, 100.0
        )

    assert step(altruism) > 0.0
    assert step(2.0 * altruism) <= step(altruism) + 1e-9


def test_a_perfect_agent_is_efficient_when_the_whole_cost_is_hers():
    assert best_intensity(1.0, 300.0, 50.0, 0.0, 100.0) == 4.0


@given(alpha=st.floats(0.5, 100.0))
def test_the_more_a_doctor_cares_the_less_the_contract_matters(alpha):
    fee, budget = (best_intensity(alpha, 300.0, 50.0, r, 100.0) for r in (150.0, 0.0))
    assert fee - budget == pytest.approx(150.0 / (alpha * 50.0))


@given(margin=pounds, scarce=st.floats(0.0, 3_000.0))
def test_at_the_threshold_admitting_is_worth_exactly_nothing(margin, scarce):
    s = critical_severity(margin, scarce, P, 0.3, 1.0)
    assert worth(
        P.altruism, P.admission_worth * (s - P.admission_from), 0.3, 1.0, margin, scarce
    ) == pytest.approx(0.0, abs=1e-6)


def test_a_practice_that_bears_no_cost_refers_everything_that_does_good():
    assert referral_cut_off(0.0, 2.0) == 0.0
    assert referral_cut_off(900.0, 2.0) == 2.0 * referral_cut_off(450.0, 2.0)
    assert referral_cut_off(900.0, 4.0) == 0.5 * referral_cut_off(900.0, 2.0)


@given(severity=shares, frail=shares)
def test_frailty_takes_from_the_good_of_a_stay_only_when_the_illness_is_mild(severity, frail):
    robust, weak = (admission_benefit(severity, f, P) for f in (0.0, frail))
    if severity >= 0.6:
        assert weak == robust
    else:
        assert abs(weak) <= abs(robust)


def test_community_care_does_good_only_inside_its_band_and_most_in_its_middle():
    middle = (P.community_from + P.community_to) / 2.0
    assert (
        community_benefit(P.community_from, P) == community_benefit(P.community_to, P) == pytest.approx(0.0)
    )
    assert community_benefit(0.2, P) < 0.0 > community_benefit(0.8, P)
    best = max(np.linspace(0.0, 1.0, 101), key=lambda s: community_benefit(s, P))
    assert best == pytest.approx(middle, abs=0.01)


@given(severity=shares)
def test_treatment_at_the_practice_works_less_the_graver_the_illness(severity):
    assert 0.10 <= treatment_success(severity) <= 0.92
    assert treatment_success(min(1.0, severity + 0.1)) <= treatment_success(severity)


def by_search(value, low, high, steps=20_001):
    grid = np.linspace(low, high, steps)
    return float(grid[int(np.argmax([value(x) for x in grid]))])


@given(margin=st.floats(-1_300.0, 1_100.0), scarce=st.floats(0.0, 300.0))
def test_readiness_is_the_stay_that_costs_least_in_bed_days_and_readmissions_together(margin, scarce):
    k, r0, harm = 0.35, 0.12, 1_500.0
    found = best_readiness(k, r0, harm, 2.0, 0.3, 1.0, margin, 300.0, scarce)

    def value(stay):
        return -r0 * exp(-k * (stay - 1.0)) * (2.0 * harm - 0.3 * margin) - (0.3 * 300.0 + scarce) * stay

    assert found == pytest.approx(by_search(value, 1.0, 3.0, 2_001), abs=0.002)


def test_nobody_is_kept_longer_for_a_readmission_that_pays_more_than_it_harms():
    assert best_readiness(0.35, 0.12, 100.0, 2.0, 1.0, 1.0, 5_000.0, 300.0, 0.0) == 1.0


@given(margin=st.floats(-2_000.0, 2_000.0), more=st.floats(1.0, 500.0), wait=st.floats(0.0, 12.0))
def test_a_hospital_that_earns_more_on_electives_treats_no_fewer(margin, more, wait):
    low, high = (best_throughput(2.0, 400.0, wait, 1.0, 1.0, m, 450.0, 23.0) for m in (margin, margin + more))
    assert 0.8 <= low <= high <= 1.3


def test_a_board_that_feels_no_money_runs_its_ordinary_lists():
    assert best_throughput(2.0, 400.0, 5.0, 0.0, 1.0, 1_000.0, 450.0, 23.0) == 1.0


@given(harm=st.floats(0.0, 100.0), more=st.floats(0.0, 100.0), losses=shares)
def test_more_is_done_at_handing_over_the_more_a_lost_letter_harms(harm, more, losses):
    low, high = (best_effort(2.0, h, 1.0, 1.0, 0.0, losses, 10.0, 1.0) for h in (harm, harm + more))
    assert 0.0 <= low <= high <= 1.0


def test_a_hospital_paid_for_readmissions_writes_worse_letters_than_one_that_is_not():
    paid, not_paid = (best_effort(2.0, 15.0, 1.0, 1.0, m, 0.1, 10.0, 1.0) for m in (20.0, -20.0))
    assert paid < not_paid


def test_no_money_can_buy_an_endless_number_of_services():
    assert best_intensity(2.0, 300.0, 50.0, 1e6, 100.0) < inf
