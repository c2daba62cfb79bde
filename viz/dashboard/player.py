"""Plays one setting for one visitor: the first replication for all to see, the further ones for the bands.

It runs in a thread of its own, a month at a time; between two months it looks whether it should pause or end, and
lets other visitors have their turn. It tells what it sees by calling back, and knows nothing of pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any

from joinedup.experiments.rows import SECTIONS
from joinedup.experiments.snapshot import YEAR, Snapshot, snapshot
from joinedup.experiments.two_worlds import Past, TwoWorlds
from joinedup.viz.dashboard.limits import CORES, LIMITS

if TYPE_CHECKING:
    from joinedup.experiments.experiment import Experiment

REFRESH = 0.5  # seconds between two pictures while it plays as fast as it can
REST = 4.0  # times as long as drawing them took until they are drawn again
A_WHILE = 0.2  # seconds in which nothing is asked whether it should pause or end
MOST_MONTHS = 6  # at once
PACE = 0.25  # seconds a month while one looks on
WAITING, PLAYING, PAUSED, FINISHED, CANCELLED, FAILED = (
    "waiting", "playing", "paused", "finished", "cancelled", "failed",
)  # fmt: skip
ENDED = (FINISHED, CANCELLED, FAILED)


def outcomes_watched() -> tuple[str, ...]:
    """The outcomes of the tables that a year's book has, in their order."""
    from joinedup.model.outcomes import OUTCOMES

    return tuple(row.outcome for rows in SECTIONS.values() for row in rows if row.outcome in OUTCOMES)


class Player:
    """Two worlds on their way.

    past: a life lived before that both begin from, if there is one.
    told: called with what is to be seen and the state, from the thread that plays.
    there: whether anybody still looks; while nobody does, it pauses.
    """

    def __init__(
        self,
        experiment: Experiment,
        replications: int,
        told: Callable[[Snapshot | None, str, str], None],
        there: Callable[[], bool] = lambda: True,
        past: Past | None = None,
    ) -> None:
        self.experiment, self.replications = experiment, replications
        self.told, self.there = told, there
        self.past = past
        self.state, self.why = "", ""
        self.began = time.monotonic()
        self._until: float = 0.0  # months to be lived; infinity: to the end
        self._pace = 0.0
        self._a_month = A_WHILE  # seconds that one takes
        self._stopped = False
        self._changed = Condition()
        self._worlds: TwoWorlds | None = None
        self._others: list[Any] = []
        self._thread: Thread | None = None

    # what a visitor can ask

    def plays_to_the_end(self) -> None:
        """As fast as it can, and then the further replications."""
        self._asks(float("inf"), 0.0)

    def plays(self) -> None:
        """Month by month, so that one can look on."""
        self._asks(float("inf"), PACE)

    def steps(self) -> None:
        """One month more."""
        self._asks((self._worlds.month if self._worlds else 0) + 1, 0.0)

    def pauses(self) -> None:
        """Stay where it is."""
        self._asks(0.0, 0.0)

    def stops(self) -> None:
        """End for good; what was seen stays."""
        with self._changed:
            self._stopped = True
            if self.state not in ENDED:
                self.state = CANCELLED
            self._changed.notify_all()

    @property
    def stopped(self) -> bool:
        """Whether it was told to end."""
        return self._stopped

    @property
    def share_done(self) -> float:
        """How much of all replications is lived, 0 to 1."""
        if self._worlds is None:
            return 0.0
        done = len(self._others) + (
            0.0 if self._worlds.finished else self._worlds.month / self._worlds.months
        )
        return min(1.0, done / self.replications)

    @property
    def time_left(self) -> float | None:
        """Seconds until all replications are lived, at the speed so far; None before that can be said."""
        done = self.share_done
        spent = time.monotonic() - self.began
        return None if done <= 0.0 or spent < 1.0 else spent * (1.0 - done) / done

    def _asks(self, until: float, pace: float) -> None:
        with self._changed:
            self._until, self._pace = until, pace
            if self._thread is None:
                self._thread = Thread(target=self._lives, name="joinedup-player", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    # the thread

    def _lives(self) -> None:
        try:
            self._waits_for_its_turn()
            try:
                self._plays_all()
            finally:
                LIMITS.gives_back()
        except _Stopped:
            pass
        except Exception as error:
            self.state, self.why = FAILED, str(error)
            self._tells()
        finally:
            self._worlds = None if self._stopped else self._worlds

    def _waits_for_its_turn(self) -> None:
        while not LIMITS.takes():
            if self.state != WAITING:
                self.state = WAITING
                self._tells()
            self._looks_up(0.2)

    def _plays_all(self) -> None:
        names = outcomes_watched()
        with CORES:
            first = self._worlds = TwoWorlds(self.experiment, names, past=self.past)
        self._plays_one(first)
        self.past = first.past
        self._ends(first)
        for luck in range(1, self.replications):
            with CORES:
                worlds = TwoWorlds(self.experiment, names, luck)
            while not worlds.finished:
                self._may_go_on(worlds.month, shown=False)
                self._advances(worlds)
            self._ends(worlds)

    def _ends(self, worlds: TwoWorlds) -> None:
        """One replication more is lived to its end."""
        self._others.append(worlds.values[..., YEAR].copy())
        if len(self._others) == self.replications:
            self.state = FINISHED
        self._tells()

    def _plays_one(self, worlds: TwoWorlds) -> None:
        """The replication that is seen, told of as it goes; drawing may not take much of the time that playing needs."""
        due = time.monotonic() + REFRESH
        while not worlds.finished:
            self._may_go_on(worlds.month, shown=True)
            began = time.monotonic()
            self._advances(worlds)
            asked_for = self._pace or worlds.month >= self._until
            if not worlds.finished and (asked_for or time.monotonic() >= due):
                told = time.monotonic()
                self._tells()
                now = time.monotonic()
                due = now + max(REFRESH, REST * (now - told))
            if self._pace:
                self._looks_up(max(0.0, self._pace - (time.monotonic() - began)))

    def _advances(self, worlds: TwoWorlds) -> None:
        """A month where one looks on; to the end, as many as go by before one would wait for an answer."""
        free = self._until == float("inf") and not self._pace
        months = max(1, min(MOST_MONTHS, int(A_WHILE / self._a_month))) if free else 1
        before = worlds.month
        with CORES:
            began = time.monotonic()
            worlds.advance(months)
        self._a_month = (time.monotonic() - began) / (worlds.month - before)

    def _may_go_on(self, month: int, shown: bool) -> None:
        """Returns when another month is wanted and somebody is there.

        Raises: _Stopped when it shall end.
        """
        while True:
            self._looks_up(0.0)
            wanted = month < self._until if shown else self._until == float("inf")
            if wanted and self.there():
                before, self.state = self.state, PLAYING
                if before in (WAITING, PAUSED):  # whoever began it knows that it plays
                    self._tells()
                return
            if self.state != PAUSED:
                self.state = PAUSED
                self._tells()
            self._looks_up(0.5)

    def _looks_up(self, seconds: float) -> None:
        """Sleep, but wake when something is asked.

        Raises: _Stopped when it shall end.
        """
        with self._changed:
            if seconds and not self._stopped:
                self._changed.wait(seconds)
            if self._stopped:
                raise _Stopped

    def _tells(self) -> None:
        if self._stopped:
            return
        worlds = self._worlds
        seen = snapshot(worlds, self._others, self.replications) if worlds else None
        self.told(seen, self.state, self.why)


class _Stopped(Exception):  # noqa: N818, an end that was asked for
    """It was asked to end."""
