"""Claims as a folder: one page that needs no network, the same as Markdown, JSON, a table and a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from math import isnan
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any

from joinedup.experiments.claims import words
from joinedup.experiments.claims.claim import WHO
from joinedup.experiments.claims.judging import Evidence, Judged
from joinedup.experiments.claims.markdown import markdown
from joinedup.experiments.claims.panels import panels_of, summary_of
from joinedup.experiments.claims.playing import Played
from joinedup.experiments.pictures import pictured
from joinedup.experiments.provenance import command_line, file_hash, source_digest, versions
from joinedup.experiments.results import as_parquet, written

if TYPE_CHECKING:
    import polars as pl


def write(found: Sequence[Judged], played: Played, origin: dict[str, Any], folder: Path) -> list[Path]:
    """Write everything: report.html, claims.md, claims.json, measures.parquet, manifest.json, figures.

    Raises: ValueError if the disk is full or the folder cannot be written.
    """
    panels = panels_of(found, played)
    title = f"{played.plan.place.title}: what is claimed of accountable care, put to a model"
    files = {
        "claims.md": markdown(title, found, played, panels).encode(),
        "claims.json": (dumps(as_object(found, origin), ensure_ascii=False, indent=1) + "\n").encode(),
        "measures.parquet": as_parquet(table(found)),
        "manifest.json": (dumps(origin, indent=1, ensure_ascii=False) + "\n").encode(),
    }
    return written(files, folder) + pictured(folder, title, panels, origin, summary_of(found, played))


def manifest(played: Played, files: Iterable[Path]) -> dict[str, Any]:
    """Everything needed to repeat the runs, and to see whether the repeat is the same."""
    plan = played.plan
    facts = asdict(plan.place)
    return {
        "command": join(command_line()),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(played.seconds, 1),
        "stopped": played.stopped,
        "versions": versions(),
        "source_digest": source_digest(),
        "place": {
            "name": plan.place.name,
            "people": plan.place.people,
            "digest": sha256(dumps(facts, sort_keys=True).encode()).hexdigest(),
            "sources": list(plan.place.sources),
            "notes": list(plan.place.notes),
        },
        "inputs": {path.name: file_hash(path) for path in files},
        "seed": plan.seed,
        "replications": len(played.replications),
        "runs": [
            {
                "arm": run.arm,
                "numbers": {name: list(v) if isinstance(v, tuple) else v for name, v in run.given},
                "years": plan.experiments[e].years_after,
                "digest": _digest(played, e, a),
            }
            for run, (e, a) in plan.where.items()
        ],
    }


def _digest(played: Played, experiment: int, arm: int) -> str:
    """One hash for a run: of all its replications."""
    from joinedup.experiments.claims.playing import Task

    each = (played.runs[Task(experiment, k)][arm].digest for k in played.replications)
    return sha256("".join(each).encode()).hexdigest()[:16]


def as_object(found: Sequence[Judged], origin: dict[str, Any]) -> dict[str, Any]:
    """The claims as plain lists, numbers and words; None where there is no number."""
    return {"claims": [_claim(one) for one in found], "manifest": origin}


def _claim(one: Judged) -> dict[str, Any]:
    c = one.claim
    return {
        "id": c.id,
        "title": c.title,
        "hypothesis": c.hypothesis,
        "stance": WHO[c.stance],
        "said": c.said,
        "experiment": c.experiment,
        "rests_on": c.rests_on,
        "verdict": one.verdict.value,
        "at_default": one.at_default.value,
        "why": words.why(one),
        "notes": words.notes(one),
        "measures": [_measure(e) for e in one.evidence],
        "beside": [_measure(e) for e in one.beside],
        "varied": None if c.sweep is None else c.sweep.over,
        "values": [
            {"value": v.value, "verdict": v.verdict.value, "measures": [_measure(e) for e in v.evidence]}
            for v in one.values
        ],
        "flips": [{k: _number(x) for k, x in flip._asdict().items()} for flip in one.flips],
    }


def _measure(e: Evidence) -> dict[str, Any]:
    return {
        "outcome": e.measure.outcome,
        "unit": words.row_for(e.measure).unit,
        "scale": words.row_for(e.measure).scale,
        "compared": words.compared(e.measure),
        "claimed": e.measure.direction.value,
        "base": _number(e.base),
        "difference": _number(e.found.mean),
        "low": _number(e.found.low),
        "high": _number(e.found.high),
        "margin": _number(e.margin),
        "verdict": e.verdict.value,
    }


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def table(found: Sequence[Judged]) -> pl.DataFrame:
    """One row per claim, value of what is varied and measure."""
    import polars as pl

    rows: list[dict[str, Any]] = []
    for one in found:
        sets = [("as the place is", one.evidence, True), ("as the place is", one.beside, False)]
        sets += [(str(v.value), v.evidence, True) for v in one.values]
        for value, evidence, decides in sets:
            rows += [
                {"claim": one.claim.id, "value": value, "decides": decides, **_measure(e)} for e in evidence
            ]
    return pl.DataFrame(rows, infer_schema_length=None)
