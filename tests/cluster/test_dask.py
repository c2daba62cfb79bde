"""A Dask scheduler and Dask workers as processes of their own: what is survived, what is refused, and in which words."""

import socket
import subprocess
import sys
import time
from functools import partial
from itertools import count

import pytest
from chores import dies_of_three, dies_once, doubled, doubled_slowly, stumbles_over_three

from joinedup.experiments.executors.dask_cluster import DaskCluster
from joinedup.experiments.executors.executor import executor_called


@pytest.fixture(scope="module")
def executor(dask_cluster):
    with executor_called(f"dask:{dask_cluster.address}") as found:
        yield found


def test_every_task_comes_back_once_and_failures_with_their_traceback(executor):
    years = []
    found = sorted(executor.played(doubled, iter(range(30)), years.append))
    assert found == [(n, 2 * n) for n in range(30)]
    assert years == list(range(1, 31))

    found = dict(executor.played(stumbles_over_three, iter(range(6))))
    failed = found.pop(3)
    assert failed.error == "ValueError: three is one too many"
    assert 'raise ValueError("three is one too many")' in failed.traceback
    assert found == {n: 2 * n for n in (0, 1, 2, 4, 5)}


def test_tasks_are_drawn_as_there_is_room_and_no_faster(executor):
    drawn = count()
    playing = executor.played(doubled, drawn)
    for _ in range(5):
        next(playing)
    playing.close()
    assert next(drawn) <= 5 + 2 * executor.slots


def test_the_task_of_a_killed_worker_is_played_again(executor, tmp_path):
    found = sorted(executor.played(partial(dies_once, tmp_path), iter(range(8))))
    assert found == [(n, 2 * n) for n in range(8)]
    assert {p.name for p in tmp_path.iterdir()} == {"3"}


def test_a_task_that_kills_its_workers_fails_and_takes_no_other_with_it(executor):
    found = dict(executor.played(dies_of_three, iter(range(8))))
    assert found.pop(3).error == "worker died 2 times, with this task alone"
    assert found == {n: 2 * n for n in range(8) if n != 3}


def test_a_scheduler_that_comes_back_loses_nothing_and_one_that_stays_away_is_a_sentence(dask_at):
    dask_at.start_worker("--no-nanny", threads=2)
    with DaskCluster(dask_at.address) as executor:
        playing = executor.played(doubled_slowly, iter(range(24)))
        found = [next(playing) for _ in range(6)]
        dask_at.kill_scheduler()
        dask_at.start_scheduler()
        dask_at.start_worker("--no-nanny")
        found += playing
        assert sorted(found) == [(n, 2 * n) for n in range(24)]

        playing = executor.played(doubled_slowly, count())
        next(playing)
        executor._patience = 1.0
        dask_at.stop()
        with pytest.raises(ConnectionError, match="is gone, and has not come back for 1 s"):
            list(playing)


def test_workers_that_are_missing_or_have_another_program_are_a_sentence(dask_at):
    with pytest.raises(ValueError, match="has no workers after 1 s; start some with: dask worker tcp://127"):
        DaskCluster(dask_at.address, patience=1.0)

    dask_at.start_worker("--no-nanny", "--preload", "another_program")
    with pytest.raises(ValueError, match="has another program: joinedup 0123456789abcdef instead of") as told:
        DaskCluster(dask_at.address)
    assert "\n" not in str(told.value)


def test_a_worker_with_another_program_that_comes_later_is_refused_too(executor, dask_cluster):
    playing = executor.played(doubled_slowly, count())
    next(playing)
    dask_cluster.start_worker("--no-nanny", "--preload", "another_program", threads=8)
    with pytest.raises(ValueError, match="has another program: joinedup 0123456789abcdef instead of"):
        for _ in playing:
            pass
    dask_cluster.stop_worker()


@pytest.mark.parametrize("listens", [False, True], ids=["nobody there", "somebody else there"])
def test_an_address_that_does_not_answer_is_one_sentence(listens):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        if listens:
            somebody.listen()
        address = f"tcp://127.0.0.1:{somebody.getsockname()[1]}"
        script = (
            "from joinedup.experiments.executors import dask_cluster as d; d.ANSWERS_WITHIN = 2.0\n"
            f"try: d.DaskCluster('{address}')\nexcept ValueError as error: print(error)"
        )
        began = time.monotonic()
        told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert told.stdout.startswith(
        f"no Dask scheduler answers at {address} within 2 s; start one with: dask s"
    )
    assert told.stderr == ""
    assert time.monotonic() - began < 15.0
