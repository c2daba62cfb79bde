"""What the board says of made-up intervals; the door of its files; and what was expected before running."""

from hashlib import sha256
from math import inf, nan
from re import escape

import numpy as np
import pytest

from joinedup.experiments.compare import Difference
from joinedup.experiments.evidence.estimates import estimate, extra
from joinedup.experiments.evidence.expectations import Check, Met, expectations, expectations_in, verdict
from joinedup.experiments.evidence.playing import Values
from joinedup.experiments.evidence.study import HOWS, Key, Measured, World
from joinedup.experiments.evidence.study_file import studies, study_in
from joinedup.experiments.evidence.words import Word, directed, placed

# of the sentences and ranges as they were written down; they do not change, whatever the model says
WRITTEN = "b1b8518c5f0a681c"


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (-5.0, -4.0, Word.INSIDE),
        (-7.9, -2.1, Word.INSIDE),  # ends included
        (-9.0, -1.0, Word.OVERLAPPING),  # around all of it
        (-3.0, 1.0, Word.OVERLAPPING),
        (-2.1, 1.0, Word.OVERLAPPING),  # touching
        (-2.0, 1.0, Word.OUTSIDE),
        (-9.0, -8.0, Word.OUTSIDE),
    ],
)
def test_the_word_is_how_the_intervals_lie(low, high, word):
    assert placed(Difference((low + high) / 2.0, low, high), -7.9, -2.1) is word


def test_a_point_without_an_interval_can_be_covered_and_holds_nothing():
    assert placed(Difference(-6.0, -7.0, -5.0), -6.7, -6.7) is Word.OVERLAPPING
    assert placed(Difference(-6.0, -6.5, -5.0), -6.7, -6.7) is Word.OUTSIDE


@pytest.mark.parametrize(
    ("low", "high", "direction", "word"),
    [
        (1.0, 2.0, "up", Word.RIGHT),
        (-2.0, -1.0, "up", Word.WRONG),
        (-1.0, 2.0, "up", Word.UNDECIDED),
        (-2.0, -1.0, "down", Word.RIGHT),
        (1.0, 2.0, "down", Word.WRONG),
        (-2.0, 0.0, "down", Word.UNDECIDED),
        (-1.0, 2.0, "none", Word.RIGHT),
        (2.1, 3.0, "none", Word.WRONG),
        (-4.0, -2.1, "none", Word.WRONG),
        (1.0, 3.0, "none", Word.UNDECIDED),
    ],
)
def test_a_direction_is_right_if_all_of_the_interval_is_on_its_side(low, high, direction, word):
    assert directed(Difference((low + high) / 2.0, low, high), direction, 2.0) is word


# --- estimates


KEY, OTHER = Key("a"), Key("b")
HERE, THERE, SECOND, BOTH = World("here"), World("there"), World("second"), World("both")


def worlds(**of):
    """Three replications, one year before and one after; b is twice a."""
    return {
        World(name): Values({KEY: np.array(v, float), OTHER: 2.0 * np.array(v, float)}, 1)
        for name, v in of.items()
    }


TWO = worlds(here=[[10, 12], [10, 11], [10, 13]], there=[[10, 10], [10, 10], [10, 10]])


@pytest.mark.parametrize(
    ("how", "mean"),
    [("percent", 20.0), ("difference", 2.0), ("level", 12.0), ("growth", 20.0)],
)
def test_an_estimate_is_of_twins_replication_by_replication(how, mean):
    against = None if how in ("level", "growth") else THERE
    found = estimate(Measured(KEY, how, HERE, against, (1,)), TWO)
    assert found.mean == pytest.approx(mean)
    scale = {"percent": 10.0, "growth": 10.0}.get(how, 1.0)
    assert found.half_width == pytest.approx(
        4.302653 * scale / np.sqrt(3.0), rel=1e-5
    )  # t of 2 degrees, sd 1


def test_odds_are_odds_of_shares_in_percent():
    two = worlds(here=[[0, 5]] * 3, there=[[0, 8]] * 3)
    found = estimate(Measured(KEY, "odds ratio", HERE, THERE, (1,)), two)
    assert found.mean == pytest.approx((5 / 95) / (8 / 92))


def test_a_change_is_given_for_a_step_of_another():
    two = worlds(here=[[0, 12], [0, 14]], there=[[0, 10], [0, 10]])
    found = estimate(Measured(KEY, "difference", HERE, THERE, (1,), per=OTHER, step=0.2), two)
    assert found.mean == pytest.approx(0.1)


def test_a_percent_beyond_another_is_nothing_where_both_move_alike():
    found = estimate(Measured(KEY, "percent beyond another's", HERE, THERE, (1,), per=OTHER), TWO)
    assert found.mean == pytest.approx(0.0)


def test_replications_without_an_agreement_are_not_in_its_accounts():
    some = worlds(here=[[0, 1.0], [0, nan], [0, 3.0]])
    assert estimate(Measured(KEY, "level", HERE, None, (1,)), some).mean == pytest.approx(2.0)


def test_an_interaction_is_what_two_changes_do_beyond_their_sum():
    first, second = np.array([-1.0, -1.2]), np.array([-10.0, -11.0])
    both = first + second + np.array([-5.0, -5.2])
    assert extra(first, second, both).mean == pytest.approx(5.1 - 1.1)
    assert extra(first, second, first + second).mean == pytest.approx(-1.1)


# --- expectations


def check(low=-inf, high=inf, unclear=False):
    return Check("a number", "%", low, high, unclear, Measured(KEY, "level", HERE, None, (1,)))


INSIDE, ACROSS, BEYOND = Difference(0.0, -1.0, 1.0), Difference(2.0, 1.0, 3.0), Difference(5.0, 4.0, 6.0)


@pytest.mark.parametrize(
    ("numbers", "met"),
    [
        ([INSIDE, INSIDE], Met.MET),
        ([INSIDE, ACROSS], Met.UNDECIDED),
        ([INSIDE, BEYOND], Met.NOT_MET),
        ([ACROSS, BEYOND], Met.NOT_MET),
        ([INSIDE, Difference(0.0, nan, nan)], Met.UNDECIDED),
    ],
)
def test_an_expectation_is_met_if_every_check_certainly_holds(numbers, met):
    assert verdict([check(-2.0, 2.0), check(-2.0, 2.0)], numbers) is met


def test_an_end_that_is_open_allows_all():
    assert verdict([check(low=0.0)], [BEYOND]) is Met.MET
    assert verdict([check(high=0.0)], [BEYOND]) is Met.NOT_MET
    assert verdict([check(low=0.0)], [INSIDE]) is Met.UNDECIDED


def test_what_chance_must_hide_is_met_only_if_it_does():
    assert verdict([check(unclear=True)], [INSIDE]) is Met.MET
    assert verdict([check(unclear=True)], [BEYOND]) is Met.NOT_MET


def test_every_expectation_has_an_evaluation():
    found = expectations()
    assert [e.id for e in found] == [
        "X1", "X2", "X3", "X4", "X5", "X6", "P12", "P9", "P18a", "P18b", "P18c", "P18d", "P19a", "P19b", "P19c",
    ]  # fmt: skip
    for one in found:
        assert one.checks, one.id
        for c in one.checks:
            assert c.unclear or c.low > -inf or c.high < inf, one.id


def test_expectations_stay_as_they_were_written_before_running():
    text = [(e.id, e.expected, [(c.low, c.high, c.unclear) for c in e.checks]) for e in expectations()]
    assert sha256(repr(text).encode()).hexdigest()[:16] == WRITTEN


# --- the doors

STUDY = """id: M99
title: A village
source: "Nobody 2018, Journal of Nothing"
experiment:
  place: dudley
  people: 1000
  arms: {alone: separate, shared: I}
figures:
  - measure: Emergency admissions
    unit: "%"
    year: 2
    value: -3.0
    grade: A
    model: {of: emergency_admissions, in: shared, against: alone, as: percent}
"""


def test_the_file_of_a_study_is_read():
    study = study_in(STUDY, "village.yaml")
    assert study.figures[0].model == Measured(
        Key("emergency_admissions"), "percent", World("shared"), World("alone"), (2,)
    )


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "titel: A village",
            "title: A village",
            "village.yaml:2:1: titel: unknown key (did you mean title?)",
        ),
        (
            "arms: {alone: seperate",
            "arms: {alone: separate",
            "village.yaml:7:17: arms.alone: no arm 'seperate'",
        ),
        ("years: 0\n  arms", "arms", "village.yaml:7:10: years:"),
        (
            "of: emergency_admission,",
            "of: emergency_admissions,",
            "village.yaml:9:5: figures.0: unknown measure",
        ),
        (
            "of: occupancy, from_age: 65,",
            "of: emergency_admissions,",
            "occupancy is of everybody; leave from_age",
        ),
        (
            "reforms: {shared: {9: no fund}}\nfigures:",
            "figures:",
            "village.yaml:8:23: reforms.shared.9: year 9",
        ),
        ("reforms: {shared: {1: no funds}}\nfigures:", "figures:", "unknown reform (did you mean no fund?)"),
        (
            "reforms: {shard: {1: no fund}}\nfigures:",
            "figures:",
            "village.yaml:8:11: reforms.shard: unknown arm",
        ),
        ("in: shard", "in: shared", "village.yaml:9:5: figures.0: unknown arm (did you mean shared?)"),
        ("year: 9", "year: 2", "village.yaml:9:5: figures.0: year 9: 5 years are watched"),
        ("as: percentage", "as: percent", "village.yaml:9:5: figures.0: unknown as (did you mean percent?)"),
        (
            "direction: up\n    value: 1.0",
            "value: -3.0",
            "village.yaml:9:5: figures.0: say value, or direction",
        ),
        ("value: 1.0\n    low: 2.0\n    high: 3.0", "value: -3.0", "village.yaml:9:5: figures.0: 1 must lie"),
        ("year: []", "year: 2", "village.yaml:9:5: figures.0: year is missing"),
        ("grade: A\n    used: health.nothing", "grade: A", "figures.0: used: no number 'health.nothing'"),
        ("direction: none", "value: -3.0", "figures.0: a margin goes with direction none"),
        ("grade: D", "grade: A", "village.yaml:9:5: figures.0: unknown grade"),
        (
            "against: alone, at: percent",
            "against: alone, as: percent",
            "village.yaml:14:67: figures.0.model.at: unknown key",
        ),
        (
            "in: shared, as: percent",
            "in: shared, against: alone, as: percent",
            "figures.0: against is missing",
        ),
    ],
)
def test_a_mistake_in_the_file_of_a_study_is_said_with_its_line(wrong, right, said):
    assert right in STUDY
    with pytest.raises(ValueError, match=escape(said)):
        study_in(STUDY.replace(right, wrong), "village.yaml")


def test_a_mistake_in_the_expectations_is_said_with_its_line():
    text = "written: before\ntrials:\n  a: {study: E99}\nexpectations: []\n"
    with pytest.raises(ValueError, match=r"x.yaml:3:14: trials.a.study: unknown study"):
        expectations_in(text, "x.yaml", studies())


def test_every_way_to_measure_is_used():
    used = {f.model.how for s in studies() for f in s.figures if f.model}
    used |= {c.model.how for e in expectations() for c in e.checks}
    assert used == set(HOWS)
