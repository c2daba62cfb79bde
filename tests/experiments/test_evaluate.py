"""`joinedup evaluate`: places lived with and without a change, and what evaluators without twins see of it."""

import json
from math import log

import numpy as np
import polars as pl
import pytest

from joinedup.experiments.arms import arm_called
from joinedup.experiments.evaluation.asked import grid
from joinedup.experiments.evaluation.bank import Bank, Wanted, filled, lives_of
from joinedup.experiments.evaluation.design import DID, SYNTHETIC, WEDGE, Design
from joinedup.experiments.evaluation.power import (
    EMERGENT,
    IMPOSED,
    NOTHING,
    designs_drawn,
    half_width,
    judged,
)
from joinedup.experiments.executors.executor import executor_called
from joinedup.model.place import load_place

NOISE = 0.03


def bank(lives=120, years=6, effect=log(0.95), seed=3):
    """Places alike, whose years are independent: what an evaluator of them sees is known."""
    rng = np.random.default_rng(seed)
    unchanged = np.exp(4.0 + NOISE * rng.standard_normal((lives, years)))
    starts = tuple(range(1, years))
    changed = np.array([unchanged * np.exp(effect * (np.arange(years) >= s)) for s in starts])
    return Bank(("somewhere",) * lives, starts, unchanged, changed)


@pytest.fixture(scope="module")
def small():
    """Four lives of a village, with the change in each of two years."""
    places = [load_place("dudley").scaled(1_000), load_place("wirral").scaled(1_000)]
    wanted = Wanted(arm_called("PIO"), (1, 2), 3, "ae_attendances")
    return wanted, lives_of(places, 2), filled(wanted, lives_of(places, 2), executor_called(None, 1))


# --- the bank


def test_a_life_is_the_same_with_and_without_the_change_until_it_begins(small):
    _, _, found = small
    for start, lives in zip(found.starts, found.changed, strict=True):
        np.testing.assert_array_equal(lives[:, :start], found.unchanged[:, :start])
        assert (lives[:, start:] != found.unchanged[:, start:]).any()


def test_no_two_lives_share_their_luck_even_across_places(small):
    _, lives, found = small
    assert len({life.number for life in lives}) == len(lives)
    assert len({tuple(row) for row in found.unchanged}) == len(found)


def test_a_life_is_what_an_experiment_of_the_same_place_and_luck_says(small):
    from joinedup.experiments.experiment import Arm, Experiment, runs_of

    wanted, lives, found = small
    e = Experiment(lives[1].place, (Arm("base"), wanted.arm), years_before=2, years_after=1)
    base, changed = (run.values["ae_attendances"] for run in runs_of(e, lives[1].number, (0, 1)))
    np.testing.assert_array_equal(found.unchanged[1], base)
    np.testing.assert_array_equal(found.changed[1, 1], changed)


def test_frozen_behaviour_is_no_effect_to_any_evaluator():
    wanted = Wanted(arm_called("frozen:PIO"), (1,), 2, "ae_attendances")
    lives = lives_of([load_place("dudley").scaled(1_000)], 2)
    found = filled(wanted, lives, executor_called(None, 1))
    np.testing.assert_array_equal(found.changed[0], found.unchanged)


def test_what_never_happens_cannot_be_told_in_percent():
    wanted = Wanted(arm_called("P"), (1,), 2, "profit_extracted")
    lives = lives_of([load_place("dudley").scaled(1_000)], 1)
    with pytest.raises(ValueError, match="must be above 0"):
        filled(wanted, lives, executor_called(None, 1))


# --- designs drawn from it


def test_nobody_is_in_a_design_twice():
    drawn = designs_drawn(bank(20), Design(DID, 3, 7, 3, 3), 200)
    assert drawn.shape == (200, 10)
    assert all(len(set(row)) == 10 for row in drawn)
    assert len(np.unique(drawn)) == 20


@pytest.mark.parametrize(
    "design", [Design(DID, 5, 15, 3, 3), Design(SYNTHETIC, 1, 19, 3, 3), Design(WEDGE, 10, 0, 3, 3)]
)
def test_what_is_imposed_and_what_the_twins_tell_is_seen_without_bias(design):
    found = {v.truth: v for v in judged(bank(), design, -0.04, 400)}
    assert found[NOTHING].true == 0.0
    assert found[IMPOSED].true == pytest.approx(-4.0)
    assert found[EMERGENT].true == pytest.approx(-5.0)
    for v in found.values():
        assert v.bias_error < 3.0
        assert abs(v.bias) < 2.0 * v.bias_error
        assert v.low < v.mean < v.high


def test_more_places_and_more_years_miss_less():
    def missed(*numbers):
        return judged(bank(), Design(DID, *numbers), -0.04, 1_000)[1].missed

    assert missed(10, 20, 3, 3) < missed(3, 6, 3, 3) < missed(1, 1, 3, 3)
    assert missed(3, 6, 3, 3) < missed(3, 6, 3, 1)


def test_volunteers_regress_to_the_mean_and_look_like_an_effect():
    lot, volunteers = (
        judged(bank(), Design(DID, 5, 10, 1, 1), -0.04, 1_000, volunteers=chosen)[0]
        for chosen in (False, True)
    )
    assert abs(lot.mean) < 1.0
    assert volunteers.mean < -2.0  # nothing happened; they were chosen in a year that was high by chance
    assert volunteers.significant > 2.0 * lot.significant


def test_the_interval_of_a_share_is_that_of_the_lives_behind_it():
    # designs of one place each: the mean over designs is the mean over lives
    rng = np.random.default_rng(4)
    of_lives = rng.normal(size=50)
    drawn = np.tile(np.arange(50), 40)[:, None]
    expected = 1.96 * of_lives.std(ddof=1) / np.sqrt(50)
    assert half_width(of_lives[drawn[:, 0]], drawn, 50) == pytest.approx(expected, rel=1e-9)


def test_a_bank_that_is_one_design_has_no_interval():
    assert np.isnan(half_width(np.ones(5), np.tile(np.arange(4), (5, 1)), 4))


# --- the command


SMALL = ("evaluate", "dudley", "--people", 1_000, "--before", 2, "--years", 1, "--seeds", 6, "--workers", 1)


def test_the_answer_is_a_sentence_and_two_tables(cli):
    code, out, err = cli(*SMALL, "--treated", "1,2", "--controls", "1,2", "--arm", "P", "--draws", 50)
    assert code == 0, err
    text = " ".join(out.split())
    for words in (
        "Difference in differences with 2 places (1 + 1) and 1 year after 2 before: a true 4% fall in emergency "
        "admissions is missed", "Synthetic control", "Stepped wedge", "a fall of 4% imposed", "What 'capitated' really "
        "does, which only the twins tell", "it is no result of the model", "A real evaluator does worse",
    ):  # fmt: skip
        assert words in text, words


def test_tables_and_pictures_are_written(cli, tmp_path):
    out = tmp_path / "seen"
    code, said, err = cli(
        *SMALL, "--treated", 1, "--controls", 2, "--arm", "none", "--designs", "did", "--draws", 20, "--out", out,
        "--json", "--fall", 0.1,
    )  # fmt: skip
    assert code == 0, err
    found = json.loads(said)
    assert [e["truth"] for e in found["evaluations"]] == [NOTHING, IMPOSED]
    assert found["evaluations"][1]["true"] == pytest.approx(-10.0)
    assert found["manifest"]["fall_imposed"] == 0.1
    assert pl.read_parquet(out / "histories.parquet").height == 6 * 3
    assert pl.read_parquet(out / "evaluations.parquet").height == 2
    assert (out / "manifest.json").exists()
    assert list((out / "figures").glob("*.csv"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--designs", "rct"), "there are did, synthetic, wedge"),
        (("--treated", "1,2", "--controls", "1,2,3"), "one for each design"),
        (("--treated", "two"), "whole numbers between commas"),
        (("--fall", "4"), "0.04 for 4%"),
        (("--seeds", "2", "--treated", "2", "--controls", "4"), "say --seeds 6 or more"),
        (("--outcome", "bed_day"), "did you mean bed_days?"),
        (("--arm", "aco-ful"), "did you mean aco-full?"),
        (("--places", "dudley"), "say one of them"),
        (("--draws", "1"), "draws is 1"),
        (("--before", "0"), "years before the change is 0"),
    ],
)
def test_a_mistake_is_one_sentence(cli, words, sentence):
    code, _, err = cli("evaluate", "dudley", *words)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


def test_a_design_that_comes_twice_is_drawn_once():
    assert len(grid("did,wedge", "1,2", "3,2", "1", 3)) == 3  # a wedge of 4 places is one of 4, however split
