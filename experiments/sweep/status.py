"""How far a sweep is, who plays it, and how long it will take."""

from __future__ import annotations

from typing import NamedTuple

from joinedup.experiments.sweep.sign_of_life import Sign, signs_in
from joinedup.experiments.sweep.store import DONE, FAILED, Store


class Status(NamedTuple):
    """Where a sweep stands; jobs are counted, each of which is one run of every arm."""

    expected: int
    settled: bool  # the number is certain; else a stop rule may add more
    done: int
    failed: int
    signs: tuple[Sign, ...]  # of everybody who played it

    @property
    def alive(self) -> tuple[Sign, ...]:
        """Of those who play it now."""
        return tuple(s for s in self.signs if s.alive)

    @property
    def seconds_left(self) -> float | None:
        """Until the last of them is done; None if nobody plays."""
        return max((s.seconds_left or 0.0 for s in self.alive), default=None)

    @property
    def share(self) -> float:
        """How much is done, failures included, 0 to 1."""
        return (self.done + self.failed) / max(1, self.expected)


def status_of(store: Store) -> Status:
    """How far a sweep is, as its folder tells."""
    states = store.states()
    return Status(
        store.expected,
        store.settled,
        int((states == DONE).sum()),
        int((states == FAILED).sum()),
        tuple(signs_in(store.folder)),
    )
