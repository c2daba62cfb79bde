"""The YAML door of places: every fault with its line and column, all at once.

A file names the practices (code, list size, district or position) and hospitals of a place. Positions are
x_km and y_km for all, or latitude and longitude, or a postcode district.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from joinedup.model.place import (
    ENGLAND_BEDS,
    EVEN_DEPRIVATION,
    TYPICAL_JOINT_WORKING,
    HospitalFacts,
    Place,
    PracticeFacts,
    wrong_services,
    wrong_shares,
)
from joinedup.model.positions import Position, Site, positions
from joinedup.model.yaml_file import Strict, doubled, fault, in_lines, parsed, read_text

Name = Annotated[str, Field(min_length=1, max_length=200)]
Km = Annotated[float, Field(ge=-2_000.0, le=2_000.0)]


class _Site(Strict):
    code: Name  # as published, in quotes
    x_km: Km | None = None
    y_km: Km | None = None
    latitude: float | None = Field(default=None, ge=-90.0, le=90.0)
    longitude: float | None = Field(default=None, ge=-180.0, le=180.0)

    @model_validator(mode="after")
    def _in_pairs(self) -> "_Site":
        for one, other in (("x_km", "y_km"), ("latitude", "longitude")):
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise ValueError(f"{one} and {other} come together; give both or neither")
        return self


class _Practice(_Site):
    list_size: int = Field(ge=1, le=1_000_000)  # registered people
    district: str = ""  # postcode district, such as DY1


class _Hospital(_Site):
    name: Name
    beds: int = Field(ge=1, le=100_000)  # only splits the place's beds between its hospitals


def _some(sites: list[Any]) -> list[Any]:
    if not sites:
        raise ValueError("it is empty; a place needs at least one")
    return sites


def _once(sites: list[_Site]) -> list[_Site]:
    codes = [site.code for site in sites]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)} is there twice; each code must be there once")
    return sites


def _shares(shares: list[float]) -> list[float]:
    if wrong := wrong_shares(shares):
        raise ValueError(f"it {wrong}")
    return shares


def _services(without: list[str]) -> list[str]:
    if wrong := wrong_services(without):
        raise ValueError(f"it {wrong}")
    return without


class _PlaceFile(Strict):
    title: Name
    commissioner: Name
    practices: Annotated[list[_Practice], AfterValidator(_some), AfterValidator(_once)]
    hospitals: Annotated[list[_Hospital], AfterValidator(_some), AfterValidator(_once)]
    joint_working: float = Field(default=TYPICAL_JOINT_WORKING, ge=0.0, le=1.0)
    deprivation: Annotated[list[float], AfterValidator(_shares)] = Field(default=list(EVEN_DEPRIVATION))
    beds_per_1000: float = Field(default=ENGLAND_BEDS, gt=0.0, le=100.0)
    sources: list[str] = Field(default=[])
    notes: list[str] = Field(default=[])
    # services that the place lacks
    without: Annotated[list[str], AfterValidator(_services)] = Field(default=[])


def read_place(path: str | Path) -> Place:
    """The place in a YAML file, named after the file.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    path = Path(path)
    text = read_text(path, "a place is a YAML text file")
    return parse_place(text, name=path.stem, file=str(path))


def parse_place(text: str, name: str, file: str) -> Place:
    """The place in a YAML text; `file` is what the faults call it."""
    root, data = parsed(text, file, "a place needs title, commissioner, practices and hospitals")
    if not isinstance(root, yaml.MappingNode):
        raise ValueError(f"{file}:1:1: it is not a list of keys and values; a place begins with 'title: ...'")
    faults = list(doubled(root))
    place = None
    try:
        place = _PlaceFile.model_validate(data)
    except ValidationError as error:
        faults += [fault(root, e, _known) for e in error.errors()]
    if faults or place is None:
        raise ValueError(in_lines(file, faults))
    return _built(place, name)


def notes_on(practices: Sequence[PracticeFacts], hospitals: Sequence[HospitalFacts] = ()) -> tuple[str, ...]:
    """What a reader must know about invented positions."""
    lost = sum(not p.located for p in practices)
    notes = []
    if lost:
        notes.append(
            f"{lost} of {len(practices)} practices have no known position; their distances are invented"
        )
    if hospitals and (unplaced := sum(not h.located for h in hospitals)):
        notes.append(
            f"{unplaced} of {len(hospitals)} hospitals have no known position; they stand in the middle"
        )
    return tuple(notes)


def _built(place: _PlaceFile, name: str) -> Place:
    def site(s: _Site, area: str = "") -> Site:
        return Site(s.code, area, s.x_km, s.y_km, s.latitude, s.longitude)

    where = positions([site(p, p.district) for p in place.practices], [site(h) for h in place.hospitals])
    spots: tuple[list[Position], list[Position]] = where
    practices = tuple(
        PracticeFacts(p.code, p.list_size, p.district, *spot)
        for p, spot in zip(place.practices, spots[0], strict=True)
    )
    hospitals = tuple(
        HospitalFacts(h.code, h.name, h.beds, *spot)
        for h, spot in zip(place.hospitals, spots[1], strict=True)
    )
    return Place(
        name,
        place.title,
        place.commissioner,
        practices,
        hospitals,
        place.joint_working,
        tuple(place.deprivation),
        place.beds_per_1000,
        tuple(place.sources),
        (*place.notes, *notes_on(practices, hospitals)),
        tuple(place.without),
    )


def _known(loc: Sequence[str | int]) -> list[str]:
    kinds: dict[str, type[BaseModel]] = {"practices": _Practice, "hospitals": _Hospital}
    return list((kinds[str(loc[0])] if loc[1:] else _PlaceFile).model_fields)
