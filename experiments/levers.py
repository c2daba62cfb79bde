"""Levers: the numbers a visitor may move, each with its unit, range and source, and when it holds."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

ALWAYS, FROM_SWITCH = "in both worlds, from the first day", "in the chosen world, from the switch"


class Lever(NamedTuple):
    """A number with its range, as it is offered.

    number: its name in the register of parameters; for facts of a place, the name of the fact.
    low, high: between which it can be moved; within its range, and narrower where that says more.
    """

    number: str
    label: str
    group: str
    low: float
    high: float
    step: float
    unit: str
    source: str
    default: float
    when: str
    percent: bool = False  # a share that is shown in percent


PLACE, MONEY, RECORDS, TERMS = "The place", "Money", "Records", "Terms of the agreement"
CAPACITY = "Capacity"

# number, label, group, low, high, step, when, percent
_OF_THE_REGISTER = (
    ("practice.slots_per_1000", "GP appointments", CAPACITY, 14.0, 30.0, 0.5, ALWAYS, False),
    ("prices.council_growth", "Growth of the council's budget", MONEY, -0.08, 0.08, 0.01, ALWAYS, True),
    ("letters.platform_months", "Months until records are in full use", RECORDS, 0.0, 60.0, 6.0, FROM_SWITCH, False),
    ("letters.shared_record_most", "Shared records that open, in full use", RECORDS, 0.3, 1.0, 0.05, FROM_SWITCH, True),
    ("organisation.system_share", "Share of gain and risk, control total", TERMS, 0.0, 1.0, 0.05, FROM_SWITCH, True),
    ("organisation.alliance_share", "Share of savings, alliance", TERMS, 0.0, 1.0, 0.05, FROM_SWITCH, True),
    ("organisation.withheld", "Held back until outcomes are good", TERMS, 0.0, 0.2, 0.005, FROM_SWITCH, True),
    ("organisation.contract_years", "Length of a contract for one budget", TERMS, 1.0, 15.0, 1.0, FROM_SWITCH, False),
    ("organisation.private_cap", "Most profit a company may keep", TERMS, 0.0, 0.2, 0.005, FROM_SWITCH, True),
    ("organisation.private_altruism", "How much a company minds patients' benefit", TERMS, 0.0, 2.0, 0.1, FROM_SWITCH,
     False),
)  # fmt: skip
JOINT, BEDS, ADEQUACY = "joint_working", "beds_per_1000", "adequacy"


def levers() -> tuple[Lever, ...]:
    """Every lever that is a number of the register, in the order it is offered.

    Raises: ValueError where a lever reaches beyond the range of its number.
    """
    from joinedup.model.parameters import Parameters, every_number

    known = {name: (value, about) for name, value, about in every_number(Parameters())}
    found = []
    for number, label, group, low, high, step, when, percent in _OF_THE_REGISTER:
        value, about = known[number]
        if (isfinite(about.low) and low < about.low) or (isfinite(about.high) and high > about.high):
            raise ValueError(
                f"lever {label!r} goes from {low:g} to {high:g}; {number} must stay between "
                f"{about.low:g} and {about.high:g}"
            )
        found.append(
            Lever(
                number, label, group, low, high, step, about.unit, about.source, float(value), when, percent
            )
        )
    return tuple(found)


def levers_of_place(joint_working: float, beds: float) -> tuple[Lever, ...]:
    """Facts of a place that can be moved, at what they are there, and how adequate budgets are."""
    return (
        Lever(
            JOINT, "Earlier joint working", PLACE, 0.0, 0.8, 0.05, "strength of the ties on day 0, 0 to 1",
            "assumption: 0.25 where nothing is known; varied in the question prior-joint-working", joint_working,
            ALWAYS,
        ),
        Lever(
            BEDS, "Hospital beds", CAPACITY, 1.0, 3.0, 0.05, "general and acute beds per 1,000 people",
            "Nuffield Trust QualityWatch, quarter 1 of 2018/19 (1.81 in England); or as the file of the place says",
            beds, ALWAYS,
        ),
        Lever(
            ADEQUACY, "Budget, of what was paid before", MONEY, 0.85, 1.15, 0.01,
            "share of what was paid before the switch",
            "1: nothing is cut and nothing added; varied in the question adequate-or-short-budget", 1.0, FROM_SWITCH, True,
        ),
    )  # fmt: skip
