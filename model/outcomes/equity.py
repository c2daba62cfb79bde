"""Equity: how an outcome changes from the least to the most deprived."""

from collections.abc import Sequence

import numpy as np


def slope_index(values: Sequence[float], people: Sequence[float]) -> float:
    """Slope index of inequality: outcome of the most deprived less that of the least, along a fitted line.

    Weighted regression of each group's value on its ridit, the middle of its share of the people.

    values: by group, least deprived first; age- and sex-standardised where that matters.  people: in each
    group. nan with fewer than two groups that have people.
    Source: Wagstaff, Paci & van Doorslaer (1991), "On the measurement of inequalities in health", Soc Sci Med
    33(5):545-557.
    """
    y, weight = np.asarray(values, np.float64), np.asarray(people, np.float64)
    if y.shape != weight.shape or np.count_nonzero(weight) < 2:
        return float("nan")
    weight = weight / weight.sum()
    ridit = np.cumsum(weight) - weight / 2.0
    away = ridit - weight @ ridit
    return float((weight * away) @ y / ((weight * away) @ away))
