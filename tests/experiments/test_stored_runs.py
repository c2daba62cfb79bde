"""What is read from a folder of results: sweeps and kept runs, whole, damaged, strange, or outside."""

import json
from pathlib import Path

import numpy as np
import pytest

from joinedup.experiments.answers import answers
from joinedup.experiments.pictures import report_in
from joinedup.experiments.stored import REPORT, SWEEP, inside, opened, stored_in
from joinedup.experiments.sweep.status import status_of
from joinedup.experiments.sweep.store import Store
from joinedup.experiments.sweep_panels import (
    Part,
    against,
    by_outcome,
    by_year,
    draws_in,
    held,
    panels_of,
    varied,
)
from joinedup.viz.dashboard.charts.panels import picture_of
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.pages.sweeps import failures
from joinedup.viz.dashboard.stored_run import read

QUESTION = """
version: 2
question: Does altruism decide?
place: dudley
people: 1000
arms: {base: separate, PIO: PIO}
numbers:
  decision.altruism: {from: 0.5, to: 5, scale: log}
design: {kind: latin-hypercube, size: 4, seed: 1}
replications: 2
years: 1
years_before: 1
burn_in: 1
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A folder of results: a sweep, its ranking, and folders that are neither whole nor ours."""
    from joinedup.experiments.cli import run

    root = tmp_path_factory.mktemp("kept") / "results"
    (root / "north").mkdir(parents=True)
    question = root.parent / "question.yaml"
    question.write_text(QUESTION, encoding="utf-8")
    sweep = root / "north" / "sweep"
    assert run(["sweep", str(question), "--out", str(sweep), "--cluster", "here"]) == 0
    with pytest.MonkeyPatch.context() as patch:  # the manifest keeps the command as it was typed
        patch.setattr("sys.argv", ["joinedup", "sensitivity", str(sweep)])
        assert run(["sensitivity", str(sweep), "--out", str(root / "ranking")]) == 0
    (root / "foreign").mkdir()
    (root / "foreign" / "letter.txt").write_text("dear all", encoding="utf-8")
    (root / "cut" / "figures").mkdir(parents=True)
    (root / "cut" / "figures" / "panels.json").write_text('{"title": "hal', encoding="utf-8")
    (root / "odd" / "figures").mkdir(parents=True)
    odd = {
        "title": "t",
        "summary": {},
        "manifest": {},
        "panels": [
            {"title": "t", "reading": "r", "kind": "bars", "table": {"label": ["a"], "value": [1, 2]}}
        ],
    }
    (root / "odd" / "figures" / "panels.json").write_text(json.dumps(odd), encoding="utf-8")
    (root / "hollow").mkdir()
    (root / "hollow" / "manifest.json").write_text('{"facts": {}}', encoding="utf-8")
    (root.parent / "secret").mkdir()
    (root / "door").symlink_to(root.parent / "secret")
    return root


@pytest.fixture(scope="module")
def store(root) -> Store:
    return Store(root / "north" / "sweep")


def test_sweeps_and_kept_runs_are_found_and_nothing_else(root):
    found = {s.name: (s.kind, s.command) for s in stored_in(root)}
    assert found.pop("north/sweep") == (SWEEP, "sweep")
    assert found.pop("ranking") == (REPORT, "sensitivity")
    assert set(found) == {"cut", "odd", "hollow"}


def test_a_folder_that_is_not_there_is_said_with_what_makes_one(tmp_path):
    with pytest.raises(ValueError, match="no folder 'results' with results yet; any command makes one"):
        stored_in(tmp_path / "results")


@pytest.mark.parametrize("words", ["..", "../secret", "north/../../secret", "/etc", "door", "~root/../.."])
def test_a_path_outside_is_refused(root, words):
    with pytest.raises(ValueError, match=r"outside the folder of results|no folder"):
        inside(root, words)


def test_a_link_that_leads_outside_is_refused_as_outside(root):
    with pytest.raises(ValueError, match="outside the folder of results"):
        inside(root, "door")


@pytest.mark.parametrize("words", ["nowhere", "a\0b", "foreign"])
def test_a_folder_without_a_run_is_one_sentence(root, words):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        opened(root, words)


def test_a_path_within_opens_the_run(root):
    assert opened(root, " north/sweep ").name == "north/sweep"


@pytest.mark.parametrize("name", ["cut", "odd", "hollow"])
def test_a_damaged_run_is_one_plain_sentence_without_its_place_on_the_machine(root, name, monkeypatch):
    monkeypatch.setattr(LIMITS, "results", root)
    stored = opened(root, name)
    reads = (
        (lambda: status_of(Store(stored.folder)))
        if stored.kind == SWEEP
        else (lambda: report_in(stored.folder))
    )
    said = read(stored, reads)
    assert isinstance(said, str)
    assert str(root) not in said
    assert "\n" not in said
    assert name in said


def test_the_pictures_of_a_kept_run_are_drawn_as_they_were_kept(root):
    report = report_in(root / "ranking")
    assert report.panels
    for panel in report.panels:
        assert picture_of("x", panel).title == panel.title


def test_a_finished_sweep_is_told_as_finished(store):
    now = status_of(store)
    assert (now.done, now.failed, now.expected) == (8, 0, 8)
    assert now.alive == ()
    assert now.seconds_left is None


def part_of(store, **choices):
    return Part("dudley", store.facts["arms"][1:], "emergency_admissions", **choices)


def test_a_sweep_says_the_same_as_its_answer(store):
    part = part_of(store)
    said = answers(store, ["emergency_admissions"])["dudley", "PIO", "emergency_admissions"]
    row = by_outcome(store, part, draws_in(store, {})).table.row(0, named=True)
    for ours, theirs in zip((row["mean"], row["low"], row["high"]), said.difference):
        assert ours == pytest.approx(100.0 * theirs / said.baseline)
    year = by_year(store, part, draws_in(store, {})).table.row(0, named=True)
    assert (year["y"], year["low"]) == pytest.approx((said.difference.mean, said.difference.low))


def test_ranges_leave_out_the_draws_outside_them(store):
    middle = float(store.draws["decision.altruism"].median())
    ranges = {"decision.altruism": (middle, 5.0)}
    kept = draws_in(store, ranges)
    assert len(kept) == 2
    mine = by_year(store, part_of(store, ranges=ranges), kept).table["y"][0]
    everything = by_year(store, part_of(store), draws_in(store, {})).table["y"][0]
    assert mine != everything


def test_ranges_without_a_draw_are_said_in_words(store):
    with pytest.raises(ValueError, match="no draw of the numbers lies in these ranges; widen one"):
        panels_of(store, part_of(store, ranges={"decision.altruism": (7.0, 8.0)}))


def test_the_effect_against_a_number_goes_through_every_draw_where_they_are_few(store):
    (panel,) = against(store, part_of(store), draws_in(store, {}))
    assert panel.table["x"].to_list() == sorted(store.draws["decision.altruism"])


def test_every_picture_of_a_sweep_can_be_drawn(store):
    for panel in panels_of(store, part_of(store)):
        assert picture_of("x", panel).figure


def test_the_range_of_a_number_holds_all_its_draws(store):
    least, most = varied(store)["decision.altruism"]
    assert least <= store.draws["decision.altruism"].min()
    assert store.draws["decision.altruism"].max() <= most
    assert held(np.array([-0.123456, 98.7654])) == (-0.13, 98.77)
    assert held(np.array([0.0, 0.0])) == (0.0, 0.0)


def test_a_failure_is_told_with_its_job_its_numbers_and_its_error(store, monkeypatch):
    record = {
        "job": 3, "place": "dudley", "replication": 1, "numbers": {"decision.altruism": 2.0}, "error": "no beds",
        "traceback": "/home/somebody/secret.py",
    }  # fmt: skip
    monkeypatch.setattr(Store, "failures", lambda self: iter([record]))
    table = failures(store)
    assert table.row(0) == (3, "dudley", 1, "decision.altruism = 2", "no beds")
    assert "secret" not in table.write_csv()
