"""One job: the past of a place under one draw and one replication, and from it all arms."""

from __future__ import annotations

from typing import Any

from joinedup.experiments.question import Job, Question

type Record = dict[str, Any]  # of a job: what its arms left behind, or why it failed

EVERYBODY = "everybody"


def play(question: Question, job: Job) -> Record:
    """Play a job; the record holds, by arm and group, the years of every outcome in the order of their names."""
    from joinedup.experiments.executors.ticking import tick
    from joinedup.experiments.experiment import runs_of

    experiment = question.experiment(job.place, job.values)
    arms = []
    for run in runs_of(experiment, job.replication, range(len(experiment.arms)), tick):
        groups = {EVERYBODY: run.values, **run.by_group}
        arms.append({"before": run.digest_before, "digest": run.digest, "groups": groups})
    return {"job": job.number, "luck": experiment.luck_of(job.replication), "arms": arms}


def failure(job: Job, question: Question, error: str, traceback: str) -> Record:
    """The record of a job that failed: with everything that is needed to see it fail again."""
    return {
        "job": job.number,
        "failed": {
            "job": job.number,
            "place": question.places[job.place].name,
            "draw": job.draw,
            "replication": job.replication,
            "luck": question.experiment(job.place).luck_of(job.replication),
            "numbers": dict(zip((r.name for r in question.varied), job.values)),
            "error": error,
            "traceback": traceback,
            "reproduce": f"joinedup rerun . {job.number}",
        },
    }
