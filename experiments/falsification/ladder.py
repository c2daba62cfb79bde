"""The four switches one by one on the same people: the futures that several checks read."""

from __future__ import annotations

from functools import cache

from joinedup.experiments.falsification.futures import Futures, Past, lived, switch, unchanged

BASE = "fees"
YEARS = 5
PAST = Past(people=20_000, years=3)


@cache
def ladder(quick: bool = True) -> Futures:
    """Fees, payment, records, one organisation, and budgets that are a twentieth short."""
    return lived(
        {
            BASE: unchanged,
            "P": switch("P"),
            "I": switch("I"),
            "PIO": switch("PIO"),
            "P short": switch("P", 0.95),
            "PIO short": switch("PIO", 0.95),
            "fees short": switch("", 0.95),
        },
        YEARS,
        replications=6 if quick else 30,
        past=PAST,
    )
