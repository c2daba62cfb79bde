"""The run as one JSON object, and as Parquet tables with a manifest in a folder."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from json import dumps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.experiments.england.nation import Nation
from joinedup.experiments.england.panels import national_rows, panels_of, place_rows
from joinedup.experiments.england.playing import Played
from joinedup.experiments.england.words import limits_of, positions_note, summary
from joinedup.experiments.provenance import PACKAGES, file_hash, source_digest
from joinedup.experiments.rows import ROWS

if TYPE_CHECKING:
    import polars as pl


def as_object(nation: Nation, origin: dict[str, Any]) -> dict[str, Any]:
    """The run as plain lists, numbers and words; None where there is no number."""
    played, england = nation.played, nation.england
    return {
        "people": played.people,
        "people_asked": england.people,
        "years_burnt": england.years_burnt,
        "years_before": england.years_before,
        "years_after": england.years_after,
        "arms": [
            {
                "name": arm.name,
                "digest": played.digest(which),
                "outcomes": {name: _figure(nation, which, name) for name in nation.outcomes},
            }
            for which, arm in enumerate(england.arms)
        ],
        "places": _places(nation),
        "failed": failures(played),
        "cannot_say": list(limits_of(england)),
        "manifest": origin,
    }


def manifest(
    played: Played, command: Sequence[str], files: Iterable[Path], executor: str, slots: int
) -> dict[str, Any]:
    """Everything needed to repeat a run, and to see whether the repeat is the same."""
    from joinedup.experiments.results import planned
    from joinedup.model.england import BEDS_SOURCE
    from joinedup.model.parameters import Parameters, every_number
    from joinedup.model.practice_list import SOURCE

    england = played.england
    numbers = Parameters().with_changes(england.parameters)
    plain = {n: _plain(v) for n, v, _ in every_number(numbers)}
    return {
        "command": " ".join(command),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(played.seconds, 1),
        "cpu_seconds": round(sum(lived.cpu_seconds for lived in played.lived.values()), 1),
        "largest_process_MB": round(max((x.most_memory for x in played.lived.values()), default=0.0)),
        "executor": executor,
        "workers": slots,
        "interrupted": played.interrupted,
        "versions": {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}},
        "machine": platform.platform(),
        "source_digest": source_digest(),
        "sources": [SOURCE, BEDS_SOURCE],
        "notes": [note for note in (positions_note(england),) if note],
        "inputs": {path.name: file_hash(path) for path in files},
        "seed": england.seed,
        "years_burnt": england.years_burnt,
        "years_before": england.years_before,
        "years_after": england.years_after,
        "arms": {arm.name: [planned(year, change) for year, change in arm.plan] for arm in england.arms},
        "changed": {name: _plain(value) for name, value in england.parameters.items()},
        "parameters": plain,
        "places": {
            place.commissioner: {
                "name": place.title,
                "people": place.people,
                "practices": len(place.practices),
                "hospitals": [hospital.code for hospital in place.hospitals],
                "notes": list(place.notes),
                "seconds": round(played.lived[place.commissioner].seconds, 2),
                "cpu_seconds": round(played.lived[place.commissioner].cpu_seconds, 2),
                "digests": {
                    england.arms[run.arm].name: run.digest for run in played.lived[place.commissioner].arms
                },
            }
            for place in played.places
        },
        "failed": failures(played),
    }


def failures(played: Played) -> list[dict[str, str]]:
    """The places that failed: which, and why."""
    title = {place.commissioner: place.title for place in played.england.places}
    return [
        {"place": code, "name": title[code], **failed._asdict()}
        for code, failed in sorted(played.failed.items())
    ]


def write(nation: Nation, origin: dict[str, Any], folder: Path) -> list[Path]:
    """Write the tables, the manifest and the report: each whole under its name, or not at all.

    Raises: ValueError if the disk is full or the folder cannot be written; nothing is left there then.
    """
    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.results import as_parquet, written

    files = {f"{name}.parquet": as_parquet(table) for name, table in tables(nation).items()}
    files["manifest.json"] = (dumps(origin, indent=1, ensure_ascii=False) + "\n").encode()
    done = written(files, folder)
    return done + pictured(folder, "England", panels_of(nation), origin, summary(nation))


def tables(nation: Nation) -> dict[str, pl.DataFrame]:
    """All tables, by the name of their file."""
    return {
        "nation": national_rows(nation).drop("outcome_name"),
        "places": place_rows(nation),
        "years": year_rows(nation),
        "spending": spending_rows(nation),
    }


def year_rows(nation: Nation) -> pl.DataFrame:
    """One row a place, arm, year and outcome, as recorded; years before the switch are negative."""
    import polars as pl

    england, parts = nation.england, []
    for code in nation.codes:
        for run in nation.played.lived[code].arms:
            for outcome, values in run.values.items():
                parts.append(
                    pl.DataFrame(
                        {
                            "place": [code] * len(values),
                            "arm": [england.arms[run.arm].name] * len(values),
                            "year": england.years,
                            "outcome": [outcome] * len(values),
                            "value": values,
                            "person_years": run.person_years,
                        },
                        schema_overrides={"year": pl.Int16, "value": pl.Float64, "person_years": pl.Float64},
                    )
                )
    return pl.concat(parts)


def spending_rows(nation: Nation) -> pl.DataFrame:
    """One row a place, arm, year, view (payers, resources) and heading: pounds."""
    import polars as pl

    return pl.DataFrame(
        [
            {
                "place": code,
                "arm": nation.england.arms[run.arm].name,
                "year": year,
                "view": view,
                "heading": heading,
                "pounds": pounds,
            }
            for code in nation.codes
            for run in nation.played.lived[code].arms
            for year, spending in zip(nation.england.years, run.spending, strict=True)
            for view, headings in spending.items()
            for heading, pounds in headings.items()
        ],
        infer_schema_length=None,
    )


def _figure(nation: Nation, arm: int, outcome: str) -> dict[str, Any]:
    f = nation.figure(arm, outcome)
    return {
        "unit": nation.units[outcome],
        "value": _number(f.value),
        "difference": _number(f.difference.mean),
        "low_across_places": _number(f.difference.low),
        "high_across_places": _number(f.difference.high),
        "total": _number(f.total),
        "total_difference": _number(f.total_difference),
        "total_unit": f.unit,
        "places": f.places,
    }


def _places(nation: Nation) -> list[dict[str, Any]]:
    """Every place with the outcomes of the tables, by arm."""
    arms = nation.england.arms
    values = {
        arm.name: {name: nation.sums(which, name).value for name in ROWS} for which, arm in enumerate(arms)
    }
    return [
        {
            "place": place.commissioner,
            "name": place.title,
            "people": place.people,
            "practices": len(place.practices),
            "hospitals": [hospital.name for hospital in place.hospitals],
            "notes": list(place.notes),
            "values": {
                arm: {name: _number(float(column[i])) for name, column in by_outcome.items()}
                for arm, by_outcome in values.items()
            },
        }
        for i, place in enumerate(nation.played.places)
    ]


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def _plain(value: Any) -> Any:
    return [float(v) for v in value] if isinstance(value, tuple) else float(value)
