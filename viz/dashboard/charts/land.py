"""Places where they lie: as large as their people, up or down by shape, how far by colour."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from joinedup.viz.dashboard.charts.layout import broken, layout, legend_below, legend_room, sample
from joinedup.viz.figures.style import GREY, INK, largest, rows_of, with_unit, written

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel

NARROWEST = 330  # px of the map on a telephone
LOWEST, HIGHEST = 240, 520  # px
SMALLEST, LARGEST = 6.0, 24.0  # px, the symbols
BAR = 64  # px for the bar of colours and its name
# Brewer's purple to orange, told apart by the colour-blind; the middle is darker than paper
DIVERGING = ["#542788", "#8073ac", "#b2abd2", "#e6e6e6", "#fdb863", "#e08214", "#b35806"]
SHAPES = {"more": "triangle-up", "less": "triangle-down", "the same": "circle", "not known": "x"}


def places(panel: Panel) -> dict[str, Any]:
    """Differences: triangles up for more, down for less, a ring for the same. Amounts (signed: False): circles."""
    found = [r for r in rows_of(panel.table) if None not in (r["x_km"], r["y_km"])]
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    size = largest([r["value"] for r in found])
    people = largest([r["size"] for r in found]) or 1.0
    ordered = sorted(found, key=lambda r: -(r["size"] or 0.0))  # the small on top
    traces = [
        _marked([r for r in ordered if _kind(r["value"], sign) == kind], kind, people, unit, sign, size)
        for kind in ("", *SHAPES)
    ]
    traces = [trace for trace in traces if trace["x"]]
    traces += [sample(SHAPES[t["name"]], t["name"]) for t in traces if t["name"]]
    xs, ys = [r["x_km"] for r in found], [r["y_km"] for r in found]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room = 0.08 * max(wide, high) or 1.0
    height = min(HIGHEST, max(LOWEST, NARROWEST * (high + 2 * room) / (wide + 2 * room)))
    extreme = size or 1.0
    known = [r["value"] for r in found if r["value"] is not None]
    ends = (
        {"cmin": -extreme, "cmax": extreme}
        if sign
        else {"cmin": min(known), "cmax": max(known)}
        if known
        else {}
    )
    words = with_unit(panel.options.get("x_label", "how far from zero" if sign else "how much"), unit)
    below = legend_room(traces)
    made = layout(
        round(height + below + BAR + 12),
        margin={"l": 4, "r": 4, "t": 6, "b": below + BAR + 6},
        xaxis={"visible": False, "range": [min(xs) - room, max(xs) + room], "fixedrange": True},
        yaxis={"visible": False, "range": [min(ys) - room, max(ys) + room], "fixedrange": True,
               "scaleanchor": "x", "scaleratio": 1},
        coloraxis={
            **ends,
            "colorscale": [[k / (len(DIVERGING) - 1), c] for k, c in enumerate(DIVERGING)] if sign else "Cividis",
            "reversescale": not sign,
            "colorbar": {
                "orientation": "h", "thickness": 10, "len": 0.96, "x": 0.5, "y": -4 / height, "yanchor": "top",
                "title": {"text": broken(f"{words}; size: {panel.options.get('y_label', 'people')}"), "side": "top"},
                "tickformat": "+,~g" if sign else ",~g", "nticks": 5,
            },
        },
        legend=legend_below(BAR, height),
    )  # fmt: skip
    made["annotations"] = _ruler(wide)
    return {"data": traces, "layout": made}


def _kind(value: float | None, sign: bool) -> str:
    """What a symbol says by its shape; nothing where all are circles."""
    if value is None:
        return "not known"
    if not sign:
        return ""
    return "the same" if value == 0.0 else ("more" if value > 0.0 else "less")


def _marked(
    mine: list[dict[str, Any]], kind: str, people: float, unit: str, sign: bool, size: float
) -> dict[str, Any]:
    colour: dict[str, Any] = {"color": GREY} if kind == "not known" else {
        "color": [r["value"] for r in mine], "coloraxis": "coloraxis"
    }  # fmt: skip
    named = "" if unit in ("", "£", "%") else f" {unit}"
    return {
        "type": "scatter", "mode": "markers", "name": kind, "showlegend": False,
        "x": [r["x_km"] for r in mine], "y": [r["y_km"] for r in mine],
        "customdata": [[r["label"], r["value"], r["size"]] for r in mine],
        "hovertext": [
            f"{broken(str(r['label']))}<br><b>{written(r['value'], unit, sign, size)}</b>{named}"
            f"<br>{r['size'] or 0:,.0f} people"
            for r in mine
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            **colour, "symbol": SHAPES.get(kind, "circle"),
            "size": [max(SMALLEST, LARGEST * sqrt(max(0.0, r["size"] or 0.0) / people)) for r in mine],
            "line": {"width": 0.8, "color": INK},
        },
    }  # fmt: skip


def _ruler(wide: float) -> list[dict[str, Any]]:
    """How wide the map is, in words: a page may be of any width."""
    if wide <= 0.1:
        return []
    text = f"{wide:,.0f} km from west to east" if wide >= 2 else f"{wide:.1f} km from west to east"
    return [{"text": text, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left",
             "yanchor": "bottom", "font": {"size": 11, "color": GREY}}]  # fmt: skip
