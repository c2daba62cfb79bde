"""Charts whose rows have a name at one side and a number in words at the other: what they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.viz.figures.sheet import EDGE, LINE, Sheet
from joinedup.viz.figures.style import INK, PAPER, SMALL, look, width_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_BESIDE = 250.0  # px that labels may take beside a chart


class Entry(NamedTuple):
    """One row: its label (none if it goes with the row above) and its number in words."""

    label: str
    number: str


def entries_of(found: Sequence[dict[str, Any]], numbers: Sequence[str]) -> list[Entry]:
    """The rows of a table with their numbers; a label that is the same as the one above is not repeated."""
    labels = [str(row["label"] if row["label"] is not None else "–") for row in found]
    above = ["", *labels]
    several = any(row["series"] for row in found)
    return [
        Entry("" if several and label == before else label, number)
        for label, before, number in zip(labels, above, numbers)
    ]


def together(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one label one after the other, in the order in which labels and rows come."""
    order = list(dict.fromkeys(str(row["label"]) for row in found))
    return sorted(found, key=lambda row: order.index(str(row["label"])))


def laid_out(
    sheet: Sheet,
    entries: Sequence[Entry],
    limits: tuple[float, float],
    name: tuple[str, str],
    sign: bool,
    heading: str = "",
) -> tuple[Axes, list[float]]:
    """Axes with a row for every entry, and the middle of each on the y axis, px.

    Labels stand at the left, or above on a narrow sheet; numbers at the right, under the heading.
    name: of the axis, and its unit.
    """
    numbers = max((width_of(text, SMALL) for text in (heading, *(e.number for e in entries))), default=0.0)
    labels = 0.0 if sheet.narrow else min(MOST_BESIDE, max((width_of(e.label) for e in entries), default=0.0))
    left = EDGE + labels + (16 if labels else 8)
    width = sheet.width - EDGE - numbers - 14 - left
    if heading:
        sheet.text(sheet.width - EDGE, sheet.y + LINE / 2, heading, size=SMALL, ha="right")
        sheet.y += LINE + 4
    top = label_ends = sheet.y
    middles: list[float] = []
    cover = {"bbox": {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}} if sheet.narrow else {}
    for entry in entries:
        if entry.label:
            sheet.y = max(sheet.y, label_ends) + (7 if middles else 0)
            if middles:
                sheet.rule(sheet.y - 4)
            lines = wrapped(entry.label, sheet.width - 2 * EDGE if sheet.narrow else labels + 2)
            for i, line in enumerate(lines):
                sheet.text(EDGE, sheet.y + (i + 0.5) * LINE, line, **cover)
            label_ends = sheet.y + len(lines) * LINE
            if sheet.narrow:
                sheet.y = label_ends
        middles.append(sheet.y + LINE / 2)
        sheet.text(sheet.width - EDGE, middles[-1], entry.number, size=SMALL, ha="right")
        sheet.y += LINE
    sheet.y = max(sheet.y, label_ends) + 4
    axes = sheet.axes(left, top, width, sheet.y - top)
    axes.set(xlim=limits, ylim=(sheet.y, top), yticks=[])
    sheet.x_axis(axes, left, width, *name, sign)
    return axes, middles


def zero_line(axes: Axes) -> None:
    """A line where nothing is more or less."""
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=1.5)


def whisker(axes: Axes, y: float, low: float, high: float) -> None:
    """An interval that can be seen on a bar and beside it."""
    axes.hlines(y, low, high, color=PAPER, linewidth=3.4, zorder=3.2)
    axes.hlines(y, low, high, color=INK, linewidth=1.6, zorder=3.5)
    axes.vlines([low, high], y - 4, y + 4, color=INK, linewidth=1.4, zorder=3.5)


def swatch(axes: Axes, x: float, y: float, i: int) -> None:
    """A sample of the bars of a series: its colour, and its marker at the end."""
    bar(axes, y, x - 12, 18.0, i)


def bar(axes: Axes, y: float, start: float, long: float, i: int) -> None:
    """A bar of a series, its marker at the end, so that colour is not all that tells it from others."""
    seen = look(i)
    axes.barh(y, long, left=start, height=13, color=seen.colour, linewidth=0, zorder=2)
    axes.plot(
        start + long, y, seen.marker, color=seen.colour, markersize=9, markeredgecolor=PAPER, zorder=3
    )  # fmt: skip
