"""The picture of two lives: everything in its table is drawn, and nothing is told by colour alone."""

import pytest

plotly = pytest.importorskip("plotly.graph_objects")

from joinedup.agents.happenings import What  # noqa: E402
from joinedup.experiments.journey import Journeys  # noqa: E402
from joinedup.experiments.life_marks import KINDS, OF  # noqa: E402
from joinedup.experiments.life_story import Event, parting  # noqa: E402
from joinedup.viz.dashboard.charts.time_line import SYMBOLS, time_line  # noqa: E402

ARMS = ("fee per procedure", "one organisation")
SWITCH = 730


def event(day, what, amount=1, cause=-1):
    return Event(SWITCH + day, int(what), 3, cause, amount)


def two_lives():
    """One of each kind of thing in both worlds, some of them different."""
    every = [event(10 * row, kind.whats[0]) for row, kind in enumerate(KINDS)]
    stay = [event(200, What.ADMISSION), event(209, What.BED_DAYS_EMERGENCY, 9)]
    delay = [event(214, What.DELAYED_0 + 3, 5, 3), event(214, What.BED_DAYS_EMERGENCY, 5, 3)]
    scan = [event(-40, What.TEST_0 + 2), event(300, What.TEST_0 + 2)]
    first = sorted([*every, *stay, *delay, *scan, event(300, What.DUPLICATE_0 + 2)])
    second = sorted([*every, *stay, *scan, event(300, What.LOOK_FOUND), event(330, What.LETTER_LOST_0 + 3)])
    return Journeys(7, "somebody", ARMS, (first, second), parting(first, second, ARMS), SWITCH, 730)


@pytest.fixture(scope="module")
def picture():
    return time_line(two_lives(), 365)


def markers(picture):
    return [t for t in picture.figure["data"] if t["mode"] == "markers"]


def test_plotly_takes_every_attribute(picture):
    figure = plotly.Figure(picture.figure)
    assert len(figure.data) == len(picture.figure["data"]) > 20


def test_everything_in_the_table_is_in_the_figure(picture):
    drawn = {(day, t["name"]) for t in markers(picture) for day in t["customdata"]}
    rows = list(picture.table.iter_rows(named=True))
    listed = {(r["day"], f"{arm}: {r['kind']}") for r in rows for arm in ARMS if r[arm] != "–"}
    assert drawn == listed
    assert len(listed) > 2 * len(KINDS)
    for trace in markers(picture):
        arm = next(a for a in ARMS if trace["name"].startswith(a))
        for day, text in zip(trace["customdata"], trace["text"]):
            told = next(r[arm] for r in rows if r["day"] == day and trace["name"].endswith(r["kind"]))
            assert told.replace(" ", "") in text.replace("<br>", " ").replace(" ", "")


def test_a_duplicate_says_its_cause_in_hover_and_table(picture):
    twice = next(t for t in markers(picture) if t["name"] == "fee per procedure: Done twice")
    assert any("could not be opened" in text.replace("<br>", " ") for text in twice["text"])
    assert (
        picture.table.filter(picture.table["kind"] == "Done twice")[ARMS[0]]
        .str.contains("could not be opened")
        .any()
    )


def test_every_kind_has_its_own_marker_and_its_own_row_in_each_world(picture):
    assert len(set(SYMBOLS)) == len(KINDS)
    rows = {}
    for trace in markers(picture):
        (height,) = set(trace["y"])
        rows.setdefault(trace["name"], set()).add(height)
        kind = next(k for k, kind in enumerate(KINDS) if trace["name"].endswith(kind.name))
        assert {s.removesuffix("-open") for s in trace["marker"]["symbol"]} == {SYMBOLS[kind]}
    heights = [h for (h,) in rows.values()]
    assert len(set(heights)) == len(heights)
    axis = picture.figure["layout"]["yaxis"]
    assert set(heights) == set(axis["tickvals"])
    assert axis["ticktext"] == [kind.name for kind in KINDS] * 2


def test_worlds_are_told_apart_by_name_and_place_and_what_differs_by_full_markers(picture):
    notes = [a["text"] for a in picture.figure["layout"]["annotations"]]
    assert {f"<b>{arm}</b>" for arm in ARMS} <= set(notes)
    twice = next(t for t in markers(picture) if t["name"] == "fee per procedure: Done twice")
    by_day = dict(zip(twice["customdata"], twice["marker"]["symbol"]))
    assert by_day[300] == "star"
    assert by_day[10 * OF[int(What.DUPLICATE_0)]] == "star-open"


def test_a_bar_is_as_long_as_the_stay_and_the_delay(picture):
    bars = [t for t in picture.figure["data"] if t["name"] == "fee per procedure: how long"]
    x = bars[0]["x"]
    pieces = {(round(365 * a), round(365 * b)) for a, b in zip(x[::3], x[1::3])}
    assert {(200, 209), (209, 214)} <= pieces


def test_the_switch_and_the_first_divergence_are_marked_with_words(picture):
    lines = {round(365 * s["x0"]) for s in picture.figure["layout"]["shapes"]}
    assert lines == {0, 214}
    notes = [a["text"] for a in picture.figure["layout"]["annotations"]]
    assert {"switch", "lives part"} <= set(notes)
    assert "part on 1 Nov, year 1" in picture.reading


def test_a_shorter_stretch_shows_its_days_alone():
    part = time_line(two_lives(), 365, (190, 250))
    assert set(part.table["day"]) == {200, 209}
    assert part.figure["layout"]["xaxis"]["range"][0] > 0.5
    nothing = time_line(two_lives(), 365, (600, 700))
    assert nothing.reading.startswith("Nothing happened")
    plotly.Figure(nothing.figure)


def test_two_equal_lives_are_said_to_be_the_same():
    life = two_lives().lives[0]
    same = time_line(Journeys(7, "somebody", ARMS, (life, life), None, SWITCH, 730), 365)
    assert "the same, day for day" in same.reading
    assert not any("lives part" in a["text"] for a in same.figure["layout"]["annotations"])
    assert all(s.endswith("-open") for t in markers(same) for s in t["marker"]["symbol"])
