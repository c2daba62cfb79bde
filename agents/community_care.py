"""A community trust: step-up care instead of hospital, step-down care after it."""

from typing import NamedTuple

from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Sort


class CommunityParameters(NamedTuple):
    """Places and stays in community care."""

    places_per_1000: float = sourced(
        0.44, unit="step-up and step-down places per 1,000", source="assumption: 0.1 to 1", low=0.0, high=10.0
    )
    stay: float = sourced(10.0, unit="days, mean", source="assumption: varied 5 to 20", low=1.0, high=100.0)
    too_little: float = sourced(
        0.5,
        unit="share of those beyond the band of community care who come back",
        source="assumption: varied 0.25 to 1",
        low=0.0,
        high=1.0,
    )
    step_down_base: float = sourced(
        0.03, unit="share of stays", source="assumption: fitted to delays", low=0.0, high=1.0
    )
    step_down_frail: float = sourced(
        0.22, unit="share of stays at full frailty", source="assumption: fitted to delays", low=0.0, high=1.0
    )


class CommunityCare(Provider):
    """A community trust: district nurses, therapists, intermediate care."""

    sort = Sort.COMMUNITY
