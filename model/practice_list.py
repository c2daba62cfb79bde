"""The CSV door of places: "Patients Registered at a GP Practice", read as NHS Digital publishes it.

The file has one line per practice of England. Columns of older files (CCG_CODE) and of newer ones
(SUB_ICB_LOCATION_CODE) are both known; a position may be added as X_KM and Y_KM, LATITUDE and LONGITUDE, or
EASTING and NORTHING (metres of the National Grid).
"""

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from joinedup.model.place import (
    ENGLAND_BEDS,
    EVEN_DEPRIVATION,
    TYPICAL_JOINT_WORKING,
    HospitalFacts,
    Place,
    PracticeFacts,
)
from joinedup.model.place_file import notes_on
from joinedup.model.positions import Site, outward, positions

COMMISSIONER = ("CCG_CODE", "SUB_ICB_LOCATION_CODE")  # older and newer name of the same column
NEEDED = ("CODE", "POSTCODE", "NUMBER_OF_PATIENTS")
SOURCE = "lists: NHS Digital, Patients Registered at a GP Practice, Open Government Licence v3.0"
PAIRS = (("X_KM", "Y_KM", 2_000.0), ("LATITUDE", "LONGITUDE", 180.0), ("EASTING", "NORTHING", 2_000_000.0))


class _Line(NamedTuple):
    """One practice of the file and the line it stands on."""

    number: int
    commissioner: str
    code: str
    postcode: str
    list_size: int
    spot: tuple[float | None, ...]  # values of the columns of `PAIRS`, None where absent


def read_practices(path: str | Path, commissioner: str) -> tuple[PracticeFacts, ...]:
    """The practices of one commissioner, in the order of their codes.

    Raises: ValueError, one sentence with the line, for a file or commissioner that cannot be used.
    """
    path = Path(path)
    lines = list(_lines(path))
    mine = sorted((x for x in lines if x.commissioner == commissioner.strip().upper()), key=lambda x: x.code)
    if not mine:
        known = sorted({x.commissioner for x in lines})
        near = get_close_matches(commissioner.strip().upper(), known, n=5, cutoff=0.5) or known[:5]
        raise ValueError(
            f"no commissioner {commissioner!r} in {path.name}; "
            f"it has {len(known)}, and nearest by name: {', '.join(near)}"
        )
    return _facts(mine)


def practices_by_commissioner(path: str | Path) -> dict[str, tuple[PracticeFacts, ...]]:
    """The practices of every commissioner of the file, in the order of their codes.

    Raises: ValueError, one sentence with the line, for a file that cannot be used.
    """
    found: dict[str, list[_Line]] = {}
    for line in sorted(_lines(Path(path)), key=lambda x: (x.commissioner, x.code)):
        found.setdefault(line.commissioner, []).append(line)
    return {code: _facts(lines) for code, lines in found.items()}


def place_from_practices(
    path: str | Path,
    commissioner: str,
    hospitals: Sequence[HospitalFacts] | None = None,
    *,
    title: str | None = None,
    joint_working: float = TYPICAL_JOINT_WORKING,
    deprivation: tuple[float, ...] = EVEN_DEPRIVATION,
    beds_per_1000: float = ENGLAND_BEDS,
) -> Place:
    """The place of one commissioner in a practice list.

    Without hospitals it gets one general hospital, in the middle of its practices weighted by their lists.
    """
    return place_of(
        commissioner.strip().upper(),
        read_practices(path, commissioner),
        hospitals,
        Path(path).name,
        title=title,
        joint_working=joint_working,
        deprivation=deprivation,
        beds_per_1000=beds_per_1000,
    )


def place_of(
    code: str,
    practices: tuple[PracticeFacts, ...],
    hospitals: Sequence[HospitalFacts] | None,
    where: str,
    *,
    title: str | None = None,
    joint_working: float = TYPICAL_JOINT_WORKING,
    deprivation: tuple[float, ...] = EVEN_DEPRIVATION,
    beds_per_1000: float = ENGLAND_BEDS,
) -> Place:
    """The place of one commissioner, from its practices and where they were read; see `place_from_practices`."""
    people = sum(p.list_size for p in practices)
    notes = [f"from {where}"]
    if deprivation == EVEN_DEPRIVATION:
        notes.append("deprivation is taken to be that of England")
    if not hospitals:
        x = sum(p.x_km * p.list_size for p in practices) / people
        y = sum(p.y_km * p.list_size for p in practices) / people
        beds = max(1, round(beds_per_1000 * people / 1000.0))
        hospitals = [HospitalFacts("GENERAL", "General hospital", beds, x, y)]
        notes.append(
            f"one general hospital with {beds_per_1000:g} beds per 1,000 people stands for the real ones"
        )
    return Place(
        code,
        title or f"Commissioner {code}",
        code,
        practices,
        tuple(hospitals),
        joint_working,
        deprivation,
        beds_per_1000,
        (SOURCE,),
        (*notes, *notes_on(practices)),
    )


def _facts(lines: Sequence[_Line]) -> tuple[PracticeFacts, ...]:
    """What is published about the practices of one commissioner, and where they are."""
    spots, _ = positions(_sites(lines))
    return tuple(
        PracticeFacts(x.code, x.list_size, outward(x.postcode), *spot)
        for x, spot in zip(lines, spots, strict=True)
    )


def _lines(path: Path) -> Iterator[_Line]:
    """Every practice of the file, checked; totals only, where the file also splits by sex and age."""
    table = _table(path)
    totals = [line for line in table if _is_total(line[1])]
    if totals and (without := {row["CODE"] for _, row in table} - {row["CODE"] for _, row in totals}):
        raise ValueError(
            f"{path.name}: {len(without)} practices, such as {min(without)}, "
            "have no line with SEX and AGE both ALL"
        )
    seen: dict[str, int] = {}
    for number, row in totals or table:
        line = _line(path, number, row)
        if line.code in seen:
            hint = "" if totals else "; the file has no totals, lines with SEX and AGE both ALL"
            raise ValueError(
                f"{path.name}:{number}: practice {line.code} is there twice "
                f"(first on line {seen[line.code]}){hint}"
            )
        seen[line.code] = number
        yield line


def _is_total(row: dict[str, str]) -> bool:
    return all(row.get(column, "ALL").upper() == "ALL" for column in ("SEX", "AGE"))


def _table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Line numbers and values by column, surrounding blanks removed."""
    rows = csv.reader(StringIO(_text(path), newline=None), skipinitialspace=True)
    try:
        columns = _columns(path, next(rows, []))
        known = [(rows.line_num, [c.strip() for c in row]) for row in rows if any(c.strip() for c in row)]
    except csv.Error as error:
        raise ValueError(f"{path.name}:{rows.line_num}: not a CSV file: {error}") from None
    if not known:
        raise ValueError(f"{path.name} has a header and no practices")
    for number, row in known:
        if len(row) != len(columns):
            raise ValueError(
                f"{path.name}:{number}: the line has {len(row)} values; the header names {len(columns)}"
            )
    return [(number, dict(zip(columns, row, strict=True))) for number, row in known]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(f"{path.name} is a workbook or zip archive; save or unpack it as a CSV text file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ValueError(f"{path.name} is not a CSV file: it is not text in UTF-8")
    if not text.strip():
        raise ValueError(f"{path.name} is empty; it must be a list of practices as NHS Digital publishes it")
    return text


def _columns(path: Path, header: list[str]) -> list[str]:
    """Names of the columns, in capitals; all that are needed are there, once."""
    columns = [cell.strip().upper() for cell in header]
    for delimiter, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(columns) == 1 and delimiter in columns[0]:
            raise ValueError(f"{path.name} is separated by {name}; it must be separated by commas")
    missing = [name for name in NEEDED if name not in columns]
    if not any(name in columns for name in COMMISSIONER):
        missing.insert(0, " or ".join(COMMISSIONER))
    if missing:
        found = ", ".join(c[:40] for c in columns[:12])
        raise ValueError(f"{path.name}:1: no column {', '.join(missing)}; the columns found are: {found}")
    twice = sorted({c for c in columns if c and columns.count(c) > 1})
    if twice:
        raise ValueError(f"{path.name}:1: column {twice[0]} is there twice")
    return columns


def _line(path: Path, number: int, row: dict[str, str]) -> _Line:
    where = f"{path.name}:{number}"
    commissioner = next(row[name] for name in COMMISSIONER if name in row).upper()
    for what, value in (("practice code", row["CODE"]), ("commissioner code", commissioner)):
        if not value:
            raise ValueError(f"{where}: the {what} is blank; every practice must have one")
    text = row["NUMBER_OF_PATIENTS"]
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) <= 7):
        raise ValueError(
            f"{where}: practice {row['CODE']} has NUMBER_OF_PATIENTS {text[:40]!r}; "
            "it must be a whole number of people, at least 1, in plain digits"
        )
    spot = tuple(_number(where, row, name, most) for *names, most in PAIRS for name in names)
    return _Line(number, commissioner, row["CODE"].upper(), row["POSTCODE"], int(text), spot)


def _number(where: str, row: dict[str, str], name: object, most: object) -> float | None:
    """A coordinate, or None where the column or the value is absent."""
    text = row.get(str(name), "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or abs(value) > float(str(most)):
        raise ValueError(
            f"{where}: {name} is {text[:40]!r}; it must be a number, or blank if it is not known"
        )
    return value


def _sites(lines: Sequence[_Line]) -> list[Site]:
    """What is known about where the practices are; grid metres become kilometres around their middle."""
    metres = [line.spot[-2:] for line in lines]
    grid = [(east, north) for east, north in metres if east is not None and north is not None]
    middle = [sum(axis) / len(grid) for axis in zip(*grid, strict=True)]
    sites = []
    for line in lines:
        x, y, latitude, longitude, east, north = line.spot
        if x is None and east is not None and north is not None:
            x, y = (east - middle[0]) / 1000.0, (north - middle[1]) / 1000.0
        sites.append(Site(line.code, outward(line.postcode), x, y, latitude, longitude))
    return sites
