"""What one year leaves behind, and the months of a year: everything outcomes are computed from."""

from typing import NamedTuple

import numpy as np

YEAR = 365
MONTHS = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31)  # April to March


class YearBook(NamedTuple):
    """What one year left behind: everything outcomes are computed from."""

    year: int
    tallies: np.ndarray  # (groups, whats)
    waits: np.ndarray  # (groups, weeks)
    by_site: np.ndarray  # (sites, whats) counts
    spent: np.ndarray  # (sites, whats) pence
    sorts: np.ndarray  # (sites,) Sort of each
    spending: dict[str, dict[str, float]]  # £ by heading: payers, resources
    surpluses: dict[str, float]  # £ by entity
    stranded: float  # £
    bed_days_available: int
    occupied_bed_days: int
    spread: np.ndarray  # (2, cells) hospital-days by percent of beds in use; emergency stays by nights
    list_length: int  # people on elective lists at the year's end
    payer_net: float  # £ the commissioner has left
    extracted: float  # £ paid out to private owners, less what they paid in
    health_worth: float  # £ a QALY
    continuity: dict[str, float]  # see `outcomes/continuity.py`
    staff: dict[str, float]  # see `outcomes/staff.py`
    governance: dict[str, float]  # shares of practices by level of participation, and what contracts did


def month_end_after(day: int) -> int:
    """The first month's end after a day: days 30, 61, 91, ... of each year."""
    year, left = divmod(day, YEAR)
    end = 0
    for length in MONTHS:
        end += length
        if end > left:
            return year * YEAR + end
    raise AssertionError("a year has twelve months")
