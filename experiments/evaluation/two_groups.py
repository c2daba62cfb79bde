"""What an evaluator would have seen: difference-in-differences, beside the twin that only a model has."""

from __future__ import annotations

from math import nan, sqrt

import numpy as np

from joinedup.experiments.compare import Difference


def twin_effect(switched: float, not_switched: float) -> float:
    """The exact effect: the same place with and without the switch, same people, same luck."""
    return switched - not_switched


def difference_in_differences(
    treated_before: float, treated_after: float, control_before: float, control_after: float
) -> float:
    """How much more the treated changed than the others: what can be seen without a twin."""
    return (treated_after - treated_before) - (control_after - control_before)


def evaluated(treated: np.ndarray, control: np.ndarray) -> Difference:
    """Difference-in-differences over several units, with its 95% interval (two-sample t, equal variances).

    treated, control: change of each unit from before to after.  nan with fewer than two units in either group.
    """
    n, m = len(treated), len(control)
    if n < 2 or m < 2:
        return Difference(nan, nan, nan)
    from scipy.special import stdtrit

    mean = float(treated.mean() - control.mean())
    squares = ((treated - treated.mean()) ** 2).sum() + ((control - control.mean()) ** 2).sum()
    error = sqrt(float(squares) / (n + m - 2) * (1.0 / n + 1.0 / m))
    half = float(stdtrit(n + m - 2, 0.975)) * error
    return Difference(mean, mean - half, mean + half)
