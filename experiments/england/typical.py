"""A place like England: practices with lists as England's, England's deprivation and beds, one general hospital."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from joinedup.model.england import BEDS_SOURCE, built_in_practices
from joinedup.model.place import ENGLAND_BEDS, HospitalFacts, Place, PracticeFacts, load_place
from joinedup.model.practice_list import SOURCE

NAME = "england"
PEOPLE = 400_000  # about as many as there are for each of the 135 general acute trusts


def place_called(name: str) -> Place:
    """England in small by its name, or any other place.

    Raises: ValueError if there is no such place.
    """
    return typical_place() if name == NAME else load_place(name)


@cache
def typical_place(people: int = PEOPLE) -> Place:
    """England in small: every so-manieth practice of the country by the size of its list, and one hospital in the middle.

    Each practice stands as far from the hospital as from the middle of its own place. Nothing is known of ages, so they
    are England's, as everywhere. Figures of the whole country can be held against it.
    """
    practices = _all_of_them(built_in_practices())
    beds = round(ENGLAND_BEDS * people / 1_000.0)
    whole = Place(
        NAME,
        "England",
        "ENG",
        practices,
        (HospitalFacts("ENGLAND", "a general hospital", max(1, beds)),),
        beds_per_1000=ENGLAND_BEDS,
        sources=(SOURCE, BEDS_SOURCE),
        notes=("a place made up of practices of all England, with England's mix of deprivation",),
    )
    return whole.scaled(people)


def _all_of_them(lists: Mapping[str, tuple[PracticeFacts, ...]]) -> tuple[PracticeFacts, ...]:
    return tuple(practice for code in sorted(lists) for practice in lists[code])
