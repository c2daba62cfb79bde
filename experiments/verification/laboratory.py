"""Shipped kernels driven by hand: a service that people come to, one encounter many times, letters in a row.

Nothing here moves patients in its own way: mornings, places, contacts, letters and diary are the model's.
"""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.patient import CHART, NEVER, RECORD
from joinedup.agents.vocabulary import Kind, Letter, Sort, Test, Where
from joinedup.model.chance import draw, luck, normal
from joinedup.model.health_system import HealthSystem
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.day import opens
from joinedup.model.messages import NOT_ARRIVING, is_sent
from joinedup.model.population import poisson
from joinedup.model.waiting_list import joins_queue, next_in_queue
from joinedup.model.world import World, books, holds_place

DAY = 400  # of the encounters: late enough for any window of validity
SEVERITY = 0.3
ENTRIES_LEFT = 60_000  # of the diary, before it is booked


def empty_place(parameters: dict[str, Any] | None = None) -> HealthSystem:
    """A place on its first morning."""
    return HealthSystem("dudley", people=400, rng=7, parameters=parameters)


# --- a service that people come to


@kernel
def plays_service(world: Any, s: Any, arrivals: Any, mean: Any, spread: Any, nights: Any) -> None:
    """Poisson arrivals ask for a place of a service, a day at a time; whoever finds none is turned away.

    arrivals: a day.  mean: days of a geometric stay; or, if `spread` is above 0, median of a lognormal one.
    nights: (days, 2) places in use at night, and people turned away that day.
    """
    site, today, diary = world.sites[s], world.today[0], world.diary
    for day in range(len(nights)):
        today.day = day
        opens(world)
        key = luck(today.seed, 0, day)
        for k in range(poisson(arrivals, 500, draw(key, 0))):
            if site.in_use >= site.places:
                nights[day, 1] += 1
                continue
            if spread > 0.0:
                stay = max(1, int(mean * exp(spread * normal(key, 10 + 2 * k)) + 0.5))
            else:
                stay = 1 + int(log(1.0 - draw(key, 10 + k)) / log(1.0 - 1.0 / mean))
            holds_place(0, world.people[0], site, today, diary, s, stay)
        books(world)
        nights[day, 0] = site.in_use


@kernel
def plays_queue(world: Any, s: Any, arrivals: Any, mean: Any, counts: Any) -> None:
    """Poisson arrivals at a service; whoever finds no place stands in its queue. Stays are geometric.

    arrivals: a day.  mean: days.  counts: (days, 3) people who came, of them those who wait, people in the queue
    at night.
    """
    site, today, diary = world.sites[s], world.today[0], world.diary
    row = 0  # people take turns: never as many in the queue as there are rows
    for day in range(len(counts)):
        today.day = day
        opens(world)
        key = luck(today.seed, 0, day)
        stays = 1
        while site.queue_length > 0 and site.in_use < site.places:
            i = next_in_queue(world.threads, site)
            days = 1 + int(log(1.0 - draw(key, stays)) / log(1.0 - 1.0 / mean))
            holds_place(i, world.people[i], site, today, diary, s, days)
            stays += 1
        came = poisson(arrivals, 400, draw(key, 0))
        for _ in range(came):
            row = (row + 1) % len(world.people)
            if site.in_use < site.places:
                days = 1 + int(log(1.0 - draw(key, stays)) / log(1.0 - 1.0 / mean))
                holds_place(row, world.people[row], site, today, diary, s, days)
                stays += 1
            else:
                joins_queue(world.threads, site, row)
                counts[day, 1] += 1
        counts[day, 0] = came
        counts[day, 2] = site.queue_length
        books(world)


def service_of(model: HealthSystem, sort: Sort) -> int:
    """Row of the first site of a sort."""
    return int(np.argmax(model.world.sites["role"] == sort))


# --- one encounter, many people


@kernel
def sees_everybody(world: Any, s: Any, e: Any, severity: Any, informed: Any, outpatient: Any) -> None:
    """Everybody has the same contact at one site today; the needs are those of A&E."""
    site, edge = world.sites[s], world.edges[e]
    p, today, diary = world.parameters[0], world.today[0], world.diary
    needs = p.testing.need_ae
    for i in range(len(world.people)):
        patient = world.people[i]
        key = luck(today.seed, patient.person, today.day * 16)
        is_seen(
            i,
            patient,
            world.charts[i],
            site,
            edge,
            p,
            today,
            diary,
            key,
            severity,
            needs,
            informed,
            outpatient,
        )
        if today.entries > ENTRIES_LEFT:
            books(world)
    books(world)


def strangers(number: int, day: int = DAY) -> tuple[np.ndarray, np.ndarray]:
    """Records and charts of adults with an acute problem and no past that anybody knows."""
    record, chart = np.zeros(1, RECORD), np.zeros(1, CHART)
    for name in ("need_day", "death_day", "step_day", "review_day"):
        record[name] = NEVER
    record["kind"], record["where"], record["onset"], record["severity"] = (
        Kind.ACUTE,
        Where.HOME,
        day,
        SEVERITY,
    )
    record["born"] = day - 50 * 365
    chart["tested"], chart["history"], chart["discharged"] = -30_000, -30_000, -30_000
    chart["tested_at"] = -1
    for name in ("letter", "clock_start", "lost"):
        chart[name] = 32_767
    people, charts = np.repeat(record, number), np.repeat(chart, number)
    people["person"] = np.arange(number)
    return people, charts


class Encounter:
    """Many people with the same past at one hospital, and the record of their practice over one edge."""

    def __init__(self, number: int, parameters: dict[str, Any] | None = None) -> None:
        scan_only = tuple(1.0 if t == Test.SCAN else 0.0 for t in Test)
        fixed = {"testing.need_ae": scan_only, "testing.clinician_sd": 0.0, **(parameters or {})}
        self.model = empty_place(fixed)
        world = self.model.world
        self.hospital, self.practice = service_of(self.model, Sort.HOSPITAL), 0
        self.edge = int(world.sites["edge_from"][self.practice, Sort.HOSPITAL])
        people, charts = strangers(number)
        people["hospital"] = self.hospital
        world.people["marks"] = 0
        self.world: World = world._replace(people=people, charts=charts)
        self.world.today["day"] = DAY
        self.site = world.sites[self.hospital]
        self.site["price_minute"], self.site["altruism"], self.site["money"] = 1.0, 2.0, 1.0

    def knows_history(self) -> None:
        """The hospital has a history of everybody in its own file."""
        self.world.charts["history"][:, Sort.HOSPITAL] = DAY - 10

    def has_scan(self, days_ago: int = 5, severity: float = SEVERITY, at: int | None = None) -> None:
        """Everybody was scanned some days ago in this episode, by default at the practice's request."""
        charts, people = self.world.charts, self.world.people
        charts["tested"][:, Test.SCAN] = DAY - days_ago
        charts["tested_at"][:, Test.SCAN] = self.practice if at is None else at
        charts["test_severity"][:, Test.SCAN] = int(severity * 255.0)
        people["onset"] = DAY - days_ago
        charts["test_episode"][:, Test.SCAN] = people["onset"] & 255

    def record_can_be_opened(self, availability: float, completeness: float, minutes: float = 3.0) -> None:
        """How often the practice's record is there, how full it is, and how long it takes to open."""
        edge = self.world.edges[self.edge]
        edge["availability"], edge["completeness"], edge["look_minutes"] = availability, completeness, minutes
        edge["push"] = 0.0

    def earns(self, margin: float, response: float) -> None:
        """What one more scan brings the hospital, and how much of it the clinician feels."""
        self.site["margin"][Test.SCAN], self.site["response"] = margin, response

    def meets(self, severity: float = SEVERITY, informed: float = 0.0, outpatient: float = 0.0) -> np.ndarray:
        """Everybody is seen once: counts by What."""
        self.world.tallies[:] = 0
        sees_everybody(self.world, self.hospital, self.edge, severity, informed, outpatient)
        return np.asarray(self.world.tallies.sum(axis=0))


# --- letters in a row


@kernel
def posts_letters(world: Any, first: Any, second: Any, arrived: Any) -> None:
    """Everybody's letter goes over one edge, and if it arrives, the answer over another."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    for i in range(len(world.people)):
        patient = world.people[i]
        key = luck(today.seed, patient.person, today.day * 16)
        due = is_sent(i, patient, world.edges[first], p, today, diary, Letter.REFER_OP + 0, key)
        arrived[i, 0] = due != NOT_ARRIVING
        if arrived[i, 0]:
            due = is_sent(i, patient, world.edges[second], p, today, diary, Letter.CLINIC_LETTER + 0, key)
            arrived[i, 1] = due != NOT_ARRIVING
        if today.entries > ENTRIES_LEFT:
            books(world)
    books(world)
