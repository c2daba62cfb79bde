"""Priorities, a ward blocked by care packages, services in a row: the laboratory beside exact chains by day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from itertools import product

import numpy as np
from scipy.stats import binom, poisson

from joinedup.experiments.verification.check import Check, near, within
from joinedup.experiments.verification.small_systems import Service, Stay, play

NEGLIGIBLE = 1e-12
type State = tuple[int, ...]
type Next = Callable[[State], Iterator[tuple[State, float]]]


def stationary(first: State, leads_to: Next) -> dict[State, float]:
    """How likely each state of a chain is in the long run: all that can be reached from the first are found.

    leads_to: the states of the next evening and their chances; what is left of 1 stays where it is.
    """
    rows: dict[Hashable, int] = {first: 0}
    order, ways = [first], []
    for state in order:
        for other, chance in leads_to(state):
            if other not in rows:
                rows[other] = len(order)
                order.append(other)
            ways.append((rows[state], rows[other], chance))
    chain = np.zeros((len(order), len(order)))
    for start, end, chance in ways:
        chain[start, end] += chance
    chain[np.diag_indices(len(order))] += 1.0 - chain.sum(axis=1)
    equations = chain.T - np.eye(len(order))
    equations[-1] = 1.0
    shares = np.linalg.solve(equations, np.eye(len(order))[-1])
    return dict(zip(order, shares.tolist(), strict=True))


def expected(chain: dict[State, float], of: Callable[[State], float]) -> float:
    """The mean of something over the states of a chain."""
    return sum(share * of(state) for state, share in chain.items())


def leavers(number: int, stay: float) -> list[tuple[int, float]]:
    """How many of so many guests end a geometric stay this morning, and how likely that is."""
    return [(k, float(binom.pmf(k, number, 1.0 / stay))) for k in range(number + 1)]


def comers(arrivals: float) -> list[tuple[int, float]]:
    """How many come today, and how likely that is."""
    most = int(poisson.isf(NEGLIGIBLE, arrivals)) + 1
    return [(k, float(poisson.pmf(k, arrivals))) for k in range(most)]


def two_classes(places: int, stay: float, urgent: float, routine: float, most: int) -> dict[State, float]:
    """Evenings of a service that calls the urgent first: (in use, urgent waiting, routine waiting)."""

    def leads_to(state: State) -> Iterator[tuple[State, float]]:
        used, first, last = state
        for (gone, p), (u, q), (r, w) in product(leavers(used, stay), comers(urgent), comers(routine)):
            room = places - used + gone
            a = min(first + u, room)
            b = min(last + r, room - a)
            new = (used - gone + a + b, min(most, first + u - a), min(most, last + r - b))
            yield new, p * q * w

    return stationary((0, 0, 0), leads_to)


def priorities(quick: bool = True) -> Iterator[Check]:
    """Q1: urgent people are called first: waits of both classes, and of all as if there were no classes."""
    places, stay, urgent, routine = 2, 4.0, 0.10, 0.22
    chain = two_classes(places, stay, urgent, routine, 45)
    come = urgent + routine
    share = urgent / come
    days = 800_000 if quick else 10_000_000
    found = play(days, desk=Service(places, Stay.geometric(stay), come, urgent=share))["desk"]
    plain = play(days, seed=2, desk=Service(places, Stay.geometric(stay), come))["desk"]
    first, last = expected(chain, lambda x: x[1]), expected(chain, lambda x: x[2])
    # Little: people waiting in the evening ÷ people who come a day
    yield near("Q1", "days waited by the urgent", first / urgent, found.urgent.wait)
    yield near("Q1", "days waited by all others", last / routine, found.routine.wait)
    yield near("Q1", "days waited by all, urgent first", (first + last) / come, found.wait)
    yield near("Q1", "days waited by all, in order of coming", (first + last) / come, plain.wait)


def ward_and_packages(
    beds: int, stay: float, packages: int, hold: float, arrivals: float, most: int
) -> dict[State, float]:
    """Evenings of a ward whose patients all need a package to leave: (in treatment, blocked, packages, boarding)."""

    def leads_to(state: State) -> Iterator[tuple[State, float]]:
        treated, stuck, used, boarding = state
        for (over, p), (fit, q), (come, w) in product(
            leavers(used, hold), leavers(treated, stay), comers(arrivals)
        ):
            taken = min(stuck + fit, packages - used + over)
            blocked = stuck + fit - taken
            here = treated - fit
            into = min(boarding + come, beds - here - blocked)
            yield (here + into, blocked, used - over + taken, min(most, boarding + come - into)), p * q * w

    return stationary((0, 0, 0, 0), leads_to)


def blocking(quick: bool = True) -> Iterator[Check]:
    """Q2: a ward of four beds that only three care packages can empty, against its exact chain."""
    beds, stay, packages, hold, arrivals = 4, 5.0, 3, 8.0, 0.24
    chain = ward_and_packages(beds, stay, packages, hold, arrivals, 60)
    found = play(
        800_000 if quick else 10_000_000,
        ward=Service(beds, Stay.geometric(stay), arrivals, then="packages"),
        packages=Service(packages, Stay.geometric(hold)),
    )
    ward, care = found["ward"], found["packages"]
    for claim, of, seen in (
        ("beds taken", lambda x: x[0] + x[1], ward.in_use),
        ("beds blocked by patients who are fit", lambda x: x[1], ward.blocked),
        ("patients boarding for a bed", lambda x: x[3], ward.waiting),
        ("packages in use", lambda x: x[2], care.in_use),
    ):
        yield near("Q2", claim, expected(chain, of), seen)
    delay = expected(chain, lambda x: x[1]) / arrivals
    yield near("Q2", "days delayed for a package, of all patients", delay, care.wait)
    yield within("Q2", "chance that the chain's limit of boarders is met", 0.0, _at_limit(chain, 3, 60), 1e-6)


def in_a_row(stays: tuple[float, float], arrivals: float, most: int) -> dict[State, float]:
    """Evenings of two services of one place each, the second after the first: people at each."""

    def leads_to(state: State) -> Iterator[tuple[State, float]]:
        one, two = state
        for (a, p), (b, q), (come, w) in product(
            leavers(min(one, 1), stays[0]), leavers(min(two, 1), stays[1]), comers(arrivals)
        ):
            yield (min(most, one - a + come), min(most, two - b + a)), p * q * w

    return stationary((0, 0), leads_to)


def tandem(quick: bool = True) -> Iterator[Check]:
    """Q3: services in a row: what leaves the first comes to the second; with places for all, both are Poisson."""
    stays, arrivals, days = (3.0, 2.0), 0.2, (800_000 if quick else 10_000_000)
    chain = in_a_row(stays, arrivals, 40)
    found = play(
        days,
        first=Service(1, Stay.geometric(stays[0]), arrivals, then="second", blocks=False),
        second=Service(1, Stay.geometric(stays[1])),
    )
    one, two = found["first"], found["second"]
    yield near("Q3", "people a day who come to the second", arrivals, two.begun)
    yield near(
        "Q3", "people who wait for the first", expected(chain, lambda x: max(0, x[0] - 1)), one.waiting
    )
    yield near(
        "Q3", "people who wait for the second", expected(chain, lambda x: max(0, x[1] - 1)), two.waiting
    )
    wide = play(
        days // 4,
        first=Service(200, Stay.fixed(7), 3.0, then="second"),
        second=Service(200, Stay.geometric(10.0)),
    )
    yield near("Q3", "people at the first, with places for all", 21.0, wide["first"].in_use)
    yield near("Q3", "people at the second, with places for all", 30.0, wide["second"].in_use)


def _at_limit(chain: dict[State, float], column: int, most: int) -> float:
    return sum(share for state, share in chain.items() if state[column] == most)


CHECKS = (priorities, blocking, tandem)
