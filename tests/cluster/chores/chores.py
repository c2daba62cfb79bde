"""Small pieces of work for workers, who must be able to import them."""

import os
import signal
import time
from pathlib import Path

from joinedup.experiments.executors.ticking import tick


def doubled(n):
    time.sleep(0.02)
    tick()
    return 2 * n


def doubled_slowly(n):
    time.sleep(0.2)
    return 2 * n


def stumbles_over_three(n):
    if n == 3:
        raise ValueError("three is one too many")
    return 2 * n


def dies(_):
    os.kill(os.getpid(), signal.SIGKILL)


def dies_of_three(n):
    if n == 3:
        dies(n)
    return 2 * n


def dies_once(folder, n):
    """The first worker that is given an n dies of it, as if killed from outside."""
    if n in (3, 11):
        died = Path(folder) / str(n)
        if not died.exists():
            died.touch()
            dies(n)
    return 2 * n


def tells_who(folder, n):
    """Leave a file named after the process, and take long."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60.0)
    return n


def cannot_be_sent(n):
    return lambda: n
