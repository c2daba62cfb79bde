"""How many runs a question is, how long they take and how much disk they need, before any is played."""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

from joinedup.experiments.question import Question

DAYS = 59  # played to see how fast this machine is: two months with their reviews
CELL = 6.0  # bytes of one outcome of one arm and year on disk; measured, sweeps of 20 to 500 jobs: 5.2 to 6.3
FIXED = 40_000  # bytes of a part's own description, and of the other files


class Estimate(NamedTuple):
    """What a sweep will take."""

    runs: int
    jobs: int
    settled: bool  # the number is certain; else a stop rule may add more
    build_seconds: float  # of one job: drawing the people
    year_seconds: float  # of one model year
    seconds: float  # of all of it, on so many processes
    bytes: float


def estimated(question: Question, slots: int) -> Estimate:
    """What a sweep of a question will take on so many processes like this one, from playing two months."""
    from joinedup.experiments.results import units
    from joinedup.model.health_system import HealthSystem

    biggest = max(range(len(question.places)), key=lambda k: question.places[k].people)
    experiment = question.experiment(biggest, tuple(float(x) for x in question.matrix()[0]))
    began = perf_counter()
    model = HealthSystem(experiment.where, rng=experiment.luck_of(0), parameters=experiment.parameters)
    built = perf_counter() - began
    model.run_until(1)
    began = perf_counter()
    model.run_until(1 + DAYS)
    year = (perf_counter() - began) * 365.0 / DAYS
    people = [p.people for p in question.places]
    size = sum(people) / (len(people) * max(people))  # of the mean place, as a share of the biggest
    a_replication = question.draws * len(question.places)
    jobs = a_replication * question.first_replications
    each = (built + year * question.model_years) * size
    groups = 14 if question.by_group else 1
    rows = jobs * len(question.arms) * (question.years + question.years_before) * groups
    return Estimate(
        jobs * len(question.arms),
        jobs,
        question.precision is None,
        built * size,
        year * size,
        jobs * each / min(slots, max(1, jobs)),
        rows * len(units()) * CELL + FIXED * (1 + jobs / 250),
    )
