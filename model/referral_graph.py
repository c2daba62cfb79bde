"""Who refers to whom, and how well: a networkx graph to read and edit, and its edges as arrays for kernels.

Before a run the graph is the master: remove an edge, change an attribute, add an edge, and the run takes it
over. From then on the arrays are, and the graph is a copy that shows where relationships, records and flows
have got to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from math import isfinite
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from joinedup.agents.vocabulary import Letter, Sort
from joinedup.model.chance import uniforms
from joinedup.model.edge_dynamics import Baseline, FloatArray, LetterParameters, refresh_letters, update_edges
from joinedup.model.edges import EDGE, NO_CAP

RELATIONSHIP = 150  # and 151: purposes of the draws of a relationship's noise; see Luck
PRACTICES_A_NETWORK = 5  # practices; NHS England 2019: networks of 30,000 to 50,000 people
NEAREST = 4  # sites of one sort that a site knows, besides its usual one; all of them in most places
MOST_JOINT_WORKING = 0.95  # a relationship at the start
MOST_EDGES = 32_767  # what `edge_of` can number

LINKS = (
    (Sort.PRACTICE, Sort.HOSPITAL),
    (Sort.PRACTICE, Sort.COMMUNITY),
    (Sort.PRACTICE, Sort.MENTAL_HEALTH),
    (Sort.PRACTICE, Sort.COUNCIL),
    (Sort.HOSPITAL, Sort.COMMUNITY),
    (Sort.HOSPITAL, Sort.MENTAL_HEALTH),
    (Sort.HOSPITAL, Sort.COUNCIL),
    (Sort.COMMUNITY, Sort.COUNCIL),
    (Sort.MENTAL_HEALTH, Sort.COUNCIL),
    *((Sort.OUT_OF_HOURS, sort) for sort in Sort if sort < Sort.OUT_OF_HOURS),
)
LETTERS = tuple(letter.name.lower() for letter in Letter)
# attributes a person may set, with their lowest and highest values
SETTABLE: dict[str, tuple[float, float]] = {
    "relationship": (0.0, 0.99),
    "availability": (0.0, 1.0),
    "agreement": (0.0, 1.0),
    "push": (0.0, 1.0),
    "track": (0.0, 1.0),
    "colocated": (0.0, 1.0),
    "look_minutes": (0.0, 60.0),
    "meeting_hours": (0.0, 160.0),
    "cap": (0.0, NO_CAP),
    **{f"base_loss_{letter}": (0.0, 1.0) for letter in LETTERS},
    **{f"base_delay_{letter}": (0.0, 90.0) for letter in LETTERS},
}
WHOLE = ("agreement", "push", "track", "colocated")  # 0 or 1
# attributes worked out from those and from what happens on an edge
SHOWN = (
    "completeness",
    "flow",
    "sent",
    "shared",
    "asked",
    "sent_back",
    *(f"loss_{letter}" for letter in LETTERS),
    *(f"delay_{letter}" for letter in LETTERS),
)


class ReferralGraph:
    """The edges between the sites of a place.

    sites: the table of sites (SITE).  codes: one code per site, in its order.  names: the same for names.
    joint_working: mean relationship at the start, 0 to 1; sites differ from it by `relationship_spread`.

    `edges` (EDGE, in order of source and target) and `edge_of` (sites × sites, int16 row of `edges` or -1)
    are for kernels; `take_edits` replaces both, so fetch them after it.
    """

    def __init__(
        self,
        sites: np.ndarray,
        codes: Sequence[str],
        parameters: LetterParameters,
        joint_working: float,
        seed: int,
        names: Sequence[str] | None = None,
    ) -> None:
        if not 0.0 <= joint_working <= 1.0:
            raise ValueError(f"joint_working is {joint_working}; it must be between 0 and 1")
        if not len(codes) == len(set(codes)) == len(sites):
            raise ValueError(f"{len(sites)} sites have {len(set(codes))} different codes; each needs its own")
        self.sites = sites
        self.codes = tuple(codes)
        self.names = tuple(names or codes)
        self.parameters = parameters
        self.joint_working = joint_working
        self._graph: nx.DiGraph | None = None
        self.started = False

        pairs = np.array(sorted(linked_pairs(sites)), np.int64).reshape(-1, 2)
        edges = self._blank(pairs)
        edges["relationship"] = first_relationships(sites["key"], pairs, joint_working, seed, parameters)
        ends = np.sort(sites["role"][pairs], axis=1)
        national = (ends[:, 0] == Sort.PRACTICE) & (ends[:, 1] == Sort.HOSPITAL)
        edges["availability"] = np.where(national, parameters.national_record, 0.0)
        self._adopt(edges)

    # arrays

    def _blank(self, pairs: np.ndarray) -> np.ndarray:
        """Edges between strangers."""
        edges = np.zeros(len(pairs), EDGE)
        edges["source"], edges["target"] = pairs.T
        edges["base_loss"], edges["base_delay"] = self.parameters.base_loss, self.parameters.base_delay
        edges["look_minutes"] = self.parameters.look_national
        edges["cap"] = NO_CAP
        return edges

    def _adopt(self, edges: np.ndarray) -> None:
        if len(edges) > MOST_EDGES:
            raise ValueError(
                f"the referral graph has {len(edges)} edges; at most {MOST_EDGES}: split the place"
            )
        edges["look_minutes"][edges["push"] > 0.0] = self.parameters.look_push
        refresh_letters(edges, self.sites, self.parameters)
        self.edges = edges
        self.edge_of = np.full((len(self.sites), len(self.sites)), -1, np.int16)
        self.edge_of[edges["source"], edges["target"]] = np.arange(len(edges))
        self.baseline = Baseline.of(edges)

    def update(self, maturity: FloatArray, day: int, push: FloatArray | None = None) -> None:
        """Close a month; see `edge_dynamics.update_edges`."""
        update_edges(self.edges, self.sites, self.parameters, maturity, day, self.baseline, push)

    def takes_numbers(self, new: LetterParameters) -> None:
        """From now on these numbers hold; what somebody has set on an edge stays as it was set."""
        old, edges, start = self.parameters, self.edges, self.baseline
        for held, before, after in (
            (edges["base_loss"], old.base_loss, new.base_loss),
            (edges["base_delay"], old.base_delay, new.base_delay),
            (start.availability, old.national_record, new.national_record),
            (start.look_minutes, old.look_national, new.look_national),
        ):
            held[:] = np.where(held == np.asarray(before), np.asarray(after), held)
        self.parameters = new

    def copied(self, sites: np.ndarray, edges: np.ndarray) -> ReferralGraph:
        """The same graph over another model's copies of the tables."""
        twin = copy(self)
        twin.sites, twin.edges = sites, edges
        twin.baseline = Baseline(*(column.copy() for column in self.baseline))
        # edits that the run has not taken over yet belong to the twin too
        twin._graph = None if self._graph is None or self.started else self._graph.copy()
        return twin

    # the graph

    @property
    def graph(self) -> nx.DiGraph:
        """The edges as a networkx graph, nodes by code: yours to edit before the run, a copy afterwards.

        Nodes have sort, name, x_km, y_km and people; edges what EDGE has, letter by letter
        (`base_loss_discharge`). A change made after the run has started changes nothing but the copy.
        """
        if self.started:
            return nx.freeze(self._drawn())
        if self._graph is None:
            self._graph = self._drawn()
        return self._graph

    def _drawn(self) -> nx.DiGraph:
        graph = nx.DiGraph()
        graph.add_nodes_from(self._nodes())
        table = self.edge_table()
        sources, targets = table.pop("source"), table.pop("target")
        for source, target, *values in zip(sources, targets, *table.values()):
            graph.add_edge(source, target, **dict(zip(table, values)))
        return graph

    def _nodes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        table = self.node_table()
        for code, *values in zip(*table.values()):
            yield code, dict(zip(list(table)[1:], values))

    def take_edits(self) -> None:
        """Take over what a person changed on `graph`; the run calls this once, when it starts.

        New edges have the mean relationship and no records unless they say otherwise, and their losses and
        delays are worked out like everybody's.

        Raises: ValueError for a site or attribute that does not exist or a value out of its range.
        """
        if self._graph is not None and not self.started:
            graph = self._graph
            self._check_nodes(graph)
            row_of = {code: row for row, code in enumerate(self.codes)}
            pairs = np.array(sorted((row_of[a], row_of[b]) for a, b in graph.edges), np.int64).reshape(-1, 2)
            edges = self._blank(pairs)
            now = flat(self.edges)
            for row, (source, target) in enumerate(pairs.tolist()):
                old = int(self.edge_of[source, target])
                before = {name: column[old].item() for name, column in now.items()} if old >= 0 else {}
                if old >= 0:
                    edges[row] = self.edges[old]
                else:
                    edges[row]["relationship"] = min(self.joint_working, MOST_JOINT_WORKING)
                ends = self.codes[source], self.codes[target]
                take_attributes(edges, row, " → ".join(ends), graph.edges[ends], before)
            self._adopt(edges)
        refresh_letters(self.edges, self.sites, self.parameters)  # the senders' effort may be set by now
        self.started, self._graph = True, None

    def _check_nodes(self, graph: nx.DiGraph) -> None:
        ours = dict(self._nodes())
        for code, attributes in graph.nodes(data=True):
            if code not in ours:
                raise ValueError(f"the referral graph has no site {code!r}; there are: {', '.join(ours)}")
            for name, value in ours[code].items():
                if attributes.get(name, value) != value:
                    raise ValueError(
                        f"{name} of {code} is {attributes[name]!r} in the graph and {value!r} in the place; "
                        "change the place"
                    )
        for code in ours:
            if code not in graph:
                raise ValueError(
                    f"{code} is missing from the graph; remove its edges, or name its service in `without` of the place"
                )
        for code in nx.nodes_with_selfloops(graph):
            raise ValueError(f"{code} refers to itself in the graph; remove the edge")

    # tables

    def node_table(self) -> dict[str, list[Any]]:
        """Columns: code, sort, name, x_km, y_km, people."""
        return {
            "code": list(self.codes),
            "sort": [Sort(role).name.lower() for role in self.sites["role"].tolist()],
            "name": list(self.names),
            "x_km": self.sites["x_km"].tolist(),
            "y_km": self.sites["y_km"].tolist(),
            "people": self.sites["people"].tolist(),
        }

    def edge_table(self) -> dict[str, list[Any]]:
        """Columns: source and target by code, then every attribute as it is now, letter by letter."""
        table = {end: [self.codes[row] for row in self.edges[end].tolist()] for end in ("source", "target")}
        return table | {name: column.tolist() for name, column in flat(self.edges).items()}

    def write_graphml(self, path: str | Path) -> None:
        """Write the graph for Gephi, Cytoscape, igraph or networkx."""
        nx.write_graphml(self.graph, Path(path))


def take_attributes(
    edges: np.ndarray, row: int, label: str, attributes: dict[str, Any], before: dict[str, Any]
) -> None:
    """Write what has changed in an edge of the graph into its row.

    label: how errors call the edge.  before: its attributes when the graph was drawn; empty for a new edge.
    """
    settable = f"you can set: {', '.join(SETTABLE)}"
    for name, value in attributes.items():
        if name in before and value == before[name]:
            continue
        if name in SHOWN and before:
            raise ValueError(f"{name} of {label} is worked out as the run goes; {settable}")
        if name in SETTABLE:
            number = checked(f"{name} of {label}", value, *SETTABLE[name], whole=name in WHOLE)
            flat(edges)[name][row] = number
        elif name not in SHOWN:
            raise ValueError(f"{label} has no {name!r}; {settable}")


def checked(label: str, value: Any, low: float, high: float, whole: bool) -> float:
    """The value as a number within its range.

    Raises: ValueError for anything else.
    """
    must = f"{low:g} or {high:g}" if whole else f"a number from {low:g} to {high:g}"
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{label} is {value!r}; it must be {must}") from None
    if not isfinite(number) or not low <= number <= high or (whole and number % 1.0):
        raise ValueError(f"{label} is {number:g}; it must be {must}")
    return number


def flat(edges: Any) -> dict[str, Any]:
    """Every attribute by name, one column a letter where an edge has a number for each; without its ends."""
    columns: dict[str, Any] = {}
    for name in edges.dtype.names[2:]:
        if edges.dtype[name].shape:
            columns |= {f"{name}_{letter}": edges[name][..., i] for i, letter in enumerate(LETTERS)}
        else:
            columns[name] = edges[name]
    return columns


def linked_pairs(sites: np.ndarray) -> set[tuple[int, int]]:
    """(source, target) rows of every edge: practices of one network, and the sorts that work together.

    Source: this model: who sends letters to whom in an English place.
    """
    pairs: set[tuple[int, int]] = set()
    for network in practice_networks(sites):
        pairs |= {(a, b) for a in network for b in network if a != b}
    by_sort = {sort: np.flatnonzero(sites["role"] == sort) for sort in Sort}
    for one, other in LINKS:
        for first, second in ((one, other), (other, one)):
            for site in by_sort[first].tolist():
                for known in known_sites(sites, site, by_sort[second], second):
                    pairs |= {(site, known), (known, site)}
    return pairs


def known_sites(sites: np.ndarray, site: int, others: np.ndarray, sort: Sort) -> list[int]:
    """The sites of a sort that a site works with: the nearest few and its usual one.

    Practices know few hospitals; a hospital is known by many practices, so no limit runs that way.
    """
    if sort == Sort.PRACTICE:
        return []  # practices have chosen already, and an edge leads both ways
    field = sort.name.lower()
    usual = int(sites[field][site])
    near = others[np.lexsort((sites["key"][others], distances(sites, site, others)))][:NEAREST]
    return sorted({*near.tolist(), *({usual} & set(others.tolist()))})


def practice_networks(sites: np.ndarray) -> list[list[int]]:
    """Practices in networks of about five neighbours, the outlying ones first, so that nobody is left over.

    The order of the table does not matter: ties go by the site's key.
    """
    left = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    left = left[np.argsort(sites["key"][left], kind="stable")]
    networks = []
    for remaining in range(max(1, round(len(left) / PRACTICES_A_NETWORK)), 0, -1):
        size = -(-len(left) // remaining)
        if not len(left):
            break
        middle_x, middle_y = sites["x_km"][left].mean(), sites["y_km"][left].mean()
        outlying = np.hypot(sites["x_km"][left] - middle_x, sites["y_km"][left] - middle_y)
        start = left[int(np.argmax(outlying))]
        order = np.argsort(distances(sites, int(start), left), kind="stable")
        networks.append(sorted(left[order[:size]].tolist()))
        left = left[np.sort(order[size:])]
    return networks


def distances(sites: np.ndarray, site: int, others: np.ndarray) -> FloatArray:
    """Kilometres from a site to others, as the crow flies."""
    east, north = sites["x_km"][others] - sites["x_km"][site], sites["y_km"][others] - sites["y_km"][site]
    km: FloatArray = np.hypot(east, north)
    return km


def first_relationships(
    keys: np.ndarray, pairs: np.ndarray, joint_working: float, seed: int, p: LetterParameters
) -> FloatArray:
    """Relationships at the start: joint_working + a normal draw × spread, 0 to 0.95; the same both ways.

    The draw belongs to the two sites (Box and Muller), so a site more changes nobody else's.
    """
    ends = np.sort(keys[pairs], axis=1).astype(np.uint64)
    # one bit less, so that the number is never negative
    pair = (ends[:, 0] * np.uint64(0x9E3779B97F4A7C15) + ends[:, 1] >> np.uint64(1)).astype(np.int64)
    radius = np.sqrt(-2.0 * np.log1p(-uniforms(seed, RELATIONSHIP, pair, 0)))
    noise = radius * np.cos(2.0 * np.pi * uniforms(seed, RELATIONSHIP + 1, pair, 0))
    start: FloatArray = np.clip(joint_working + p.relationship_spread * noise, 0.0, MOST_JOINT_WORKING)
    return start
