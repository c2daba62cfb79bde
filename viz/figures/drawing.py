"""A panel as a figure, and a figure as SVG or PNG: the same table gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from joinedup.viz.figures.bars import bars
from joinedup.viz.figures.intervals import intervals
from joinedup.viz.figures.lines import lines
from joinedup.viz.figures.maps import places
from joinedup.viz.figures.points import points
from joinedup.viz.figures.sheet import LINE, Sheet
from joinedup.viz.figures.style import SETTINGS, WIDE
from joinedup.viz.figures.waterfall import waterfall

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from joinedup.experiments.pictures import Panel

Draws = Callable[["Panel", Sheet], None]
DRAWN: dict[
    str, tuple[Draws, tuple[str, ...]]
] = {  # who draws a kind, and the numbers a row cannot do without
    "intervals": (intervals, ("mean",)),
    "waterfall": (waterfall, ("amount",)),
    "bars": (bars, ("value",)),
    "lines": (lines, ("x", "y")),
    "points": (points, ("x", "y")),
    "map": (places, ("x_km", "y_km")),
}
SHARP = 2 * 72  # dots an inch of a PNG: two to a px


def drawn(panel: Panel, width: int = WIDE, titled: bool = True) -> Figure:
    """The figure of a panel; why there is nothing to see, if there is nothing."""
    draw, _ = DRAWN[panel.kind]
    sheet = Sheet(width, panel.title if titled else "")
    if why := why_nothing(panel):
        sheet.y += LINE
        sheet.lines(f"Nothing to show, because {why}.")
        sheet.y += LINE
    else:
        draw(panel, sheet)
    return sheet.done()


def why_nothing(panel: Panel) -> str:
    """Why there is nothing to draw; nothing if there is something."""
    _, needed = DRAWN[panel.kind]
    if not panel.table.drop_nulls(needed).is_empty():
        return ""
    if panel.table.is_empty():
        return panel.options.get("empty") or "the table has no rows"
    return panel.options.get("empty") or f"no row has a number for {' and '.join(needed)}"


def as_svg(panel: Panel, width: int = WIDE, titled: bool = True) -> str:
    """A panel as an SVG element that says in words what it shows."""
    from matplotlib import rc_context

    salt = repr((*panel[:3], panel.table.write_csv(), width, titled))  # so that no two on a page share a name
    with rc_context({**SETTINGS, "svg.hashsalt": salt}):
        buffer = BytesIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        drawn(panel, width, titled).savefig(buffer, format="svg", metadata=nothing)
    return _plain(buffer.getvalue().decode(), panel)


def as_png(panel: Panel) -> bytes:
    """A panel as a PNG, twice as sharp as a screen of old."""
    from matplotlib import rc_context

    with rc_context(SETTINGS):
        buffer = BytesIO()
        drawn(panel).savefig(buffer, format="png", dpi=SHARP, metadata={"Software": None})
    return buffer.getvalue()


def _plain(svg: str, panel: Panel) -> str:
    """The element without its preamble, notes and names nobody refers to; with words for those who cannot see it."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    used = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", body))
    body = re.sub(r" id=\"([^\"]+)\"", lambda m: m[0] if m[1] in used else "", body)
    body = re.sub(
        r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), body
    )  # a hundredth of a px
    body = re.sub(r"\n\s*", "\n", body).strip() + "\n"
    words = escape(f"{panel.title}. {panel.reading}", quote=True)
    return body.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1)
