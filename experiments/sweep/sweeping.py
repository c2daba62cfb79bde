"""From what is missing to what is done: jobs to an executor, records to the store, until the stop rule is content."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.question import Job, Question
from joinedup.experiments.sweep.parts import BLOCK
from joinedup.experiments.sweep.playing import failure, play
from joinedup.experiments.sweep.sign_of_life import Pulse
from joinedup.experiments.sweep.store import DONE, FAILED, MISSING, Store

if TYPE_CHECKING:
    import numpy as np


class Standing(NamedTuple):
    """Where a sweep stands."""

    seconds: float
    years: int  # played in this go, of years_expected
    years_expected: int
    done: int  # jobs, earlier goes included
    failed: int
    expected: int
    settled: bool  # the number expected is certain

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before there is one."""
        if not self.years or not self.years_expected:
            return None
        return self.seconds / self.years * max(0, self.years_expected - self.years)


def sweep(
    question: Question,
    store: Store,
    executor: Executor,
    pulse: Pulse,
    report: Callable[[Standing], None] = lambda standing: None,
    retry: bool = False,
) -> Standing:
    """Play what is missing of a sweep, or of this process's shard of it.

    retry: also what failed before.
    Raises: ValueError for a stop rule with shards; OSError if the disk is full, and what was kept before stays.
    """
    if not store.settled and store.shard[1] > 1:
        raise ValueError(
            "a stop rule needs all results in one place, so it cannot be shared out over shards; "
            "say how many replications instead of a precision"
        )
    going = _Going(question, store, executor, pulse, report, retry)
    try:
        while True:
            going.round()
            wanted = going.more()
            if wanted is None:
                break
            store.wants(wanted, settled=False)
        store.wants(store.replications)
        store.gather_all()
    except BaseException:
        pulse.beat("stopped", done=going.now, failed=going.failed_now)
        raise
    pulse.beat("finished", done=going.now, failed=going.failed_now, seconds_left=0.0)
    return going.standing()


class _Going:
    """One go at a sweep."""

    def __init__(
        self,
        question: Question,
        store: Store,
        executor: Executor,
        pulse: Pulse,
        report: Callable[[Standing], None],
        retry: bool,
    ) -> None:
        self.question, self.store, self.executor = question, store, executor
        self.pulse, self.report, self.retry = pulse, report, retry
        self.began = time.monotonic()
        self.now, self.failed_now = 0, 0  # jobs of this go
        self.years, self.years_before_round = 0, 0
        self.done, self.failed, self.mine = 0, 0, 0

    def _is_mine(self, number: int) -> bool:
        which, of = self.store.shard
        return number % of == which - 1

    def round(self) -> None:
        """Play all that is missing of the replications wanted so far."""
        states = self.store.states()
        self.done, self.failed = int((states == DONE).sum()), int((states == FAILED).sum())
        wanted = (states == MISSING) | ((states == FAILED) & self.retry)
        if self.retry:
            self.failed = 0
        which, of = self.store.shard
        self.mine = int(wanted[which - 1 :: of].sum()) + self.now
        left = self._left_by_block(wanted)
        if not any(left.values()):
            return
        self.years_before_round = self.years
        playing = self.executor.played(partial(play, self.question), self._jobs(wanted), self._ticked)
        try:
            for job, found in playing:
                if isinstance(found, Failed):
                    self.store.add(failure(job, self.question, found.error, found.traceback))
                    self.failed += 1
                    self.failed_now += 1
                else:
                    self.store.add(found)
                    self.done += 1
                self.now += 1
                block = job.number // BLOCK
                left[block] -= 1
                if not left[block]:
                    self.store.gather(block)
                self._tell()
        finally:
            playing.close()

    def _left_by_block(self, wanted: np.ndarray) -> dict[int, int]:
        """How many jobs of each block this process still has to play."""
        which, of = self.store.shard
        found = {}
        for first in range(0, len(wanted), BLOCK):  # block by block: memory must not grow with the jobs
            mine = first + (which - 1 - first) % of
            found[first // BLOCK] = int(wanted[mine : first + BLOCK : of].sum())
        return found

    def _jobs(self, wanted: np.ndarray) -> Iterator[Job]:
        for job in self.question.jobs(range(self.store.replications)):
            if wanted[job.number] and self._is_mine(job.number):
                yield job

    def more(self) -> int | None:
        """How many replications there must be in all for the stop rule; None when it is content."""
        rule, done = self.question.precision, self.store.replications
        if self.store.settled or rule is None or done >= rule.most:
            return None
        from joinedup.experiments.answers import widest

        found = widest(self.store, self.question.outcomes)
        if found is None or found.share <= rule.half_width:
            return None
        # half-widths fall with the square root; never all that is missing at once, since the estimate is rough
        needed = (
            min(2.0 * done, done * (found.share / rule.half_width) ** 2) if found.share < 1e9 else 2.0 * done
        )
        return min(rule.most, max(done + 1, int(needed)))

    def _ticked(self, years: int) -> None:
        self.years = self.years_before_round + years
        self._tell()

    def standing(self) -> Standing:
        """Where it stands."""
        each = self.question.model_years
        years = max(self.years, self.now * each)
        return Standing(
            time.monotonic() - self.began,
            years,
            max(years, self.mine * each),
            self.done,
            self.failed,
            self.store.expected,
            self.store.settled,
        )

    def _tell(self) -> None:
        now = self.standing()
        self.pulse.beat(done=self.now, failed=self.failed_now, years=now.years, seconds_left=now.seconds_left)
        self.report(now)
