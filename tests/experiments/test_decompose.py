"""`joinedup decompose`: a real run is split into channels that sum to the whole, with money apart from behaviour."""

import json
from math import fsum

import polars as pl
import pytest

from joinedup.experiments.compare import Stop, compare
from joinedup.experiments.decompose import SHOWN, Decomposition, arms_for, part_of, switches_for
from joinedup.experiments.experiment import Experiment
from joinedup.model.place import load_place

PEOPLE = 2_000


@pytest.fixture(scope="module")
def split():
    experiment = Experiment("dudley", arms_for(), PEOPLE, years_after=1)
    return Decomposition(compare(experiment, Stop(2)))


def test_the_channels_of_a_real_run_sum_to_the_whole_effect(split):
    for name in split.outcomes:
        parts = split.parts(name)
        whole = part_of(parts, "total", "PIOK").mean
        if whole != whole:
            continue
        for kind in ("channel", "together"):
            some = [p.effect.mean for p in parts if p.kind == kind]
            assert sum(some) == sum(reversed(some)) == fsum(some) == whole, name
        compared = split.found.difference(15, name).mean
        assert whole == pytest.approx(compared, rel=1e-11, abs=1e-11 * abs(split.baseline(name))), name


def test_what_one_switch_does_alone_is_what_compare_says_of_it(split):
    for k, letters in ((1, "P"), (2, "I"), (4, "O"), (8, "K")):
        for name in SHOWN:
            alone, compared = part_of(split.parts(name), "together", letters), split.found.difference(k, name)
            assert alone.mean == pytest.approx(compared.mean, rel=1e-9, abs=1e-9)
            assert alone.low == pytest.approx(compared.low, rel=1e-6, abs=1e-9)


def test_accounting_touches_money_and_no_patient(split):
    assert split.found.digest(16) == split.found.digest(0)
    of = {name: part_of(split.parts(name), "accounting only", "PIOK").mean for name in SHOWN}
    assert of["spend_total"] != 0.0
    assert all(
        of[name] == 0.0 for name in ("deaths", "qalys", "emergency_admissions", "elective_median_wait")
    )


def test_a_place_without_a_community_service_has_three_switches():
    from dataclasses import replace

    assert switches_for(load_place("dudley")) == "PIOK"
    assert switches_for(replace(load_place("dudley"), without=("community",))) == "PIO"


def test_the_command_writes_tables_pictures_and_json(cli, tmp_path):
    out = tmp_path / "split"
    code, said, err = cli(
        "decompose", "dudley", "--people", 1_000, "--years", 1, "--replications", 1, "--switches", "PI",
        "--outcomes", "bed_days,bonuses", "--out", out, "--json",
    )  # fmt: skip
    assert code == 0, err
    found = json.loads(said)
    bed_days = found["outcomes"]["bed_days"]
    assert fsum(x["mean"] for x in bed_days["channels"].values()) == bed_days["total"]["mean"]
    assert set(bed_days["together"]) == {"P", "I", "PI"}
    assert bed_days["total"]["low"] is None  # one replication has no interval
    table = pl.read_parquet(out / "decomposition.parquet")
    assert {"channel", "together", "total", "accounting only"} == set(table["kind"])
    assert len(list((out / "figures").glob("*.csv"))) == 4


def test_the_whole_effect_is_never_printed_alone(cli):
    code, out, _ = cli(
        "decompose", "dudley", "--people", 1_000, "--years", 1, "--replications", 2, "--switches", "PIO"
    )
    assert code == 0
    text = " ".join(out.split())
    for words in (
        "The effect by channel", "shared records", "= whole effect", "Accounting only", "P×I", "P×I×O",
        "the same to the last bit", "What this model cannot say",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--switches", "PX"), "two or more of the letters"),
        (("--outcomes", "bed_day"), "did you mean bed_days?"),
        (("--outcomes", ","), "no outcomes"),
    ],
)
def test_a_mistake_is_one_sentence(cli, words, sentence):
    code, _, err = cli("decompose", "dudley", *words)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


def test_an_arm_may_be_frozen_in_words(cli):
    code, out, _ = cli(
        "compare", "dudley", "--people", 1_000, "--years", 1, "--replications", 1, "--arms", "us-aco,frozen:us-aco",
        "--json",
    )  # fmt: skip
    assert code == 0
    arms = {a["name"]: a for a in json.loads(out)["arms"]}
    assert arms["frozen:us-aco"]["frozen"]
    base = arms["fee per procedure"]
    assert arms["frozen:us-aco"]["digest"] == base["digest"] != arms["us-aco"]["digest"]
