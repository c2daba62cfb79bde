"""What must take time and must not be free: stranded cost behind savings, habits behind culture."""

from __future__ import annotations

from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Test
from joinedup.experiments.compare import interval
from joinedup.experiments.falsification.finding import Finding, Number, ratio, verdict, within
from joinedup.experiments.falsification.ladder import BASE, ladder
from joinedup.model.year_book import YearBook


def savings(quick: bool = True) -> Finding:
    """F4: hospital cost falls one for one with activity."""
    found, whole = ladder(quick), "PIO"
    last = range(2, 5)
    variable = {
        name: np.array([np.mean([_variable(f.books[y]) for y in last]) for f in found.found[name]])
        for name in (BASE, whole)
    }
    total = {
        name: np.array([np.mean([f.costs["cost_hospital"][y] for y in last]) for f in found.found[name]])
        for name in (BASE, whole)
    }
    falls = {what: (v[BASE] - v[whole]) / v[BASE].mean() for what, v in {"v": variable, "t": total}.items()}
    passed_on = ratio(falls["t"], falls["v"])
    stranded = found.difference(whole, "stranded_cost", BASE)
    return Finding(
        "F4",
        "hospital cost falls one for one with hospital activity, at once and without stranded fixed cost",
        "one organisation against fees: years 3 to 5 after the switch",
        (
            Number("fall of hospital activity, at its variable cost", interval(100.0 * falls["v"]), "%"),
            Number("fall of hospital cost, fixed cost included", interval(100.0 * falls["t"]), "%"),
            Number("cost that falls ÷ activity that falls", passed_on),
            Number("stranded cost", stranded, "£ a head"),
        ),
        verdict([within(passed_on, -1.0, 0.9), within(stranded, 1e-9, 1e9)]),
        "fixed and step cost stay when activity goes",
    )


def _variable(book: YearBook) -> float:
    """£ a head of a hospital's variable cost: what its activity comes to at the cost of one more."""
    lived = float(book.tallies[:, What.PERSON_DAYS].sum()) / 365.0
    return float(book.spent[_hospital(book)].sum()) / 100.0 / lived


def _hospital(book: YearBook) -> int:
    """Row of the hospital: the one site where people are admitted."""
    return int(np.argmax(book.by_site[:, What.ADMISSION]))


def culture(quick: bool = True) -> Finding:
    """F5: more than half of what joint work does comes in its first six months."""
    found = ladder(quick)
    numbers, answers = [], []
    for what, part, whole in (
        (
            "duplicates given a valid result",
            (What.DUPLICATE_0, 4 * len(Test)),
            (What.VALID_PRIOR_0, len(Test)),
        ),
        ("repeated histories, of contacts", (What.HISTORY_REPEATED, 1), (What.CONTACT, 1)),
    ):

        def share(tallies: Any, part: Any = part, whole: Any = whole) -> float:
            top, bottom = (float(tallies[:, a : a + n].sum()) for a, n in (part, whole))
            return top / bottom

        arms = [found.found[name] for name in ("P", "PIO")]  # what payment does, it does at once
        early = [np.array([share(f.half) for f in arm]) for arm in arms]
        late = [np.array([share(f.books[4].tallies) for f in arm]) for arm in arms]
        done = ratio(early[1] - early[0], late[1] - late[0])
        numbers.append(Number(f"{what}: effect in months 1 to 6 ÷ effect in year 5", done))
        answers.append(within(done, -1.0, 0.5))
    return Finding(
        "F5",
        "more than half of the effect after five years is there in the first six months",
        "one organisation with records against payment alone; relationships and platforms take 24 months or more",
        tuple(numbers),
        verdict(answers),
        "relationships, platforms and habits ramp up",
    )


CHECKS = {"F4": savings, "F5": culture}
