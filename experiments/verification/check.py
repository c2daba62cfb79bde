"""One known answer: what is claimed, expected, observed, how far chance may move it, and whether it holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST = 4.0  # standard errors that chance is allowed; beyond, one honest answer in 16,000 would fail


class Check(NamedTuple):
    """One known answer, as it came out."""

    id: str  # of the model's specification: V… known answers, W… worked numbers, M… claims; Q… more queues
    claim: str
    expected: float | str
    observed: float | str
    error: float  # the difference that is allowed; 0 for an exact answer
    passed: bool
    standard_error: float = 0.0  # of what is observed; 0 where no chance is in it


class Estimate(NamedTuple):
    """A mean from a run, with its standard error."""

    mean: float
    standard_error: float

    @classmethod
    def of(cls, batches: np.ndarray) -> Estimate:
        """From means of parts of a run long enough to be independent."""
        return cls(float(batches.mean()), float(batches.std(ddof=1)) / len(batches) ** 0.5)


def within(id: str, claim: str, expected: float, observed: float, error: float) -> Check:
    """A number without chance that must come out within a rounding."""
    passed = abs(float(observed) - float(expected)) <= error
    return Check(id, claim, float(expected), float(observed), float(error), passed)


def near(id: str, claim: str, expected: float, observed: Estimate, rounding: float = 0.0) -> Check:
    """A mean that must come out within four standard errors, and a rounding where the law itself is rounded."""
    error = MOST * observed.standard_error + rounding
    return within(id, claim, expected, observed.mean, error)._replace(standard_error=observed.standard_error)


def exactly(id: str, claim: str, expected: float | str, observed: float | str) -> Check:
    """An answer that must come out to the last bit."""
    return Check(id, claim, expected, observed, 0.0, expected == observed)


def beyond(id: str, claim: str, least: float, observed: float) -> Check:
    """A number that must be above another: that a check could have failed, or the sign of a change."""
    return Check(id, claim, f"above {least:g}", float(observed), 0.0, observed > least)
