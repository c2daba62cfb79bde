"""A place fitted to figures that the model itself gives: the truth is kept, and nothing that is held out is read."""

import json
from functools import partial

import numpy as np
import pytest
import yaml

from joinedup.experiments.executors.here import Here
from joinedup.experiments.sweep.designs import draws_of, ranges_of_table, shares_of
from joinedup.experiments.uncertainty.fit_report import not_ruled_out, waves_table
from joinedup.experiments.uncertainty.fitting import RUNS, Fitting, Kept, fit, played, runs_of
from joinedup.experiments.uncertainty.history_matching import Rules, is_left
from joinedup.experiments.uncertainty.screening import ranges_called
from joinedup.model.place import load_place

PEOPLE, SEEDS, TRUTH = 1_000, 6, 0.2
ROWS = [
    {
        "pattern": "P1",
        "measure": "Emergency admissions",
        "unit": "per 1,000 a year",
        "of": "emergency_admissions",
    },
    {"pattern": "P1", "measure": "A&E attendances", "unit": "per 1,000 a year", "of": "ae_attendances"},
]
ARGUMENTS = (
    "dudley", "--people", PEOPLE, "--numbers", "health.acute=0.05..0.4", "--year", 0, "--size", 10, "--waves", 2,
    "--workers", 1, "--misses", 0, "--discrepancy", 0,
)  # fmt: skip


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """What the model says at the truth: the mean of some seeds, within two standard errors; and a row to leave alone."""
    from joinedup.experiments.targets import read_targets

    file = tmp_path_factory.mktemp("twin") / "figures.yaml"
    rows = [
        r | {"value": 100.0, "source": "the model itself", "use": "fit", "model": "outcome"} for r in ROWS
    ]
    file.write_text(yaml.safe_dump(rows, allow_unicode=True))
    seen = Fitting(load_place("dudley").scaled(PEOPLE), tuple(ranges_called("health.acute=0.05..0.4")), 0, SEEDS,
                   seed=99, targets_text=file.read_text(), size=10)  # fmt: skip
    assert len(read_targets(file)) == 2
    at_truth = np.array([[np.log(TRUTH / 0.05) / np.log(8.0)]])
    found = np.array([played(seen, run) for run in runs_of(seen, 1, at_truth)])
    for row, values in zip(rows, found.T):
        half = 2.0 * values.std(ddof=1) / np.sqrt(SEEDS)
        mean = float(values.mean())
        row |= {"value": mean, "low": float(mean - half), "high": float(mean + half)}
    rows.append(rows[1] | {"measure": "never read", "use": "check", "of": "deaths"})
    kept = file.with_name("kept.yaml")
    kept.write_text(yaml.safe_dump(rows, allow_unicode=True))
    return kept


def fitting(figures):
    place, ranges = load_place("dudley").scaled(PEOPLE), tuple(ranges_called("health.acute=0.05..0.4"))
    return Fitting(place, ranges, 0, 2, 10, 2, 1, 0.0, figures.read_text())


def test_the_truth_is_kept_and_most_of_the_space_is_not(figures, tmp_path):
    f, rules = fitting(figures), Rules(misses=0)
    kept = Kept(tmp_path / "fit", f, resume=False)
    waves = list(fit(f, rules, Here(), kept))
    tried = shares_of([TRUTH, 0.05, 0.4], f.ranges[0])[:, None]
    assert is_left(waves, f.observed, tried, rules).tolist() == [True, False, False]
    assert waves[-1].share.value < 0.6
    assert waves_table(f, waves)["failed"].sum() == 0
    left = not_ruled_out(f, waves, rules, keep=30)
    assert len(left) == 30
    assert left["implausibility"].max() < rules.cutoff


def test_no_figure_that_is_held_out_is_ever_computed(figures, tmp_path, monkeypatch):
    from joinedup.model.outcomes import OUTCOMES

    def refuses(book):
        raise AssertionError("a held-out figure was read")

    monkeypatch.setitem(OUTCOMES, "deaths", refuses)
    f = fitting(figures)
    assert [t.measure for t in f.targets] == ["Emergency admissions", "A&E attendances"]
    run = next(iter(runs_of(f, 1, np.array([[0.5]]))))
    assert len(played(f, run)) == 2


def test_a_fit_that_was_stopped_goes_on_where_it_was_and_comes_to_the_same(figures, tmp_path, cli):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    code, said, err = cli("calibrate", *ARGUMENTS, "--targets-file", figures, "--out", whole, "--json")
    assert code == 0, err
    found = json.loads(said)
    assert len(found["waves"]) == 2
    assert {row["use"] for row in found["fit"]} == {"fit", "not fitted to"}
    names = {p.name for p in whole.iterdir()}
    assert {
        "not-ruled-out.csv",
        "not-ruled-out.parquet",
        "waves.parquet",
        "fit.parquet",
        "manifest.json",
    } <= names
    # the table is a design that any sweep can draw from
    table = whole / "not-ruled-out.csv"
    assert draws_of("table", ranges_of_table(table), None, None, 1, {}, table).shape[1] == 1

    cut.mkdir()
    (cut / "fitting.json").write_text((whole / "fitting.json").read_text())
    lines = (whole / RUNS).read_bytes().splitlines(keepends=True)
    (cut / RUNS).write_bytes(b"".join(lines[:25]) + lines[25][:40])
    code, _, err = cli("calibrate", *ARGUMENTS, "--targets-file", figures, "--out", cut, "--resume")
    assert code == 0, err
    assert (cut / RUNS).read_bytes() == (whole / RUNS).read_bytes()
    assert (cut / "not-ruled-out.csv").read_bytes() == table.read_bytes()

    code, _, err = cli(
        "calibrate", *ARGUMENTS, "--targets-file", figures, "--out", cut, "--resume", "--seed", 2
    )
    assert code == 2
    assert "runs are never mixed: seed there 1, here 2" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--numbers", "health.acut"), "no number 'health.acut' (did you mean health.acute"),
        (("--numbers", "health.acute=0.3..0.1"), "write health.acute=LOW..HIGH, the lower first"),
        (("--numbers", "health.acute=0.1..9"), "it must be between 0 and 2"),
        (("--numbers", "health.deprivation"), "is a list of 6 numbers"),
        (("--numbers", "means_test.free_personal_care"), "has no range of its own: a switch"),
        (("--numbers", "health.acute", "--targets", "P18"), "target P18 is held out"),
        (("--numbers", "health.acute", "--size", 3), "size is 3; it must be between 10"),
        (("--numbers", "health.acute", "--replications", 1), "replications is 1; it must be between 2"),
        (("--numbers", "health.acute", "--resume"), "holds no fit to go on with"),
    ],
)
def test_a_fit_that_cannot_be_is_told_why(words, sentence, tmp_path, cli):
    code, _, err = cli("calibrate", "dudley", "--people", PEOPLE, *words, "--out", tmp_path / "fit")
    assert code == 2
    assert sentence in err


def test_runs_can_be_sent_to_another_process(figures):
    import pickle

    work = pickle.loads(pickle.dumps(partial(played, fitting(figures))))
    assert work.args[0].targets
