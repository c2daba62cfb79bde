"""The lives that the board is read from: studies that share a past live it once, and each of its futures once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference
from joinedup.experiments.evidence.found import FOUND
from joinedup.experiments.evidence.measures import Lived, measure
from joinedup.experiments.evidence.reforms import REFORMS
from joinedup.experiments.evidence.study import Key, Measured, Reforms, Trial, World
from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.executors.ticking import tick
from joinedup.experiments.experiment import YEAR, Arm, Experiment, enact
from joinedup.model.health_system import HealthSystem
from joinedup.model.policy import Change

# when it must be quick: one in so many replications, no fewer than some, and fewer people where there are few anyway
QUICK, FEWEST, FEWER, LARGE = 3, 4, 2.0 / 3.0, 40_000

type Plan = tuple[tuple[tuple[int, Change], ...], bool, Reforms]  # what an arm does, whatever it is called


class Future(NamedTuple):
    """One arm of a life: what it does, for how many years."""

    arm: Arm
    reforms: Reforms
    years: int


@dataclass
class Life:
    """A past and the futures that are asked of it.

    experiment: place, numbers and past; its own arms are not used.
    """

    experiment: Experiment
    replications: int
    futures: dict[Plan, Future] = field(default_factory=dict)
    keys: dict[Key, None] = field(default_factory=dict)

    @property
    def years(self) -> int:
        """Model years of one replication."""
        return self.experiment.switch_day // YEAR + sum(f.years for f in self.futures.values())


class Task(NamedTuple):
    """One replication of a life, or a finding that another command has."""

    life: str
    replication: int
    found: str = ""


class Values(NamedTuple):
    """What was measured in one world: (replications, years) by measure, the years before the switch first."""

    of: dict[Key, np.ndarray]
    years_before: int

    def year(self, key: Key, year: int) -> np.ndarray:
        """(replications,) one year after the switch, or with -1 the year before it."""
        return np.asarray(self.of[key][:, self.years_before + (year - 1 if year > 0 else year)])

    def mean(self, key: Key, years: Iterable[int]) -> np.ndarray:
        """(replications,) the mean of some years."""
        return np.mean([self.year(key, year) for year in years], axis=0)


class Playing:
    """Everything that is asked by some trials, and what came of it."""

    def __init__(self, quick: bool = False) -> None:
        self.quick = quick
        self.lives: dict[str, Life] = {}
        self.found: dict[str, Difference] = {}
        self.findings: dict[str, None] = {}
        self._values: dict[tuple[str, int], dict[Plan, dict[Key, list[float]]]] = {}
        self.seconds = 0.0

    def asks(self, trial: Trial, measured: Measured) -> None:
        """Have what a figure is measured in among what is played."""
        for world in measured.worlds:
            name, plan, future = self._addressed(trial, world)
            life = self.lives[name]
            known = life.futures.get(plan)
            years = max((*measured.years, known.years if known else 0))
            life.futures[plan] = future._replace(years=years)
            life.keys |= dict.fromkeys(measured.keys)

    def asks_for(self, finding: str) -> None:
        """Have a finding of another command among what is found."""
        self.findings[finding] = None

    def _addressed(self, trial: Trial, world: World) -> tuple[str, Plan, Future]:
        """The life that a world belongs to, what its arm does, and for how long it may be watched."""
        question = trial.question
        arm = next(a for a in question.arms if a.name == world.arm)
        drawn = tuple(float(x) for x in question.matrix()[world.draw - 1])
        experiment = question.experiment(world.place - 1, drawn)
        wanted = question.replications or FEWEST
        if self.quick:
            people = int(experiment.people or 0)
            experiment = replace(experiment, people=people if people >= LARGE else round(FEWER * people))
            wanted = max(FEWEST, wanted // QUICK)
        e = experiment
        past = (e.place, sorted(e.parameters.items()), e.adequacy, e.seed, e.years_burnt, e.years_before)
        name = sha256(repr(past).encode()).hexdigest()[:16]
        life = self.lives.setdefault(name, Life(experiment, wanted))
        life.replications = max(life.replications, wanted)
        reforms = trial.reforms.get(world.arm, ())
        return name, (arm.plan, arm.frozen, reforms), Future(arm, reforms, question.years)

    @property
    def years(self) -> int:
        """Model years to be played."""
        return sum(n.replications * n.years for n in self.lives.values())

    def tasks(self) -> Iterator[Task]:
        """Everything to be played, the longest first: what is left over at the end is short."""
        yield from (Task("", FEWEST if self.quick else QUICK * FEWEST, name) for name in self.findings)
        order = sorted(
            self.lives, key=lambda n: -self.lives[n].years * int(self.lives[n].experiment.people or 0)
        )
        for name in order:
            yield from (Task(name, k) for k in range(self.lives[name].replications))

    def play(
        self, executor: Executor, report: Callable[[int, float], None] = lambda years, seconds: None
    ) -> None:
        """Play it all.

        report: told the years played and the seconds taken.
        Raises: RuntimeError for a life that could not be played.
        """
        began = time.monotonic()
        playing = executor.played(
            partial(_played, dict(self.lives)), self.tasks(), lambda n: report(n, time.monotonic() - began)
        )
        for task, result in playing:
            if isinstance(result, Failed):
                raise RuntimeError(f"{result.error}\n{result.traceback}")
            if isinstance(result, Difference):
                self.found[task.found] = result
            else:
                self._values[task.life, task.replication] = result
        self.seconds = time.monotonic() - began

    def values(self, trial: Trial, world: World) -> Values:
        """What was measured in a world."""
        name, plan, _ = self._addressed(trial, world)
        life = self.lives[name]
        rows = [self._values[name, k][plan] for k in range(life.replications)]
        of = {key: np.array([row[key] for row in rows], float) for key in life.keys}
        return Values(of, life.experiment.years_before)


def _played(lives: dict[str, Life], task: Task) -> dict[Plan, dict[Key, list[float]]] | Difference:
    """One replication of a life: every future of it."""
    if task.found:
        return FOUND[task.found](task.replication)
    life = lives[task.life]
    e = life.experiment
    model = HealthSystem(e.where, rng=e.luck_of(task.replication), parameters=e.parameters)
    before: dict[Key, list[float]] = {key: [] for key in life.keys}
    for year in range(e.switch_day // YEAR):
        contracts = model.accounts.terms.contracts
        model.run_until((year + 1) * YEAR)
        tick()
        if year >= e.years_burnt:
            _note(before, Lived(model.years[-1], model, contracts))
    return {plan: _future(e, model.branch(), future, before) for plan, future in life.futures.items()}


def _future(
    e: Experiment, model: HealthSystem, future: Future, before: dict[Key, list[float]]
) -> dict[Key, list[float]]:
    """The years of one arm, those before the switch first."""
    found = {key: list(values) for key, values in before.items()}
    plan = tuple(step for step in future.arm.plan if step[0] <= future.years)
    enact(e, future.arm._replace(plan=plan), model)
    for year in range(1, future.years + 1):
        for when, reform in future.reforms:
            if when == year:
                REFORMS[reform](model)
        contracts = model.accounts.terms.contracts
        model.run_until(e.switch_day + year * YEAR)
        tick()
        _note(found, Lived(model.years[-1], model, contracts))
    return found


def _note(found: dict[Key, list[float]], year: Lived) -> None:
    for key, values in found.items():
        values.append(measure(key, year))
