"""What is read from a sweep: rankings and worlds, from frames and from a folder."""

import json

import numpy as np
import polars as pl
import pytest

from joinedup.experiments.sweep.designs import Range, draws_of
from joinedup.experiments.uncertainty.discover import DEFAULT, as_object, discover, panel, sentences, wants_of
from joinedup.experiments.uncertainty.drawn import Drawn
from joinedup.experiments.uncertainty.influence import influences, luck_share, panels, rankings

RANGES = (Range("a.deciding", 1.0, 100.0, "log"), Range("b.idle", 0.0, 1.0), Range("c.lesser", 0.0, 1.0))
QUESTION = """
version: 2
place: dudley
people: 1000
arms: {base: separate, PIO: PIO}
numbers:
  decision.altruism: {from: 0.5, to: 5, scale: log}
  decision.income_effect: {from: 0.02, to: 0.5}
design: {kind: morris, size: 3, levels: 4, seed: 1}
replications: 2
years: 1
years_before: 1
burn_in: 1
"""


def swept(kind, size=None, levels=None, noise=0.0, replications=2):
    """A sweep of an invented model: the arm cuts admissions where the first is large and the third is small."""
    x = draws_of(kind, RANGES, size, levels, 1, {r.name: r.high for r in RANGES})
    luck = np.random.default_rng(3).uniform(-1.0, 1.0, (len(x), replications))
    rows = []
    for d, (first, _, third) in enumerate(x):
        for k in range(replications):
            for outcome, effect in {
                "emergency_admissions": 1.0 - np.log10(first) + noise * luck[d, k],
                "elective_median_wait": third - 0.5 + noise * luck[d, k],
                "slope_rationing": -1.0,
            }.items():
                rows.append(("town", d, k, "PIO", outcome, 100.0, 100.0 + effect, effect))
    effects = pl.DataFrame(
        rows,
        schema=["place", "draw", "replication", "arm", "outcome", "baseline", "value", "difference"],
        orient="row",
    )
    draws = pl.DataFrame({"draw": range(len(x))} | {r.name: x[:, i] for i, r in enumerate(RANGES)})
    return Drawn(kind, levels, RANGES, draws, effects, ("emergency_admissions",))


@pytest.mark.parametrize(
    ("kind", "size", "levels", "measure", "value"),
    [
        ("morris", 10, 4, "mu*", 2.0),
        ("sobol-indices", 256, None, "ST", 1.0),
        ("sobol", 128, None, "SRRC", -1.0),
    ],
)
def test_the_number_that_decides_is_ranked_first_by_every_design(kind, size, levels, measure, value):
    found = influences(swept(kind, size, levels))
    first = found.filter(
        (pl.col("of") == "difference") & (pl.col("rank") == 1) & (pl.col("measure") == measure)
    )
    assert first["number"].to_list() == ["a.deciding"]
    assert first["value"][0] == pytest.approx(value, abs=0.05)
    level = found.filter(pl.col("of") == "baseline")
    assert level["value"].abs().max() == 0.0  # nothing moves the base
    assert len(rankings(found)) == 2
    assert [p.kind for p in panels(found, kind if measure != "SRRC" else "srrc")] == ["intervals"] * 2


def test_luck_is_told_from_what_the_numbers_do():
    assert luck_share(swept("sobol", 64).runs("town", "PIO", "emergency_admissions")) == pytest.approx(
        0.0, abs=1e-9
    )
    noise = np.random.default_rng(1).normal(size=(4, 512))
    assert luck_share(noise) == pytest.approx(1.0, abs=4 * np.sqrt(2 / 512) * 1.2)


def test_the_share_of_worlds_and_the_two_numbers_that_decide_are_found():
    found = discover(swept("latin-hypercube", 300, noise=0.05), "town", "PIO")
    # fewer admissions where the first is above 10, half of them; waits no longer where the third is below a half
    assert found.share.low < 0.25 < found.share.high
    assert set(found.deciding) == {"a.deciding", "c.lesser"}
    assert found.box.is_more_than_chance
    limits = {found.names[i.which]: i for i in found.box.limits}
    assert limits["a.deciding"].low == pytest.approx(10.0, rel=0.2)
    assert limits["c.lesser"].high == pytest.approx(0.5, abs=0.06)
    text = " ".join(sentences(found))
    assert "decide it most" in text
    assert json.loads(json.dumps(as_object(found)))["box"]["more_than_chance"] is True
    assert panel(found).table["series"].value_counts(sort=True)["count"].sum() == 300


def test_wants_are_read_and_percents_are_of_the_base():
    assert wants_of([]) == DEFAULT
    (want,) = wants_of(["emergency_admissions <= -0.5%"])
    assert want.text == "emergency_admissions<=-0.5%"
    # 0.5% of 100 is 0.5: log10 of the first beyond 1.5, a quarter of the worlds
    found = discover(swept("latin-hypercube", 400), "town", "PIO", [want])
    assert found.share.mean == pytest.approx(0.25, abs=0.01)
    assert "told apart from luck" in sentences(found)[1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("emergency_admissions", "write outcome, <"),
        ("a=3", "write outcome, <"),
        ("bed_days<one", "write outcome, <"),
    ],
)
def test_a_want_that_is_no_condition_is_told_so(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        wants_of([text])


def test_names_that_are_not_there_are_told_with_the_nearest():
    sweep = swept("sobol", 64)
    with pytest.raises(ValueError, match="no outcome 'emergency_admission' in this sweep .did you mean"):
        influences(sweep, ["emergency_admission"])
    with pytest.raises(ValueError, match="no outcome 'bed_days'"):
        discover(sweep, "town", "PIO", wants_of(["bed_days<0"]))
    with pytest.raises(ValueError, match="10 draws of town under 'PIO' are finished; at least 20"):
        discover(swept("sobol", 10), "town", "PIO")


def test_a_sweep_on_disk_is_read_by_both_commands(cli, tmp_path):
    question = tmp_path / "question.yaml"
    question.write_text(QUESTION)
    folder = tmp_path / "sweep"
    assert cli("sweep", question, "--out", folder, "--workers", 1)[0] == 0
    code, out, err = cli("sensitivity", folder, "--outcome", "bed_days", "--json", "--out", tmp_path / "read")
    assert code == 0, err
    found = json.loads(out)
    assert found["method"] == "morris"
    assert {row["number"] for row in found["influences"]} == {"decision.altruism", "decision.income_effect"}
    assert {"influences.parquet", "manifest.json", "figures"} <= {
        p.name for p in (tmp_path / "read").iterdir()
    }
    code, out, err = cli("sensitivity", folder, "--outcome", "bed_days")
    assert code == 0, err
    assert "luck alone" in out
    assert "no outcome 'beds'" in cli("sensitivity", folder, "--outcome", "beds")[2]
    code, _, err = cli("discover", folder)
    assert code == 2
    assert "9 draws of dudley under 'PIO' are finished; at least 20" in err
    assert cli("discover", tmp_path / "none")[0] == 2
