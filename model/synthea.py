"""The door for CSV exports of Synthea: patients.csv and conditions.csv as the people of a place.

Conditions are mapped to the model's long-term conditions and mental illness by `data/synthea_conditions.csv`; whatever
is not mapped is listed. Synthea: Walonoski et al. (2018), JAMIA 25(3):230-238.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from joinedup.model.given_people import GivenPeople, counted

PATIENTS, CONDITIONS = "patients.csv", "conditions.csv"
MOST_CONDITIONS = 9
SEX = {"F": 0, "M": 1}
UNKNOWN = "unknown"
VERDICTS = {
    "long-term": "long-term condition",
    "mental": "long-term condition and mental illness",
    UNKNOWN: "unknown: not in the table of conditions",
    "unlisted": "lasting, but not among the long-term conditions counted",
    "acute": "acute, not a long-term condition",
    "sign": "a finding, a risk or a history, not a long-term condition",
    "life": "a circumstance of life, not an illness",
}
COUNTED = ("long-term", "mental")


class Meaning(NamedTuple):
    """What a condition of Synthea counts as."""

    verdict: str  # a key of VERDICTS
    condition: str  # the long-term condition it is; empty if it is none
    severity: int  # of mental illness, 0 to 3
    ever: bool  # counts once begun; else only until it has stopped


NO_MEANING = Meaning(UNKNOWN, "", 0, False)


class Seen(NamedTuple):
    """One condition of an export: what it counts as, and how many people have it."""

    verdict: str
    code: str
    description: str
    condition: str
    people: int  # living on the day, and it had begun
    counted: int  # of those, people for whom it counts


class Export(NamedTuple):
    """What was read, and what of it could not be used."""

    files: tuple[Path, ...]  # what was read
    people: GivenPeople
    day: date  # day 0 of the model
    dead: int  # people who had died, left out
    unborn: int  # people born later, left out
    later: int  # entries of conditions that begin later, left out
    above: int  # people with more conditions than the model counts
    seen: tuple[Seen, ...]  # by verdict, the commonest first


class _Person(NamedTuple):
    born: date
    died: date | None
    sex: int


class _Entry(NamedTuple):
    """One line of conditions.csv."""

    where: str  # file:line
    patient: str
    code: str
    description: str
    begun: date
    stopped: date | None


@cache
def meanings() -> dict[str, Meaning]:
    """What each SNOMED CT code counts as."""
    text = (files("joinedup.model") / "data" / "synthea_conditions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["code"]: Meaning(row["verdict"], row["condition"], int(row["severity"]), row["counts"] == "ever")
        for row in rows
    }


def read_synthea(folder: str | Path, day: date | None = None) -> Export:
    """The people of an export who live on a day, the last one that it tells of unless said.

    They are put in an order that depends on their ids alone, so the order of the file changes nothing.
    Raises: ValueError for a file, column or value that is missing or wrong, with its line.
    """
    folder = Path(folder)
    everybody, entries = _everybody(folder), _entries(folder)
    if day is None:
        day = max([p.died or p.born for p in everybody.values()] + [e.begun for e in entries])
    alive = {k: p for k, p in everybody.items() if p.born <= day and (p.died is None or p.died > day)}
    if not alive:
        raise ValueError(
            f"{folder / PATIENTS} has nobody who lives on {day}; say another day, as of which to read it"
        )
    dead = sum(1 for p in everybody.values() if p.died is not None and p.died <= day)
    unborn = len(everybody) - len(alive) - dead
    ill: dict[str, set[str]] = {k: set() for k in alive}
    mind = dict.fromkeys(alive, 0)
    seen, later = _Tally(), 0
    for e in entries:
        if e.patient not in everybody:
            raise ValueError(
                f"{e.where}: patient {e.patient[:40]!r} is not in {PATIENTS}; every condition must be somebody's"
            )
        if e.patient in alive and e.begun > day:
            later += 1
        elif e.patient in alive:
            meaning = meanings().get(e.code, NO_MEANING)
            open_or_ever = meaning.ever or e.stopped is None or e.stopped > day
            counts = meaning.verdict in COUNTED and open_or_ever
            seen.notes(e, counts)
            if counts:
                ill[e.patient].add(meaning.condition)
                mind[e.patient] = max(mind[e.patient], meaning.severity)
    order = sorted(alive, key=lambda k: sha256(k.encode()).digest())
    people = GivenPeople(
        f"the Synthea export in {folder.name or folder}",
        tuple((day - alive[k].born).days for k in order),
        tuple(alive[k].sex for k in order),
        tuple(min(MOST_CONDITIONS, len(ill[k])) for k in order),
        tuple(mind[k] for k in order),
    )
    above = sum(1 for conditions in ill.values() if len(conditions) > MOST_CONDITIONS)
    read = (folder / PATIENTS, folder / CONDITIONS)
    return Export(read, people, day, dead, unborn, later, above, seen.by_verdict())


class _Tally:
    """Who has each condition, and for whom it counts."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.having: dict[str, set[str]] = {}
        self.counting: dict[str, set[str]] = {}

    def notes(self, entry: _Entry, counts: bool) -> None:
        self.names.setdefault(entry.code, entry.description)
        self.having.setdefault(entry.code, set()).add(entry.patient)
        if counts:
            self.counting.setdefault(entry.code, set()).add(entry.patient)

    def by_verdict(self) -> tuple[Seen, ...]:
        """By verdict, the commonest first."""
        found = []
        for code, people in self.having.items():
            meaning, who = meanings().get(code, NO_MEANING), self.counting.get(code, ())
            found.append(
                Seen(meaning.verdict, code, self.names[code], meaning.condition, len(people), len(who))
            )
        order = list(VERDICTS)
        return tuple(sorted(found, key=lambda s: (order.index(s.verdict), -s.people, s.description, s.code)))


def told(export: Export) -> Iterator[str]:
    """What was read and what was not, line by line."""
    given = export.people
    yield f"{counted(given.number)} of {given.source}, as they were on {export.day}, which is day 0"
    yield f"  left out: {export.dead:,} who had died, {export.unborn:,} born later"
    if export.later:
        yield f"  left out: {export.later:,} entries of conditions that begin later"
    if export.above:
        yield f"  {counted(export.above)} with more than {MOST_CONDITIONS} long-term conditions: given that many"
    yield "  deprivation is not in the export: it is drawn from the mix of the place, apart from illness"
    for verdict, words in VERDICTS.items():
        seen = [s for s in export.seen if s.verdict == verdict]
        if not seen:
            continue
        mapped = verdict in COUNTED
        yield f"{'mapped' if mapped else 'NOT mapped'}: {words}"
        for s in seen:
            counts = f", counts for {s.counted:,} as {s.condition}" if mapped else ""
            yield f"  {s.description} [{s.code}]: {counted(s.people)}{counts}"


# --- the files


def _everybody(folder: Path) -> dict[str, _Person]:
    found: dict[str, _Person] = {}
    for where, (key, birth, death, gender) in _rows(
        folder / PATIENTS, ("ID", "BIRTHDATE", "DEATHDATE", "GENDER")
    ):
        if not key or key in found:
            fault = "is there twice" if key else "has no Id"
            raise ValueError(
                f"{where}: patient {key[:40]!r} {fault}; every patient must have one of their own"
            )
        if gender not in SEX:
            raise ValueError(f"{where}: GENDER is {gender[:40]!r}; it must be M or F")
        born, died = _day(where, "BIRTHDATE", birth), _day_or_none(where, "DEATHDATE", death)
        if died is not None and died < born:
            raise ValueError(f"{where}: DEATHDATE is {died}, before BIRTHDATE, {born}; it must not be")
        found[key] = _Person(born, died, SEX[gender])
    if not found:
        raise ValueError(f"{folder / PATIENTS} has a header and no patients")
    return found


def _entries(folder: Path) -> list[_Entry]:
    needed = ("PATIENT", "CODE", "DESCRIPTION", "START", "STOP")
    return [
        _Entry(where, patient, code, words, _day(where, "START", start), _day_or_none(where, "STOP", stop))
        for where, (patient, code, words, start, stop) in _rows(folder / CONDITIONS, needed)
    ]


def _day_or_none(where: str, name: str, text: str) -> date | None:
    return _day(where, name, text, ", or blank") if text else None


def _day(where: str, name: str, text: str, hint: str = "") -> date:
    """A day, with or without a time after it."""
    try:
        if len(text) > 10 and text[10] not in "T ":
            raise ValueError
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(
            f"{where}: {name} is {text[:40]!r}; it must be a date such as 2013-12-18{hint}"
        ) from None


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Of every line its place, file:line, and the values of the columns needed, whose names are in capitals.

    Raises: ValueError for a file that is missing, empty or no CSV text, or a column that is not there.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            columns = [name.strip().upper() for name in next(lines, [])]
            if not columns:
                raise ValueError(f"{path} is empty; it must be a CSV table as Synthea exports it")
            missing = [name for name in needed if name not in columns]
            if missing:
                raise ValueError(
                    f"{path.name}:1: no column {', '.join(missing)}; the columns found are: "
                    f"{', '.join(c[:40] for c in columns[:12])}"
                )
            wanted = [columns.index(name) for name in needed]
            for values in lines:
                where = f"{path.name}:{lines.line_num}"
                if not any(values):
                    continue
                if len(values) != len(columns):
                    raise ValueError(
                        f"{where}: the line has {len(values)} values; the header names {len(columns)}"
                    )
                yield where, [values[n].strip() for n in wanted]
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ValueError(f"{path} cannot be read: {why}; an export has {PATIENTS} and {CONDITIONS}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not a CSV file: it is not text in UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{path.name} is not a CSV file: {error}") from None
