"""Means with their intervals, one row each, about a line at zero: a forest plot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from joinedup.viz.figures.rows import entries_of, laid_out, together, zero_line
from joinedup.viz.figures.sheet import Sheet, with_room
from joinedup.viz.figures.style import PAPER, largest, look, rows_of, series_of, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel


def intervals(panel: Panel, sheet: Sheet) -> None:
    """Filled where the interval leaves out zero, hollow where it does not: not by colour alone."""
    found, series = together(rows_of(panel.table)), series_of(panel)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    size = largest([row["mean"] for row in found])
    numbers = [_in_words(row, unit, sign, size, sheet.narrow) for row in found]
    limits = with_room([row[c] for row in found for c in ("mean", "low", "high")])
    legend = [(name, partial(_sample, i=i)) for name, i in series.items() if name]
    legend += (
        [
            ("the interval leaves out zero", partial(_sample, filled=True)),
            ("it does not, or there is none", partial(_sample, filled=False)),
        ]
        if sign
        else []
    )
    sheet.legend(legend)
    name = (panel.options.get("x_label", ""), unit)
    heading = "mean" if sheet.narrow else "mean (95% interval)"
    axes, middles = laid_out(sheet, entries_of(found, numbers), limits, name, sign, heading)
    zero_line(axes)
    for row, y in zip(found, middles):
        _mark(axes, row, y, series[str(row["series"])], sign)


def _mark(axes: Axes, row: dict[str, Any], y: float, i: int, sign: bool) -> None:
    mean, low, high, seen = row["mean"], row["low"], row["high"], look(i)
    if mean is None:
        return
    known = low is not None and high is not None
    if known:
        axes.hlines(y, low, high, color=seen.colour, linewidth=2.2, zorder=2)
        axes.vlines([low, high], y - 4, y + 4, color=seen.colour, linewidth=1.4, zorder=2)
    filled = not sign or (known and (low > 0.0 or high < 0.0))
    axes.plot(
        mean, y, seen.marker, color=seen.colour, markersize=7, markeredgewidth=1.6, zorder=3,
        markerfacecolor=seen.colour if filled else PAPER,
    )  # fmt: skip


def _in_words(row: dict[str, Any], unit: str, sign: bool, size: float, short: bool) -> str:
    mean, low, high = (written(row[c], unit, sign, size) for c in ("mean", "low", "high"))
    return mean if short or row["low"] is None or row["high"] is None else f"{mean} ({low} to {high})"


def _sample(axes: Axes, x: float, y: float, i: int | None = None, filled: bool = True) -> None:
    colour, marker = ("#595959", "o") if i is None else (look(i).colour, look(i).marker)
    axes.hlines(y, x - 11, x + 11, color=colour, linewidth=2.2, zorder=2)
    axes.plot(
        x, y, marker, color=colour, markersize=7, markeredgewidth=1.6, zorder=3,
        markerfacecolor=colour if filled else PAPER,
    )  # fmt: skip
