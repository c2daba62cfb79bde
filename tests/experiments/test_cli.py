"""The command line: what it prints, what a mistake looks like, how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

COMPARE = ("compare", "dudley", "--people", 1_000, "--years", 1)
HEAVY = {"numba", "mesa", "polars", "numpy", "scipy", "networkx", "pyarrow"}


def test_help_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from joinedup.experiments.cli import run\n"
        "run(['compare', '--help'])\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "--payment-only" in done.stdout


def test_compare_prints_for_a_policy_reader(cli):
    code, out, err = cli(*COMPARE, "--replications", 2, "--by-year", "--by-fifth", "--by-age")
    assert code == 0
    text = " ".join(out.split())
    for words in (
        "Duplicate tests", "Repeated histories", "A&E attendances", "Emergency admissions", "Readmissions",
        "Bed days", "Delayed days", "Elective wait", "hospital", "social care", "Rationing", "Waste",
        "what payment alone does", "what shared records add", "what one organisation adds",
        "difference by year", "by deprivation fifth", "by age", "What this model cannot say",
        "Before the switch all arms are the same", "2 replications",
    ):  # fmt: skip
        assert words in text, words
    assert "Traceback" not in err


def test_json_is_one_object_and_nothing_else(cli):
    code, out, _ = cli(*COMPARE, "--replications", 1, "--payment-only", "--json")
    assert code == 0
    found = json.loads(out)  # fails on anything before or after it
    assert [a["name"] for a in found["arms"]] == ["fee per procedure", "capitated"]
    assert found["arms"][1]["outcomes"]["bed_days"]["low"] is None  # one replication has no interval


def test_arms_numbers_and_folders_can_be_chosen(cli, tmp_path):
    out = tmp_path / "new" / "folder"
    code, said, _ = cli(
        *COMPARE, "--replications", 1, "--arms", "PIOK,placebo", "--set", "decision.altruism=1.5",
        "--adequacy", 0.97, "--seed", 5, "--out", out, "--json",
    )  # fmt: skip
    assert code == 0
    found = json.loads(said)
    assert [a["name"] for a in found["arms"]] == [
        "fee per procedure",
        "accountable care organisation, community money",
        "placebo",
    ]
    assert found["arms"][2]["digest"] == found["arms"][0]["digest"]
    assert found["seed"] == 5
    assert found["manifest"]["changed"] == {"decision.altruism": 1.5}
    assert found["manifest"]["parameters"]["decision.altruism"] == 1.5
    assert {path.name for path in out.iterdir()} == {
        "outcomes.parquet", "differences.parquet", "spending.parquet", "manifest.json", "figures", "report.html",
    }  # fmt: skip


def test_a_place_can_be_built_from_a_list_of_practices(cli, tmp_path):
    practices = tmp_path / "practices.csv"
    practices.write_text(
        "CODE,CCG_CODE,POSTCODE,NUMBER_OF_PATIENTS\nM1,05C,DY1 1AA,600\nM2,05C,DY2 1AA,500\nX1,99X,L1 1AA,9\n"
    )
    code, out, _ = cli(
        "compare", "--practices", practices, "--commissioner", "05C", "--years", 1, "--replications", 1,
        "--payment-only", "--json",
    )  # fmt: skip
    assert code == 0
    found = json.loads(out)
    assert found["people"] == 1_100
    assert list(found["manifest"]["inputs"]) == ["practices.csv"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("compare", "atlantis"), "no place 'atlantis'; there are: cheshire, dudley"),
        (("compare", "dudly"), "did you mean dudley?"),
        (("compare",), "no place said; there are: cheshire"),
        (("compare", "dudley", "--people", 0), "cannot be scaled to 0 people"),
        (("compare", "dudley", "--people", "many"), "'--people'"),
        (("compare", "dudley", "--years", 0), "it must be between 1 and 50"),
        (("compare", "dudley", "--seed", -3), "seed: -3"),
        (("compare", "dudley", "--workers", 0), "workers is 0; it must be at least 1"),
        (("compare", "dudley", "--replications", 0), "replications is 0; it must be at least 1"),
        (("compare", "dudley", "--arms", "PX"), "no arm 'PX'; write any of the letters"),
        (("compare", "dudley", "--arms", "P,P"), "arm 'P' is there twice"),
        (("compare", "dudley", "--arms", "P", "--payment-only"), "both --arms and --payment-only"),
        (("compare", "dudley", "--set", "decision.altruism=-1"), "it must be between 0 and 100"),
        (("compare", "dudley", "--set", "decision.kindness=1"), "no parameter 'kindness'"),
        (("compare", "dudley", "--set", "sums.kindness=1"), "no parameter 'sums.kindness'"),
        (("compare", "dudley", "--set", "decision.altruism"), "write section.name=value"),
        (("compare", "dudley", "--set", "decision.altruism=much"), "it must be a number"),
        (("compare", "dudley", "--set", "decision.altruism=1,2"), "it must be one number"),
        (("compare", "dudley", "--set", "testing.need_ae=0.5"), "it must have 7"),
        (("compare", "dudley", "--practices", "x.csv"), "without --commissioner"),
        (("compare", "--commissioner", "05C"), "without --practices"),
        (("compare", "--practices", "x.csv", "--commissioner", "05C"), "cannot be read"),
        (("compare", "dudley", "--practices", "x.csv", "--commissioner", "05C"), "say one of them"),
        (("compare", "dudley", "--nonsense"), "No such option"),
        (("conquer", "dudley"), "No such command 'conquer'"),
        (("parameters", "--section", "sums"), "no section 'sums'; there are: health"),
        (("journey", "dudley", "--people", 1_000, "--person", 10**8), "no person 100000000"),
        (("journey", "dudley", "--arms", "P,PI,PIO"), "a journey compares two arms"),
        (("calibration", "dudley", "--people", 1_000, "--year", -1), "year is -1"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(cli, words, sentence):
    code, out, err = cli(*words)
    assert code == 2
    assert sentence in err
    assert len([line for line in err.splitlines() if line.startswith("joinedup: ")]) == 1
    assert "Traceback" not in err
    assert out == ""


def test_a_folder_in_use_is_refused_before_anything_runs(cli, tmp_path):
    (tmp_path / "x").write_text("")
    code, _, err = cli(*COMPARE, "--out", tmp_path)
    assert code == 2
    assert "exists and is not empty" in err


def test_ctrl_c_reports_what_is_finished():
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "joinedup.experiments", *map(str, COMPARE), "--replications", "100000",
         "--workers", "1", "--payment-only", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "JOINEDUP_LINES": "0.2"},
    )  # fmt: skip
    for line in process.stderr:  # wait for the first replication
        if line[:1].isdigit() and not line.startswith("0 of"):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    found = json.loads(out)
    assert 1 <= found["replications"] < 100_000
    assert found["manifest"]["stopped"] == "interrupted"
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_ctrl_c_leaves_no_worker_behind():
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "joinedup.experiments", *map(str, COMPARE), "--replications", "100000",
         "--workers", "2", "--payment-only", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "JOINEDUP_LINES": "0.2"},
        start_new_session=True,
    )  # fmt: skip
    for line in process.stderr:
        if line[:1].isdigit() and not line.startswith("0 of"):
            break
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["replications"] >= 1
    assert "Traceback" not in err
    ends = time.monotonic() + 10.0
    while (left := _alive_in_group(process.pid)) and time.monotonic() < ends:
        time.sleep(0.1)
    assert left == []


def _alive_in_group(group):
    """Processes of a group that still run; one that has ended and waits to be read does not."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone in the meantime
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                found.append(stat.parent.name)
    return found


def test_places_are_listed(cli):
    code, out, _ = cli("places")
    assert code == 0
    for name in ("dudley", "manchester", "norfolk", "liverpool", "wirral", "cheshire", "05C"):
        assert name in out


def test_every_number_is_listed_with_unit_and_source(cli):
    code, out, _ = cli("parameters", "--json")
    assert code == 0
    numbers = json.loads(out)
    assert len(numbers) > 100
    assert all(n["unit"] and n["source"] for n in numbers)
    code, out, _ = cli("parameters", "--section", "decision")
    assert "decision.altruism" in out
    assert "testing." not in out
