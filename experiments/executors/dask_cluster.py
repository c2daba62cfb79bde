"""Work played on a Dask cluster that somebody has started: `dask scheduler`, and a `dask worker` on every machine.

All of it must have the same program as this process; it is looked at before work begins, and with every task.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any

from distributed import Client, Future, KilledWorker, Security
from distributed.client import ClosedClientError
from distributed.core import connect
from distributed.protocol.pickle import dumps

from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.executors.line import DEATHS, Line, Ticket
from joinedup.experiments.executors.on_worker import Played, play
from joinedup.experiments.executors.program import difference, program
from joinedup.experiments.executors.ticking import Report, unheard

ANSWERS_WITHIN = 10.0  # seconds, a scheduler
PATIENCE = 60.0  # seconds, for workers to come, or for a lost scheduler to come back
EVERY = 0.25  # seconds between two looks at the connection
COUNT_EVERY = 5.0  # seconds between two counts of the workers
ADDRESS = re.compile(r"(tcp|tls)://[^\s:/]+:(\d{1,5})")
LOST = (OSError, CancelledError, ClosedClientError)  # what is raised when a scheduler goes away

for _name in ("distributed", "distributed.client"):  # what they tell on stderr is told here in a sentence
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class DaskCluster(Executor):
    """A Dask cluster. A scheduler that is lost is waited for, and what was on its way is played again.

    A task that Dask gives up, because its workers keep dying, is played once more, alone, before it fails. Closing
    takes back what has not begun; a task being played plays to its end, and nobody hears of it.

    address: of the scheduler, tcp://HOST:PORT.  patience: seconds to wait for workers, or for a lost scheduler;
    None to wait for workers for ever.

    Raises: ValueError if nobody answers there, if no worker comes, or if one has another program.
    """

    def __init__(self, address: str, patience: float | None = PATIENCE) -> None:
        found = ADDRESS.fullmatch(address)
        if found is None or not 0 < int(found[2]) < 65536:
            raise ValueError(f"{address!r} is not the address of a Dask scheduler; write tcp://HOST:PORT")
        self.address = address
        self._patience = patience
        self._done: SimpleQueue[Future] = SimpleQueue()
        try:
            self._client = self._connected()
        except OSError:
            raise ValueError(
                f"no Dask scheduler answers at {address} within {ANSWERS_WITHIN:.0f} s; "
                f"start one with: dask scheduler --port {found[2]}"
            ) from None
        self._looked = monotonic()
        try:
            self.slots = self._checked()
        except BaseException:
            self.close()
            raise

    def played[T, R](
        self, work: Callable[[T], R], tasks: Iterator[T], report: Report = unheard
    ) -> Generator[tuple[T, R | Failed]]:
        """Play tasks as there is room for them (see `Executor`); years are reported as tasks are finished.

        Raises: ConnectionError if the scheduler is lost for good; ValueError for a worker with another program.
        """
        line = Line(tasks)
        running: dict[Future, Ticket[T]] = {}
        years = 0
        try:
            while True:
                try:
                    self._fill(work, line, running)
                    future = self._finished(running)
                    found = None if future is None else self._outcome(future, running[future])
                except LOST:
                    for ticket in running.values():
                        line.back(ticket)
                    running.clear()
                    self._find_again()
                    continue
                if future is None:
                    if not running:
                        return
                    continue
                ticket = running.pop(future)
                if found is None:
                    line.back(ticket)
                    continue
                years += found.years
                report(years)
                yield ticket.task, found.outcome
        finally:
            if running:
                with suppress(*LOST):
                    self._client.cancel(list(running), force=True)

    def close(self) -> None:
        with suppress(*LOST):
            self._client.close()

    def _fill[T](self, work: Callable[[T], Any], line: Line[T], running: dict[Future, Ticket[T]]) -> None:
        """Hand out as much as there is room for: as many tasks wait at the workers as are played."""
        while len(running) < 2 * self.slots and (ticket := line.following(len(running))):
            try:
                packed = dumps((work, ticket.task))
                future = self._client.submit(play, program(), packed, pure=False)
            except LOST:
                line.back(ticket)
                raise
            running[future] = ticket
            future.add_done_callback(self._done.put)

    def _finished(self, running: Mapping[Future, Any]) -> Future | None:
        """One of those being played that is finished; None if none is yet."""
        if not running:
            return None
        if self._client.status != "running":
            raise ConnectionError("the scheduler is gone")
        try:
            future = self._done.get(timeout=EVERY)
        except Empty:
            self._count()
            return None
        return future if future in running else None  # else of a scheduler that is no more

    def _outcome(self, future: Future, ticket: Ticket[Any]) -> Played | None:
        """What came of a task; None if it must be played again, alone."""
        if future.status == "finished":
            found: Played | str = future.result()
            if not isinstance(found, str):
                return found
            _same("a worker", found)
        if future.status != "error":
            raise ConnectionError(f"a task is {future.status}")
        error = future.exception()
        if isinstance(error, ImportError):
            _same("a worker", str(error))
        if not isinstance(error, KilledWorker):
            return Played(Failed.by(error), 0)
        if ticket.suspect:
            return Played(
                Failed(f"worker died {error.allowed_failures + 1} times, with this task alone", ""), 0
            )
        ticket.deaths = DEATHS  # Dask suspects whatever was on a worker that died
        return None

    def _connected(self) -> Client:
        """A connection to the scheduler.

        Raises: OSError if it does not answer.
        """
        with ThreadPoolExecutor(1) as apart:  # from an event loop that this thread may have
            apart.submit(asyncio.run, _greeted(self.address)).result()
        return Client(self.address, timeout=ANSWERS_WITHIN, set_as_default=False)

    def _checked(self) -> int:
        """How many threads play, once all have been seen to have the same program as this process.

        Raises: ValueError if no worker comes, or if one has another program.
        """
        self._wait_for_workers()
        programs = self._client.run(program, on_error="return")
        for worker, theirs in programs.items():
            wrong = str(theirs) if isinstance(theirs, Exception) else difference(program(), theirs)
            _same(f"the worker {worker}", wrong)
        try:
            wrong = difference(program(), self._client.run_on_scheduler(program))
        except ImportError as error:
            wrong = str(error)
        _same(f"the scheduler {self.address}", wrong)
        return sum(self._client.nthreads().values())

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, self._patience)
        except TimeoutError:
            raise ValueError(
                f"the Dask scheduler at {self.address} has no workers after {self._patience:.0f} s; start some "
                f"with: dask worker {self.address}"
            ) from None

    def _count(self) -> None:
        """Now and then: how many threads there are."""
        if monotonic() - self._looked > COUNT_EVERY:
            self._looked = monotonic()
            if not self._client.nthreads():
                self._wait_for_workers()
            self.slots = sum(self._client.nthreads().values())

    def _find_again(self) -> None:
        """Another connection, to a scheduler that has come back, with its workers.

        Raises: ConnectionError if it does not.
        """
        self.close()
        patience = self._patience or PATIENCE
        deadline = monotonic() + patience
        while True:
            try:
                self._client = self._connected()
                self.slots = self._checked()
                return
            except LOST:
                self.close()
                if monotonic() > deadline:
                    raise ConnectionError(
                        f"the Dask scheduler at {self.address} is gone, and has not come back for "
                        f"{patience:.0f} s"
                    ) from None
                sleep(EVERY)


def _same(who: str, wrong: str) -> None:
    """Nothing, if nothing is wrong with somebody's program.

    Raises: ValueError if something is.
    """
    if wrong:
        raise ValueError(
            f"{who} has another program: {wrong}; install the same one there, and start it again"
        )


async def _greeted(address: str) -> None:
    """Nothing, if Dask answers there: a client would wait for ever for somebody else who listens and says nothing.

    Raises: OSError if it does not.
    """
    async with asyncio.timeout(ANSWERS_WITHIN):
        greeting = await connect(address, **Security().get_connection_args("client"))
        await greeting.close()
