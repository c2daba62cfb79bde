"""What may not matter: names, money that nobody feels, and what happens at sites that nothing reaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort, Test
from joinedup.experiments.compare import interval
from joinedup.experiments.falsification.finding import Finding, Number, exact, ratio, verdict, within
from joinedup.experiments.falsification.futures import Future, Past, lived, unchanged
from joinedup.experiments.verification import neutrality
from joinedup.experiments.verification.runs import KEEN, NUMB, different_tallies, life
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER

TESTS = len(Test)
BEFORE, SHARED = "as before", "records for some"
SPILLED = 0.25  # of the effect on those with new edges: more of it elsewhere has come without a path


def names(quick: bool = True) -> Finding:
    """F1: under other names, or under a placebo, something changes."""
    found = [check for group in (neutrality.placebo, neutrality.labels) for check in group(quick)]
    wrong = [check for check in found if not check.passed]
    return Finding(
        "F1",
        "an outcome changes when contracts, forms or providers are renamed, or under a placebo",
        "the placebo switch, and two switches under other names, with everybody feeling every pound",
        (
            Number("answers that must be exact", exact(len(found))),
            Number("of them, not exact", exact(len(wrong))),
        ),
        verdict([not wrong]),
        f"differs: {wrong[0].claim}" if wrong else "all equal to the last bit",
    )


def unfelt(quick: bool = True) -> Finding:
    """F2: with nobody feeling the marginal pound, payment still changes care."""
    fees, heads = life(None, NUMB), life("P", NUMB)
    cells = different_tallies(fees, heads)
    books = int(fees.accounts.ledger.paid(COMMISSIONER) != heads.accounts.ledger.paid(COMMISSIONER))
    felt = different_tallies(life(None, KEEN), life("P", KEEN))
    return Finding(
        "F2",
        "with nobody feeling the marginal pound, payment alone still changes care",
        "fees and sums per head, 2,000 people, nobody and then everybody feeling the marginal pound",
        (
            Number("cells of the tallies that differ, felt by nobody", exact(cells)),
            Number("the same, felt by everybody", exact(felt)),
            Number("books that differ, felt by nobody", exact(books)),
        ),
        verdict([cells == 0, felt > 0]),
        "payment reaches care through the marginal pound only"
        if cells == 0
        else "payment has another way in",
    )


def untouched(quick: bool = True) -> Finding:
    """F6: duplicates, repeated stories or lost letters fall at sites whose edges nobody has changed."""
    futures = lived(
        {BEFORE: unchanged, SHARED: _records_without_practice_0},
        years=4,
        replications=6 if quick else 30,
        past=Past(years=2),
    )
    left_out, took_part = 0, 2  # rows of two of the three practices
    numbers, answers = [], []
    for what, found in (
        (
            "duplicates given a valid result",
            _share_of((What.DUPLICATE_0, 4 * TESTS), (What.VALID_PRIOR_0, TESTS)),
        ),
        ("stories told again, of contacts", _share_of((What.HISTORY_REPEATED, 1), (What.CONTACT, 1))),
        ("letters lost on its edges", _loss),
    ):
        falls = []
        for row, who in ((left_out, "left out"), (took_part, "took part")):
            before, after = (np.array([found(f, row) for f in futures.found[n]]) for n in (BEFORE, SHARED))
            falls.append((before - after) / before.mean())
            numbers.append(Number(f"{what}, practice that {who}", interval(-100.0 * falls[-1]), "%"))
        spilled = ratio(*falls)
        numbers.append(Number("…fall where left out ÷ fall where not", spilled))
        answers += [within(interval(falls[1]), 0.05, 1.0), within(spilled, -1.0, SPILLED)]
    return Finding(
        "F6",
        "duplicates, repeated stories or lost letters fall where no edge has changed",
        "a record platform for all but one of three practices; that practice and another, years 3 and 4",
        tuple(numbers),
        verdict(answers),
        f"left out, less than {SPILLED:.0%} of the fall of those that took part",
    )


def _share_of(part: tuple[int, int], whole: tuple[int, int]) -> Callable[[Future, int], float]:
    """One block of counts ÷ another at a site, years 3 and 4."""

    def share(future: Future, row: int) -> float:
        table = sum(book.by_site[row] for book in future.books[2:])
        return _block(table, *part) / _block(table, *whole)

    return share


def _loss(future: Future, row: int) -> float:
    """Mean chance that a letter to or from a site is lost."""
    its = (future.edges["source"] == row) | (future.edges["target"] == row)
    return float(future.edges["loss"][its].mean())


def _block(table: Any, first: int, length: int) -> float:
    return float(table[first : first + length].sum())


def _records_without_practice_0(model: HealthSystem) -> None:
    """Every site but the first practice and the council signs data sharing and buys a platform."""
    sites = frozenset(
        row for row, sort in enumerate(model.world.sites["role"]) if row and sort != Sort.COUNCIL
    )
    terms = replace(model.accounts.terms, signed=sites, platform_day=model.day, platform_sites=sites)
    model.accounts.switch(model.day, terms)
    model.accounts.refill(model.world.sites)


CHECKS = {"F1": names, "F2": unfelt, "F6": untouched}
