"""Every kind of stored panel is a picture of the dashboard: whole, told apart without colour, and soon there."""

import json

import plotly.graph_objects as go
import polars as pl
import pytest

from joinedup.experiments.pictures import KINDS, Panel
from joinedup.viz.dashboard.charts.layout import LETTERS_WIDE
from joinedup.viz.dashboard.charts.panels import DRAWN, picture_of

LONG = "emergency admissions of people with several long-term conditions, by the place in which they live"


def panel(kind, rows=4, series=("one", "other"), **options):
    """A panel of a kind: numbers about zero that are all different, two series where there can be."""
    needs, uses, numbers = KINDS[kind]
    table = {}
    for k, name in enumerate((*needs, *uses)):
        if name in numbers:
            size = 10.0 if name == "size" else (-1.0) ** len(name)
            table[name] = [size * (i + 1.5 + k / 16) for i in range(rows)]
        else:
            table[name] = [series[i % 2] if name == "series" else f"{LONG} {i}" for i in range(rows)]
    if "low" in table:
        middle = next(c for c in ("mean", "amount", "value", "y") if c in table)
        table |= {
            "low": [v - 2.25 for v in table[middle]],
            "high": [v + 0.125 * (i + 1) for i, v in enumerate(table[middle])],
        }
    unit = {"unit": "per 1,000 a year", "x_label": "year", "y_label": "difference", **options}
    return Panel(f"A {kind}", "How to read it.", kind, pl.DataFrame(table), unit)


def numbers_in(value):
    """Every number in a figure."""
    if isinstance(value, dict):
        return {n for part in value.values() for n in numbers_in(part)}
    if isinstance(value, list | tuple):
        return {n for part in value for n in numbers_in(part)}
    return {round(value, 6)} if isinstance(value, float | int) and not isinstance(value, bool) else set()


def named(picture):
    return [t for t in picture.figure["data"] if t.get("name")]


def test_every_kind_of_panel_has_a_picture():
    assert set(DRAWN) == set(KINDS) - {"table"}


@pytest.mark.parametrize("rows", [1, 2, 60])
@pytest.mark.parametrize("kind", DRAWN)
def test_every_kind_is_what_plotly_takes_and_json_can_hold(kind, rows):
    picture = picture_of("some-name", panel(kind, rows))
    go.Figure(picture.figure)
    assert json.loads(json.dumps(picture.figure, allow_nan=False)) == picture.figure
    assert picture[:3] == ("some-name", f"A {kind}", "How to read it.")


@pytest.mark.parametrize("kind", DRAWN)
def test_every_number_of_the_table_is_in_the_figure(kind):
    picture = picture_of("x", panel(kind))
    there = numbers_in(picture.figure["data"])
    for column in KINDS[kind].numbers:
        if column in picture.table.columns:
            missing = {round(v, 6) for v in picture.table[column]} - there
            assert not missing, f"{column}: {missing}"


@pytest.mark.parametrize("kind", DRAWN)
def test_unit_is_said_on_an_axis_and_over_every_point(kind):
    figure = picture_of("x", panel(kind)).figure
    assert "per 1,000 a year" in json.dumps(figure["layout"])
    told = [t for t in figure["data"] if t.get("hoverinfo") != "skip" and t["x"] != [None]]
    assert told
    assert all("per 1,000 a year" in json.dumps([t["hovertemplate"], t.get("hovertext")]) for t in told)


@pytest.mark.parametrize("kind", ["lines", "points", "intervals", "bars"])
def test_series_differ_in_more_than_colour(kind):
    one, other = (
        {json.dumps([t["marker"]["symbol"], t.get("line", {}).get("dash")]).replace("-open", "")}
        for name in ("one", "other")
        for t in named(picture_of("x", panel(kind, signed=False)))
        if t["name"] == name
    )
    assert one != other


@pytest.mark.parametrize(("kind", "column"), [("waterfall", "amount"), ("intervals", "mean")])
def test_what_is_more_and_what_is_less_is_told_by_a_sign(kind, column):
    signs = panel(kind, 2)._replace(
        table=pl.DataFrame({"label": ["a", "b"], column: [3.0, -4.0], "low": [2.0, -5.0], "high": [4.0, 1.0]})
    )
    words = {note["text"] for note in picture_of("x", signs).figure["layout"]["annotations"]}
    assert {"+3.00", "−4.00"} <= words


def test_an_interval_that_leaves_out_zero_is_filled_and_another_hollow():
    table = pl.DataFrame({"label": ["a", "b"], "mean": [3.0, 1.0], "low": [2.0, -1.0], "high": [4.0, 3.0]})
    figure = picture_of("x", panel("intervals")._replace(table=table)).figure
    drawn = next(t for t in figure["data"] if t["mode"] == "markers")
    assert drawn["marker"]["symbol"] == ["circle", "circle-open"]


def test_a_part_of_a_waterfall_begins_where_the_one_before_ended():
    table = pl.DataFrame(
        {"label": list("abt"), "amount": [3.0, -1.0, 2.0], "low": [None] * 3, "high": [None] * 3}
    )
    bar = picture_of("x", panel("waterfall")._replace(table=table)).figure["data"][0]
    assert (bar["base"], bar["x"]) == ([0.0, 3.0, 0.0], [3.0, -1.0, 2.0])


@pytest.mark.parametrize("kind", ["map"])
def test_places_with_more_and_with_less_differ_in_shape(kind):
    table = pl.DataFrame(
        {"x_km": [0, 1, 2, 3], "y_km": [0, 1, 0, 1], "value": [1.0, -1.0, 0.0, None], "size": [1, 2, 3, 4],
         "label": list("abcd")}
    )  # fmt: skip
    shapes = {
        t["name"]: t["marker"]["symbol"]
        for t in picture_of("x", panel(kind)._replace(table=table)).figure["data"]
        if t.get("showlegend") is False
    }
    assert shapes == {
        "more": "triangle-up",
        "less": "triangle-down",
        "the same": "circle",
        "not known": "x",
    }


@pytest.mark.parametrize("kind", ["lines", "points"])
def test_marks_stand_as_lines_with_their_names(kind):
    layout = picture_of("x", panel(kind, marks={"the switch": 2.0})).figure["layout"]
    assert any(s["x0"] == s["x1"] == 2.0 and s["line"]["dash"] == "dash" for s in layout["shapes"])
    assert any(a["text"] == "the switch" and a["x"] == 2.0 for a in layout["annotations"])


def test_a_line_breaks_and_its_band_stops_where_a_number_is_missing():
    table = pl.DataFrame(
        {"x": [0, 1, 2], "y": [1.0, None, 3.0], "low": [0.0, None, 2.0], "high": [2.0, None, 4.0]}
    )
    band, course = picture_of("x", panel("lines")._replace(table=table)).figure["data"]
    assert None in band["x"]
    assert course["y"] == [1.0, None, 3.0]
    assert course["connectgaps"] is False


@pytest.mark.parametrize("kind", ["lines", "points"])
def test_the_y_axis_holds_zero_if_asked(kind):
    far = panel(kind)._replace(table=pl.DataFrame({"x": [1.0, 2.0], "y": [90.0, 100.0]}))
    for zero in (True, False):
        asked = far._replace(options={"zero": zero})
        low, high = picture_of("x", asked).figure["layout"]["yaxis"]["range"]
        assert (low <= 0.0 <= high) == zero


@pytest.mark.parametrize("kind", ["intervals", "waterfall", "bars"])
def test_rows_have_room_and_long_names_fit_a_telephone(kind):
    few, many = (picture_of("x", panel(kind, n)).figure["layout"] for n in (2, 40))
    assert many["height"] > 5 * few["height"]
    lines = [line for note in many["annotations"] for line in note["text"].split("<br>")]
    assert max(map(len, lines)) <= LETTERS_WIDE


@pytest.mark.parametrize("kind", DRAWN)
def test_what_a_user_wrote_stays_text(kind):
    evil = panel(kind, series=("<a href=x>one</a>", "other"), x_label="<i>x</i>", y_label="<i>y</i>")
    if "label" in evil.table.columns:
        evil = evil._replace(table=evil.table.with_columns(pl.lit("<b>bold</b>").alias("label")))
    figure = picture_of("x", evil).figure
    for trace in figure["data"]:
        trace.pop("customdata", None)  # given back by a click, never shown
    text = json.dumps(figure)
    assert "<a href" not in text
    assert "<i>" not in text
    assert "<b>bold" not in text


@pytest.mark.parametrize("kind", DRAWN)
def test_nothing_to_see_is_said_in_words(kind):
    empty = panel(kind, empty="no run is finished")
    picture = picture_of("x", empty._replace(table=empty.table.clear()))
    assert picture.figure == {}
    assert picture.reading.endswith("Nothing to show, because no run is finished.")


def test_a_table_is_a_picture_without_a_figure():
    picture = picture_of(
        "x", Panel("T", "Read it.", "table", pl.DataFrame({"a": [1]}), {"heads": {"a": "An A"}})
    )
    assert picture.figure == {}
    assert picture.heads["a"] == "An A"
