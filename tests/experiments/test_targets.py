"""Published figures: read from a file, with sources, and some of them never fitted to."""

import pytest

from joinedup.experiments.targets import FIT, baseline_targets, every_target, fitted, read_targets

ROW = """
- pattern: P1
  measure: Emergency admissions
  unit: per 1,000 a year
  value: 110
  source: HES 2018/19
  use: fit
  model: outcome
  of: emergency_admissions
"""


def faults(tmp_path, text):
    file = tmp_path / "figures.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"figures\.yaml") as fault:
        read_targets(file)
    return str(fault.value).replace(f"{file}:", "")


def test_what_validates_the_model_is_there_and_is_never_fitted():
    fits = fitted(every_target())
    assert not {t.pattern for t in fits} & {"P9", "P12", "P18", "P19"}
    held = [t for t in every_target() if t.use != FIT]
    assert {"P9", "P12", "P18", "P19"} <= {t.pattern for t in held}
    assert all(t.compute or t.shown.startswith("joinedup ") for t in held)
    for pattern in ("P9", "P12", "P18", "P19"):
        with pytest.raises(ValueError, match=f"target {pattern} is held out"):
            fitted(every_target(), [pattern])


def test_patterns_can_be_chosen_by_their_number():
    assert {t.pattern for t in fitted(every_target(), ["P1", "P6"])} == {"P1", "P6"}
    with pytest.raises(ValueError, match="no target 'P99'; there are: P1, P2"):
        fitted(every_target(), ["P99"])


def test_every_figure_has_a_source_and_lies_in_its_range():
    assert len(baseline_targets()) == 126
    for t in every_target():
        assert t.source
        assert t.grade in ("A", "A*", "B", "C")
        assert t.low <= t.value <= t.high


def test_a_file_of_ones_own_is_read_with_a_tolerance_of_a_tenth(tmp_path):
    file = tmp_path / "figures.yaml"
    file.write_text(ROW)
    (found,) = read_targets(file)
    assert (found.low, found.high) == pytest.approx((99.0, 121.0))
    assert found.beside(100.0).met
    assert not found.beside(122.0).met


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("pattern: P1", "pattern: P19", "2:3: 0: P19 is never fitted"),
        ("source: HES 2018/19", "source: ''", "6:11: 0.source: "),
        ("use: fit", "use: perhaps", "7:8: 0.use: "),
        ("use: fit", "use: hold out", "2:3: 0: a figure that is held out has no model"),
        ("model: outcome", "model: guess", "no function 'guess'; there are: outcome"),
        ("of: emergency_admissions", "of: emergencies", "no outcome 'emergencies'; there are: "),
        ("value: 110", "value: 110\n  low: 120", "the range is 120 to 121; 110 must lie in it"),
        ("  of: ", "  oof: ", "9:3: 0.oof: unknown key (did you mean of?)"),
        ("  model: outcome\n", "", "model is missing"),
        ("  of: ", "  bands: [8]\n  of: ", "bands are [8]; they must be of 0 to 7"),
        ("  of: ", "  fifths: [5]\n  of: ", "fifths are [5]; they must be of 0 to 4"),
        ("  of: ", "  rates: [1, 2]\n  of: ", "there must be five, above 0"),
        (
            "of: emergency_admissions",
            "of: occupancy\n  bands: [1]",
            "occupancy is not known by age or deprivation",
        ),
        (
            "  model: outcome",
            "  model: multimorbid_at\n  ages: [9]",
            "they must be the youngest and the oldest",
        ),
        ("  of: ", "  grade: D\n  of: ", "9:10: 0.grade: "),
    ],
)
def test_every_fault_of_a_file_is_told_with_its_line(tmp_path, old, new, words):
    assert words in faults(tmp_path, ROW.replace(old, new))


def test_a_file_that_is_no_list_is_told_what_it_must_be(tmp_path):
    assert "it is no list" in faults(tmp_path, "targets: 3\n")
