"""The referral map of a world as it stands: what each provider does, how full it is, and what goes over each link.

A map is small whatever the number of people: one number a provider and a link. `layout_of` says where to draw them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Letter, Skill, Sort
from joinedup.model.edges import NO_CAP

if TYPE_CHECKING:
    import polars as pl

    from joinedup.model.health_system import HealthSystem

SHARED = 0.5  # a record that opens in half of the cases or more is called shared
A_YEAR = 12  # months
SEED = 7  # of the layout by structure: the same picture every time
APART = 6.0  # how far its providers keep from one another, in mean distances
STRIP = 0.18  # of the map's size: how far below it stand those that have no place on it

SORTS = {
    Sort.PRACTICE: "general practice",
    Sort.HOSPITAL: "hospital",
    Sort.COMMUNITY: "community care",
    Sort.MENTAL_HEALTH: "mental health care",
    Sort.COUNCIL: "council social care",
    Sort.OUT_OF_HOURS: "111 and out of hours",
    Sort.CARE_HOME: "care home",
    Sort.HOME_CARE: "home-care agency",
}
ACTIVITY = {  # what is counted, and in which words
    Sort.PRACTICE: ((What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW), "appointments a month"),
    Sort.HOSPITAL: (
        (
            What.AE_MINOR, What.AE_MAJOR, What.ADMISSION, What.ADMISSION_ZERO_DAY, What.DAY_CASE,
            What.ELECTIVE_STAY, What.OUTPATIENT_FIRST, What.OUTPATIENT_FOLLOW_UP,
        ),
        "attendances, admissions, treatments and clinic visits a month",
    ),
    Sort.COMMUNITY: ((What.STEP_UP, What.STEP_DOWN, What.PROACTIVE_VISIT), "episodes and planned visits a month"),
    Sort.MENTAL_HEALTH: (
        (What.CRISIS_CARE, What.CRISIS_ADMISSION, What.CRISIS_DISCHARGE),
        "people seen in a crisis a month",
    ),
    Sort.COUNCIL: ((What.SOCIAL_ASSESSED,), "people assessed a month"),
    Sort.OUT_OF_HOURS: ((What.OUT_OF_HOURS,), "calls a month"),
    Sort.CARE_HOME: ((), "residents today"),
    Sort.HOME_CARE: ((), "hours of care a week"),
}  # fmt: skip
FULLNESS = {
    Sort.PRACTICE: "GPs' work ÷ GPs' time",
    Sort.HOSPITAL: "beds in use ÷ beds, mean of about a month",
    Sort.COMMUNITY: "places in use ÷ places today",
    Sort.MENTAL_HEALTH: "places and beds in use ÷ places and beds today",
    Sort.COUNCIL: "short packages of care in use ÷ packages today",
    Sort.OUT_OF_HOURS: "yesterday's calls ÷ calls it can answer",
    Sort.CARE_HOME: "beds in use ÷ beds today",
    Sort.HOME_CARE: "hours in use ÷ hours today",
}
MAIN_LETTER = {  # between two sorts of provider, the letter that is read out; any other: the mean of all kinds
    (Sort.PRACTICE, Sort.HOSPITAL): Letter.REFER_OP,
    (Sort.HOSPITAL, Sort.PRACTICE): Letter.DISCHARGE,
    (Sort.PRACTICE, Sort.COMMUNITY): Letter.STEP_UP,
    (Sort.HOSPITAL, Sort.COMMUNITY): Letter.STEP_DOWN,
    (Sort.PRACTICE, Sort.COUNCIL): Letter.SC_REQUEST,
    (Sort.HOSPITAL, Sort.COUNCIL): Letter.SC_REQUEST,
    (Sort.PRACTICE, Sort.MENTAL_HEALTH): Letter.MH_CRISIS,
    (Sort.HOSPITAL, Sort.MENTAL_HEALTH): Letter.MH_CRISIS,
}


class Pair(NamedTuple):
    """A link between two providers, by position, and where its one or two ways stand."""

    a: int
    b: int
    ways: tuple[int, ...]


class ReferralMap(NamedTuple):
    """Providers, and the ways between them, from and to by position.

    activity: people dealt with, in the unit of `ACTIVITY`; a mean of the last months, a year at most.
    occupancy: how full, in the sense of `FULLNESS`, 1 for full; nan where there is nothing to fill.
    flow: letters, referrals and results a month, mean of about a year.  availability: chance that the one who sends can
    open the other's record.  lost: chance that a letter is lost.  sent_back: requests above the cap, since the start.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    sorts: np.ndarray
    x_km: np.ndarray
    y_km: np.ndarray
    people: np.ndarray
    activity: np.ndarray
    occupancy: np.ndarray
    source: np.ndarray
    target: np.ndarray
    flow: np.ndarray
    availability: np.ndarray
    relationship: np.ndarray
    lost: np.ndarray
    cap: np.ndarray
    sent_back: np.ndarray

    def label(self, at: int) -> str:
        """What a provider is called."""
        if self.sorts[at] == Sort.PRACTICE:
            return f"{SORTS[Sort.PRACTICE]} {self.codes[at]}"
        return self.names[at]

    def less(self, other: ReferralMap) -> ReferralMap:
        """How far this map is above another of the same place: every number that moves, this less that."""
        moves = ("activity", "occupancy", "flow", "availability", "relationship", "lost", "sent_back")
        return self._replace(**{name: getattr(self, name) - getattr(other, name) for name in moves})

    def pairs(self) -> list[Pair]:
        """Every link once, whichever ways it leads."""
        found: dict[tuple[int, int], list[int]] = {}
        for way, (a, b) in enumerate(zip(self.source.tolist(), self.target.tolist())):
            found.setdefault((min(a, b), max(a, b)), []).append(way)
        return [Pair(a, b, tuple(ways)) for (a, b), ways in found.items()]

    def ways(self) -> dict[tuple[str, str], int]:
        """Where each way stands, by the codes of its ends."""
        ends = zip(self.source.tolist(), self.target.tolist())
        return {(self.codes[a], self.codes[b]): k for k, (a, b) in enumerate(ends)}

    def providers(self) -> pl.DataFrame:
        """One row a provider."""
        import polars as pl

        return pl.DataFrame(
            {
                "code": self.codes,
                "name": self.names,
                "sort": [SORTS[Sort(s)] for s in self.sorts.tolist()],
                "x_km": self.x_km,
                "y_km": self.y_km,
                "people": self.people,
                "activity": self.activity,
                "counted": [ACTIVITY[Sort(s)][1] for s in self.sorts.tolist()],
                "occupancy": self.occupancy,
            }
        ).with_columns(pl.col("occupancy").fill_nan(None))

    def links(self) -> pl.DataFrame:
        """One row a way."""
        import polars as pl

        columns = ("flow", "availability", "relationship", "lost", "cap", "sent_back")
        ends = {end: [self.codes[k] for k in getattr(self, end).tolist()] for end in ("source", "target")}
        table = pl.DataFrame({**ends, **{name: getattr(self, name) for name in columns}})
        return table.with_columns(pl.when(pl.col("cap") < NO_CAP).then(pl.col("cap")).alias("cap"))


def map_of(model: HealthSystem, lately: Sequence[np.ndarray] = ()) -> ReferralMap:
    """The map of a model that stands at a month's end.

    lately: (sites, whats) of each of the last months; without it, this year so far or, on its first day, the last.
    """
    sites, edges = model.world.sites, model.graph.edges
    return ReferralMap(
        model.codes,
        model.names,
        sites["role"].copy(),
        sites["x_km"].copy(),
        sites["y_km"].copy(),
        sites["people"].copy(),
        _activity(sites, _a_month(model, lately)),
        _occupancy(sites),
        edges["source"].astype(np.int64),
        edges["target"].astype(np.int64),
        edges["flow"].copy(),
        edges["availability"].copy(),
        edges["relationship"].copy(),
        _lost(sites["role"], edges),
        edges["cap"].copy(),
        edges["sent_back"].copy(),
    )


def _a_month(model: HealthSystem, lately: Sequence[np.ndarray]) -> np.ndarray:
    """(sites, whats) what happened at each site in a month, on average."""
    if lately:
        return np.mean(np.stack(lately), axis=0)
    months = model.day % 365 * A_YEAR / 365
    if months < 0.5 and model.years:
        return model.years[-1].by_site / A_YEAR
    return model.year_by_site / max(1.0, months)


def _activity(sites: np.ndarray, a_month: np.ndarray) -> np.ndarray:
    found = np.zeros(len(sites))
    for sort, (whats, _) in ACTIVITY.items():
        rows = sites["role"] == sort
        found[rows] = a_month[rows][:, list(whats)].sum(axis=1) if whats else 0.0
    homes, agencies = sites["role"] == Sort.CARE_HOME, sites["role"] == Sort.HOME_CARE
    found[homes] = (sites["occupied"] + sites["outside"])[homes]
    found[agencies] = sites["hours_used"][agencies]
    return found


def _occupancy(sites: np.ndarray) -> np.ndarray:
    work, time = sites["needed"][:, Skill.GP], sites["staffed"][:, Skill.GP]
    used = {
        Sort.PRACTICE: (work, time),
        Sort.HOSPITAL: (sites["occupancy_lately"], np.ones(len(sites))),
        Sort.COMMUNITY: (sites["in_use"], sites["places"]),
        Sort.MENTAL_HEALTH: (sites["in_use"] + sites["occupied"], sites["places"] + sites["beds"]),
        Sort.COUNCIL: (sites["in_use"], sites["places"]),
        Sort.OUT_OF_HOURS: (sites["calls_today"], sites["calls"]),
        Sort.CARE_HOME: (sites["occupied"] + sites["outside"], sites["beds"]),
        Sort.HOME_CARE: (sites["hours_used"], sites["hours"]),
    }
    found = np.full(len(sites), np.nan)
    for sort, (part, whole) in used.items():
        rows = (sites["role"] == sort) & (whole > 0)
        found[rows] = part[rows] / whole[rows]
    return found


def _lost(sorts: np.ndarray, edges: np.ndarray) -> np.ndarray:
    found: np.ndarray = edges["loss"].mean(axis=1)
    ends = sorts[edges["source"]], sorts[edges["target"]]
    for (source, target), letter in MAIN_LETTER.items():
        found = np.where((ends[0] == source) & (ends[1] == target), edges["loss"][:, letter], found)
    return found


def geography(place: ReferralMap) -> np.ndarray:
    """(sites, 2) km east and north of the middle; those that serve the whole place stand in a strip below the map.

    Care homes and agencies stand beside the practice they are near, so that both are seen.
    """
    at = np.stack([place.x_km, place.y_km], axis=1)
    landed = (place.sorts == Sort.PRACTICE) | (place.sorts == Sort.HOSPITAL)
    small = place.sorts >= Sort.CARE_HOME
    size = max(1.0, float(np.ptp(at[landed], axis=0).max()))
    turn = 2.4 * np.arange(len(at))  # the golden angle: neighbours never stand in one line
    aside = 0.03 * size * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    at = np.where(small[:, None], at + aside, at)
    return _in_strip(at, ~landed & ~small)


def structure(place: ReferralMap) -> np.ndarray:
    """(sites, 2) by who is linked to whom: those that everybody is linked to in a ring, practices around them; no unit."""
    hubs = (place.sorts != Sort.PRACTICE) & (place.sorts < Sort.CARE_HOME)
    ends = (tuple(place.source.tolist()), tuple(place.target.tolist()))
    found = np.array(_springs(tuple(hubs.tolist()), *ends))
    linked = np.zeros(len(place.codes), bool)
    linked[place.source] = linked[place.target] = True
    return _in_strip(found, ~linked)


@lru_cache(maxsize=16)
def _springs(
    hubs: tuple[bool, ...], source: tuple[int, ...], target: tuple[int, ...]
) -> tuple[tuple[float, float], ...]:
    """Source: Fruchterman & Reingold (1991), Software: Practice and Experience 21(11):1129-1164."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(hubs)))
    graph.add_edges_from(zip(source, target))
    ring = np.flatnonzero(hubs)
    turn = 2.0 * np.pi * np.arange(len(ring)) / max(1, len(ring))
    middle = dict(zip(ring.tolist(), np.stack([np.sin(turn), np.cos(turn)], axis=1)))
    start = nx.circular_layout(graph, scale=3.0) | middle
    found = nx.spring_layout(
        graph, pos=start, fixed=list(middle) or None, k=APART / len(hubs) ** 0.5, seed=SEED, iterations=120
    )
    return tuple((float(found[k][0]), float(found[k][1])) for k in range(len(hubs)))


def _in_strip(at: np.ndarray, who: np.ndarray) -> np.ndarray:
    """The same with some in a row below all others."""
    if not who.any() or who.all():
        return at
    low, high = at[~who].min(axis=0), at[~who].max(axis=0)
    found = at.copy()
    size = float((high - low).max()) or 1.0
    found[who, 0] = (low[0] + high[0]) / 2.0 + size * ((np.arange(who.sum()) + 0.5) / who.sum() - 0.5)
    found[who, 1] = low[1] - STRIP * size
    return found
