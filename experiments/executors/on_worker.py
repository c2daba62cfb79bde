"""What a worker elsewhere does with a task: the same as here, if it has the same program."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from distributed.protocol.pickle import loads

from joinedup.experiments.executors.executor import Failed, attempted
from joinedup.experiments.executors.program import difference, program
from joinedup.experiments.executors.ticking import heard


class Played(NamedTuple):
    """What came of a task, and the model years it took."""

    outcome: Any | Failed
    years: int


_lock = Lock()  # the model is compiled once, not by every thread of a worker
_ready = False


def play(wanted: Mapping[str, str], packed: bytes) -> Played | str:
    """Play a packed (work, task); or say how this worker's program differs from the one that is wanted."""
    if differs := difference(wanted, program()):
        return differs
    _make_ready()
    years = 0

    def tick() -> None:
        nonlocal years
        years += 1

    with heard(tick):
        outcome = attempted(_unpacked, packed)
    return Played(outcome, years)


def _make_ready() -> None:
    from joinedup.experiments.compiling import warm_up

    global _ready
    with _lock:
        if not _ready:
            warm_up()
            _ready = True


def _unpacked(packed: bytes) -> Any:
    work, task = loads(packed)
    return work(task)
