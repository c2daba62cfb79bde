"""The reference workload: a small year of needs, tests, beds and lists on which engines are compared.

The order of a day:

1. Home-care packages that end today come free; people kept in a bed for want of one
   go home, longest wait first.
2. People whose stay ends today go home, or keep the bed if they need a package and none is free.
3. Everybody at home is readmitted if that falls due today, else has a need with a daily probability that
   grows with long-term conditions; a need ends in general practice or in A&E.
4. Free beds go to people waiting for one, longest wait first.
5. The clinic sees its day's number of referred people, longest wait first.

The numbers fix the amount of work and are not claims about a health service: `joinedup.model` makes those.
"""

from dataclasses import dataclass, fields
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.sourced import sourced, sourced_list
from joinedup.model.chance import uniforms

YEAR = 365  # days
_SET = "assumption: part of the definition of the reference workload; fixes the work to be done"


class ReferenceParameters(NamedTuple):
    """Who the people are, what they need and how much there is of it."""

    practice_size: float = sourced(8_000.0, unit="people per practice", source=_SET, low=1.0)
    catchment_size: float = sourced(250_000.0, unit="people per hospital", source=_SET, low=1.0)
    ages: float = sourced(91.0, unit="ages, each as frequent, from 0", source=_SET, low=1.0, high=120.0)
    condition_shares: tuple[float, ...] = sourced_list(
        (0.50, 0.25, 0.13, 0.08, 0.04),
        unit="share of people with 0 to 4 long-term conditions",
        source=_SET,
        low=0.0,
        high=1.0,
    )
    relative_need: tuple[float, ...] = sourced_list(
        (0.5, 1.0, 1.6, 2.3, 3.2), unit="need by long-term conditions, 0 to 4", source=_SET, low=0.0
    )
    gp_rate: float = sourced(6.0, unit="GP contacts per person-year", source=_SET, low=0.0)
    emergency_rate: float = sourced(0.4, unit="A&E attendances per person-year", source=_SET, low=0.0)
    tested: float = sourced(0.3, unit="tests per GP contact", source=_SET, low=0.0, high=1.0)
    test_kinds: float = sourced(4.0, unit="kinds of test", source=_SET, low=1.0, high=4.0)
    test_valid: float = sourced(90.0, unit="days a result stays valid", source=_SET, low=0.0)
    result_seen: float = sourced(
        0.5, unit="share of valid results the GP can see", source=_SET, low=0.0, high=1.0
    )
    referred: float = sourced(0.08, unit="referrals per GP contact", source=_SET, low=0.0, high=1.0)
    admitted: float = sourced(0.28, unit="admissions per A&E attendance", source=_SET, low=0.0, high=1.0)
    mean_stay: float = sourced(5.0, unit="days", source=_SET, low=1.0)
    stay_spread: float = sourced(1.0, unit="standard deviation of log days", source=_SET, low=0.0)
    longest_stay: float = sourced(365.0, unit="days", source=_SET, low=1.0, high=365.0)
    old_age: float = sourced(65.0, unit="years", source=_SET, low=0.0)
    old_need_care: float = sourced(
        0.35, unit="share of stays at `old_age` and over that need a package", source=_SET, low=0.0, high=1.0
    )
    young_need_care: float = sourced(
        0.03, unit="share of stays below `old_age` that need a package", source=_SET, low=0.0, high=1.0
    )
    package_days: float = sourced(42.0, unit="days", source=_SET, low=1.0)
    followed_up: float = sourced(0.5, unit="share of discharges followed up", source=_SET, low=0.0, high=1.0)
    readmitted: float = sourced(
        0.17, unit="share readmitted without follow-up", source=_SET, low=0.0, high=1.0
    )
    readmitted_followed: float = sourced(
        0.09, unit="share readmitted with follow-up", source=_SET, low=0.0, high=1.0
    )
    readmitted_within: float = sourced(30.0, unit="days", source=_SET, low=1.0)
    beds: float = sourced(0.00205, unit="beds per person", source=_SET, low=0.0)
    packages: float = sourced(0.00185, unit="home-care packages per person", source=_SET, low=0.0)
    clinic_slots: float = sourced(0.97 * 0.48, unit="clinic slots per person-year", source=_SET, low=0.0)


@dataclass(slots=True)
class Day:
    """What happened in one place on one day."""

    gp_contacts: int = 0
    tests: int = 0
    duplicates: int = 0  # tests repeated while a valid result existed
    avoided: int = 0  # tests not repeated because the result was seen
    referrals: int = 0
    seen: int = 0  # in the clinic
    waited_days: int = 0  # of those seen
    emergencies: int = 0  # A&E attendances
    admissions: int = 0  # decisions to admit, readmissions included
    readmissions: int = 0
    discharges: int = 0
    occupied: int = 0  # beds at the end of the day
    delayed: int = 0  # of these, with a delayed discharge
    bed_queue: int = 0  # waiting for a bed
    clinic_queue: int = 0  # waiting for the clinic


COUNTS = tuple(f.name for f in fields(Day))
LEVELS = ("occupied", "delayed", "bed_queue", "clinic_queue")  # stocks; the other counts are flows

_AGE, _CONDITIONS = 1, 2  # purposes of the draws that make the people
_BIRTH = -1  # the occasion of these draws


def daily_need(numbers: Any) -> np.ndarray:
    """Probability that a person at home has a need on a day, by long-term conditions: (5,)."""
    relative = np.array(numbers.relative_need)
    mean = float(relative @ np.array(numbers.condition_shares))
    return np.asarray(relative / mean * (numbers.gp_rate + numbers.emergency_rate) / YEAR)


def emergency_share(numbers: Any) -> float:
    """Share of needs that end in A&E."""
    return float(numbers.emergency_rate / (numbers.gp_rate + numbers.emergency_rate))


def edges(start: int, stop: int, size: float) -> np.ndarray:
    """Bounds of equal parts of about `size` people each, from `start` to `stop`."""
    parts = max(1, round((stop - start) / size))
    return start + np.arange(parts + 1, dtype=np.int64) * (stop - start) // parts


def capacities(people: int, numbers: Any) -> tuple[int, int, float]:
    """Beds, home-care packages and clinic slots a day for a number of people."""
    slots = numbers.clinic_slots / YEAR * people
    return ceil(numbers.beds * people), ceil(numbers.packages * people), float(slots)


def people(start: int, stop: int, seed: int, numbers: Any) -> tuple[np.ndarray, np.ndarray]:
    """Age and number of long-term conditions of persons `start` to `stop`, the same for every engine."""
    ids = np.arange(start, stop)
    age = uniforms(seed, _AGE, ids, _BIRTH) * numbers.ages
    bounds = np.cumsum(numbers.condition_shares)[:-1]
    conditions = np.searchsorted(bounds, uniforms(seed, _CONDITIONS, ids, _BIRTH), side="right")
    return age.astype(np.uint8), conditions.astype(np.uint8)


def rates(counts: np.ndarray, persons: int) -> dict[str, float]:
    """Flows per person-year and average stocks per 100,000 people, from daily counts (days, 15)."""
    days = len(counts)
    return {
        name: float(
            counts[:, j].mean() / persons * 1e5
            if name in LEVELS
            else counts[:, j].sum() / persons * YEAR / days
        )
        for j, name in enumerate(COUNTS)
    }
