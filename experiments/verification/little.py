"""Little's law: people in a queue on an average day = arrivals a day × days each spends there; for every queue.

What is counted in the evenings of a year is held against the days that the model itself has booked, or against the
day on which each person came, as the model keeps it. The two are written by different lines of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.household import CareState
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Delay, Sort, Step, Where
from joinedup.experiments.verification.check import Check, Estimate, near, within
from joinedup.model.calendar import DAYS
from joinedup.model.health_system import HealthSystem

YEAR = 365
ROUNDING = 0.01  # share: what is booked on the day after, or by the hour
IN_BED = (Where.WARD, Where.DELAYED, Where.ELECTIVE_WARD)
CARE = {
    "people waiting for an assessment of social care": CareState.ASSESSING,
    "people with home care": CareState.RECEIVES,
    "residents of care homes": CareState.RESIDENT,
}

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


def little(quick: bool = True) -> Iterator[Check]:
    """V1: people in a queue on an average day = arrivals a day × days each spends there."""
    people = 5_000 if quick else 50_000
    model = HealthSystem("dudley", people=people, rng=11, parameters=QUEUEING, log=True)
    model.run_for(YEAR)
    started = _days_so_far(model)
    census: dict[str, int] = dict.fromkeys(started, 0)
    care = _Care(model)
    for _ in range(YEAR):
        model.step()
        _take_census(model, census)
        care.looks(model)
    ended = _days_so_far(model)
    book = model.years[-1].tallies.sum(axis=0)
    spent = {
        "elective list": int(book[What.ELECTIVE_WAIT_DAYS]) + _days_of_those_who_died_waiting(model),
        "hospital beds": int(book[What.BED_DAYS_EMERGENCY] + book[What.BED_DAYS_ELECTIVE]),
        "delayed discharges": int(book[What.DELAYED_0 : What.DELAYED_0 + len(Delay)].sum()),
        "community places": int(book[What.COMMUNITY_DAYS]),
        "care packages": int(book[What.CARE_PACKAGE_DAYS]),
        "boarding in A&E": int(book[What.BOARDED_DAYS]),
        "mental health beds": int(book[What.BED_DAYS_MENTAL]),
        "booked appointments": int(book[What.GP_WAIT_DAYS]),
    }
    for queue, days in spent.items():
        # those there at the start had spent days before; those there at the end are not yet booked
        expected = (days - started[queue] + ended[queue]) / YEAR
        observed = census[queue] / YEAR
        rounding = ROUNDING * expected
        yield within("V1", f"mean number: {queue} ({days:,} days)", expected, observed, rounding)
    for queue, (days, nights) in care.found(model).items():
        yield within("V1", f"mean number: {queue}", days / YEAR, nights / YEAR, ROUNDING * days / YEAR)
    yield _crisis_team(model, book, census, started, ended)


def _crisis_team(model: HealthSystem, book: Any, census: Any, started: Any, ended: Any) -> Check:
    """Nobody books the days of a crisis team's case, so those begun are held against the law of their length."""
    queue, scale = "crisis team's places", float(model.parameters.mental_health.care_days)
    end = 1.0 - exp(-1.0 / scale)  # chance of the last day: 1 + whole days of an exponential with this mean
    cases = int(book[What.CRISIS_CARE])
    expected = (cases / end - started[queue] + ended[queue]) / YEAR
    error = (cases * (1.0 - end)) ** 0.5 / end / YEAR
    return near(
        "V1", f"mean number: {queue} ({cases:,} cases)", expected, Estimate(census[queue] / YEAR, error)
    )


class _Care:
    """Who waits for social care or gets it, evening by evening, and since which day."""

    def __init__(self, model: HealthSystem) -> None:
        self.nights = dict.fromkeys(CARE, 0)
        self.days = dict.fromkeys(CARE, 0)
        self.there = {queue: self._now(model, state) for queue, state in CARE.items()}
        for queue, since in self.there.items():
            self.days[queue] -= sum(model.day - 1 - day for day in since.values()) + len(since)

    def looks(self, model: HealthSystem) -> None:
        """One more evening: those who have gone have spent the days since they came."""
        for queue, state in CARE.items():
            now, before = self._now(model, state), self.there[queue]
            self.nights[queue] += len(now)
            gone = [day for person, day in before.items() if now.get(person) != day]
            self.days[queue] += sum(model.day - 1 - day for day in gone)
            self.there[queue] = now

    def found(self, model: HealthSystem) -> dict[str, tuple[int, int]]:
        """Days spent in the year by each, and people counted in its evenings."""
        for queue, since in self.there.items():
            self.days[queue] += sum(model.day - day for day in since.values())
        return {queue: (self.days[queue], self.nights[queue]) for queue in CARE}

    @staticmethod
    def _now(model: HealthSystem, state: int) -> dict[int, int]:
        rows = np.flatnonzero(model.world.households["care"] == state)
        rows = rows[model.world.people["where"][rows] != Where.DEAD]
        people, asked = model.world.people["person"][rows], model.world.households["asked"][rows]
        return dict(zip(people.tolist(), asked.tolist(), strict=True))


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
    trusts = sites["role"] == Sort.MENTAL_HEALTH
    census["mental health beds"] += int(sites["occupied"][trusts].sum())
    census["crisis team's places"] += int(sites["in_use"][trusts].sum())
    census["booked appointments"] += int((people["doing"] == Step.APPOINTMENT).sum())


def _days_so_far(model: HealthSystem) -> dict[str, int]:
    """Days so far of those there now, not yet booked; places are booked ahead, so less what is left."""
    world, day = model.world, model.day
    people, where = world.people, world.people["where"]
    waiting = (people["marks"] & Mark.WAITING > 0) & (where != Where.DEAD)
    in_bed = np.isin(where, IN_BED)
    left = {}
    for sort in (Sort.COMMUNITY, Sort.COUNCIL, Sort.MENTAL_HEALTH):
        rows = world.freed[world.sites["role"] == sort]
        ahead = (np.arange(DAYS) - day) % DAYS
        left[sort] = -int((rows * ahead).sum())
    in_crisis_bed, booked = where == Where.CRISIS_BED, people["doing"] == Step.APPOINTMENT
    return {
        "elective list": int((day - world.charts["clock_start"][waiting].astype(np.int64)).sum()),
        "hospital beds": int((day - people["onset"][in_bed]).sum()),
        "delayed discharges": int((day - people["onset"][where == Where.DELAYED]).sum()),
        "community places": left[Sort.COMMUNITY],
        "care packages": left[Sort.COUNCIL],
        "boarding in A&E": 0,
        "mental health beds": int((day - people["onset"][in_crisis_bed]).sum()),
        "crisis team's places": left[Sort.MENTAL_HEALTH],
        "booked appointments": -int((people["step_day"][booked] - day).sum()),
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


CHECKS = (little,)
