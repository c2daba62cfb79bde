"""The board as one page of Markdown, for readers and for version control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from joinedup.experiments.evidence import tables
from joinedup.experiments.evidence.board import Row
from joinedup.experiments.evidence.expectations import Outcome


def page(board: Sequence[Row], outcomes: Sequence[Outcome], title: str) -> str:
    """The whole page."""
    return "\n".join(_lines(board, outcomes, title)) + "\n"


def _lines(board: Sequence[Row], outcomes: Sequence[Outcome], title: str) -> Iterator[str]:
    yield from (f"# {title}", "", f"{tables.summary(board)}.", "")
    last = ""
    for row in tables.in_pairs(board):
        study = row.study
        if study.id != last:
            yield from _heading(row)
        last = study.id
        unit = f", {row.figure.unit}" if row.figure.unit else ""
        cells = (
            f"{row.figure.measure}{unit}", row.figure.year, tables.published(row.figure), tables.found(row),
            str(row.word), row.figure.grade, tables.why(row),
        )  # fmt: skip
        yield _row(cells)
    if outcomes:
        yield from ("", "## What was expected before the first run", "")
        yield f"{tables.summary_of_expectations(outcomes)}."
        yield from ("", "| | expected | number | range | model | |", "|---|---|---|---|---|---|")
        for one in outcomes:
            for k, (check, value) in enumerate(zip(one.expectation.checks, one.found, strict=True)):
                first = (one.expectation.id, one.expectation.expected) if k == 0 else ("", "")
                number = f"{check.says}, {check.unit}"
                met = str(one.met) if k == 0 else ""
                yield _row((*first, number, tables.allowed(check), tables.span(*value), met))


def _heading(row: Row) -> Iterator[str]:
    study = row.study
    against = f" {study.pair} says the contrary." if study.pair else ""
    yield from ("", f"## {study.id} {study.title}", "")
    said = (("Source", study.source), ("Played", study.emulation), ("Estimate", study.estimate))
    yield " ".join(f"{head}: {text.rstrip('.')}." for head, text in said if text) + against
    yield from (
        "",
        "| published effect | year | published | model | | grade | note |",
        "|---|---|---|---|---|---|---|",
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("*", "\\*") for cell in cells) + " |"
