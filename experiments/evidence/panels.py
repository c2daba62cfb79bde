"""The board as pictures: intervals side by side where there are two, then everything as tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from joinedup.experiments.evidence.board import Row
from joinedup.experiments.evidence.expectations import Outcome
from joinedup.experiments.evidence.tables import as_table, expectation_table, in_pairs, summary
from joinedup.experiments.pictures import Panel

if TYPE_CHECKING:
    import polars as pl

HOW_TO_READ = (
    "For each published effect: above what was published, with its 95% interval (a dot where none was), below the "
    "model's, as shipped and with nothing fitted to it"
)
HEADS = {
    "published_low": "from", "published_high": "to", "model_low": "model from", "model_high": "model to",
    "against": "contradicted by", "emulation": "what is played for it", "estimate": "what the estimates are of",
}  # fmt: skip
# what shares an axis: unit, whether it is a world as it is and no difference of two, words for both
AXES = (
    ("%", False, "effects in percent"),
    ("points", False, "effects in percentage points"),
    ("", False, "odds ratios"),
    ("visits", False, "visits a person"),
    ("%", True, "shares and growth in percent"),
)


def panels_of(board: Sequence[Row], outcomes: Sequence[Outcome]) -> list[Panel]:
    """A picture for each unit that has figures with a size, the board as a table, and the expectations."""
    import polars as pl

    found = []
    for unit, alone, words in AXES:
        chosen = [r for r in in_pairs(board) if r.figure.unit == unit and _is_level(r) is alone]
        marks = [mark for row in chosen for mark in _marks(row)]
        if marks:
            table = pl.DataFrame(marks, schema_overrides=dict.fromkeys(("mean", "low", "high"), pl.Float64))
            options = {
                "unit": unit or "odds ratio",
                "signed": bool(unit) and not alone,
                "series": ["published", "model"],
            }
            title = f"Published effects and the model: {words}"
            found.append(Panel(title, f"{HOW_TO_READ}.", "intervals", table, options))
    found.append(Panel("The board", f"{summary(board)}.", "table", _shown(as_table(board)), {"heads": HEADS}))
    if outcomes:
        reading = "Written down before the first run, and left as they were; a check must hold with all of its interval."
        found.append(Panel("What was expected", reading, "table", expectation_table(outcomes)))
    return found


def _is_level(row: Row) -> bool:
    """Whether a figure is of one world as it is."""
    return row.figure.model is not None and row.figure.model.against is None


def _marks(row: Row) -> list[dict[str, Any]]:
    """The two intervals of a figure with a size and a counterpart."""
    figure = row.figure
    if row.found is None or isnan(row.found.low) or figure.direction:
        return []
    label = f"{row.study.id} {figure.measure}" + (f", year {figure.year}" if figure.year else "")
    label += " (an input, no evidence)" if figure.used else ""
    point = figure.low == figure.high
    ends = (None, None) if point else (figure.low, figure.high)
    return [
        {"label": label, "mean": figure.value, "low": ends[0], "high": ends[1], "series": "published"},
        {
            "label": label,
            "mean": row.found.mean,
            "low": row.found.low,
            "high": row.found.high,
            "series": "model",
        },
    ]


def _shown(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        "study", "measure", "unit", "year", "published", "published_low", "published_high", "direction", "model",
        "model_low", "model_high", "word", "grade", "source", "against", "note", "emulation", "estimate",
    )  # fmt: skip
