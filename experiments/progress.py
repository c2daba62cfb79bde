"""Live progress on stderr: a bar with the time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

from joinedup.experiments.compare import Progress

if TYPE_CHECKING:
    from joinedup.experiments.sweep.sweeping import Standing

EVERY = 20.0  # seconds between two lines where there is no terminal; JOINEDUP_LINES says otherwise


def duration(seconds: float) -> str:
    """A length of time in words: 48 s, 3 min 20 s."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


class Watch:
    """Shows where a run stands. A context manager; call it with each `Progress`.

    what: what is finished one after the other.
    """

    def __init__(self, what: str = "replications") -> None:
        self._what = what
        self._bar: Any = None
        self._last = 0.0
        self._every = float(os.environ.get("JOINEDUP_LINES", EVERY))

    def __enter__(self) -> Watch:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bars

            self._bar = Bars(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("people are born and draw their luck", total=None, left="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, now: Progress) -> None:
        about = "" if now.bound else "about "
        words = f"{now.finished} of {about}{now.expected} {self._what}"
        left = time_left(now)
        self.shows(words, now.years, now.years_expected, now.seconds, left)

    def shows(self, words: str, years: int, of: int, seconds: float, left: str) -> None:
        """Bring the bar up to date, or print a line if one is due."""
        if self._bar is not None:
            self._bar.update(self._task, description=words, completed=years, total=of, left=left)
        elif seconds - self._last >= self._every:
            self._last = seconds
            print(f"{words}, {years} years played after {duration(seconds)}; {left}", file=sys.stderr)


def time_left(now: Progress) -> str:
    """How long the years still to be played will take at the pace so far."""
    if now.years == 0:
        return ""
    return f"{duration(now.seconds / now.years * (now.years_expected - now.years))} left"


class SweepWatch:
    """Shows where a sweep stands. A context manager; call it with each `Standing`."""

    def __init__(self) -> None:
        self._watch = Watch()

    def __enter__(self) -> SweepWatch:
        self._watch.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._watch.__exit__(kind, error, where)

    def __call__(self, now: Standing) -> None:
        about = "" if now.settled else "at least "
        words = f"{now.done + now.failed:,} of {about}{now.expected:,} jobs"
        if now.failed:
            words += f", {now.failed:,} failed"
        left = "" if now.seconds_left is None else f"{duration(now.seconds_left)} left"
        self._watch.shows(words, now.years, now.years_expected, now.seconds, left)
