"""Places where they lie: as large as their people, up or down by shape and sign, how far by colour."""

from __future__ import annotations

from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Any

from joinedup.viz.figures.sheet import EDGE, LINE, Sheet
from joinedup.viz.figures.style import GREY, INK, SMALL, largest, rows_of, width_of, with_unit, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel

LARGEST = {True: 17.0, False: 26.0}  # px, the widest symbol on a narrow and a wide sheet
COLOURS = "PuOr_r"  # diverging, told apart by the colour-blind: purple below zero, orange above
MOST_NAMED = 10


def places(panel: Panel, sheet: Sheet) -> None:
    """Triangles up for more, down for less, a ring for the same; the largest places are named."""
    from matplotlib import colormaps

    found = [r for r in rows_of(panel.table) if None not in (r["x_km"], r["y_km"])]
    unit, extreme = panel.options.get("unit", ""), largest([r["value"] for r in found]) or 1.0
    colours = colormaps[panel.options.get("colours", COLOURS)]
    shade = partial(_shade, colours, extreme)
    people = largest([r["size"] for r in found]) or 1.0
    most, least = written(extreme, unit, True), written(-extreme, unit, True)
    sheet.legend(
        [
            (f"more, up to {most}", partial(_symbol, value=extreme, wide=15.0, colour=shade(extreme))),
            (f"less, down to {least}", partial(_symbol, value=-extreme, wide=15.0, colour=shade(-extreme))),
            ("the same", partial(_symbol, value=0.0, wide=11.0, colour="#ffffff")),
            ("not known", partial(_symbol, value=None, wide=9.0, colour=GREY)),
        ]
    )
    sheet.lines(
        f"Colour: {with_unit(panel.options.get('x_label', 'how far from zero'), unit)}, stronger when further. "
        f"Size: {panel.options.get('y_label', 'people')}, {written(people)} at the largest.",
        colour=GREY,
    )
    sheet.y += 6
    axes, scale = _land(sheet, found)
    wide = LARGEST[sheet.narrow]
    for row in sorted(found, key=lambda r: -(r["size"] or 0.0)):  # the small on top
        across = max(6.0, wide * sqrt(max(0.0, row["size"] or 0.0) / people))
        _symbol(axes, row["x_km"], row["y_km"], row["value"], across, shade(row["value"]))
    _names(axes, sheet, found, scale, wide, unit)


def _shade(colours: Any, extreme: float, value: float | None) -> Any:
    return GREY if value is None else colours(0.5 + 0.5 * max(-1.0, min(1.0, value / extreme)))


def _symbol(axes: Axes, x: float, y: float, value: float | None, wide: float, colour: Any) -> None:
    marker = "x" if value is None else ("^" if value > 0.0 else ("v" if value < 0.0 else "o"))
    axes.plot(x, y, marker, markersize=wide, color=colour, markeredgecolor=INK, markeredgewidth=0.8, zorder=2)


def _land(sheet: Sheet, found: list[dict[str, Any]]) -> tuple[Axes, float]:
    """Axes with a kilometre as long up as along, and px in a kilometre."""
    xs, ys = [r["x_km"] for r in found], [r["y_km"] for r in found]
    spans = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    room, width = 44.0, sheet.width - 2 * EDGE
    height = min(
        1.25 * width if sheet.narrow else 620.0,
        max(220.0, (width - 2 * room) / spans[0] * spans[1] + 2 * room),
    )
    scale = min((width - 2 * room) / spans[0], (height - 2 * room) / spans[1])
    axes = sheet.axes(EDGE, sheet.y, width, height)
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    axes.set(
        xlim=(middle[0] - width / 2 / scale, middle[0] + width / 2 / scale),
        ylim=(middle[1] - height / 2 / scale, middle[1] + height / 2 / scale),
    )
    axes.axis("off")
    sheet.y += height
    if max(spans) > 0.1:
        _ruler(axes, scale, width)
    return axes, scale


def _ruler(axes: Axes, scale: float, width: float) -> None:
    """How long some round number of kilometres is."""
    long = max((k for k in (1, 2, 5, 10, 20, 50, 100, 200) if k * scale < width / 4), default=1)
    (left, _), (low, _) = axes.get_xlim(), axes.get_ylim()
    x, y = left + 8 / scale, low + 12 / scale
    axes.hlines(y, x, x + long, color=INK, linewidth=2)
    axes.text(x + long + 6 / scale, y, f"{long} km", size=SMALL, va="center")


def _names(
    axes: Axes, sheet: Sheet, found: list[dict[str, Any]], scale: float, wide: float, unit: str
) -> None:
    """Name the largest places with their numbers, beside their symbol where nothing else lies."""
    (left, right), most = axes.get_xlim(), 4 if sheet.narrow else MOST_NAMED
    taken = [(r["x_km"] * scale, r["y_km"] * scale, wide * 0.7, wide * 0.7) for r in found]
    named = 0
    for row in sorted(found, key=lambda r: -(r["size"] or 0.0)):
        words = f"{str(row['label'])[:28]} {written(row['value'], unit, True)}"
        long, x, y = width_of(words, SMALL) + 4, row["x_km"] * scale, row["y_km"] * scale
        aside, under = wide / 2 + long / 2, wide / 2 + LINE / 2
        for dx, dy in ((0.0, -under), (aside, 0.0), (-aside, 0.0), (0.0, under)):
            box = (x + dx, y + dy, long, LINE - 3)
            inside = left * scale <= box[0] - long / 2 and box[0] + long / 2 <= right * scale
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                axes.text(
                    box[0] / scale, box[1] / scale, words, size=SMALL, ha="center", va="center", zorder=4
                )
                named += 1
                break
        if named == most:
            break


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (middle, width, height) share any room."""
    return 2 * abs(a[0] - b[0]) < a[2] + b[2] and 2 * abs(a[1] - b[1]) < a[3] + b[3]
