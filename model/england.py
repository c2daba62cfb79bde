"""All of England as places: every commissioner with its practices and the general acute trusts that stand there.

Each commissioner is a place of its own, and a place stands alone: nobody crosses its border. Published beds split
the beds of a place between its trusts; how many beds its people have follows from `beds_per_1000`, because a
trust also treats people of other places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import replace
from functools import cache
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import NamedTuple

from joinedup.model.place import FEWEST_PEOPLE, HospitalFacts, Place, PracticeFacts, apportioned
from joinedup.model.positions import Site, positions
from joinedup.model.practice_list import SOURCE, place_of, practices_by_commissioner

BEDS_SOURCE = "beds: NHS England, Bed Availability and Occupancy (KH03), April to June 2018, Open Government Licence v3.0"


class Commissioner(NamedTuple):
    """Who pays in one place of England, and about where its main town is."""

    code: str
    name: str
    latitude: float  # degrees north, rounded to 0.05
    longitude: float  # degrees east, rounded to 0.05


class Trust(NamedTuple):
    """A general acute trust; no commissioner where none of its sites is the main one."""

    code: str
    name: str
    beds: int  # overnight, of all types
    commissioner: str


@cache
def commissioners() -> dict[str, Commissioner]:
    """The commissioners of January 2021 by code."""
    return {
        row["commissioner"]: Commissioner(
            row["commissioner"], row["name"], float(row["latitude"]), float(row["longitude"])
        )
        for row in _table("england_commissioners.csv")
    }


@cache
def trusts() -> tuple[Trust, ...]:
    """The general acute trusts of 2018."""
    return tuple(
        Trust(row["trust"], row["name"], int(row["beds"]), row["commissioner"])
        for row in _table("england_trusts.csv")
    )


@cache
def built_in_practices() -> Mapping[str, tuple[PracticeFacts, ...]]:
    """The practices of January 2021 by commissioner, as `practices_by_commissioner` reads them from a file."""
    sites: dict[str, list[tuple[Site, int]]] = {}
    for row in _table("england_practices.csv"):
        sites.setdefault(row["commissioner"], []).append(
            (Site(row["practice"], row["district"]), int(row["people"]))
        )
    found = {}
    for code, practices in sites.items():
        spots, _ = positions([site for site, _ in practices])
        found[code] = tuple(
            PracticeFacts(site.code, people, site.area, *spot)
            for (site, people), spot in zip(practices, spots, strict=True)
        )
    return found


def places_of_england(practices: str | Path | None = None) -> tuple[Place, ...]:
    """Every commissioner as a place, in the order of their codes: as shipped, or from a newer practice list.

    Raises: ValueError, one sentence with the line, for a list that cannot be used.
    """
    lists = built_in_practices() if practices is None else practices_by_commissioner(practices)
    where = "the practice list of January 2021" if practices is None else Path(practices).name
    return tuple(_place(code, lists[code], where) for code in sorted(lists))


def chosen_places(places: Sequence[Place], codes: Iterable[str]) -> tuple[Place, ...]:
    """Some of the places, by the codes of their commissioners.

    Raises: ValueError for a code that none of them has, or one that is there twice.
    """
    by_code = {place.commissioner: place for place in places}
    wanted = [code.strip().upper() for code in codes]
    for code in wanted:
        if code not in by_code:
            raise ValueError(
                f"no commissioner {code!r}; there are {len(by_code)}, such as {', '.join(list(by_code)[:5])}"
            )
        if wanted.count(code) > 1:
            raise ValueError(f"commissioner {code} is there twice")
    return tuple(by_code[code] for code in sorted(wanted))


def share_of(places: Sequence[Place], share: float) -> tuple[Place, ...]:
    """The places, each scaled to a share of its people; together exactly that share of all, rounded.

    Raises: ValueError for a share that is not above 0 and at most 1, or leaves a place too few people.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"people-share is {share:g}; it must be above 0 and at most 1")
    if share == 1.0:
        return tuple(places)
    whole = [place.people for place in places]
    people = apportioned(round(share * sum(whole)), whole)
    fewest, smallest = min((n, place.title) for n, place in zip(people, places, strict=True))
    if fewest < FEWEST_PEOPLE:
        least = ceil(10_000.0 * (FEWEST_PEOPLE + 1) / min(whole)) / 10_000.0
        raise ValueError(
            f"people-share {share:g} leaves {smallest} {fewest} people; a place needs at least "
            f"{FEWEST_PEOPLE}, so say {least:g} or more"
        )
    return tuple(place.scaled(n) for n, place in zip(people, places, strict=True))


def left_out(places: Sequence[Place]) -> list[str]:
    """What every place standing alone leaves out, measured on the places themselves, a sentence each.

    If people of every place needed beds alike, those whose place has less than its share of the beds would have
    to cross a border: Σ max(0, share of people - share of published beds). An upper figure, because a trust's
    beds all count where its main site is, while many have smaller sites elsewhere.
    """
    people = {place.commissioner: place.people for place in places}
    beds: dict[str, int] = dict.fromkeys(people, 0)
    for trust in trusts():
        if trust.commissioner in beds:
            beds[trust.commissioner] += trust.beds
    without = [code for code in people if not beds[code]]
    everybody, all_beds = sum(people.values()), sum(beds.values())
    sentences = [
        "Every place stands alone: no patient crosses its border, and no hospital, ambulance, practice or penny is "
        "shared with a neighbour. The places are added up; nothing flows between them.",
    ]
    if without:
        sentences.append(
            f"{len(without)} of the {len(people)} places have no general trust of their own (its main site is "
            f"elsewhere), and {sum(people[c] for c in without) / everybody:.0%} of the people live there; in "
            "the model each has one general hospital with its people's share of the beds."
        )
    if len(people) > 1 and all_beds:
        crossing = sum(max(0.0, people[c] / everybody - beds[c] / all_beds) for c in people)
        sentences.append(
            f"Published beds say how much that can be: if all places needed beds alike, up to {crossing:.0%} of bed "
            "use would cross a border. How many patients really do is not in the sources of this project: unknown."
        )
    return sentences


def _place(code: str, practices: tuple[PracticeFacts, ...], where: str) -> Place:
    """One commissioner's place; trusts of which no site is known share the middle, the biggest in it."""
    known = commissioners().get(code)
    own = [trust for trust in trusts() if trust.commissioner == code]
    _, spots = positions(
        [Site(p.code, x_km=p.x_km, y_km=p.y_km) for p in practices], [Site(t.code) for t in own]
    )
    hospitals = [HospitalFacts(t.code, t.name, t.beds, *spot) for t, spot in zip(own, spots, strict=True)]
    place = place_of(code, practices, hospitals, where, title=known.name if known else None)
    if not own:
        return place
    return replace(
        place,
        sources=(SOURCE, BEDS_SOURCE),
        notes=(
            *place.notes,
            f"beds are scaled to {place.beds_per_1000:g} per 1,000 people, because the "
            f"{sum(t.beds for t in own):,} published beds of {_names(own)} serve other places too",
            *(
                ["which of its trusts a practice uses is invented, because their positions are"]
                if len(own) > 1
                else []
            ),
        ),
    )


def _names(own: Sequence[Trust]) -> str:
    return own[0].name if len(own) == 1 else f"its {len(own)} trusts"


def _table(name: str) -> list[dict[str, str]]:
    """The rows of a table of ours, its source left out."""
    text = (files("joinedup.model") / "data" / name).read_text(encoding="utf-8")
    return list(DictReader(line for line in text.splitlines() if not line.startswith("#")))
