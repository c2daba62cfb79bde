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


_LAST: list[Any] = [
    None,
    [],
]  # the tallies that were divided last, and their cells: every index asks for the same


def cells(book: Any) -> list[Any]:
    """The book of each group by itself: deprivation fifth × 8 + age band."""
    if _LAST[0] is not book.tallies:
        _LAST[:] = [book.tallies, [restricted(book, [group]) for group in range(FIFTHS * AGE_GROUPS)]]
    return list(_LAST[1])


def weighted(values: Sequence[float]) -> float:
    """The mean over age bands with the ages of England; an age at which nothing can be said is left out."""
    known = [(value, w) for value, w in zip(values, england_by_age(), strict=True) if not isnan(value)]
    return ratio(sum(value * w for value, w in known), sum(w for _, w in known))


def by_fifth(book: Any, compute: Callable[[Any], float]) -> tuple[list[float], list[float]]:
    """An outcome by deprivation fifth, the least deprived first, ages made those of England; and person-years.

    Direct standardisation by age; the tallies do not tell the sexes apart.
    """
    values, people = [], []
    parts = cells(book)
    for fifth in range(FIFTHS - 1, -1, -1):
        mine = parts[fifth * AGE_GROUPS : (fifth + 1) * AGE_GROUPS]
        values.append(weighted([compute(part) for part in mine]))
        people.append(sum(person_years(part) for part in mine))
    return values, people


def standardised(book: Any, compute: Callable[[Any], float]) -> float:
    """An outcome of the whole place, if it had the ages of England."""
    groups = FIFTHS * AGE_GROUPS
    return weighted(
        [compute(restricted(book, range(band, groups, AGE_GROUPS))) for band in range(AGE_GROUPS)]
    )


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
    return standardised(book, use.emergency_admissions.compute)


@outcome("share of discharges", by_group=False)
def standardised_readmission_rate(book: Any) -> float:
    """Emergency admissions within 30 days of leaving hospital, if the place had the ages of England."""
    return standardised(book, use.readmission_rate.compute)


@outcome("times", by_group=False)
def deprivation_ratio_of_admissions(book: Any) -> float:
    """Emergency admissions of the most deprived fifth ÷ those of the least, ages made those of England."""
    values, _ = by_fifth(book, use.emergency_admissions.compute)
    return ratio(values[-1], values[0])
