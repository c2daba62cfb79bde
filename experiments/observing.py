"""A model watched month by month: outcomes of the last month and of the last twelve, as the tables of a year have them.

Outcomes are functions of a year's book. What a book adds up from day to day is also known of a month, so the same
functions say what the last month was like and, over twelve of them, what a year that ends today was like. On a year's
last day that is the year's book itself. What is only known of whole years (surpluses, staff, quality of life) is
missing in between.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from copy import copy
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort, Where
from joinedup.experiments.rows import SECTIONS
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.year_book import YEAR, YearBook

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

A_YEAR = 12
BED_DAYS = (What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE)
GAPS = "Most less least deprived"  # of one month they would be luck, and they are dear to compute
AT_YEARS_END = (What.QALY, What.QALY_LOST_WAITING)  # booked when the year ends, and at death
NOT_YET = "not known within the first year"  # when levels of cost are found out and booked at its end


class Part(NamedTuple):
    """What a stretch of days left behind: the fields of a `YearBook` that add up, under the same names."""

    tallies: np.ndarray  # (groups, whats)
    waits: np.ndarray  # (groups, weeks)
    by_site: np.ndarray  # (sites, whats)
    spent: np.ndarray  # (sites, whats) pence
    spread: np.ndarray  # (2, cells)
    spending: dict[str, dict[str, float]]  # £ by heading
    bed_days_available: int
    occupied_bed_days: int
    sorts: np.ndarray  # (sites,)
    health_worth: float  # £ a QALY


class Watch:
    """Follows one model from month's end to month's end.

    names: the outcomes that are read.
    """

    def __init__(self, model: HealthSystem, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._of_years = frozenset(row.outcome for row in SECTIONS[GAPS])
        self.parts: deque[Part] = deque(maxlen=A_YEAR)
        self._year_so_far = nothing(model)

    def branch(self) -> Watch:
        """The same watch for a branch of the model."""
        twin = copy(self)
        twin.parts = self.parts.copy()
        return twin

    def sees(self, model: HealthSystem) -> tuple[list[float], list[float]]:
        """Each outcome of the month that has just ended, and of the year that ends with it."""
        year_ended = model.day % YEAR == 0
        now = of_year(model) if year_ended else so_far(model)
        self.parts.append(less(now, self._year_so_far))
        self._year_so_far = nothing(model) if year_ended else now
        year = model.years[-1] if year_ended else added(self.parts)
        return self._read(self.parts[-1]), self._read(year)

    def _read(self, book: YearBook | Part) -> list[float]:
        of_part = isinstance(book, Part)
        return [nan if of_part and name in self._of_years else _value(name, book) for name in self.names]


def so_far(model: HealthSystem) -> Part:
    """What has added up since the year began; the model is between two days of it.

    Days lived are those of the people alive now: a year's last night counts them one by one.
    """
    world = model.world
    tallies = world.tallies.astype(float)
    alive = world.people["where"] < Where.UNBORN
    days = model.day % YEAR
    first_year = {"payers": {NOT_YET: nan}, "resources": {NOT_YET: nan}}
    tallies[:, What.PERSON_DAYS] = days * np.bincount(world.people["group"][alive], minlength=len(tallies))
    tallies[:, AT_YEARS_END] = nan
    return Part(
        tallies,
        world.waits.copy(),
        model.year_by_site.copy(),
        model.year_spent.copy(),
        world.spread.copy(),
        model.accounts.spending(model.day // YEAR) if model.years else first_year,
        days * int(world.sites["beds"][world.sites["role"] == Sort.HOSPITAL].sum()),
        int(world.tallies[:, BED_DAYS].sum()),
        world.sites["role"],
        float(model.parameters.decision.health_worth),
    )


def of_year(model: HealthSystem) -> Part:
    """What has added up in the year that has just ended, from its book."""
    book = model.years[-1]
    return Part(*(getattr(book, name) for name in Part._fields))


def nothing(model: HealthSystem) -> Part:
    """A year that has just begun."""
    empty = {name: np.zeros_like(getattr(model.world, name)) for name in ("tallies", "waits", "spread")}
    sites = np.zeros_like(model.year_by_site)
    return Part(
        **empty, by_site=sites, spent=sites, spending={"payers": {}, "resources": {}}, bed_days_available=0,
        occupied_bed_days=0, sorts=model.world.sites["role"],
        health_worth=float(model.parameters.decision.health_worth),
    )  # fmt: skip


def less(now: Part, before: Part) -> Part:
    """What a stretch adds to what there was before."""
    return _each(now, lambda name: getattr(now, name) - getattr(before, name))._replace(
        spending={
            view: before.spending[view]
            if NOT_YET in before.spending[view]
            else {what: pounds - before.spending[view].get(what, 0.0) for what, pounds in headings.items()}
            for view, headings in now.spending.items()
        }
    )


def added(parts: Sequence[Part]) -> Part:
    """Several stretches as one."""
    last = parts[-1]
    spending: dict[str, dict[str, float]] = {view: defaultdict(float) for view in last.spending}
    for part in parts:
        for view, headings in part.spending.items():
            for what, pounds in headings.items():
                spending[view][what] += pounds
    return _each(last, lambda name: sum(getattr(p, name) for p in parts))._replace(spending=spending)


ADDING = ("tallies", "waits", "by_site", "spent", "spread", "bed_days_available", "occupied_bed_days")


def _each(part: Part, value: Callable[[str], Any]) -> Part:
    return part._replace(**{name: value(name) for name in ADDING})


def _value(name: str, book: YearBook | Part) -> float:
    """An outcome of a book; nan where only a whole year has it."""
    try:
        return OUTCOMES[name](book)
    except AttributeError:
        if isinstance(book, Part):
            return nan
        raise
