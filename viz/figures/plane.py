"""Two axes with names, units and marks: what lines and points are drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from joinedup.viz.figures.sheet import EDGE, LINE, Sheet, ticks_of, with_room
from joinedup.viz.figures.style import FAINT, GREY, INK, SMALL, tick, width_of, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel


def plane(panel: Panel, sheet: Sheet, found: Sequence[dict[str, Any]], heights: Sequence[str]) -> Axes:
    """Axes that hold all numbers; the name of the y axis lies above it, marks are named on a line of their own.

    heights: the columns that go up and down.
    """
    options = panel.options
    unit, marks = options.get("unit", ""), dict(options.get("marks") or {})
    xs = [r["x"] for r in found if r["x"] is not None]
    x_limits = with_room([*xs, *marks.values()], zero=False, share=0.04)
    y_limits = with_room([r[c] for r in found for c in heights], zero=options.get("zero", False), share=0.08)
    ticks = ticks_of(*y_limits, most=6)
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    labels = [tick(t, step, unit, options.get("signed", False)) for t in ticks]
    name = with_unit(options.get("y_label", ""), unit)
    if name:
        sheet.lines(name)
        sheet.y += 4
    left = EDGE + max((width_of(text, SMALL) for text in labels), default=0.0) + 12
    width, height = sheet.width - left - EDGE - 8, 230.0 if sheet.narrow else 300.0
    ways = [
        ((x - x_limits[0]) / (x_limits[1] - x_limits[0]) * width + left, words) for words, x in marks.items()
    ]
    for at, words in ways:
        half = width_of(words, SMALL) / 2
        sheet.text(
            min(max(at, EDGE + half), sheet.width - EDGE - half),
            sheet.y + LINE / 2,
            words,
            size=SMALL,
            ha="center",
        )
        sheet.y += LINE
    axes = sheet.axes(left, sheet.y, width, height)
    sheet.y += height
    axes.set(xlim=x_limits, ylim=y_limits)
    axes.set_yticks(ticks, labels)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    for x in marks.values():
        axes.axvline(x, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1.6)
    if y_limits[0] < 0.0 < y_limits[1]:
        axes.axhline(0.0, color=GREY, linewidth=1.2, zorder=1.5)
    whole = all(x == round(x) for x in xs)
    sheet.x_axis(axes, left, width, options.get("x_label", ""), "", whole=whole)
    return axes
