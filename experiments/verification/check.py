"""One known answer: what is claimed, expected, observed, and whether it holds."""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """One known answer, as it came out."""

    id: str  # of the model's specification: V… known answers, W… worked numbers, M… claims
    claim: str
    expected: float | str
    observed: float | str
    error: float  # the difference that is allowed; 0 for an exact answer
    passed: bool


def within(id: str, claim: str, expected: float, observed: float, error: float) -> Check:
    """A number that must come out within an error: a rounding, or four standard errors of chance."""
    passed = abs(float(observed) - float(expected)) <= error
    return Check(id, claim, float(expected), float(observed), float(error), passed)


def exactly(id: str, claim: str, expected: float | str, observed: float | str) -> Check:
    """An answer that must come out to the last bit."""
    return Check(id, claim, expected, observed, 0.0, expected == observed)


def beyond(id: str, claim: str, least: float, observed: float) -> Check:
    """A number that must be above another: that a check could have failed, or the sign of a change."""
    return Check(id, claim, f"above {least:g}", float(observed), 0.0, observed > least)
