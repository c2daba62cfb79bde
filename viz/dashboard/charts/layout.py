"""What all figures of the dashboard share: letters, margins, axes, dashes, the line of the switch."""

from __future__ import annotations

from typing import Any

from joinedup.viz.figures.style import FAINT, GREY, INK, PAPER, SMALL

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
