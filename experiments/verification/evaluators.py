"""What an evaluator sees: arithmetic of twins and of two groups, and how often chance alone looks like an effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt

import numpy as np

from joinedup.agents.happenings import What
from joinedup.experiments.evaluation.two_groups import difference_in_differences, evaluated, twin_effect
from joinedup.experiments.verification.check import Check, Estimate, exactly, near
from joinedup.model.chance import uniforms
from joinedup.model.health_system import HealthSystem
from joinedup.model.place import Place, load_place

PRACTICES, LIST = 20, 500
YEAR = 365
SPLITS = 8  # of the practices of one run into treated and others


def arithmetic(quick: bool = True) -> Iterator[Check]:
    """W12: a twin and two groups, worked by hand."""
    yield exactly(
        "W12", "difference-in-differences", -5.0, difference_in_differences(100.0, 97.0, 110.0, 112.0)
    )
    yield exactly("W12", "the twin's answer", -5.0, twin_effect(97.0, 102.0))
    claim = "difference-in-differences after activity was raised beforehand"
    yield exactly("W12", claim, -8.0, difference_in_differences(103.0, 97.0, 110.0, 112.0))


def many_small_practices() -> Place:
    """Dudley's hospital, and practices that are all alike."""
    place = load_place("dudley")
    lists = tuple(replace(p, list_size=LIST) for p in place.practices[:PRACTICES])
    return replace(place, practices=lists)


def contacts_by_practice(model: HealthSystem) -> np.ndarray:
    """(years, practices) contacts with general practice per registered person."""
    whats = [What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW]
    return np.array([book.by_site[:PRACTICES, whats].sum(axis=1) / LIST for book in model.years])


def no_effect(quick: bool = True) -> Iterator[Check]:
    """V34: where nothing is switched, two groups differ by nothing on average, and 95 of 100 intervals say so."""
    place, runs = many_small_practices(), 25 if quick else 100
    found = []
    for seed in range(runs):
        model = HealthSystem(place, rng=seed)
        model.run_for(2 * YEAR)
        by_year = contacts_by_practice(model)
        change = by_year[1] - by_year[0]
        for split in range(SPLITS):
            mixed = change[np.argsort(uniforms(seed, 0, np.arange(PRACTICES), split))]
            found.append(evaluated(mixed[: PRACTICES // 2], mixed[PRACTICES // 2 :]))
    means = np.array([d.mean for d in found])
    by_run = means.reshape(runs, SPLITS).mean(axis=1)
    yield near("V34", "mean difference-in-differences, contacts a head", 0.0, Estimate.of(by_run))
    covered = float(np.mean([d.low <= 0.0 <= d.high for d in found]))
    share = Estimate(covered, sqrt(0.05 * 0.95 / len(found)))
    yield near("V34", f"share of {len(found)} intervals that hold zero", 0.95, share)


CHECKS = (arithmetic, no_effect)
