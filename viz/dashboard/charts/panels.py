"""A panel, as every command stores it, as a picture of the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from joinedup.experiments.pictures import Panel, checked
from joinedup.viz.dashboard.charts.land import places
from joinedup.viz.dashboard.charts.plane import lines, points
from joinedup.viz.dashboard.charts.rows import bars, intervals, waterfall
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.drawing import why_nothing
from joinedup.viz.report import heads_of

DRAWN: dict[str, Callable[[Panel], dict[str, Any]]] = {
    "intervals": intervals,
    "waterfall": waterfall,
    "bars": bars,
    "lines": lines,
    "points": points,
    "map": places,
}


def picture_of(name: str, panel: Panel) -> Picture:
    """A panel as a picture: the figure of its kind, none for a table or where there is nothing to see.

    name: of its files.
    """
    panel = checked(panel)
    table, heads = panel.table, heads_of(panel)
    if panel.kind == "table":
        return Picture(name, panel.title, panel.reading, {}, table, heads)
    if why := why_nothing(panel):
        return Picture(
            name, panel.title, f"{panel.reading} Nothing to show, because {why}.", {}, table, heads
        )
    return Picture(name, panel.title, panel.reading, DRAWN[panel.kind](panel), table, heads)
