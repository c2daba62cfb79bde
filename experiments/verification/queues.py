"""Queues: Erlang and Poisson for one service, and a place without limits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import binom, norm, poisson

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Delay, Sort, Step
from joinedup.experiments.questions.unconstrained import PLENTY, remove_limits
from joinedup.experiments.verification.check import Check, Estimate, exactly, near, within
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
        yield near("V4", f"share turned away, {places} places, load {load:g}", expected, Estimate.of(away))


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
        claim = f"stays of median {median:g}, log sd {spread:g}"
        found = Estimate(float(nights.mean()), (mean / n) ** 0.5)
        yield near("V5", f"mean places in use, {claim}", mean, found)
        found = Estimate(float(nights.var(ddof=1)), mean * (2.0 / n) ** 0.5)
        yield near("V5", f"variance of places in use, {claim}", mean, found)


def no_limits(quick: bool = True) -> Iterator[Check]:
    """V20: with room for everybody nobody waits for room, and only outside reasons delay a discharge."""
    at_once = {
        "hospital.list_months_start": 0.0,
        "social_care.package_arranged": 0.0,
        "hospital.work_up_median": 0.0,
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


CHECKS = (loss_system, endless_service, no_limits)
