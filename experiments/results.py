"""A comparison as one JSON object, and as Parquet tables in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from json import dumps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.experiments.compare import Comparison, Difference

if TYPE_CHECKING:
    import polars as pl

EVERYBODY = "everybody"


def units() -> dict[str, str]:
    """The unit of every outcome recorded."""
    from joinedup.experiments.sectors import SECTORS, UNIT
    from joinedup.model.outcomes import OUTCOMES

    return {name: o.unit for name, o in OUTCOMES.items()} | {s.name: UNIT for s in SECTORS}


def as_object(found: Comparison, manifest: dict[str, Any]) -> dict[str, Any]:
    """The comparison as plain lists, numbers and words; None where there is no number."""
    e, unit = found.experiment, units()
    return {
        "place": e.where.name,
        "people": e.where.people,
        "seed": e.seed,
        "replications": len(found.runs),
        "years_before": e.years_before,
        "years_after": e.years_after,
        "arms": [
            {
                "name": arm.name,
                "switches": list(arm.switches),
                "plan": [planned(year, change) for year, change in arm.plan],
                "frozen": arm.frozen,
                "digest": found.digest(i),
                "outcomes": {name: _outcome(found, i, name, unit[name]) for name in found.outcomes},
            }
            for i, arm in enumerate(e.arms)
        ],
        "identical_before_switch": found.identical_before_switch,
        "manifest": manifest,
    }


def planned(year: int, change: Any) -> dict[str, Any]:
    """One change of an arm: its year after the switch, and the switches, form, numbers or contracts."""
    from joinedup.model.organisation.forms import Choice, key_of

    if isinstance(change, frozenset):
        return {"year": year, "switches": sorted(change)}
    if not isinstance(change, Choice):
        return {"year": year, **_in_words(change)}
    form = {d: key_of(c) for d, c in change.form._asdict().items()}
    return {"year": year, "form": form} | {f: x for f, x in change._asdict().items() if f != "form"}


def _in_words(change: Any) -> dict[str, Any]:
    """Numbers that change, or contracts put in force: their kind, payee and written terms."""
    from joinedup.model.new_numbers import Numbers

    if isinstance(change, Numbers):
        return {"set": {path: list(v) if isinstance(v, tuple) else float(v) for path, v in change.values}}
    return {"contracts": [written_terms(one) for one in change.written]}


def written_terms(one: Any) -> dict[str, Any]:
    """What a file says of a contract."""
    terms = {name: getattr(one.contract, name) for name in sorted(one.given) if hasattr(one.contract, name)}
    plain = {
        k: v for k, v in terms.items() if isinstance(v, int | float | str) and k not in ("payer", "payee")
    }
    lists = {
        k: list(v) for k, v in terms.items() if isinstance(v, tuple) and k not in ("sites", "lists", "gate")
    }
    inner = {"inner": written_terms(one.inner)} if one.inner else {}
    sites = {"sites": list(one.sites)} if one.sites else {}
    return {"contract": one.kind, "payee": one.payee, **sites, **plain, **lists, **inner}


def _outcome(found: Comparison, arm: int, name: str, unit: str) -> dict[str, Any]:
    d = found.difference(arm, name)
    yearly = [found.difference(arm, name, year=y) for y in found.years]
    entry = {
        "unit": unit,
        "value": _number(found.value(arm, name)),
        **_difference(d),
        "variance_ratio": _number(found.variance_ratio(arm, name)),
        "by_year": [_number(found.value(arm, name, year=y)) for y in found.years],
        "difference_by_year": [_number(x.mean) for x in yearly],
        "low_by_year": [_number(x.low) for x in yearly],
        "high_by_year": [_number(x.high) for x in yearly],
    }
    for i, letters in found.steps:
        if i == arm:
            entry["added"] = {
                "by": list(letters),
                **_difference(found.difference(arm, name, against=arm - 1)),
            }
    if found.experiment.by_group:
        parts = {g: v for g, v in found.runs[0][0].by_group.items() if name in v}
        if parts:
            entry["by_group"] = {
                g: {
                    "value": _number(found.value(arm, name, g)),
                    **_difference(found.difference(arm, name, g)),
                }
                for g in parts
            }
    return entry


def _difference(d: Difference) -> dict[str, Any]:
    return {"difference": _number(d.mean), "low": _number(d.low), "high": _number(d.high)}


def _number(value: float) -> float | None:
    return None if isnan(value) else value


# --- tables


def outcome_table(found: Comparison) -> pl.DataFrame:
    """One row per arm, replication, group, outcome and year."""
    import polars as pl

    e, unit = found.experiment, units()
    columns: dict[str, list[Any]] = {
        k: [] for k in ("arm", "replication", "luck", "group", "outcome", "unit", "year", "value")
    }
    for k, arms in zip(found.replications, found.runs):
        for run in arms:
            for group, values in {EVERYBODY: run.values, **run.by_group}.items():
                for name, by_year in values.items():
                    n = len(by_year)
                    row = (e.arms[run.arm].name, k, e.luck_of(k), group, name, unit[name])
                    for column, value in zip(columns, row):
                        columns[column] += [value] * n
                    columns["year"] += found.years
                    columns["value"] += by_year
    return pl.DataFrame(columns)


def difference_table(found: Comparison) -> pl.DataFrame:
    """One row per arm, group, outcome and year, against the baseline; no year: the mean after the switch."""
    import polars as pl

    return pl.DataFrame(list(_differences(found)), infer_schema_length=None)


def _differences(found: Comparison) -> Iterator[dict[str, Any]]:
    e, unit = found.experiment, units()
    groups = {EVERYBODY: found.outcomes} | {g: tuple(v) for g, v in found.runs[0][0].by_group.items()}
    for arm in range(1, len(e.arms)):
        for group, names in groups.items():
            key = "" if group == EVERYBODY else group
            for name in names:
                for year in (None, *found.years):
                    d = found.difference(arm, name, key, year)
                    yield {
                        "arm": e.arms[arm].name,
                        "against": e.arms[0].name,
                        "group": group,
                        "outcome": name,
                        "unit": unit[name],
                        "year": year,
                        "baseline": found.value(0, name, key, year),
                        "difference": d.mean,
                        "low": d.low,
                        "high": d.high,
                        "distinguishable": d.distinguishable,
                        "variance_ratio": found.variance_ratio(arm, name, key, year),
                        "replications": len(found.runs),
                    }


def spending_table(found: Comparison) -> pl.DataFrame:
    """One row per arm, replication, year, view (payers, resources) and heading: pounds."""
    import polars as pl

    return pl.DataFrame(
        [
            {
                "arm": found.experiment.arms[run.arm].name,
                "replication": k,
                "year": year,
                "view": view,
                "heading": heading,
                "pounds": pounds,
            }
            for k, arms in zip(found.replications, found.runs)
            for run in arms
            for year, spending in zip(found.years, run.spending)
            for view, headings in spending.items()
            for heading, pounds in headings.items()
        ],
        infer_schema_length=None,
    )


# --- the folder


def claimed(folder: Path) -> Path:
    """Make the folder, or take an empty one, before hours are spent on what it is for.

    Raises: ValueError if it holds something, is a file, or cannot be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"--out {folder} is a file; it must be a new or empty folder")
        if folder.is_dir() and any(folder.iterdir()):
            raise ValueError(f"--out {folder} exists and is not empty; it must be a new or empty folder")
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".joinedup"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise ValueError(
            f"--out {folder} cannot be written: {(error.strerror or str(error)).lower()}"
        ) from None
    return folder


def write(found: Comparison, manifest: dict[str, Any], folder: Path) -> list[Path]:
    """Write all tables and the manifest: each whole under its name, or not at all.

    Raises: ValueError if the disk is full or the folder cannot be written; nothing is left there then.
    """
    files = {f"{name}.parquet": as_parquet(table) for name, table in tables(found).items()}
    files["manifest.json"] = (dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return written(files, folder)


def written(files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write files into a folder: each whole under its name, or none of them.

    Raises: ValueError if the disk is full or the folder cannot be written; none of them is left there then.
    """
    done: list[Path] = []
    try:
        for name, content in files.items():
            unfinished = folder / f".{name}.{os.getpid()}"
            done.append(unfinished)
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(folder / name)
            done[-1] = folder / name
    except BaseException as error:
        for path in done:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ValueError(
                f"--out {folder} cannot be written: {(error.strerror or str(error)).lower()}; "
                "the results above are complete, and nothing half-written was left in the folder"
            ) from None
        raise
    return done


def tables(found: Comparison) -> dict[str, pl.DataFrame]:
    """All tables, by the name of their file."""
    return {
        "outcomes": outcome_table(found),
        "differences": difference_table(found),
        "spending": spending_table(found),
    }


def as_parquet(table: pl.DataFrame) -> bytes:
    """A table as the bytes of a Parquet file."""
    buffer = BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()
