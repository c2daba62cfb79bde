"""The places added up: rates weighted by people, totals, differences with their spread across places."""

from __future__ import annotations

from functools import cache, cached_property
from math import nan, sqrt
from typing import NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference
from joinedup.experiments.england.playing import Played

NOT_ADDED = ("slope_", "relative_", "standardised_")  # indices: a rate of theirs is nobody's number
HEADS = "people"  # the unit of an outcome that is a number of people in a place, not a rate
PER = (  # how a rate ends, the people it is for, and how its total ends
    ("per 1,000 people a year", 1_000.0, "a year"),
    ("per person a year", 1.0, "a year"),
    ("per 1,000", 1_000.0, ""),
)


class Figure(NamedTuple):
    """One outcome of the nation under one arm: mean of the years after the switch."""

    value: float  # in the unit of the outcome
    total: float  # of all places, a year; nan where it cannot be added up
    unit: str  # of the total
    difference: Difference  # of the value, from the baseline; its interval is the spread across places
    total_difference: float
    places: int  # that have this outcome


class Sums(NamedTuple):
    """One outcome by place: mean of the years after the switch, years weighted by the people who lived them."""

    value: np.ndarray  # (places,) nan where a place has none
    lived: np.ndarray  # (places,) person-years a year


@cache
def total_of(outcome: str, unit: str) -> tuple[float, str]:
    """The people a rate is for, and the unit of the total; nan and nothing for what cannot be added up.

    A share, a median or an index of a nation does not follow from those of its places.
    """
    if outcome.startswith(NOT_ADDED):
        return nan, ""
    for words, people, after in PER:
        if unit.endswith(words):
            return people, f"{unit.removesuffix(words).strip()} {after}".strip()
    return nan, ""


class Nation:
    """The national table of what was played.

    A rate is the sum over places ÷ the person-years lived there. What cannot be added up (shares, medians,
    indices) is the mean of the places, weighted by the same person-years.
    """

    def __init__(self, played: Played) -> None:
        if not played.lived:
            raise ValueError("no place was played to its end: there is nothing to add up")
        self.played = played
        self.england = played.england
        self.codes = tuple(place.commissioner for place in played.places)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Names of everything recorded."""
        return tuple(self.played.lived[self.codes[0]].arms[0].values)

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every outcome, a number of people being one per 1,000 here."""
        from joinedup.experiments.results import units

        return {name: f"{HEADS} per 1,000" if unit == HEADS else unit for name, unit in units().items()}

    def sums(self, arm: int, outcome: str) -> Sums:
        """One outcome of one arm by place, in the order of `codes`."""
        after = slice(self.england.years_before, None)
        runs = [self.played.lived[code].arms[arm] for code in self.codes]
        rates = np.array([run.values[outcome][after] for run in runs], float)
        lived = np.array([run.person_years[after] for run in runs], float)
        amounts = 1_000.0 * rates if self.units[outcome] == f"{HEADS} per 1,000" else rates * lived
        return Sums(amounts.sum(axis=1) / lived.sum(axis=1), lived.mean(axis=1))

    def figure(self, arm: int, outcome: str) -> Figure:
        """One outcome of the nation: its rate, its total, and how both differ from the baseline."""
        people, unit = total_of(outcome, self.units[outcome])
        base, mine = self.sums(0, outcome), self.sums(arm, outcome)
        known = ~(np.isnan(base.value) | np.isnan(mine.value))
        if not known.any():
            none = Difference(nan, nan, nan)
            return Figure(nan, nan, unit, none, nan, 0)
        values, totals = [], []
        for place in (base, mine):
            lived = float(place.lived[known].sum())
            values.append(float(place.value[known] @ place.lived[known]) / lived)
            totals.append(values[-1] * lived / people)
        change = values[1] - values[0]
        half = half_width(mine.value[known] - base.value[known], base.lived[known])
        difference = Difference(change, change - half, change + half)
        return Figure(values[1], totals[1], unit, difference, totals[1] - totals[0], int(known.sum()))


def half_width(differences: np.ndarray, weights: np.ndarray) -> float:
    """Half the 95% interval of a weighted mean over places: t·√(n/(n-1)·Σ(w_i·(d_i - d̄))²), Σw = 1.

    The spread across places, one replication each; nan for a single place.
    Source: Cochran (1977), Sampling Techniques, 3rd edition, chapter 6 (linearised variance of a ratio).
    """
    from scipy.special import stdtrit

    n = len(differences)
    if n < 2:
        return nan
    share = weights / weights.sum()
    away = share * (differences - float(share @ differences))
    return float(stdtrit(n - 1, 0.975)) * sqrt(n / (n - 1) * float(away @ away))
