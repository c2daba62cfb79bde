"""How an outcome is declared: a function of one year's book, with its unit; the registry every table reads."""

from collections.abc import Callable
from enum import IntEnum
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


def outcomes_of(
    codes: type[IntEnum], column: int, prefix: str, meaning: str, unit: str, concern: str
) -> dict[int, Outcome]:
    """One outcome for each code of a block of columns, per 1,000 people a year: `prefix`_`code`.

    concern: the module that asks for them, its `__name__`.
    """

    def of(code: IntEnum) -> Outcome:
        def compute(book: Any) -> float:
            return per_1000(book, column + code)

        words = code.name.lower().replace("_", " ")
        compute.__name__ = f"{prefix}_{code.name.lower()}"
        compute.__doc__ = f"{meaning}: {words}."
        compute.__module__ = concern
        return outcome(unit)(compute)

    return {int(code): of(code) for code in codes}


def total(book: Any, what: int, block: int = 1) -> float:
    """The year's total of one column, or of a block of columns."""
    return float(book.tallies[:, what : what + block].sum())


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
    rows = np.fromiter(groups, np.int64)
    return book._replace(tallies=book.tallies[rows], waits=book.waits[rows])
