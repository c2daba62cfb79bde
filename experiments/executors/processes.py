"""Work played by spawned processes of this machine, which survive each other's death but not their parent's.

Workers are spawned, not forked, so they import once, find the compiled model on disk and live as long as the
executor does. Ctrl-C is for the main process alone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from joinedup.experiments.executors.executor import Executor, Failed, attempted, usable_cores
from joinedup.experiments.executors.line import DEATHS, Line, Ticket
from joinedup.experiments.executors.ticking import Report, listen, unheard

STARTS = 3  # attempts to replace workers that die at once
MOST_PER_CORE = 8  # workers; more are a slip of the finger
EVERY = 0.25  # seconds between two looks at the years played


class Processes(Executor):
    """Spawned processes. A task whose workers died three times is played alone, last; if they die again, it failed.

    workers: how many.  ahead: tasks kept ready beside those being played, so that no worker waits for its
    next one; 0 where the choice of the next task should wait for the results so far.

    Raises: ValueError for a number of workers that cannot be.
    """

    def __init__(self, workers: int, ahead: int = 0) -> None:
        if workers < 1:
            raise ValueError(f"workers is {workers}; it must be at least 1")
        if workers > MOST_PER_CORE * usable_cores():
            raise ValueError(f"workers is {workers}; this machine has {usable_cores()} cores")
        self.slots = workers
        self._room = workers + ahead
        self._crew: _Crew | None = None
        self._earlier = 0  # years played by crews that are no more

    def played[T, R](
        self, work: Callable[[T], R], tasks: Iterator[T], report: Report = unheard
    ) -> Generator[tuple[T, R | Failed]]:
        """Play tasks as workers become free (see `Executor`).

        Raises: ChildProcessError if workers die as soon as they start.
        """
        line = Line(tasks)
        running: dict[Future[R | Failed], Ticket[T]] = {}
        began = self._years
        try:
            while self._filled(work, line, running):
                done, _ = wait(running, timeout=EVERY, return_when=FIRST_COMPLETED)
                report(self._years - began)
                for future in done:
                    ticket = running.pop(future)
                    error = future.exception()
                    if not isinstance(error, BrokenProcessPool):
                        yield ticket.task, future.result() if error is None else Failed.by(error)
                    elif ticket.suspect:
                        yield ticket.task, Failed(f"worker died {DEATHS + 1} times, the last time alone", "")
                    else:
                        ticket.deaths += 1
                        line.back(ticket)
        finally:
            if running:
                self.close()

    def close(self) -> None:
        if self._crew is not None:
            self._crew.stop()
            self._earlier += self._crew.years
            self._crew = None

    @property
    def _years(self) -> int:
        return self._earlier + (self._crew.years if self._crew else 0)

    def _filled[T, R](
        self, work: Callable[[T], R], line: Line[T], running: dict[Future[R | Failed], Ticket[T]]
    ) -> bool:
        """Whether anything is being played, after as much has been begun as there is room for."""
        while len(running) < self._room:
            if self._crew is None:
                self._crew = _Crew(self.slots)
            elif self._crew.dead:
                if running:  # not all of them are known to be lost yet
                    return True
                self._replace()
            ticket = line.following(len(running))
            if ticket is None:
                break
            try:
                running[self._crew.submit(attempted, work, ticket.task)] = ticket
            except BrokenProcessPool:
                line.back(ticket)
        return bool(running)

    def _replace(self) -> None:
        """Other workers in place of dead ones, and sure to be alive."""
        for _ in range(STARTS):
            self.close()
            self._crew = _Crew(self.slots)
            if self._crew.starts():
                return
        raise ChildProcessError(
            "worker processes die as soon as they start: a script that starts them needs "
            "if __name__ == '__main__' around its work; otherwise memory may be short"
        )


class _Crew:
    """Workers that live and die together."""

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._years = context.Value("q", 0)
        self._pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_begin, initargs=(self._years,)
        )
        self.dead = False

    @property
    def years(self) -> int:
        """Played so far. Read without the lock: a dead worker may hold it."""
        return int(self._years.get_obj().value)

    def submit[R](self, work: Callable[..., R], *arguments: Any) -> Future[R]:
        """Begin something.

        Raises: BrokenProcessPool if the workers are dead.
        """
        try:
            with _deaf():
                return self._pool.submit(work, *arguments)
        except BrokenProcessPool:
            self.dead = True
            raise

    def starts(self) -> bool:
        """Whether a worker comes to life."""
        try:
            self.submit(os.getpid).result()
        except BrokenProcessPool:
            return False
        return True

    def stop(self) -> None:
        """End the workers at once; what they are playing is not wanted any more."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold back Ctrl-C while a worker is born: it inherits this, and so is deaf until it ignores Ctrl-C itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(years: Any) -> None:
    """The first thing a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def tick() -> None:
        with years.get_lock():
            years.value += 1

    listen(tick)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever for its next task."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
