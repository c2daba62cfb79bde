"""A queue laboratory: any small system built of the model's own parts, and a formula of your own beside it.

    >>> desk = Service(places=2, stay=Stay.geometric(10.0), arrivals=0.12)
    >>> found = play(days=20_000, desk=desk)
    >>> compared("places in use", expected=0.12 * 10.0, found=found["desk"].in_use).passed
    True

Mornings, places, queues and the calendar are those of the model; only the patients are left out. People come and go
once a day, so a formula in continuous time is met as stays grow long, and a chain by day (`stationary`) at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.vocabulary import Sort
from joinedup.experiments.verification.check import Check, Estimate, near
from joinedup.experiments.verification.laboratory import empty_place
from joinedup.model.calendar import NO_DAY, take_due
from joinedup.model.chance import draw, luck, normal
from joinedup.model.journey.day import opens
from joinedup.model.population import poisson
from joinedup.model.waiting_list import joins_list, joins_queue, next_in_queue, next_on_list
from joinedup.model.world import books, holds_place

GUESTS = 1_000  # in a system at once
LONGEST = 500  # days of a stay
CLOCK = 16_384  # days after which the two-byte calendar begins again
BATCHES = 20  # parts of a run; the first is the warm-up
GEOMETRIC, LOGNORMAL, FIXED = range(3)
NOWHERE = -1
# columns of what is counted each day for each service
IN_USE, WAITING, BLOCKED, CAME, AWAY, BEGUN, WAITED, WAIT_DAYS = range(8)
URGENT = 8  # the same eight again, of those who are called first


class Stay(NamedTuple):
    """How long a guest holds a place, in whole days, at least one and at most 500."""

    law: int
    days: float
    spread: float = 0.0

    @classmethod
    def geometric(cls, mean: float) -> Stay:
        """Every morning the stay ends with chance 1/mean: the law of a day without memory."""
        return cls(GEOMETRIC, mean)

    @classmethod
    def lognormal(cls, median: float, spread: float) -> Stay:
        """The law of hospital stays: median in days, spread as the sd of its log; rounded to whole days."""
        return cls(LOGNORMAL, median, spread)

    @classmethod
    def fixed(cls, days: int) -> Stay:
        """Always so many days."""
        return cls(FIXED, days)


@dataclass(frozen=True)
class Service:
    """A service that people come to.

    places: how many can be there at once.  stay: how long each is.
    arrivals: people a day who come from outside, a Poisson number.  urgent: share of them who are called first.
    queue: False turns away whoever finds no place.
    then: the name of a service to go to afterwards, one that is given later in `play`.
    blocks: whoever is done holds the place until the next service has one; False: they wait outside.

    Raises: ValueError for a number that cannot be.
    """

    places: int
    stay: Stay
    arrivals: float = 0.0
    urgent: float = 0.0
    queue: bool = True
    then: str | None = None
    blocks: bool = True

    def __post_init__(self) -> None:
        for what, value, least, most in (
            ("places", self.places, 1, GUESTS),
            ("days of a stay", self.stay.days, 1, 60),
            ("arrivals a day", self.arrivals, 0, 300),
            ("the share that is urgent", self.urgent, 0, 1),
        ):
            if not least <= value <= most:
                raise ValueError(f"{what}: {value:g}; it must be between {least} and {most}")


class Played(NamedTuple):
    """What was seen of one service: means with their standard errors, the first part of the run left out."""

    parts: np.ndarray  # (batches, 16) sums over the days of each part
    days: int  # of a part

    @property
    def in_use(self) -> Estimate:
        """Places taken at night, those of guests who are done and blocked included."""
        return Estimate.of(self.parts[:, IN_USE] / self.days)

    @property
    def blocked(self) -> Estimate:
        """Of those, the places of guests who are done and wait for a place elsewhere."""
        return Estimate.of(self.parts[:, BLOCKED] / self.days)

    @property
    def waiting(self) -> Estimate:
        """People who wait at night to begin here."""
        return Estimate.of(self.parts[:, WAITING] / self.days)

    @property
    def turned_away(self) -> Estimate:
        """Share of those who come that find no place and leave."""
        return Estimate.of(self.parts[:, AWAY] / self.parts[:, CAME])

    @property
    def who_wait(self) -> Estimate:
        """Share of those who begin that have waited a night or more."""
        return Estimate.of(self.parts[:, WAITED] / self.parts[:, BEGUN])

    @property
    def wait(self) -> Estimate:
        """Days waited by those who begin."""
        return Estimate.of(self.parts[:, WAIT_DAYS] / self.parts[:, BEGUN])

    @property
    def begun(self) -> Estimate:
        """People who begin, a day."""
        return Estimate.of(self.parts[:, BEGUN] / self.days)

    @property
    def urgent(self) -> Played:
        """The same of urgent people alone, as far as they can be told apart: they come, wait and begin."""
        return Played(self.parts[:, URGENT:], self.days)

    @property
    def routine(self) -> Played:
        """The same of all others."""
        return Played(self.parts[:, :URGENT] - self.parts[:, URGENT:], self.days)


def play(days: int = 200_000, seed: int = 1, **services: Service) -> dict[str, Played]:
    """Play a system of services, by name and upstream first; a twentieth of the days is the warm-up.

    Raises: ValueError for a `then` that is no later service, too few days, or a queue without end.
    """
    names = list(services)
    if not 1 <= len(names) <= 20 or days < 10 * BATCHES:
        raise ValueError(
            f"{len(names)} services, {days} days; there must be 1 to 20, and {10 * BATCHES} or more days"
        )
    plan = np.zeros((len(names), 9))
    for k, (name, s) in enumerate(services.items()):
        if s.then is not None and s.then not in names[k + 1 :]:
            raise ValueError(f"{name} goes on to {s.then!r}, which is no service given after it")
        then = names.index(s.then) if s.then is not None else NOWHERE
        plan[k] = (*s.stay, s.arrivals, s.urgent, s.queue, then, s.blocks, 0.0)
    model = empty_place()
    sites = model.world.sites
    sites["role"], sites["queue_length"], sites["list_length"] = -1, 0, 0
    sites["role"][: len(names)], sites["places"][: len(names)] = (
        Sort.COMMUNITY,
        [s.places for s in services.values()],
    )
    sites["in_use"] = 0
    model.world.freed[:] = 0
    world = model.world._replace(
        people=np.zeros(GUESTS, model.world.people.dtype), threads=np.full((GUESTS, 2), -1, np.int32)
    )
    world.today["seed"] = seed
    counts = np.zeros((BATCHES, len(names), 2 * URGENT), np.int64)
    if not plays_system(world, plan, counts, days // BATCHES):
        raise ValueError(f"more than {GUESTS:,} people wait or stay: more come than the places can serve")
    return {name: Played(counts[1:, k].astype(float), days // BATCHES) for k, name in enumerate(names)}


def compared(what: str, expected: float, found: Estimate, id: str = "own") -> Check:
    """A formula's answer beside the laboratory's: it passes within four standard errors."""
    return near(id, what, expected, found)


@kernel
def draws_stay(plan: Any, key: Any) -> int:
    """Whole days of one stay."""
    law, days, spread = int(plan[0]), plan[1], plan[2]
    if law == GEOMETRIC and days > 1.0:
        return min(LONGEST, 1 + int(log(1.0 - draw(key, 1)) / log(1.0 - 1.0 / days)))
    if law == LOGNORMAL:
        return min(LONGEST, max(1, int(days * exp(spread * normal(key, 1)) + 0.5)))
    return int(days)


@kernel
def plays_system(world: Any, plan: Any, counts: Any, days: Any) -> bool:
    """Play all parts of a run; False when there are more guests than rows.

    plan: (services, 9) law, days, spread, arrivals, urgent, queue, then, blocks.  counts: (parts, services, 16).
    """
    n = len(plan)
    came = np.zeros(GUESTS, np.int64)  # day on which each came to wait
    at = np.full(GUESTS, -1, np.int64)  # the service whose place each holds, by hand: those who go on
    kind = np.full(GUESTS, -1, np.int64)  # 1 urgent, 0 not, -1 nobody
    wake, due = np.full(GUESTS, NO_DAY, np.int16), np.zeros(GUESTS + 1, np.int32)
    blocked = np.zeros(n, np.int64)
    free = 0
    for day in range(len(counts) * days):
        world.today[0].day = day
        opens(world)
        part = counts[day // days]
        for k in range(take_due(wake, day % CLOCK, due)):
            is_done(world, plan, due[k], day, wake, at, came, blocked)
        for s in range(n - 1, -1, -1):
            site, part_s = world.sites[s], part[s]
            while site.queue_length > 0 and site.in_use < site.places:
                i = next_in_queue(world.threads, site)
                if at[i] >= 0:  # the place that was blocked is free
                    world.sites[at[i]].in_use -= 1
                    blocked[at[i]] -= 1
                begins_stay(world, plan, s, i, day, wake, at, came, kind, part_s)
            key = luck(world.today[0].seed, s, day)
            for a in range(poisson(plan[s, 3], 400, draw(key, 0))):
                free = next_row(kind, free)
                if free < 0:
                    return False
                urgent = 1 if draw(key, 10 + a) < plan[s, 4] else 0
                kind[free], came[free], at[free] = urgent, day, -1
                counted(part_s, urgent, CAME, 1)
                joins_list(world.threads, site, 1 - urgent, free)
            for which in range(2):
                while site.list_length[which] > 0 and site.in_use < site.places:
                    i = next_on_list(world.threads, site, which)
                    begins_stay(world, plan, s, i, day, wake, at, came, kind, part_s)
                while plan[s, 5] == 0.0 and site.list_length[which] > 0:
                    i = next_on_list(world.threads, site, which)
                    counted(part_s, kind[i], AWAY, 1)
                    kind[i] = -1
            part_s[URGENT + WAITING] += site.list_length[0]
            part_s[WAITING] += site.list_length[0] + site.list_length[1] + site.queue_length
        for s in range(n):
            part[s, IN_USE] += world.sites[s].in_use
            part[s, BLOCKED] += blocked[s]
        books(world)
    return True


@kernel
def is_done(world: Any, plan: Any, i: Any, day: Any, wake: Any, at: Any, came: Any, blocked: Any) -> None:
    """A guest who goes on stands in the queue of the next service, with or without the place they had."""
    s = at[i]
    wake[i], came[i] = NO_DAY, day
    if plan[s, 7] > 0.0:
        blocked[s] += 1
    else:
        world.sites[s].in_use -= 1
        at[i] = -1
    joins_queue(world.threads, world.sites[int(plan[s, 6])], i)


@kernel
def begins_stay(
    world: Any, plan: Any, s: Any, i: Any, day: Any, wake: Any, at: Any, came: Any, kind: Any, part: Any
) -> None:
    """A guest takes a place: for a fixed time when it is the last, else until there is one in the next service."""
    stay = draws_stay(plan[s], luck(world.today[0].seed, GUESTS + i, day * 32 + s))
    counted(part, kind[i], BEGUN, 1)
    counted(part, kind[i], WAIT_DAYS, day - came[i])
    if day > came[i]:
        counted(part, kind[i], WAITED, 1)
    site = world.sites[s]
    if plan[s, 6] < 0.0:
        holds_place(i, world.people[i], site, world.today[0], world.diary, s, stay)
        kind[i], at[i] = -1, -1
    else:
        site.in_use += 1
        at[i] = s
        wake[i] = (day + stay) % CLOCK


@kernel
def counted(part: Any, urgent: Any, column: Any, amount: Any) -> None:
    """Count for all, and for the urgent apart."""
    part[column] += amount
    if urgent == 1:
        part[URGENT + column] += amount


@kernel
def next_row(kind: Any, last: Any) -> int:
    """A row that nobody has, looked for from the last one on; -1 where there is none."""
    for k in range(1, len(kind) + 1):
        row = (last + k) % len(kind)
        if kind[row] < 0:
            return int(row)
    return -1
