"""How numbers are written for a reader."""

from math import nan

import pytest

from joinedup.experiments.compare import PRIMARIES, Difference
from joinedup.experiments.rows import ROWS, mark, percent, plain, signed, step_title
from joinedup.experiments.sectors import SECTORS
from joinedup.model.outcomes import OUTCOMES


@pytest.mark.parametrize(
    ("value", "size", "text"),
    [
        (-12.345, 120.0, "−12.3"),
        (3.0, 1_234.0, "+3"),
        (-0.004, 30.0, "−0.004"),
        (0.0, 30.0, "0.00"),
        (1e-9, 30.0, "0.00"),
        (nan, 30.0, "–"),
    ],
)
def test_a_difference_has_a_sign_and_is_not_zero_unless_it_is(value, size, text):
    assert signed(value, size) == text


def test_a_level_has_its_thousands_apart():
    assert plain(1_234.5, 1_234.5) == "1,234"
    assert plain(nan, 1.0) == "–"
    assert percent(-1.0, 50.0) == "−2.0%"
    assert percent(1.0, 0.0) == "–"


@pytest.mark.parametrize(
    ("difference", "found"),
    [
        (Difference(1.0, 0.5, 1.5), "*"),
        (Difference(1.0, -0.5, 2.5), ""),
        (Difference(0.0, 0.0, 0.0), "="),
        (Difference(1.0, nan, nan), "?"),
        (Difference(nan, nan, nan), ""),
    ],
)
def test_a_difference_is_marked(difference, found):
    assert mark(difference) == found


def test_every_row_is_an_outcome_and_every_primary_has_a_row():
    assert set(ROWS) <= set(OUTCOMES) | {s.name for s in SECTORS}
    assert set(PRIMARIES) <= set(ROWS)


def test_the_rungs_have_titles():
    assert step_title("P", first=True) == "what payment alone does"
    assert step_title("I", first=False) == "what shared records add"
    assert step_title("O", first=False) == "what one organisation adds"
    assert step_title("PIO", first=True) == "what payment and shared records and one organisation alone do"
