"""One sweep on everything it may be played on: the bytes are those of a process that was left alone."""

import os
import signal
import subprocess
import sys
import time

import pytest

TEXT = """version: 2
question: What does a shared record do?
place: dudley
people: 1000
arms: {fees: separate, records: I}
numbers: {decision.altruism: {from: 1, to: 4}}
design: {kind: latin-hypercube, size: 8}
replications: 2
years: 1
years_before: 1
burn_in: 1
"""
JOBS = 16


def command(*words):
    return [sys.executable, "-m", "joinedup.experiments", *map(str, words)]


def results(folder):
    return {p.name: p.read_bytes() for p in sorted((folder / "results").iterdir())}


@pytest.fixture(scope="module")
def alone(tmp_path_factory, compiled):
    """The question's file, and the results of a process that was left alone."""
    from joinedup.experiments.cli import run

    folder = tmp_path_factory.mktemp("alone")
    file = folder / "records.yaml"
    file.write_text(TEXT)
    assert run(["sweep", str(file), "--out", str(folder / "s"), "--workers", "1"]) == 0
    return file, results(folder / "s")


def wait_until(folder, jobs, playing, seconds=120.0):
    """Until so many jobs are kept."""
    ends = time.monotonic() + seconds
    while sum(p.read_bytes().count(b"\n") for p in (folder / "journal").glob("*.jsonl")) < jobs:
        if time.monotonic() > ends or playing.poll() is not None:
            pytest.fail(f"{jobs} jobs were not kept: {playing.stderr.read().decode()}")
        time.sleep(0.05)


def test_a_sweep_on_dask_outlives_a_worker_and_the_scheduler(alone, dask_at, tmp_path):
    file, whole = alone
    dask_at.start_worker()
    dask_at.start_worker()
    words = command("sweep", file, "--out", tmp_path / "s", "--cluster", f"dask:{dask_at.address}")
    playing = subprocess.Popen(words, stderr=subprocess.PIPE)
    wait_until(tmp_path / "s", 2, playing)
    dask_at.kill_worker()
    wait_until(tmp_path / "s", 5, playing)
    dask_at.kill_scheduler()
    time.sleep(1.0)
    dask_at.start_scheduler()
    dask_at.start_worker()
    _, said = playing.communicate(timeout=200)
    assert playing.returncode == 0, said.decode()
    assert results(tmp_path / "s") == whole


def test_a_sweep_on_dask_that_is_killed_goes_on_here(alone, dask_cluster, tmp_path):
    file, whole = alone
    words = command("sweep", file, "--out", tmp_path / "s", "--cluster", f"dask:{dask_cluster.address}")
    playing = subprocess.Popen(words, stderr=subprocess.PIPE)
    wait_until(tmp_path / "s", 4, playing)
    os.kill(playing.pid, signal.SIGKILL)
    playing.wait()
    done = subprocess.run(command("sweep", "--resume", "--out", tmp_path / "s"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path / "s") == whole


def test_a_sweep_in_jobs_of_slurm_is_the_same(alone, slurm, tmp_path):
    file, whole = alone
    words = command("sweep", file, "--out", tmp_path / "s", "--cluster", "slurm", "--workers", 2)
    done = subprocess.run(words, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path / "s") == whole


def test_a_plain_job_array_plays_its_shares_and_one_that_died_is_submitted_again(alone, slurm, tmp_path):
    file, whole = alone
    out = slurm.folder / "array"
    script = tmp_path / "array.sh"
    line = " ".join(command("sweep", file, "--out", out, "--workers", 1))
    script.write_text(f'#!/bin/bash\n{line} --shard "$SLURM_ARRAY_TASK_ID/3"\n')
    slurm("sbatch", "--wait", "--array=1,3", f"--output={slurm.folder}/array-%a.log", script)
    from joinedup.experiments.sweep.store import DONE, Store

    states = Store(out).states()
    assert [n for n in range(JOBS) if states[n] != DONE] == list(range(1, JOBS, 3))
    slurm("sbatch", "--wait", "--array=2", f"--output={slurm.folder}/array-%a.log", script)
    assert results(out) == whole


def test_an_address_where_nobody_answers_is_one_sentence(alone, tmp_path):
    file, _ = alone
    for where, sentence in (("dask:tcp://127.0.0.1:1", "no Dask scheduler answers"), ("dask:nowhere", "tcp://HOST:PORT")):
        words = command("sweep", file, "--out", tmp_path / "s", "--cluster", where)
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 2
        assert sentence in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        (tmp_path / "s").rename(tmp_path / f"s{len(list(tmp_path.iterdir()))}")
