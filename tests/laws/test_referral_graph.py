"""The referral graph: who is linked to whom, what a person may edit, and that graph and arrays agree."""

import copy
from itertools import chain

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Sort
from joinedup.model.edge_dynamics import LetterParameters
from joinedup.model.edges import EDGE, LETTERS
from joinedup.model.referral_graph import LETTERS as LETTER_NAMES
from joinedup.model.referral_graph import (
    LINKS,
    SETTABLE,
    SHOWN,
    ReferralGraph,
    practice_networks,
)

P = LetterParameters()
OTHERS = (Sort.HOSPITAL, Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL, Sort.OUT_OF_HOURS)


def sites_of(practices, hospitals=1):
    """Practices on a spiral, then hospitals, then one of everything else."""
    roles = [Sort.PRACTICE] * practices + [Sort.HOSPITAL] * hospitals + list(OTHERS[1:])
    sites = np.zeros(len(roles), SITE)
    turn = np.arange(len(roles))
    sites["role"], sites["key"] = roles, 7919 * turn + 13
    sites["x_km"], sites["y_km"] = turn * np.cos(2.4 * turn), turn * np.sin(2.4 * turn)
    sites["people"], sites["effort"] = 8_000, 0.3
    for sort in OTHERS:
        sites[sort.name.lower()] = int(np.flatnonzero(sites["role"] == sort)[-1])
    codes = [f"{Sort(role).name[0]}{row}" for row, role in enumerate(roles)]
    return sites, codes


def graph_of(practices=12, hospitals=1, joint_working=0.25, seed=1, p=P):
    sites, codes = sites_of(practices, hospitals)
    return ReferralGraph(sites, codes, p, joint_working, seed)


@pytest.fixture
def referrals():
    return graph_of()


def test_every_letter_and_every_attribute_of_an_edge_has_a_name():
    assert len(LETTER_NAMES) == LETTERS
    assert set(SETTABLE).isdisjoint(SHOWN)
    blocks = {name for name in EDGE.names if EDGE[name].shape}
    singles = set(EDGE.names) - blocks - {"source", "target"}
    assert set(SETTABLE) | set(SHOWN) == singles | {f"{b}_{x}" for b in blocks for x in LETTER_NAMES}


@settings(max_examples=25)
@given(practices=st.integers(1, 30), hospitals=st.integers(1, 7))
def test_edges_lead_both_ways_and_the_matrix_finds_each_of_them(practices, hospitals):
    referrals = graph_of(practices, hospitals)
    edges, edge_of = referrals.edges, referrals.edge_of
    assert ((edge_of >= 0) == (edge_of.T >= 0)).all()
    assert (np.diag(edge_of) == -1).all()
    assert (edge_of[edges["source"], edges["target"]] == np.arange(len(edges))).all()
    assert np.count_nonzero(edge_of >= 0) == len(edges)


@settings(max_examples=25)
@given(practices=st.integers(1, 30), hospitals=st.integers(1, 7))
def test_only_sorts_that_work_together_are_linked_and_everyone_knows_the_usual_one(practices, hospitals):
    referrals = graph_of(practices, hospitals)
    sites = referrals.sites
    allowed = {frozenset(link) for link in LINKS} | {frozenset([Sort.PRACTICE])}
    roles = sites["role"]
    assert {frozenset(map(Sort, roles[[e["source"], e["target"]]])) for e in referrals.edges} <= allowed
    for practice in np.flatnonzero(roles == Sort.PRACTICE):
        for sort in OTHERS:
            assert referrals.edge_of[practice, sites[sort.name.lower()][practice]] >= 0


@given(practices=st.integers(1, 60))
def test_every_practice_is_in_one_network_of_about_five(practices):
    networks = practice_networks(sites_of(practices)[0])
    assert sorted(chain.from_iterable(networks)) == list(range(practices))
    sizes = [len(network) for network in networks]
    assert max(sizes) <= 7
    assert max(sizes) - min(sizes) <= 1


def test_networks_do_not_depend_on_the_order_of_the_table():
    sites, _ = sites_of(23)
    sites["x_km"], sites["y_km"] = np.arange(len(sites)) % 5, np.arange(len(sites)) // 5  # many ties
    order = np.arange(len(sites))[::-1]
    reversed_ = {frozenset(order[network].tolist()) for network in practice_networks(sites[order])}
    assert reversed_ == {frozenset(network) for network in practice_networks(sites)}


def test_relationships_start_around_joint_working_and_are_mutual():
    referrals = graph_of(100)
    c = referrals.edges["relationship"]
    pairs = len(c) / 2
    assert abs(c.mean() - 0.25) < 4 * 0.05 / np.sqrt(pairs)
    assert abs(c.std() - 0.05) < 4 * 0.05 / np.sqrt(2 * pairs)
    back = referrals.edge_of[referrals.edges["target"], referrals.edges["source"]]
    assert (c == c[back]).all()


def test_one_more_practice_changes_nobody_elses_relationship_with_the_hospital():
    (small, few), (large, more) = sites_of(10), sites_of(11)
    large["key"][[*range(10), 11]] = small["key"][:11]
    one, other = ReferralGraph(small, few, P, 0.25, 1), ReferralGraph(large, more, P, 0.25, 1)
    mine = one.edges["relationship"][one.edge_of[:10, 10]]
    assert (mine == other.edges["relationship"][other.edge_of[:10, 11]]).all()


def test_the_national_summary_is_on_practice_hospital_edges_and_no_others(referrals):
    roles, edges = referrals.sites["role"], referrals.edges
    ends = np.sort(np.stack([roles[edges["source"]], roles[edges["target"]]]), axis=0)
    national = (ends[0] == Sort.PRACTICE) & (ends[1] == Sort.HOSPITAL)
    assert set(edges["availability"][national]) == {0.19}
    assert set(edges["availability"][~national]) == {0.0}


def test_the_graph_says_what_the_arrays_say(referrals):
    graph = referrals.graph
    assert list(graph) == list(referrals.codes)
    assert graph.nodes["P0"] == {"sort": "practice", "name": "P0", "x_km": 0.0, "y_km": 0.0, "people": 8000}
    for edge in referrals.edges:
        shown = graph.edges[referrals.codes[edge["source"]], referrals.codes[edge["target"]]]
        assert shown["relationship"] == edge["relationship"]
        assert shown["loss_discharge"] == edge["loss"][3]


def test_looking_at_the_graph_changes_nothing(referrals):
    edges, edge_of = referrals.edges.copy(), referrals.edge_of.copy()
    _ = referrals.graph
    referrals.take_edits()
    assert (referrals.edges == edges).all()
    assert (referrals.edge_of == edge_of).all()


def test_removed_changed_and_added_edges_are_taken_over(referrals):
    untouched = referrals.edges[referrals.edge_of[1, 12]].copy()
    graph = referrals.graph
    graph.remove_edge("P0", "H12")
    graph["P2"]["H12"]["relationship"] = 0.9
    graph["P2"]["H12"]["base_loss_discharge"] = 0.5
    graph.add_edge("P0", "P7" if not graph.has_edge("P0", "P7") else "P8", track=1)
    referrals.take_edits()
    edges, edge_of = referrals.edges, referrals.edge_of
    assert edge_of[0, 12] == -1
    assert edges[edge_of[2, 12]]["relationship"] == 0.9
    assert edges[edge_of[2, 12]]["loss"][3] == pytest.approx(0.5 * np.exp(-1.08) * 0.886 * 0.85)
    assert edges["track"].sum() == 1.0
    new = edges[edges["track"] == 1.0][0]
    assert (new["relationship"], new["base_loss"][3], new["availability"]) == (0.25, 0.20, 0.0)
    assert 0.0 < new["loss"][3] < 0.20
    assert edges[edge_of[1, 12]] == untouched
    assert referrals.baseline.relationship[edge_of[2, 12]] == 0.9


def test_an_availability_set_by_hand_is_the_floor_for_the_whole_run(referrals):
    referrals.graph["P0"]["C13"]["availability"] = 0.4
    referrals.take_edits()
    referrals.update(np.zeros(len(referrals.sites)), 30)
    assert referrals.edges["availability"][referrals.edge_of[0, 13]] == 0.4


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda g: g.add_edge("P0", "X9"), "no site 'X9'; there are: P0, P1"),
        (lambda g: g.remove_node("P0"), "P0 is missing from the graph; remove its edges"),
        (lambda g: g.add_edge("P0", "P0"), "P0 refers to itself"),
        (lambda g: g.nodes["P0"].update(people=5), "people of P0 is 5 in the graph and 8000 in the place"),
        (lambda g: g["P0"]["H12"].update(trust=1), "P0 → H12 has no 'trust'; you can set: relationship"),
        (lambda g: g["P0"]["H12"].update(relationship=1.5), "is 1.5; it must be a number from 0 to 0.99"),
        (lambda g: g["P0"]["H12"].update(relationship=float("nan")), "is nan; it must be"),
        (lambda g: g["P0"]["H12"].update(relationship="good"), "is 'good'; it must be a number"),
        (lambda g: g["P0"]["H12"].update(push=0.5), "push of P0 → H12 is 0.5; it must be 0 or 1"),
        (lambda g: g["P0"]["H12"].update(loss_discharge=0.0), "is worked out as the run goes; you can set"),
        (lambda g: g["P0"]["H12"].update(flow=7), "flow of P0 → H12 is worked out as the run goes"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_in_a_sentence(referrals, edit, message):
    edit(referrals.graph)
    with pytest.raises(ValueError, match=message):
        referrals.take_edits()
    assert not referrals.started


def test_joint_working_and_codes_are_checked():
    sites, codes = sites_of(3)
    with pytest.raises(ValueError, match="joint_working is 1.5; it must be between 0 and 1"):
        ReferralGraph(sites, codes, P, 1.5, 1)
    with pytest.raises(ValueError, match="each needs its own"):
        ReferralGraph(sites, ["P"] * len(sites), P, 0.5, 1)


def test_once_the_run_has_started_the_graph_is_a_copy_with_current_flows(referrals):
    referrals.take_edits()
    referrals.edges["sent"][referrals.edge_of[0, 12]] = 30
    referrals.update(np.zeros(len(referrals.sites)), 30)
    graph = referrals.graph
    assert graph["P0"]["H12"]["flow"] == 30.0
    assert graph["P0"]["H12"]["shared"] == 30
    with pytest.raises(nx.NetworkXError, match="[Ff]rozen"):
        graph.remove_edge("P0", "H12")


def test_graphml_can_be_read_back_as_it_was(referrals, tmp_path):
    referrals.write_graphml(tmp_path / "place.graphml")
    back = nx.read_graphml(tmp_path / "place.graphml")
    assert dict(back.nodes(data=True)) == dict(referrals.graph.nodes(data=True))
    assert {(a, b): d for a, b, d in back.edges(data=True)} == {
        (a, b): d for a, b, d in referrals.graph.edges(data=True)
    }


def test_tables_have_a_row_for_each_site_and_edge(referrals):
    nodes, edges = referrals.node_table(), referrals.edge_table()
    assert {len(column) for column in nodes.values()} == {len(referrals.sites)}
    assert {len(column) for column in edges.values()} == {len(referrals.edges)}
    assert edges["source"][0] == "P0"


def test_a_copied_graph_goes_its_own_way(referrals):
    twin = copy.deepcopy(referrals)
    twin.edges["relationship"] = 0.9
    twin.graph.remove_edge("P0", "H12")
    assert referrals.edges["relationship"].max() < 0.9
    assert referrals.graph.has_edge("P0", "H12")


@settings(max_examples=20)
@given(
    months=st.integers(1, 40),
    sent=st.lists(st.integers(0, 400), min_size=40, max_size=40),
    mature=st.floats(0.0, 1.0),
    hours=st.floats(0.0, 20.0),
)
def test_whatever_happens_every_edge_stays_within_its_bounds(months, sent, mature, hours):
    referrals = graph_of(4)
    referrals.take_edits()
    edges = referrals.edges
    edges["agreement"], edges["meeting_hours"] = 1.0, hours
    floor = referrals.baseline.availability
    for month in range(months):
        edges["sent"] = sent[month]
        referrals.update(np.full(len(referrals.sites), mature), round((month + 1) * 365 / 12) - 1)
    assert (edges["shared"] == sum(sent[:months])).all()
    for name in ("relationship", "availability", "completeness", "loss"):
        assert ((edges[name] >= 0.0) & (edges[name] <= 1.0)).all(), name
    assert (edges["availability"] >= floor).all()
    assert (edges["loss"] <= edges["base_loss"]).all()
    assert (edges["delay"] <= edges["base_delay"]).all()
