"""Every run that some claims need, each once: arms shared over claims, pasts shared over arms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from joinedup.experiments.arms import arm_called
from joinedup.experiments.claims.claim import EVERYBODY, Claim, Given, Measure, Side, Sweep
from joinedup.experiments.experiment import Experiment
from joinedup.experiments.question import ADEQUACY, BEDS, JOINT
from joinedup.model.parameters import Parameters, every_number
from joinedup.model.place import Place

ARM = "arm"


class Run(NamedTuple):
    """One arm under some numbers."""

    arm: str
    given: Given = ()


class Wanted(NamedTuple):
    """For how long a run is played, and whether it is counted by group."""

    years: int = 1
    by_group: bool = False

    def and_(self, other: Wanted) -> Wanted:
        """What is enough for both."""
        return Wanted(max(self.years, other.years), self.by_group or other.by_group)


class Plan:
    """The runs of some claims in one place, as experiments of which each lives its past once.

    Raises: ValueError for people or a seed that cannot be.
    """

    def __init__(
        self, claims: Iterable[Claim], place: Place, people: int | None = None, seed: int = 1
    ) -> None:
        self.claims = tuple(claims)
        self.place = place if people is None else place.scaled(people)
        self.seed = seed
        self.numbers = defaults(self.place)  # as they are if nobody changes them
        self.impossible: dict[Run, str] = {}  # runs that the place has no providers for, and why
        wanted: dict[Run, Wanted] = {}
        for claim in self.claims:
            for measure in every_measure(claim, self.numbers):
                for run, needs in self.runs_of(measure):
                    wanted[run] = needs.and_(wanted.get(run, Wanted()))
        self.experiments: list[Experiment] = []
        self.where: dict[Run, tuple[int, int]] = {}  # experiment, and the position of the arm in it
        self._arrange(wanted)

    def runs_of(self, measure: Measure) -> Iterator[tuple[Run, Wanted]]:
        """The two runs of a measure, or four."""
        for side in (measure.side, measure.beyond):
            if side is not None:
                years = max(side.years[1], measure.trial.after if measure.trial else 1)
                needs = Wanted(years, side.group != EVERYBODY)
                yield from ((run, needs) for run in self.pair(side))

    def pair(self, side: Side) -> tuple[Run, Run]:
        """The run of a difference and the one that it is compared with."""
        other = side.given if side.otherwise is None else side.otherwise
        return self._run(side.arm, side.given), self._run(side.against, other)

    def _run(self, arm: str, given: Given) -> Run:
        """The run under a name that equal runs share: numbers that are as they are anyway are left out."""
        idle = not arm_called(
            arm
        ).plan  # nothing changes at the switch, so no budget can be more or less adequate
        kept = (
            (name, value)
            for name, value in given
            if value != self.numbers.get(name) and not (idle and name == ADEQUACY)
        )
        return Run(arm, tuple(kept))

    def _arrange(self, wanted: dict[Run, Wanted]) -> None:
        worlds: dict[tuple[Given, Wanted], list[Run]] = {}
        for run, needs in wanted.items():
            try:
                self._experiment(run.given, needs, (run,))
                worlds.setdefault((run.given, needs), []).append(run)
            except ValueError as error:
                self.impossible[run] = str(error)
        for (given, needs), runs in worlds.items():
            self.where |= {run: (len(self.experiments), k) for k, run in enumerate(runs)}
            self.experiments.append(self._experiment(given, needs, runs))

    def _experiment(self, given: Given, needs: Wanted, runs: Iterable[Run]) -> Experiment:
        numbers: dict[str, Any] = dict(given)
        where = replace(
            self.place,
            joint_working=numbers.pop(JOINT, self.place.joint_working),
            beds_per_1000=numbers.pop(BEDS, self.place.beds_per_1000),
        )
        return Experiment(
            where,
            tuple(arm_called(run.arm)._replace(name=run.arm) for run in runs),
            seed=self.seed,
            years_after=needs.years,
            adequacy=numbers.pop(ADEQUACY, 1.0),
            parameters=numbers,
            by_group=needs.by_group,
        )

    @property
    def model_years(self) -> int:
        """Years to be played for one replication."""
        return sum(e.model_years(len(e.arms)) for e in self.experiments)


def defaults(place: Place) -> dict[str, float | tuple[float, ...]]:
    """What every number is in a place if nobody changes it."""
    register = {
        name: tuple(map(float, value)) if isinstance(value, tuple) else float(value)
        for name, value, _ in every_number(Parameters())
    }
    return {**register, ADEQUACY: 1.0, JOINT: place.joint_working, BEDS: place.beds_per_1000}


def every_measure(claim: Claim, numbers: dict[str, float | tuple[float, ...]]) -> Iterator[Measure]:
    """The measures of a claim at the default and at every value of its sweep, and those beside."""
    yield from (*claim.measures, *claim.beside)
    if claim.sweep is not None:
        for value in values_of(claim.sweep, claim, numbers):
            yield from at_value(claim, claim.sweep, value)


def values_of(
    sweep: Sweep, claim: Claim, numbers: dict[str, float | tuple[float, ...]]
) -> tuple[float | str, ...]:
    """The values of a sweep, the default among them: numbers in their order, the arm of the claim first."""
    if sweep.over == ARM:
        return tuple(dict.fromkeys((claim.measures[0].side.arm, *sweep.arms)))
    default = numbers[sweep.over]
    assert isinstance(default, float)
    return tuple(sorted({*sweep.values, default}))


def at_value(claim: Claim, sweep: Sweep, value: float | str) -> tuple[Measure, ...]:
    """The measures of a claim with one number, or the arm, as in a sweep."""
    return tuple(
        m._replace(side=_side_at(m.side, sweep, value), beyond=m.beyond and _side_at(m.beyond, sweep, value))
        for m in claim.measures
    )


def _side_at(side: Side, sweep: Sweep, value: float | str) -> Side:
    if isinstance(value, str):
        return side._replace(arm=value)
    given = tuple(sorted({**dict(side.given), sweep.over: value}.items()))
    return side._replace(given=given)


def chosen(claims: Iterable[Claim], only: Sequence[str]) -> tuple[Claim, ...]:
    """The claims of some ids, in the order of the list; all if none is said.

    Raises: ValueError for an id that is not on the list.
    """
    known = {claim.id: claim for claim in claims}
    wanted = [id.strip().lower() for id in only]
    for id in wanted:
        if id not in known:
            raise ValueError(f"no claim {id!r}; there are: {', '.join(known)}")
    return tuple(claim for id, claim in known.items() if not wanted or id in wanted)
