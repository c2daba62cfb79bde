"""How an outcome is declared: a function of one year's book, with its unit; the registry every table reads."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import What


class Outcome(NamedTuple):
    """One thing we count: what it means, in which unit, and how it is computed from a year's book."""

    name: str
    unit: str
    meaning: str
    compute: Callable[[Any], float]
    by_group: bool  # whether it can be computed for a deprivation fifth or an age band

    def __call__(self, book: Any) -> float:
        return float(self.compute(book))


OUTCOMES: dict[str, Outcome] = {}


def outcome(unit: str, by_group: bool = True) -> Callable[[Callable[[Any], float]], Outcome]:
    """Register a function of a year's book as an outcome; its first docstring line is its label."""

    def register(compute: Callable[[Any], float]) -> Outcome:
        meaning = (compute.__doc__ or "").strip().splitlines()[0].rstrip(".")
        name = compute.__name__
        OUTCOMES[name] = Outcome(name, unit, meaning, compute, by_group)
        return OUTCOMES[name]

    return register


def total(book: Any, what: int, block: int = 1) -> float:
    """The year's total of one column, or of a block of columns."""
    return float(book.tallies[:, what : what + block].sum())


def named(book: Any, name: str) -> float:
    """The year's total of a column by its name; nan in a model where nothing of the kind can happen."""
    column = What.__members__.get(name)
    return float("nan") if column is None else total(book, column)


def person_years(book: Any) -> float:
    """Years lived by the registered people: days alive ÷ 365."""
    return total(book, What.PERSON_DAYS) / 365.0


def per_1000(book: Any, what: int, block: int = 1) -> float:
    """A column, or a block of columns, per 1,000 person-years; nan where nobody lived."""
    return ratio(1_000.0 * total(book, what, block), person_years(book))


def ratio(part: float, whole: float) -> float:
    """part ÷ whole; nan when there is no whole: no answer is not a bad answer."""
    return part / whole if whole else float("nan")


def restricted(book: Any, groups: Any) -> Any:
    """The year's book of some groups only (rows of the tallies): for outcomes that allow it."""
    mask = np.zeros(len(book.tallies), bool)
    mask[list(groups)] = True
    return book._replace(tallies=book.tallies[mask], waits=book.waits[mask])
