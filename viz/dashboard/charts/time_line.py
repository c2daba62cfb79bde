"""The same person twice on one time line: the baseline above, the chosen world below, one row a kind of thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from joinedup.experiments.experiment import YEAR
from joinedup.experiments.journey import Journeys
from joinedup.experiments.life_account import COST_OF_CARE, HEALTH_OF_LIFE
from joinedup.experiments.life_marks import KINDS, Mark, as_table, marks
from joinedup.experiments.life_story import date_of
from joinedup.experiments.rows import counted
from joinedup.viz.dashboard.charts.layout import axis, layout
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.style import FAINT, GREY, INK, look, written

if TYPE_CHECKING:
    from joinedup.experiments.two_lives import Lives

# one marker a row, in the order of KINDS; hollow where both worlds have the same mark, full where they differ
SYMBOLS = (
    "circle", "x", "square", "diamond", "triangle-up", "triangle-right", "cross", "star", "pentagon",
    "triangle-down", "hexagon", "asterisk",
)  # fmt: skip
assert len(SYMBOLS) == len(KINDS)
ROW, BETWEEN = 21, 1.6  # px of a row; rows between the two worlds
LARGE, SMALL, CROWD = 9, 6, 60  # px of a marker, smaller where more than so many stand in a row
LONG = 2 * YEAR  # days shown, from which years are marked on the axis and not dates
HEADS = {"day": "day from the switch"}


def time_line(found: Journeys, days_before: int, shown: tuple[int, int] | None = None) -> Picture:
    """Both lives, the switch and where they part.

    days_before: watched before the switch.  shown: first and last day from the switch that are drawn; None: all.
    """
    drawn = marks(found)
    first, last = shown or (-days_before, found.days)
    there = [m for m in drawn if m.day + m.days >= first and m.day <= last]
    rows = sorted({m.kind for m in there})
    at = _rows_at(rows)
    traces = [
        trace
        for world, arm in enumerate(found.arms)
        for trace in _life([m for m in there if m.world == world], at, world, arm, found)
    ]
    height = round(ROW * (2 * len(rows) + 2 * BETWEEN)) + 86
    return Picture(
        f"person-{found.person}",
        f"Two lives of person {found.person}",
        _read(found, there),
        {"data": traces, "layout": _layout(found, height, at, rows, first, last)},
        as_table(found, there),
        HEADS,
    )


def _rows_at(rows: Sequence[int]) -> dict[tuple[int, int], float]:
    """Where the row of a kind stands in each world: downwards from 0, the baseline first."""
    n = len(rows)
    return {(w, kind): -(w * (n + BETWEEN) + i) for w in (0, 1) for i, kind in enumerate(rows)}


def _life(
    there: Sequence[Mark], at: dict[tuple[int, int], float], world: int, arm: str, found: Journeys
) -> list[dict[str, Any]]:
    """One world's bars, one trace for all, and its markers, one trace a kind."""
    colour = look(world).colour
    long = [m for m in there if m.days > 0]
    traces: list[dict[str, Any]] = []
    if long:
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": f"{arm}: how long", "hoverinfo": "skip",
                "x": [x for m in long for x in (_year(m.day), _year(m.day + m.days), None)],
                "y": [y for m in long for y in (at[world, m.kind], at[world, m.kind], None)],
                "line": {"color": colour, "width": 7}, "opacity": 0.45, "showlegend": False,
            }
        )  # fmt: skip
    for kind in sorted({m.kind for m in there}):
        of_kind = [m for m in there if m.kind == kind]
        size = LARGE if len(of_kind) <= CROWD else SMALL
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": f"{arm}: {KINDS[kind].name}", "showlegend": False,
                "x": [_year(m.day) for m in of_kind], "y": [at[world, kind]] * len(of_kind),
                "text": [_hover(m, found) for m in of_kind],
                "customdata": [m.day for m in of_kind],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "symbol": [SYMBOLS[kind] + ("" if m.differs else "-open") for m in of_kind],
                    "color": colour, "size": size, "line": {"width": 1.3, "color": colour},
                },
            }
        )  # fmt: skip
    return traces


def _year(day: int) -> float:
    return round(day / YEAR, 4)


def _hover(mark: Mark, found: Journeys) -> str:
    differs = "only here like this" if mark.differs else "the same in both"
    lasts = f"<br>for {counted(mark.days, 'day')}" if mark.days else ""
    text = "<br>".join(_broken(mark.text))
    when = date_of(mark.day + found.switch_day, found.switch_day)
    return f"{when}, {KINDS[mark.kind].name}<br>{text}{lasts}<br><i>{differs}</i>"


def _broken(text: str, most: int = 44) -> list[str]:
    """A text in lines of some letters, for a small screen."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _layout(
    found: Journeys,
    height: int,
    at: dict[tuple[int, int], float],
    rows: Sequence[int],
    first: int,
    last: int,
) -> dict[str, Any]:
    n = len(rows)
    names = [_note(arm, y=1.0 - w * (n + BETWEEN), bold=True) for w, arm in enumerate(found.arms)]
    shapes, notes = _uprights(found, first, last)
    labels = {y: KINDS[kind].name for (_, kind), y in at.items()}
    room = (last - first) * 0.015
    ticks = _ticks(first, last)
    title = "years from the switch" if last - first > LONG else "date, years counted from the switch"
    return layout(
        height,
        margin={"l": 8, "r": 8, "t": 24, "b": 44},
        xaxis=axis(title, range=[_year(first - int(room)), _year(last + int(room) + 1)],
                   tickvals=[x for x, _ in ticks], ticktext=[text for _, text in ticks]),
        yaxis={"tickvals": list(labels), "ticktext": list(labels.values()), "automargin": True, "zeroline": False,
               "range": [-(2 * n + BETWEEN) + 0.4, 1.7], "gridcolor": FAINT, "fixedrange": True},
        shapes=shapes,
        annotations=[*names, *notes],
    )  # fmt: skip


def _note(text: str, y: float, bold: bool = False, color: str = INK) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>" if bold else text, "x": 0, "xref": "paper", "xanchor": "left", "y": y,
        "showarrow": False, "font": {"color": color, "size": 13},
    }  # fmt: skip


def _uprights(found: Journeys, first: int, last: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The line of the switch and that of the first divergence, each with its words, one to the left, one to the right."""
    lines = [(0, "switch", "dot", GREY, "right")]
    if found.parting is not None:
        lines.append((found.parting.day - found.switch_day, "lives part", "dash", INK, "left"))
    shapes, notes = [], []
    for day, text, dash, colour, side in lines:
        if first <= day <= last:
            shapes.append(
                {"type": "line", "x0": _year(day), "x1": _year(day), "y0": 0, "y1": 1, "yref": "paper",
                 "layer": "below", "line": {"color": colour, "width": 1.4, "dash": dash}}
            )  # fmt: skip
            notes.append(
                {"text": text, "x": _year(day), "xanchor": side, "y": 1, "yref": "paper", "yanchor": "bottom",
                 "showarrow": False, "font": {"color": colour, "size": 12}}
            )  # fmt: skip
    return shapes, notes


def _ticks(first: int, last: int) -> list[tuple[float, str]]:
    """Whole years from the switch; in a shorter stretch the quarters of a year, as dates."""
    if last - first > LONG:
        years = range(-(-first // YEAR), last // YEAR + 1)
        return [(float(y), f"{y:+d}".replace("-", "−") if y else "0") for y in years]
    quarters = (0, 91, 183, 275)  # days on which April, July, October and January begin
    days = [y * YEAR + q for y in range(first // YEAR, last // YEAR + 1) for q in quarters]
    return [(_year(d), date_of(d, 0).replace(", ", "<br>")) for d in days if first <= d <= last]


def _read(found: Journeys, there: Sequence[Mark]) -> str:
    parts = (
        f"The lives part on {date_of(found.parting.day, found.switch_day)}."
        if found.parting
        else "The two lives are the same, day for day."
    )
    if not there:
        return f"Nothing happened to this person in these days. {parts}"
    differ = sum(m.differs for m in there)
    return (
        f"{counted(len(there), 'mark')}, {differ:,} of them in one world only (full; hollow: the same in both). "
        f"A bar is as long as it lasted. {parts}"
    )


def life_account(lives: Lives, person: int) -> Picture:
    """What each life cost since the switch, and its health: a table alone."""
    table = lives.account(person)
    first, second = lives.arms
    lines = {row["what"]: row for row in table.iter_rows(named=True)}
    costs = [_amount(lines[COST_OF_CARE][arm], "£") for arm in lives.arms]
    health = [_amount(lines[HEALTH_OF_LIFE][arm], "QALYs") for arm in lives.arms]
    return Picture(
        f"person-{person}-account",
        f"What each life of person {person} cost, and its health",
        f"Since the switch: care for {costs[0]} under {first} and {costs[1]} under {second}; {health[0]} and {health[1]} "
        "quality-adjusted life years (a year in full health is one). Cost is what this care used up; buildings, "
        "overtime and administration are nobody's in particular.",
        {},
        table.with_columns(_as_text(table, name) for name in (first, second, "difference")),
    )


def _as_text(table: pl.DataFrame, name: str) -> pl.Series:
    """Numbers as the tables write them, each in its own unit."""
    sign = name == "difference"
    return pl.Series(
        name, [_amount(v, unit, sign) for v, unit in zip(table[name], table["unit"], strict=True)]
    )


def _amount(value: float, unit: str, sign: bool = False) -> str:
    """£ and things counted as whole numbers, QALYs to a thousandth."""
    if unit != "QALYs":
        return written(value, unit, sign=sign, size=max(abs(value), 1000.0))
    text = f"{value:+.3f}".replace("-", "−") if round(value, 3) else "0.000"
    return text if sign else text.removeprefix("+")
