"""A longer piece of work for one visitor: it waits for its turn, lets others have theirs, and ends when asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from types import TracebackType
from typing import Any

import solara
import solara.lab

from joinedup.experiments.progress import duration
from joinedup.viz.dashboard.limits import CORES, LIMITS

LOOK = 0.2  # seconds between two looks whether it may go on


class Unwanted(Exception):  # noqa: N818, an end that was asked for
    """Nobody wants it any more."""


class Turn:
    """A context manager for work in a thread: one of the runs at once, and a core while it computes.

    wanted: whether it shall go on.  there: whether somebody looks; while nobody does, it rests.
    """

    def __init__(self, wanted: Callable[[], bool], there: Callable[[], bool] = lambda: True) -> None:
        self.wanted, self.there = wanted, there

    def __enter__(self) -> Turn:
        while not LIMITS.takes():
            time.sleep(LOOK)
            if not self.wanted():
                raise Unwanted
        CORES.acquire()
        return self

    def goes_on(self) -> None:
        """Between two steps: others may have the core; returns when it shall go on.

        Raises: Unwanted when it shall end.
        """
        CORES.release()
        try:
            while self.wanted() and not self.there():
                time.sleep(LOOK)
        finally:
            CORES.acquire()
        if not self.wanted():
            raise Unwanted

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        CORES.release()
        LIMITS.gives_back()


def use_end_with_page(task: solara.lab.Task[..., Any]) -> None:
    """A hook: when the visitor leaves the page, the work ends if it is under way."""

    def leaves() -> None:
        if task.pending:  # what was never begun cannot be cancelled
            task.cancel()

    solara.use_effect(lambda: leaves, [])


@solara.component
def Working(task: solara.lab.Task[..., Any], what: str, again: str = "") -> None:
    """How far the work is, and what can be done about it.

    what: it does, in words.  again: the button that begins it again after an end; none if empty.
    """
    began = solara.use_ref(time.monotonic())
    if task.pending:
        done = task.progress or 0.0
        spent = time.monotonic() - began.current
        left = f" About {duration(spent * (1.0 - done) / done)} left." if done > 0.05 and spent > 1.0 else ""
        solara.HTML(
            "p", escape(f"{what}: {100.0 * done:.0f}% done.{left}"), classes=["state"],
            attributes={"role": "status"},
        )  # fmt: skip
        solara.ProgressLinear(100.0 * done, color="primary")
        with solara.Row(gap="4px"):
            solara.Button(
                "Cancel", on_click=task.cancel, small=True, attributes={"aria-label": f"Cancel: {what}"}
            )
        return
    began.current = time.monotonic()
    if task.cancelled:
        solara.HTML("p", "Cancelled.", attributes={"role": "status"})
    elif task.error:
        why = f": {task.exception}" if isinstance(task.exception, ValueError) else ""
        solara.HTML("p", escape(f"It failed{why}."), classes=["wrong"], attributes={"role": "alert"})
    else:
        return
    if again:
        with solara.Row(gap="4px"):
            solara.Button(again, on_click=task.retry, small=True)
