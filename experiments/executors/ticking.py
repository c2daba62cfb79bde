"""Years played, for the time left: work ticks after each model year, and whoever waits for it hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

type Report = Callable[[int], None]  # told the years played so far, by all workers together


def unheard(years: int) -> None:
    """Nobody wants to know."""


_listener: ContextVar[Callable[[], None]] = ContextVar("_listener")


def tick() -> None:
    """Say that a model year has been played."""
    listener = _listener.get(None)
    if listener is not None:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` at every tick of this thread, from now on."""
    _listener.set(listener)


@contextmanager
def heard(listener: Callable[[], None]) -> Iterator[None]:
    """Call `listener` at every tick of this thread, for a while."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
