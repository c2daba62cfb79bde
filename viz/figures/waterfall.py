"""Parts, one after the other, to their total: a waterfall, read from above to below."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from joinedup.viz.figures.rows import entries_of, laid_out, whisker, zero_line
from joinedup.viz.figures.sheet import Sheet, with_room
from joinedup.viz.figures.style import GREY, INK, LESS, MORE, largest, rows_of, written

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel


def waterfall(panel: Panel, sheet: Sheet) -> None:
    """Each part begins where the one before ended; its number says which way; the last row is the total."""
    found = rows_of(panel.table)
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    size = largest([row["amount"] for row in found])
    amounts = [row["amount"] or 0.0 for row in found]
    starts = [*accumulate(amounts[:-2], initial=0.0), 0.0][-len(found) :]
    numbers = []
    for row in found:
        mean, low, high = (written(row[c], unit, sign, size) for c in ("amount", "low", "high"))
        several = not sheet.narrow and row["low"] is not None and row["high"] is not None
        numbers.append(f"{mean} ({low} to {high})" if several else mean)
    ends = [
        start + row[c]
        for start, row in zip(starts, found)
        for c in ("amount", "low", "high")
        if row[c] is not None
    ]
    entries = entries_of(found, numbers)
    name = (panel.options.get("x_label", ""), unit)
    heading = "mean" if sheet.narrow else "mean (95% interval)"
    axes, middles = laid_out(sheet, entries, with_room([*ends, *starts]), name, sign, heading)
    zero_line(axes)
    for i, (row, y, start, amount) in enumerate(zip(found, middles, starts, amounts)):
        last = i == len(found) - 1
        end = start + amount
        if row["amount"] is None:
            continue
        colour = INK if last else (LESS if amount < 0.0 else MORE)
        axes.barh(y, amount, left=start, height=14, color=colour, zorder=2)
        if row["low"] is not None and row["high"] is not None:
            whisker(axes, y, start + row["low"], start + row["high"])
        if not last:
            axes.vlines(end, y, middles[i + 1], color=GREY, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1.8)
