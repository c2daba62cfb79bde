"""The places of a run, the largest first; what each left behind, or why it failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from joinedup.experiments.compare import Progress
from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.executors.ticking import tick
from joinedup.experiments.experiment import BASELINE, SEEDS_APART, Arm, ArmRun, Experiment, arm, runs_of
from joinedup.model.place import Place

BOTH_PAYMENTS = (BASELINE, arm("P"))
PEOPLE_A_TICK = 50_000  # of progress: a large place tells its years in more ticks than a small one


@dataclass(frozen=True)
class England:
    """What is played: places, each by itself, under the same arms for the same years.

    arms: the first is the baseline.  parameters: numbers other than the defaults, {"section.name": value}.

    Raises: ValueError for a place, number or arm that cannot be, before anything is played.
    """

    places: tuple[Place, ...]
    arms: tuple[Arm, ...] = BOTH_PAYMENTS
    seed: int = 1
    years_burnt: int = 2  # lived and discarded
    years_before: int = 1
    years_after: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.places:
            raise ValueError("there is no place to play; name at least one commissioner")
        _ = self.experiments

    @property
    def people(self) -> int:
        """Registered people of all places."""
        return sum(place.people for place in self.places)

    @cached_property
    def experiments(self) -> tuple[Experiment, ...]:
        """One experiment a place, the largest first: the longest jobs must not be begun last."""
        one = Experiment(
            self.places[0],
            self.arms,
            seed=self.seed,
            years_burnt=self.years_burnt,
            years_before=self.years_before,
            years_after=self.years_after,
            parameters=self.parameters,
        )
        by_size = sorted(self.places, key=lambda place: (-place.people, place.commissioner))
        return tuple(replace(one, place=place, people=None) for place in by_size)

    @property
    def years(self) -> tuple[int, ...]:
        """Years that are recorded, counted from the switch: …, -2, -1, 1, 2, …"""
        return (*range(-self.years_before, 0), *range(1, self.years_after + 1))

    @property
    def years_a_place(self) -> int:
        """Years that each place is played, by all arms together."""
        return self.experiments[0].model_years(len(self.arms))


class Lived(NamedTuple):
    """What one place left behind, and what it took."""

    arms: list[ArmRun]  # in the order of the arms
    seconds: float
    cpu_seconds: float  # of the process that played it
    most_memory: float  # MB, of that process so far


@dataclass(frozen=True)
class Played:
    """The places that were played, and those that were not."""

    england: England
    lived: dict[str, Lived]  # by commissioner
    failed: dict[str, Failed]  # by commissioner
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that left something behind."""
        return tuple(p for p in self.england.places if p.commissioner in self.lived)

    @property
    def people(self) -> int:
        """Registered people of the places that left something behind."""
        return sum(place.people for place in self.places)

    def digest(self, which: int) -> str:
        """One hash for an arm: of all places."""
        each = (self.lived[code].arms[which].digest for code in sorted(self.lived))
        return sha256("".join(each).encode()).hexdigest()[:16]


def play(
    england: England, executor: Executor, report: Callable[[Progress], None] = lambda progress: None
) -> Played:
    """Play every place. One that fails does not lose the others; Ctrl-C keeps what is finished.

    The numbers depend on the places, arms and seed only, not on the executor or its workers.
    """
    began, ticks = time.monotonic(), 0
    lived: dict[str, Lived] = {}
    failed: dict[str, Failed] = {}
    whole = sum(_ticks(place.people) for place in england.places) * england.years_a_place
    years = len(england.places) * england.years_a_place

    def tell() -> None:
        finished, played = len(lived) + len(failed), min(years, years * ticks // whole)
        report(Progress(time.monotonic() - began, played, years, finished, len(england.places), True))

    def heard(so_far: int) -> None:
        nonlocal ticks
        if so_far != ticks:
            ticks = so_far
            tell()

    interrupted = False
    playing = executor.played(lives, iter(england.experiments), heard)
    try:
        for experiment, result in playing:
            code = experiment.where.commissioner
            if isinstance(result, Failed):
                failed[code] = result
            else:
                lived[code] = result
            tell()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        playing.close()
    return Played(england, lived, failed, interrupted, time.monotonic() - began)


def lives(experiment: Experiment) -> Lived:
    """One place under all arms; ticks after each year, the more often the larger the place."""
    from joinedup.experiments.speed import own_peak_memory

    def year_is_over() -> None:
        for _ in range(_ticks(experiment.where.people)):
            tick()

    wall, cpu = time.perf_counter(), time.process_time()
    arms = range(len(experiment.arms))
    runs = list(runs_of(experiment, own_luck(experiment.where.commissioner), arms, year_is_over))
    return Lived(runs, time.perf_counter() - wall, time.process_time() - cpu, own_peak_memory())


def own_luck(commissioner: str) -> int:
    """The replication whose luck a place has: its own, for person 1 of one place is not person 1 of another."""
    return int.from_bytes(sha256(commissioner.encode()).digest()[:6]) % SEEDS_APART


def _ticks(people: int) -> int:
    return max(1, round(people / PEOPLE_A_TICK))
