"""Places like others with some facts changed: one hospital or two, fewer beds, another history of working jointly.

{like: dudley, hospitals: 2, people: 50000}
{name: apart, like: dudley, joint_working: 0.1}
{like: dudley, closed: [M87001], links: [{from: M87005, to: RNA, both_ways: true, availability: 0.87}]}
{like: place.yaml, hospitals: [{x_km: 0, y_km: 0, beds: 500}, {x_km: 9, y_km: -4, beds: 200}]}

A variant keeps its original's people, and the luck of its services: what differs is what was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from joinedup.experiments.arms_file import Loc, MistakeError
from joinedup.experiments.graph_edits import Edits
from joinedup.model.place import (
    FEWEST_PEOPLE,
    HospitalFacts,
    Place,
    apportioned,
    load_place,
    wrong_services,
    wrong_shares,
)
from joinedup.model.yaml_file import Strict, unknown

MOST_HOSPITALS = 20
Name = Annotated[str, Field(min_length=1, max_length=200)]
Km = Annotated[float, Field(ge=-2_000.0, le=2_000.0)]


def _shares(shares: list[float]) -> list[float]:
    if wrong := wrong_shares(shares):
        raise ValueError(f"it {wrong}")
    return shares


def _services(without: list[str]) -> list[str]:
    if wrong := wrong_services(without):
        raise ValueError(f"it {wrong}")
    return without


class HospitalAt(Strict):
    """A hospital where it is said to stand, in km from the middle of the place."""

    x_km: Km
    y_km: Km
    beds: int = Field(default=1, ge=1, le=100_000)  # only splits the place's beds between its hospitals
    name: Name = "hospital"


class _Facts(Strict):
    like: Name
    name: Name | None = None
    people: int | None = Field(default=None, ge=FEWEST_PEOPLE)
    joint_working: float | None = Field(default=None, ge=0.0, le=1.0)
    beds_per_1000: float | None = Field(default=None, gt=0.0, le=100.0)
    deprivation: Annotated[list[float], AfterValidator(_shares)] | None = None
    without: Annotated[list[str], AfterValidator(_services)] | None = None
    closed: Any = None  # read by graph_edits
    links: Any = None


class Variant(_Facts):
    """What may be said of a place that is like another; what is not said is as there."""

    hospitals: int | None = Field(default=None, ge=1, le=MOST_HOSPITALS)  # how many


class Placed(_Facts):
    """The same with hospitals where they are said to stand."""

    hospitals: list[HospitalAt] = Field(min_length=1, max_length=MOST_HOSPITALS)


def place_from(written: Any, loc: Loc, base_folder: Path, people: int | None = None) -> Place:
    """The place that a value of a file stands for: a name, a YAML file, or a place like another.

    loc: where the value is in its file.  base_folder: what files are relative to.  people: scale it to so many at
    most, unless it says how many itself; hospitals that it says are there whatever its size.
    Raises: MistakeError with the place in the file and the sentence.
    """
    if isinstance(written, str):
        return _at_most(_loaded(written, loc, base_folder), people)
    if not isinstance(written, dict):
        raise MistakeError(
            loc, "it is no place: give a name, a YAML file, or a place like another {like: dudley, ...}"
        )
    kind: type[Variant | Placed] = Placed if isinstance(written.get("hospitals"), list) else Variant
    try:
        variant = kind.model_validate(written)
    except ValidationError as error:
        raise _mistake(error, loc) from None
    edits = Edits.read(written, loc)
    base = _loaded(variant.like, (*loc, "like"), base_folder)
    try:
        scaled = _at_most(base, people) if variant.people is None else base.scaled(variant.people)
    except ValueError as error:
        raise MistakeError((*loc, "people"), str(error)) from None
    return _changed(scaled, variant, edits, loc)


def _at_most(place: Place, people: int | None) -> Place:
    """The place scaled to so many people, if it has more."""
    return place if people is None else place.scaled(min(people, place.people))


def _loaded(text: str, loc: Loc, base_folder: Path) -> Place:
    in_file = text.strip().lower().endswith((".yaml", ".yml"))
    try:
        return load_place(base_folder / text.strip() if in_file else text.strip())
    except ValueError as error:
        raise MistakeError(loc, "; ".join(str(error).splitlines())) from None


def _mistake(error: ValidationError, loc: Loc) -> MistakeError:
    """The first fault of a variant, where it stands."""
    first = error.errors()[0]
    where = (*loc, *first["loc"])
    if first["type"] == "extra_forbidden":
        known = Variant.model_fields if len(first["loc"]) == 1 else HospitalAt.model_fields
        return MistakeError(where, unknown("key", str(first["loc"][-1]), list(known)), on_key=True)
    if first["type"] == "missing":
        return MistakeError(where, "it is missing")
    now = f", not {first['input']!r}" if isinstance(first["input"], str | int | float) else ""
    return MistakeError(where, str(first["msg"]).removeprefix("Value error, ") + now)


def _changed(place: Place, variant: Variant | Placed, edits: Edits, loc: Loc) -> Place:
    """The place with what the variant says, under a name that tells it apart."""
    facts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name in ("joint_working", "beds_per_1000", "deprivation", "without")
        if (value := getattr(variant, name)) is not None
    }
    said = [f"{name} {_shown(value)}" for name, value in facts.items()]
    if isinstance(variant, Placed):
        facts["hospitals"] = tuple(
            HospitalFacts(f"{place.stem}-hospital-{k}", h.name, h.beds, h.x_km, h.y_km, located=True)
            for k, h in enumerate(variant.hospitals, start=1)
        )
    elif variant.hospitals is not None:
        facts["hospitals"] = with_hospitals(place, variant.hospitals)
    if "hospitals" in facts:
        n = len(facts["hospitals"])
        said.append(f"{n} hospital{'s' if n > 1 else ''}")
    said += edits.said()
    if not said:
        return replace(place, name=variant.name, stem=place.stem) if variant.name else place
    name = variant.name or f"{place.name} with {', '.join(said)}"
    changed = replace(
        place,
        **facts,
        name=name,
        title=variant.name or f"{place.title} with {', '.join(said)}",
        stem=place.stem,
        notes=(*place.notes, f"a variant of {place.title}, with {', '.join(said)}"),
    )
    return edits.placed(changed, loc)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "/".join(f"{v:g}" if isinstance(v, float) else str(v) for v in value) or "nothing"


def with_hospitals(place: Place, number: int) -> tuple[HospitalFacts, ...]:
    """So many hospitals: the largest there are; more of them stand where they bring people nearest.

    A new hospital stands at the practice from which the mean way to the nearest hospital falls most, and all
    hospitals that the split is made of have equal beds, which sum to what there were.
    Source: greedy p-median, Kuehn & Hamburger (1963), Management Science 9(4):643-666.
    """
    kept = sorted(place.hospitals, key=lambda h: (-h.beds, h.code))[:number]
    more = number - len(kept)
    if more == 0:
        return tuple(kept)
    spots = [(h.x_km, h.y_km) for h in kept]
    for _ in range(more):
        spots.append(_nearest_to_people(place, spots))
    whole = sum(h.beds for h in kept)
    beds = apportioned(max(whole, number), [1] * number)
    old = [replace(h, beds=b) for h, b in zip(kept, beds, strict=False)]
    new = [
        HospitalFacts(f"{place.stem}-hospital-{k}", f"new hospital {k}", beds[k], *spots[k], located=True)
        for k in range(len(kept), number)
    ]
    return (*old, *new)


def _nearest_to_people(place: Place, spots: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where one more hospital brings the mean way to the nearest down to the least; ties go to the first code."""

    def way(candidate: tuple[float, float]) -> float:
        return sum(
            p.list_size * min(hypot(p.x_km - x, p.y_km - y) for x, y in (*spots, candidate))
            for p in place.practices
        )

    return min(((p.x_km, p.y_km) for p in place.practices), key=way)
