"""Slurm on one node: jobs that play tasks, a job that is lost, a job array, and no Slurm at all."""

import sys
import time

import dask
import pytest
from chores import doubled_slowly

from joinedup.experiments.executors.executor import executor_called

SHARD = """#!/bin/sh
{python} -c "print(sum(range(100)[$SLURM_ARRAY_TASK_ID::4]))" > {folder}/shard-$SLURM_ARRAY_TASK_ID
"""


def test_a_job_that_is_lost_costs_no_result_and_none_is_left_at_the_end(slurm):
    with executor_called("slurm", 2) as executor:
        playing = executor.played(doubled_slowly, iter(range(40)))
        found = [next(playing) for _ in range(5)]
        first = slurm.jobs()[0]
        slurm("scancel", "--signal", "KILL", "--full", first)
        found += playing
        assert sorted(found) == [(n, 2 * n) for n in range(40)]
        assert _within(20.0, lambda: first not in (jobs := slurm.jobs()) and len(jobs) == 2)  # replaced
    assert _within(20.0, lambda: slurm.jobs() == [])


def test_a_job_array_plays_every_shard(slurm):
    script = slurm.folder / "shard.sh"
    script.write_text(SHARD.format(python=sys.executable, folder=slurm.folder))
    slurm("sbatch", "--array", "0-3", "--wait", "--chdir", slurm.folder, script)
    shards = [int((slurm.folder / f"shard-{k}").read_text()) for k in range(4)]
    assert sum(shards) == sum(range(100))


def test_a_job_that_slurm_refuses_is_a_sentence(slurm):
    with (
        dask.config.set({"jobqueue.slurm.queue": "nowhere"}),
        pytest.raises(ValueError, match="invalid partition specified: nowhere") as told,
    ):
        executor_called("slurm")
    assert "\n" not in str(told.value)
    assert slurm.jobs() == []


def test_no_slurm_is_a_sentence(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ValueError, match="there is no Slurm here: the command sbatch is missing"):
        executor_called("slurm")


def test_a_slurm_that_does_not_answer_is_a_sentence(slurm, monkeypatch, tmp_path):
    (tmp_path / "slurm.conf").write_text("ClusterName=gone\n")
    monkeypatch.setenv("SLURM_CONF", str(tmp_path / "slurm.conf"))
    with pytest.raises(ValueError, match="Slurm refuses sinfo --noheader: ") as told:
        executor_called("slurm")
    assert "\n" not in str(told.value)


def _within(seconds, holds):
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.2)
    return True
