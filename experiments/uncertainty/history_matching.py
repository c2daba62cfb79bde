"""History matching: rule out the numbers under which a model cannot give what was observed; what is left is kept.

Wave by wave, the model is run at points of the space that is left, an emulator is fitted to each observed quantity,
and points whose emulated value is too many standard deviations off are ruled out. No best fit is sought.
Source: Craig, Goldstein, Seheult & Smith (1997); Vernon, Goldstein & Bower (2010), Bayesian Anal 5:619-670; for models
with luck, Andrianakis et al. (2015), PLoS Comput Biol 11:e1003968.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

CUTOFF = 3.0  # standard deviations; 95% of any single-peaked law lies within (Pukelsheim 1994)
MISSES = 1  # observed quantities that may be further off: the second largest implausibility counts
TRUSTED = 0.9  # share of points that an emulator must foretell within three standard deviations when they are left out
BATCH, BATCHES = 4096, 16  # candidates looked at at a time, and how often at most
MARGIN = 0.1  # of the width of what is left, added on each side before looking closer

type Simulate = Callable[
    [int, np.ndarray], np.ndarray
]  # wave, (points, numbers) -> (points, replications, quantities)


class Observed(NamedTuple):
    """One observed quantity, and the variance of what it may be off by: its own, and the model's discrepancy.

    Its own holds the luck of what was observed: next to none for a whole country, a good deal for one small place.
    """

    name: str
    value: float
    variance: float


class Share(NamedTuple):
    """The share of the whole space that is left, and its 95% interval."""

    value: float
    low: float
    high: float


WHOLE = Share(1.0, 1.0, 1.0)


class Emulator:
    """A Gaussian process fitted to the means of one quantity at some points: linear in the numbers, and smooth.

    unit: (points, numbers) shares of their ranges.  means: (points,).  chance: variance of such a mean.
    """

    def __init__(self, unit: np.ndarray, means: np.ndarray, chance: float, seed: int) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct
        from threadpoolctl import threadpool_limits

        self.chance = chance
        self._centre, spread = float(means.mean()), float(means.std())
        self._spread = spread if spread > 0.0 else 1.0
        self._noise = max(chance / self._spread**2, 1e-6)
        width = unit.shape[1]
        smooth = ConstantKernel(1.0, (1e-3, 1e2)) * RBF([0.7] * width, [(0.2, 10.0)] * width)
        straight = ConstantKernel(1.0, (1e-3, 1e2)) * DotProduct(1.0, (1e-2, 1e2))
        self._process = GaussianProcessRegressor(smooth + straight, alpha=self._noise, random_state=seed)
        # one thread: the matrices are small, and threads that wait for each other take longer than the sums
        with (
            threadpool_limits(1),
            warnings.catch_warnings(),
        ):  # a length at its bound is an answer: the quantity hardly bends there
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._process.fit(unit - 0.5, (means - self._centre) / self._spread)
        self.foretells = self._left_out()

    def _left_out(self) -> float:
        """Share of the points that lie within three standard deviations of what the others foretell of them."""
        lower = self._process.L_
        inverse = np.linalg.inv(lower @ lower.T)
        errors = np.asarray(self._process.alpha_).ravel() / np.sqrt(np.diag(inverse))
        return float((np.abs(errors) <= 3.0).mean())

    @property
    def trusted(self) -> bool:
        """Whether it foretells what it has not seen; one that does not rules nothing out."""
        return self.foretells >= TRUSTED

    def foretold(self, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(points,) the mean and the variance of the quantity's expected value, luck left out."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            mean, sd = self._process.predict(unit - 0.5, return_std=True)
        return self._centre + self._spread * mean, (self._spread * sd) ** 2


def implausibilities(
    emulators: Sequence[Emulator | None], observed: Sequence[Observed], unit: np.ndarray
) -> np.ndarray:
    """(points, quantities) distance from what was observed in standard deviations; 0 where no emulator is trusted.

    The variance is that of the emulator, which holds the luck of the runs it was fitted to, and of what was observed.
    The luck of one more run is not in it: the emulator foretells the expected value.
    """
    found = np.zeros((len(unit), len(observed)))
    for k, (emulator, o) in enumerate(zip(emulators, observed)):
        if emulator is not None and emulator.trusted:
            mean, variance = emulator.foretold(unit)
            found[:, k] = np.abs(mean - o.value) / np.sqrt(variance + o.variance)
    return found


def worst_but(found: np.ndarray, misses: int) -> np.ndarray:
    """(points,) the largest implausibility when so many quantities may be missed."""
    return np.asarray(np.sort(found, axis=1)[:, max(0, found.shape[1] - 1 - misses)])


@dataclass
class Wave:
    """One wave: what was run, and what was learnt."""

    number: int
    unit: np.ndarray  # (points, numbers) that were run
    runs: np.ndarray  # (points, replications, quantities); nan where a run failed
    emulators: list[Emulator | None]  # by quantity; None where too few runs show it
    left: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))  # points that no wave has ruled out
    share: Share = WHOLE  # of the whole space, after this wave


@dataclass(frozen=True)
class Rules:
    """When a point is ruled out, and how the space is searched."""

    cutoff: float = CUTOFF
    misses: int = MISSES
    seed: int = 1


def matched(
    simulate: Simulate,
    observed: Sequence[Observed],
    width: int,
    waves: int,
    size: int,
    rules: Rules = Rules(),
) -> Iterator[Wave]:
    """Wave after wave, until there are enough or nothing is left.

    simulate: runs the model; told the wave and the points.  width: numbers.  size: points in a wave.
    """
    from scipy.stats.qmc import LatinHypercube

    found: list[Wave] = []
    unit = np.asarray(LatinHypercube(width, rng=rules.seed).random(size))
    for number in range(1, waves + 1):
        wave = Wave(number, unit, simulate(number, unit), [])
        wave.emulators = _emulators(found, wave, observed, rules)
        found.append(wave)
        wave.left, wave.share = space_left(found, observed, width, rules, 4 * size)
        yield wave
        if not len(wave.left):
            return
        unit = _spread(wave.left, size)


def _emulators(
    before: Sequence[Wave], wave: Wave, observed: Sequence[Observed], rules: Rules
) -> list[Emulator | None]:
    """One per quantity, fitted to this wave's points and to earlier ones that are not ruled out."""
    units, runs = [wave.unit], [wave.runs]
    for earlier in before:
        kept = is_left(before, observed, earlier.unit, rules)
        units.append(earlier.unit[kept])
        runs.append(earlier.runs[kept])
    unit, all_runs = np.concatenate(units), np.concatenate(runs)
    needed = 2 * unit.shape[1] + 2
    ran = ~np.isnan(all_runs).all(axis=(1, 2))
    if ran.sum() < needed:
        raise ValueError(
            f"{int(ran.sum())} points of wave {wave.number} could be run; at least {needed} are needed. "
            "Narrow the ranges in which runs fail"
        )
    found: list[Emulator | None] = []
    for k in range(len(observed)):
        y = all_runs[:, :, k]
        there = ~np.isnan(y).any(axis=1)
        if there.sum() < needed:  # a quantity that this model does not show
            found.append(None)
            continue
        chance = float(y[there].var(axis=1, ddof=1).mean()) / y.shape[1]
        found.append(Emulator(unit[there], y[there].mean(axis=1), chance, rules.seed))
    return found


def implausibility(
    waves: Sequence[Wave], observed: Sequence[Observed], unit: np.ndarray, rules: Rules
) -> np.ndarray:
    """(points,) the largest over all waves, with so many misses allowed in each."""
    found = np.zeros(len(unit))
    for wave in waves:
        found = np.maximum(found, worst_but(implausibilities(wave.emulators, observed, unit), rules.misses))
    return found


def is_left(
    waves: Sequence[Wave], observed: Sequence[Observed], unit: np.ndarray, rules: Rules
) -> np.ndarray:
    """(points,) whether no wave rules them out; a wave asks only what the ones before it leave."""
    left = np.ones(len(unit), bool)
    for wave in waves:
        asked = np.flatnonzero(left)
        if not len(asked):
            break
        worst = worst_but(implausibilities(wave.emulators, observed, unit[asked]), rules.misses)
        left[asked[worst >= rules.cutoff]] = False
    return left


def space_left(
    waves: Sequence[Wave], observed: Sequence[Observed], width: int, rules: Rules, wanted: int
) -> tuple[np.ndarray, Share]:
    """Points spread evenly over what is left, at least as many as wanted if they can be found, and its share.

    Where little is left, a box around it is searched closer; none found means less than 3 in all that were looked at.
    """
    from scipy.stats.qmc import Sobol, scale

    low, high, volume = np.zeros(width), np.ones(width), 1.0
    kept, looked = np.zeros((0, width)), 0
    for batch in range(BATCHES):
        points = np.asarray(Sobol(width, scramble=True, rng=rules.seed + 7_919 * batch).random(BATCH))
        points = scale(points, low, high)
        kept = np.concatenate([kept, points[is_left(waves, observed, points, rules)]])
        looked += BATCH
        if len(kept) >= wanted:
            break
        if len(kept) >= 50:
            edge = MARGIN * np.ptp(kept, axis=0) + 1e-3
            lower, upper = np.maximum(low, kept.min(axis=0) - edge), np.minimum(high, kept.max(axis=0) + edge)
            if np.prod(upper - lower) < 0.5 * np.prod(high - low):  # a closer look: begin again in the box
                low, high, volume = lower, upper, float(np.prod(upper - lower))
                kept, looked = np.zeros((0, width)), 0
    return kept, _share(len(kept), looked, volume)


def _share(hits: int, of: int, volume: float) -> Share:
    """A share of the space and its 95% interval. Source: Wilson (1927), J Am Stat Assoc 22:209-212."""
    z, p = 1.96, hits / of
    centre = (p + z * z / (2.0 * of)) / (1.0 + z * z / of)
    half = z * sqrt(p * (1.0 - p) / of + z * z / (4.0 * of * of)) / (1.0 + z * z / of)
    return Share(volume * p, volume * max(0.0, centre - half), volume * min(1.0, centre + half))


def _spread(points: np.ndarray, size: int) -> np.ndarray:
    """Some of the points, each as far from those before it as can be (greedy maximin)."""
    from scipy.spatial.distance import cdist

    if len(points) <= size:
        return points
    pool = points[:: ceil(len(points) / 2_000)]
    chosen = [0]
    nearest = cdist(pool, pool[:1])[:, 0]
    while len(chosen) < size:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, cdist(pool, pool[chosen[-1:]])[:, 0])
    return np.asarray(pool[chosen])
