"""A mental health trust: the crisis team and its beds."""

from typing import NamedTuple

from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Sort


class MentalHealthParameters(NamedTuple):
    """Crisis places and beds in mental health."""

    beds_per_1000: float = sourced(
        0.30,
        unit="beds per 1,000",
        source="NHS England beds open overnight 2018/19, mental illness",
        low=0.0,
        high=5.0,
    )
    bed_stay: float = sourced(
        36.0, unit="days, mean", source="assumption: gives occupancy 0.89", low=1.0, high=365.0
    )
    bed_from: float = sourced(
        0.54,
        unit="severity from which a bed is sought",
        source="assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2",
        low=0.0,
        high=1.0,
    )
    places_per_1000: float = sourced(
        0.45,
        unit="crisis-team places per 1,000",
        source="assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2",
        low=0.0,
        high=5.0,
    )
    care_days: float = sourced(
        14.0,
        unit="days of crisis care, mean",
        source="assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2",
        low=1.0,
        high=100.0,
    )
    contacts: float = sourced(
        6.0,
        unit="contacts per crisis",
        source="assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2",
        low=1.0,
        high=50.0,
    )
    out_of_area_days: float = sourced(
        20.0,
        unit="days, mean",
        source="assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2",
        low=1.0,
        high=200.0,
    )


class MentalHealthCare(Provider):
    """A mental health trust."""

    sort = Sort.MENTAL_HEALTH
