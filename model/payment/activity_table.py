"""The CSV door of what a contract is settled on: services, people and measures by year and site.

Columns: year, people; site and weighted if wanted; services by name, as counts; measures by name, as values.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np

from joinedup.model.payment.measure import COUNTED, MEASURE_NAMES, MEASURES, OF, Measure
from joinedup.model.payment.service import SERVICE_NAMES, SERVICES
from joinedup.model.yaml_file import Fault, in_lines, read_text, unknown

EVERYWHERE = "all sites"
# readmissions follow from what is counted
_MEASURES = {name: m for name, m in MEASURE_NAMES.items() if m != Measure.READMISSIONS}
COLUMNS = ("year", "site", "people", "weighted", *SERVICE_NAMES, *_MEASURES)


class Year(NamedTuple):
    """One year of the table, a row for each site."""

    services: np.ndarray  # (sites, SERVICES)
    people: np.ndarray  # (sites,)
    weighted: np.ndarray  # (sites,)
    measures: np.ndarray  # (sites, MEASURES, 2)


class ActivityTable(NamedTuple):
    """What was counted, by year."""

    file: str
    columns: tuple[str, ...]
    sites: tuple[str, ...]
    years: dict[int, Year]

    def counts(self, service: int) -> bool:
        """Whether the table has a column for a service."""
        return any(SERVICE_NAMES.get(column) == service for column in self.columns)


def read_activity(path: str | Path) -> ActivityTable:
    """The table in a CSV file.

    Raises: ValueError with one line per fault, `file:line:column: name: message`.
    """
    path = Path(path)
    return parse_activity(read_text(path, "a table of activity is a CSV text file"), str(path))


def parse_activity(text: str, file: str) -> ActivityTable:
    """The table in a CSV text; `file` is what the faults call it."""
    rows = [
        (i, row) for i, row in enumerate(csv.reader(text.splitlines()), start=1) if any(map(str.strip, row))
    ]
    if not rows:
        raise ValueError(f"{file}:1:1: it is empty; its first line names the columns: year, people, …")
    line, header = rows[0][0], [name.strip().lower() for name in rows[0][1]]
    faults = list(_wrong_columns(line, header))
    if not faults and len(rows) == 1:
        faults = [(line, 1, "the file", "it has no years; give a line for each year")]
    if not faults:
        faults = [fault for at, row in rows[1:] for fault in _wrong_cells(at, header, row)]
    if not faults:
        faults = list(_wrong_years(header, rows[1:]))
    if faults:
        raise ValueError(in_lines(file, faults))
    return _table(file, header, [dict(zip(header, row, strict=True)) for _, row in rows[1:]])


def _wrong_columns(line: int, header: list[str]) -> Iterator[Fault]:
    for i, name in enumerate(header, start=1):
        if name not in COLUMNS:
            yield line, i, name or "no name", unknown("column", name, COLUMNS)
        elif name in header[: i - 1]:
            yield line, i, name, f"column given twice (first in column {header.index(name) + 1})"
    for name in ("year", "people"):
        if name not in header:
            yield line, 1, name, "the column is missing"


def _wrong_cells(line: int, header: list[str], row: list[str]) -> Iterator[Fault]:
    if len(row) != len(header):
        yield line, len(row), "the line", f"it has {len(row)} values; there are {len(header)} columns"
        return
    for i, (name, cell) in enumerate(zip(header, row, strict=True), start=1):
        if name == "site":
            if not cell.strip():
                yield line, i, name, "it has no name"
            continue
        if not cell.strip() and name in _MEASURES:
            continue
        try:
            number = float(cell)
        except ValueError:
            yield line, i, name, f"it is {cell.strip()!r}; it must be a number, such as 1200"
            continue
        if not isfinite(number) or number < 0.0:
            yield line, i, name, f"it is {cell.strip()}; it must be at least 0"
        elif name == "year" and (number != int(number) or number < 1):
            yield line, i, name, f"it is {cell.strip()}; it must be a whole year, such as 2018"


def _wrong_years(header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    """Each site once in each year, and the same sites in all."""
    year, site = header.index("year"), header.index("site") if "site" in header else None
    seen: dict[tuple[int, str], int] = {}
    for line, row in rows:
        at = (int(float(row[year])), EVERYWHERE if site is None else row[site].strip())
        if at in seen:
            again = f"{at[0]} is there twice" + ("" if site is None else f" for {at[1]}")
            yield line, year + 1, "year", f"{again} (first on line {seen[at]}); give one line"
        seen.setdefault(at, line)
    every = {s for _, s in seen}
    for y in sorted({y for y, _ in seen}):
        lacking = sorted(every - {s for other, s in seen if other == y})
        if lacking:
            line = next(at for (other, _), at in seen.items() if other == y)
            yield (
                line,
                year + 1,
                "year",
                f"{y} has no line for {lacking[0]}; give every site a line in every year",
            )


def _table(file: str, header: list[str], rows: list[dict[str, str]]) -> ActivityTable:
    names = [row.get("site", EVERYWHERE).strip() for row in rows]
    sites = tuple(dict.fromkeys(names))
    years: dict[int, Year] = {}
    n = len(sites)
    for row, name in zip(rows, names, strict=True):
        when, i = int(float(row["year"])), sites.index(name)
        if when not in years:
            years[when] = Year(np.zeros((n, SERVICES)), np.zeros(n), np.zeros(n), np.zeros((n, MEASURES, 2)))
        year = years[when]
        year.people[i] = float(row["people"])
        year.weighted[i] = float(row.get("weighted", row["people"]))
        for column, cell in row.items():
            if column in SERVICE_NAMES:
                year.services[i, SERVICE_NAMES[column]] = float(cell)
            elif column in _MEASURES and cell.strip():
                # over sites, values are weighed by people; by one where there are none
                weight = max(1.0, year.people[i])
                year.measures[i, _MEASURES[column], OF] = weight
                year.measures[i, _MEASURES[column], COUNTED] = weight * float(cell)
    return ActivityTable(file, tuple(header), sites, dict(sorted(years.items())))
