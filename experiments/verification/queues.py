"""Queues: Little's law in a whole place, Erlang and Poisson for one service, and a place without limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import binom, norm, poisson

from joinedup.agents.happenings import What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Delay, Sort, Step, Where
from joinedup.experiments.questions.unconstrained import PLENTY, remove_limits
from joinedup.experiments.verification.check import Check, exactly, within
from joinedup.experiments.verification.laboratory import empty_place, plays_service, service_of
from joinedup.model.calendar import DAYS
from joinedup.model.health_system import HealthSystem

YEAR = 365
LONGEST = DAYS - 2  # days for which a place can be held
BATCHES = 20


def erlang_b(places: int, load: float) -> float:
    """Share turned away by a service without a queue. Source: Erlang (1917)."""
    lost = 1.0
    for k in range(1, places + 1):
        lost = load * lost / (k + load * lost)
    return lost


def turned_away_by_day(places: int, load: float, mean: float) -> float:
    """The same when people come and go once a day: the exact chain of places in use, night by night.

    In the morning each guest leaves with chance 1/mean; then a Poisson number come.

    load: places they would use.
    """
    come = load / mean
    states = np.arange(places + 1)
    stays = binom.pmf(states[None, :], states[:, None], 1.0 - 1.0 / mean)  # (evening before, morning)
    joins = np.zeros((places + 1, places + 1))  # (morning, evening)
    for held in states:
        room = places - held
        joins[held, held:] = poisson.pmf(np.arange(room + 1), come)
        joins[held, places] = poisson.sf(room - 1, come)
    chain = stays @ joins
    night = np.linalg.matrix_power(chain, 4_096)[0]
    served = night @ states / mean  # each night a guest in `mean` is the last of a stay
    return float(1.0 - served / come)


def loss_system(quick: bool = True) -> Iterator[Check]:
    """V4: a service with places and no queue turns away Erlang's share."""
    days, stay = (400_000 if quick else 2_000_000), 50.0
    for places, load, expected in ((175, 156.0, 0.01055), (100, 85.0, 0.01199), (20, 16.0, 0.06441)):
        exact = erlang_b(places, load)
        yield within("V4", f"Erlang's formula, {places} places, load {load:g}", expected, exact, 5e-6)
        model = empty_place()
        s = service_of(model, Sort.COMMUNITY)
        model.world.sites["places"][s] = places
        nights = np.zeros((days, 2), np.int64)
        come = load / stay
        plays_service(model.world, s, come, stay, 0.0, nights)
        # people come and go once a day here; the exact chain says what that changes
        grain = turned_away_by_day(places, load, stay) / exact
        away = nights[days // BATCHES :, 1].reshape(BATCHES - 1, -1).mean(axis=1) / come / grain
        error = 4.0 * float(away.std(ddof=1)) / len(away) ** 0.5
        yield within(
            "V4", f"share turned away, {places} places, load {load:g}", expected, float(away.mean()), error
        )


def endless_service(quick: bool = True) -> Iterator[Check]:
    """V5: without limits, places in use are Poisson: arrivals × mean stay, whatever the law of stays."""
    days, apart, come = (600_000 if quick else 3_000_000), 300, 3.0
    for median, spread in ((20.0, 0.85), (40.0, 0.3)):
        model = empty_place()
        s = service_of(model, Sort.COMMUNITY)
        model.world.sites["places"][s] = PLENTY
        played = np.zeros((days, 2), np.int64)
        plays_service(model.world, s, come, median, spread, played)
        # whole days: a stay lasts longer than k days if median·e^{spread·z} is at least k + ½
        k = np.arange(1, LONGEST)
        mean = come * (1.0 + norm.sf(np.log((k + 0.5) / median) / spread).sum())
        nights = played[apart::apart, 0]
        n = len(nights)
        error = 4.0 * (mean / n) ** 0.5
        claim = f"stays of median {median:g}, log sd {spread:g}"
        yield within("V5", f"mean places in use, {claim}", mean, float(nights.mean()), error)
        error = 4.0 * mean * (2.0 / n) ** 0.5
        yield within("V5", f"variance of places in use, {claim}", mean, float(nights.var(ddof=1)), error)


# beds for most, not all: queues form and do not run away
QUEUEING: dict[str, Any] = {
    "health.acute": 0.10,
    "health.exacerbation": 0.02,
    "health.frailty": 0.3,
    "health.crisis": 0.010,
    "community.places_per_1000": 0.35,
    "social_care.packages_per_1000": 0.40,
    "hospital.list_months_start": 1.75,
}
IN_BED = (Where.WARD, Where.DELAYED, Where.ELECTIVE_WARD)


def little(quick: bool = True) -> Iterator[Check]:
    """V1: people in a queue on an average day = arrivals a day × days each spends there."""
    people = 5_000 if quick else 50_000
    model = HealthSystem("dudley", people=people, rng=11, parameters=QUEUEING, log=True)
    model.run_for(YEAR)
    started = _days_so_far(model)
    census: dict[str, int] = dict.fromkeys(started, 0)
    for _ in range(YEAR):
        model.step()
        _take_census(model, census)
    ended = _days_so_far(model)
    book = model.years[-1].tallies.sum(axis=0)
    spent = {
        "elective list": int(book[What.ELECTIVE_WAIT_DAYS]) + _days_of_those_who_died_waiting(model),
        "hospital beds": int(book[What.BED_DAYS_EMERGENCY] + book[What.BED_DAYS_ELECTIVE]),
        "delayed discharges": int(book[What.DELAYED_0 : What.DELAYED_0 + len(Delay)].sum()),
        "community places": int(book[What.COMMUNITY_DAYS]),
        "care packages": int(book[What.CARE_PACKAGE_DAYS]),
        "boarding in A&E": int(book[What.BOARDED_DAYS]),
    }
    for queue, days in spent.items():
        # those there at the start had spent days before; those there at the end are not yet booked
        expected = (days - started[queue] + ended[queue]) / YEAR
        observed = census[queue] / YEAR
        yield within("V1", f"mean number: {queue} ({days:,} days)", expected, observed, 0.01 * expected)


def _take_census(model: HealthSystem, census: dict[str, int]) -> None:
    people, sites = model.world.people, model.world.sites
    where = people["where"]
    waiting = (people["marks"] & Mark.WAITING > 0) & (where != Where.DEAD)
    census["elective list"] += int(waiting.sum())
    census["hospital beds"] += int(sites["occupied"][sites["role"] == Sort.HOSPITAL].sum())
    census["delayed discharges"] += int((where == Where.DELAYED).sum())
    census["community places"] += int(sites["in_use"][sites["role"] == Sort.COMMUNITY].sum())
    census["care packages"] += int(sites["in_use"][sites["role"] == Sort.COUNCIL].sum())
    census["boarding in A&E"] += int((where == Where.BOARDING).sum())


def _days_so_far(model: HealthSystem) -> dict[str, int]:
    """Days so far of those there now, not yet booked; places are booked ahead, so less what is left."""
    world, day = model.world, model.day
    people, where = world.people, world.people["where"]
    waiting = (people["marks"] & Mark.WAITING > 0) & (where != Where.DEAD)
    in_bed = np.isin(where, IN_BED)
    left = {}
    for sort in (Sort.COMMUNITY, Sort.COUNCIL):
        rows = world.freed[world.sites["role"] == sort]
        ahead = (np.arange(DAYS) - day) % DAYS
        left[sort] = -int((rows * ahead).sum())
    return {
        "elective list": int((day - world.charts["clock_start"][waiting].astype(np.int64)).sum()),
        "hospital beds": int((day - people["onset"][in_bed]).sum()),
        "delayed discharges": int((day - people["onset"][where == Where.DELAYED]).sum()),
        "community places": left[Sort.COMMUNITY],
        "care packages": left[Sort.COUNCIL],
        "boarding in A&E": 0,
    }


def _days_of_those_who_died_waiting(model: HealthSystem) -> int:
    """Days on the list of those who died on it in the last year: no treatment books them."""
    log = model.log
    deaths = log[(log["what"] == What.DEATH) & (log["day"] >= model.day - YEAR)]
    row_of = {int(person): row for row, person in enumerate(model.world.people["person"])}
    days = 0
    for event in deaths:
        row = row_of[int(event["person"])]
        if model.world.people["marks"][row] & Mark.WAITING:
            days += int(event["day"]) - int(model.world.charts["clock_start"][row])
    return days


def no_limits(quick: bool = True) -> Iterator[Check]:
    """V20: with room for everybody nobody waits for room, and only outside reasons delay a discharge."""
    at_once = {
        "hospital.list_months_start": 0.0,
        "social_care.package_arranged": 0.0,
    }  # arranging is no want of room
    model = HealthSystem("dudley", 2_000, rng=5, parameters=at_once)
    sites = model.world.sites
    practices, hospitals = sites["role"] == Sort.PRACTICE, sites["role"] == Sort.HOSPITAL
    remove_limits(model)
    booked_ahead = 0
    for _ in range(2 * YEAR):
        model.step()
        booked = model.world.people["doing"] == Step.APPOINTMENT
        ahead = model.world.people["step_day"][booked] - model.day
        booked_ahead = max(booked_ahead, int(ahead.max(initial=0)))
    tallies = np.sum([book.tallies.sum(axis=0) for book in model.years], axis=0)
    never = {
        "patient-days boarding in A&E": What.BOARDED_DAYS,
        "electives cancelled": What.ELECTIVE_CANCELLED,
        "requests bounced": What.LETTER_BOUNCED,
        "days in a bed elsewhere": What.CRISIS_OUT_OF_AREA,
        "appointments more than ten working days ahead": What.GP_LONG_WAIT,
        "appointments given up": What.GP_ABANDONED,
        "days delayed for a care package": What.DELAYED_0 + Delay.CARE_PACKAGE,
    }
    for claim, what in never.items():
        yield exactly("V20", claim, 0, int(tallies[what]))
    wait = tallies[What.ELECTIVE_WAIT_DAYS] / (tallies[What.DAY_CASE] + tallies[What.ELECTIVE_STAY])
    # a clock that starts at a weekend waits for Monday: two days from Saturday, one from Sunday
    yield within(
        "V20", "mean elective wait, days: weekends and stays in hospital only", 3.0 / 7.0, float(wait), 0.5
    )
    yield within("V20", "longest appointment ahead, days: over a weekend", 2.0, float(booked_ahead), 1.0)
    yield exactly("V20", "shadow price of a bed-day, £", 0.0, float(sites["price_bed"][hospitals].max()))
    sd = model.world.sites
    minute = float(sd["price_minute"][practices].max())
    yield within("V20", "shadow price of a practice's minute, £", 0.0, minute, 1e-9)


CHECKS = (little, loss_system, endless_service, no_limits)
