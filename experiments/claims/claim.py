"""A claim as it is stated before any run: what is said, who says it, and what would bear it out."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from joinedup.experiments.claims.verdict import Direction
from joinedup.experiments.inventory import Stance

SEPARATE = "separate"
MARGIN = 0.005  # share of the base below which a difference does not matter, unless a claim says otherwise
# …and outcomes for which that share is wrong: nearly all of a year's health is there whatever anybody does. With a
# QALY at £20,000, 0.05% of it is worth some £9 a head, as is 0.5% of the cost of care.
MARGINS = {"qalys": 0.0005}
SPAN = (1, 5)  # years after the switch over which an outcome is averaged, unless a claim says otherwise
EVERYBODY = ""

type Given = tuple[tuple[str, float | tuple[float, ...]], ...]  # numbers other than the defaults, sorted


class Rule(StrEnum):
    """How the measures of a claim are taken together."""

    ALL = "all"  # each must hold
    MIXED = "mixed"  # of each outcome, some must be more and others less


class Side(NamedTuple):
    """One difference: an arm less another, under some numbers, in some years, of everybody or of one group.

    otherwise: the numbers of the other arm, where they are not those of the first.
    """

    arm: str
    against: str = SEPARATE
    given: Given = ()
    otherwise: Given | None = None
    years: tuple[int, int] = SPAN  # after the switch, both included
    group: str = EVERYBODY


class Trial(NamedTuple):
    """A trial as an evaluator without a twin would run it: the share of them that miss what the arm does."""

    treated: int
    controls: int
    before: int  # years
    after: int
    missed: float  # share of trials that may miss it


class Measure(NamedTuple):
    """One outcome with its direction.

    beyond: this difference is taken off the first one, so that what is judged is by how much they differ.
    margin: share of the base below which nothing matters, that of all claims if not said; least: the same in the
    outcome's unit, instead.
    """

    outcome: str
    direction: Direction
    side: Side
    beyond: Side | None = None
    margin: float | None = None
    least: float | None = None
    trial: Trial | None = None
    label: str = ""  # in place of the outcome's own

    @property
    def share(self) -> float:
        """The margin as a share of the base."""
        return MARGINS.get(self.outcome, MARGIN) if self.margin is None else self.margin


class Sweep(NamedTuple):
    """A number that is varied, or the arm; the default is played whether it is named or not."""

    over: str  # "arm", "adequacy", a fact of the place, or a number of the register
    values: tuple[float, ...] = ()
    arms: tuple[str, ...] = ()


class Claim(NamedTuple):
    """One claim or worry."""

    id: str
    title: str  # a few words
    hypothesis: str
    stance: Stance
    said: str  # who says so
    experiment: str  # what is played, in words
    measures: tuple[Measure, ...] = ()
    beside: tuple[Measure, ...] = ()  # shown, and no part of the verdict
    rule: Rule = Rule.ALL
    sweep: Sweep | None = None
    rests_on: str = ""  # a switch on whose size the claim rests
    untested: str = ""  # what the claim says beyond what is tested
    outside: str = ""  # why no experiment of this model can test it


WHO = {Stance.FOR: "supporters", Stance.AGAINST: "critics", Stance.NEUTRAL: "neutral"}
