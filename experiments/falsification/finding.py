"""One check of the falsification list as it came out, and how numbers force a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference, interval


class Verdict(StrEnum):
    """How a check came out. Undecided: chance hides the answer, or a part of the model is missing."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"


class Number(NamedTuple):
    """One number of a finding, with its 95% interval; no interval for what is exact."""

    what: str
    value: Difference
    unit: str = ""


class Finding(NamedTuple):
    """One entry of the list: what would show a toy, what was run, what came out."""

    id: str  # of the falsification list
    toy: str  # the result that would show that this is a toy
    ran: str
    numbers: tuple[Number, ...]
    verdict: Verdict
    why: str


def exact(value: float) -> Difference:
    """A number without chance in it."""
    return Difference(float(value), float(value), float(value))


def within(value: Difference, low: float, high: float) -> bool | None:
    """Whether a number lies in a range, ends included: True or False if all of its interval says so, else None."""
    ends = (value.mean,) if isnan(value.low) else (value.low, value.high)
    if isnan(value.mean):
        return None
    if all(low <= end <= high for end in ends):
        return True
    return False if max(ends) < low or min(ends) > high else None


def meets(value: Difference, low: float, high: float) -> bool | None:
    """Whether a number agrees with a published range: its mean in the range, and its interval not much wider.

    False if none of the interval reaches the range; None if the interval is wider than twice the range, or its mean
    is outside while a part of it is inside.
    """
    if isnan(value.low):
        return None
    if value.high < low or value.low > high:
        return False
    certain = value.high - value.low <= 2.0 * (high - low)
    return True if certain and low <= value.mean <= high else None


def verdict(answers: Iterable[bool | None]) -> Verdict:
    """Pass if all that must hold does, fail if anything certainly does not, else undecided."""
    found = list(answers)
    if not found or any(answer is False for answer in found):
        return Verdict.FAIL if found else Verdict.UNDECIDED
    return Verdict.PASS if all(found) else Verdict.UNDECIDED


def ratio(part: np.ndarray, whole: np.ndarray) -> Difference:
    """Sum of one number ÷ sum of another over replications, with a jackknife interval.

    part, whole: (replications,). nan without a whole.
    """
    n = len(part)
    if n == 0 or whole.sum() == 0.0:
        return Difference(nan, nan, nan)
    together = float(part.sum() / whole.sum())
    if n == 1:
        return Difference(together, nan, nan)
    without = (part.sum() - part) / (whole.sum() - whole)
    return interval(n * together - (n - 1) * without)


def missing(id: str, toy: str, what: str) -> Finding:
    """A check that cannot be run because a part of the model is not there."""
    return Finding(id, toy, "nothing", (), Verdict.UNDECIDED, f"not there: {what}")
