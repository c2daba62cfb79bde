"""Real clusters on this machine: a Dask scheduler with workers, and Slurm. If one cannot start, its tests fail."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import dask
import pytest

HERE = Path(__file__).parent
CHORES = HERE / "chores"
sys.path[:0] = [str(HERE), str(CHORES)]  # spawned processes inherit it; other workers have PYTHONPATH

from one_node_slurm import one_node_slurm  # noqa: E402


@pytest.fixture(scope="session")
def compiled():
    """The model, compiled before workers need it."""
    from joinedup.experiments.compiling import warm_up

    warm_up()


class Dask:
    """A scheduler and workers, each a process of its own, as somebody would start them by hand."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._folder = folder
        self._scheduler = None
        self._workers = []

    def start_scheduler(self) -> None:
        self._scheduler = self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", self.port, "--no-dashboard"
        )
        wait_for_port(self.port)

    def start_worker(self, *options: str, threads: int = 1) -> None:
        self._workers.append(
            self._start(
                "distributed.cli.dask_worker", self.address, "--nthreads", threads, "--nworkers", 1, "--no-dashboard",
                "--memory-limit", 0, "--local-directory", self._folder, *options,
            )
        )  # fmt: skip

    def kill_scheduler(self) -> None:
        _kill(self._scheduler)

    def stop_worker(self) -> None:
        """The one started last."""
        _kill(self._workers.pop())

    def stop(self) -> None:
        for process in (self._scheduler, *self._workers):
            if process is not None:
                _kill(process)

    def _start(self, *words: object) -> subprocess.Popen:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *map(str, words)],
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "PYTHONPATH": str(CHORES),
                    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # quicker than 3
                },
                start_new_session=True,
            )


@pytest.fixture
def dask_at(tmp_path, compiled):
    """A Dask cluster of one's own: a scheduler, and no workers yet."""
    cluster = Dask(tmp_path)
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def dask_cluster(tmp_path_factory, compiled):
    """A Dask cluster of two workers, which tests may hurt but not stop."""
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    try:
        cluster.start_scheduler()
        cluster.start_worker()
        cluster.start_worker()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def slurm(tmp_path_factory, compiled):
    """Slurm on this machine alone: `slurm("squeue", ...)` runs one of its commands; `slurm.folder` is for jobs."""
    with (
        tempfile.TemporaryDirectory(prefix="slurm-") as short,  # a socket's path may not be long
        one_node_slurm(Path(short), (free_port(), free_port())) as found,
        pytest.MonkeyPatch.context() as settings,
    ):
        settings.setenv("PYTHONPATH", str(CHORES))
        settings.setenv("DASK_JOBQUEUE__SLURM__INTERFACE", "lo")
        settings.setenv("DASK_JOBQUEUE__SLURM__MEMORY", "1GiB")
        settings.setenv("DASK_JOBQUEUE__SLURM__LOG_DIRECTORY", str(found.folder))
        settings.setenv("DASK_JOBQUEUE__SLURM__LOCAL_DIRECTORY", str(found.folder))
        dask.config.refresh()
        yield found
    dask.config.refresh()


def _kill(process: subprocess.Popen) -> None:
    """A process and all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for_port(port: int, seconds: float = 30.0) -> None:
    ends = time.monotonic() + seconds
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1.0):
            return
        if time.monotonic() > ends:
            pytest.fail(f"nothing listens on port {port} after {seconds:.0f} s")
        time.sleep(0.1)
