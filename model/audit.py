"""People, places and pence must balance, every month of every run: silent mistakes become words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.head_count import Heads
from joinedup.model.ledger import Ledger

_IN_BED = (Where.WARD, Where.DELAYED, Where.ELECTIVE_WARD)


class Census(NamedTuple):
    """Who is where, counted once."""

    living: int
    dead: int
    in_hospital: int  # in a ward bed or waiting for one
    where: tuple[int, ...]  # people by Where


def census(heads: Heads) -> Census:
    """People by where they are."""
    where = tuple(heads.where.tolist())
    living = sum(where) - where[Where.UNBORN] - where[Where.DEAD]
    in_hospital = sum(where[w] for w in (*_IN_BED, Where.BOARDING))
    return Census(living, where[Where.DEAD], in_hospital, where)


def audit_people(
    heads: Heads,
    sites: np.ndarray,
    before: Census | None = None,
    births: int | None = None,
    deaths: int | None = None,
    admissions: int | None = None,
    discharges: int | None = None,
    deaths_in_hospital: int | None = None,
) -> Census:
    """Check that everybody is in one place, beds hold those who are in them, and flows explain changes.

    before: the last audit's census; the flows are those since then, and a law whose flows are not given is
    left out. admissions, discharges: of people who took a bed or waited for one, so neither day cases nor
    stays without a night.
    Raises: RuntimeError, in one sentence.
    """
    now = census(heads)
    _beds_hold_their_patients(heads.in_beds, sites)
    if before is not None:
        if births is not None and deaths is not None:
            _same("people alive", now.living, before.living + births - deaths, "births less deaths")
        if deaths is not None:
            _same("people dead", now.dead, before.dead + deaths, "deaths")
        if admissions is not None and discharges is not None and deaths_in_hospital is not None:
            expected = before.in_hospital + admissions - discharges - deaths_in_hospital
            _same("people in hospital", now.in_hospital, expected, "admissions less discharges and deaths")
    return now


def _same(what: str, found: int, expected: int, flows: str) -> None:
    if found != expected:
        raise RuntimeError(f"{what} are {found}; the last count and {flows} since then make {expected}")


def _beds_hold_their_patients(counted: np.ndarray, sites: np.ndarray) -> None:
    """Each hospital's beds in use are its people in them, and its queue those who board there."""
    sort = sites["role"]
    _agree(sites, sort == Sort.HOSPITAL, "occupied", counted[:, _IN_BED].sum(axis=1), "people in its beds")
    _agree(
        sites,
        sort == Sort.HOSPITAL,
        "boarding",
        counted[:, Where.BOARDING],
        "people waiting in A&E for a bed",
    )
    _agree(sites, sort == Sort.MENTAL_HEALTH, "occupied", counted[:, Where.CRISIS_BED], "people in its beds")
    elsewhere = counted.sum(axis=1) > 0
    strays = elsewhere & (sort != Sort.HOSPITAL) & (sort != Sort.MENTAL_HEALTH)
    if strays.any():
        site = int(np.argmax(strays))
        raise RuntimeError(f"{counted[site].sum()} people lie in beds of site {site}, which has none")


def _agree(sites: np.ndarray, which: np.ndarray, field: str, counted: np.ndarray, whom: str) -> None:
    wrong = which & (sites[field] != counted)
    if wrong.any():
        site = int(np.argmax(wrong))
        raise RuntimeError(
            f"site {site} says {field} is {sites[field][site]}; there are {counted[site]} {whom}"
        )


def audit_places(sites: np.ndarray) -> None:
    """Check that nobody holds a bed or a place that does not exist.

    Raises: RuntimeError, in one sentence.
    """
    for field, room in (("occupied", "beds"), ("in_use", "places")):
        negative = sites[field] < 0
        if negative.any():
            site = int(np.argmax(negative))
            raise RuntimeError(
                f"site {site} says {field} is {sites[field][site]}; it must be at least 0 of its {room}"
            )


def audit_care(heads: Heads, sites: np.ndarray) -> None:
    """Check that care homes hold those who say so, that agencies give the hours people get, and both have room.

    Raises: RuntimeError, in one sentence.
    """
    _agree(sites, sites["role"] == Sort.CARE_HOME, "occupied", heads.residents, "residents of this place")
    _agree(sites, sites["role"] == Sort.HOME_CARE, "hours_used", heads.hours, "hours given to people")
    for sort, used, room in (
        (Sort.CARE_HOME, sites["occupied"] + sites["outside"], "beds"),
        (Sort.HOME_CARE, sites["hours_used"], "hours"),
    ):
        over = (sites["role"] == sort) & (used > sites[room])
        if over.any():
            site = int(np.argmax(over))
            raise RuntimeError(f"site {site} gives {used[site]} {room}; it has {sites[room][site]}")


def audit_money(ledger: Ledger) -> None:
    """Check that the books balance: all accounts sum to 0, and each is what its flows make it.

    Raises: RuntimeError, in one sentence.
    """
    total = ledger.total()
    if total != 0:
        raise RuntimeError(f"all accounts together hold {total} pence; they must hold 0")
    made = dict.fromkeys(ledger.balances, 0)
    for (payer, payee, _, _), pence in ledger.flows.items():
        made[payer] -= pence
        made[payee] += pence
    for name, balance in ledger.balances.items():
        if balance != made[name]:
            raise RuntimeError(f"account {name} holds {balance} pence; its payments make {made[name]}")
