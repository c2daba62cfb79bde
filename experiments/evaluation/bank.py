"""A bank of places: each lived once without the change, and once with it from every year in which it might begin.

Lives are dear and designs are cheap: a few lives are combined into as many designs as wanted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.experiments.experiment import YEAR, Arm, Experiment, enact
from joinedup.model.place import Place

if TYPE_CHECKING:
    from joinedup.experiments.executors.executor import Executor

BURNT = 2  # years lived and discarded


class Wanted(NamedTuple):
    """What every life is lived for."""

    arm: Arm
    starts: tuple[int, ...]  # years, from 0, in which the change may begin
    years: int  # watched
    outcome: str
    seed: int = 1
    parameters: Mapping[str, Any] = {}
    adequacy: float = 1.0

    @property
    def played(self) -> int:
        """Model years of one life with all its futures."""
        return BURNT + self.years + sum(self.years - start for start in self.starts)


class Life(NamedTuple):
    """One place with its own people and luck."""

    place: Place
    number: int  # no two lives of a bank share theirs


class History(NamedTuple):
    """What was counted in one life, year by year."""

    unchanged: list[float]
    changed: list[list[float]]  # for every start


class Bank(NamedTuple):
    """Histories of one outcome, a row each."""

    places: tuple[str, ...]  # of which place each is
    starts: tuple[int, ...]
    unchanged: np.ndarray  # (lives, years)
    changed: np.ndarray  # (starts, lives, years)

    def __len__(self) -> int:
        return len(self.unchanged)


def lives_of(places: Sequence[Place], seeds: int) -> list[Life]:
    """So many lives of each place; none shares its luck with another, not even across places."""
    return [Life(place, k * len(places) + i) for k in range(seeds) for i, place in enumerate(places)]


def lived(wanted: Wanted, life: Life) -> History:
    """A place's years without the change; at every possible start a branch takes it."""
    from joinedup.experiments.executors.ticking import tick
    from joinedup.model.health_system import HealthSystem

    def plays(model: Any, year: int) -> None:
        model.run_until((BURNT + year) * YEAR)
        tick()

    e = _experiment(wanted, life)
    past = HealthSystem(e.where, rng=e.luck_of(life.number), parameters=e.parameters)
    for year in range(1 - BURNT, 1):
        plays(past, year)
    changed: dict[int, list[float]] = {}
    for year in range(wanted.years):
        if year in wanted.starts:
            future = past.branch()
            switch = replace(e, people=None, years_before=year, years_after=wanted.years - year)
            enact(switch, wanted.arm, future)
            for later in range(year + 1, wanted.years + 1):
                plays(future, later)
            changed[year] = _values(future, wanted.outcome)
        plays(past, year + 1)
    return History(_values(past, wanted.outcome), [changed[s] for s in wanted.starts])


def _experiment(wanted: Wanted, life: Life) -> Experiment:
    return Experiment(
        life.place,
        (wanted.arm,),
        seed=wanted.seed,
        years_burnt=BURNT,
        years_before=min(wanted.starts, default=1),
        years_after=wanted.years - max(wanted.starts, default=1),
        parameters=wanted.parameters,
        adequacy=wanted.adequacy,
    )


def _values(model: Any, outcome: str) -> list[float]:
    from joinedup.experiments.sectors import sector_costs
    from joinedup.model.outcomes import OUTCOMES

    if outcome in OUTCOMES:
        return [OUTCOMES[outcome](book) for book in model.years[BURNT:]]
    return list(sector_costs(model, BURNT)[outcome])


class Filling(NamedTuple):
    """Where the filling of a bank stands."""

    seconds: float
    years: int  # played, of years_expected
    years_expected: int
    done: int  # lives, of expected
    expected: int


def filled(
    wanted: Wanted,
    lives: Sequence[Life],
    executor: Executor,
    report: Callable[[Filling], None] = lambda filling: None,
) -> Bank:
    """Live all lives; the numbers do not depend on who plays them.

    Raises: ValueError for an arm a place cannot take, or an outcome that is nothing in some year;
    RuntimeError if a life could not be lived.
    """
    from joinedup.experiments.executors.executor import Failed

    for life in lives:
        _experiment(wanted, life)  # its mistakes are told before anything is played
    began, years = time.monotonic(), 0
    found: dict[int, History] = {}

    def tell(played: int) -> None:
        nonlocal years
        years = played
        expected = len(lives) * wanted.played
        report(Filling(time.monotonic() - began, years, expected, len(found), len(lives)))

    playing = executor.played(partial(lived, wanted), _in_order(lives), tell)
    try:
        for life, result in playing:
            if isinstance(result, Failed):
                raise RuntimeError(
                    f"life {life.number} of {life.place.title}: {result.error}\n{result.traceback}"
                )
            found[life.number] = result
            tell(years)
    finally:
        playing.close()
    histories = [found[life.number] for life in lives]
    bank = Bank(
        tuple(life.place.name for life in lives),
        wanted.starts,
        np.array([h.unchanged for h in histories]),
        np.array([h.changed for h in histories], float)
        .reshape(len(lives), len(wanted.starts), wanted.years)
        .transpose(1, 0, 2),
    )
    _is_something(bank, wanted.outcome)
    return bank


def _in_order(lives: Sequence[Life]) -> Iterator[Life]:
    yield from lives


def _is_something(bank: Bank, outcome: str) -> None:
    least = min(
        float(np.nan_to_num(values, nan=0.0).min(initial=np.inf)) for values in (bank.unchanged, bank.changed)
    )
    if least <= 0.0:
        raise ValueError(
            f"outcome {outcome!r} is {least:g} or unknown in some year of some place; effects are told in percent, so it "
            "must be above 0: take more --people, or another outcome"
        )
