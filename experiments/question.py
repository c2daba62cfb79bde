"""A question: places, arms, numbers and how they are varied, replications, outcomes and years; nothing is run yet.

One unit of work is a `Job`: one place, one draw of the numbers and one replication, with all arms. Its past is
lived once and shared by the arms, so that each arm is compared with the base on the same people and luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.compare import LEAST, MOST, PRECISION
from joinedup.experiments.experiment import Arm, Experiment
from joinedup.experiments.sweep.designs import Range, count_of, draws_of
from joinedup.model.place import Place

if TYPE_CHECKING:
    import numpy as np

ADEQUACY, JOINT, BEDS = "adequacy", "place.joint_working", "place.beds_per_1000"
OF_PLACES = {  # numbers that are no part of the register: unit, least, most
    ADEQUACY: ("share of what was paid before the switch", 0.5, 1.5),
    JOINT: ("strength of the edges on day 0", 0.0, 1.0),
    BEDS: ("general and acute beds per 1,000 people", 0.1, 100.0),
}
ONE_DRAW = "none"  # the design of a question that varies nothing
MOST_RUNS = 100_000_000  # more cannot be counted, let alone played


class Design(NamedTuple):
    """How numbers are varied together."""

    kind: str = ONE_DRAW
    size: int | None = None
    levels: int | None = None
    seed: int = 1
    file: Path | None = None


NO_DESIGN = Design()


class Precision(NamedTuple):
    """A stop rule on paired differences: replications are added until every one is known well enough."""

    half_width: float = PRECISION  # of the 95% interval, as a share of the base
    least: int = LEAST
    most: int = MOST


class Job(NamedTuple):
    """One place, one draw and one replication: all arms of it are played together."""

    number: int
    place: int
    draw: int
    replication: int
    values: tuple[float, ...]  # of the varied numbers


@dataclass(frozen=True)
class Question:
    """What is asked. Places are as they are played, scaled.

    arms: the first is the base.  numbers: the same in every run.  varied: one column of the design each.
    outcomes: those that decide the stop rule and lead the answer; none: the primaries.

    Raises: ValueError for an arm that a place cannot take, a number out of range or a design too large.
    """

    text: str
    places: tuple[Place, ...]
    arms: tuple[Arm, ...]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    varied: tuple[Range, ...] = ()
    adequacy: float = 1.0
    design: Design = NO_DESIGN
    replications: int | None = LEAST
    precision: Precision | None = None
    years: int = 5
    years_before: int = 2
    burn_in: int = 2
    seed: int = 1
    outcomes: tuple[str, ...] = ()
    by_group: bool = False

    def __post_init__(self) -> None:
        names = [place.name for place in self.places]
        if twice := sorted({n for n in names if names.count(n) > 1}):
            raise ValueError(f"place {twice[0]!r} is there twice; give one of them another name")
        runs = self.draws * len(self.places) * self.most_replications * len(self.arms)
        if runs > MOST_RUNS:
            raise ValueError(
                f"the design is too large: {self.draws:,} draws × {len(self.places)} places × "
                f"{self.most_replications} replications × {len(self.arms)} arms are {runs:,} runs; "
                f"it must be at most {MOST_RUNS:,}"
            )
        for k in range(len(self.places)):
            self.experiment(k)  # every arm in every place, or a sentence

    @property
    def draws(self) -> int:
        """How many sets of numbers there are."""
        d = self.design
        if d.kind == ONE_DRAW:
            return 1
        return len(self.matrix()) if d.file else count_of(d.kind, self.varied, d.size, d.levels)

    def matrix(self) -> np.ndarray:
        """(draws, varied) every set of numbers, in their own units."""
        import numpy as np

        d = self.design
        if d.kind == ONE_DRAW:
            return np.zeros((1, 0))
        return draws_of(d.kind, self.varied, d.size, d.levels, d.seed, self.base_values(), d.file)

    def base_values(self) -> dict[str, float]:
        """What each varied number is if it is not varied."""
        from joinedup.model.parameters import Parameters

        register = Parameters().with_changes(self.numbers)
        first = self.places[0]
        known = {ADEQUACY: self.adequacy, JOINT: first.joint_working, BEDS: first.beds_per_1000}
        return {
            r.name: known[r.name] if r.name in known else _number_of(register, r.name) for r in self.varied
        }

    @property
    def most_replications(self) -> int:
        """The most replications there may be."""
        return self.precision.most if self.replications is None and self.precision else self.replications or 1

    @property
    def first_replications(self) -> int:
        """Replications that are played before the stop rule is asked."""
        return (
            self.precision.least if self.replications is None and self.precision else self.replications or 1
        )

    @property
    def model_years(self) -> int:
        """Years to be played for one job."""
        return self.burn_in + self.years_before + len(self.arms) * self.years

    def jobs(self, replications: range) -> Iterator[Job]:
        """All jobs of some replications; a job's number never depends on how many replications there are."""
        matrix = self.matrix()
        draws, places = len(matrix), len(self.places)
        for replication in replications:
            for draw in range(draws):
                values = tuple(float(x) for x in matrix[draw])
                for place in range(places):
                    yield Job((replication * draws + draw) * places + place, place, draw, replication, values)

    def experiment(self, place: int, values: tuple[float, ...] = ()) -> Experiment:
        """The experiment of a place under a draw; without a draw, as the place is."""
        drawn = dict(zip((r.name for r in self.varied), values))
        where = self.places[place]
        where = replace(
            where,
            joint_working=drawn.pop(JOINT, where.joint_working),
            beds_per_1000=drawn.pop(BEDS, where.beds_per_1000),
        )
        return Experiment(
            where,
            self.arms,
            seed=self.seed,
            years_burnt=self.burn_in,
            years_before=self.years_before,
            years_after=self.years,
            adequacy=drawn.pop(ADEQUACY, self.adequacy),
            parameters={**self.numbers, **drawn},
            by_group=self.by_group,
        )

    def canonical(self) -> dict[str, Any]:
        """Everything that decides a run, as plain lists, numbers and words; how often it is replicated is not in it."""
        from joinedup.experiments.results import planned

        d = self.design
        return {
            "question": self.text,
            "places": {p.name: _digest(asdict(p)) for p in self.places},
            "arms": {
                a.name: [planned(year, change) for year, change in a.plan] + ["frozen"] * a.frozen
                for a in self.arms
            },
            "numbers": {name: _plain(value) for name, value in sorted(self.numbers.items())},
            "varied": [[r.name, r.low, r.high, r.scale, list(r.values)] for r in self.varied],
            "adequacy": self.adequacy,
            "design": {"kind": d.kind, "size": d.size, "levels": d.levels, "seed": d.seed}
            | ({"table": _digest(self.matrix().tolist())} if d.file else {}),
            "years": self.years,
            "years_before": self.years_before,
            "burn_in": self.burn_in,
            "seed": self.seed,
            "by_group": self.by_group,
        }


def _number_of(register: Any, name: str) -> float:
    section, _, field_name = name.partition(".")
    return float(getattr(getattr(register, section), field_name))


def _plain(value: Any) -> Any:
    return [float(v) for v in value] if isinstance(value, tuple | list) else float(value)


def _digest(facts: Any) -> str:
    return sha256(dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]
