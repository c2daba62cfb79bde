"""Which numbers matter: Morris's screening, Sobol's indices, or standardised rank regression, from draws and outcomes.

All functions take points of the unit cube (`designs.shares_of`), one row per draw, and one outcome per draw. What a
number does is told per its whole range, so that numbers of different units can be ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, pi, sqrt
from typing import Any, NamedTuple

import numpy as np

RESAMPLES = 500  # of the bootstrap
LEVEL = 0.95  # of the intervals


class Influence(NamedTuple):
    """How much one number matters for one outcome, with a 95% interval."""

    number: str
    measure: str  # mu*, sigma, S1, ST or SRRC
    value: float
    low: float
    high: float
    chance: float = nan  # the value that luck alone would give; nan where it cannot be told


READING = {
    "morris": (
        "mu*: how far the outcome moves, on average, when the number moves over its whole range; sigma beside it: how "
        "much that depends on where the others are. A mu* whose interval does not rise above what luck alone gives "
        "says nothing."
    ),
    "sobol-indices": (
        "ST: share of the outcome's variance that would be left if all other numbers were known; S1: share that "
        "knowing this number alone would take away; ST well above S1: it acts through others."
    ),
    "srrc": (
        "SRRC: how many of its own standard deviations the outcome's rank moves for one of the number's, others held "
        "still; a straight line through ranks, so read it only where the share explained is high."
    ),
}


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def morris(
    unit: np.ndarray, runs: np.ndarray, names: Sequence[str], levels: int, seed: int = 1
) -> list[Influence]:
    """mu* and sigma of every number, the largest mu* first.

    unit: (draws, numbers), walks of numbers + 1 draws one after another.  runs: (replications, draws); a walk with
    a draw that is missing in every replication is left out.  levels: of the design.
    What luck alone gives is reckoned from how elementary effects differ between replications.
    Source: Morris (1991), Technometrics 33:161-174; Campolongo et al. (2007), Environ Model Softw 22:1509-1518.

    Raises: ValueError if fewer than two walks are whole.
    """
    from SALib.analyze.morris import analyze

    width = len(names)
    y, kept = _whole_groups(runs, width + 1)
    if len(kept) < 2 * (width + 1):
        raise ValueError(
            f"of {unit.shape[0] // (width + 1)} walks of Morris's design, {len(kept) // (width + 1)} are whole; "
            "two are needed, and ten are better: finish the sweep"
        )
    x = unit[kept]
    found = analyze(
        _problem(names),
        x,
        y.mean(axis=0),
        num_resamples=RESAMPLES,
        conf_level=LEVEL,
        num_levels=levels,
        seed=seed,
    )
    floor = _luck(x, y, width, levels)
    order = np.argsort(-np.asarray(found["mu_star"]))
    rows = []
    for i in order:
        mu, half = float(found["mu_star"][i]), float(found["mu_star_conf"][i])
        rows.append(Influence(names[i], "mu*", mu, max(0.0, mu - half), mu + half, floor[i]))
        rows.append(Influence(names[i], "sigma", float(found["sigma"][i]), nan, nan))
    return rows


def _luck(x: np.ndarray, y: np.ndarray, width: int, levels: int) -> list[float]:
    """mu* of a number without influence: mean of |e| for e normal with the effects' standard error over luck."""
    if len(y) < 2:
        return [nan] * width
    delta = levels / (2.0 * (levels - 1))
    steps = np.diff(x.reshape(-1, width + 1, width), axis=1)  # (walks, steps, numbers)
    moved = np.abs(steps).argmax(axis=2)
    effects = np.diff(y.reshape(len(y), -1, width + 1), axis=2) / delta  # (replications, walks, steps)
    variance = effects.var(axis=0, ddof=1) / len(y)
    return [sqrt(2.0 / pi) * sqrt(float(variance[moved == i].mean())) for i in range(width)]


def sobol(runs: np.ndarray, names: Sequence[str], seed: int = 1) -> list[Influence]:
    """ST and S1 of every number, the largest ST first, with bootstrap intervals.

    runs: (replications, draws) in the order of Saltelli's design; a base row with a draw that is missing is left out.
    Source: Saltelli et al. (2010), Comput Phys Commun 181:259-270.

    Raises: ValueError if too few base rows are whole, or the outcome never moves.
    """
    from SALib.analyze.sobol import analyze

    width = len(names)
    y, kept = _whole_groups(runs, width + 2)
    if len(kept) < 8 * (width + 2):
        raise ValueError(
            f"{len(kept) // (width + 2)} rows of Saltelli's base sample are whole; at least 8 are needed, and 256 or "
            "more are better: finish the sweep"
        )
    mean = y.mean(axis=0)
    if np.ptp(mean) == 0.0:
        return [Influence(n, m, 0.0, 0.0, 0.0) for n in names for m in ("ST", "S1")]
    found = analyze(
        _problem(names), mean, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed
    )
    rows = []
    for i in np.argsort(-np.asarray(found["ST"])):
        for measure in ("ST", "S1"):
            value, half = float(found[measure][i]), float(found[f"{measure}_conf"][i])
            rows.append(Influence(names[i], measure, value, value - half, value + half))
    return rows


def rank_regression(
    unit: np.ndarray, runs: np.ndarray, names: Sequence[str], seed: int = 1
) -> tuple[list[Influence], float]:
    """Standardised rank regression coefficients, the largest first, and the share of rank variance they explain.

    Source: Saltelli & Marivoet (1990), Reliab Eng Syst Saf 28:229-253; intervals by bootstrap of the draws.

    Raises: ValueError if there are too few draws for so many numbers.
    """
    y, kept = _whole_groups(runs, 1)
    x = unit[kept]
    if len(kept) < len(names) + 3:
        raise ValueError(
            f"{len(kept)} draws are finished; for {len(names)} numbers at least {len(names) + 3} are needed"
        )
    outcome = y.mean(axis=0)
    if np.ptp(outcome) == 0.0:
        return [Influence(n, "SRRC", 0.0, 0.0, 0.0) for n in names], nan
    from scipy.stats import bootstrap

    def refitted(rows: np.ndarray) -> np.ndarray:
        return _on_ranks(x[rows], outcome[rows])[0]

    beta, explained = _on_ranks(x, outcome)
    again = bootstrap(
        (np.arange(len(x)),), refitted, vectorized=False, n_resamples=RESAMPLES, confidence_level=LEVEL,
        method="percentile", rng=seed,
    )  # fmt: skip
    low, high = again.confidence_interval
    order = np.argsort(-np.abs(beta))
    return [
        Influence(names[i], "SRRC", float(beta[i]), float(low[i]), float(high[i])) for i in order
    ], explained


def _on_ranks(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    from scipy.stats import rankdata

    ranks = _standard(rankdata(x, axis=0))
    target = _standard(rankdata(y)[:, None])[:, 0]
    beta = np.linalg.lstsq(ranks, target, rcond=None)[0]
    return beta, 1.0 - float(((target - ranks @ beta) ** 2).sum() / max((target**2).sum(), 1e-300))


def _standard(table: np.ndarray) -> np.ndarray:
    centred = table - table.mean(axis=0)
    spread = centred.std(axis=0)
    return centred / np.where(spread > 0.0, spread, 1.0)


def _whole_groups(runs: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The runs of groups of draws of which none is missing, and which draws those are.

    Replications that some draw of an otherwise whole group lacks are left out for all, so that luck stays paired.
    """
    draws = runs.shape[1] // size * size
    there = ~np.isnan(runs[:, :draws])
    whole = there.any(axis=0).reshape(-1, size).all(axis=1)
    kept = np.flatnonzero(np.repeat(whole, size))
    full = there[:, kept].all(axis=1)
    if full.any():
        return runs[full][:, kept], kept
    return np.nanmean(runs[:, kept], axis=0)[None, :], kept
