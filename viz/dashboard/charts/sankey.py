"""A year's money as a Sankey diagram: one world a picture, all on one scale, every node named with its £ a head.

Positions are ours, so that a contract of a few pounds has room for its name beside one of hundreds; thickness is
Plotly's, and `_pad_for` makes it the same number of px for a pound in every world.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.money_flows import (
    ADMINISTRATION,
    CHANGE,
    DEFICITS,
    GOES_TO,
    HELD,
    LOOPS,
    MEETINGS,
    OVERSPENT,
    SPENT,
    STAGES,
    closing_of,
    stage_of,
)
from joinedup.model.ledger import EQUITY, TREASURY
from joinedup.viz.dashboard.charts.layout import layout
from joinedup.viz.dashboard.charts.money_words import pounds
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.style import GREY, INK

if TYPE_CHECKING:
    import polars as pl

TALL = 400.0  # px of the money of the world with more of it
ACROSS = (0.012, 0.175, 0.355, 0.49, 0.64, 0.988)  # where each stage stands; 0 would mean that Plotly chooses
BAR, LINE, LETTERS, GAP, EDGE = 10, 13, 11, 6, 6  # px
WORD = 10  # letters in a line of a label, unless a word is longer: it has to fit a telephone
CARE, RUNNING, KEPT, SHORT, TAKEN, ROUND = "#0072b2", "#b35900", "#007a5a", "#1a1a1a", "#a64d79", GREY
SHORTER = {
    "General practice contracts": "GP contracts",
    "Transformation fund": "Transform. fund",
    "Whole-population budget": "Whole budget",
    "Joint organisation": "Joint body",
    "111 and out of hours": "111, out of hours",
    "Community health services": "Community care",
    "Administration": "Admin",
    "Records, setting up, investing and ending": "Records, set-up, ending",
    "Overspending of the commissioner": "Overspent",
    "Savings of the commissioner": "Savings",
    "Deficits of providers and council": "Deficits",
    "Surpluses of providers and council": "Surpluses",
    "Paid back to the commissioner": "Paid back",
    "Paid back by providers": "Paid back",
    "From other providers": "Passed on",
    "To other providers": "Passed on",
}


class Node(NamedTuple):
    """One bar of the diagram."""

    name: str
    stage: int
    a_head: float  # £ through it
    lines: tuple[str, ...]  # of its label


def sankeys(worlds: Sequence[tuple[str, pl.DataFrame]], when: str) -> list[Picture]:
    """A Sankey of each world's flows, on one scale.  worlds: name and flows of each.  when: "in year 3"."""
    px = TALL / max(_through(flows) for _, flows in worlds)
    return [_picture(k, name, flows, when, px) for k, (name, flows) in enumerate(worlds)]


def _through(flows: pl.DataFrame) -> float:
    """£ a head that go through a world from left to right."""
    return sum(node.a_head for node in _nodes(flows) if node.stage == len(STAGES) - 1)


def _picture(k: int, world: str, flows: pl.DataFrame, when: str, px: float) -> Picture:
    import polars as pl

    spent = flows.filter(flows["target"].str.starts_with(SPENT)).group_by("target")
    most, a_head = spent.agg(pl.col("pounds_a_head").sum()).sort("pounds_a_head").row(-1)
    close = "close to the penny" if closing_of(flows).difference == 0 else "DO NOT CLOSE"
    reading = (
        f"From who pays, on the left, to what it is spent on; the thicker, the more £ a head. {when[0].upper()}{when[1:]}, "
        f"{pounds(a_head)} of {pounds(_through(flows))} went to {most.removeprefix(SPENT)}. The books {close}."
    )
    return Picture(
        f"money-{'baseline' if k == 0 else 'chosen'}", f"Where the money goes: {world}", reading,
        figure_of(flows, px), table_of(flows),
    )  # fmt: skip


def table_of(flows: pl.DataFrame) -> pl.DataFrame:
    """The flows as a reader sees them: from, to, for what, £ a head and pence."""
    import polars as pl

    return flows.select(
        pl.col("source").alias("from"),
        pl.col("target").alias("to"),
        pl.col("kind").alias("for"),
        pl.col("pounds_a_head").round(2).alias("£ a head a year"),
        pl.col("pence").alias("pence in all"),
    )


def figure_of(flows: pl.DataFrame, px: float) -> dict[str, Any]:
    """The diagram as Plotly reads it.  px: of thickness for a pound a head."""
    nodes = _nodes(flows)
    row_of = {node.name: i for i, node in enumerate(nodes)}
    links = [
        (row_of[source], row_of[target], kind, pence, a_head)
        for source, target, kind, pence, a_head in flows.iter_rows()
    ]
    height = max(sum(_slots(column, px)) for column in _columns(nodes))
    middles = _middles(nodes, px, height)
    x = [ACROSS[node.stage] for node in nodes]
    inks = [_nature(node.name) for node in nodes]
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "orientation": "h",
        "node": {
            "label": [""] * len(nodes),  # written beside them, so that small ones keep room
            "customdata": [f"{node.name}: {pounds(node.a_head)} a head" for node in nodes],
            "hovertemplate": "%{customdata}<extra></extra>",
            "x": x,
            "y": [middle / height for middle in middles],
            "color": inks,
            "line": {"color": INK, "width": 0.5},
            "thickness": BAR,
            "pad": _pad_for(links, len(nodes), px, height),
        },
        "link": {
            "source": [link[0] for link in links],
            "target": [link[1] for link in links],
            "value": [link[4] for link in links],
            "color": [_faint(_of_link(nodes[link[0]].name, nodes[link[1]].name)) for link in links],
            "customdata": [_said(nodes, link) for link in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }
    return {
        "data": [trace],
        "layout": layout(
            round(height) + 2 * EDGE,
            margin={"l": 0, "r": 0, "t": EDGE, "b": EDGE},
            dragmode="pan",  # any other makes Plotly look in the page for what it has not put there yet
            annotations=[_label(node, x[i], 1.0 - middles[i] / height) for i, node in enumerate(nodes)],
        ),
    }


def _nodes(flows: pl.DataFrame) -> list[Node]:
    """All nodes, from left to right and in each stage from above to below."""
    into: dict[str, float] = defaultdict(float)
    out_of: dict[str, float] = defaultdict(float)
    for source, target, a_head in flows.select("source", "target", "pounds_a_head").iter_rows():
        out_of[source] += a_head
        into[target] += a_head
    order = {name: i for i, name in enumerate(name for names in STAGES for name in names)}
    names = sorted(into.keys() | out_of.keys(), key=lambda n: (stage_of(n), order.get(n, len(order)), n))
    return [_node(name, max(into[name], out_of[name])) for name in names]


def _node(name: str, a_head: float) -> Node:
    words = name.removeprefix(SPENT)
    words = words[0].upper() + words[1:]
    lines = wrap(SHORTER.get(words, words), WORD, break_long_words=False)
    return Node(name, stage_of(name), a_head, (*lines, pounds(a_head)))


def _columns(nodes: Sequence[Node]) -> list[list[Node]]:
    return [[n for n in nodes if n.stage == stage] for stage in sorted({n.stage for n in nodes})]


def _slots(column: Iterable[Node], px: float) -> list[float]:
    """px that each node of a column needs: for its bar, and for its name."""
    return [max(node.a_head * px, LINE * len(node.lines)) + GAP for node in column]


def _middles(nodes: Sequence[Node], px: float, height: float) -> list[float]:
    """px from above to the middle of each node; what a column does not need is spread over it."""
    found = []
    for column in _columns(nodes):
        slots = _slots(column, px)
        spare = (height - sum(slots)) / len(slots)
        above = 0.0
        for slot in slots:
            found.append(above + (slot + spare) / 2.0)
            above += slot + spare
    return found


def _pad_for(links: Sequence[tuple[int, int, str, int, float]], n: int, px: float, height: float) -> float:
    """Plotly's px between nodes with which a pound becomes as thick as it should, given the height.

    Plotly puts nodes into columns of its own by their longest way from the left, those that lead nowhere last, and
    makes the fullest column fit; where we then move them does not change how thick they are.
    """
    depth = [0] * n
    for source, target, *_ in sorted(links):  # rows go from left to right
        depth[target] = max(depth[target], depth[source] + 1)
    leads = {source for source, *_ in links}
    column = [d if i in leads else max(depth) for i, d in enumerate(depth)]
    through = [max(_sum(links, 0, i), _sum(links, 1, i)) for i in range(n)]
    pads = []
    for c in set(column):
        rows = [i for i in range(n) if column[i] == c]
        if len(rows) > 1:
            pads.append((height - px * sum(through[i] for i in rows)) / (len(rows) - 1))
    return max(0.0, min(pads))


def _sum(links: Iterable[tuple[Any, ...]], end: int, row: int) -> float:
    return float(sum(link[4] for link in links if link[end] == row))


def _label(node: Node, x: float, y: float) -> dict[str, Any]:
    last = node.stage == len(STAGES) - 1
    return {
        "text": "<br>".join((*node.lines[:-1], f"<b>{node.lines[-1]}</b>")),
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "right" if last else "left",
        "yanchor": "middle",
        "align": "right" if last else "left",
        "xshift": -BAR / 2 - 1 if last else BAR / 2 + 1,
        "showarrow": False,
        "captureevents": False,
        "borderpad": 0,
        "bgcolor": "rgba(255,255,255,0.6)",
        "font": {"size": LETTERS, "color": INK},
    }


def _nature(name: str) -> str:
    """The colour of what a node is about; its name says it too."""
    if name in (OVERSPENT, DEFICITS):
        return SHORT
    if name in HELD:
        return KEPT
    if name in (GOES_TO[EQUITY], "Private owner"):
        return TAKEN
    if name in LOOPS:
        return ROUND
    return RUNNING if name in (ADMINISTRATION, MEETINGS, CHANGE, GOES_TO[TREASURY]) else CARE


def _of_link(source: str, target: str) -> str:
    """A link looks like that of its ends which is not about care."""
    return next((ink for ink in (_nature(target), _nature(source)) if ink != CARE), CARE)


def _faint(ink: str) -> str:
    red, green, blue = (int(ink[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.3)"


def _said(nodes: Sequence[Node], link: tuple[int, int, str, int, float]) -> str:
    source, target, kind, pence, a_head = link
    return (
        f"{nodes[source].name} → {nodes[target].name}<br>{kind}<br>{pounds(a_head)} a head a year<br>"
        f"£{pence / 100:,.2f} in all"
    )
