"""A server of the dashboard in a process of its own, as somebody would start it."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

COMMAND = ("-m", "joinedup.experiments", "dashboard")
CALM = "127.0.0.1,localhost"  # a proxy that the machine may have is not asked for them


class Server:
    """Starts on a free port and waits until it answers; what it writes is in `log`.

    program: what Python runs instead of the command.
    """

    def __init__(self, log: Path, *options: object, program: tuple[str, ...] = COMMAND) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *program, "--port", "0", *map(str, options)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "no_proxy": CALM, "NO_PROXY": CALM},
                start_new_session=True,
            )
        try:
            self.address = self._address()
            self._is_ready()
        except BaseException:
            self.stops()
            raise

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def said(self) -> str:
        """All it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stops()

    def stops(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _address(self, seconds: float = 120.0) -> str:  # the first start compiles the model
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"open (http://\S+)", self.said):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"the dashboard did not start:\n{self.said}")

    def _is_ready(self, seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), urlopen(f"{self.address}/readyz", timeout=1.0) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the dashboard does not answer:\n{self.said}")
