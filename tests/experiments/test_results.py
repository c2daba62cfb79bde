"""What is written can be read again, and says the same."""

import errno
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from joinedup.experiments import results
from joinedup.experiments.provenance import manifest
from joinedup.experiments.sectors import SECTORS
from joinedup.model.outcomes import OUTCOMES

NAMED = {
    "duplicate_tests", "repeated_histories", "ae_attendances", "emergency_admissions", "readmissions",
    "bed_days", "delayed_days", "elective_median_wait", "spend_total", "rationing_index",
}  # fmt: skip


@pytest.fixture(scope="module")
def origin(found):
    return manifest(found, ["joinedup", "compare", "dudley"], [], 1)


@pytest.fixture(scope="module")
def entry(found, origin):
    return json.loads(json.dumps(results.as_object(found, origin), allow_nan=False))


@pytest.fixture(scope="module")
def folder(found, origin, tmp_path_factory):
    made = tmp_path_factory.mktemp("out")
    results.write(found, origin, results.claimed(made))
    return made


def test_the_object_has_its_shape(entry):
    assert set(entry) == {
        "place", "people", "seed", "replications", "years_before", "years_after", "arms",
        "identical_before_switch", "manifest",
    }  # fmt: skip
    assert (entry["place"], entry["people"], entry["seed"]) == ("dudley", 1_000, 1)
    assert (entry["replications"], entry["years_before"], entry["years_after"]) == (3, 2, 1)
    assert entry["identical_before_switch"] is True
    assert [a["switches"] for a in entry["arms"]] == [[], ["P"], ["P", "I"], ["P", "I", "O"], []]
    for arm in entry["arms"]:
        assert len(arm["digest"]) == 16
        assert set(arm["outcomes"]) >= NAMED
        for outcome in arm["outcomes"].values():
            assert set(outcome) >= {"unit", "value", "difference", "low", "high", "by_year"}
            assert len(outcome["by_year"]) == 3


def test_the_first_arm_differs_from_itself_by_nothing(entry):
    for outcome in entry["arms"][0]["outcomes"].values():
        assert outcome["difference"] in (0.0, None)


def test_what_an_arm_adds_stands_with_it(entry):
    added = [a["outcomes"]["bed_days"].get("added", {}).get("by") for a in entry["arms"]]
    assert added == [None, ["P"], ["I"], ["O"], None]


def test_the_manifest_is_enough_to_do_it_again(entry, found):
    made = entry["manifest"]
    assert made["command"] == "joinedup compare dudley"
    assert made["versions"]["mesa"].startswith("3.")
    assert len(made["parameters"]) > 100
    assert [r["luck"] for r in made["replications"]] == [found.experiment.luck_of(k) for k in range(3)]
    assert made["replications"][0]["digests"]["capitated"] == found.runs[0][1].digest


def test_differences_can_be_computed_again_by_hand_from_the_tables(folder):
    outcomes = pl.read_parquet(folder / "outcomes.parquet")
    differences = pl.read_parquet(folder / "differences.parquet")
    after = outcomes.filter((pl.col("year") > 0) & (pl.col("group") == "everybody"))
    means = after.group_by("arm", "replication", "outcome").agg(pl.col("value").mean())
    for name in sorted(NAMED):
        mine = {
            arm: means.filter((pl.col("arm") == arm) & (pl.col("outcome") == name)).sort("replication")[
                "value"
            ]
            for arm in ("fee per procedure", "capitated, shared records")
        }
        d = mine["capitated, shared records"].to_numpy() - mine["fee per procedure"].to_numpy()
        half = 4.302652729911275 * d.std(ddof=1) / np.sqrt(3)
        row = differences.filter(
            (pl.col("arm") == "capitated, shared records")
            & (pl.col("outcome") == name)
            & (pl.col("group") == "everybody")
            & pl.col("year").is_null()
        ).row(0, named=True)
        assert row["difference"] == pytest.approx(d.mean())
        assert row["low"] == pytest.approx(d.mean() - half)
        assert row["high"] == pytest.approx(d.mean() + half)
        assert row["baseline"] == pytest.approx(mine["fee per procedure"].mean())


def test_every_outcome_is_in_the_table_and_the_groups_of_those_that_can_be_split(folder):
    outcomes = pl.read_parquet(folder / "outcomes.parquet")
    assert set(outcomes["outcome"]) == set(OUTCOMES) | {s.name for s in SECTORS}
    split = outcomes.filter(pl.col("group") == "fifth 1")
    assert set(split["outcome"]) == {name for name, o in OUTCOMES.items() if o.by_group}
    assert len(set(outcomes["group"])) == 1 + 5 + 8
    assert set(outcomes["year"]) == {-2, -1, 1}


def test_costs_by_sector_add_up_to_the_cost_of_all_care(found):
    for arm in range(4):
        parts = sum(found.series(arm, s.name) for s in SECTORS)
        np.testing.assert_allclose(parts, found.series(arm, "resource_cost"), rtol=1e-9)


def test_the_manifest_is_written_beside_the_tables(folder, origin):
    assert json.loads((folder / "manifest.json").read_text())["replications"] == origin["replications"]
    assert sorted(p.name for p in folder.iterdir()) == [
        "differences.parquet", "manifest.json", "outcomes.parquet", "spending.parquet",
    ]  # fmt: skip


def test_a_full_disk_is_said_and_leaves_nothing_behind(found, origin, tmp_path, monkeypatch):
    whole = Path.replace
    calls = []

    def full(self, target):
        calls.append(target)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ValueError, match="cannot be written: no space left on device; the results above"):
        results.write(found, origin, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="exists and is not empty"):
        results.claimed(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(ValueError, match="is a file; it must be a new or empty folder"):
        results.claimed(tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot be written: not a directory"):
        results.claimed(tmp_path / "file" / "out")
