"""A synthetic control: the mixture of untreated places that was most like the treated one before its change.

Weights lie on the simplex (none negative, sum 1) and make the mean squared distance before the change least; the
only predictors are the outcome's own years. How unusual the gap is afterwards is told by placebos: every place is
treated in turn on paper, and the ratio of its gap after to its gap before is ranked. With m controls no rank is more
unusual than 1/(m+1): fewer than 19 can never call a single place's effect significant at 5%.

Source: Abadie, Diamond & Hainmueller (2010), "Synthetic control methods for comparative case studies".
"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from joinedup.agents.vocabulary import Luck
from joinedup.experiments.evaluation.design import Design
from joinedup.experiments.evaluation.estimators import LEVEL, Seen
from joinedup.model.chance import uniforms

TIGHT = 1e4  # how much dearer a weight that does not sum to 1 is than a gap
MOST_SUBSETS = 1_000  # of placebos; beyond, as many are drawn
NEVER_LESS = 1e-12  # log units: a perfect fit before the change is no reason to divide by nothing


def simplex_weights(donors: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(donors,) weights, none negative and of sum 1, whose mixture of the donors is closest to the target.

    donors: (donors, years).  target: (years,).  Non-negative least squares with one more, heavy, equation.
    """
    from scipy.optimize import nnls

    middle = donors.mean(
        axis=0
    )  # a shift that weights of sum 1 leave without effect, so that no level drowns a gap
    apart = (donors - middle).T
    scale = max(float(np.abs(apart).max(initial=0.0)), float(np.abs(target - middle).max()), NEVER_LESS)
    a = np.vstack([apart / scale, np.full(len(donors), TIGHT)])
    b = np.append((target - middle) / scale, TIGHT)
    weights = nnls(a, b)[0]
    return np.asarray(weights / weights.sum())


def weights_of(panels: np.ndarray, design: Design) -> np.ndarray:
    """(panels, places, places) the weights that make each place of others: of controls only, never of itself."""
    n, places = design.treated, design.places
    found = np.zeros((len(panels), places, places))
    before = panels[:, :, : design.before]
    for k in range(len(panels)):
        for i in range(places):
            donors = [j for j in range(n, places) if j != i]
            if donors:
                found[k, i, donors] = simplex_weights(before[k, donors], before[k, i])
    return found


def synthetic_control(
    panels: np.ndarray, design: Design, weights: np.ndarray | None = None, seed: int = 1
) -> Seen:
    """Mean gap of the treated after the change to their synthetic controls; significant if its rank is rare.

    panels: (panels, places, years), the treated first.  weights: as `weights_of` has them, if known already; they
    see only years before the change.  A single control makes a synthetic one, but no placebo.
    """
    n, m = design.treated, design.controls
    if weights is None:
        weights = weights_of(panels, design)
    gap = panels - weights @ panels
    effect = gap[:, :n, design.before :].mean(axis=(1, 2))
    nothing = np.full(len(panels), np.nan)
    if m < 2:
        return Seen(effect, nothing, nothing, np.zeros(len(panels), bool))
    squares = gap**2
    after, before = squares[:, :, design.before :].mean(axis=2), squares[:, :, : design.before].mean(axis=2)
    ratio = np.sqrt(after / np.maximum(before, NEVER_LESS**2))
    subsets = _subsets(n, n + m, seed)
    placebo = ratio[:, subsets].mean(axis=2)  # (panels, subsets)
    rank = (placebo >= ratio[:, :n].mean(axis=1)[:, None] * (1.0 - 1e-12)).mean(axis=1)
    return Seen(effect, nothing, nothing, rank <= LEVEL + 1e-12)


def _subsets(size: int, of: int, seed: int) -> np.ndarray:
    """(subsets, size) places that might have been the treated ones; the first are those that were."""
    if comb(of, size) <= MOST_SUBSETS:
        return np.array(list(combinations(range(of), size)))
    lots = [uniforms(seed, int(Luck.PLACEBOS_DRAWN), np.arange(of), k) for k in range(MOST_SUBSETS - 1)]
    return np.array([np.arange(size), *np.argsort(lots, axis=1, kind="stable")[:, :size]])
