"""The runs of a plan, played and kept: same people, same luck in every one of a replication."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from traceback import format_exc
from typing import NamedTuple

import numpy as np

from joinedup.experiments.claims.claim import EVERYBODY, Side
from joinedup.experiments.claims.plan import Plan, Run
from joinedup.experiments.compare import Progress
from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.executors.ticking import tick
from joinedup.experiments.experiment import ArmRun, Experiment, runs_of


class Task(NamedTuple):
    """One replication of one experiment of a plan, with all its arms."""

    experiment: int
    replication: int


class Played:
    """What the runs of a plan left behind, and why there are no more of them."""

    def __init__(
        self, plan: Plan, runs: dict[Task, list[ArmRun]], stopped: str = "asked", seconds: float = 0.0
    ) -> None:
        self.plan, self.stopped, self.seconds = plan, stopped, seconds
        wanted = range(len(plan.experiments))
        played = sorted({task.replication for task in runs})
        self.replications = [k for k in played if all(Task(e, k) in runs for e in wanted)]
        self.runs = {task: found for task, found in runs.items() if task.replication in self.replications}

    def series(self, run: Run, outcome: str, group: str = EVERYBODY) -> np.ndarray:
        """(replications, years) one outcome of a run, the years before the switch first."""
        experiment, arm = self.plan.where[run]
        found = (self.runs[Task(experiment, k)][arm] for k in self.replications)
        return np.array([(r.by_group[group] if group else r.values)[outcome] for r in found], float)

    def values(self, run: Run, outcome: str, side: Side) -> np.ndarray:
        """(replications,) the mean of an outcome over the years of a side, of its group."""
        before = self.plan.experiments[self.plan.where[run][0]].years_before
        first, last = side.years
        return np.asarray(
            self.series(run, outcome, side.group)[:, before + first - 1 : before + last].mean(axis=1)
        )

    @property
    def identical_before_switch(self) -> bool:
        """Whether all arms that share a past were the same world on its eve, to the last bit."""
        return all(len({run.digest_before for run in arms}) == 1 for arms in self.runs.values())


def play(
    plan: Plan,
    replications: int,
    executor: Executor,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Played:
    """Play every run of a plan so many times. Ctrl-C keeps the replications that are finished.

    The numbers depend on the plan and the number of replications only, not on the executor.

    Raises: ValueError for a number of replications that cannot be; what a run raises; ChildProcessError if
    workers die whatever is done.
    """
    if replications < 1:
        raise ValueError(f"replications is {replications}; it must be at least 1")
    began, each = time.monotonic(), plan.model_years
    runs: dict[Task, list[ArmRun]] = {}
    played, stopped = 0, "asked"

    def tell(years: int) -> None:
        nonlocal played
        played = max(played, years)
        whole = len(Played(plan, runs).replications)
        seconds = time.monotonic() - began
        report(Progress(seconds, played, each * replications, whole, replications, True))

    playing = executor.played(partial(_lives, tuple(plan.experiments)), _tasks(plan, replications), tell)
    try:
        with closing(playing):
            for task, found in playing:
                if isinstance(found, Exception):
                    raise found
                if isinstance(found, Failed):
                    raise ChildProcessError(found.error)
                runs[task] = found
    except KeyboardInterrupt:
        stopped = "interrupted"
    return Played(plan, runs, stopped, time.monotonic() - began)


def _tasks(plan: Plan, replications: int) -> Iterator[Task]:
    """Replication by replication, so that whole ones are kept; the longest first, so that no worker idles at the end."""
    order = sorted(
        range(len(plan.experiments)),
        key=lambda e: -plan.experiments[e].model_years(len(plan.experiments[e].arms)),
    )
    for replication in range(replications):
        yield from (Task(e, replication) for e in order)


def _lives(experiments: tuple[Experiment, ...], task: Task) -> list[ArmRun] | Exception:
    """The arms of a task, without what no claim reads; or what went wrong, as it was."""
    experiment = experiments[task.experiment]
    try:
        arms = range(len(experiment.arms))
        return [
            run._replace(spending=[], person_years=())
            for run in runs_of(experiment, task.replication, arms, tick)
        ]
    except Exception as error:
        error.add_note(format_exc())  # a traceback does not travel between processes
        return error
