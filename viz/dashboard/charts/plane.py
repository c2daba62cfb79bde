"""Charts of two axes: a course with bands and marks, and points of one thing against another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from joinedup.viz.dashboard.charts.layout import (
    axis,
    broken,
    dash,
    layout,
    legend_below,
    legend_room,
    mark_of,
)
from joinedup.viz.figures.sheet import with_room
from joinedup.viz.figures.style import GREY, INK, PAPER, SMALL, look, rows_of, series_of, with_unit

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel

HEIGHT = 260  # px of the plot itself
LINE = 16  # px of a line of text
UNDER = 30  # px for the numbers on the x axis
CROWDED = 40  # points of a line from which only some have a marker
MARKERS = 8  # that a crowded line has
Trace = dict[str, Any]


def lines(panel: Panel) -> dict[str, Any]:
    """Each series with its own colour, dashes and marker; a line breaks where a number is missing."""
    found, bands, courses = rows_of(panel.table), [], []
    for name, i in series_of(panel).items():
        mine = sorted(
            (r for r in found if str(r["series"]) == name and r["x"] is not None), key=lambda r: float(r["x"])
        )
        bands.append(_band(mine, i))
        courses.append(_course(panel, mine, name, i))
    return _figure(panel, found, [*(b for b in bands if b["x"]), *courses], ("y", "low", "high"))


def points(panel: Panel) -> dict[str, Any]:
    """Series differ in colour and in marker; a point says its name when one goes over it."""
    found = rows_of(panel.table)
    drawn = [r for r in found if r["x"] is not None and r["y"] is not None]
    size = 9 if len(drawn) < 60 else (7 if len(drawn) < 400 else 4)
    traces = []
    for name, i in series_of(panel).items():
        mine = [r for r in drawn if str(r["series"]) == name]
        labels = [broken(str(r.get("label") or "")) for r in mine]
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": broken(name), "showlegend": bool(name),
                "x": [r["x"] for r in mine], "y": [r["y"] for r in mine],
                "customdata": [[r.get("label")] for r in mine],
                "hovertext": [f"{label}<br>" if label else "" for label in labels],
                "hovertemplate": "%{hovertext}" + _hover(panel) + f"<extra>{broken(name)}</extra>",
                "marker": {
                    "symbol": mark_of(i), "size": size, "color": look(i).colour, "opacity": 0.85,
                    "line": {"width": 0.6, "color": PAPER},
                },
            }
        )  # fmt: skip
    return _figure(panel, found, traces, ("y",))


def _course(panel: Panel, mine: Sequence[dict[str, Any]], name: str, i: int) -> Trace:
    step = max(1, len(mine) // MARKERS)
    shown = [len(mine) <= CROWDED or not k % step for k in range(len(mine))]
    interval = [
        "" if r["low"] is None or r["high"] is None else f" (95%: {_number(r['low'])} to {_number(r['high'])})"
        for r in mine
    ]  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "name": broken(name), "showlegend": bool(name),
        "x": [r["x"] for r in mine], "y": [r["y"] for r in mine], "connectgaps": False,
        "line": {"color": look(i).colour, "dash": dash(i), "width": 2},
        "marker": {"symbol": mark_of(i), "size": [7 if s else 0 for s in shown], "color": look(i).colour},
        "hovertext": interval, "hovertemplate": _hover(panel) + "%{hovertext}<extra>" + broken(name) + "</extra>",
    }  # fmt: skip


def _band(mine: Sequence[dict[str, Any]], i: int) -> Trace:
    """From low to high; in pieces where numbers are missing."""
    pieces: list[list[dict[str, Any]]] = [[]]
    for row in mine:
        if row["low"] is None or row["high"] is None:
            pieces.append([])
        else:
            pieces[-1].append(row)
    x: list[float | None] = []
    y: list[float | None] = []
    for piece in filter(None, pieces):
        gap = [None] if x else []
        x += [*gap, *(r["x"] for r in piece), *(r["x"] for r in reversed(piece))]
        y += [*gap, *(r["low"] for r in piece), *(r["high"] for r in reversed(piece))]
    colour = _faint(look(i).colour)
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": colour,
        "line": {"width": 1, "color": colour}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.15)"


def _number(value: float) -> str:
    return f"{value:,.4g}".replace("-", "−")


def _hover(panel: Panel) -> str:
    """Both numbers with what they are of and in which unit."""
    options = panel.options
    sign = "+" if options.get("signed", False) else ""
    unit = options.get("unit", "")
    x = broken(options.get("x_label", ""))
    return (
        (f"{x}: " if x else "") + "%{x:,.4~g}<br><b>%{y:" + sign + ",.4~g}</b>" + (f" {unit}" if unit else "")
    )


def _figure(
    panel: Panel, found: Sequence[dict[str, Any]], traces: list[Trace], heights: Sequence[str]
) -> dict[str, Any]:
    """The name of the y axis lies above it, then the names of the marks, each on a line of its own."""
    options = panel.options
    unit, marks = options.get("unit", ""), dict(options.get("marks") or {})
    xs = [r["x"] for r in found if r["x"] is not None]
    y_range = with_room([r[c] for r in found for c in heights], zero=options.get("zero", False), share=0.08)
    name = broken(with_unit(options.get("y_label", ""), unit))
    x_name = broken(options.get("x_label", ""))
    above = LINE * (name.count("<br>") + 1 if name else 0) + LINE * len(marks) + 8
    under = UNDER + (LINE * (x_name.count("<br>") + 1) if x_name else 0)
    below = legend_room(traces)
    words: list[dict[str, Any]] = []
    if name:
        words.append(
            {"text": name, "xref": "paper", "x": 0, "xanchor": "left", "xshift": -46, "yref": "paper", "y": 1,
             "yanchor": "top", "yshift": above - 4, "align": "left"}
        )  # fmt: skip
    limits = with_room([*xs, *marks.values()], zero=False, share=0.04)
    shapes = []
    for k, (label, x) in enumerate(marks.items()):
        left = x > sum(limits) / 2
        words.append(
            {"text": broken(label), "x": x, "xanchor": "right" if left else "left", "yref": "paper", "y": 1,
             "yanchor": "bottom", "yshift": LINE * (len(marks) - 1 - k)}
        )  # fmt: skip
        shapes.append(_across(x, INK, "dash"))
    if y_range[0] < 0.0 < y_range[1]:
        zero = {"color": GREY, "width": 1.2}
        shapes.append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": zero, "layer": "below"}
        )  # fmt: skip
    whole = bool(xs) and all(x == round(x) for x in xs)
    few = sorted(set(xs)) if whole and len(set(xs)) <= 9 else None
    made = layout(
        above + HEIGHT + under + below,
        margin={"l": 56, "r": 14, "t": above, "b": under + below},
        xaxis=axis(
            x_name, range=list(limits), tickformat=",~g", nticks=6, fixedrange=True,
            **({"tickvals": few} if few else {}),
        ),
        yaxis=axis(
            "", range=list(y_range), tickformat="+,~g" if options.get("signed", False) else ",~g", nticks=7,
            ticksuffix="%" if unit == "%" else "", fixedrange=True,
        ),
        shapes=shapes,
        annotations=[{"showarrow": False, "font": {"size": SMALL}, **word} for word in words],
        legend=legend_below(under, HEIGHT),
    )  # fmt: skip
    return {"data": traces, "layout": made}


def _across(x: float, colour: str, kind: str) -> dict[str, Any]:
    """A line from below to above."""
    return {
        "type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
        "line": {"color": colour, "width": 1.2, "dash": kind},
    }  # fmt: skip
