"""A home-care agency: hours of help at home, bought by the council or by people themselves."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Sort


class HomeCareParameters(NamedTuple):
    """Agencies of a place, their hours and who uses them."""

    agencies_per_100k: float = sourced(
        3.0,
        unit="agencies per 100,000",
        source="assumption: larger agencies than in England, fewer rows; 2 to 15",
        low=0.0,
        high=100.0,
    )
    hours_per_1000: float = sourced(
        75.0, unit="hours a week per 1,000", source="assumption: varied 40 to 90", low=0.0, high=1_000.0
    )
    receivers_per_1000: float = sourced(
        6.0,
        unit="people with home care per 1,000 on day 0",
        source="assumption: as many as there are after four years at a steady threshold; varied 3 to 7",
        low=0.0,
        high=50.0,
    )
    hours: tuple[float, ...] = sourced_list(
        (4.0, 12.0),
        unit="hours a week without need, and more at full need",
        source="assumption: about ten hours a week at need one half",
        low=0.0,
        high=60.0,
    )
    price: float = sourced(17.0, unit="£ an hour", source="assumption: varied 14 to 22", low=0.0, high=100.0)
    premium: float = sourced(
        0.15,
        unit="share that people who pay themselves pay more",
        source="assumption: varied 0 to 0.4",
        low=0.0,
        high=3.0,
    )
    growth: float = sourced(
        0.01,
        unit="share of hours gained or lost in a month",
        source="assumption: varied 0 to 0.03",
        low=0.0,
        high=0.2,
    )
    profitable: float = sourced(
        0.92,
        unit="share of hours used at which an agency neither grows nor shrinks",
        source="assumption: varied 0.85 to 0.97",
        low=0.0,
        high=1.0,
    )


@rule
def hours_needed(need, p):
    """Hours a week of home care, whole: 4 + 12·need."""
    return int(p.hours[0] + p.hours[1] * need + 0.5)


class HomeCare(Provider):
    """An agency that gives care at home."""

    sort = Sort.HOME_CARE
