"""Who plays the replications: this process, or several spawned ones. The numbers are the same either way.

Workers are spawned, not forked, so they import once, find the compiled model on disk and live as long as the
comparison does. Ctrl-C is for the main process alone, which keeps what is finished.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any, NamedTuple

from joinedup.experiments.experiment import ArmRun, Experiment

LARGE = 1_500_000  # person-years; below, starting workers takes longer than they save
type Report = Callable[[int], None]  # told the years played so far, by all workers together


class Task(NamedTuple):
    """Some arms of one replication."""

    replication: int
    arms: tuple[int, ...]


def usable_cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


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
    experiment: Experiment, tasks: Iterator[Task], workers: int, report: Report = lambda years: None
) -> Generator[tuple[Task, list[ArmRun]]]:
    """Play tasks as workers become free; yield each when done. Close it to stop: nothing is left running."""
    yield from (
        _in_process(experiment, tasks, report)
        if workers == 1
        else _in_pool(experiment, tasks, workers, report)
    )


def _in_process(
    experiment: Experiment, tasks: Iterator[Task], report: Report
) -> Iterator[tuple[Task, list[ArmRun]]]:
    from joinedup.experiments.experiment import runs_of

    years = 0

    def tick() -> None:
        nonlocal years
        years += 1
        report(years)

    for task in tasks:
        yield task, list(runs_of(experiment, task.replication, task.arms, tick))


_years: Any = None  # of a worker: the count shared by all


def _begin(years: Any) -> None:
    global _years
    _years = years
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(experiment: Experiment, task: Task) -> list[ArmRun]:
    from joinedup.experiments.experiment import runs_of

    def tick() -> None:
        with _years.get_lock():
            _years.value += 1

    return list(runs_of(experiment, task.replication, task.arms, tick))


def _in_pool(
    experiment: Experiment, tasks: Iterator[Task], workers: int, report: Report
) -> Iterator[tuple[Task, list[ArmRun]]]:
    context = multiprocessing.get_context("spawn")
    years = context.Value("q", 0)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(years,))
    running: dict[Future[list[ArmRun]], Task] = {}
    more = True
    try:
        while more or running:
            while more and len(running) < workers:
                task = next(tasks, None)
                if task is None:
                    more = False
                else:
                    running[pool.submit(_work, experiment, task)] = task
            done, _ = wait(running, timeout=0.25, return_when=FIRST_COMPLETED)
            report(years.get_obj().value)  # without the lock: a dead worker may hold it
            for future in sorted(done, key=lambda f: running[f]):
                yield running.pop(future), future.result()
    finally:
        _stop(pool)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once; what they were playing is not wanted any more."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
