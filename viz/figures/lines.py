"""A course over time, or over anything: lines with bands and marks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from joinedup.viz.figures.plane import plane
from joinedup.viz.figures.sheet import Sheet
from joinedup.viz.figures.style import look, rows_of, series_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel


def lines(panel: Panel, sheet: Sheet) -> None:
    """Each series with its own colour, dashes and marker; a line breaks where a number is missing."""
    found, series = rows_of(panel.table), series_of(panel)
    sheet.legend([(name, partial(_sample, i=i)) for name, i in series.items() if name])
    axes = plane(panel, sheet, found, ("y", "low", "high"))
    for name, i in series.items():
        mine = sorted(
            (r for r in found if str(r["series"]) == name and r["x"] is not None), key=lambda r: float(r["x"])
        )
        _course(axes, mine, i)


def _course(axes: Axes, mine: list[dict[str, Any]], i: int) -> None:
    seen, none = look(i), float("nan")
    x = [r["x"] for r in mine]
    y, low, high = ([none if r[c] is None else r[c] for r in mine] for c in ("y", "low", "high"))
    axes.fill_between(x, low, high, color=seen.colour, alpha=0.15, linewidth=0, zorder=1.8)
    crowded = len(x) > 40
    axes.plot(
        x, y, color=seen.colour, linestyle=seen.dash, linewidth=2, zorder=2.5, markersize=6,
        marker="" if crowded else seen.marker,
    )  # fmt: skip
    if crowded and x:
        axes.plot(
            x[:: len(x) // 8], y[:: len(x) // 8], seen.marker, color=seen.colour, markersize=6, zorder=2.6
        )


def _sample(axes: Axes, x: float, y: float, i: int) -> None:
    seen = look(i)
    axes.plot([x - 12, x + 12], [y, y], color=seen.colour, linestyle=seen.dash, linewidth=2)
    axes.plot(x, y, seen.marker, color=seen.colour, markersize=6)
