"""What differs between two worlds' money, heading by heading, and who gains and who loses: bars with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from joinedup.experiments.money_flows import (
    COMES_FROM,
    CONTRACT_STAGE,
    DEFICITS,
    GOES_TO,
    HELD,
    JOINT,
    LOOPS,
    OVERSPENT,
    PAYER,
    PROVIDERS,
    SAVED,
    SPENT,
    STAGES,
    SURPLUSES,
    stage_of,
)
from joinedup.model.ledger import EQUITY
from joinedup.viz.dashboard.charts.layout import layout
from joinedup.viz.dashboard.charts.money_words import pounds
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.style import GREY, INK, LESS, MORE, PAPER, SMALL, look

if TYPE_CHECKING:
    import polars as pl

type World = tuple[str, pl.DataFrame]  # its name and its flows

OWNER, TOGETHER = COMES_FROM[EQUITY], "Providers and council together"
GROUPS = {
    "came in from": COMES_FROM.values(),
    "was paid as": (),  # contracts, whatever they are called
    "was spent on": [name for name in STAGES[-1] if name.startswith(SPENT)],
    "left or fell short": (*GOES_TO.values(), SURPLUSES, SAVED, DEFICITS, OVERSPENT),
}
CONTRACTS = "was paid as"
ROW, TOP = 44, 6  # px
BARE = {"visible": False, "fixedrange": True}
PATTERNS = ("", "/")  # of the two worlds; of less and more
STRIPES = {"fillmode": "overlay", "fgcolor": PAPER, "fgopacity": 1.0, "size": 7, "solidity": 0.3}


def differences(worlds: Sequence[World], when: str) -> Picture:
    """Each heading in both worlds and how far they are apart; contracts, and what is equal, are in the table only."""
    base, chosen = (name for name, _ in worlds)
    table = compared(worlds)
    drawn = table.filter(table["money that"] != CONTRACTS)
    rows = [row for row in drawn.rows() if abs(row[4]) >= 0.005] or drawn.rows()[:1]
    largest = max(rows, key=lambda row: abs(row[4]))
    reading = f"£ a head a year {when}, {base} → {chosen}: striped, to the right, is more; plain, to the left, is less. "
    if abs(largest[4]) < 0.005:
        reading += "Nothing differs."
    else:
        reading += (
            f"The largest difference: {_heading(largest[1])}, {pounds(largest[2])} and {pounds(largest[3])}, "
            f"{pounds(largest[4], sign=True)}."
        )
    return Picture("money-difference", "What differs", reading, _difference_figure(rows), table)


def compared(worlds: Sequence[World]) -> pl.DataFrame:
    """One row a heading: what it is about, £ a head in each world, the difference, and pence in each."""
    import polars as pl

    (base, first), (chosen, second) = worlds
    a_head, pence = ([_through(flows, c) for flows in (first, second)] for c in ("pounds_a_head", "pence"))
    rows = []
    for group, names in GROUPS.items():
        here = a_head[0].keys() | a_head[1].keys()
        found = [n for n in names if n in here] or sorted(
            n for n in here if group == CONTRACTS and stage_of(n) == CONTRACT_STAGE
        )
        for name in found:
            x, y = (float(world[name]) for world in a_head)
            rows.append((group, name, x, y, y - x, int(pence[0][name]), int(pence[1][name])))
    columns = ("money that", "heading", base, chosen, "difference", f"pence, {base}", f"pence, {chosen}")
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        pl.col(base, chosen, "difference").round(4)
    )


def gains(worlds: Sequence[World], when: str) -> Picture:
    """Everybody's result in both worlds: what came in less what was spent, profit and loss of an owner beside it."""
    base, chosen = (name for name, _ in worlds)
    table = results(worlds)
    rows = [row for row in table.rows() if row[3] is not None or row[6] is not None]
    moved = [row for row in rows if row[0] != TOGETHER and row[7] is not None and abs(row[7]) >= 0.005]
    best, worst = (f(moved, key=lambda row: row[7], default=None) for f in (max, min))
    reading = (
        f"What each had left over {when}, in £ per head of all people a year; below zero it fell short. "
    )
    if best is not None and best[7] > 0.0:
        reading += f"{best[0]} gains most, {pounds(best[7], sign=True)}. "
    if worst is not None and worst[7] < 0.0:
        reading += f"{worst[0]} loses most, {pounds(worst[7])}. "
    if any(row[0] == JOINT for row in rows):
        reading += "Whoever is part of the joint organisation has no result of its own while it is."
    return Picture(
        "money-gains", "Who gains and who loses", reading.strip(),
        _gains_figure((base, chosen), rows), table,
    )  # fmt: skip


def results(worlds: Sequence[World]) -> pl.DataFrame:
    """One row for each who has a result: £ a head that came in, was spent and was left, in each world; the difference."""
    import polars as pl

    names = [PAYER, TOGETHER, JOINT, *PROVIDERS.values(), OWNER]
    of_worlds = [_results(flows) for _, flows in worlds]
    rows = []
    for name in names:
        first, second = (of.get(name) for of in of_worlds)
        if any(first or ()) or any(second or ()):
            apart = None if not (first and second) else second[2] - first[2]
            rows.append((name, *(first or (None,) * 3), *(second or (None,) * 3), apart))
    heads = [f"{what}, {name}" for name, _ in worlds for what in ("came in", "spent", "left")]
    schema = {"who": pl.String, **dict.fromkeys((*heads, "difference in what is left"), pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col(pl.Float64).round(4))


def _results(flows: pl.DataFrame) -> dict[str, tuple[float | None, float | None, float]]:
    """£ a head that came in, was spent and was left, of each who is there."""
    into: Counter[str] = Counter()
    out_of: Counter[str] = Counter()
    for source, target, a_head in flows.select("source", "target", "pounds_a_head").iter_rows():
        if source not in HELD:
            into[target] += a_head
        if target not in HELD:
            out_of[source] += a_head
    found = {
        n: (into[n], out_of[n], into[n] - out_of[n]) for n in (PAYER, JOINT, *PROVIDERS.values()) if into[n]
    }
    together = sum(left for name, (_, _, left) in found.items() if name != PAYER)
    taken, borne = into[GOES_TO[EQUITY]], out_of[OWNER]
    return found | {TOGETHER: (None, None, together), OWNER: (taken, borne, taken - borne)}


def _through(flows: pl.DataFrame, column: str) -> Counter[str]:
    """What goes through each node."""
    into: Counter[str] = Counter()
    out_of: Counter[str] = Counter()
    for source, target, amount in flows.select("source", "target", column).iter_rows():
        out_of[source] += amount
        into[target] += amount
    return Counter({n: max(into[n], out_of[n]) for n in into.keys() | out_of.keys() if n not in LOOPS})


def _heading(name: str) -> str:
    words = name.removeprefix(SPENT)
    return words[0].upper() + words[1:]


# --- figures


def _difference_figure(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    values = [row[4] for row in rows]
    bars = {
        **_bars(values, [i + 0.22 for i in range(len(rows))], 0.36),
        "marker": {
            "color": [MORE if v > 0.0 else LESS for v in values],
            "pattern": {"shape": [PATTERNS[v > 0.0] for v in values], **STRIPES},
        },
        "showlegend": False,
    }
    words = [f"<b>{_heading(row[1])}</b>: {pounds(row[2])} → {pounds(row[3])}" for row in rows]
    return _figure([bars], words, values, ROW * len(rows))


def _gains_figure(names: tuple[str, str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    traces = []
    for world, name in enumerate(names):
        values = [row[3 + 3 * world] for row in rows]
        style = look(world)
        traces.append(
            {
                **_bars(values, [i + (0.10, 0.34)[world] for i in range(len(rows))], 0.2),
                "name": name,
                "marker": {
                    "color": style.colour,
                    "pattern": {"shape": PATTERNS[world], **STRIPES},
                },
            }
        )
    values = [row[i] or 0.0 for row in rows for i in (3, 6)]
    return _figure(traces, [f"<b>{row[0]}</b>" for row in rows], values, (ROW + 14) * len(rows), legend=40)


def _bars(values: Sequence[float | None], at: Sequence[float], width: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": list(at),
        "width": width,
        "text": ["" if v is None else pounds(v, sign=True) for v in values],
        "textposition": "outside",
        "constraintext": "none",
        "textfont": {"size": SMALL, "color": INK},
        "cliponaxis": False,
        "hovertemplate": "%{text} a head a year<extra></extra>",
    }


def _figure(
    traces: list[dict[str, Any]], words: Sequence[str], values: Sequence[float], height: int, legend: int = 0
) -> dict[str, Any]:
    """Bars from a common zero, each row under its own words, so that they fit a telephone."""
    low, high = min(0.0, *values), max(0.0, *values)
    room = 0.3 * ((high - low) or 1.0)  # for the numbers at the bars' ends
    return {
        "data": traces,
        "layout": layout(
            height + TOP + 8 + legend,
            margin={"l": 4, "r": 4, "t": TOP, "b": 8 + legend},
            xaxis=BARE | {"range": [low - room, high + room], "zeroline": False},
            yaxis=BARE | {"range": [len(words) - 0.45, -0.5]},
            shapes=[
                {
                    "type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "layer": "above",
                    "line": {"color": GREY, "width": 1},
                }
            ],
            annotations=[
                {
                    "text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": i - 0.22, "yanchor": "middle",
                    "align": "left", "showarrow": False, "bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0,
                    "font": {"size": SMALL, "color": INK},
                }
                for i, text in enumerate(words)
            ],
            barmode="overlay",
            legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "xanchor": "left"},
        ),
    }  # fmt: skip
