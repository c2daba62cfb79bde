"""Finished blocks of jobs, one Parquet file each: written whole under its name, or not at all.

A part is a function of its jobs alone: same jobs, same bytes, whoever played them, in whatever order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

type Record = dict[str, Any]

BLOCK = 250  # jobs: few files, and no more in memory than a block
FAILED, SHA256 = b"joinedup.failed", b"joinedup.sha256"
KEYS = ("job", "place", "draw", "replication", "luck", "arm", "group", "year", "before", "digest")


def table_of(records: Iterable[Record], facts: Mapping[str, Any]) -> pa.Table:
    """The rows of some jobs: one for each arm, group and year, a column for each outcome.

    facts: of the store: places, arms, years, outcomes, and how many draws there are.
    """
    import pyarrow as pa

    outcomes, years = facts["outcomes"], facts["years"]
    columns: dict[str, list[Any]] = {k: [] for k in (*KEYS, *outcomes)}
    unknown = [float("nan")] * len(years)
    for record in records:
        job = record["job"]
        rest, place = divmod(job, len(facts["places"]))
        replication, draw = divmod(rest, facts["draws"])
        for arm, found in zip(facts["arms"], record["arms"], strict=True):
            for group, values in found["groups"].items():
                row = (job, facts["places"][place], draw, replication, record["luck"], arm, group)
                for key, value in zip(KEYS, row):
                    columns[key] += [value] * len(years)
                columns["year"] += years
                columns["before"] += [found["before"]] * len(years)
                columns["digest"] += [found["digest"]] * len(years)
                for name in outcomes:
                    columns[name] += values.get(name, unknown)
    kinds = [
        pa.int64(),
        pa.string(),
        pa.int32(),
        pa.int32(),
        pa.int64(),
        pa.string(),
        pa.string(),
        pa.int16(),
    ]
    schema = pa.schema(
        [
            *zip(KEYS, [*kinds, pa.string(), pa.string()]),
            *(pa.field(n, pa.float64(), metadata={"unit": facts["units"][n]}) for n in outcomes),
        ]
    )
    return pa.table(columns, schema=schema)


def write(path: Path, table: pa.Table, failed: Mapping[int, Record]) -> None:
    """Write a part and see it safely on the disk.

    Raises: OSError if the disk is full; nothing is left then, and what was there before stays.
    """
    import pyarrow.parquet as pq

    said = dumps([failed[job] for job in sorted(failed)], ensure_ascii=False)
    table = table.sort_by("job").combine_chunks()
    table = table.replace_schema_metadata({FAILED: said.encode(), SHA256: _digest(table, said).encode()})
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            # no statistics: a damaged one would hide rows that are whole
            pq.write_table(table, file, compression="zstd", write_statistics=False, row_group_size=2**20)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[pa.Table, dict[int, Record]]:
    """A part's rows and its failures, every byte checked.

    Raises: ValueError if it is not whole.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None)
        said = (table.schema.metadata or {})[FAILED].decode()
        if table.schema.metadata[SHA256].decode() != _digest(table, said):
            raise ValueError("its rows are not those that were written")
        failed = loads(said)
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise ValueError(f"{path} is not whole: {' '.join(str(error).split())[:200]}") from None
    return table, {record["job"]: record for record in failed}


def _digest(table: pa.Table, failed: str) -> str:
    """A hash of every value of a table and of its failures."""
    found = sha256(failed.encode())
    for name in table.column_names:
        column = table.column(name)
        found.update(f"\n{name}:{column.type}:{column.null_count}\n".encode())
        words = str(column.type) == "string"
        found.update("\0".join(column.to_pylist()).encode() if words else column.to_numpy().tobytes())
    return found.hexdigest()
