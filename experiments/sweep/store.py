"""The folder of a sweep: what is done, what is missing, what came out.

question.yaml      the question as it was written
manifest.json      what decides a run: the question, every number, the program
draws.parquet      one row per draw, one column per varied number
results/           finished blocks of jobs, one Parquet file each
journal/           finished jobs of unfinished blocks
failures.jsonl     jobs that failed: numbers, luck, traceback, and a line that plays each again
quarantine/        files that were found damaged; their jobs are played again
status-*.json      signs of life of whoever plays
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.experiments.question import Question
from joinedup.experiments.sweep import journal, parts
from joinedup.experiments.sweep.parts import BLOCK

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    import pyarrow as pa

type Record = dict[str, Any]
type Shard = tuple[int, int]  # which, from 1, of how many

MISSING, DONE, FAILED = 0, 1, 2
ALL: Shard = (1, 1)


def is_store(folder: Path) -> bool:
    """Whether a folder holds a sweep."""
    return (folder / "manifest.json").is_file()


def has_begun(folder: Path) -> bool:
    """Whether a sweep's folder holds results; not if no worker could be had the first time."""
    return any((folder / "results").iterdir()) or any((folder / "journal").glob("*.jsonl"))


class Store:
    """A sweep on disk.

    Raises: ValueError if the folder holds no sweep.
    """

    def __init__(self, folder: Path, shard: Shard = ALL) -> None:
        self.folder, self.shard = folder, shard
        try:
            self.manifest: dict[str, Any] = loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ValueError(f"{folder} holds no sweep: there is no manifest.json in it") from None
        except (JSONDecodeError, UnicodeDecodeError):
            raise ValueError(
                f"{folder / 'manifest.json'} is damaged; nothing can be told of this sweep"
            ) from None
        self.facts: dict[str, Any] = self.manifest["facts"]

    # --- what it is about

    @classmethod
    def created(cls, folder: Path, question: Question, text: str, shard: Shard = ALL) -> Store:
        """A new sweep in a new or empty folder; if another process has just made the same one, that.

        Raises: ValueError if the folder holds anything else.
        """
        from joinedup.experiments.results import claimed
        from joinedup.experiments.sweep.describing import manifest_of

        folder.mkdir(parents=True, exist_ok=True)
        if not is_store(folder) and not (folder / "results").is_dir():
            claimed(folder)
        for name in ("results", "journal"):
            (folder / name).mkdir(exist_ok=True)
        if not is_store(folder):
            _put(folder / "question.yaml", text.encode())
            _put(folder / "draws.parquet", _draws_of(question))
            said = dumps(manifest_of(question), indent=1, ensure_ascii=False) + "\n"
            _put_once(folder / "manifest.json", said.encode())
        store = cls(folder, shard)
        store.must_be_of(question)
        return store

    def must_be_of(self, question: Question) -> None:
        """Nothing, if this is a sweep of that question by this program.

        Raises: ValueError that names every difference: runs of two questions or programs are never mixed.
        """
        from joinedup.experiments.sweep.describing import differences

        if found := differences(self.manifest, question):
            raise ValueError(
                f"{self.folder} holds another sweep, and runs are never mixed: {'; '.join(found)}. "
                "Choose another folder"
            )

    @property
    def replications(self) -> int:
        """How many replications there are to be; a stop rule may still add some."""
        return int(self.manifest["replications"])

    @property
    def settled(self) -> bool:
        """Whether the number of replications is certain."""
        return bool(self.manifest["settled"])

    def wants(self, replications: int, settled: bool = True) -> None:
        """Set how many replications there are to be."""
        if (replications, settled) != (self.replications, self.settled):
            self.manifest |= {"replications": replications, "settled": settled}
            _put(
                self.folder / "manifest.json",
                (dumps(self.manifest, indent=1, ensure_ascii=False) + "\n").encode(),
            )

    @property
    def expected(self) -> int:
        """How many jobs there are to be."""
        return self.replications * self.a_replication

    @property
    def a_replication(self) -> int:
        """How many jobs one replication is."""
        return int(self.facts["draws"]) * len(self.facts["places"])

    # --- what is done

    def _part(self, block: int) -> Path:
        return self.folder / "results" / f"part-{block:05d}.parquet"

    def _journals(self, block: int) -> list[Path]:
        return sorted((self.folder / "journal").glob(f"{block:05d}-*.jsonl"))

    def _journal(self, block: int) -> Path:
        i, n = self.shard
        return self.folder / "journal" / f"{block:05d}-{i}of{n}.jsonl"

    def mended(self) -> list[str]:
        """Put damaged files into quarantine, so that their jobs are played again; says which."""
        quarantine, said = self.folder / "quarantine", []
        for path in sorted((self.folder / "results").glob("part-*.parquet")):
            try:
                parts.read(path)
            except ValueError:
                quarantine.mkdir(exist_ok=True)
                path.replace(quarantine / path.name)
                said.append(path.name)
        mine = f"-{self.shard[0]}of{self.shard[1]}.jsonl"
        for path in sorted((self.folder / "journal").glob("*.jsonl")):
            if (path.name.endswith(mine) or self.shard == ALL) and journal.mend(path, quarantine):
                said.append(path.name)
        return said

    def states(self) -> np.ndarray:
        """(expected,) of each job: MISSING, DONE or FAILED; one byte a job."""
        import numpy as np

        found = np.zeros(self.expected, np.uint8)
        blocks = {int(p.name[5:10]) for p in (self.folder / "results").glob("part-*.parquet")}
        blocks |= {int(p.name[:5]) for p in (self.folder / "journal").glob("*.jsonl")}
        for block in sorted(blocks):
            for job, state in self._states_of(block).items():
                if job < len(found):
                    found[job] = state
        return found

    def _states_of(self, block: int) -> dict[int, int]:
        found: dict[int, int] = {}
        if (part := self._part(block)).exists():
            with suppress(ValueError):  # damaged: as if it were not there
                table, failed = parts.read(part)
                found |= dict.fromkeys(table.column("job").unique().to_pylist(), DONE)
                found |= dict.fromkeys(failed, FAILED)
        for path in self._journals(block):
            for record in journal.records_in(path):
                state = FAILED if "failed" in record else DONE
                if found.get(record["job"]) != DONE:
                    found[record["job"]] = state
        return found

    def add(self, record: Record) -> None:
        """Keep the record of a job.

        Raises: OSError if the disk is full; what was kept before stays.
        """
        journal.append(self._journal(record["job"] // BLOCK), record)

    def gather(self, block: int) -> bool:
        """Write a block's part and forget its journals, if every job of it is done; whether it was."""
        jobs = range(block * BLOCK, min((block + 1) * BLOCK, self.expected))
        journals = self._journals(block)
        part = self._part(block)
        table: pa.Table | None = None
        failed: dict[int, Record] = {}
        if part.exists():
            try:
                table, failed = parts.read(part)
            except ValueError:
                return False
        kept = set(table.column("job").unique().to_pylist()) if table is not None else set()
        fresh: dict[int, Record] = {}
        for path in journals:
            for record in journal.records_in(path):
                job = record["job"]
                if "failed" in record:
                    if job not in kept and job not in fresh:
                        failed[job] = record["failed"]
                elif job not in kept:
                    fresh[job] = record
                    failed.pop(job, None)
        if not all(job in kept or job in fresh or job in failed for job in jobs):
            return False
        if journals:
            import pyarrow as pa

            new = parts.table_of((fresh[job] for job in sorted(fresh)), self.facts)
            if table is not None:  # with the fields as they were written, without what reading adds to them
                new = pa.concat_tables([pa.Table.from_arrays(table.columns, schema=new.schema), new])
            parts.write(part, new, failed)
        for path in journals:
            path.unlink(missing_ok=True)
        return True

    def gather_all(self) -> None:
        """Write the part of every block that is whole, and the list of failures."""
        for block in sorted({int(p.name[:5]) for p in (self.folder / "journal").glob("*.jsonl")}):
            self.gather(block)
        listed = list(self.failures())
        path = self.folder / "failures.jsonl"
        if listed:
            _put(path, "".join(dumps(f, ensure_ascii=False) + "\n" for f in listed).encode())
        else:
            path.unlink(missing_ok=True)

    # --- what came out

    def failures(self) -> Iterator[Record]:
        """Jobs that failed, in their order."""
        found: dict[int, Record] = {}
        done: set[int] = set()
        for path in sorted((self.folder / "results").glob("part-*.parquet")):
            found |= parts.read(path)[1]
        for path in sorted((self.folder / "journal").glob("*.jsonl")):
            for record in journal.records_in(path):
                if "failed" in record:
                    found[record["job"]] = record["failed"]
                else:
                    done.add(record["job"])
        return (found[job] for job in sorted(found) if job not in done)

    @property
    def draws(self) -> pl.DataFrame:
        """One row per draw: its number, and each varied number."""
        import polars as pl

        return pl.read_parquet(self.folder / "draws.parquet")

    def results(self) -> pl.LazyFrame:
        """One row per job, arm, group and year, one column per outcome; finished blocks are read as needed."""
        import polars as pl

        frames = []
        files = sorted((self.folder / "results").glob("part-*.parquet"))
        if files:
            frames.append(pl.scan_parquet(files))
        records = {
            record["job"]: record
            for path in sorted((self.folder / "journal").glob("*.jsonl"))
            for record in journal.records_in(path)
            if "failed" not in record
        }
        if records or not files:
            table = parts.table_of((records[job] for job in sorted(records)), self.facts)
            fresh = pl.from_arrow(table)
            assert isinstance(fresh, pl.DataFrame)
            if files:  # a job that is in a part as well was played twice by two shards: once is enough
                there = pl.scan_parquet(files).select("job").unique().collect()["job"]
                fresh = fresh.filter(~pl.col("job").is_in(there.implode()))
            frames.append(fresh.lazy())
        return pl.concat(frames)


def _draws_of(question: Question) -> bytes:
    import polars as pl

    from joinedup.experiments.results import as_parquet

    matrix = question.matrix()
    columns = {"draw": pl.Series(range(len(matrix)), dtype=pl.Int32)}
    columns |= {r.name: pl.Series(matrix[:, k]) for k, r in enumerate(question.varied)}
    return as_parquet(pl.DataFrame(columns))


def _put(path: Path, content: bytes) -> None:
    """Write a file whole under its name, or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _put_once(path: Path, content: bytes) -> None:
    """Write a file whole under its name unless there is one already: the first of several processes wins."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
