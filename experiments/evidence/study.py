"""What a study found, how it is emulated, and how each of its figures is measured in the model; nothing is run yet."""

from __future__ import annotations

from typing import NamedTuple

from joinedup.experiments.question import Question

type Reforms = tuple[tuple[int, str], ...]  # year after the switch, name of a change that no form has

PERCENT, DIFFERENCE, LEVEL, GROWTH = "percent", "difference", "level", "growth"
ODDS, EXTRA = "odds ratio", "interaction less the first alone"
BEYOND = "percent beyond another's"
HOWS = {
    PERCENT: "the one world less the other, in percent of the other",
    DIFFERENCE: "the one world less the other",
    LEVEL: "one world as it is",
    GROWTH: "percent by which one world grows from the year before the switch",
    ODDS: "odds of a share (in percent) in the one world ÷ its odds in the other",
    BEYOND: "the percent of one measure less the percent of another, both of the one world against the other",
    EXTRA: "size of what two changes do beyond their sum, less the size of what the first does alone",
}


class World(NamedTuple):
    """One of the worlds of a study: an arm, under one draw of the numbers that are varied, in one of the places."""

    arm: str
    draw: int = 1  # as in the order of their values, the first is 1
    place: int = 1


class Key(NamedTuple):
    """What is measured of one year, and of whom: everybody, or people from an age."""

    of: str
    from_age: int | None = None


class Measured(NamedTuple):
    """How a figure is measured in the model.

    years: after the switch; their mean.  per: the change is given for so much of a change in another measure; for one
    beyond another's, the other.  second, both: the worlds of an interaction.
    """

    key: Key
    how: str
    world: World
    against: World | None
    years: tuple[int, ...]
    times: float = 1.0
    per: Key | None = None
    step: float = 1.0
    second: World | None = None
    both: World | None = None

    @property
    def worlds(self) -> tuple[World, ...]:
        """All worlds that it is measured in."""
        return tuple(w for w in (self.world, self.against, self.second, self.both) if w is not None)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Everything that is measured."""
        return (self.key,) if self.per is None else (self.key, self.per)


class Figure(NamedTuple):
    """One published figure, and its counterpart in the model.

    value: nan where no size was published; then a direction is.  low, high: its 95% interval; the value twice where
    none was published.  margin: what still counts as no change, in the figure's unit.
    used: the number of the register that was set by this figure: then it is no evidence.
    """

    measure: str
    unit: str
    year: str  # of follow-up, in words
    value: float
    low: float
    high: float
    direction: str
    margin: float
    grade: str
    source: str
    note: str
    used: str
    model: Measured | None
    found: str  # instead: the name of a finding that another command has, too
    cannot: str  # instead: why the model has no counterpart


class Trial(NamedTuple):
    """What is played: a question, and changes that no form or number makes, by arm."""

    question: Question
    reforms: dict[str, Reforms]


class Study(NamedTuple):
    """One study: what was done to whom, against what, and what was found."""

    id: str
    title: str
    source: str
    intervention: str
    population: str
    comparison: str
    emulation: str  # what is played for it, in words
    estimate: str  # what the study's own estimate is, and what the model's interval is of
    pair: str  # id of a study that says the contrary; empty: none
    trial: Trial | None
    cannot: str  # why the model cannot play it
    figures: tuple[Figure, ...]
