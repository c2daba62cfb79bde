"""Equity: how an outcome changes from the least to the most deprived, ages made equal."""

from collections.abc import Callable, Sequence
from functools import cache
from math import isnan
from typing import Any

import numpy as np

from joinedup.agents.age_bands import age_band
from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.model.outcomes import duplication, health, money, rationing, use
from joinedup.model.outcomes.outcome import Outcome, outcome, person_years, ratio, restricted, total
from joinedup.model.population import england


def slope_index(values: Sequence[float], people: Sequence[float]) -> float:
    """Slope index of inequality: outcome of the most deprived less that of the least, along a fitted line.

    Weighted regression of each group's value on its ridit, the middle of its share of the people.

    values: by group, least deprived first; age- and sex-standardised where that matters.  people: in each
    group. nan with fewer than two groups that have people.
    Source: Wagstaff, Paci & van Doorslaer (1991), "On the measurement of inequalities in health", Soc Sci Med
    33(5):545-557.
    """
    y, weight = np.asarray(values, np.float64), np.asarray(people, np.float64)
    if y.shape != weight.shape or np.count_nonzero(weight) < 2:
        return float("nan")
    y = np.where(weight > 0.0, y, 0.0)  # a group without people has no value, and none is asked of it
    weight = weight / weight.sum()
    ridit = np.cumsum(weight) - weight / 2.0
    away = ridit - weight @ ridit
    return float((weight * away) @ y / ((weight * away) @ away))


def relative_index(values: Sequence[float], people: Sequence[float]) -> float:
    """Relative index of inequality: the slope index ÷ the mean; nan when the mean is zero."""
    y, weight = np.asarray(values, np.float64), np.asarray(people, np.float64)
    return ratio(slope_index(values, people), ratio(float(weight @ y), float(weight.sum())))


@cache
def england_by_age() -> tuple[float, ...]:
    """Shares of the people of England by age band: what standardised figures are weighted to."""
    ages = england().sum(axis=(0, 1))
    bands = np.bincount([age_band(float(age)) for age in range(len(ages))], ages, AGE_GROUPS)
    return tuple(float(x) for x in bands / bands.sum())


def by_fifth(book: Any, compute: Callable[[Any], float]) -> tuple[list[float], list[float]]:
    """An outcome by deprivation fifth, the least deprived first, ages made those of England; and person-years.

    Direct standardisation; an age at which nothing can be said of a fifth is left out of its mean.
    """
    values, people = [], []
    for fifth in range(FIFTHS - 1, -1, -1):
        rows = [fifth * AGE_GROUPS + band for band in range(AGE_GROUPS)]
        found = [(compute(restricted(book, [row])), w) for row, w in zip(rows, england_by_age(), strict=True)]
        known = [(value, w) for value, w in found if not isnan(value)]
        values.append(ratio(sum(v * w for v, w in known), sum(w for _, w in known)))
        people.append(person_years(restricted(book, rows)))
    return values, people


def standardised(compute: Callable[[Any], float]) -> Callable[[Any], float]:
    """An outcome of the whole place with the ages of England."""

    def found(book: Any) -> float:
        values = [
            (compute(restricted(book, range(band, FIFTHS * AGE_GROUPS, AGE_GROUPS))), w)
            for band, w in enumerate(england_by_age())
        ]
        known = [(value, w) for value, w in values if not isnan(value)]
        return ratio(sum(v * w for v, w in known), sum(w for _, w in known))

    return found


def elective_wait(book: Any) -> float:
    """Mean days from clock start to treatment."""
    return ratio(
        total(book, What.ELECTIVE_WAIT_DAYS), total(book, What.DAY_CASE) + total(book, What.ELECTIVE_STAY)
    )


MEASURED: dict[str, tuple[Callable[[Any], float], str, str]] = {
    "rationing": (rationing.rationing_index.compute, "need not met in time", "share of health at stake"),
    "avoidable_admissions": (
        use.avoidable_admissions.compute,
        "avoidable admissions",
        "per 1,000 people a year",
    ),
    "elective_wait": (elective_wait, "the wait for elective treatment", "days"),
    "qalys": (health.qalys.compute, "quality-adjusted life", "QALYs per 1,000 people a year"),
    "charges": (money.patient_charges.compute, "charges to patients", "£ per person a year"),
    "duplicates": (duplication.duplicate_tests.compute, "duplicate tests", "tests per 1,000 people a year"),
}


def _index(
    name: str, form: Callable[[Sequence[float], Sequence[float]], float], words: str, unit: str
) -> Outcome:
    compute, meaning, _ = MEASURED[name]

    def found(book: Any) -> float:
        return form(*by_fifth(book, compute))

    found.__name__ = f"{words}_{name}"
    found.__doc__ = (
        f"{words.capitalize()} index of inequality of {meaning}, most less least deprived, ages made equal."
    )
    return outcome(unit, by_group=False)(found)


INDICES = {
    (words, name): _index(name, form, words, unit if words == "slope" else "share of the mean")
    for words, form in (("slope", slope_index), ("relative", relative_index))
    for name, (_, _, unit) in MEASURED.items()
}


@outcome("per 1,000 people a year", by_group=False)
def standardised_admissions(book: Any) -> float:
    """Emergency admissions if the place had the ages of England."""
    return standardised(use.emergency_admissions.compute)(book)


@outcome("times", by_group=False)
def deprivation_ratio_of_admissions(book: Any) -> float:
    """Emergency admissions of the most deprived fifth ÷ those of the least, ages made those of England."""
    values, _ = by_fifth(book, use.emergency_admissions.compute)
    return ratio(values[-1], values[0])
