"""Social care: who pays, how long a bed waits for a package, and what more care-home beds do to delays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.means_test import contribution, pays_all
from joinedup.agents.staff import waits_in_line
from joinedup.agents.vocabulary import Delay, Luck, Sort
from joinedup.experiments.verification.check import Check, Estimate, exactly, near, within
from joinedup.experiments.verification.laboratory import empty_place, service_of
from joinedup.model.chance import draw, exponential, luck
from joinedup.model.journey.day import opens
from joinedup.model.parameters import Parameters, packed
from joinedup.model.population import poisson
from joinedup.model.waiting_list import joins_queue, next_in_queue
from joinedup.model.world import books, holds_place

YEAR = 365
HOLD = 42.0  # days a package is held
ARRIVALS = 0.9  # patients a day who need one
BATCHES = 20
CAPACITY = (Delay.RESIDENTIAL, Delay.NURSING)  # reasons that more beds can cure


def means_test(quick: bool = True) -> Iterator[Check]:
    """V26: what somebody with no more income than they keep pays a week for a care home, by capital."""
    del quick
    p = packed(Parameters())[0].means_test
    cost, income = 600.0, float(p.personal_allowance)
    for capital, pays in ((10_000, 0.0), (14_250, 0.0), (20_000, 23.0), (23_250, 36.0)):
        found = float(contribution(capital, income, cost, 0.0, p))
        yield exactly("V26", f"£ a week with capital of £{capital:,}", pays, found)
        yield exactly(
            "V26", f"capital of £{capital:,}: the council pays too", False, bool(pays_all(capital, 0.0, p))
        )
    yield exactly("V26", "capital of £30,000: pays all", True, bool(pays_all(30_000, 0.0, p)))
    yield exactly(
        "V26", "£ a week with capital of £30,000", cost, float(contribution(30_000, income, cost, 0.0, p))
    )


def erlang_wait(packages: int) -> float:
    """Mean days until a package is free. Source: Erlang (1917), C formula."""
    load = ARRIVALS * HOLD
    return waits_in_line(packages, load) * HOLD / (packages - load)


@kernel
def plays_queue(world: Any, s: Any, arrivals: Any, mean: Any, joined: Any, waits: Any) -> None:
    """Poisson arrivals stand in the queue for a place of a service, a day at a time.

    joined: (people,) scratch: the day each joined.  waits: (days, 2) days waited by those served that day, their number.
    """
    site, today, diary, threads = world.sites[s], world.today[0], world.diary, world.threads
    row = 0
    for day in range(len(waits)):
        today.day = day
        opens(world)
        key = luck(today.seed, 0, day)
        for _ in range(poisson(arrivals, 500, draw(key, 0))):
            joins_queue(threads, site, row)
            joined[row] = day
            row = (row + 1) % len(joined)
        while site.queue_length > 0 and site.in_use < site.places:
            i = next_in_queue(threads, site)
            waits[day, 0] += day - joined[i]
            waits[day, 1] += 1
            stay = 1 + int((mean - 0.5) * exponential(luck(today.seed, i, day), Luck.PACKAGE))
            holds_place(i, world.people[i], site, today, diary, s, stay)
        books(world)


def package_queue(quick: bool = True) -> Iterator[Check]:
    """V19: days in a bed waiting for one of c packages, 0.9 patients a day, held 42 days."""
    days = 2_000_000 if quick else 10_000_000
    for packages, expected in ((40, 12.12), (42, 4.01), (44, 1.64), (46, 0.71)):
        wait = erlang_wait(packages)
        yield within("V19", f"Erlang's formula, {packages} packages: days waited", expected, wait, 0.005)
        yield within(
            "V19", f"beds blocked by them, {packages} packages", ARRIVALS * expected, ARRIVALS * wait, 0.005
        )
        model = empty_place()
        s = service_of(model, Sort.COUNCIL)
        model.world.sites["places"][s] = packages
        waits = np.zeros((days, 2), np.int64)
        plays_queue(model.world, s, ARRIVALS, HOLD, np.zeros(len(model.world.people), np.int64), waits)
        parts = waits[days // BATCHES :].reshape(BATCHES - 1, -1, 2).sum(axis=1)
        means = parts[:, 0] / parts[:, 1]
        # a place that is free again is given out in the morning: up to a day is rounded away
        claim = f"days waited in the model's own queue, {packages} packages"
        yield near("V19", claim, expected, Estimate.of(means), rounding=0.3)


CHECKS = (package_queue, means_test)
