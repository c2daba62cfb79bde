"""One outcome in two worlds over time, and beside it how far they are apart, with the band of the replications."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

import numpy as np
import polars as pl

from joinedup.experiments.comparison_panels import unit_of
from joinedup.experiments.rows import Row, mark, percent, plain, signed
from joinedup.experiments.snapshot import MONTH, YEAR, Snapshot
from joinedup.viz.dashboard.charts.layout import BAND, axis, dash, layout, switch
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.style import INK, look

A_YEAR = 12
HEADS = {"months": "months from the switch"}


def course(seen: Snapshot, row: Row, label: str, monthly: bool = False) -> Picture:
    """Both worlds over the months: of the year that ends with each month, or of each month by itself."""
    what = MONTH if monthly else YEAR
    values = seen.course(row.outcome, what) * row.scale
    if monthly and np.isnan(values).all():
        values = seen.course(row.outcome, YEAR) * row.scale  # known of whole years only
    whole_years = _whole_years(values)
    traces = [
        _line(seen.months, values[w], arm, w, unit_of(row), whole_years) for w, arm in enumerate(seen.arms)
    ]
    table = pl.DataFrame({"months": seen.months, **{arm: values[w] for w, arm in enumerate(seen.arms)}})
    return Picture(
        f"two-worlds-{row.outcome}",
        f"{label}, {row.unit}",
        _read(seen, row, values),
        {"data": traces, "layout": _layout(seen, row.unit, [switch()])},
        table.fill_nan(None),
        HEADS,
    )


def difference(seen: Snapshot, row: Row, label: str) -> Picture:
    """The chosen world less the baseline in the year that ends with each month; the band fills in with replications."""
    found = [seen.difference(row.outcome, int(m)) for m in seen.months]
    mean, low, high = (
        np.array([getattr(d, end) * row.scale for d in found]) for end in ("mean", "low", "high")
    )
    known = ~np.isnan(mean)
    band = known & ~np.isnan(low)
    months = seen.months
    traces: list[dict[str, Any]] = []
    if band.any():
        traces.append(
            {
                "type": "scatter", "x": [*months[band].tolist(), *months[band][::-1].tolist()],
                "y": [*_rounded(high[band]), *_rounded(low[band][::-1])], "fill": "toself", "fillcolor": BAND,
                "line": {"width": 0}, "hoverinfo": "skip", "name": "95% interval", "mode": "lines", "showlegend": True,
            }
        )  # fmt: skip
    traces.append(_line(months, mean, "difference", 2, unit_of(row), _whole_years(mean[None])))
    n = len(seen.others)
    table = pl.DataFrame({"months": months, "difference": mean, "low": low, "high": high})
    return Picture(
        f"difference-{row.outcome}",
        f"The difference: {label}, {unit_of(row)}",
        _read_difference(seen, row, n),
        {"data": traces, "layout": _layout(seen, unit_of(row), [switch()], zero=True)},
        table.fill_nan(None),
        {**HEADS, "low": "low, 95%", "high": "high, 95%"},
    )


def _line(
    months: np.ndarray, values: np.ndarray, name: str, which: int, unit: str, markers: bool
) -> dict[str, Any]:
    style = look(which)
    return {
        "type": "scatter", "x": months.tolist(), "y": _rounded(values), "name": name, "connectgaps": True,
        "mode": "lines+markers" if markers else "lines",
        "line": {"color": style.colour, "dash": dash(which), "width": 2},
        "marker": {"symbol": ("circle", "square", "triangle-up")[which], "size": 7, "color": style.colour},
        "hovertemplate": "month %{x}: %{y:,.4~g} " + unit + "<extra>" + name + "</extra>",
    }  # fmt: skip


def _rounded(values: np.ndarray) -> list[float | None]:
    """Five figures, and a gap where there is none: JSON knows no nan."""
    return [None if isnan(v) else float(f"{v:.6g}") for v in values.tolist()]


def _whole_years(values: np.ndarray) -> bool:
    """Whether most months are unknown: the outcome is known at years' ends only."""
    return bool(np.isnan(values).mean() > 0.5)


def _layout(seen: Snapshot, unit: str, shapes: list[dict[str, Any]], zero: bool = False) -> dict[str, Any]:
    first, last = int(seen.months[0]) if len(seen.months) else 0, seen.last_month
    years = list(range(-(-first // A_YEAR) * A_YEAR, last + 1, A_YEAR))
    found = layout(
        260,
        xaxis=axis("years from the switch", range=[first - 1, last + 1], tickvals=years,
                   ticktext=[f"{y // A_YEAR:+d}".replace("-", "−") if y else "switch" for y in years]),
        yaxis=axis(unit),
        shapes=shapes,
    )  # fmt: skip
    if zero:
        found["yaxis"] |= {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1}
        found["shapes"].append(
            {"type": "line", "x0": first, "x1": last, "y0": 0, "y1": 0, "line": {"color": INK, "width": 1}}
        )
    return found


def _last(values: np.ndarray) -> tuple[int, float]:
    """Where the last known value stands, and it."""
    known = np.flatnonzero(~np.isnan(values))
    return (int(known[-1]), float(values[known[-1]])) if len(known) else (-1, nan)


def when(month: int) -> str:
    """A month counted from the switch in words."""
    year, left = divmod(month, A_YEAR)
    if month <= 0:
        return "before the switch"
    return f"year {year}" if not left else f"{month} months after the switch"


def _read(seen: Snapshot, row: Row, values: np.ndarray) -> str:
    at, base = _last(values[0])
    chosen = float(values[1][at]) if at >= 0 else nan
    if isnan(base):
        return "Nothing is known yet: the worlds have not lived a year."
    there = when(int(seen.months[at]))
    if seen.months[at] <= 0:
        return f"{plain(base, base)} {row.unit} before the switch; until then both worlds are one."
    return f"In {there}: {plain(base, base)} under {seen.arms[0]}, {plain(chosen, base)} under {seen.arms[1]} ({row.unit})."


def _read_difference(seen: Snapshot, row: Row, n: int) -> str:
    at, _ = _last(seen.course(row.outcome)[0])
    if at < 0 or seen.months[at] <= 0:
        return "No difference before the switch: until then both worlds are one."
    d = seen.difference(row.outcome, int(seen.months[at]))
    base = float(seen.course(row.outcome)[0][at])
    told = {"*": "", "=": ", exactly the same", "?": ", one replication so far: no interval yet"}
    certain = told.get(mark(d), ", cannot be told from zero")
    of = f" {n} of {seen.wanted} replications." if n else ""
    amount = signed(d.mean * row.scale, abs(base) * row.scale)
    return f"In {when(int(seen.months[at]))}: {amount} {unit_of(row)} ({percent(d.mean, base)}){certain}.{of}"
