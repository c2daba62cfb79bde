"""What may not matter: names, money that nobody feels, and what happens at sites that nothing reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort, Test
from joinedup.experiments.compare import interval
from joinedup.experiments.falsification.finding import Finding, Number, exact, verdict, within
from joinedup.experiments.falsification.futures import Future, Past, lived, unchanged
from joinedup.experiments.verification import neutrality
from joinedup.experiments.verification.runs import KEEN, NUMB, different_tallies, life
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER

TESTS = len(Test)
BEFORE, SHARED = "as before", "records for some"


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
    for what, part, whole in (
        ("duplicates given a valid result", (What.DUPLICATE_0, 4 * TESTS), (What.VALID_PRIOR_0, TESTS)),
        ("stories told again, of contacts", (What.HISTORY_REPEATED, 1), (What.CONTACT, 1)),
    ):
        for row, who in ((left_out, "left out"), (took_part, "took part")):
            before, after = (_shares(futures.found[name], row, part, whole) for name in (BEFORE, SHARED))
            change = interval(100.0 * (after - before) / before.mean())
            numbers.append(Number(f"{what}, practice that {who}", change, "%"))
            answers.append(within(change, -5.0, 100.0) if row == left_out else within(change, -100.0, -5.0))
    for row, who in ((left_out, "left out"), (took_part, "took part")):
        before, after = (np.array([_loss(f.edges, row) for f in futures.found[n]]) for n in (BEFORE, SHARED))
        change = interval(100.0 * (after - before) / before.mean())
        numbers.append(Number(f"letters lost on its edges, practice that {who}", change, "%"))
        answers.append(within(change, -5.0, 100.0) if row == left_out else within(change, -100.0, -5.0))
    return Finding(
        "F6",
        "duplicates, repeated stories or lost letters fall where no edge has changed",
        "a record platform for all but one of three practices; that practice and another, years 3 and 4",
        tuple(numbers),
        verdict(answers),
        "left out, nothing falls by 5% or more; taking part, it does",
    )


def _shares(found: list[Future], row: int, part: tuple[int, int], whole: tuple[int, int]) -> np.ndarray:
    """(replications,) one block of counts ÷ another at one site, years 3 and 4."""
    tables = [sum(book.by_site[row] for book in f.books[2:]) for f in found]
    return np.array([_block(t, *part) / _block(t, *whole) for t in tables])


def _loss(edges: np.ndarray, row: int) -> float:
    """Mean chance that a letter to or from a site is lost."""
    its = (edges["source"] == row) | (edges["target"] == row)
    return float(edges["loss"][its].mean())


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
