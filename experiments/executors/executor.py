"""What every executor does: it plays tasks as there is room, and hands back each with its result.

A task is played until it has a result: one whose worker dies is played again. An exception is a result too.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator
from traceback import format_exception
from types import TracebackType
from typing import NamedTuple, Self

from joinedup.experiments.executors.ticking import Report, unheard


class Failed(NamedTuple):
    """Why a task has no result: what was raised and where; without a traceback if its workers died."""

    error: str
    traceback: str

    @classmethod
    def by(cls, error: BaseException) -> Failed:
        """The failure that an exception is."""
        return cls(f"{type(error).__name__}: {error}", "".join(format_exception(error)))


class Executor(ABC):
    """A place where work is played. A context manager: leaving it closes it."""

    slots: int  # tasks played at the same time

    @abstractmethod
    def played[T, R](
        self, work: Callable[[T], R], tasks: Iterator[T], report: Report = unheard
    ) -> Generator[tuple[T, R | Failed]]:
        """Play tasks as there is room for them; yield each with its result when done, in any order.

        work: a function of a module, or a partial of one; tasks and results can be pickled.
        report: told the years played so far, if work calls `ticking.tick`.
        Tasks are drawn as there is room, never all at once. Close the generator to stop: nothing goes on.
        """

    @abstractmethod
    def close(self) -> None:
        """Leave nothing running."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def attempted[T, R](work: Callable[[T], R], task: T) -> R | Failed:
    """The result of a task, or what it raised."""
    try:
        return work(task)
    except Exception as error:
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next  # it begins in the work, not here
        return Failed.by(error)


def usable_cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def executor_called(where: str | None = None, workers: int | None = None) -> Executor:
    """The executor a user means: "here", "dask:tcp://HOST:PORT" or "slurm". Here, if nothing is said.

    workers: processes here, of which one is this process, and all cores if not said; jobs for Slurm.

    Raises: ValueError for an executor or a number of workers that cannot be.
    """
    if where in (None, "here"):
        from joinedup.experiments.executors.here import Here
        from joinedup.experiments.executors.processes import Processes

        count = usable_cores() if workers is None else workers
        return Here() if count == 1 else Processes(count, ahead=count)
    if where == "slurm":
        from joinedup.experiments.executors.slurm import Slurm

        return Slurm() if workers is None else Slurm(workers)
    kind, _, address = str(where).partition(":")
    if kind != "dask":
        raise ValueError(f"no executor {where!r}; there are: here, dask:tcp://HOST:PORT, slurm")
    if workers is not None:
        raise ValueError(f"workers is {workers}, but {where} has its own; leave one of the two out")
    from joinedup.experiments.executors.dask_cluster import DaskCluster

    return DaskCluster(address)
