"""The referral map: valid Plotly, everything of the table in the figure, nothing said by colour alone."""

import numpy as np
import plotly.graph_objects as go
import pytest

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.graph_edits import Edits, in_words, shared_records
from joinedup.experiments.referral_map import SHARED, geography, map_of, structure
from joinedup.model.health_system import HealthSystem
from joinedup.model.links import Link
from joinedup.model.place import load_place
from joinedup.viz.dashboard.charts import network as chart
from joinedup.viz.dashboard.charts.network_words import choices, details, facts, key_of
from joinedup.viz.dashboard.pages.referral_map import (
    ALL,
    BUSIEST,
    ITS,
    capped_way,
    drawn,
    links_of,
    number_of,
    told_of_closing,
)

SMALL = load_place("dudley").scaled(4_000)
FIRST = SMALL.practices[0].code
WORLDS = ("fee per procedure", "shared records")


@pytest.fixture(scope="module")
def maps():
    """Two worlds with a link that is capped; in the second another has shared records."""
    capped = Edits(links=(Link(SMALL.practices[1].code, "RNA", (("cap", 3.0),)),))
    found = []
    for place in (capped.on(SMALL), capped.setting(shared_records(FIRST, "RNA")).on(SMALL)):
        model = HealthSystem(place, rng=1)
        model.run_until(91)
        found.append(map_of(model))
    return tuple(found)


def clickable(figure):
    """What each point that can be clicked is known by."""
    return [key for trace in figure["data"] for key in trace.get("customdata", [])]


@pytest.mark.parametrize("view", [0, 1, 2])
@pytest.mark.parametrize("km", [True, False])
@pytest.mark.parametrize("which", [ALL, BUSIEST, ITS])
def test_every_map_is_valid_and_shows_every_provider_and_link_of_its_table(maps, view, km, which):
    shown = links_of(maps, which, "RNA", view == 2)
    picture = drawn(maps, WORLDS, view, shown, km, True, "RNA")
    go.Figure(picture.figure)
    keys = clickable(picture.figure)
    assert sorted(keys) == sorted([*maps[0].codes, *(key_of(maps[0], pair) for pair in shown)])
    ends = {frozenset(row) for row in picture.table.select("source", "target").iter_rows()}
    assert ends == {frozenset(key.split("|")) for key in keys if "|" in key}
    lines = [t for t in picture.figure["data"] if t["mode"] == "lines"]
    assert sum(x is None for t in lines for x in t["x"]) == len(shown)
    assert picture.reading
    assert picture.title


def test_a_link_with_shared_records_is_unbroken_and_only_that_one(maps):
    pairs = maps[1].pairs()
    solid = [key_of(maps[1], p) for p in pairs if max(maps[1].availability[list(p.ways)]) >= SHARED]
    assert solid == [f"{FIRST}|RNA"]
    figure = drawn(maps, WORLDS, 1, pairs, True, False, "").figure
    unbroken = [t for t in figure["data"] if t["mode"] == "lines" and t["line"]["dash"] == "solid"]
    assert sum(len(t["x"]) for t in unbroken) == 3
    assert "1 of them shares records" in drawn(maps, WORLDS, 1, pairs, True, False, "").reading


def test_width_rises_with_what_goes_over_a_link_and_size_with_what_a_provider_does(maps):
    flows = chart.flow_of(maps[0], maps[0].pairs())
    widths = np.array(chart.widths_of(flows))
    order = np.argsort(flows)
    assert (np.diff(widths[order]) >= 0).all()
    assert set(widths.tolist()) <= set(range(len(chart.WIDTHS)))
    sizes = chart.sizes_of(maps[0].activity)
    assert (np.diff(sizes[np.argsort(maps[0].activity)]) >= 0).all()
    assert sizes.min() >= chart.SMALLEST


def test_more_and_less_are_told_by_markers_as_well_as_colours(maps):
    for two in (maps, maps[::-1]):
        pairs = two[0].pairs()
        less = two[1].less(two[0])
        signs = chart.signs_of(chart.flow_of(less, pairs), chart.flow_of(two[0], pairs))
        figure = drawn(two, WORLDS, 2, pairs, True, False, "").figure
        middle = next(t for t in figure["data"] if t["name"] == "links")
        symbols = {1: "triangle-up", -1: "triangle-down", 0: "circle"}
        assert middle["marker"]["symbol"] == [symbols[s] for s in signs]
        assert any(signs)
        looks = {(t["line"]["dash"], t["line"]["color"]) for t in figure["data"] if t["mode"] == "lines"}
        assert len({dash for dash, _ in looks}) == len(looks) > 1


def test_a_world_does_not_differ_from_itself(maps):
    same = (maps[0], maps[0])
    picture = drawn(same, WORLDS, 2, maps[0].pairs(), True, False, "")
    assert picture.reading == "Both worlds' maps are one: nothing differs yet."
    assert links_of(same, BUSIEST, "", True) == []


def test_both_layouts_stand_still_and_keep_providers_apart(maps):
    for where in (geography, structure):
        at = where(maps[0])
        assert (at == where(maps[1])).all()
        assert np.isfinite(at).all()
        gaps = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 9.0 * np.eye(len(at))
        assert gaps.min() > 0.0
    located = maps[0].sorts <= Sort.HOSPITAL
    assert (geography(maps[0])[located, 0] == maps[0].x_km[located]).all()


def test_every_choice_has_numbers_in_both_worlds(maps):
    known = choices(maps[0])
    assert len(known) == len(maps[0].codes) + len(maps[0].pairs())
    for key in known.values():
        table = details(maps, WORLDS, key).table
        assert table.columns[2:4] == list(WORLDS)
        assert len(table) == len(facts(maps[0], key)) > 0


def test_the_numbers_of_a_capped_link_say_its_cap(maps):
    capped = f"{SMALL.practices[1].code}|RNA"
    assert ("requests", 3.0) in {(what.split(", ")[-1], value) for what, _, value in facts(maps[1], capped)}
    assert maps[1].links()["cap"].drop_nulls().to_list() == [3.0]


def test_the_map_says_what_the_model_says():
    model = HealthSystem(SMALL, rng=1)
    model.run_until(365)
    place = map_of(model)
    edges = model.graph.edges
    assert (place.flow == edges["flow"]).all()
    whats = [11, 12, 13]
    assert place.activity[0] == pytest.approx(model.years[0].by_site[0, whats].sum() / 12)
    hospital = place.codes.index("RNA")
    assert place.occupancy[hospital] == model.world.sites["occupancy_lately"][hospital]
    assert ((place.occupancy >= 0.0) & (place.occupancy < 3.0)).all()


def test_what_may_be_capped_is_what_a_practice_asks_for(maps):
    assert capped_way(maps[0], "RNA", FIRST) == (FIRST, "RNA")
    assert capped_way(maps[0], "RNA", "dudley-council") is None
    assert [number_of(text) for text in ("12", "0", "-1", "many", "inf", "")] == [
        12.0,
        0.0,
        None,
        None,
        None,
        None,
    ]


def test_edits_are_said_in_words(maps):
    assert in_words(shared_records("A", "B")) == "A ↔ B: record opens in 87% of cases, in 1.5 minutes"
    assert in_words(Link("A", "B", (("cap", 4.0),))) == "A → B: at most 4 requests a month"
    assert in_words(Link("A", "B", removed=True)) == "A → B: closed"
    assert all(told_of_closing(maps[0], code) for code in maps[0].codes)


def test_an_edit_replaces_what_it_leaves_nothing_of():
    edits = Edits().setting(Link("A", "B", (("cap", 4.0),))).setting(Link("A", "B", (("cap", 5.0),)))
    assert edits.links == (Link("A", "B", (("cap", 5.0),)),)
    both = edits.setting(shared_records("A", "B"))
    assert len(both.links) == 2
    assert both.closing("A") == Edits(("A",))
