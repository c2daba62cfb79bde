"""What a result came from: versions, seeds, every number, the files read, the command, the digests."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from json import dumps
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinedup.experiments.compare import Comparison

PACKAGES = ("joinedup", "mesa", "numpy", "numba", "networkx", "scipy", "polars", "pyarrow", "pydantic")


def source_digest() -> str:
    """Sixteen hex digits that change with any line of the program."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(p for folder in ("agents", "model", "experiments") for p in (root / folder).rglob("*.py"))
    return sha256(b"".join(p.read_bytes() for p in files)).hexdigest()[:16]


def runs_digest() -> str:
    """Sixteen hex digits that change with any line that decides what a run comes to."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(p for folder in ("agents", "model") for p in (root / folder).rglob("*.py"))
    files += [root / "experiments" / f"{name}.py" for name in ("experiment", "sectors")]
    return sha256(b"".join(p.read_bytes() for p in files)).hexdigest()[:16]


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}}


def manifest(
    found: Comparison, command: Sequence[str], files: Iterable[Path], workers: int
) -> dict[str, Any]:
    """Everything needed to repeat a comparison, and to see whether the repeat is the same."""
    from joinedup.experiments.results import planned
    from joinedup.model.parameters import Parameters, every_number

    e = found.experiment
    numbers = Parameters().with_changes(e.parameters)
    facts = asdict(e.where)
    widest = found.widest() if found.runs else None
    return {
        "command": join(command),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(found.seconds, 1),
        "workers": workers,
        "stopped": found.stopped,
        "half_width_of_baseline": None if widest is None or widest[0] != widest[0] else widest[0],
        "versions": versions(),
        "machine": platform.platform(),
        "source_digest": source_digest(),
        "place": {
            "name": e.where.name,
            "digest": sha256(dumps(facts, sort_keys=True).encode()).hexdigest(),
            "sources": list(e.where.sources),
            "notes": list(e.where.notes),
        },
        "inputs": {path.name: file_hash(path) for path in files},
        "arms": {a.name: [planned(year, change) for year, change in a.plan] for a in e.arms},
        "seed": e.seed,
        "years_burnt": e.years_burnt,
        "adequacy": e.adequacy,
        "changed": {name: _plain(value) for name, value in e.parameters.items()},
        "parameters": {name: _plain(value) for name, value, _ in every_number(numbers)},
        "replications": [
            {
                "replication": k,
                "luck": e.luck_of(k),
                "digest_before_switch": arms[0].digest_before,
                "digests": {e.arms[run.arm].name: run.digest for run in arms},
            }
            for k, arms in zip(found.replications, found.runs)
        ],
    }


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def command_line() -> list[str]:
    """The command as it was typed, without the folder of the program."""
    return ["joinedup", *sys.argv[1:]]


def _plain(value: Any) -> Any:
    return [float(v) for v in value] if isinstance(value, tuple) else float(value)
