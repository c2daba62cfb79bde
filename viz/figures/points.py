"""Points in a plane: one thing against another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from joinedup.viz.figures.plane import plane
from joinedup.viz.figures.sheet import Sheet
from joinedup.viz.figures.style import PAPER, SMALL, look, rows_of, series_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel

MOST_NAMED = 12  # points whose labels find room


def points(panel: Panel, sheet: Sheet) -> None:
    """Series differ in colour and in marker; few points are named, many are not."""
    found, series = rows_of(panel.table), series_of(panel)
    sheet.legend([(name, partial(_sample, i=i)) for name, i in series.items() if name])
    axes = plane(panel, sheet, found, ("y",))
    drawn = [r for r in found if r["x"] is not None and r["y"] is not None]
    crowd = 7.0 if len(drawn) < 60 else (5.0 if len(drawn) < 400 else 3.0)
    for name, i in series.items():
        mine = [r for r in drawn if str(r["series"]) == name]
        axes.plot(
            [r["x"] for r in mine], [r["y"] for r in mine], look(i).marker, color=look(i).colour,
            markersize=crowd, markeredgecolor=PAPER, markeredgewidth=0.6, zorder=2,
        )  # fmt: skip
    if len(drawn) <= MOST_NAMED and not sheet.narrow:
        middle = sum(axes.get_xlim()) / 2
        for row in drawn:
            if row.get("label"):
                right = row["x"] > middle
                axes.annotate(
                    str(row["label"])[:40], (row["x"], row["y"]), (-8 if right else 8, 0), size=SMALL, va="center",
                    textcoords="offset points", ha="right" if right else "left",
                )  # fmt: skip


def _sample(axes: Axes, x: float, y: float, i: int) -> None:
    axes.plot(x, y, look(i).marker, color=look(i).colour, markersize=8)
