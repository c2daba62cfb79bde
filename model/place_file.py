"""The YAML door of places: every fault with its line and column, all at once.

A file names the practices (code, list size, district or position) and hospitals of a place. Positions are
x_km and y_km for all, or latitude and longitude, or a postcode district.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

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

type Fault = tuple[int, int, str, str]  # line, column, path, message

Name = Annotated[str, Field(min_length=1, max_length=200)]
Km = Annotated[float, Field(ge=-2_000.0, le=2_000.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class _Site(_Strict):
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


class _PlaceFile(_Strict):
    title: Name
    commissioner: Name
    practices: Annotated[list[_Practice], AfterValidator(_some), AfterValidator(_once)]
    hospitals: Annotated[list[_Hospital], AfterValidator(_some), AfterValidator(_once)]
    joint_working: float = Field(default=TYPICAL_JOINT_WORKING, ge=0.0, le=1.0)
    deprivation: Annotated[list[float], AfterValidator(_shares)] = Field(default=list(EVEN_DEPRIVATION))
    beds_per_1000: float = Field(default=ENGLAND_BEDS, gt=0.0, le=100.0)
    sources: list[str] = []
    notes: list[str] = []
    without: Annotated[list[str], AfterValidator(_services)] = []  # services that the place lacks


def read_place(path: str | Path) -> Place:
    """The place in a YAML file, named after the file.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not text in UTF-8; a place is a YAML text file") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    return parse_place(text, name=path.stem, file=str(path))


def parse_place(text: str, name: str, file: str) -> Place:
    """The place in a YAML text; `file` is what the faults call it."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 1}:{mark.column + 1}" if mark is not None else "1:1"
        raise ValueError(f"{file}:{where}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # control characters, impossible dates
        raise ValueError(f"{file}:1:1: not YAML: {' '.join(str(error).split())}") from None
    if root is None:
        raise ValueError(
            f"{file}:1:1: it is empty; a place needs title, commissioner, practices and hospitals"
        )
    if not isinstance(root, yaml.MappingNode):
        raise ValueError(f"{file}:1:1: it is not a list of keys and values; a place begins with 'title: ...'")
    faults = list(_doubled(root))
    place = None
    try:
        place = _PlaceFile.model_validate(data)
    except ValidationError as error:
        faults += [_fault(root, e) for e in error.errors()]
    if faults or place is None:
        raise ValueError(
            "\n".join(f"{file}:{line}:{column}: {path}: {m}" for line, column, path, m in sorted(faults))
        )
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


def _fault(root: yaml.Node, error: Any) -> Fault:
    """Where and what: the position of the value in the file and a sentence about it."""
    loc, message = error["loc"], str(error["msg"]).removeprefix("Value error, ")
    node: yaml.Node = root
    mark = root.start_mark
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == str(part)]
            if not pairs:
                break  # the missing key: stay on the parent
            key, node = pairs[-1]
            mark = key.start_mark if error["type"] == "extra_forbidden" else node.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
    if error["type"] == "missing":
        message = "it is missing"
    elif error["type"] == "extra_forbidden":
        kinds: dict[str, type[BaseModel]] = {"practices": _Practice, "hospitals": _Hospital}
        known = list((kinds[str(loc[0])] if loc[1:] else _PlaceFile).model_fields)
        near = get_close_matches(str(loc[-1]), known, n=1)
        message = f"unknown key{f' (did you mean {near[0]}?)' if near else ''}; there are: {', '.join(known)}"
    else:
        message = (
            f"{message}, not {error['input']!r}" if isinstance(error["input"], str | int | float) else message
        )
    return mark.line + 1, mark.column + 1, ".".join(map(str, loc)) or "the file", message


def _doubled(node: yaml.Node, path: str = "", met: set[int] | None = None) -> Iterator[Fault]:
    """Keys given twice, anywhere in the file."""
    met = set() if met is None else met
    if id(node) in met:  # an alias: its anchor has been looked at
        return
    met.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            here = f"{path}.{key.value}".lstrip(".")
            line = key.start_mark.line + 1
            if key.value in seen:
                yield (
                    line,
                    key.start_mark.column + 1,
                    here,
                    f"key given twice (first on line {seen[key.value]})",
                )
            seen.setdefault(str(key.value), line)
            yield from _doubled(value, here, met)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _doubled(value, f"{path}.{i}".lstrip("."), met)
