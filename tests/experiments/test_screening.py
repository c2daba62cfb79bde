"""Which assumptions are varied, and over what."""

from math import inf

import pytest

from joinedup.agents.sourced import About
from joinedup.experiments.question_file import read_question
from joinedup.experiments.sweep.designs import Range
from joinedup.experiments.uncertainty.screening import (
    LeftOut,
    assumed_ranges,
    left_out,
    range_of,
    ranges_called,
    screening_question,
)
from joinedup.model.parameters import Parameters, every_number


def about(source, low=0.0, high=inf):
    return About("unit", source, low, high)


@pytest.mark.parametrize(
    ("value", "known", "expected"),
    [
        (0.2, about("assumption: varied 0.1 to 0.3"), (0.1, 0.3)),
        (2.0, about("assumption: order of magnitude; varied x0.5 to x2"), (1.0, 4.0)),
        (0.5, about("assumption: varied ±0.1"), (0.4, 0.6)),
        (300.0, about("assumption: 0 to 2,000; 5,000 in the NHS"), (0.0, 2000.0)),
        (1.0, about("assumption: varied 0 (marginal cost) to 1"), (0.0, 1.0)),
        (3.6, about("assumption: 18 a session; varied 12 to 24"), (1.8, 7.2)),  # of something else
        (0.5, about("assumption: see above", 0.25, 1.0), (0.25, 1.0)),  # the register's, which is narrow
        (0.8, about("assumption: see above", 0.0, 1.0), (0.4, 1.0)),  # half to twice, within the register's
        (-2.0, about("assumption: see above", -inf, inf), (-4.0, -1.0)),
    ],
)
def test_a_range_is_that_of_the_source_or_narrow_or_half_to_twice(value, known, expected):
    found = range_of("health.some", value, known)
    assert isinstance(found, Range)
    assert (found.low, found.high) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "known", "why"),
    [
        ((1.0, 2.0), about("assumption: x"), "2 numbers of one meaning"),
        (0.0, about("assumption: none"), "it is 0, and its source names no range"),
        (3.0, about("assumption: as care_home.fee"), "it is the same as care_home.fee"),
    ],
)
def test_what_cannot_be_varied_by_itself_is_left_out_with_the_reason(value, known, why):
    found = range_of("health.some", value, known)
    assert isinstance(found, LeftOut)
    assert why in found.why


def test_every_assumption_is_either_varied_or_left_out_and_every_default_is_in_its_range():
    register = {
        name: value for name, value, a in every_number(Parameters()) if a.source.startswith("assumption")
    }
    varied = {r.name: r for r in assumed_ranges()}
    assert set(varied) | {x.name for x in left_out()} == set(register)
    assert len(varied) > 300
    for name, r in varied.items():
        assert r.low <= register[name] <= r.high, name
        Parameters().with_changes({name: r.low})
        Parameters().with_changes({name: r.high})


def test_the_question_that_screens_them_all_is_one_that_can_be_swept(tmp_path):
    file = tmp_path / "screen.yaml"
    file.write_text(screening_question("dudley", ["PIO"], 2_000, trajectories=4))
    asked = read_question(file).question
    assert {r.name for r in asked.varied} == {r.name for r in assumed_ranges()}
    assert asked.draws == 4 * (len(asked.varied) + 1)
    assert [a.name for a in asked.arms] == ["base", "PIO"]
    assert "#   means_test.free_personal_care: a switch" in file.read_text()


def test_ranges_of_ones_own_and_of_the_register():
    own, registered = ranges_called("health.acute=0.1..0.2, seeking.abandon")
    assert own == Range("health.acute", 0.1, 0.2, "linear")
    assert registered == Range("seeking.abandon", 0.0, 0.1, "linear")


def test_the_command_prints_the_question(cli):
    code, out, err = cli("sensitivity", "--screen", "dudley", "--people", 2_000)
    assert code == 0
    assert out.count("{from:") == len(assumed_ranges())
    assert "assumptions are left out" in err
    assert cli("sensitivity", "--screen", "nowhere")[0] == 2
    assert "name that of a sweep" in cli("sensitivity")[2]
