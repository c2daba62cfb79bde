"""What this machine can do at best, to compare results between machines and between quiet and busy hours."""

from statistics import median
from time import perf_counter

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.model.chance import exponential


@kernel
def sum_of_exponentials(key, draws):
    """Sum of `draws` exponential draws of one key: a hash and a logarithm each, and nothing else."""
    total = 0.0
    for purpose in range(draws):
        total += exponential(key, purpose)
    return total


def hash_and_log_rate(draws: int = 10_000_000, rounds: int = 5) -> float:
    """Exponential draws per second of one thread: a SplitMix64 hash and a logarithm each (`model.chance`).

    Divide a time per patient-year by the time of one draw and the machine drops out of the figure.
    """
    key = np.uint64(1)
    sum_of_exponentials(key, 1)  # compiles
    seconds = []
    for _ in range(rounds):
        start = perf_counter()
        sum_of_exponentials(key, draws)
        seconds.append(perf_counter() - start)
    return draws / median(seconds)


def draws_per_patient_year(seconds: float, patient_years: float, rate: float) -> float:
    """A time as the number of hash-and-log draws this machine makes meanwhile, per patient-year.

    rate: from `hash_and_log_rate`, measured in the same minutes.
    """
    return seconds * rate / patient_years
