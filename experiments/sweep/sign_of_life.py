"""How a running sweep is seen from another shell: a small file, renewed every few seconds."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from json import dumps, loads
from pathlib import Path
from typing import Any, NamedTuple

EVERY = 2.0  # seconds between two signs
LATE = 30.0  # seconds after which a process on another machine is taken to be gone


class Sign(NamedTuple):
    """What a process that plays a sweep last said of itself."""

    state: str  # playing, finished, stopped
    shard: str  # 1 of 1
    where: str  # in-process, 2 processes, dask…
    host: str
    process: int
    began: float  # seconds since 1970
    renewed: float
    done: int  # jobs, in this go
    failed: int
    years: int  # played, in this go
    seconds_left: float | None
    command: str

    @property
    def alive(self) -> bool:
        """Whether the process is still there; on another machine, whether it spoke lately."""
        if self.state != "playing":
            return False
        if self.host != socket.gethostname():
            return time.time() - self.renewed < LATE
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


class Pulse:
    """Renews the sign of one process."""

    def __init__(self, folder: Path, shard: tuple[int, int], where: str, command: str) -> None:
        self.path = folder / f"status-{shard[0]}of{shard[1]}.json"
        self._last = 0.0
        now = time.time()
        self.sign = Sign(
            "playing", f"{shard[0]} of {shard[1]}", where, socket.gethostname(), os.getpid(), now, now,
            0, 0, 0, None, command,
        )  # fmt: skip

    def beat(self, state: str = "playing", **changes: Any) -> None:
        """Say how it stands; not oftener than every few seconds, except for the last word."""
        self.sign = self.sign._replace(state=state, renewed=time.time(), **changes)
        if state == "playing" and self.sign.renewed - self._last < EVERY:
            return
        self._last = self.sign.renewed
        unfinished = self.path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # a full disk must not hide what went wrong
            unfinished.write_text(dumps(self.sign._asdict()) + "\n", encoding="utf-8")
            unfinished.replace(self.path)


def signs_in(folder: Path) -> Iterator[Sign]:
    """The last word of every process that played this sweep."""
    for path in sorted(folder.glob("status-*of*.json")):
        with suppress(OSError, ValueError, TypeError):
            yield Sign(**loads(path.read_text(encoding="utf-8")))


def spoken(seconds: float) -> str:
    """A moment in words."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
