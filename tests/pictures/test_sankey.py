"""The pictures of money: valid Plotly, no pound more or less than the flows, one scale, room for every name."""

from collections import Counter

import polars as pl
import pytest

from joinedup.experiments.money_flows import LOOPS, SPENT, STAGES, stage_of
from joinedup.viz.dashboard.charts import sankey
from joinedup.viz.dashboard.charts.money_bars import TOGETHER, compared, differences, gains, results
from joinedup.viz.dashboard.charts.money_words import pence_in_words, pounds
from joinedup.viz.dashboard.charts.sankey import figure_of, sankeys
from joinedup.viz.dashboard.pages.limits import numbers, searched
from joinedup.viz.dashboard.pages.money import MEAN, closed, spans_of, when_of

PEOPLE = 1_000
BEFORE = [
    ("Taxpayers", "Commissioner", "allocation", 100_000_00),
    ("Taxpayers", "Council", "social care", 9_000_00),
    ("Deficits of providers and council", "Hospital", "deficit", 1_000_01),
    ("Commissioner", "Hospital contracts", "hospital", 70_000_00),
    ("Commissioner", "General practice contracts", "general practice", 25_000_00),
    ("Commissioner", "Spent on administration", "administration", 2_00),
    ("Commissioner", "Savings of the commissioner", "savings", 4_998_00),
    ("Council", "Social care budget", "social care", 9_000_00),
    ("Hospital contracts", "Hospital", "hospital", 70_000_00),
    ("General practice contracts", "General practices", "general practice", 25_000_00),
    ("Social care budget", "Council's social care", "social care", 9_000_00),
    ("Hospital", "Spent on hospital care", "hospital, A&E", 30_000_01),
    ("Hospital", "Spent on hospital care", "fixed and step costs", 41_000_00),
    ("General practices", "Spent on general practice", "general practice", 25_000_00),
    ("Council's social care", "Spent on social care", "social care", 9_000_00),
]
AFTER = [
    ("Taxpayers", "Commissioner", "allocation", 109_000_00),
    ("Private owner", "Joint organisation", "loss of the owner", 5_00),
    ("Commissioner", "Whole-population budget", "whole-population budget", 109_000_00),
    ("Whole-population budget", "Joint organisation", "whole-population budget", 109_000_00),
    ("Joint organisation", "General practices", "general practice", 25_000_00),
    ("Joint organisation", "Spent on hospital care", "hospital, A&E", 60_000_00),
    ("Joint organisation", "Spent on meetings", "meetings", 3),
    ("Joint organisation", "Profit taken out", "profit", 4_004_97),
    ("Joint organisation", "Surpluses of providers and council", "surplus", 20_000_00),
    ("General practices", "Spent on general practice", "general practice", 25_000_00),
]


def flows_of_rows(rows):
    table = pl.DataFrame(rows, schema=["source", "target", "kind", "pence"], orient="row")
    return table.with_columns(pounds_a_head=pl.col("pence") / (100.0 * PEOPLE))


@pytest.fixture(scope="module")
def worlds():
    return [("fee per procedure", flows_of_rows(BEFORE)), ("aco-full", flows_of_rows(AFTER))]


@pytest.fixture(scope="module")
def drawn(worlds):
    when = "in year 1 after the switch"
    return [*sankeys(worlds, when), differences(worlds, when), gains(worlds, when)]


def link(picture):
    return picture.figure["data"][0]["link"]


def test_plotly_takes_every_picture(drawn):
    from plotly.graph_objects import Figure

    for picture in drawn:
        Figure(picture.figure)


def test_the_links_sum_to_the_flows(worlds, drawn):
    for (_, flows), picture in zip(worlds, drawn):
        assert sum(link(picture)["value"]) == pytest.approx(flows["pounds_a_head"].sum())
        assert picture.table["pence in all"].sum() == flows["pence"].sum()
        assert len(link(picture)["value"]) == len(picture.table)


def test_every_link_joins_the_nodes_of_its_flow(worlds, drawn):
    for (_, flows), picture in zip(worlds, drawn):
        names = [text.split(":")[0] for text in picture.figure["data"][0]["node"]["customdata"]]
        ends = [(names[a], names[b]) for a, b in zip(link(picture)["source"], link(picture)["target"])]
        assert ends == flows.select("source", "target").rows()


def test_a_pound_is_as_thick_in_both_worlds(drawn):
    """As Plotly's own layout makes it: the fullest of its columns fills the height."""
    thickness = []
    for picture in drawn[:2]:
        trace, layout = picture.figure["data"][0], picture.figure["layout"]
        height = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
        into, out_of, depth = Counter(), Counter(), Counter()
        for a, b, value in zip(*(trace["link"][k] for k in ("source", "target", "value"))):
            out_of[a] += value
            into[b] += value
            depth[b] = max(depth[b], depth[a] + 1)
        deepest, columns = max(depth.values()), {}
        for n in into.keys() | out_of.keys():
            columns.setdefault(depth[n] if n in out_of else deepest, []).append(max(into[n], out_of[n]))
        pad = trace["node"]["pad"]
        assert pad <= 2 / 3 * height / (max(map(len, columns.values())) - 1)  # more is cut by Plotly
        thickness.append(min((height - (len(c) - 1) * pad) / sum(c) for c in columns.values()))
    assert thickness[0] == pytest.approx(thickness[1], rel=0.01)


def test_no_name_lies_on_another_in_its_column(drawn):
    for picture in drawn[:2]:
        layout = picture.figure["layout"]
        height = layout["height"] - 2 * sankey.EDGE
        columns = {}
        for label in layout["annotations"]:
            lines = label["text"].count("<br>") + 1
            middle = (1.0 - label["y"]) * height
            half = lines * sankey.LINE / 2
            columns.setdefault(label["x"], []).append((middle - half, middle + half))
        for spans in columns.values():
            for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:]):
                assert end <= start + 0.5


def test_no_bar_lies_on_another_in_its_column(drawn):
    for picture in drawn[:2]:
        nodes = picture.figure["data"][0]["node"]
        assert all(0.0 < y < 1.0 for y in nodes["y"])
        for x in set(nodes["x"]):
            ys = [y for y, at in zip(nodes["y"], nodes["x"]) if at == x]
            assert len(ys) == len(set(ys))


def test_a_flow_of_pennies_is_named_beside_one_of_hundreds(drawn):
    labels = [a["text"] for a in drawn[1].figure["layout"]["annotations"]]
    assert "Meetings<br><b>less than 1p</b>" in labels


def test_the_bars_of_differences_are_those_of_the_table(worlds, drawn):
    table = compared(worlds)
    assert table["difference"].to_list() == pytest.approx(
        (table["aco-full"] - table["fee per procedure"]).to_list()
    )
    shown = [row for row in table.rows() if row[0] != "was paid as" and abs(row[4]) >= 0.005]
    assert drawn[2].figure["data"][0]["x"] == [row[4] for row in shown]
    assert {"Profit taken out", "Savings of the commissioner", "Deficits of providers and council"} <= {
        row[1] for row in shown
    }


def test_every_node_with_money_from_outside_or_for_care_is_a_heading(worlds):
    headings = set(compared(worlds)["heading"])
    nodes = {n for _, flows in worlds for n in (*flows["source"], *flows["target"])}
    within = {name for stage in (1, 3, 4) for name in STAGES[stage]}
    assert headings == nodes - within - LOOPS


def test_what_is_left_is_what_came_in_less_what_was_spent(worlds):
    rows = {row[0]: row for row in results(worlds).rows()}
    assert rows["Hospital"][1:4] == (70.0, pytest.approx(71.0, abs=1e-4), pytest.approx(-1.0, abs=1e-4))
    assert rows["Commissioner"][7] == pytest.approx(-4.998)
    assert rows["Joint organisation"][4:] == (109.005, pytest.approx(89.005, abs=1e-4), 20.0, None)
    assert rows["Private owner"][6] == pytest.approx(4.0, abs=1e-4)
    assert rows[TOGETHER][3] == pytest.approx(-1.0, abs=1e-4)
    assert rows[TOGETHER][6] == pytest.approx(20.0)


def test_nothing_is_told_by_colour_alone(drawn):
    bars = drawn[2].figure["data"][0]
    for value, shape, text in zip(bars["x"], bars["marker"]["pattern"]["shape"], bars["text"]):
        assert (shape == "/") == (value > 0.0)
        assert text[0] in "+−"
    first, second = drawn[3].figure["data"]
    assert first["marker"]["pattern"]["shape"] != second["marker"]["pattern"]["shape"]


def test_two_equal_worlds_are_said_to_be_equal(worlds):
    assert "Nothing differs." in differences([worlds[0], ("the same", worlds[0][1])], "in year 1").reading


def test_the_page_says_that_the_books_close_and_when_they_do_not(worlds):
    name, flows = worlds[0]
    said = closed(name, flows, "in year 1 after the switch")
    assert "£109,000.00 came in and £105,002.01 went out" in said
    assert "Difference 0p: the books close." in said
    assert "DO NOT CLOSE" in closed(name, flows[1:], "in year 1 after the switch")


def test_years_are_offered_in_words_and_the_mean_first(worlds):
    flows = {year: (worlds[0][1], worlds[1][1]) for year in (-2, -1, 1, 2)}
    spans = spans_of(flows)
    assert list(spans) == [
        MEAN, "Year 2 after the switch", "Year 1 after the switch", "The last year before the switch",
        "Year 2 before the switch",
    ]  # fmt: skip
    assert spans[MEAN] == [1, 2]
    assert when_of([1, 2]) == "in the mean of the 2 years after the switch"
    assert when_of([-1]) == "in the last year before the switch"
    assert MEAN not in spans_of({-1: flows[-1]})


def test_money_is_written_as_people_write_it():
    assert [pounds(v) for v in (1234.5, 12.345, 0.0, 0.001)] == ["£1,234", "£12.35", "£0", "less than 1p"]
    assert [pounds(v, sign=True) for v in (-2.5, 2.5)] == ["−£2.50", "+£2.50"]
    assert pence_in_words(-123_456_07) == "−£123,456.07"


def test_every_stage_has_its_place_across():
    assert len(sankey.ACROSS) == len(STAGES)
    assert list(sankey.ACROSS) == sorted(sankey.ACROSS)
    assert stage_of("somebody's own contract") == 2


def test_a_name_that_is_shortened_is_a_name_there_is():
    known = {name.removeprefix(SPENT) for names in STAGES for name in names}
    known |= {name[0].upper() + name[1:] for name in known} | {
        "Transformation fund",
        "Whole-population budget",
    }
    assert set(sankey.SHORTER) <= known


def test_figures_do_not_grow_with_pounds(worlds):
    larger = worlds[0][1].with_columns(pl.col("pounds_a_head") * 1_000)
    assert (
        figure_of(larger, 0.001 * 3.5)["layout"]["height"] == figure_of(worlds[0][1], 3.5)["layout"]["height"]
    )


def test_the_register_is_searched_by_word_section_and_assumption():
    everything = numbers()
    found = searched(everything, "council growth", "prices")
    assert found["name"].to_list() == ["prices.council_growth"]
    assumed = searched(everything, "", assumed=True)
    assert 0 < len(assumed) < len(everything)
    assert assumed["source"].str.to_lowercase().str.contains("assum").all()
    assert len(searched(everything, "no such number")) == 0
