"""Estimators on a panel of places and years; each is linear, so that many panels are estimated at once.

A panel holds logarithms: an effect of log 0.96 is a fall of 4%.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from joinedup.experiments.evaluation.design import Design

LEVEL = 0.05  # of a two-sided test


class Seen(NamedTuple):
    """What an evaluator reports, a value for each panel; nan for an interval the design cannot give."""

    effect: np.ndarray  # log ratio
    low: np.ndarray  # of a 95% interval
    high: np.ndarray
    significant: np.ndarray  # whether it is called an effect


def _seen(effect: np.ndarray, error: np.ndarray, freedom: int) -> Seen:
    from scipy.special import stdtrit

    half = error * float(stdtrit(freedom, 1.0 - LEVEL / 2.0)) if freedom > 0 else np.full_like(effect, np.nan)
    with np.errstate(invalid="ignore"):
        return Seen(effect, effect - half, effect + half, np.abs(effect) > half)


def difference_in_differences(panels: np.ndarray, design: Design) -> Seen:
    """Change of the treated less change of the others, with a two-sample t interval (equal variances).

    Years before and after are averaged first, so that what lingers from year to year in a place does no harm. A
    single place in a group borrows the variance of the other group; one pair has only the years of its own
    difference, taken as if they did not hang together.

    panels: (panels, places, years), the treated first.
    Source: Bertrand, Duflo & Mullainathan (2004), "How much should we trust differences-in-differences estimates?";
    Donald & Lang (2007), "Inference with difference-in-differences and other panel data".
    """
    n, m, before, after = design.treated, design.controls, design.before, design.after
    if n == m == 1:
        gap = panels[:, 0] - panels[:, 1]
        groups, sizes = (gap[:, before:], gap[:, :before]), (after, before)
    else:
        change = panels[:, :, before:].mean(axis=2) - panels[:, :, :before].mean(axis=2)
        groups, sizes = (change[:, :n], change[:, n:]), (n, m)
    means = [group.mean(axis=1) for group in groups]
    squares = sum(
        ((group - mean[:, None]) ** 2).sum(axis=1) for group, mean in zip(groups, means, strict=True)
    )
    freedom = sum(sizes) - 2
    error = np.sqrt(squares / max(1, freedom) * (1.0 / sizes[0] + 1.0 / sizes[1]))
    return _seen(means[0] - means[1], error, freedom)


def stepped_wedge(panels: np.ndarray, design: Design) -> Seen:
    """Least squares with a fixed effect for each place and each year; the interval from leaving out each place.

    y = place + year + effect·changed.  The jackknife variance (CV3) is (G-1)/G Σ (effect without g - their mean)²,
    with t of G-1 degrees of freedom. No interval where one place less leaves nothing to compare.

    panels: (panels, places, years).
    Source: Hussey & Hughes (2007), "Design and analysis of stepped wedge cluster randomized trials"; MacKinnon,
    Nielsen & Webb (2023), "Cluster-robust inference: a guide to empirical practice".
    """
    effect = np.einsum("rgt,gt->r", panels, wedge_weights(design.changed))
    places = design.places
    without = [np.delete(design.changed, g, axis=0) for g in range(places)]
    if any(len(np.unique(rest, axis=0)) < 2 for rest in without):
        return _seen(effect, np.full_like(effect, np.nan), 0)
    others = np.array(
        [
            np.einsum("rgt,gt->r", np.delete(panels, g, axis=1), wedge_weights(rest))
            for g, rest in enumerate(without)
        ]
    )
    squares = ((others - others.mean(axis=0)) ** 2).sum(axis=0)
    return _seen(effect, np.sqrt((places - 1) / places * squares), places - 1)


def wedge_weights(changed: np.ndarray) -> np.ndarray:
    """(places, years) what each outcome counts for in the least-squares effect of a change.

    What is left of the change once the means of its place and its year are taken out, over its sum of squares.
    """
    d = changed.astype(float)
    left = d - d.mean(axis=1, keepdims=True) - d.mean(axis=0, keepdims=True) + d.mean()
    return np.asarray(left / (left**2).sum())
