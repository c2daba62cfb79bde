"""A provider or a link of the referral map in numbers and words."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

import polars as pl

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.referral_map import ACTIVITY, FULLNESS, Pair, ReferralMap
from joinedup.experiments.rows import plain, signed
from joinedup.model.edges import NO_CAP
from joinedup.viz.dashboard.picture import Picture

OF_WAYS = (
    ("flow", "letters, referrals and results", "a month", 1.0),
    ("availability", "chance that it can open the other's record", "%", 100.0),
    ("lost", "letters that are lost", "%", 100.0),
    ("relationship", "working relationship, of at most 100", "", 100.0),
    ("sent_back", "requests above the cap, sent back so far", "", 1.0),
)


def key_of(place: ReferralMap, pair: Pair) -> str:
    """What a link is known by: the codes of its ends."""
    return f"{place.codes[pair.a]}|{place.codes[pair.b]}"


def choices(place: ReferralMap) -> dict[str, str]:
    """Every provider and every link in words, and its key."""
    providers = {_called(place, at): code for at, code in enumerate(place.codes)}
    links = {f"{place.label(p.a)} ↔ {place.label(p.b)}": key_of(place, p) for p in place.pairs()}
    return providers | links


def _called(place: ReferralMap, at: int) -> str:
    label = place.label(at)
    return label if place.codes[at] in label else f"{label} ({place.codes[at]})"


def facts(place: ReferralMap, key: str) -> list[tuple[str, str, float]]:
    """What is to be said of a provider or link: what, its unit, how much."""
    if "|" not in key:
        at = place.codes.index(key)
        sort = Sort(int(place.sorts[at]))
        what, _, unit = ACTIVITY[sort][1].rpartition(" a ")
        said = (what, f"a {unit}") if what else (ACTIVITY[sort][1], "")
        return [
            ("people registered" if sort == Sort.PRACTICE else "people served", "", float(place.people[at])),
            (*said, float(place.activity[at])),
            (f"how full: {FULLNESS[sort]}", "%", 100.0 * float(place.occupancy[at])),
        ]
    one, other = key.split("|")
    ways = place.ways()
    found = []
    for source, target in ((one, other), (other, one)):
        if (way := ways.get((source, target))) is None:
            continue
        capped = float(place.cap[way])
        for name, words, unit, scale in OF_WAYS:
            if name != "sent_back" or capped < NO_CAP:
                value = float(getattr(place, name)[way])
                found.append((f"{source} → {target}: {words}", unit, scale * value))
        if capped < NO_CAP:
            found.append((f"{source} → {target}: cap, requests", "a month", capped))
    return found


def name_of(place: ReferralMap, key: str) -> str:
    """What a provider or link is called."""
    if "|" not in key:
        return place.label(place.codes.index(key))
    return " ↔ ".join(place.label(place.codes.index(code)) for code in key.split("|"))


def lines_of(place: ReferralMap, key: str, other: ReferralMap | None = None) -> list[str]:
    """The same in short lines, to be shown where one points; with the second world's, if there is one."""
    theirs = facts(other, key) if other is not None else None
    lines = [f"<b>{name_of(place, key)}</b>"]
    for k, (what, unit, value) in enumerate(facts(place, key)):
        text = _with(plain(value, value), unit)
        if theirs is not None:
            text += f" ⟶ {_with(plain(theirs[k][2], value), unit)}"
        lines.append(f"{what}: {text}")
    return lines


def details(maps: tuple[ReferralMap, ReferralMap], worlds: tuple[str, str], key: str) -> Picture:
    """What is chosen in both worlds, and how far they are apart."""
    base, other = (facts(place, key) for place in maps)
    rows: list[dict[str, Any]] = []
    for (what, unit, value), (_, _, there) in zip(base, other):
        gap = nan if isnan(value) or isnan(there) else there - value
        rows.append(
            {
                "number": what,
                "unit": unit,
                worlds[0]: plain(value, value),
                worlds[1]: plain(there, value),
                "difference": signed(gap, value),
            }
        )
    name = name_of(maps[0], key)
    same = all(row["difference"].strip("+−-0.,") == "" for row in rows)
    reading = (
        "The same in both worlds."
        if same
        else "One row a number; the first replication, as both worlds stand now."
    )
    return Picture("referral-map-chosen", name[0].upper() + name[1:], reading, {}, pl.DataFrame(rows))


def _with(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()
