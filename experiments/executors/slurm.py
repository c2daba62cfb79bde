"""Work played in jobs of Slurm: a Dask scheduler in this process, and a Dask worker in every job.

What a job asks for is said where dask-jobqueue looks for it, in ~/.config/dask/jobqueue.yaml under jobqueue.slurm
(queue, account, cores, memory, walltime, interface, …); what is not said there is said here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from shutil import which
from subprocess import TimeoutExpired, run
from typing import Any

from joinedup.experiments.executors.dask_cluster import DaskCluster
from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.executors.ticking import Report, unheard

JOBS = 4  # if not said otherwise
ANSWERS_WITHIN = 30.0  # seconds, Slurm


def _defaults() -> dict[str, Any]:
    """What a job is like where the user has not said otherwise."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return {
        "cores": 1,
        "processes": 1,
        "memory": "2GiB",
        "python": sys.executable,
        "log-directory": str(cache / "joinedup" / "slurm"),  # a folder that all machines see
        "job-extra-directives": ["--requeue"],
        "worker-extra-args": ["--no-dashboard"],
        "scheduler-options": {"dashboard_address": None},
    }


class Slurm(Executor):
    """Jobs of Slurm. One that is lost is replaced; all are cancelled at the end.

    jobs: how many at the same time.

    Raises: ValueError if there is no Slurm, or if it refuses such a job.
    """

    def __init__(self, jobs: int = JOBS) -> None:
        if jobs < 1:
            raise ValueError(f"workers is {jobs}; it must be at least 1")
        if which("sbatch") is None:
            raise ValueError("there is no Slurm here: the command sbatch is missing; leave slurm out")
        _asked("sinfo", "--noheader")
        import dask
        from dask_jobqueue import SLURMCluster

        said = {name: dask.config.get(f"jobqueue.slurm.{name}", None) for name in _defaults()}
        chosen = {n.replace("-", "_"): said[n] or value for n, value in _defaults().items()}
        self._cluster = SLURMCluster(**chosen)
        try:
            _asked("sbatch", "--test-only", script=self._cluster.job_script())
            self._cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)  # scale() would not replace a lost job
            print(f"waiting for Slurm to begin the first of {jobs} jobs", file=sys.stderr, flush=True)
            self._workers = DaskCluster(self._cluster.scheduler_address, patience=None)
        except BaseException:
            self._cluster.close()
            raise
        self.slots = jobs

    def played[T, R](
        self, work: Callable[[T], R], tasks: Iterator[T], report: Report = unheard
    ) -> Generator[tuple[T, R | Failed]]:
        yield from self._workers.played(work, tasks, report)

    def close(self) -> None:
        self._workers.close()
        self._cluster.close()


def _asked(*command: str, script: str = "") -> None:
    """Ask Slurm something.

    Raises: ValueError with its answer, if it refuses or does not answer.
    """
    try:
        answer = run(command, input=script, capture_output=True, text=True, timeout=ANSWERS_WITHIN)
    except TimeoutExpired:
        raise ValueError(f"Slurm does not answer {' '.join(command)} within {ANSWERS_WITHIN:.0f} s") from None
    if answer.returncode:
        raise ValueError(
            f"Slurm refuses {' '.join(command)}: {' '.join(answer.stderr.split())}; what a job asks for is said in "
            "~/.config/dask/jobqueue.yaml under jobqueue.slurm"
        )
