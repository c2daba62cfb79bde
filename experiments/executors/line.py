"""Tasks in the order they are begun: first those whose workers died; last, alone, those suspected of killing them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

DEATHS = 3  # of its workers, after which a task is suspected of causing them


@dataclass(eq=False)
class Ticket[T]:
    """A task on its way to a result."""

    task: T
    deaths: int = 0  # of the workers it was given to

    @property
    def suspect(self) -> bool:
        """Whether it may be what its workers died of."""
        return self.deaths >= DEATHS


class Line[T]:
    """The tasks that wait."""

    def __init__(self, tasks: Iterator[T]) -> None:
        self._tasks = tasks
        self._again: deque[Ticket[T]] = deque()
        self._suspects: deque[Ticket[T]] = deque()

    def following(self, playing: int) -> Ticket[T] | None:
        """The next to begin while so many are being played; None if there is none, or not now."""
        if self._again:
            return self._again.popleft()
        for task in self._tasks:
            return Ticket(task)
        return self._suspects.popleft() if self._suspects and not playing else None

    def back(self, ticket: Ticket[T]) -> None:
        """Let a task wait to be played again."""
        (self._suspects if ticket.suspect else self._again).append(ticket)
