"""What all figures of the dashboard share: letters, margins, axes, dashes, the line of the switch."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any

from joinedup.viz.figures.style import FAINT, GREY, INK, PAPER, SMALL, look

BAND = "rgba(26, 26, 26, 0.15)"  # of an interval
DASHES = (
    "solid",
    "8px,3px",
    "3px,3px",
    "10px,3px,3px,3px",
    "1px,2px",
    "6px,2px,2px,2px,2px,2px",
    "4px,2px",
    "12px,4px",
)


def dash(which: int) -> str:
    """How the line of the which-th series is broken; as in the printed figures."""
    return DASHES[which % len(DASHES)]


def layout(height: int, **more: Any) -> dict[str, Any]:
    """A figure of so many pixels in height, its legend below."""
    return {
        "height": height,
        "margin": {"l": 56, "r": 12, "t": 8, "b": 44},
        "font": {"family": "Roboto, Verdana, Arial, sans-serif", "size": SMALL, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "closest",
        "legend": {"orientation": "h", "x": 0, "y": -0.24, "yanchor": "top", "xanchor": "left"},
        "dragmode": False,
        **more,
    }


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis with its name and unit."""
    return {
        "title": {"text": title, "standoff": 6},
        "gridcolor": FAINT,
        "linecolor": GREY,
        "zeroline": False,
        "automargin": True,
        **more,
    }


def switch(month: float = 0.0) -> dict[str, Any]:
    """The line of the day on which the worlds part."""
    return {
        "type": "line", "x0": month, "x1": month, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": GREY, "width": 1, "dash": "dot"},
    }  # fmt: skip


MARKS = {  # matplotlib's letters, in which `style` has them, in Plotly's words
    "o": "circle", "s": "square", "^": "triangle-up", "D": "diamond", "v": "triangle-down", "P": "cross", "X": "x",
    "p": "pentagon",
}  # fmt: skip
LETTERS_WIDE = 46  # letters of a line that fits a telephone
LEGEND_LINE = 20  # px
LEGEND_SAMPLE = 7  # letters that a sample is as wide as


def mark_of(which: int) -> str:
    """The marker of the which-th series; as in the printed figures."""
    return MARKS[look(which).marker]


def broken(words: str, most: int = LETTERS_WIDE) -> str:
    """A text in lines that fit a telephone, as Plotly wants it; what a user wrote is text and stays text."""
    return "<br>".join(escape(line, quote=False) for line in wrap(words, most))


def legend_room(traces: Sequence[dict[str, Any]]) -> int:
    """Pixels that the legend needs on a telephone, where Plotly gives all entries the width of the longest."""
    names = [t["name"] for t in traces if t.get("showlegend", True) and t.get("name")]
    if len(names) < 1:
        return 0
    longest = max(len(part) for name in names for part in name.split("<br>")) + LEGEND_SAMPLE
    beside = max(1, (LETTERS_WIDE + 8) // longest)
    lines = sum(max(n.count("<br>") + 1 for n in names[i : i + beside]) for i in range(0, len(names), beside))
    return LEGEND_LINE * int(lines) + 8


def legend_below(under: float, height: float) -> dict[str, Any]:
    """A legend so many pixels under a plot of some height."""
    return {"orientation": "h", "x": 0, "xanchor": "left", "y": -under / height, "yanchor": "top"}


def sample(symbol: str, words: str) -> dict[str, Any]:
    """An entry of the legend for what a shape means, whatever its colour."""
    marker = {"symbol": symbol, "size": 9, "color": GREY, "line": {"width": 2, "color": GREY}}
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "name": words, "marker": marker}
