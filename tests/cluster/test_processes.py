"""Spawned processes: what survives, what fails, and that nobody is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from chores import (
    cannot_be_sent,
    dies,
    dies_of_three,
    dies_once,
    doubled,
    doubled_slowly,
    stumbles_over_three,
)

from joinedup.experiments.executors.executor import Failed, executor_called
from joinedup.experiments.executors.here import Here
from joinedup.experiments.executors.processes import Processes

CHORES = Path(__file__).parent / "chores"


@pytest.fixture(scope="module")
def two():
    with Processes(2, ahead=2) as executor:
        yield executor


def test_every_task_comes_back_once_wherever_it_is_played(two):
    for executor in (Here(), two):
        years = []
        found = sorted(executor.played(doubled, iter(range(30)), years.append))
        assert found == [(n, 2 * n) for n in range(30)]
        assert years == sorted(years)
        assert 0 < years[-1] <= 30


def test_an_exception_is_a_result(two):
    for executor in (Here(), two):
        found = dict(executor.played(stumbles_over_three, iter(range(6))))
        failed = found.pop(3)
        assert failed.error == "ValueError: three is one too many"
        assert 'raise ValueError("three is one too many")' in failed.traceback
        assert "executor.py" not in failed.traceback  # it begins where the work does
        assert found == {n: 2 * n for n in (0, 1, 2, 4, 5)}


def test_a_result_that_cannot_be_sent_is_a_failure(two):
    ((_, failed),) = two.played(cannot_be_sent, iter([1]))
    assert isinstance(failed, Failed)
    assert "pickle" in failed.error


def test_the_task_of_a_killed_worker_is_played_again(two, tmp_path):
    found = sorted(two.played(partial(dies_once, tmp_path), iter(range(20))))
    assert found == [(n, 2 * n) for n in range(20)]
    assert {p.name for p in tmp_path.iterdir()} == {"3", "11"}


def test_a_task_that_kills_its_workers_fails_and_takes_no_other_with_it(two):
    found = dict(two.played(dies_of_three, iter(range(20))))
    assert found.pop(3) == Failed("worker died 4 times, the last time alone", "")
    assert found == {n: 2 * n for n in range(20) if n != 3}


def test_tasks_are_drawn_as_there_is_room_and_no_faster(two):
    drawn = count()
    playing = two.played(doubled, drawn)  # endless: drawn all at once it would never begin
    for _ in range(5):
        next(playing)
    assert next(drawn) <= 5 + 4
    playing.close()


def test_who_closes_the_generator_waits_for_nobody(two):
    playing = two.played(doubled_slowly, iter(range(1000)))
    next(playing)
    crew = [process.pid for process in multiprocessing.active_children()]
    assert len(crew) == 2
    playing.close()
    assert not any(map(_runs, crew))


def test_workers_end_with_a_coordinator_that_is_killed(tmp_path):
    command = [sys.executable, str(CHORES / "coordinator.py"), str(tmp_path)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(CHORES)})
    assert _within(20.0, lambda: len(list(tmp_path.iterdir())) == 2)
    workers = [int(p.name) for p in tmp_path.iterdir()]
    assert all(map(_runs, workers))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _within(5.0, lambda: not any(map(_runs, workers)))


def test_workers_that_cannot_start_are_a_sentence(monkeypatch):
    monkeypatch.setattr("joinedup.experiments.executors.processes._begin", dies)
    with (
        Processes(2) as executor,
        pytest.raises(ChildProcessError, match="worker processes die as soon as they start"),
    ):
        list(executor.played(doubled, iter(range(3))))


@pytest.mark.parametrize(
    ("where", "workers", "sentence"),
    [
        ("here", 0, "workers is 0; it must be at least 1"),
        ("here", 5_000, "workers is 5000; this machine has"),
        ("cloud", None, "no executor 'cloud'; there are: here, dask:tcp://HOST:PORT, slurm"),
        ("dask:tcp://127.0.0.1:8786", 2, "workers is 2, but dask:tcp://127.0.0.1:8786 has its own"),
        ("dask:127.0.0.1", None, "'127.0.0.1' is not the address of a Dask scheduler; write tcp://HOST:PORT"),
        ("dask:tcp://host:99999", None, "'tcp://host:99999' is not the address"),
        ("slurm", 0, "workers is 0; it must be at least 1"),
    ],
)
def test_an_executor_that_cannot_be_says_why(where, workers, sentence):
    with pytest.raises(ValueError, match=sentence):
        executor_called(where, workers)


def _runs(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _within(seconds, holds):
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True
