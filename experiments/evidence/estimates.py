"""A figure's counterpart with its interval: differences of twins, replication by replication."""

from __future__ import annotations

from math import exp, nan

import numpy as np

from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.evidence.playing import Values
from joinedup.experiments.evidence.study import (
    BEYOND,
    DIFFERENCE,
    EXTRA,
    GROWTH,
    LEVEL,
    ODDS,
    Measured,
    World,
)
from joinedup.experiments.falsification.finding import ratio

NOTHING = Difference(nan, nan, nan)


def estimate(measured: Measured, worlds: dict[World, Values]) -> Difference:
    """The mean over replications and its 95% t-interval; a ratio of sums has a jackknife interval.

    worlds: what was measured in each world that the figure is measured in.
    """
    key, years = measured.key, measured.years
    n = min(len(w.of[key]) for w in worlds.values())
    mine = worlds[measured.world].mean(key, years)[:n]
    if (
        measured.how == LEVEL
    ):  # of an agreement: groups that are no longer in one are not in its accounts either
        return interval(measured.times * mine[~np.isnan(mine)])
    if measured.how == GROWTH:
        before = worlds[measured.world].year(key, -1)[:n]
        return interval(100.0 * (mine - before) / before.mean())
    assert measured.against is not None
    other = worlds[measured.against].mean(key, years)[:n]
    if measured.how == ODDS:
        return _odds_ratio(mine / 100.0, other / 100.0)
    if measured.how == EXTRA:
        assert measured.second is not None
        assert measured.both is not None
        second, both = (worlds[w].mean(key, years)[:n] for w in (measured.second, measured.both))
        return extra(mine - other, second - other, both - other, measured.times)
    scale = 1.0 if measured.how == DIFFERENCE else 100.0 / float(other.mean())
    change = measured.times * scale * (mine - other)
    if measured.per is None:
        return interval(change)
    if measured.how == BEYOND:
        theirs, base = (worlds[w].mean(measured.per, years)[:n] for w in (measured.world, measured.against))
        return interval(change - 100.0 / float(base.mean()) * (theirs - base))
    moved = (worlds[w].mean(measured.per, years)[:n] for w in (measured.world, measured.against))
    return ratio(measured.step * change, np.subtract(*moved))


def _odds_ratio(share: np.ndarray, other: np.ndarray) -> Difference:
    """Odds of a share ÷ odds of another: the mean of their logs over replications, taken back."""
    logs = np.log(share / (1.0 - share)) - np.log(other / (1.0 - other))
    found = interval(logs)
    return Difference(exp(found.mean), exp(found.low), exp(found.high))


def extra(first: np.ndarray, second: np.ndarray, both: np.ndarray, times: float = 1.0) -> Difference:
    """|both − first − second| − |first|, signs taken from the means, so that it is a mean of a linear sum."""
    joint = both - first - second
    return interval(times * (np.sign(joint.mean()) * joint - np.sign(first.mean()) * first))
