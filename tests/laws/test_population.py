"""Laws of the people of a place: nobody is lost or doubled, and luck is theirs alone."""

from dataclasses import replace
from math import erf, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.age_bands import AGE_BAND_NAMES, AGE_BANDS, age_band, group_of
from joinedup.agents.patient import LONG_AGO, NEVER
from joinedup.agents.sourced import changed
from joinedup.agents.vocabulary import Luck, Sort, Where
from joinedup.model.chance import uniforms
from joinedup.model.place import HospitalFacts, Place, PracticeFacts
from joinedup.model.population import (
    AGES,
    PopulationParameters,
    births_by_practice,
    births_of_year,
    deprivation_scores,
    draw_people,
    england,
    mean_conditions,
    mix_of,
    plain,
    poisson,
)

P = PopulationParameters()
DEPRIVED = (0.58, 0.20, 0.12, 0.06, 0.04)
PEOPLE = 200_000  # enough that a share is known to ±0.3 percentage points


def a_place(*lists, deprivation=(0.2,) * 5):
    practices = tuple(PracticeFacts(f"P{k}", size) for k, size in enumerate(lists))
    return Place("t", "T", "X", practices, (HospitalFacts("H", "H", 10),), deprivation=deprivation)


@pytest.fixture(scope="module")
def many():
    return draw_people(a_place(PEOPLE, deprivation=DEPRIVED), 7, P)[0]


@pytest.fixture(scope="module")
def typical():
    return draw_people(a_place(PEOPLE), 8, P)[0]


def age_of(records):
    return -records["born"] // 365


def near(found, share, people, errors=4.5):
    """Whether a share found among people is within the sampling error of the one expected."""
    error = np.sqrt(share * (1.0 - share) / people)
    assert np.all(error < 0.02), "too noisy to test anything"
    return np.all(np.abs(found - share) < errors * error + 1e-12)


@given(lists=st.lists(st.integers(1, 40), min_size=1, max_size=5), seed=st.integers(0, 2**32))
def test_lists_are_exact_and_everybody_is_somebody(lists, seed):
    records, charts = draw_people(a_place(*lists), seed, P)
    assert records["person"].tolist() == list(range(sum(lists)))
    assert np.bincount(records["practice"], minlength=len(lists)).tolist() == lists
    assert np.all(np.diff(records["practice"]) >= 0)
    assert len(charts) == len(records)


@given(
    seed=st.integers(0, 2**32), deprivation=st.sampled_from([(0.2,) * 5, DEPRIVED, (0.0, 0.0, 0.0, 0.0, 1.0)])
)
def test_nobody_is_outside_the_ranges_of_a_record(seed, deprivation):
    records, charts = draw_people(a_place(60, deprivation=deprivation), seed, P)
    ages = age_of(records)
    assert np.all((ages >= 0) & (ages <= 100))
    assert np.all(records["born"] <= 0)
    assert np.all((records["control"] >= 0.05) & (records["control"] <= 0.98))
    assert records["decile"].max() <= 9
    assert records["conditions"].max() <= 9
    assert records["mind"].max() <= 3
    fifth = records["decile"] // 2
    assert np.all(np.array(deprivation)[fifth] > 0)
    assert records["group"].tolist() == [group_of(f, a) for f, a in zip(fifth, ages, strict=True)]
    history = charts["history"][:, Sort.PRACTICE]
    assert np.all((history == LONG_AGO) | ((history > -365) & (history <= 0) & (history >= records["born"])))
    assert np.all(charts["history"][:, 1:] == LONG_AGO)


def test_everybody_starts_at_home_without_problem_plan_or_past():
    records, charts = draw_people(a_place(30), 1, P)
    for name in ("need_day", "death_day", "step_day", "review_day"):
        assert np.all(records[name] == NEVER)
    assert np.all(records["kind"] == -1)
    assert np.all(records["hospital"] == -1)
    assert np.all(records["where"] == Where.HOME)
    drawn = {"control", "person", "born", "practice", "sex", "decile", "conditions", "mind", "group"}
    begun = {
        "need_day",
        "death_day",
        "step_day",
        "review_day",
        "onset",
        "kind",
        "hospital",
        "where",
        "home_risk",
    }
    for name in set(records.dtype.names) - drawn - begun:
        assert not records[name].any(), f"{name} is nothing yet"
    assert np.all(charts["tested"] == LONG_AGO)
    assert np.all(charts["tested_at"] == -1)
    for name in ("letter", "clock_start", "lost"):
        assert np.all(charts[name] == 32_767)


@given(sizes=st.tuples(st.integers(1, 30), st.integers(1, 30)), more=st.integers(1, 20))
def test_one_more_person_changes_nobody_elses_draws(sizes, more):
    before, charts = draw_people(a_place(*sizes), 3, P)
    after, charts_after = draw_people(a_place(sizes[0], sizes[1] + more), 3, P)
    assert np.array_equal(after[: len(before)], before)
    assert np.array_equal(charts_after[: len(charts)], charts)
    one = draw_people(a_place(sum(sizes)), 3, P)[0]
    others = [n for n in before.dtype.names if n != "practice"]
    assert all(np.array_equal(one[n], before[n]) for n in others), "nor does the practice they are listed at"


def test_another_seed_is_another_people():
    one, other = (draw_people(a_place(200), seed, P)[0] for seed in (1, 2))
    assert np.mean(one["born"] == other["born"]) < 0.05


def test_a_change_of_deprivation_leaves_most_peoples_luck_in_place():
    """Only those whose draw lies between the old and the new edge of a tenth move: 16% here."""
    even, tilted = a_place(2_000), a_place(2_000, deprivation=(0.22, 0.2, 0.2, 0.2, 0.18))
    one, other = draw_people(even, 1, P)[0], draw_people(tilted, 1, P)[0]
    moved = np.abs(mix_of(even, P).tenths - mix_of(tilted, P).tenths).sum()
    assert near(np.mean(one["decile"] != other["decile"]), moved, 2_000)
    assert np.mean(one["sex"] == other["sex"]) > 0.98


def test_a_person_is_the_twin_written_with_a_plain_loop():
    """Sex, age and deprivation again, from the uniform draws and whole tables, without the kernel."""
    place = a_place(40, 60, deprivation=DEPRIVED)
    records, _ = draw_people(place, 11, P)
    people, mix = records["person"].astype(np.int64), mix_of(place, P)
    u = {purpose: uniforms(11, purpose, people, 0) for purpose in (Luck.DEPRIVATION, Luck.SEX, Luck.AGE)}
    for i, record in enumerate(records):
        tenth = sum(1 for edge in mix.tenths[:-1] if u[Luck.DEPRIVATION][i] >= edge)
        sex = int(u[Luck.SEX][i] < mix.men[tenth // 2])
        age = sum(1 for edge in mix.ages[tenth // 2, sex][:-1] if u[Luck.AGE][i] >= edge)
        assert (record["decile"], record["sex"], -record["born"] // 365) == (tenth, sex, age)


@pytest.mark.compiled
def test_deprivation_is_the_places_and_tenths_halve_the_fifths(many):
    found = np.bincount(many["decile"], minlength=10) / PEOPLE
    assert near(found, np.repeat(np.array(DEPRIVED) / 2.0, 2), PEOPLE)


@pytest.mark.compiled
def test_ages_and_sexes_of_each_fifth_are_those_of_england(many):
    ages, fifth = np.minimum(age_of(many), 85), many["decile"] // 2
    for f in range(5):
        table = england()[f]
        mine = fifth == f
        for sex in (0, 1):
            found = np.bincount(ages[mine & (many["sex"] == sex)], minlength=86) / mine.sum()
            assert near(found, table[sex] / table.sum(), mine.sum())


@pytest.mark.compiled
def test_the_very_old_thin_out_with_every_year(typical):
    ages = age_of(typical)
    old = np.bincount(ages[ages >= 85] - 85, minlength=16) / np.sum(ages >= 85)
    law = 0.85 ** np.arange(16)
    assert near(old, law / law.sum(), np.sum(ages >= 85))


@pytest.mark.compiled
def test_27_percent_of_adults_have_two_or_more_conditions_and_76_percent_from_75(typical):
    """Cassell et al. (2018): 27.2% of adults; of those of 75 and over about 76%."""
    ages, two = age_of(typical), typical["conditions"] >= 2
    adults, old = ages >= 18, ages >= 75
    assert near(two[adults].mean(), 0.272, adults.sum())
    assert abs(two[old].mean() - 0.76) < 0.015


def test_the_calibration_of_conditions_is_exact_for_england():
    ages, share = np.arange(AGES), np.zeros((5, 2, AGES))
    place = a_place(1, deprivation=tuple(england().sum(axis=(1, 2)) / england().sum()))
    ages_of, scores = mix_of(place, P).ages, deprivation_scores()
    for f in range(5):
        share[f] = np.diff(ages_of[f], prepend=0.0, axis=1) * england()[f].sum(axis=1)[:, None]
    many = np.zeros(share.shape)
    for f in range(5):
        for age in ages[18:]:
            means = [mean_conditions(age + 0.5, scores[d], plain(P)) for d in (2 * f, 2 * f + 1)]
            many[f, :, age] = np.mean([1.0 - exp(-m) * (1.0 + m) for m in means])
    adults = share[:, :, 18:].sum()
    assert (share * many).sum() / adults == pytest.approx(0.272, abs=0.001)
    old = share[:, :, 75:]
    assert (old * many[:, :, 75:]).sum() / old.sum() == pytest.approx(0.76, abs=0.01)


@pytest.mark.compiled
def test_the_deprived_of_one_age_have_more_conditions_and_more_mental_illness(typical):
    fifth, ages = typical["decile"] // 2, age_of(typical)
    middle = (ages >= 45) & (ages < 65)
    for what in ("conditions", "mind"):
        means = [np.mean(typical[what][middle & (fifth == f)] > (what == "conditions")) for f in range(5)]
        assert means[0] > means[2] > means[4]


@pytest.mark.compiled
def test_control_is_a_beta_draw_with_mean_two_thirds(typical):
    """Beta(6, 3) has mean 2/3 and variance 2/90; a normal score of deprivation shifts it by -0.04."""
    score = deprivation_scores()[typical["decile"]]
    control = typical["control"] + 0.04 * score
    inside = (typical["control"] > 0.05) & (typical["control"] < 0.98)
    assert inside.mean() > 0.99, "hardly anybody is at the edge"
    assert control.mean() == pytest.approx(2.0 / 3.0, abs=4.5 * sqrt(2.0 / 90.0 / PEOPLE) + 2e-4)
    assert control.var() == pytest.approx(2.0 / 90.0, rel=0.02)


@pytest.mark.compiled
def test_mental_illness_has_its_severities_and_its_odds(typical):
    ill = typical["mind"] > 0
    found = np.bincount(typical["mind"][ill], minlength=4)[1:] / ill.sum()
    assert near(found, np.array([0.6, 0.3, 0.1]), ill.sum())
    for n in (0, 2, 4):
        mine = typical["conditions"] == n
        worth = -2.2 + 0.25 * n + 0.25 * deprivation_scores()[typical["decile"][mine]]
        assert near(ill[mine].mean(), np.mean(1.0 / (1.0 + np.exp(-worth))), mine.sum())


@pytest.mark.compiled
def test_four_in_five_have_told_their_practice_their_story_within_a_year():
    _, charts = draw_people(a_place(PEOPLE), 5, P)
    history = charts["history"][:, Sort.PRACTICE]
    assert near(np.mean(history > -365), 0.80, PEOPLE)


def test_deprivation_scores_are_normal_scores_of_ridits():
    scores = deprivation_scores()
    ridits = [0.5 * (1.0 + erf(-z / sqrt(2.0))) for z in scores]
    assert ridits == pytest.approx([(d + 0.5) / 10.0 for d in range(10)])
    assert scores[0] > 1.6, "positive is deprived"
    assert abs(scores.sum()) < 1e-12


@given(mean=st.floats(0.01, 8.0), u=st.floats(0.0, 0.999999))
def test_a_poisson_draw_is_the_inverse_of_its_cumulative_shares(mean, u):
    share, total, n = exp(-mean), 0.0, 0
    while n < 9 and u >= total + share * (1 + 1e-12):
        total, n = total + share, n + 1
        share = exp(-mean + n * log(mean) - sum(log(k) for k in range(1, n + 1)))
    assert abs(poisson(mean, 9, u) - n) <= (0 if abs(u - total) > 1e-9 else 1)


def test_age_bands_begin_where_they_say():
    assert [age_band(a) for a in AGE_BANDS] == list(range(8))
    assert [age_band(a - 1) for a in AGE_BANDS[1:]] == list(range(7))
    assert age_band(84.99) == 6
    assert [int(name.split("-")[0].rstrip("+")) for name in AGE_BAND_NAMES] == list(AGE_BANDS)
    assert group_of(4, 90) == 39


@given(lists=st.lists(st.integers(1, 20_000), min_size=1, max_size=12), years=st.integers(1, 30))
def test_births_add_up_over_practices_and_years(lists, years):
    yearly = [births_by_practice(lists, year, P) for year in range(years)]
    expected = 11.2 / 1000.0 * np.array(lists)
    assert all(abs(b.sum() - expected.sum()) < 1.0 for b in yearly)
    assert np.all(np.abs(np.sum(yearly, axis=0) - years * expected) < 6.0), "what is rounded away comes back"
    assert all(np.all(b >= 0) for b in yearly)


def test_the_children_of_a_year_are_born_in_it_and_wait_until_then():
    place = a_place(3_000, 9_000, deprivation=DEPRIVED)
    children, charts = births_of_year(place, 2, 1, 50_000, P)
    assert np.bincount(children["practice"]).tolist() == births_by_practice([3_000, 9_000], 2, P).tolist()
    assert children["person"].tolist() == list(range(50_000, 50_000 + len(children)))
    assert np.all((children["born"] >= 730) & (children["born"] < 1095))
    assert np.all(children["where"] == Where.UNBORN)
    assert np.all(children["control_day"] == children["born"])
    assert np.all(children["group"] % 8 == 0)
    assert np.all(charts["history"] == LONG_AGO)
    again, _ = births_of_year(place, 2, 1, 50_000, P)
    assert np.array_equal(children, again)


@pytest.mark.compiled
def test_birthdays_are_even_and_children_of_the_deprived_are_more():
    place = a_place(1_000_000)
    children, _ = births_of_year(place, 0, 1, 10**6, P)
    days = np.bincount(children["born"] // 73, minlength=5) / len(children)
    assert near(days, np.full(5, 0.2), len(children))
    newborn = england()[:, :, 0].sum(axis=1) / england().sum(axis=(1, 2))
    fifths = np.bincount(children["decile"] // 2, minlength=5) / len(children)
    assert near(fifths, newborn / newborn.sum(), len(children))
    assert fifths[0] > 0.2


def test_a_parameter_changes_the_people():
    place = replace(a_place(300), name="same")
    iller = draw_people(place, 1, changed(P, {"conditions_level": 0.5}))[0]
    assert iller["conditions"].sum() > 1.3 * draw_people(place, 1, P)[0]["conditions"].sum()
