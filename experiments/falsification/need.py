"""Short money must be felt by somebody, and by some more than by others."""

from __future__ import annotations

from joinedup.agents.happenings import AGE_GROUPS, FIFTHS
from joinedup.experiments.compare import Difference
from joinedup.experiments.falsification.finding import Finding, Number, Verdict, verdict, within
from joinedup.experiments.falsification.futures import Measure
from joinedup.experiments.falsification.ladder import BASE, ladder
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.equity import slope_index
from joinedup.model.outcomes.outcome import person_years
from joinedup.model.year_book import YearBook

WIDER = 1.5  # an interval this much wider holds 99.7%: one of many comparisons must be surer than one alone
UNEQUAL = ("rationing_index", "elective_median_wait", "emergency_admissions")


def rationing(quick: bool = True) -> Finding:
    """F12: money that is a twentieth short hurts nobody, or only under one kind of payment."""
    found = ladder(quick)
    unmet = found.difference("P short", "rationing_index", "P", scale=100.0)
    joint = found.difference("PIO short", "rationing_index", "PIO", scale=100.0)
    refused = found.difference("P short", "unmet_threshold", "P", scale=100.0)
    lived = found.difference("P short", "qalys", "P")
    waits = found.difference("fees short", "elective_median_wait", BASE)
    level = found.level(BASE, "rationing_index", scale=100.0)
    return Finding(
        "F12",
        "with budgets a twentieth short nothing is rationed, or only one kind of payment rations",
        "budgets, and prices, of 0.95 and of 1 of what was paid before; five years",
        (
            Number("need not met in time under fees", level, "%"),
            Number("more of it, sums per head a twentieth short", unmet, "points"),
            Number("…of that, refused or given less", refused, "points"),
            Number("quality-adjusted life years, sums per head a twentieth short", lived, "per 1,000"),
            Number("more of it, one organisation a twentieth short", joint, "points"),
            Number("longer median wait, fees a twentieth short", waits, "days"),
        ),
        verdict([within(level, 1.0, 99.0), within(unmet, 1e-9, 100.0), within(waits, 1e-9, 1e4)]),
        "budgets ration by thresholds, fees by waits; practices that are short also hold fewer planned reviews, which "
        "frees appointments: the ill are seen sooner, long-term conditions are worse controlled, and the index, which "
        "counts needs and no missed review, can fall while health is lost",
    )


def slope(name: str) -> Measure:
    """The slope index of an outcome over deprivation fifths: the most deprived less the least."""

    def measure(book: YearBook) -> float:
        fifths = [restricted(book, range(f * AGE_GROUPS, (f + 1) * AGE_GROUPS)) for f in range(FIFTHS)]
        fifths.reverse()  # the least deprived first
        return slope_index([OUTCOMES[name](f) for f in fifths], [person_years(f) for f in fifths])

    return measure


def wider(value: Difference) -> Difference:
    """The same mean with an interval for one of many comparisons."""
    half = WIDER * value.half_width
    return Difference(value.mean, value.mean - half, value.mean + half)


def equity(quick: bool = True) -> Finding:
    """F16: inequality of waits, need and admissions is the same under any arm."""
    found = ladder(quick)
    numbers, moves = [], []
    for name in UNEQUAL:
        scale = 100.0 if name == "rationing_index" else 1.0
        numbers.append(Number(f"slope of {name} under fees", found.level(BASE, slope(name), scale=scale)))
        for arm in ("P", "PIO", "PIO short"):
            change = wider(found.difference(arm, slope(name), BASE, scale=scale))
            moves.append(bool(change.distinguishable))
            if arm != "P":
                numbers.append(Number(f"its change, {arm}", change))
    still = all(n.value.mean == 0.0 for n in numbers if n.what.startswith("its change"))
    return Finding(
        "F16",
        "the slope of need, waits or admissions from rich to poor never moves under any arm",
        "slope index over deprivation fifths, the most deprived less the least; intervals of 99.7%",
        tuple(numbers),
        Verdict.FAIL if still else verdict([any(moves) or None]),
        f"{sum(moves)} of {len(moves)} changes stand out from chance",
    )


CHECKS = {"F12": rationing, "F16": equity}
