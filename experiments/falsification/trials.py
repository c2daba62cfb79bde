"""An evaluator who has no twin must sometimes be wrong: volunteers, a hospital shared with the controls."""

from __future__ import annotations

import numpy as np

from joinedup.agents.happenings import What
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.evaluation.two_groups import difference_in_differences
from joinedup.experiments.falsification.finding import Finding, Number, Verdict, within
from joinedup.experiments.falsification.futures import Future
from joinedup.experiments.falsification.ladder import BASE, ladder
from joinedup.experiments.verification.evaluators import contacts_by_practice, many_small_practices
from joinedup.model.health_system import HealthSystem

YEAR = 365


def evaluator(quick: bool = True) -> Finding:
    """F18: difference-in-differences equals the twin effect even with volunteers or a shared hospital."""
    chance, volunteers = _nothing_happens(24 if quick else 100)
    shared, twin = _shared_hospital(quick)
    wrong = [bool(d.distinguishable) for d in (volunteers, shared)]
    alike = all(within(d, -1e-9, 1e-9) for d in (volunteers, shared))
    return Finding(
        "F18",
        "an evaluator's difference-in-differences equals the twin's answer even with volunteers or a shared hospital",
        "practices that volunteer when they are busy, without any effect; "
        "and half the practices in a payment change of the one hospital",
        (
            Number("bias, groups drawn by lot", chance, "contacts a head"),
            Number("bias, the busiest volunteer", volunteers, "contacts a head"),
            Number("twin's effect of payment on referrals", twin, "a year per 1,000"),
            Number("bias, controls that share the hospital", shared, "a year per 1,000"),
        ),
        Verdict.FAIL if alike else Verdict.PASS if any(wrong) else Verdict.UNDECIDED,
        f"{sum(wrong)} of 2 designs mislead the evaluator",
    )


def _nothing_happens(runs: int) -> tuple[Difference, Difference]:
    """Difference-in-differences where the twin's answer is nothing: groups by lot, and volunteers."""
    place = many_small_practices()
    by_lot: list[float] = []
    by_choice: list[float] = []
    for seed in range(runs):
        model = HealthSystem(place, rng=seed)
        model.run_for(2 * YEAR)
        before, after = contacts_by_practice(model)
        half = len(before) // 2
        for found, order in ((by_lot, np.arange(len(before))), (by_choice, np.argsort(-before))):
            treated, others = order[:half], order[half:]
            found.append(
                difference_in_differences(
                    before[treated].mean(), after[treated].mean(), before[others].mean(), after[others].mean()
                )
            )
    return interval(np.array(by_lot)), interval(np.array(by_choice))


def _shared_hospital(quick: bool) -> tuple[Difference, Difference]:
    """Bias and twin effect on referrals of the first practice, the others being controls, under payment by head."""
    found = ladder(quick)

    def referrals(future: Future, rows: list[int]) -> float:
        people = sum(float(book.tallies[:, What.PERSON_DAYS].sum()) / YEAR for book in future.books)
        return 1_000.0 * sum(float(book.by_site[rows, What.REFERRAL].sum()) for book in future.books) / people

    treated, controls = [0], [1, 2]
    twins = list(zip(found.found["P"], found.found[BASE], strict=True))
    twin = np.array([referrals(a, treated) - referrals(b, treated) for a, b in twins])
    spill = np.array([referrals(a, controls) - referrals(b, controls) for a, b in twins])
    return interval(-spill), interval(twin)


CHECKS = {"F18": evaluator}
