"""Charts whose rows have a name above and a number in words at the right: intervals, waterfalls and bars.

The y axis counts pixels from the top, so that a row is as high as what stands in it, however wide the page.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from joinedup.viz.dashboard.charts.layout import (
    axis,
    broken,
    layout,
    legend_below,
    legend_room,
    mark_of,
    sample,
)
from joinedup.viz.figures.rows import together
from joinedup.viz.figures.sheet import with_room
from joinedup.viz.figures.style import (
    FAINT,
    GREY,
    INK,
    LESS,
    MORE,
    PAPER,
    SMALL,
    largest,
    look,
    rows_of,
    series_of,
    with_unit,
    written,
)

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel

LINE, ROW, GAP = 16, 20, 10  # px: a line of a label, a row, and what parts one label from the next
LETTER = 6.8  # px, about
AXIS = 30  # px under the rows for the numbers on the axis, without its name
Trace = dict[str, Any]


def intervals(panel: Panel) -> dict[str, Any]:
    """Means with intervals: filled where the interval leaves out zero, hollow where it does not."""
    found, series = together(rows_of(panel.table)), series_of(panel)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    size = largest([row["mean"] for row in found])
    rows = _Rows(found, [written(row["mean"], unit, sign, size) for row in found])
    traces: list[Trace] = []
    for name, i in series.items():
        mine = [k for k, row in enumerate(found) if str(row["series"]) == name and row["mean"] is not None]
        colour = look(i).colour
        traces.append(_whiskers(found, mine, rows.middles, ("low", "high"), colour))
        filled = [not sign or (found[k]["low"] or 0.0) > 0.0 or (found[k]["high"] or 0.0) < 0.0 for k in mine]
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": broken(name), "showlegend": bool(name),
                "x": [found[k]["mean"] for k in mine], "y": [rows.middles[k] for k in mine],
                "marker": {
                    "symbol": [mark_of(i) if full else f"{mark_of(i)}-open" for full in filled],
                    "size": 9, "color": colour, "line": {"width": 2, "color": colour},
                },
                **_told(found, mine, ("mean", "low", "high"), unit, sign, size, name),
            }
        )  # fmt: skip
    if sign:
        traces += [
            sample("circle", "filled: the interval leaves out zero"),
            sample("circle-open", "hollow: it does not, or there is none"),
        ]
    values = [row[c] for row in found for c in ("mean", "low", "high")]
    return _figure(panel, rows, traces, with_room(values), sign)


def waterfall(panel: Panel) -> dict[str, Any]:
    """Each part begins where the one before ended; its number says which way; the last row is the total."""
    found = rows_of(panel.table)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    size = largest([row["amount"] for row in found])
    amounts = [row["amount"] or 0.0 for row in found]
    starts = [*accumulate(amounts[:-2], initial=0.0), 0.0][-len(found) :]
    rows = _Rows(found, [written(row["amount"], unit, sign, size) for row in found])
    last = len(found) - 1
    known = [k for k, row in enumerate(found) if row["amount"] is not None]
    bars: Trace = {
        "type": "bar", "orientation": "h", "showlegend": False, "width": 14,
        "x": [amounts[k] for k in known], "base": [starts[k] for k in known], "y": [rows.middles[k] for k in known],
        "marker": {"color": [INK if k == last else (LESS if amounts[k] < 0.0 else MORE) for k in known]},
        **_told(found, known, ("amount", "low", "high"), unit, sign, size),
    }  # fmt: skip
    shifted = [
        {c: None if row[c] is None else start + row[c] for c in ("low", "high")}
        for row, start in zip(found, starts)
    ]
    ends = [row[c] for row in shifted for c in ("low", "high")]
    ends += [start + amount for start, amount in zip(starts, amounts)]
    steps = [
        _line(starts[k] + amounts[k], rows.middles[k], starts[k] + amounts[k], rows.middles[k + 1], GREY, "dot")
        for k in known if k != last
    ]  # fmt: skip
    return _figure(
        panel, rows, [bars, *_seen_on_bars(shifted, known, rows)], with_room([*ends, *starts]), sign, steps
    )


def bars(panel: Panel) -> dict[str, Any]:
    """Bars from zero, a whisker for each interval, the amount in words beside each; a mark at the end of each series."""
    found, series = together(rows_of(panel.table)), series_of(panel)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", False)
    size = largest([row["value"] for row in found])
    rows = _Rows(found, [written(row["value"], unit, sign) for row in found])
    traces: list[Trace] = []
    for name, i in series.items():
        mine = [k for k, row in enumerate(found) if str(row["series"]) == name and row["value"] is not None]
        told = _told(found, mine, ("value", "low", "high"), unit, sign, size, name)
        at = {"x": [found[k]["value"] for k in mine], "y": [rows.middles[k] for k in mine]}
        colour = {"color": look(i).colour}
        traces.append(
            {"type": "bar", "orientation": "h", "width": 13, "marker": colour, "showlegend": False, **at, **told}
        )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": broken(name), "showlegend": bool(name), **at, **told,
                "marker": {**colour, "symbol": mark_of(i), "size": 10, "line": {"width": 1, "color": PAPER}},
            }
        )  # fmt: skip
    traces += _seen_on_bars(found, range(len(found)), rows)
    values = [row[c] for row in found for c in ("value", "low", "high")]
    low, high = with_room(values)
    if min((v for v in values if v is not None), default=0.0) >= 0.0:
        low = 0.0
    return _figure(panel, rows, traces, (low, high), sign)


class _Rows:
    """Where each row stands, px from the top, and the words around it."""

    def __init__(self, found: list[dict[str, Any]], numbers: list[str]) -> None:
        self.middles: list[float] = []
        self.words: list[dict[str, Any]] = []
        self.rules: list[float] = []
        self.room = LETTER * max((len(n) for n in numbers), default=0) + 12  # px for the numbers
        y, above = 4.0, None
        several = any(row["series"] for row in found)
        for row, number in zip(found, numbers):
            label = "–" if row["label"] is None else str(row["label"])
            if not several or label != above:
                if self.middles:
                    y += GAP
                    self.rules.append(y - GAP / 2)
                text = broken(label)
                self.words.append(
                    {"text": text, "xref": "paper", "x": 0, "xanchor": "left", "y": y, "yanchor": "top",
                     "align": "left", "bgcolor": PAPER, "borderpad": 0}
                )  # fmt: skip
                y += LINE * (text.count("<br>") + 1) + 4
                above = label
            self.middles.append(y + ROW / 2)
            self.words.append(
                {"text": number, "xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "y": y + ROW / 2,
                 "yanchor": "middle"}
            )  # fmt: skip
            y += ROW
        self.height = y + 6


def _figure(
    panel: Panel,
    rows: _Rows,
    traces: list[Trace],
    limits: tuple[float, float],
    sign: bool,
    shapes: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    unit = panel.options.get("unit", "")
    name = broken(with_unit(panel.options["x_label"], unit) if panel.options.get("x_label") else unit)
    under = AXIS + (LINE * (name.count("<br>") + 1) if name else 0)
    below = legend_room(traces)
    rules = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"color": FAINT, "width": 1},
         "layer": "below"}
        for y in rows.rules
    ]  # fmt: skip
    made = layout(
        round(rows.height + under + below + 8),
        margin={"l": 10, "r": round(rows.room), "t": 8, "b": under + below},
        barmode="overlay",
        xaxis=axis(
            name, range=list(limits), tickformat="+,~g" if sign else ",~g", ticksuffix="%" if unit == "%" else "",
            nticks=7, fixedrange=True,
        ),
        yaxis={"range": [rows.height, 0], "visible": False, "fixedrange": True},
        shapes=[*rules, _line(0.0, 0.0, 0.0, rows.height, INK), *(shapes or [])],
        annotations=[{"showarrow": False, "font": {"size": SMALL}, **words} for words in rows.words],
        legend=legend_below(under, rows.height),
    )  # fmt: skip
    return {"data": traces, "layout": made}


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, dash: str = "solid") -> dict[str, Any]:
    line = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line, "layer": "below"}


def _whiskers(
    found: list[dict[str, Any]], which: Any, middles: list[float], ends: tuple[str, str], colour: str, wide: float = 2.2
) -> Trace:  # fmt: skip
    """Lines from one end to the other, with a stroke at both."""
    x: list[float | None] = []
    y: list[float | None] = []
    for k in which:
        low, high = (found[k][end] for end in ends)
        if low is not None and high is not None:
            x += [low, high, None]
            y += [middles[k], middles[k], None]
    return {
        "type": "scatter", "mode": "lines+markers", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False,
        "line": {"color": colour, "width": wide},
        "marker": {"symbol": "line-ns", "size": 8, "line": {"color": colour, "width": max(1.4, wide - 1)}},
    }  # fmt: skip


def _seen_on_bars(found: list[dict[str, Any]], which: Any, rows: _Rows) -> list[Trace]:
    """Whiskers that can be seen on a bar and beside it."""
    return [
        _whiskers(found, which, rows.middles, ("low", "high"), colour, wide)
        for colour, wide in ((PAPER, 4.0), (INK, 1.6))
    ]


def _told(
    found: list[dict[str, Any]], which: Any, columns: tuple[str, str, str], unit: str, sign: bool, size: float,
    series: str = "",
) -> Trace:  # fmt: skip
    """What is said of each point when one goes over it: its name, its number with unit and interval."""
    words = []
    for k in which:
        mean, low, high = (written(found[k][c], unit, sign, size) for c in columns)
        known = found[k]["low"] is not None and found[k]["high"] is not None
        interval = f" (95%: {low} to {high})" if known else ""
        named = "" if unit in ("", "£", "%") else f" {unit}"
        words.append(f"{broken(str(found[k]['label']))}<br><b>{mean}</b>{interval}{named}")
    return {
        "hovertext": words, "hovertemplate": "%{hovertext}<extra>" + broken(series) + "</extra>",
        "customdata": [[found[k]["label"], *(found[k][c] for c in columns)] for k in which],
    }  # fmt: skip
