"""How many times faster than plain Mesa the engine plays the same workload, measured in turn in one run."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from joinedup.experiments.reference_workload.mesa_patients import MesaPlace
from joinedup.experiments.reference_workload.place import EnginePlace
from joinedup.experiments.reference_workload.workload import YEAR


@dataclass(frozen=True)
class Ratio:
    """Plain Mesa against the engine: the same people for a year, one thread each, building not counted."""

    people: int
    rounds: int
    mesa_days: int  # days Mesa was measured on; its time for a year is scaled from them
    mesa_year: float  # seconds, median over the rounds
    engine_year: float  # seconds, median over the rounds

    @property
    def ratio(self) -> float:
        """Mesa's time for a year ÷ the engine's."""
        return self.mesa_year / self.engine_year

    @property
    def scaled(self) -> bool:
        """Whether Mesa played less than the year it is credited with."""
        return self.mesa_days < YEAR

    def __str__(self) -> str:
        how = f"measured on {self.mesa_days} of {YEAR} days and scaled" if self.scaled else "measured in full"
        return (
            f"{self.people:,} people for a year, medians of {self.rounds} rounds in turn: "
            f"plain Mesa {self.mesa_year:.1f} s ({how}), engine {self.engine_year * 1e3:.1f} ms: "
            f"{self.ratio:,.0f} times"
        )


def reference_ratio(people: int = 100_000, rounds: int = 2, mesa_days: int = 73, seed: int = 1) -> Ratio:
    """Play the reference workload with both engines in turn; the engine's first, compiling run is left out.

    mesa_days: days Mesa plays, 1 to 365; a day takes Mesa as long in spring as in winter, so fewer days are
    scaled to a year and the result says so. 365 days of 100,000 people take Mesa about 45 s a round.
    Raises: ValueError for a number out of range.
    """
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}; it must be at least 1")
    if not 1 <= mesa_days <= YEAR:
        raise ValueError(f"mesa_days is {mesa_days} days; it must be between 1 and {YEAR}")
    EnginePlace(300, seed, days=30).play()
    mesa_seconds, engine_seconds = [], []
    for r in range(rounds):
        mesa_seconds.append(_mesa_seconds(people, seed + r, mesa_days) * YEAR / mesa_days)
        engine_seconds.append(_engine_seconds(people, seed + r))
    return Ratio(people, rounds, mesa_days, median(mesa_seconds), median(engine_seconds))


def _mesa_seconds(people: int, seed: int, days: int) -> float:
    place = MesaPlace(people, seed)
    start = perf_counter()
    place.play(days)
    return perf_counter() - start


def _engine_seconds(people: int, seed: int) -> float:
    place = EnginePlace(people, seed)
    start = perf_counter()
    place.play()
    return perf_counter() - start
