"""What an interval says about a claim whose direction was stated beforehand: the same rule for every side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from math import isnan, nan
from typing import NamedTuple

from joinedup.experiments.compare import Difference


class Direction(StrEnum):
    """Where a claim says that a difference lies."""

    LESS = "less"
    MORE = "more"
    SAME = "same"
    DIFFERENT = "different"
    NOT_LESS = "not less"
    NOT_MORE = "not more"


OPPOSITE = {Direction.LESS: Direction.MORE, Direction.NOT_LESS: Direction.NOT_MORE}
OPPOSITE |= {b: a for a, b in OPPOSITE.items()} | {d: d for d in (Direction.SAME, Direction.DIFFERENT)}


class Verdict(StrEnum):
    """What the runs say about a claim."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    DEPENDS = "depends"
    UNDECIDED = "undecided"
    OUTSIDE = "outside the model"


def judged(found: Difference, direction: Direction, margin: float) -> Verdict:
    """Supported if the whole interval lies where the claim says, not supported if none of it does, else undecided.

    "Less" is below −margin, "more" above margin, "same" between the two, ends included; the other directions are
    what is left of the line. So a difference too small to matter does not support a claim of an effect.

    margin: the least difference that matters, at least 0, in the unit of `found`.
    """
    if isnan(found.mean) or isnan(found.low) or isnan(found.high):
        return Verdict.UNDECIDED
    less, more = _less(found, margin), _less(_turned(found), margin)
    match direction:
        case Direction.LESS:
            return _word(less)
        case Direction.MORE:
            return _word(more)
        case Direction.NOT_LESS:
            return _word(_opposite(less))
        case Direction.NOT_MORE:
            return _word(_opposite(more))
    same = -margin <= found.low and found.high <= margin
    apart = found.low > margin or found.high < -margin
    answer = True if same else False if apart else None
    return _word(answer if direction is Direction.SAME else _opposite(answer))


def _less(found: Difference, margin: float) -> bool | None:
    if found.high < -margin:
        return True
    return False if found.low >= -margin else None


def _turned(found: Difference) -> Difference:
    return Difference(-found.mean, -found.high, -found.low)


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _word(answer: bool | None) -> Verdict:
    if answer is None:
        return Verdict.UNDECIDED
    return Verdict.SUPPORTED if answer else Verdict.NOT_SUPPORTED


def contrary(found: Difference, direction: Direction, margin: float) -> bool:
    """Whether the whole interval lies on the other side: not merely too small, but the other way round."""
    return (
        direction in (Direction.LESS, Direction.MORE)
        and judged(found, OPPOSITE[direction], margin) is Verdict.SUPPORTED
    )


def distance(mean: float, direction: Direction, margin: float) -> float:
    """How far a mean lies inside where a claim says, in its unit; negative outside, nothing at the edge."""
    inside = {
        Direction.LESS: -mean - margin,
        Direction.MORE: mean - margin,
        Direction.SAME: margin - abs(mean),
        Direction.DIFFERENT: abs(mean) - margin,
        Direction.NOT_LESS: mean + margin,
        Direction.NOT_MORE: margin - mean,
    }
    return inside[direction]


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """A claim with several measures is supported if all are, not supported if one is not, else undecided."""
    found = list(verdicts)
    if Verdict.NOT_SUPPORTED in found:
        return Verdict.NOT_SUPPORTED
    supported = bool(found) and all(v is Verdict.SUPPORTED for v in found)
    return Verdict.SUPPORTED if supported else Verdict.UNDECIDED


def mixed(found: Sequence[tuple[Difference, float]]) -> Verdict:
    """Whether some differences are more and others less; not supported if every one is known and all agree.

    found: each difference with its margin.
    """
    more = [judged(d, Direction.MORE, m) for d, m in found]
    less = [judged(d, Direction.LESS, m) for d, m in found]
    if Verdict.SUPPORTED in more and Verdict.SUPPORTED in less:
        return Verdict.SUPPORTED
    no_more, no_less = (bool(v) and all(x is Verdict.NOT_SUPPORTED for x in v) for v in (more, less))
    return Verdict.NOT_SUPPORTED if no_more or no_less else Verdict.UNDECIDED


class Point(NamedTuple):
    """A claim at one value of a number: its verdict, and how far inside its measures are, the least of them.

    distance: as a share of the base, positive where the claim holds; nan if there is none.
    """

    value: float
    verdict: Verdict
    distance: float = nan


class Flip(NamedTuple):
    """Where a claim begins or ceases to hold: certainly between two values, at a guess at a third."""

    holds_at: float
    fails_at: float
    about: float  # by straight lines between the values played; nan if that says nothing


def swept(points: Sequence[Point], at_default: Verdict) -> tuple[Verdict, list[Flip]]:
    """Depends if the claim is supported at some value and not at another; else as it is at the default.

    points: in the order of their values.
    """
    decided = [k for k, p in enumerate(points) if p.verdict in (Verdict.SUPPORTED, Verdict.NOT_SUPPORTED)]
    flips = [
        _flip(points[a : b + 1]) for a, b in pairwise(decided) if points[a].verdict is not points[b].verdict
    ]
    return (Verdict.DEPENDS, flips) if flips else (at_default, [])


def _flip(points: Sequence[Point]) -> Flip:
    ends = (points[0].value, points[-1].value)
    holds, fails = ends if points[0].verdict is Verdict.SUPPORTED else ends[::-1]
    about = nan
    for a, b in pairwise(points):
        if a.distance * b.distance <= 0.0 and a.distance != b.distance:
            about = a.value + (b.value - a.value) * a.distance / (a.distance - b.distance)
            break
    return Flip(holds, fails, about)
