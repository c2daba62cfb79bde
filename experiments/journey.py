"""The same person's life under two arms: the log of each, and where they part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from joinedup.experiments.experiment import YEAR, Experiment, enact
from joinedup.experiments.life_story import Event, Parting, date_of, events_of, parting, told


class Journeys(NamedTuple):
    """Two lives of one person."""

    person: int
    who: str
    arms: tuple[str, str]
    lives: tuple[list[Event], list[Event]]
    parting: Parting | None
    switch_day: int
    days: int  # lived after the switch


def journeys(experiment: Experiment, person: int, tick: Callable[[], None] = lambda: None) -> Journeys:
    """Run two arms and read one person's log in each.

    Raises: ValueError unless there are two arms and the person is there on the day of the switch.
    """
    if len(experiment.arms) != 2:
        raise ValueError(f"a journey compares two arms, not {len(experiment.arms)}")
    from joinedup.model.health_system import HealthSystem

    past = HealthSystem(
        experiment.where, rng=experiment.luck_of(0), parameters=experiment.parameters, log=[person]
    )
    known = past.records["person"]
    if person not in known:
        raise ValueError(
            f"no person {person} in {experiment.where.title} with {experiment.where.people:,} people; "
            f"they are numbered from {known.min()} to {known.max()}"
        )
    for year in range(1, experiment.switch_day // YEAR + 1):
        past.run_until(year * YEAR)
        tick()
    who = _described(past, person)
    logs: list[Any] = []
    for arm in experiment.arms:
        future = past.branch()
        enact(experiment, arm, future)
        for year in range(1, experiment.years_after + 1):
            future.run_until(experiment.switch_day + year * YEAR)
            tick()
        logs.append(events_of(future.log, person))
    names = (experiment.arms[0].name, experiment.arms[1].name)
    found = parting(logs[0], logs[1], names)
    return Journeys(
        person, who, names, (logs[0], logs[1]), found, experiment.switch_day, experiment.years_after * YEAR
    )


def _described(model: Any, person: int) -> str:
    """Who it is, on the day of the switch."""
    from joinedup.agents.vocabulary import Where

    record = model.records[model.records["person"] == person][0]
    fifth = int(record["group"]) // 8 + 1
    sex = "woman" if record["sex"] == 0 else "man"
    age = (model.day - int(record["born"])) // YEAR
    if record["where"] == Where.DEAD:
        return f"a {sex}, deprivation fifth {fifth} (1 the most deprived), who died before the switch"
    conditions = int(record["conditions"])
    plural = "" if conditions == 1 else "s"
    return (
        f"a {sex} of {age} on the day of the switch, deprivation fifth {fifth} (1 the most deprived), "
        f"{conditions} long-term condition{plural}, registered with {model.names[int(record['practice'])]}"
    )


def story(found: Journeys) -> list[tuple[str, str, str, bool]]:
    """Rows of the two lives after the switch: date, one life, the other, whether they differ on that day."""
    rows = []
    for day in sorted({e.day for life in found.lives for e in life if e.day >= found.switch_day}):
        texts = [told(e for e in life if e.day == day) for life in found.lives]
        if any(texts):
            rows.append((date_of(day, found.switch_day), texts[0], texts[1], texts[0] != texts[1]))
    return rows


def summary(found: Journeys) -> str:
    """Where the lives part and why, in two sentences."""
    if found.parting is None:
        return (
            f"No divergence: in the {found.days // YEAR} years after the switch this person's two lives are "
            "the same, day for day. Policies reach a person only through what the person meets."
        )
    after = found.parting.day - found.switch_day
    return (
        f"First day of divergence: {date_of(found.parting.day, found.switch_day)}, {after} days after "
        f"the switch. Cause: {found.parting.cause}."
    )
