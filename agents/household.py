"""What a person lives on and with: means, home, carer, and the social care they ask for or get.

A table beside the records, read only when social care is concerned: capital and income decide who pays, a carer and
social need decide what is needed.
"""

from enum import IntEnum
from math import exp
from typing import NamedTuple

import numpy as np

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced, sourced_list


class CareState(IntEnum):
    """What a person does about social care, or gets of it."""

    NONE = 0
    ASSESSING = 1  # waits at home to be assessed
    REABLED = 2  # gets short care at home; is assessed when it ends
    WAITS_FOR_HOURS = 3  # found in need; waits for home care
    RECEIVES = 4  # home care
    SEEKS_BED = 5  # looks for a care home
    RESIDENT = 6  # lives in one
    INELIGIBLE = 7  # assessed, need below the threshold
    DECLINED = 8  # offered care, put off by the charge


HOUSEHOLD = np.dtype(
    (
        np.record,
        [
            ("capital", "i4"),  # £ of savings at pension age, the home left out
            ("income", "i4"),  # pence a week
            ("asked", "i4"),  # day on which the person asked, or from which they wait
            ("residence", "i2"),  # row of the care home; -1 own home
            ("agency", "i2"),  # row of the home-care agency; -1 none
            ("hours", "u1"),  # of home care a week
            ("care", "u1"),  # CareState
            ("pays", "u1"),  # 1: pays for all of it
            ("listed", "u1"),  # 1: stands in the line for social care
            ("home_owner", "u1"),  # 1: owns the home they live in
            ("carer", "u1"),  # 1: somebody at home helps
            ("social_need", "u1"),  # need when last looked at, in 1/255
            ("nursing", "u1"),  # 1: needs a nursing home
        ],
    )
)
assert HOUSEHOLD.itemsize <= 32


class HouseholdParameters(NamedTuple):
    """Means of people at pension age, by deprivation fifth, and what makes them need help."""

    capital: tuple[float, ...] = sourced_list(
        (12_000.0, 30_000.0, 60_000.0, 110_000.0, 190_000.0),
        unit="£, median savings at 65 and over, most deprived fifth first",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=5e6,
    )
    capital_spread: float = sourced(
        1.3, unit="log sd", source="assumption: varied 0.8 to 1.8", low=0.0, high=3.0
    )
    home_owner: tuple[float, ...] = sourced_list(
        (0.35, 0.55, 0.70, 0.82, 0.90),
        unit="share of people who own their home, most deprived fifth first",
        source="assumption: about 75% of people of 65 and over own their home; gradient varied",
        low=0.0,
        high=1.0,
    )
    home_worth: float = sourced(
        160_000.0, unit="£ of a home", source="assumption: varied 100,000 to 300,000", low=0.0, high=5e6
    )
    carer: float = sourced(
        0.45,
        unit="share of people with somebody who helps at home",
        source="assumption: varied 0.3 to 0.6",
        low=0.0,
        high=1.0,
    )
    carer_share: float = sourced(
        0.5,
        unit="share of unmet need that a carer leaves",
        source="assumption: varied 0.2 to 0.8",
        low=0.0,
        high=1.0,
    )
    income: tuple[float, ...] = sourced_list(
        (190.0, 205.0, 225.0, 255.0, 300.0),
        unit="£ a week, median, most deprived fifth first",
        source="assumption: state pension and a little more; varied x0.8 to x1.3",
        low=0.0,
        high=2_000.0,
    )
    income_spread: float = sourced(
        0.25, unit="log sd", source="assumption: varied 0.1 to 0.5", low=0.0, high=2.0
    )
    need_level: float = sourced(
        1.5,
        unit="log odds of need above those of frailty",
        source="assumption: varied 0.5 to 2.5",
        low=-5.0,
        high=5.0,
    )
    need_spread: float = sourced(
        0.55,
        unit="log odds of need per log odds of the person's rank among people as frail",
        source="assumption: a standard deviation of 1; varied 0.3 to 0.8",
        low=0.0,
        high=5.0,
    )


@rule
def social_need(frail, own, p):
    """Need of social care, 0 to 1: logistic(logit(frailty) + need_level + need_spread·logit(own)).

    own: uniform, the person's own.  p: HouseholdParameters.  Source: assumption, see HouseholdParameters.
    """
    odds = frail / max(1e-6, 1.0 - frail) * exp(p.need_level)
    odds *= ((own + 1e-12) / (1.0 - own)) ** p.need_spread
    return odds / (1.0 + odds)


@rule
def lacks(patient, home, need, p):
    """Social need is not met: a carer leaves only a part of it.  p: HouseholdParameters."""
    share = p.carer_share if home.carer > 0 else 1.0
    patient.unmet_social = int(255.0 * need * share)


@rule
def ends_care(sites, home):
    """Care ends, at home or in a care home: the hours or the bed are free again."""
    if home.residence >= 0:
        sites[home.residence].occupied -= 1
    if home.agency >= 0:
        sites[home.agency].hours_used -= int(home.hours)
    home.care = CareState.NONE
    home.residence = -1
    home.agency = -1
    home.hours = 0
