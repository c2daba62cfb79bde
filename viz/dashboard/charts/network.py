"""The referral map: providers where they stand, the links between them, and how two worlds' maps differ.

What colour says is also said without it: sorts of provider by their markers, shared records by unbroken lines, more
and less by triangles that point up and down.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.referral_map import SHARED, SORTS, Pair, ReferralMap
from joinedup.viz.dashboard.charts.layout import layout
from joinedup.viz.dashboard.charts.network_words import key_of, lines_of
from joinedup.viz.dashboard.picture import Picture
from joinedup.viz.figures.style import GREY, INK, LESS, MORE, PAPER, SAME

HEIGHT = 640  # px
SYMBOLS = {  # in the order of drawing: hospitals are large, so they lie below what stands near them
    Sort.HOSPITAL: "square", Sort.PRACTICE: "circle", Sort.COMMUNITY: "diamond", Sort.MENTAL_HEALTH: "triangle-up",
    Sort.COUNCIL: "pentagon", Sort.OUT_OF_HOURS: "star", Sort.CARE_HOME: "hexagon2", Sort.HOME_CARE: "cross",
}  # fmt: skip
FULL = [[0.0, "#ffffd9"], [0.35, "#7fcdbb"], [0.7, "#1d91c0"], [1.0, "#081d58"]]  # ColorBrewer YlGnBu
MOST_FULL = 1.2  # where the colours end; fuller is drawn as this
WIDTHS = (1.0, 2.0, 4.0, 7.0)  # px
THIRDS = (1 / 27, 1 / 9, 1 / 3)  # of the busiest link: where the next width begins
SMALLEST, LARGEST = 9.0, 42.0  # px across a provider
NOISE = 0.02  # of the base: a change less than this is drawn as none
STYLES = (
    ("solid", "shared record"), ("9px,4px", "record opens now and then"), ("2px,4px", "no record opens"),
)  # fmt: skip
CHANGES = (
    (1, "solid", MORE, "triangle-up", "more"),
    (-1, "9px,4px", LESS, "triangle-down", "fewer"),
    (0, "2px,4px", SAME, "circle", "as many"),
)
LABELS = {  # what serves the whole place, in two lines
    Sort.COMMUNITY: "community<br>care", Sort.MENTAL_HEALTH: "mental health<br>care",
    Sort.COUNCIL: "council<br>social care", Sort.OUT_OF_HOURS: "111 and<br>out of hours",
}  # fmt: skip
MOST_LABELS = 12  # practices whose codes are written on the map


def network(
    place: ReferralMap,
    at: np.ndarray,
    shown: Sequence[Pair],
    who: np.ndarray,
    world: str,
    km: bool,
    key: str = "",
) -> Picture:
    """One world's map.

    at: (sites, 2) where providers stand.  shown: the links that are drawn.  who: (sites,) the providers that are.
    km: whether `at` is in kilometres.  key: the provider or link that is chosen.
    """
    flows = flow_of(place, shown)
    style = [_style(place, pair) for pair in shown]
    traces = _lines(at, shown, style, widths_of(flows), [(s, GREY, words) for s, words in STYLES])
    traces.append(_middles(place, at, shown, [lines_of(place, key_of(place, pair)) for pair in shown]))
    sizes = sizes_of(place.activity)
    for sort in _sorts(place, who):
        rows = np.flatnonzero((place.sorts == sort) & who)
        traces.append(_nodes(place, at, rows, sizes, sort) | {"marker": _fullness(place, rows, sizes, sort)})
    traces += _chosen(place, at, key)
    figure = {"data": traces, "layout": _layout(at[who], km) | {"coloraxis": _colours()}}
    return Picture(
        "referral-map", f"The referral map: {world}", _reads(place, shown, flows, who), figure, _table(place, shown)
    )  # fmt: skip


def difference(
    base: ReferralMap, other: ReferralMap, at: np.ndarray, shown: Sequence[Pair], who: np.ndarray,
    worlds: tuple[str, str], km: bool, key: str = "",
) -> Picture:  # fmt: skip
    """What is more and what is less in the second world than in the first."""
    less = other.less(base)
    flows, before = flow_of(less, shown), flow_of(base, shown)
    signs = signs_of(flows, before)
    styles = [next(k for k, c in enumerate(CHANGES) if c[0] == sign) for sign in signs]
    looks = [
        (dash, colour, f"{words} letters and referrals" + ("" if sign else " as before"))
        for sign, dash, colour, _, words in CHANGES
    ]
    traces = _lines(at, shown, styles, widths_of(np.abs(flows)), looks)
    hover = [lines_of(base, key_of(base, pair), other) for pair in shown]
    middle = _middles(base, at, shown, hover)
    middle["marker"] = {
        "size": 9, "symbol": [CHANGES[k][3] for k in styles], "color": [CHANGES[k][2] for k in styles],
        "opacity": [0.0 if k == 2 else 1.0 for k in styles],
    }  # fmt: skip
    traces.append(middle)
    sizes = sizes_of(base.activity)
    ups = signs_of(less.activity, base.activity)
    for sort in _sorts(base, who):
        rows = np.flatnonzero((base.sorts == sort) & who)
        trace = _nodes(base, at, rows, sizes, sort, other)
        colours = [{1: MORE, -1: LESS, 0: PAPER}[ups[k]] for k in rows]
        trace["marker"] = {
            "symbol": SYMBOLS[sort], "size": sizes[rows].tolist(), "color": colours, "opacity": 1.0,
            "line": {"color": INK, "width": 1},
        }  # fmt: skip
        arrows = [{1: "▲", -1: "▼", 0: ""}[ups[k]] for k in rows]
        trace["text"] = [f"{a} {t}".strip() for a, t in zip(arrows, trace["text"])]
        traces.append(trace)
    traces += _chosen(base, at, key)
    return Picture(
        "referral-map-difference", "The difference map: " + " less ".join(worlds[::-1]),
        _reads_difference(base, less, shown, flows, before, worlds), {"data": traces, "layout": _layout(at[who], km)},
        _table(base, shown, other),
    )  # fmt: skip


def busiest(pairs: Sequence[Pair], flows: np.ndarray, most: int) -> list[Pair]:
    """The links over which most goes, or most changes; those over which nothing does are left out."""
    order = np.argsort(-np.abs(flows), kind="stable")[:most]
    return [pairs[k] for k in sorted(order.tolist()) if flows[k] != 0.0]


def flow_of(place: ReferralMap, pairs: Sequence[Pair]) -> np.ndarray:
    """What goes over each link in a month, both ways together."""
    return np.array([float(place.flow[list(pair.ways)].sum()) for pair in pairs])


def widths_of(flows: np.ndarray) -> list[int]:
    """Which width each link has: each is drawn for three times the letters of the one before."""
    most = float(flows.max(initial=0.0))
    found: list[int] = np.digitize(flows / most if most > 0.0 else flows, THIRDS).tolist()
    return found


def sizes_of(activity: np.ndarray) -> np.ndarray:
    """How large each provider is drawn, px across: areas go by activity, and none is too small to hit."""
    most = float(np.nanmax(activity, initial=0.0))
    share = np.sqrt(np.nan_to_num(activity) / most) if most > 0.0 else np.zeros(len(activity))
    found: np.ndarray = np.maximum(SMALLEST, LARGEST * share)
    return found


def signs_of(changes: np.ndarray, before: np.ndarray) -> list[int]:
    """More (1), less (-1), or as before (0)."""
    clear = np.abs(changes) > NOISE * np.abs(before) + 1e-9
    found: list[int] = np.where(clear, np.sign(changes), 0).astype(int).tolist()
    return found


def _style(place: ReferralMap, pair: Pair) -> int:
    """Whether either end can open the other's record: shared, now and then, never."""
    best = float(place.availability[list(pair.ways)].max())
    return 0 if best >= SHARED else 1 if best > 0.0 else 2


def _lines(
    at: np.ndarray,
    shown: Sequence[Pair],
    style: Sequence[int],
    width: Sequence[int],
    looks: Sequence[tuple[str, str, str]],
) -> list[dict[str, Any]]:
    """One trace for each look and width that there is; each look is explained once."""
    traces = []
    for k, (dash, colour, words) in enumerate(looks):
        there = sorted({w for s, w in zip(style, width) if s == k}, reverse=True)
        for w in there:
            ends = [p for p, s, v in zip(shown, style, width) if (s, v) == (k, w)]
            x, y = ([c for p in ends for c in (at[p.a][axis], at[p.b][axis], None)] for axis in (0, 1))
            traces.append(
                {
                    "type": "scatter", "mode": "lines", "x": _numbers(x), "y": _numbers(y), "name": words,
                    "legendgroup": f"link {k}", "showlegend": w == there[0], "hoverinfo": "skip",
                    "line": {"color": colour, "dash": dash, "width": WIDTHS[w]}, "opacity": 0.75,
                }
            )  # fmt: skip
    return traces


def _middles(
    place: ReferralMap, at: np.ndarray, shown: Sequence[Pair], hover: Sequence[list[str]]
) -> dict[str, Any]:
    """A point that nobody sees on each link, to point at and to click; nearer one end, so that few lie on another."""
    spots = [0.42 * at[p.a] + 0.58 * at[p.b] for p in shown]
    return {
        "type": "scatter", "mode": "markers", "x": _numbers([s[0] for s in spots]), "y": _numbers([s[1] for s in spots]),
        "customdata": [key_of(place, pair) for pair in shown], "name": "links", "showlegend": False,
        "hovertext": ["<br>".join(lines) for lines in hover], "hoverinfo": "text",
        "marker": {"size": 14, "opacity": 0.0, "color": GREY},
    }  # fmt: skip


def _nodes(
    place: ReferralMap,
    at: np.ndarray,
    rows: np.ndarray,
    sizes: np.ndarray,
    sort: Sort,
    other: ReferralMap | None = None,
) -> dict[str, Any]:
    few = int((place.sorts == Sort.PRACTICE).sum()) <= MOST_LABELS
    names = {Sort.HOSPITAL: place.names, Sort.PRACTICE: place.codes if few else [""] * len(place.codes)}
    words = [names[sort][k] if sort in names else LABELS.get(sort, "") for k in rows]
    return {
        "type": "scatter", "mode": "markers+text", "x": _numbers(at[rows, 0]), "y": _numbers(at[rows, 1]),
        "customdata": [place.codes[k] for k in rows], "name": SORTS[sort], "legendgroup": SORTS[sort],
        "text": words, "textposition": _sides(at[rows, 0]), "textfont": {"size": 11, "color": INK},
        "hovertext": ["<br>".join(lines_of(place, place.codes[k], other)) for k in rows], "hoverinfo": "text",
    }  # fmt: skip


def _sides(x: np.ndarray) -> list[str]:
    """Below and above by turns, from left to right, so that neighbours' names do not meet."""
    rank = np.argsort(np.argsort(x, kind="stable"), kind="stable")
    return ["top center" if r % 2 else "bottom center" for r in rank]


def _fullness(place: ReferralMap, rows: np.ndarray, sizes: np.ndarray, sort: Sort) -> dict[str, Any]:
    colours = [0.0 if isnan(v) else float(round(v, 3)) for v in place.occupancy[rows].tolist()]
    return {
        "symbol": SYMBOLS[sort], "size": [round(float(v), 1) for v in sizes[rows]], "color": colours,
        "coloraxis": "coloraxis", "opacity": 1.0, "line": {"color": INK, "width": 1},
    }  # fmt: skip


def _chosen(place: ReferralMap, at: np.ndarray, key: str) -> list[dict[str, Any]]:
    """A ring around what is chosen; around both ends of a link."""
    rows = [place.codes.index(code) for code in key.split("|") if code in place.codes]
    if not rows:
        return []
    x, y = _numbers(at[rows, 0]), _numbers(at[rows, 1])
    return [
        {
            "type": "scatter", "mode": "markers+lines", "x": x, "y": y, "name": "chosen", "hoverinfo": "skip",
            "marker": {"symbol": "circle-open", "size": LARGEST + 8, "color": INK, "line": {"width": 2.5}},
            "line": {"color": INK, "width": 2.5},
        }
    ]  # fmt: skip


def _sorts(place: ReferralMap, who: np.ndarray) -> list[Sort]:
    there = set(place.sorts[who].tolist())
    return [sort for sort in SYMBOLS if sort in there]


def _numbers(values: Any) -> list[float | None]:
    return [None if v is None else round(float(v), 3) for v in values]


def _colours() -> dict[str, Any]:
    return {
        "cmin": 0.0, "cmax": MOST_FULL, "colorscale": FULL,
        "colorbar": {
            "title": {"text": "how full", "side": "top"}, "orientation": "h", "x": 0.5, "y": 1.0, "yanchor": "bottom",
            "thickness": 10, "len": 0.7, "tickvals": [0.0, 0.5, 0.85, 1.0, 1.2],
            "ticktext": ["0%", "50%", "85%", "100%", "120%"],
        },
    }  # fmt: skip


def _layout(at: np.ndarray, km: bool) -> dict[str, Any]:
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    low, high = at.min(axis=0), at.max(axis=0)
    room = 0.07 * np.maximum(high - low, 1e-6)
    ranges = [[float(low[k] - room[k]), float(high[k] + room[k])] for k in (0, 1)]
    ranges[1] = [ranges[1][0] - float(room[1]), ranges[1][1] + float(room[1])]  # names stand below and above
    more: dict[str, Any] = {}
    if km:
        x, y = ranges[0][0], ranges[1][1]
        more["shapes"] = [
            {"type": "line", "x0": x, "x1": x + 2.0, "y0": y, "y1": y, "line": {"color": INK, "width": 2}}
        ]
        more["annotations"] = [
            {"x": x, "y": y, "text": "2 km", "showarrow": False, "xanchor": "left", "yanchor": "top"}
        ]
    return layout(
        HEIGHT,
        xaxis={**hidden, "range": ranges[0]},
        yaxis={**hidden, "range": ranges[1], **({"scaleanchor": "x"} if km else {})},
        margin={"l": 4, "r": 4, "t": 56, "b": 4},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 0,
            "yanchor": "top",
            "xanchor": "left",
            "itemsizing": "constant",
        },
        **more,
    )


def _table(place: ReferralMap, shown: Sequence[Pair], other: ReferralMap | None = None) -> Any:
    """The links that are drawn, one row a way; with what the other world's are, if there is one."""
    import polars as pl

    ways = [way for pair in shown for way in pair.ways]
    table = place.links()
    if other is not None:
        there = other.links().select(pl.exclude("source", "target").name.suffix(" in the other world"))
        table = pl.concat([table, there], how="horizontal")
    return table[ways] if ways else table.head(0)


def _reads(place: ReferralMap, shown: Sequence[Pair], flows: np.ndarray, who: np.ndarray) -> str:
    full = np.where(who, np.nan_to_num(place.occupancy, nan=-1.0), -1.0)
    fullest = int(full.argmax())
    said = "The larger a provider, the more it does; the darker, the fuller. "
    said += f"Fullest: {place.label(fullest)} ({full[fullest]:.0%})."
    if not len(shown):
        return f"{said} No link is drawn."
    most = shown[int(flows.argmax())]
    records = sum(_style(place, pair) == 0 for pair in shown)
    return (
        f"{said} Of {len(shown)} links drawn, most goes between {place.label(most.a)} and {place.label(most.b)} "
        f"({flows.max():,.0f} letters and referrals a month); {_sharing(records)}."
    )


def _sharing(links: int) -> str:
    return f"{links or 'none'} of them share{'s' if links == 1 else ''} records"


def _reads_difference(
    base: ReferralMap,
    less: ReferralMap,
    shown: Sequence[Pair],
    flows: np.ndarray,
    before: np.ndarray,
    worlds: tuple[str, str],
) -> str:
    if not (np.nan_to_num(less.activity).any() or less.flow.any() or less.availability.any()):
        return "Both worlds' maps are one: nothing differs yet."
    signs = signs_of(flows, before)
    more, fewer = signs.count(1), signs.count(-1)
    said = f"Under {worlds[1]}, of {len(shown)} links drawn {more} carry more and {fewer} less than under {worlds[0]}"
    if not len(shown):
        return f"{said}."
    k = int(np.abs(flows).argmax())
    pair = shown[k]
    return (
        f"{said}; most changes between {base.label(pair.a)} and {base.label(pair.b)}: from {before[k]:,.0f} to "
        f"{before[k] + flows[k]:,.0f} a month. ▲ and ▼: the provider does more, or less."
    )
