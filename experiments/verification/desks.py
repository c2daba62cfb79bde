"""One queue for several desks, played by the model's own mornings: Erlang's wait, day by day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import binom, poisson

from joinedup.agents.staff import waits_in_line
from joinedup.agents.vocabulary import Sort
from joinedup.experiments.verification.check import Check, Estimate, near, within
from joinedup.experiments.verification.laboratory import empty_place, plays_queue, service_of

BATCHES = 20
LONGEST = 400  # people at the desks and in the queue: more than ever come together here


def by_day(desks: int, load: float, stay: float) -> tuple[float, float]:
    """The same when people come and go once a day: share who wait, and wait in mean stays; the exact chain.

    In the morning each guest leaves with chance 1/stay and the queue moves up; then a Poisson number come.
    """
    come, most = load / stay, LONGEST
    states = np.arange(most + 1)
    at_desk = np.minimum(states, desks)
    leave = binom.pmf(np.arange(desks + 1)[None, :], at_desk[:, None], 1.0 / stay)  # (evening, leavers)
    arrive = poisson.pmf(np.arange(most + 1), come)
    chain = np.zeros((most + 1, most + 1))  # (evening, morning)
    for gone in range(desks + 1):
        rows = states[states >= gone]
        chain[rows, rows - gone] += leave[rows, gone]
    join = np.zeros((most + 1, most + 1))
    for there in states:
        join[there, there:] = arrive[: most + 1 - there]
        join[there, most] += 1.0 - join[there].sum()
    step = chain @ join
    evening = np.linalg.matrix_power(step, 1 << 16)[0]
    morning = evening @ chain
    # of those who come in one morning, whoever finds the desks taken waits
    served = sum(
        morning[there] * float(poisson.sf(np.arange(desks - there), come).sum()) for there in range(desks)
    )
    queue = float(evening @ np.maximum(states - desks, 0))
    return 1.0 - served / come, queue / come / stay


def desks(quick: bool = True) -> Iterator[Check]:
    """V2, V3: five desks at a load of four, and ten at eight."""
    days, stay = (4_000_000 if quick else 20_000_000), 20.0
    for id, number, load in (("V2", 5, 4.0), ("V3", 10, 8.0)):
        waits, lasts = by_day(number, load, 400.0)
        known = waits_in_line(number, load)
        yield within(id, "share who wait when people come and go by day, long stays", known, waits, 0.01)
        model = empty_place()
        s = service_of(model, Sort.COUNCIL)
        model.world.sites["places"][s] = number
        counts = np.zeros((days, 3), np.int64)
        plays_queue(model.world, s, load / stay, stay, counts)
        parts = counts[days // BATCHES :].reshape(BATCHES - 1, -1, 3).sum(axis=1).astype(float)
        waits, lasts = by_day(number, load, stay)
        share, wait_days = parts[:, 1] / parts[:, 0], parts[:, 2] / parts[:, 0] / stay
        for claim, expected, seen in (
            ("share who wait, by day", waits, share),
            ("wait in mean stays, by day", lasts, wait_days),
        ):
            yield near(id, f"{claim}, {number} desks", expected, Estimate.of(seen))


CHECKS = (desks,)
