"""The board on the screen, as an object for other programs, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, isnan
from typing import TYPE_CHECKING, Any

from joinedup.experiments.evidence.board import Row, counted
from joinedup.experiments.evidence.expectations import Check, Met, Outcome
from joinedup.experiments.evidence.study import Figure, Study
from joinedup.experiments.evidence.words import SIZED, UNSIZED, Word

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

STYLES = {Word.OUTSIDE: "bold red", Word.WRONG: "bold red", Word.INPUT: "dim", Word.CANNOT: "dim"}
DIRECTION_WORDS = {"up": "more", "down": "less"}


def number(value: float) -> str:
    """A number with some three figures."""
    size = abs(value)
    if isnan(value):
        return "–"
    places = 0 if size >= 100.0 or value == round(value) else 1 if size >= 10.0 else 2
    text = f"{value:,.{places}f}" if size >= 0.1 or value == 0.0 else f"{value:.2g}"
    return text.replace("-", "−")


def span(mean: float, low: float, high: float) -> str:
    """A number and its interval: "−5 (−7.9 to −2.1)"; the number alone where there is none."""
    if isnan(low) or low == high == mean:
        return number(mean)
    return f"{number(mean)} ({number(low)} to {number(high)})"


def published(figure: Figure) -> str:
    """What was published, in words."""
    if not figure.direction:
        return span(figure.value, figure.low, figure.high)
    if figure.direction == "none":
        return f"no change (within {number(figure.margin)})"
    return f"{DIRECTION_WORDS[figure.direction]} (no size)"


def found(row: Row) -> str:
    """What the model says, in words."""
    return "–" if row.found is None else span(*row.found)


def why(row: Row) -> str:
    """Why a figure is not played, or no evidence, or what to know of it."""
    if row.figure.cannot:
        return row.figure.cannot
    if row.figure.used:
        return f"{row.figure.used} was set by it; {row.figure.note}".rstrip("; ")
    return row.figure.note


def board_table(board: Sequence[Row], title: str) -> Table:
    """The board: one line a figure, studies that say the contrary of each other next to each other."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("published effect", ratio=1)
    table.add_column("year", no_wrap=True)
    for head in ("published", "model"):
        table.add_column(head, justify="right")
    table.add_column("", no_wrap=True)
    last = ""
    for row in in_pairs(board):
        study, figure = row.study, row.figure
        if study.id != last:
            against = f"; {study.pair} says the contrary" if study.pair else ""
            table.add_section()
            table.add_row(f"[bold]{study.id} {study.title}[/][dim]{against}[/]")
        last = study.id
        style = STYLES.get(row.word, "")
        word = f"[{style}]{row.word}[/]" if style else str(row.word)
        unit = f", {figure.unit}" if figure.unit else ""
        table.add_row(f"{figure.measure}{unit}", figure.year, published(figure), found(row), word)
    return table


def in_pairs(board: Sequence[Row]) -> list[Row]:
    """The rows with each study followed by the one that says the contrary, if both are there."""
    by_study: dict[str, list[Row]] = {}
    for row in board:
        by_study.setdefault(row.study.id, []).append(row)
    order: list[str] = []
    for id, rows in by_study.items():
        family = [id, *(s for s, r in by_study.items() if r[0].study.pair == id or rows[0].study.pair == s)]
        order += [s for s in family if s not in order]
    return [row for id in order for row in by_study[id]]


def not_played(board: Sequence[Row]) -> list[str]:
    """A sentence for each figure that is not played or is no evidence."""
    return [
        f"{row.study.id}, {row.figure.measure}: {why(row)}"
        for row in board
        if row.word in (Word.CANNOT, Word.INPUT)
    ]


def summary(board: Sequence[Row]) -> str:
    """How the figures lie, in one sentence."""
    counts = counted(board)

    def part(words: Sequence[Word]) -> str:
        return ", ".join(f"{counts[w]} {w}" for w in words if w in counts)

    unsized = part(UNSIZED)
    parts = [part(SIZED), f"without a size: {unsized}" if unsized else "", part((Word.INPUT, Word.CANNOT))]
    studies = counted_things(len({row.study.id for row in board}), "study", "studies")
    figures = counted_things(len(board), "figure", "figures")
    return f"{studies}, {figures}: {'; '.join(p for p in parts if p)}"


def counted_things(count: int, one: str, many: str) -> str:
    """A number of things: 1 study, 2 studies."""
    return f"{count} {one if count == 1 else many}"


def listing(wanted: Sequence[Study]) -> Table:
    """What the board holds: the studies and what is played for each."""
    from rich.table import Table

    table = Table(title="Studies of the evidence board", title_justify="left", show_lines=True)
    for head in ("", "study", "what is played for it", "figures"):
        table.add_column(head, no_wrap=not head)
    for s in wanted:
        table.add_row(s.id, f"{s.title}\n[dim]{s.source}[/]", s.emulation or s.cannot, str(len(s.figures)))
    return table


def as_objects(board: Sequence[Row]) -> list[dict[str, Any]]:
    """One object a figure, for other programs; null where there is no number."""
    return [
        {
            "study": row.study.id,
            "title": row.study.title,
            "measure": row.figure.measure,
            "unit": row.figure.unit,
            "year": row.figure.year,
            "published": _null(row.figure.value),
            "published_low": _null(row.figure.low),
            "published_high": _null(row.figure.high),
            "direction": row.figure.direction or None,
            "margin": row.figure.margin or None,
            "model": None if row.found is None else _null(row.found.mean),
            "model_low": None if row.found is None else _null(row.found.low),
            "model_high": None if row.found is None else _null(row.found.high),
            "word": str(row.word),
            "grade": row.figure.grade,
            "source": row.figure.source,
            "against": row.study.pair or None,
            "emulation": row.study.emulation,
            "estimate": row.study.estimate,
            "note": why(row),
        }
        for row in board
    ]


def _null(value: float) -> float | None:
    return None if isnan(value) else value


def as_table(board: Sequence[Row]) -> pl.DataFrame:
    """The same as a table."""
    import polars as pl

    floats = ("published", "published_low", "published_high", "margin", "model", "model_low", "model_high")
    return pl.DataFrame(
        as_objects(board), schema_overrides=dict.fromkeys(floats, pl.Float64), infer_schema_length=None
    )


def expected_table(outcomes: Sequence[Outcome]) -> Table:
    """What was expected before the first run, what came out, and whether it was met."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = "What was expected before the first run"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("", no_wrap=True)
    table.add_column("expected, and what came out", ratio=1)
    for head in ("range", "model"):
        table.add_column(head, justify="right")
    table.add_column("", no_wrap=True)
    for one in outcomes:
        table.add_section()
        style = "bold red" if one.met is Met.NOT_MET else ""
        word = f"[{style}]{one.met}[/]" if style else str(one.met)
        table.add_row(one.expectation.id, f"[bold]{one.expectation.expected}[/]", "", "", word)
        for check, value in zip(one.expectation.checks, one.found, strict=True):
            unit = f", {check.unit}" if check.unit else ""
            table.add_row("", f"{check.says}{unit}", allowed(check), span(*value))
    return table


def allowed(check: Check) -> str:
    """The range that a number must lie in, in words."""
    if check.unclear:
        return "hidden by chance"
    if isinf(check.low):
        return f"below {number(check.high)}"
    if isinf(check.high):
        return f"above {number(check.low)}"
    return f"{number(check.low)} to {number(check.high)}"


def expectation_table(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """One row a check."""
    import polars as pl

    floats = ("low", "high", "model", "model_low", "model_high")
    return pl.DataFrame(
        expectation_objects(outcomes),
        schema_overrides=dict.fromkeys(floats, pl.Float64),
        infer_schema_length=None,
    )


def expectation_objects(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """One object a check, for other programs; null where there is no end."""
    return [
        {
            "id": one.expectation.id,
            "expected": one.expectation.expected,
            "never fitted": one.expectation.band or None,
            "check": check.says,
            "unit": check.unit,
            "low": None if isinf(check.low) or check.unclear else check.low,
            "high": None if isinf(check.high) or check.unclear else check.high,
            "model": _null(value.mean),
            "model_low": _null(value.low),
            "model_high": _null(value.high),
            "met": str(one.met),
        }
        for one in outcomes
        for check, value in zip(one.expectation.checks, one.found, strict=True)
    ]


def summary_of_expectations(outcomes: Sequence[Outcome]) -> str:
    """How many were met, in one sentence."""
    counts = [(met, sum(one.met is met for one in outcomes)) for met in Met]
    return f"{len(outcomes)} expectations: {', '.join(f'{n} {met}' for met, n in counts if n)}"
