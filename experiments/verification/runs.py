"""Small places that live through a few years under some switches, and how two of them are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model import health_system
from joinedup.model.calendar import empty_calendar
from joinedup.model.chance import uniforms
from joinedup.model.health_system import HealthSystem
from joinedup.model.journey.day import settles_in
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.settlements import Settlements
from joinedup.model.place import Place, load_place

YEAR = 365
PEOPLE = 2_000
# everybody feels every marginal pound: if payment could matter, it would
KEEN: dict[str, Any] = {
    "decision.response_owner": 1.0,
    "decision.response_salaried": 1.0,
    "decision.response_manager": 1.0,
    "decision.response_most": 1.0,
}
# nobody feels a pound, and no review teaches anybody to; nor is the payer short, who would plan fewer electives
NUMB: dict[str, Any] = {
    "decision.response_owner": 0.0,
    "decision.response_salaried": 0.0,
    "decision.response_manager": 0.0,
    "decision.response_most": 0.0,
    "decision.response_review": 0.0,
    "commissioner.growth": 0.5,
}
# a payment system that costs nothing to run or to change
FRICTIONLESS: dict[str, Any] = {
    "prices.fee_administration": 0.0,
    "prices.budget_administration": 0.0,
    "prices.set_up": 0.0,
    "prices.tax_wedge": 0.0,
}


def life(
    switches: str | None,
    parameters: Mapping[str, Any] | None = None,
    *,
    years_after: int = 2,
    day: int = YEAR,
    people: int = PEOPLE,
    place: str | Place = "dudley",
    adequacy: float = 1.0,
    before: Callable[[HealthSystem], None] | None = None,
    at_switch: Callable[[HealthSystem], None] | None = None,
    seed: int = 3,
) -> HealthSystem:
    """A small place: some days as it is, then some years after a switch; None is no switch, "" a placebo."""
    model = HealthSystem(place, people=people, rng=seed, parameters=parameters)
    if before:
        before(model)
    model.run_for(day)
    if at_switch:
        at_switch(model)
    if switches is not None:
        model.switch_at(day, switches, adequacy)
    model.run_for(years_after * YEAR)
    return model


def with_all_its_hospitals(place: str) -> Place:
    """A small place that keeps every hospital of the large one."""
    whole = load_place(place)
    return replace(whole.scaled(PEOPLE), hospitals=whole.hospitals)


def same_outcomes(one: HealthSystem, other: HealthSystem) -> list[str]:
    """Names of the outcomes in which two runs differ at all; an answer that does not exist equals itself."""
    ours, theirs = one.outcomes(), other.outcomes()
    return [
        name
        for name in ours
        if not all(a == b or (isnan(a) and isnan(b)) for a, b in zip(ours[name], theirs[name], strict=True))
    ]


def different_tables(one: HealthSystem, other: HealthSystem, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Names of the tables, and columns of the sites, in which two runs differ in any bit."""
    found = []
    for name in one.world._fields:
        ours, theirs = getattr(one.world, name), getattr(other.world, name)
        if name == "sites":
            found += [
                f"sites.{column}"
                for column in ours.dtype.names
                if column not in leave_out and ours[column].tobytes() != theirs[column].tobytes()
            ]
        elif name not in leave_out and ours.tobytes() != theirs.tobytes():
            found.append(name)
    return found


def different_tallies(one: HealthSystem, other: HealthSystem) -> int:
    """Number of cells of the yearly tallies and waits in which two runs differ."""
    return sum(
        int((a.tallies != b.tallies).sum() + (a.waits != b.waits).sum())
        for a, b in zip(one.years, other.years, strict=True)
    )


def has_terms(model: HealthSystem, terms: Terms) -> None:
    """Put terms in force as if they had been there all along."""
    books = model.accounts.settlements
    fresh = Settlements(terms.contracts, len(model.world.sites))
    for name in ("months", "services", "people", "weighted"):
        if len(terms.contracts) == len(books.contracts):
            getattr(fresh, name)[:] = getattr(books, name)
    if len(terms.contracts) == len(books.contracts):
        fresh.paid = list(books.paid)
    model.accounts.terms, model.accounts.settlements = terms, fresh
    model.accounts.refill(model.world.sites)


def shuffle_people(model: HealthSystem) -> None:
    """Store the people of a place in another order before its first day; ids, and so luck, stay."""
    world = model.world
    people = world.people
    order = np.argsort(uniforms(99, 0, people["person"], 0), kind="stable")
    row_of = np.empty(len(people), np.int64)
    row_of[order] = np.arange(len(people))
    threads = world.threads[order]
    world.threads[:] = np.where(threads >= 0, row_of[threads], threads)
    people[:], world.charts[:] = people[order], world.charts[order]
    world.households[:] = world.households[order]
    for end in ("list_head", "list_tail"):
        rows = world.sites[end]
        rows[:] = np.where(rows >= 0, row_of[rows], rows)
    world.wake[:] = empty_calendar(len(people))
    settles_in(world, 0, 0)


@contextmanager
def sites_reversed() -> Iterator[None]:
    """While open, places are built with practices, hospitals and services stored last to first."""
    kept = {name: getattr(health_system, name) for name in ("build_sites", "draw_people", "births_of_year")}
    row_of: dict[int, np.ndarray] = {}

    def build_sites(place: Any, parameters: Any) -> Any:
        sites = kept["build_sites"](place, parameters)
        role = sites.table["role"]
        order = np.concatenate(
            [
                np.flatnonzero(x)[::-1]
                for x in (role == Sort.PRACTICE, role == Sort.HOSPITAL, role > Sort.HOSPITAL)
            ]
        )
        inverse = np.empty(len(order), np.int64)
        inverse[order] = np.arange(len(order))
        row_of[0] = inverse
        table = sites.table[order]
        table["row"] = np.arange(len(table))
        for column in ("hospital", "community", "mental_health", "council", "out_of_hours"):
            table[column] = inverse[table[column]]
        codes, names = (tuple(x[i] for i in order) for x in (sites.codes, sites.names))
        return sites._replace(table=table, codes=codes, names=names)

    def draw_people(*given: Any) -> Any:
        records, charts = kept["draw_people"](*given)
        records["practice"] = row_of[0][records["practice"]]
        return records, charts

    def births_of_year(*given: Any) -> Any:
        records, charts = kept["births_of_year"](*given)
        records["practice"] = row_of[0][records["practice"]]
        return records, charts

    mine = {"build_sites": build_sites, "draw_people": draw_people, "births_of_year": births_of_year}
    for name, function in mine.items():
        setattr(health_system, name, function)
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(health_system, name, function)
