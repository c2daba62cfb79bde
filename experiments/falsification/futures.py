"""Several futures of the same pasts, replicated: same people, same luck, one thing different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.sectors import sector_costs
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import Ledger
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.place import Place
from joinedup.model.year_book import YearBook

YEAR, HALF_YEAR = 365, 183  # days; both end a month

type Change = Callable[[HealthSystem], None]
type Measure = str | Callable[[YearBook], float]


class Past(NamedTuple):
    """What all futures share: a place, its people, the years lived before they part."""

    people: int = 20_000
    years: int = 3
    place: str | Place = "dudley"
    parameters: Mapping[str, Any] = {}  # read only
    seed: int = 1


class Future(NamedTuple):
    """What one future of one replication left behind."""

    books: list[YearBook]  # of the years after they parted
    half: np.ndarray  # (groups, whats) tallies of the first half-year
    costs: dict[str, list[float]]  # sector: £ a head by year
    ledger: Ledger
    edges: np.ndarray  # of the referral graph, at the end
    digest: str


def unchanged(model: HealthSystem) -> None:
    """The future in which nothing is changed."""


def switch(letters: str, adequacy: float = 1.0) -> Change:
    """Throw some switches today."""
    return lambda model: model.switch_at(model.day, letters, adequacy)


class Futures:
    """Futures by name; each a list over replications."""

    def __init__(self, found: dict[str, list[Future]]) -> None:
        self.found = found

    def values(self, name: str, measure: Measure, year: int | None = None) -> np.ndarray:
        """(replications,) a measure of one year after they parted (the first is 0), or the mean of all years."""
        compute = OUTCOMES[measure] if isinstance(measure, str) and measure in OUTCOMES else measure
        rows = []
        for future in self.found[name]:
            if isinstance(compute, str):
                years = future.costs[compute]
            else:
                years = [compute(book) for book in future.books]
            rows.append(years[year] if year is not None else float(np.mean(years)))
        return np.array(rows, float)

    def difference(
        self, name: str, measure: Measure, against: str, year: int | None = None, scale: float = 1.0
    ) -> Difference:
        """One future less another, replication by replication."""
        return interval(scale * (self.values(name, measure, year) - self.values(against, measure, year)))

    def percent(self, name: str, measure: Measure, against: str, year: int | None = None) -> Difference:
        """The same in percent of the other's mean."""
        base = float(self.values(against, measure, year).mean())
        return self.difference(name, measure, against, year, 100.0 / base)

    def level(self, name: str, measure: Measure, year: int | None = None, scale: float = 1.0) -> Difference:
        """The mean over replications and its interval."""
        return interval(scale * self.values(name, measure, year))


def lived(changes: Mapping[str, Change], years: int, replications: int, past: Past = Past()) -> Futures:
    """Live each past once, and every future of it.

    changes: what is changed on the day they part, by name of the future.
    """
    found: dict[str, list[Future]] = {name: [] for name in changes}
    for replication in range(replications):
        model = HealthSystem(
            past.place,
            None if isinstance(past.place, Place) else past.people,
            rng=past.seed * 1_000_003 + replication,
            parameters=past.parameters,
        )
        model.run_for(past.years * YEAR)
        for name, change in changes.items():
            found[name].append(_future(model.branch(), change, years))
    return Futures(found)


def _future(model: HealthSystem, change: Change, years: int) -> Future:
    first = len(model.years)
    change(model)
    model.run_for(HALF_YEAR)
    half = model.world.tallies.copy()
    model.run_for(years * YEAR - HALF_YEAR)
    return Future(
        model.years[first:],
        half,
        sector_costs(model, first),
        model.accounts.ledger,
        model.world.edges,
        model.digest(),
    )
