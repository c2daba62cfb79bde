"""The body, one patient at a time; and what must hold for anybody."""

from math import exp

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.agents.health import (
    HealthParameters,
    control_after_review,
    control_on,
    death_rate,
    episode_death_chance,
    frailty,
    need_rate,
    recovery_chance,
    severity_on,
)
from joinedup.agents.hospital import (
    HospitalParameters,
    clinical_stay,
    expected_stay,
    hours_in_ae,
    readmission_chance,
    zero_day_chance,
)
from joinedup.agents.testing import is_valid
from joinedup.agents.vocabulary import Kind
from joinedup.model.parameters import Parameters, packed

BODY = packed(Parameters())[0].health  # as the kernels read it
HOSPITAL = packed(Parameters())[0].hospital
KINDS = st.sampled_from([k for k in Kind if k >= 0])
shares = st.floats(0.0, 1.0)
ages = st.floats(0.0, 105.0)
conditions = st.integers(0, 9)
scores = st.floats(-1.7, 1.7)


def rate(kind, age=60.0, conditions=2, mind=0, score=0.0, frail=0.1, control=0.67):
    return need_rate(int(kind), age, conditions, mind, score, frail, control, BODY)


@given(kind=KINDS, age=ages, n=conditions, mind=st.integers(0, 3), score=scores, frail=shares, control=shares)
def test_nobody_falls_ill_less_often_than_never(kind, age, n, mind, score, frail, control):
    assert rate(kind, age, n, mind, score, frail, control) >= 0.0


@given(kind=KINDS, n=st.integers(0, 8))
def test_more_long_term_conditions_never_mean_fewer_needs(kind, n):
    assert rate(kind, conditions=n) <= rate(kind, conditions=n + 1)


def test_better_control_by_a_tenth_means_a_sixth_fewer_exacerbations_and_nothing_else():
    assert rate(Kind.EXACERBATION, control=0.77) / rate(Kind.EXACERBATION, control=0.67) == pytest.approx(
        exp(-0.18)
    )
    for kind in Kind:
        if kind not in (Kind.NONE, Kind.EXACERBATION):
            assert rate(kind, control=0.9) == rate(kind, control=0.1), kind


def test_nobody_without_a_condition_has_an_exacerbation():
    assert rate(Kind.EXACERBATION, conditions=0) == 0.0


def test_a_mental_illness_multiplies_crises_and_nothing_else():
    assert rate(Kind.CRISIS, mind=1) / rate(Kind.CRISIS) == pytest.approx(exp(1.6))
    assert rate(Kind.ACUTE, mind=3) == rate(Kind.ACUTE)


def test_the_deprived_fall_ill_more_often():
    for kind in (Kind.MINOR, Kind.ACUTE, Kind.EXACERBATION, Kind.CRISIS):
        assert rate(kind, score=1.0) > rate(kind, score=-1.0), kind


@given(c=st.floats(0.05, 1.0), n=conditions, one=st.integers(0, 400), two=st.integers(0, 400))
def test_control_decays_alike_in_one_step_or_in_two(c, n, one, two):
    at_once = control_on(one + two, c, 0, n, BODY)
    in_two = control_on(one + two, control_on(one, c, 0, n, BODY), one, n, BODY)
    assert at_once == pytest.approx(in_two)
    assert BODY.control_floor - 1e-12 <= at_once <= c + 1e-12


@given(c=shares, usual=st.booleans(), plan=st.booleans())
def test_a_review_never_harms_and_never_goes_beyond_full_control(c, usual, plan):
    after = control_after_review(c, float(usual), float(plan), BODY)
    assert c <= after <= 1.0
    assert after <= control_after_review(c, 1.0, 1.0, BODY) + 1e-12


def test_at_todays_continuity_a_review_gives_its_plain_gain_on_average():
    share = BODY.usual_today
    gains = [control_after_review(0.5, usual, 0.0, BODY) - 0.5 for usual in (1.0, 0.0)]
    assert share * gains[0] + (1.0 - share) * gains[1] == pytest.approx(0.5 * BODY.review_gain)


@given(kind=KINDS, s=shares, days=st.integers(0, 300))
def test_an_untreated_problem_never_gets_milder_and_never_graver_than_grave(kind, s, days):
    later = severity_on(100 + days, s, 100, int(kind), BODY)
    assert s <= later <= 1.0
    if BODY.worsening[kind] > 1.0 and s > 0.0 and days:
        assert later == pytest.approx(min(1.0, s * BODY.worsening[kind] ** days))


@given(kind=KINDS, s=shares)
def test_the_sicker_the_less_likely_to_recover_alone(kind, s):
    chance = recovery_chance(s, int(kind), BODY)
    assert 0.0 <= chance <= 1.0
    assert recovery_chance(1.0, int(kind), BODY) <= chance


@given(s=shares)
def test_treatment_never_makes_death_more_likely(s):
    assert 0.0 <= episode_death_chance(s, True, BODY) <= episode_death_chance(s, False, BODY) <= 1.0


@given(age=st.floats(50.0, 100.0), n=st.integers(0, 8), weeks=st.integers(0, 50))
def test_frailty_grows_with_age_illness_and_weeks_in_a_bed(age, n, weeks):
    here = frailty(age, n, weeks, 0.01)
    assert 0.0 <= here <= 1.0
    assert here <= frailty(age + 1.0, n, weeks, 0.01) <= 1.0
    assert here <= frailty(age, n + 1, weeks, 0.01)
    assert here <= frailty(age, n, weeks + 1, 0.01)


@given(age=st.floats(30.0, 95.0), sex=st.integers(0, 1), fifth=st.integers(0, 4))
def test_death_comes_closer_every_year_and_earlier_to_men_and_the_deprived(age, sex, fifth):
    here = death_rate(age, sex, fifth, 0, BODY)
    assert here < death_rate(age + 1.0, sex, fifth, 0, BODY)
    assert death_rate(65.0, 0, fifth, 0, BODY) < death_rate(65.0, 1, fifth, 0, BODY)
    if fifth < 4:
        assert death_rate(65.0, sex, fifth, 0, BODY) > death_rate(65.0, sex, fifth + 1, 0, BODY)


@given(s=shares, frail=shares, u=st.floats(-3.0, 3.0), ready=st.floats(1.0, 3.0))
def test_a_stay_has_at_least_a_night_and_a_cautious_hospital_keeps_people_no_shorter(s, frail, u, ready):
    stay = clinical_stay(s, frail, 0, ready, u, HOSPITAL)
    assert stay >= 1
    assert clinical_stay(s, frail, 0, 1.0, u, HOSPITAL) <= stay


def test_the_stay_a_clinician_expects_is_the_mean_of_the_stays_that_happen():
    # without a night counts as nothing; nights are whole, and the lognormal's mean is exp(sd²/2) × its median
    from statistics import NormalDist

    luck = [NormalDist().inv_cdf((k + 0.5) / 20_000) for k in range(20_000)]
    for s, frail in ((0.5, 0.1), (0.7, 0.6)):
        nights = np.mean([clinical_stay(s, frail, 0, 1.0, u, HOSPITAL) for u in luck])
        stays = 1.0 - zero_day_chance(s, frail, HOSPITAL)
        assert stays * nights == pytest.approx(expected_stay(s, frail, 1.0, HOSPITAL), rel=0.05)


@given(frail=shares, n=conditions, ready=st.floats(1.0, 3.0))
def test_later_discharge_and_a_practice_that_has_heard_mean_fewer_readmissions(frail, n, ready):
    heard, unheard = (readmission_chance(frail, n, ready, x, HOSPITAL) for x in (0.0, 1.0))
    assert 0.0 <= heard <= unheard <= 1.0
    assert readmission_chance(frail, n, ready + 0.5, 0.0, HOSPITAL) <= heard


def test_the_practice_not_having_heard_by_day_three_adds_a_third_to_readmissions():
    body = HospitalParameters(readmit_unheard=0.35)
    heard, unheard = (readmission_chance(0.3, 2, 1.2, x, body) for x in (0.0, 1.0))
    assert unheard / heard == pytest.approx(1.35)


@given(use=st.floats(0.0, 3.0), boarders=st.floats(0.0, 500.0))
def test_a_busier_ae_takes_longer_and_never_more_than_fourteen_hours(use, boarders):
    hours = hours_in_ae(use, boarders, HOSPITAL)
    assert hours <= 14.0
    assert hours <= hours_in_ae(use + 0.1, boarders, HOSPITAL)
    assert hours <= hours_in_ae(use, boarders + 1.0, HOSPITAL)


@given(day=st.integers(0, 400), days=st.integers(1, 200), moved=st.floats(0.0, 1.0))
def test_a_result_is_good_while_it_is_young_and_the_illness_the_same(day, days, moved):
    assume(abs(moved - 0.15) > 1e-6)
    good = is_valid(1_000 + day, 1_000, float(days), 0.5, 0.5 - min(moved, 0.5), 0.15, True)
    assert good == (day <= days and min(moved, 0.5) <= 0.15)
    assert not is_valid(1_000, 1_000, float(days), 0.5, 0.5, 0.15, False)


def test_a_section_with_a_number_out_of_range_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="acute"):
        Parameters().with_changes({"health.acute": -1.0})
    assert HealthParameters().acute > 0.0
