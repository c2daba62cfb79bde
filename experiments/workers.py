"""How a comparison is shared out: into tasks, and among how many workers. The numbers are the same either way."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from traceback import format_exc
from typing import NamedTuple

from joinedup.experiments.executors.executor import Failed, usable_cores
from joinedup.experiments.executors.here import Here
from joinedup.experiments.executors.processes import Processes
from joinedup.experiments.executors.ticking import Report, tick, unheard
from joinedup.experiments.experiment import ArmRun, Experiment

LARGE = 1_500_000  # person-years; below, starting workers takes longer than they save


class Task(NamedTuple):
    """Some arms of one replication."""

    replication: int
    arms: tuple[int, ...]


def workers_for(experiment: Experiment, replications: int) -> int:
    """How many workers pay: all cores for a large comparison, this process alone for a small one."""
    years = replications * experiment.model_years(len(experiment.arms))
    return usable_cores() if years * experiment.where.people >= LARGE else 1


def tasks_of(experiment: Experiment, replications: int, workers: int) -> Iterator[Task]:
    """Whole replications while they fill the workers; the last few are split by arms, to fill them too.

    A split replication lives its past once per part; that costs less than an idle worker.
    """
    arms = tuple(range(len(experiment.arms)))
    whole = replications // workers * workers
    for replication in range(whole):
        yield Task(replication, arms)
    left = replications - whole
    for replication in range(whole, replications):
        parts = max(1, min(len(arms), workers // left))
        for part in range(parts):
            yield Task(replication, arms[part::parts])


def played(
    experiment: Experiment, tasks: Iterator[Task], workers: int, report: Report = unheard
) -> Generator[tuple[Task, list[ArmRun]]]:
    """Play tasks as workers become free; yield each when done. Close it to stop: nothing is left running.

    Raises: what a task raises; ChildProcessError if workers die whatever is done.
    """
    with (
        Here() if workers == 1 else Processes(workers) as executor,
        closing(executor.played(partial(_runs, experiment), tasks, report)) as playing,
    ):
        for task, found in playing:
            if isinstance(found, Exception):
                raise found
            if isinstance(found, Failed):
                raise ChildProcessError(found.error)
            yield task, found


def _runs(experiment: Experiment, task: Task) -> list[ArmRun] | Exception:
    """The arms of a task, or what went wrong, as it was: nothing in a comparison can do without it."""
    from joinedup.experiments.experiment import runs_of

    try:
        return list(runs_of(experiment, task.replication, task.arms, tick))
    except Exception as error:
        error.add_note(format_exc())  # a traceback does not travel between processes
        return error
