"""Whether a figure of the board is also one that numbers are fitted to: then it would be no evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isclose, isnan
from typing import NamedTuple

from joinedup.experiments.evidence.study import Study
from joinedup.experiments.targets import Target

IDLE = frozenset(
    ("a", "an", "and", "by", "for", "from", "in", "is", "of", "on", "or", "over", "the", "to", "with")
)


class Fact(NamedTuple):
    """A published figure as it is known wherever it is written down."""

    measure: str
    unit: str
    value: float
    source: str


def facts_of(studies: Iterable[Study]) -> list[Fact]:
    """Every figure of the board."""
    return [Fact(f.measure, f.unit, f.value, f.source) for s in studies for f in s.figures]


def facts_fitted(targets: Iterable[Target]) -> list[Fact]:
    """Every figure that the baseline is fitted to or checked against in a fit."""
    return [Fact(t.measure, t.unit, t.value, t.source) for t in targets if t.compute is not None]


def shared(board: Iterable[Fact], fitted: Iterable[Fact]) -> list[tuple[Fact, Fact]]:
    """Pairs that are the same published figure, one of the board and one that is fitted to."""
    targets = list(fitted)
    return [(mine, theirs) for mine in board for theirs in targets if same(mine, theirs)]


def same(one: Fact, other: Fact) -> bool:
    """Whether two rows are the same published figure, however it is put.

    Two of these agree: who published it and when, what is measured, the value. Or the value of one stands, with
    what it is of, in the text that says where the other comes from.
    """
    agree = (
        bool(publication(one.source) & publication(other.source)),
        words(one.measure) == words(other.measure),
        value(one) == value(other) or isclose(value(one), value(other), rel_tol=1e-6),
    )
    return sum(agree) >= 2 or _quoted(one, other) or _quoted(other, one)


def publication(source: str) -> set[str]:
    """Who published and when: "barker 2017" for each pair of the first name and a year."""
    names = re.findall(r"[^\W\d_]{3,}", source.lower())
    years = re.findall(r"\b(?:19|20)\d\d\b", source)
    return {f"{names[0]} {year}" for year in years} if names else set()


def words(measure: str) -> frozenset[str]:
    """The words of a measure in any order, without those that say nothing, singular."""
    found = re.findall(r"[^\W\d_]+|\d+", measure.lower())
    return frozenset(w.rstrip("s") for w in found if w not in IDLE)


def value(fact: Fact) -> float:
    """The size of the figure, shares in percent; never the same as another's if there is none."""
    return abs(fact.value) * (100.0 if fact.unit == "share" else 1.0)


def _quoted(fact: Fact, other: Fact) -> bool:
    """Whether the other's source quotes this figure: its value, and a word of what is measured."""
    if isnan(fact.value) or abs(fact.value) < 1.0:
        return False
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", other.source)]
    named = words(fact.measure) & words(other.source)
    return bool(named) and any(isclose(abs(fact.value), n) for n in numbers)
