"""Designs: what is drawn, that it is drawn again, and that what cannot be is refused in a sentence."""

import numpy as np
import pytest

from joinedup.experiments.sweep.designs import (
    KINDS,
    SIZED,
    Range,
    count_of,
    draws_of,
    ranges_of_table,
    shares_of,
)

RANGES = (
    Range("decision.altruism", 0.5, 5.0, "log"),
    Range("decision.income_effect", 0.02, 0.5, "linear"),
    Range("joint_working", 0.0, 0.0, "linear", (0.1, 0.3, 0.6)),
)
BASE = {"decision.altruism": 2.0, "decision.income_effect": 0.05, "joint_working": 0.3}


def draws(kind, size=None, levels=None, seed=1, ranges=RANGES):
    return draws_of(kind, ranges, size, levels, seed, BASE)


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "table"])
def test_a_design_is_drawn_again_as_long_as_it_says_and_within_its_ranges(kind):
    size = 16 if kind in SIZED else None
    found = draws(kind, size)
    assert np.array_equal(found, draws(kind, size))
    assert len(found) == count_of(kind, RANGES, size, None)
    assert found[:, 0].min() >= 0.5
    assert found[:, 0].max() <= 5.0
    assert set(found[:, 2]) == {0.1, 0.3, 0.6}
    if kind in SIZED:
        assert not np.array_equal(found, draws(kind, size, seed=2))


@pytest.mark.parametrize("size", [1, 5, 8, 100])
def test_twice_as_many_of_a_sobol_sequence_begin_with_the_first(size):
    assert np.array_equal(draws("sobol", 2 * size)[:size], draws("sobol", size))


def test_a_latin_hypercube_has_one_draw_in_each_slice_of_every_range():
    found = draws("latin-hypercube", 50)
    for i, r in enumerate(RANGES[:2]):
        assert sorted((shares_of(found[:, i], r) * 50).astype(int)) == list(range(50))


def test_a_grid_is_every_combination():
    found = draws("grid", levels=4)
    assert len({tuple(row) for row in found}) == 4 * 4 * 3
    assert np.allclose(sorted(set(found[:, 0])), 0.5 * 10.0 ** (np.arange(4) / 3))


def test_one_at_a_time_moves_one_and_leaves_the_others_at_the_base():
    found = draws("one-at-a-time")
    assert ((found[1:] != found[0]).sum(axis=1) <= 1).all()
    assert found[0].tolist() == list(BASE.values())


def test_each_step_of_morris_moves_one_number():
    found = draws("morris", 10, levels=4, ranges=RANGES[:2]).reshape(10, 3, 2)
    assert ((np.diff(found, axis=1) != 0.0).sum(axis=2) == 1).all()


def test_a_design_of_a_million_million_is_counted_and_not_drawn():
    many = [Range(f"health.n{i}", 0.0, 1.0) for i in range(12)]
    assert count_of("grid", many, None, 10) == 10**12


@pytest.mark.parametrize(
    ("kind", "ranges", "size", "levels", "words"),
    [
        ("monte-carlo", RANGES, 5, None, "no design 'monte-carlo'; there are: grid"),
        ("sobol", RANGES, None, None, "size is None; it must be at least 1"),
        ("grid", RANGES, 5, None, "leave size out"),
        ("sobol", RANGES, 5, 3, "leave levels out"),
        ("morris", RANGES, 5, 3, "it must be even"),
        ("sobol-indices", RANGES, 100, None, "a power of two, such as 64 or 128"),
        ("grid", (), None, None, "no number to vary"),
        ("grid", (RANGES[0], RANGES[0]), None, None, "decision.altruism is varied twice"),
        ("grid", (Range("a.b", 2.0, 1.0),), None, None, "from 2 to 1; the first must be the smaller"),
        ("grid", (Range("a.b", 0.0, 1.0, "log"),), None, None, "begin above 0"),
        ("grid", (Range("a.b", 0.0, 1.0, "lin"),), None, None, "it must be linear or log"),
        ("table", RANGES, None, None, "no table said"),
    ],
)
def test_a_design_that_cannot_be_is_told_what_it_must_be(kind, ranges, size, levels, words):
    with pytest.raises(ValueError, match=words):
        count_of(kind, ranges, size, levels)


def test_a_table_is_read_by_its_names(tmp_path):
    file = tmp_path / "draws.csv"
    file.write_text("draw,b.y,a.x\n0,3,1\n\n1,4,2\n")
    ranges = (Range("a.x", 0.0, 2.0), Range("b.y", 0.0, 9.0))
    assert draws_of("table", ranges, None, None, 1, {}, file).tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert count_of("table", ranges, None, None, file) == 2
    assert ranges_of_table(file) == [Range("b.y", 3.0, 4.0), Range("a.x", 1.0, 2.0)]


def test_every_fault_of_a_table_is_told_with_its_line(tmp_path):
    file = tmp_path / "draws.csv"
    ranges = (Range("a.x", 0.0, 2.0), Range("b.y", 0.0, 9.0))
    file.write_text("a.x,b.y\n1,2\n5,2\n1,much\n1\n")
    with pytest.raises(ValueError, match="must be") as fault:
        draws_of("table", ranges, None, None, 1, {}, file)
    assert str(fault.value).split("\n") == [
        f"{file}:3: a.x is 5; it must be between 0 and 2",
        f"{file}:4: b.y is 'much'; it must be a number",
        f"{file}:5: it has 1 cells; it must have 2",
    ]
    file.write_text("a.x,c.z\n1,2\n")
    with pytest.raises(ValueError, match="there is no column b.y") as fault:
        draws_of("table", ranges, None, None, 1, {}, file)
    assert "unknown column c.z; there are: a.x, b.y, draw" in str(fault.value)
    with pytest.raises(ValueError, match="cannot be read"):
        draws_of("table", ranges, None, None, 1, {}, tmp_path / "none.csv")
