"""Risk weights: what a person of an age and a deprivation fifth is expected to cost, England = 1."""

from typing import NamedTuple

import numpy as np

from joinedup.agents.happenings import GROUPS
from joinedup.agents.sourced import sourced, sourced_list

# rows: deprivation fifth, most deprived first; columns: age band
_SPEND = (
    *(1260.0, 874.0, 1254.0, 1631.0, 2276.0, 3592.0, 4732.0, 5473.0),
    *(1175.0, 820.0, 1053.0, 1396.0, 1950.0, 3225.0, 4438.0, 5291.0),
    *(1129.0, 759.0, 971.0, 1282.0, 1685.0, 2924.0, 4180.0, 5108.0),
    *(1092.0, 712.0, 909.0, 1196.0, 1513.0, 2765.0, 4047.0, 5046.0),
    *(1031.0, 663.0, 859.0, 1129.0, 1364.0, 2619.0, 3912.0, 4981.0),
)


class RiskParameters(NamedTuple):
    """Expected cost of a person by deprivation fifth (most deprived first) and age band."""

    spend: tuple[float, ...] = sourced_list(
        _SPEND,
        unit="£ a year, primary and secondary care, by group",
        source="HES 2011/12 and QResearch by age, sex and deprivation (Asaria 2017, PSSRU)",
        low=0.0,
        high=50_000.0,
    )
    england: float = sourced(
        1_713.0, unit="£ a year, mean of England", source="Asaria 2017, PSSRU", low=1.0, high=50_000.0
    )


assert len(_SPEND) == GROUPS


def risk_weights(p: RiskParameters) -> np.ndarray:
    """Weight of a person of each group, (GROUPS,): expected cost ÷ England's mean."""
    return np.array(p.spend) / p.england


def weighted_people(registered: np.ndarray, p: RiskParameters) -> np.ndarray:
    """Sum of the risk weights of the people registered at each site, (sites,). registered: (sites, GROUPS) people."""
    return np.asarray(registered @ risk_weights(p))
