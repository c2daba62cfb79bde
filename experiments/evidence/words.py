"""One word for a figure: how the model's interval lies to the published one."""

from __future__ import annotations

from enum import StrEnum
from math import isnan

from joinedup.experiments.compare import Difference
from joinedup.experiments.evidence.study import Figure


class Word(StrEnum):
    """How the model's interval lies to what was published."""

    INSIDE = "inside"  # all of it lies in the published interval
    OVERLAPPING = "overlapping"  # a part of it does
    OUTSIDE = "outside"  # none of it does
    RIGHT = "direction right"  # published without a size: all of the interval is on that side
    WRONG = "direction wrong"  # all of it is on the other side
    UNDECIDED = "undecided"  # chance hides the side
    INPUT = "an input"  # a number of the model was set by this figure: no evidence
    CANNOT = "not played"


SIZED = (Word.INSIDE, Word.OVERLAPPING, Word.OUTSIDE)
UNSIZED = (Word.RIGHT, Word.WRONG, Word.UNDECIDED)


def word_for(figure: Figure, found: Difference | None) -> Word:
    """The word for a figure.  found: the model's counterpart; None where it has none."""
    if found is None:
        return Word.CANNOT
    if figure.used:
        return Word.INPUT
    if isnan(found.low):
        return Word.UNDECIDED
    if figure.direction:
        return directed(found, figure.direction, figure.margin)
    return placed(found, figure.low, figure.high)


def placed(found: Difference, low: float, high: float) -> Word:
    """Inside if the model's interval lies in the published one, ends included; a point holds no interval."""
    if low <= found.low and found.high <= high:
        return Word.INSIDE
    return Word.OUTSIDE if found.high < low or found.low > high else Word.OVERLAPPING


def directed(found: Difference, direction: str, margin: float = 0.0) -> Word:
    """Right if all of the interval lies on the published side: above or below nothing, or within the margin of it."""
    if direction == "none":
        if -margin <= found.low and found.high <= margin:
            return Word.RIGHT
        return Word.WRONG if found.low > margin or found.high < -margin else Word.UNDECIDED
    above, below = found.low > 0.0, found.high < 0.0
    right, wrong = (above, below) if direction == "up" else (below, above)
    return Word.RIGHT if right else Word.WRONG if wrong else Word.UNDECIDED
