"""Places where they lie: as large as their people, up or down by shape and sign, how far by colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Any

from joinedup.viz.figures.sheet import EDGE, LINE, Sample, Sheet
from joinedup.viz.figures.style import GREY, INK, SMALL, largest, rows_of, width_of, with_unit, written

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from joinedup.experiments.pictures import Panel

LARGEST = {True: 17.0, False: 26.0}  # px, the widest symbol on a narrow and a wide sheet
DIVERGING = "PuOr_r"  # told apart by the colour-blind: purple below zero, orange above
GROWING = "cividis_r"  # the same for everybody who sees light and dark
MOST_NAMED = 10


def places(panel: Panel, sheet: Sheet) -> None:
    """Differences: triangles up for more, down for less, a ring for the same. Amounts (signed: False): circles.

    The largest places are named.
    """
    found = [r for r in rows_of(panel.table) if None not in (r["x_km"], r["y_km"])]
    unit, sign = panel.options.get("unit", ""), panel.options.get("signed", True)
    people = largest([r["size"] for r in found]) or 1.0
    shade = _shades([r["value"] for r in found if r["value"] is not None], sign)
    sheet.legend(_legend([r["value"] for r in found], unit, sign, shade))
    words = with_unit(panel.options.get("x_label", "how far from zero" if sign else "how much"), unit)
    sheet.lines(
        f"Colour: {words}, stronger when {'further' if sign else 'more'}. "
        f"Size: {panel.options.get('y_label', 'people')}, {people:,.0f} at the largest.",
        colour=GREY,
    )
    sheet.y += 6
    axes, scale = _land(sheet, found)
    wide = LARGEST[sheet.narrow]
    for row in sorted(found, key=lambda r: -(r["size"] or 0.0)):  # the small on top
        across = max(6.0, wide * sqrt(max(0.0, row["size"] or 0.0) / people))
        shape = _shape(row["value"], sign)
        _symbol(axes, row["x_km"], row["y_km"], shape, across, shade(row["value"]))
    _names(axes, sheet, found, scale, wide, unit, sign)


Shade = Callable[[float | None], Any]


def _shades(values: list[float], sign: bool) -> Shade:
    """The colour of a value: from zero both ways, or from the least to the most."""
    from matplotlib import colormaps

    colours = colormaps[DIVERGING if sign else GROWING]
    extreme, least, most = largest(values) or 1.0, min(values, default=0.0), max(values, default=1.0)

    def shade(value: float | None) -> Any:
        if value is None:
            return GREY
        part = 0.5 + 0.5 * value / extreme if sign else (value - least) / ((most - least) or 1.0)
        return colours(part)

    return shade


def _legend(values: list[float | None], unit: str, sign: bool, shade: Shade) -> list[tuple[str, Sample]]:
    known = [v for v in values if v is not None]
    least, most = min(known, default=0.0), max(known, default=0.0)
    entries = [(f"{written(v, unit)}", "o", shade(v)) for v in dict.fromkeys((least, most))]
    if sign:
        entries = [
            *([(f"more, up to {written(most, unit, True)}", "^", shade(most))] if most > 0.0 else []),
            *([(f"less, down to {written(least, unit, True)}", "v", shade(least))] if least < 0.0 else []),
            *([("the same", "o", shade(0.0))] if 0.0 in known else []),
        ]
    entries += [("not known", "x", GREY)] if len(known) < len(values) else []
    return [
        (words, partial(_symbol, shape=shape, wide=14.0, colour=colour)) for words, shape, colour in entries
    ]


def _shape(value: float | None, sign: bool) -> str:
    if value is None:
        return "x"
    return "o" if not sign or value == 0.0 else ("^" if value > 0.0 else "v")


def _symbol(axes: Axes, x: float, y: float, shape: str, wide: float, colour: Any) -> None:
    axes.plot(x, y, shape, markersize=wide, color=colour, markeredgecolor=INK, markeredgewidth=0.8, zorder=2)


def _land(sheet: Sheet, found: list[dict[str, Any]]) -> tuple[Axes, float]:
    """Axes with a kilometre as long up as along, and px in a kilometre."""
    xs, ys = [r["x_km"] for r in found], [r["y_km"] for r in found]
    least = 1e-6 * max(1.0, largest(xs), largest(ys))  # km, where all lie at one spot
    spans = max(max(xs) - min(xs), least), max(max(ys) - min(ys), least)
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
    axes: Axes, sheet: Sheet, found: list[dict[str, Any]], scale: float, wide: float, unit: str, sign: bool
) -> None:
    """Name the largest places with their numbers, beside their symbol where nothing else lies."""
    (left, right), most = axes.get_xlim(), 4 if sheet.narrow else MOST_NAMED
    taken = [(r["x_km"] * scale, r["y_km"] * scale, wide * 0.7, wide * 0.7) for r in found]
    named = 0
    for row in sorted(found, key=lambda r: -(r["size"] or 0.0)):
        words = f"{str(row['label'])[:28]} {written(row['value'], unit, sign)}"
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
