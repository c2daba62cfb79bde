"""A scan with a valid result elsewhere, many times over; letters over one hop and two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Cause, Letter, Sort, Test
from joinedup.experiments.verification.check import Check, Estimate, exactly, near
from joinedup.experiments.verification.laboratory import DAY, Encounter, empty_place, posts_letters, strangers
from joinedup.experiments.verification.rules import FOUND, W2

COMPLETE = 0.9  # share of items in the record of W2, but for its middle column
SCAN = What.TEST_0 + Test.SCAN
VALID = What.VALID_PRIOR_0 + Test.SCAN
HOP = 0.08  # loss of V18


def chance(share: float, expected: float, number: int) -> Estimate:
    """A share of so many independent trials, with the standard error that it has if it is as expected."""
    return Estimate(float(share), (expected * (1.0 - expected) / number) ** 0.5)


def duplicates(quick: bool = True) -> Iterator[Check]:
    """V16: the duplicates of the worked table, by encounters through the shipped contact."""
    number = 20_000 if quick else 100_000
    cells = {0.189: 0.21, 0.45: 0.50, 0.90: 1.0}
    for (margin, response), row in W2.items():
        for found, (_, duplicate) in zip(FOUND, row, strict=True):
            encounter = Encounter(number)
            encounter.knows_history()
            encounter.has_scan()
            encounter.record_can_be_opened(cells[found], COMPLETE)
            encounter.earns(margin, response)
            seen = encounter.meets()
            again = sum(int(seen[What.DUPLICATE_0 + 7 * c + Test.SCAN]) for c in Cause)
            share = chance(again / seen[VALID], duplicate, number)
            claim = f"duplicates at a margin of £{margin:.0f}, share felt {response:g}, p {found:g}"
            yield near("V16", claim, duplicate, share)


def pushed(quick: bool = True) -> Iterator[Check]:
    """V17: a result shown unasked is missed only if it is not there: D = 1 - p, whatever a scan earns."""
    number = 20_000
    for margin in (30.0, -40.0):
        encounter = Encounter(number)
        encounter.knows_history()
        encounter.has_scan()
        encounter.record_can_be_opened(0.5, COMPLETE)
        encounter.world.edges[encounter.edge]["push"] = 1.0
        encounter.earns(margin, 1.0)
        seen = encounter.meets()
        share = chance(seen[SCAN] / number, 0.55, number)
        yield near("V17", f"duplicates when results are pushed, at £{margin:.0f}", 0.55, share)


def letters(quick: bool = True) -> Iterator[Check]:
    """V18: letters are lost one by one, independently, hop by hop."""
    number = 50_000 if quick else 200_000
    model = empty_place()
    world = model.world
    hospital = int(world.sites["hospital"][0])
    there = int(world.sites["edge_to"][0, Sort.HOSPITAL])
    back = int(world.sites["edge_from"][0, Sort.HOSPITAL])
    for edge in (there, back):
        world.edges[edge]["loss"], world.edges[edge]["track"] = HOP, 0.0
    people, charts = strangers(number)
    people["hospital"] = hospital
    world = world._replace(people=people, charts=charts)
    world.today["day"] = DAY
    arrived = np.zeros((number, 2), np.bool_)
    posts_letters(world, there, back, arrived)
    once, twice = 1.0 - arrived[:, 0].mean(), 1.0 - arrived[:, 1].mean()
    both = 1.0 - (1.0 - HOP) ** 2
    yield near("V18", "letters lost over one hop at .08", HOP, chance(once, HOP, number))
    yield near("V18", "letters lost over two hops at .08", 0.1536, chance(twice, both, number))
    told = int(world.tallies[:, What.LETTER_LOST_0 + Letter.REFER_OP].sum())
    yield exactly("V18", "letters booked as lost on the first hop", number - int(arrived[:, 0].sum()), told)


CHECKS = (duplicates, pushed, letters)
