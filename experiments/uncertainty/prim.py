"""The patient rule induction method (PRIM): a box of numbers in which most worlds are as wanted.

It peels a twentieth of the draws at a time off the side that makes the rest denser in wanted worlds, takes the box
that is best in density and coverage together (their harmonic mean), moves every side to where these are best, which
stands for pasting, and drops limits that chance could have set. Source: Friedman & Fisher (1999), Stat Comput
9:123-143; Bryant & Lempert (2010), Technol Forecast Soc Change 77:34-49.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

PEEL = 0.05  # of the draws in the box, at a time
LEAST = 0.05  # of all draws, in the smallest box
SHUFFLES = 199  # of the labels, to see what chance would find
SIGNIFICANT = 0.05
SETTLES = 20  # rounds of moving every side, at most


class Limit(NamedTuple):
    """What a box says of one number: at least low and at most high; infinite where it says nothing."""

    which: int  # column
    low: float
    high: float
    quasi_p: (
        float  # chance of so dense a box if this number said nothing; of one box, not of the search for it
    )


class Box(NamedTuple):
    """A part of the space in which wanted worlds are denser than elsewhere."""

    limits: tuple[Limit, ...]  # the most deciding first; none: the whole space
    inside: int  # draws
    wanted: int  # of those
    all: int
    all_wanted: int
    chance: float  # share of shuffles of the labels in which a box as good is found

    @property
    def density(self) -> float:
        """Share of the worlds inside that are as wanted."""
        return self.wanted / self.inside if self.inside else 0.0

    @property
    def coverage(self) -> float:
        """Share of the wanted worlds that are inside."""
        return self.wanted / self.all_wanted if self.all_wanted else 0.0

    @property
    def is_more_than_chance(self) -> bool:
        """Whether shuffled labels hardly ever give so good a box."""
        return bool(self.limits) and self.chance <= SIGNIFICANT


type _Sides = tuple[np.ndarray, np.ndarray]  # lowest and highest values inside


def prim(x: np.ndarray, good: np.ndarray, seed: int = 1, shuffles: int = SHUFFLES) -> Box:
    """The best box of wanted worlds, and how often chance would find as good a one.

    x: (draws, numbers).  good: (draws,) whether a world is as wanted.
    """
    from scipy.stats import permutation_test

    good = np.asarray(good, bool)
    sides = _found(x, good)
    limits = _limits(x, good, sides)
    inside = _inside(x, sides)
    chance = 1.0
    if limits and shuffles:
        test = permutation_test(
            (good,), lambda labels: _excess(x, labels, _found(x, labels)), permutation_type="pairings",
            vectorized=False, n_resamples=shuffles, alternative="greater", rng=seed,
        )  # fmt: skip
        chance = float(test.pvalue)
    return Box(limits, int(inside.sum()), int(good[inside].sum()), len(good), int(good.sum()), chance)


def _found(x: np.ndarray, good: np.ndarray) -> _Sides:
    """The sides of the best box."""
    whole: _Sides = (np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf))
    if good.all() or not good.any():
        return whole
    best = max(_peeled(x, good, whole), key=lambda sides: _balance(good, _inside(x, sides)))
    return _settled(x, good, _without_chance(x, good, _settled(x, good, best)))


def _inside(x: np.ndarray, sides: _Sides, but: int = -1) -> np.ndarray:
    """(draws,) which draws are in a box; but: leave one number out."""
    fits = (x >= sides[0]) & (x <= sides[1])
    if but >= 0:
        fits[:, but] = True
    return np.asarray(fits.all(axis=1))


def _balance(good: np.ndarray, inside: np.ndarray) -> float:
    """Harmonic mean of density and coverage."""
    wanted = float(good[inside].sum())
    return 2.0 * wanted / (float(inside.sum()) + float(good.sum()))


def _excess(x: np.ndarray, good: np.ndarray, sides: _Sides) -> float:
    """Wanted worlds inside beyond their share everywhere, in standard deviations."""
    inside = _inside(x, sides)
    n, share = float(inside.sum()), float(good.mean())
    spread = np.sqrt(n * share * (1.0 - share))
    return float((good[inside].sum() - n * share) / spread) if spread > 0.0 else 0.0


def _peeled(x: np.ndarray, good: np.ndarray, whole: _Sides) -> list[_Sides]:
    """Box after box, each a peel smaller than the one before."""
    boxes, sides = [whole], whole
    least = max(10.0, LEAST * len(good))
    while True:
        inside = _inside(x, sides)
        n, density = int(inside.sum()), float(good[inside].mean())
        if density == 1.0:
            return boxes
        best: tuple[float, _Sides] | None = None
        for which in range(x.shape[1]):
            column, labels = x[inside, which], good[inside]
            for upper in (False, True):
                edge = _edge(column, upper)
                if edge is None:
                    continue
                keeps = column <= edge if upper else column >= edge
                left = int(keeps.sum())
                if left < least:
                    continue
                gain = (float(labels[keeps].mean()) - density) / (n - left)  # lenient: per draw peeled off
                if best is None or gain > best[0]:
                    best = gain, _moved(sides, which, edge, upper)
        if best is None:
            return boxes
        sides = best[1]
        boxes.append(sides)


def _edge(column: np.ndarray, upper: bool) -> float | None:
    """Where a side comes to lie when a peel is taken off; None if all values are the same."""
    values = np.sort(-column if upper else column)
    edge = values[min(len(values) - 1, int(np.ceil(PEEL * len(values))))]
    if edge == values[0]:  # ties: the next value
        higher = values[values > values[0]]
        if not len(higher):
            return None
        edge = higher[0]
    return float(-edge if upper else edge)


def _moved(sides: _Sides, which: int, edge: float, upper: bool) -> _Sides:
    low, high = sides[0].copy(), sides[1].copy()
    (high if upper else low)[which] = edge
    return low, high


def _settled(x: np.ndarray, good: np.ndarray, sides: _Sides) -> _Sides:
    """The box with every side moved, out or in, to where density and coverage together are best.

    Pasting in small steps stops at the first draw that is not as wanted; a side that looks at all its places does not.
    """
    best = _balance(good, _inside(x, sides))
    for _ in range(SETTLES):
        before = best
        for which in _restricted(sides):
            for upper in (False, True):
                moved = _moved(sides, which, _best_edge(x, good, sides, which, upper), upper)
                found = _balance(good, _inside(x, moved))
                if found > best:
                    sides, best = moved, found
        if best == before:
            break
    return sides


def _best_edge(x: np.ndarray, good: np.ndarray, sides: _Sides, which: int, upper: bool) -> float:
    """Where one side lies best while all others stay; infinite if it is best let go."""
    free = _inside(x, _moved(sides, which, np.inf if upper else -np.inf, upper))
    column = x[free, which] if upper else -x[free, which]
    order = np.argsort(column, kind="stable")
    column = column[order]
    wanted = np.cumsum(good[free][order])
    balance = 2.0 * wanted / (np.arange(1, len(wanted) + 1) + float(good.sum()))
    ends = np.append(column[1:] != column[:-1], True)  # equal values stay together
    places = np.flatnonzero(ends)
    chosen = int(places[np.argmax(balance[places])])
    if chosen == len(column) - 1:
        return np.inf if upper else -np.inf
    return float(column[chosen] if upper else -column[chosen])


def _quasi_p(x: np.ndarray, good: np.ndarray, sides: _Sides, which: int) -> float:
    """Chance of so many wanted worlds inside if a number's limits did nothing."""
    from scipy.special import bdtrc

    inside, without = _inside(x, sides), _inside(x, sides, which)
    n, wanted = int(inside.sum()), int(good[inside].sum())
    return float(bdtrc(wanted - 1, n, good[without].mean())) if wanted else 1.0


def _restricted(sides: _Sides) -> list[int]:
    return [int(i) for i in np.flatnonzero(np.isfinite(sides[0]) | np.isfinite(sides[1]))]


def _without_chance(x: np.ndarray, good: np.ndarray, sides: _Sides) -> _Sides:
    """The box without the limits that chance could have set, the least telling dropped first."""
    while restricted := _restricted(sides):
        worst = max(restricted, key=lambda i: _quasi_p(x, good, sides, i))
        if _quasi_p(x, good, sides, worst) <= SIGNIFICANT:
            break
        sides = _moved(_moved(sides, worst, -np.inf, False), worst, np.inf, True)
    return sides


def _limits(x: np.ndarray, good: np.ndarray, sides: _Sides) -> tuple[Limit, ...]:
    """What the box says, the most deciding number first: that which thins the box most when it is let go."""
    found = [
        (
            float(good[_inside(x, sides, i)].mean()),
            Limit(i, float(sides[0][i]), float(sides[1][i]), _quasi_p(x, good, sides, i)),
        )
        for i in _restricted(sides)
    ]
    return tuple(limit for _, limit in sorted(found, key=lambda f: f[0]))
