"""A mental health trust: the crisis team, its line and its beds."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Sort

_FITTED = "assumption: fitted to bed occupancy of 0.89, varied x0.5 to x2"


class MentalHealthParameters(NamedTuple):
    """Doors, places and beds in a mental health crisis."""

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
        0.445,
        unit="severity from which a bed does more good than care at home",
        source=_FITTED,
        low=0.0,
        high=1.0,
    )
    bed_worth: float = sourced(
        40_000.0,
        unit="£ of health per unit of severity above that",
        source="assumption: as DecisionParameters.admission_worth",
        low=0.0,
        high=2e5,
    )
    away_harm: float = sourced(
        1_000.0,
        unit="£ of health lost in a bed far from home",
        source="assumption: varied 0 to 5,000",
        low=0.0,
        high=1e5,
    )
    noise: float = sourced(
        720.0,
        unit="£, decision noise in a crisis",
        source="assumption: as DecisionParameters.noise_admit",
        low=0.1,
        high=50_000.0,
    )
    places_per_1000: float = sourced(
        0.45, unit="crisis-team places per 1,000", source=_FITTED, low=0.0, high=5.0
    )
    care_days: float = sourced(14.0, unit="days of crisis care, mean", source=_FITTED, low=1.0, high=100.0)
    contacts: float = sourced(6.0, unit="contacts per crisis", source=_FITTED, low=1.0, high=50.0)
    out_of_area_days: float = sourced(20.0, unit="days, mean", source=_FITTED, low=1.0, high=200.0)
    police: float = sourced(
        0.05,
        unit="share of crises that the police bring to A&E",
        source="assumption: 0.02 to 0.1",
        low=0.0,
        high=1.0,
    )
    line_known: float = sourced(
        0.2,
        unit="relationship of practice and trust from which patients know whom to call",
        source="assumption: 0 to 0.5",
        low=0.0,
        high=1.0,
    )
    follow_up_days: float = sourced(
        7.0,
        unit="days in which an earlier contact still steadies",
        source="assumption: varied 2 to 30",
        low=0.0,
        high=90.0,
    )
    follow_up_share: float = sourced(
        0.5,
        unit="share of the worsening that is left after such a contact",
        source="assumption: 0.25 to 1",
        low=0.0,
        high=1.0,
    )


class MentalHealthCare(Provider):
    """A mental health trust."""

    sort = Sort.MENTAL_HEALTH


@rule
def bed_benefit(severity, at_home, p):
    """£ of health from a bed in a crisis: that of care at home, and 40,000·(s - 0.445).

    at_home: £ of health from care at home.
    """
    return at_home + p.bed_worth * (severity - p.bed_from)


@rule
def steadied(now, at_onset, recent_contact, p):
    """Severity of a crisis: after a contact in the week before it has worsened half as much.

    now, at_onset: severity, 0 to 1.  recent_contact: 1 when there was one.
    """
    return at_onset + (now - at_onset) * (p.follow_up_share if recent_contact > 0.0 else 1.0)
