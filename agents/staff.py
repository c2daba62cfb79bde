"""Staff: the minutes that care takes, overtime, those who leave, and who may stand in for whom."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced, sourced_list

_MINUTES = "minutes of GP, nurse, therapist, social worker, consultant, administrator"
_HOUSE = "assumption: orders of magnitude from PSSRU 2018 working times; varied x0.5 to x2"


def _minutes(*minutes: float) -> tuple[float, ...]:
    return sourced_list(minutes, unit=_MINUTES, source=_HOUSE, low=0.0, high=2_000.0)


class StaffParameters(NamedTuple):
    """What care takes in staff time, and how staff come, go and stretch."""

    gp_contact: tuple[float, ...] = _minutes(5.2, 4.8, 0.0, 0.0, 0.0, 4.0)
    gp_review: tuple[float, ...] = _minutes(4.0, 6.0, 0.0, 0.0, 0.0, 4.0)
    call: tuple[float, ...] = _minutes(1.0, 7.0, 0.0, 0.0, 0.0, 6.0)
    attendance: tuple[float, ...] = _minutes(0.0, 45.0, 3.0, 0.0, 30.0, 15.0)
    spell: tuple[float, ...] = _minutes(0.0, 60.0, 0.0, 0.0, 60.0, 30.0)
    bed_day: tuple[float, ...] = _minutes(0.0, 400.0, 20.0, 5.0, 25.0, 15.0)
    clinic: tuple[float, ...] = _minutes(0.0, 10.0, 0.0, 0.0, 15.0, 15.0)
    elective: tuple[float, ...] = _minutes(0.0, 150.0, 0.0, 0.0, 75.0, 30.0)
    community_day: tuple[float, ...] = _minutes(0.0, 35.0, 15.0, 0.0, 0.0, 5.0)
    crisis_case: tuple[float, ...] = _minutes(0.0, 360.0, 30.0, 30.0, 40.0, 30.0)
    crisis_bed_day: tuple[float, ...] = _minutes(0.0, 420.0, 20.0, 10.0, 20.0, 15.0)
    assessment: tuple[float, ...] = _minutes(0.0, 0.0, 0.0, 240.0, 0.0, 30.0)
    package_day: tuple[float, ...] = _minutes(0.0, 0.0, 0.0, 6.0, 0.0, 2.0)
    planned: float = sourced(
        0.92,
        unit="work ÷ staff time that posts are reckoned for",
        source="assumption: varied 0.85 to 1",
        low=0.1,
        high=1.5,
    )
    overtime: float = sourced(
        0.10, unit="share of staff time, at most", source="assumption: varied 0 to 0.2", low=0.0, high=1.0
    )
    overtime_wage: float = sourced(
        75.0,
        unit="£ an hour",
        source="assumption: a quarter above PSSRU 2018 hourly costs, rounded",
        low=0.0,
        high=500.0,
    )
    strain: float = sourced(
        1.05,
        unit="work ÷ staff time above which people think of leaving",
        source="assumption: 1 to 1.2",
        low=0.5,
        high=2.0,
    )
    strain_months: float = sourced(
        3.0, unit="months in a row", source="assumption: varied 1 to 6", low=1.0, high=24.0
    )
    leaving: float = sourced(
        0.09, unit="share of staff a year", source="assumption: varied 0.05 to 0.15", low=0.0, high=1.0
    )
    leaving_strained: float = sourced(
        0.14,
        unit="share of staff a year, after months of strain",
        source="assumption: 0.09 to 0.25",
        low=0.0,
        high=1.0,
    )
    months_to_fill: float = sourced(
        6.0,
        unit="months until a post is filled, mean",
        source="assumption: gives 4% of posts vacant; 2 to 12",
        low=0.5,
        high=36.0,
    )
    least_open: float = sourced(
        0.5,
        unit="share of slots and places that stays open however few staff are left",
        source="assumption: varied 0.25 to 0.75",
        low=0.0,
        high=1.0,
    )
    memory: float = sourced(
        3.0, unit="months over which work is averaged", source="assumption: 1 to 6", low=1.0, high=24.0
    )
    moving: float = sourced(
        0.02,
        unit="share of staff time a month that may move within one employer",
        source="assumption: varied 0 to 0.1",
        low=0.0,
        high=1.0,
    )


def workload(needed: npt.ArrayLike, staffed: npt.ArrayLike) -> np.ndarray:
    """Work ÷ staff time: above 1 somebody works overtime. Nothing to do is no work; work for nobody is 10."""
    work, there = np.asarray(needed, np.float64), np.asarray(staffed, np.float64)
    load = np.full(np.broadcast_shapes(work.shape, there.shape), 10.0)
    np.divide(work, there, out=load, where=there > 0.0)
    return np.where(work <= 0.0, 0.0, np.minimum(10.0, load))


def overtime_share(load: np.ndarray, most: float) -> np.ndarray:
    """Overtime as a share of staff time: what the work takes beyond it, at most `most`."""
    return np.minimum(most, np.maximum(0.0, np.asarray(load) - 1.0))


def capacity_share(needed: np.ndarray, staffed: np.ndarray, share: np.ndarray, overtime: float) -> np.ndarray:
    """Share of slots and places that staff and their overtime can serve.

    min(1, staffed·(1 + overtime) / (needed/share)): with less open, less was done, so what all of it would
    have needed is needed/share.

    share: of slots and places that was open while `needed` was counted.
    """
    needed, room = np.asarray(needed, np.float64), np.asarray(staffed) * (1.0 + overtime) * share
    shares = np.ones(np.broadcast_shapes(needed.shape, room.shape))
    np.divide(room, needed, out=shares, where=needed > 0.0)
    return np.minimum(1.0, shares)


def leaving_rate(months_of_strain: np.ndarray, p: StaffParameters) -> np.ndarray:
    """Share of staff who leave in a month: 9% a year, 14% after three months in a row of strain, ÷ 12."""
    strained = np.asarray(months_of_strain) >= p.strain_months
    return np.where(strained, p.leaving_strained, p.leaving) / 12.0


def next_staffed(
    staffed: np.ndarray, posts: np.ndarray, leaving: np.ndarray, months_to_fill: float
) -> np.ndarray:
    """Staff after a month: staffed - leaving·staffed + (posts - staffed)/months to fill, never below nothing."""
    coming = np.maximum(0.0, posts - staffed) / months_to_fill
    return np.asarray(np.maximum(0.0, staffed - leaving * staffed + coming))


def usual_vacancy(leaving: float, months_to_fill: float) -> float:
    """Share of posts vacant when as many come as leave: l·m/(1 + l·m), l a month, m months to fill."""
    return leaving * months_to_fill / (1.0 + leaving * months_to_fill)


@rule
def there_is_staff_for(number, share):
    """Slots or places that are open: a whole number of those there are, to the nearest."""
    return int(number * share + 0.5)


@rule
def open_places(site):
    """Places of a service that there is staff for."""
    return there_is_staff_for(site.places, site.staffing)


def waits_in_line(servers: int, load: float) -> float:
    """Chance that whoever comes to a team must wait, arrivals and care exponential. Source: Erlang (1917), C formula.

    load: arrivals × mean care time, below `servers`.
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return servers * blocked / (servers - load * (1.0 - blocked))
