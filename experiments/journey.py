"""The same person's life under two arms: the log of each, and where they part."""

from __future__ import annotations

from typing import NamedTuple

from joinedup.experiments.experiment import YEAR
from joinedup.experiments.life_story import Event, Parting, date_of, told


class Journeys(NamedTuple):
    """Two lives of one person."""

    person: int
    who: str
    arms: tuple[str, str]
    lives: tuple[list[Event], list[Event]]
    parting: Parting | None
    switch_day: int
    days: int  # lived after the switch


class Who(NamedTuple):
    """A person on the day of the switch."""

    sex: str  # woman, man
    age: int  # years
    fifth: int  # of deprivation, 1 the most deprived
    conditions: int  # long-term
    practice: str
    alive: bool


def described(who: Who) -> str:
    """Who it is, in words."""
    if not who.alive:
        return f"a {who.sex}, deprivation fifth {who.fifth} (1 the most deprived), who died before the switch"
    plural = "" if who.conditions == 1 else "s"
    return (
        f"a {who.sex} of {who.age} on the day of the switch, deprivation fifth {who.fifth} (1 the most deprived), "
        f"{who.conditions} long-term condition{plural}, registered with {who.practice}"
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
