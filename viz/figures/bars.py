"""Amounts as bars, one row each, series told apart by colour and marker."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from joinedup.viz.figures.rows import bar, entries_of, laid_out, swatch, together, whisker, zero_line
from joinedup.viz.figures.sheet import Sheet, with_room
from joinedup.viz.figures.style import rows_of, series_of, written

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel


def bars(panel: Panel, sheet: Sheet) -> None:
    """Bars from zero, a whisker for each interval, the amount in words beside each."""
    found, series = together(rows_of(panel.table)), series_of(panel)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", False)
    numbers = [written(row["value"], unit, sign) for row in found]
    limits = with_room([row[c] for row in found for c in ("value", "low", "high")])
    known = [row[c] for row in found for c in ("value", "low", "high") if row[c] is not None]
    if min(known, default=0.0) >= 0.0:
        limits = (0.0, limits[1])
    sheet.legend([(name, partial(swatch, i=i)) for name, i in series.items() if name])
    name = (panel.options.get("x_label", ""), unit)
    axes, middles = laid_out(sheet, entries_of(found, numbers), limits, name, sign)
    zero_line(axes)
    for row, y in zip(found, middles):
        if row["value"] is None:
            continue
        bar(axes, y, 0.0, row["value"], series[str(row["series"])])
        if row["low"] is not None and row["high"] is not None:
            whisker(axes, y, row["low"], row["high"])
