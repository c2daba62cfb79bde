"""Every kind of picture draws every table, and the same table gives the same bytes."""

import re
from itertools import pairwise
from math import inf, nan
from xml.etree import ElementTree

import polars as pl
import pytest

from joinedup.experiments.pictures import KINDS, Panel, checked
from joinedup.viz.figures.drawing import DRAWN, as_png, as_svg
from joinedup.viz.figures.style import (
    GREY,
    INK,
    LOOKS,
    NARROW,
    PAPER,
    WIDE,
    width_of,
    with_unit,
    wrapped,
    written,
)

SVG = "{http://www.w3.org/2000/svg}"
LONG = "care that was asked for, offered, refused and asked for again " * 4 + "Llanfairpwllgwyngyll" * 8
ROWS = (0, 1, 2, 60)


def panel(kind: str, rows: int, value: float | None = None, label: str = "place") -> Panel:
    """A panel of a kind with so many rows; one value everywhere, or different ones about zero."""
    numbers = [value if value is not None else (-1.0) ** i * (i + 1.5) for i in range(rows)]
    columns: dict[str, list[object]] = {
        name: list(numbers) if name in KINDS[kind].numbers else [f"{label} {i}" for i in range(rows)]
        for name in KINDS[kind].needs
    }
    for name, by in (("low", -1.0), ("high", 1.0)):
        if name in KINDS[kind].needs + KINDS[kind].uses:
            columns[name] = [number + by for number in numbers]
    if "series" in KINDS[kind].uses:
        columns["series"] = [("one", "other")[i % 2] for i in range(rows)]
    types = {name: pl.Float64 if name in KINDS[kind].numbers else pl.String for name in columns}
    table = pl.DataFrame(columns, schema=types)
    return checked(
        Panel(f"{label}: {kind}", "How to read it.", kind, table, {"unit": "%", "marks": {"switch": 0}})
    )


def words_of(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_kind_but_a_table_has_somebody_who_draws_it():
    assert set(DRAWN) == set(KINDS) - {"table"}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("kind", DRAWN)
def test_every_kind_draws_any_number_of_rows(kind, rows, width):
    words = words_of(as_svg(panel(kind, rows), width))
    assert any("Nothing to show" in line for line in words) == (rows == 0)


@pytest.mark.parametrize("value", [nan, inf, 0.0, 1e-9, -1e12])
@pytest.mark.parametrize("kind", DRAWN)
def test_every_kind_draws_numbers_that_are_none_nothing_tiny_or_huge(kind, value):
    words = " ".join(words_of(as_svg(panel(kind, 3, value))))
    assert ("Nothing to show" in words) == (value != value or value == inf)


@pytest.mark.parametrize("kind", DRAWN)
def test_a_single_missing_number_leaves_the_others_to_be_seen(kind):
    whole = panel(kind, 3)
    last = KINDS[kind].numbers[1] if kind in ("lines", "points") else KINDS[kind].numbers[0]
    holed = whole.table.with_columns(pl.when(pl.int_range(pl.len()) != 1).then(pl.col(last)).alias(last))
    assert "Nothing to show" not in as_svg(whole._replace(table=holed))


@pytest.mark.parametrize("kind", DRAWN)
def test_why_there_is_nothing_can_be_said(kind):
    empty = panel(kind, 0)._replace(options={"empty": "nobody was ill"})
    assert "Nothing to show, because nobody was ill." in " ".join(words_of(as_svg(empty)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", DRAWN)
def test_no_text_leaves_the_sheet_however_long_its_words(kind, width):
    root = ElementTree.fromstring(as_svg(panel(kind, 4, label=LONG), width))
    for text in root.iter(f"{SVG}text"):
        style, words = text.get("style", ""), "".join(text.itertext())
        size = float(re.search(r"([\d.]+)px", style)[1])
        place = text.get("transform", "") or f"translate({text.get('x')} {text.get('y')})"
        x = (
            float(re.search(r"translate\(([-\d.]+)", place)[1])
            if "translate" in place
            else float(text.get("x"))
        )
        wide = width_of(words, size, "bold" in style)
        left = x - {"middle": wide / 2, "end": wide}.get(re.search(r"anchor: (\w+)|$", style)[1], 0.0)
        assert left >= -1.0, words
        assert left + wide <= width + 1.0, words


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_table_gives_the_same_bytes(kind):
    shown = panel(kind, 5)
    assert as_svg(shown) == as_svg(shown)
    assert as_png(shown) == as_png(shown)
    assert as_svg(shown) != as_svg(panel(kind, 4))


@pytest.mark.parametrize("kind", DRAWN)
def test_a_picture_says_in_words_what_it_shows(kind):
    root = ElementTree.fromstring(as_svg(panel(kind, 3)))
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"place: {kind}. How to read it."


def test_no_name_in_two_pictures_of_one_page_is_the_same():
    names = [
        set(re.findall(r'id="([^"]+)"', as_svg(panel(kind, rows), width)))
        for kind in DRAWN
        for rows in (2, 60)
        for width in (WIDE, NARROW)
    ]
    assert sum(map(len, names)) == len(set().union(*names))


def test_what_a_user_wrote_is_text_in_a_picture():
    svg = as_svg(panel("bars", 2, label='<script>alert("&")</script>'))
    assert "<script" not in svg
    assert any('<script>alert("&")' in words for words in words_of(svg))


def test_parts_of_a_waterfall_follow_on_each_other_and_the_total_begins_at_zero():
    from matplotlib import rc_context

    from joinedup.viz.figures.drawing import drawn
    from joinedup.viz.figures.style import SETTINGS

    table = pl.DataFrame(
        {
            "label": ["a", "b", "c", "all"],
            "amount": [3.0, -5.0, 1.0, -1.0],
            "low": [None] * 4,
            "high": [None] * 4,
        }
    )
    with rc_context(SETTINGS):
        axes = drawn(checked(Panel("t", "r", "waterfall", table))).axes[0]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert bars == [(0.0, 3.0), (3.0, -2.0), (-2.0, -1.0), (0.0, -1.0)]


def test_an_interval_that_leaves_out_zero_is_filled_and_one_that_does_not_is_hollow():
    from matplotlib import rc_context
    from matplotlib.colors import to_hex

    from joinedup.viz.figures.drawing import drawn
    from joinedup.viz.figures.style import SETTINGS

    table = pl.DataFrame(
        {
            "label": ["a", "b", "c", "d"],
            "mean": [1.0, -1.0, 1.0, 1.0],
            "low": [0.5, -2.0, -0.5, None],
            "high": [2.0, -0.5, 2.0, None],
        }
    )
    with rc_context(SETTINGS):
        axes = drawn(checked(Panel("t", "r", "intervals", table))).axes[-1]
    faces = [to_hex(line.get_markerfacecolor()) for line in axes.lines if line.get_marker() == "o"]
    assert faces == [LOOKS[0].colour, LOOKS[0].colour, PAPER, PAPER]


def test_a_series_looks_the_same_in_every_panel_that_says_the_order():
    from joinedup.viz.figures.style import series_of

    few = panel("bars", 2)._replace(options={"series": ["none", "other", "one"]})
    assert series_of(few) == {"other": 1, "one": 2}


def test_series_differ_without_colour():
    assert len({(look.marker, look.dash) for look in LOOKS}) == len(LOOKS)
    assert len({look.marker for look in LOOKS}) == len(LOOKS)


def test_text_can_be_read_on_paper_and_marks_can_be_seen():
    for colour, least in ((INK, 4.5), (GREY, 4.5), *((look.colour, 3.0) for look in LOOKS)):  # WCAG 2.2
        assert contrast(colour, PAPER) >= least, colour


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_lines_of_text_are_no_wider_than_they_may_be_and_lose_no_word():
    lines = wrapped(LONG, 200.0, most=100)
    assert max(map(width_of, lines)) <= 200.0
    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert wrapped(LONG, 200.0, most=2)[-1].endswith("…")


@pytest.mark.parametrize(
    ("value", "unit", "sign", "words"),
    [
        (-1234.5, "", True, "−1,234"),
        (2.5, "%", True, "+2.50%"),
        (2.5, "per 1,000", False, "2.50"),
        (None, "%", True, "–"),
        (0.0, "", True, "0.0"),
    ],
)
def test_numbers_are_written_as_in_the_tables(value, unit, sign, words):
    assert written(value, unit, sign) == words


def test_a_unit_is_said_once():
    assert with_unit("difference, days", "days") == "difference, days"
    assert with_unit("difference", "days") == "difference (days)"


@pytest.mark.parametrize(
    ("low", "high", "most"), [(-3.2, 7.9, 4), (0.0, 1e-6, 6), (1e9, 2e9, 5), (2.0, 2.5, 3)]
)
def test_ticks_are_even_and_few_and_lie_inside(low, high, most):
    from joinedup.viz.figures.sheet import ticks_of

    ticks = ticks_of(low, high, most)
    steps = [b - a for a, b in pairwise(ticks)]
    assert 2 <= len(ticks) <= most
    assert low <= ticks[0] and ticks[-1] <= high  # noqa: PT018
    assert max(steps) == pytest.approx(min(steps))
