"""What an interval says about a claim: the rule's logic, and how often luck alone supports one."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.experiments.claims.verdict import (
    OPPOSITE,
    Direction,
    Point,
    Verdict,
    contrary,
    distance,
    judged,
    mixed,
    swept,
    together,
)
from joinedup.experiments.compare import Difference, interval

S, N, U = Verdict.SUPPORTED, Verdict.NOT_SUPPORTED, Verdict.UNDECIDED
ends = st.floats(-10.0, 10.0)
margins = st.floats(0.0, 3.0)
COMPLEMENT = {
    Direction.LESS: Direction.NOT_LESS,
    Direction.MORE: Direction.NOT_MORE,
    Direction.SAME: Direction.DIFFERENT,
}


def between(a, b):
    return Difference((a + b) / 2.0, min(a, b), max(a, b))


@pytest.mark.parametrize(
    ("low", "high", "less", "more", "same"),
    [
        (-3.0, -2.0, S, N, N),
        (2.0, 3.0, N, S, N),
        (-0.5, 0.5, N, N, S),
        (-3.0, 0.5, U, N, U),
        (-0.5, 3.0, N, U, U),
        (-3.0, 3.0, U, U, U),
        (-1.0, 1.0, N, N, S),
    ],
)
def test_an_interval_lies_where_it_is_claimed_or_not_or_across(low, high, less, more, same):
    found = [judged(between(low, high), d, 1.0) for d in (Direction.LESS, Direction.MORE, Direction.SAME)]
    assert found == [less, more, same]


@given(a=ends, b=ends, margin=margins)
def test_a_mirror_turns_every_verdict_to_the_other_side(a, b, margin):
    for direction in Direction:
        mirrored = judged(between(-a, -b), OPPOSITE[direction], margin)
        assert judged(between(a, b), direction, margin) is mirrored


@given(a=ends, b=ends, margin=margins)
def test_a_claim_and_its_denial_are_never_both_supported(a, b, margin):
    turned = {S: N, N: S, U: U}
    for direction, denial in COMPLEMENT.items():
        found = between(a, b)
        assert judged(found, denial, margin) is turned[judged(found, direction, margin)]


@given(a=ends, b=ends, margin=margins)
def test_a_mean_lies_inside_what_is_supported(a, b, margin):
    for direction in Direction:
        found = between(a, b)
        if (verdict := judged(found, direction, margin)) is not U:
            assert (distance(found.mean, direction, margin) >= 0.0) or verdict is N
            assert (distance(found.mean, direction, margin) <= 1e-9) or verdict is S
        assert not (contrary(found, direction, margin) and verdict is S)


def test_without_an_interval_nothing_is_decided():
    assert {judged(Difference(-5.0, nan, nan), d, 0.0) for d in Direction} == {U}


@pytest.mark.parametrize("replications", [3, 8, 20])
def test_luck_alone_supports_a_claim_in_one_of_forty(replications):
    draws = np.random.default_rng(11).standard_normal((4_000, replications))
    found = [interval(row) for row in draws]
    for direction in (Direction.LESS, Direction.MORE):
        share = np.mean([judged(d, direction, 0.0) is S for d in found])
        error = np.sqrt(0.025 * 0.975 / len(found))
        assert error < 0.003
        assert abs(share - 0.025) < 4 * error


def test_a_true_effect_is_supported_and_its_opposite_is_not():
    draws = np.random.default_rng(3).standard_normal((500, 8)) - 3.0
    found = [interval(row) for row in draws]
    assert np.mean([judged(d, Direction.LESS, 0.5) is S for d in found]) > 0.99
    assert np.mean([judged(d, Direction.MORE, 0.5) is N for d in found]) > 0.99


def test_all_measures_must_hold():
    assert together([S, S]) is S
    assert together([S, U]) is U
    assert together([S, U, N]) is N
    assert together([]) is U


def test_results_are_mixed_only_if_some_are_more_and_others_less():
    up, down, wide, none = (between(*x) for x in ((2, 3), (-3, -2), (-3, 3), (-0.1, 0.1)))
    assert mixed([(up, 1.0), (down, 1.0)]) is S
    assert mixed([(up, 1.0), (none, 1.0)]) is N
    assert mixed([(up, 1.0), (wide, 1.0)]) is U
    assert mixed([]) is U


def test_the_crossing_is_between_what_holds_and_what_does_not():
    points = [Point(0.0, S, 2.0), Point(1.0, U, 0.5), Point(2.0, U, -0.5), Point(4.0, N, -3.0)]
    verdict, (flip,) = swept(points, U)
    assert verdict is Verdict.DEPENDS
    assert (flip.holds_at, flip.fails_at) == (0.0, 4.0)
    assert flip.about == pytest.approx(1.5)
    assert swept([Point(0.0, S, 1.0), Point(1.0, U, -1.0)], S) == (S, [])


def test_a_verdict_may_turn_twice():
    _, flips = swept([Point(0.0, N, -1.0), Point(1.0, S, 1.0), Point(2.0, N, -1.0)], S)
    assert [(f.holds_at, f.fails_at, f.about) for f in flips] == [(1.0, 0.0, 0.5), (1.0, 2.0, 1.5)]
