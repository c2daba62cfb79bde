"""A real sweep, killed by the system while it plays, against one that was left alone."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

TEXT = """version: 2
question: What does a shared record do?
place: dudley
people: 1000
arms: {fees: separate, records: I}
numbers: {decision.altruism: {from: 1, to: 4}}
design: {kind: latin-hypercube, size: 6}
replications: 2
years: 1
years_before: 1
burn_in: 1
outcomes: [bed_days]
"""
JOBS = 12


def command(*words):
    return [sys.executable, "-m", "joinedup.experiments", *map(str, words)]


def results(folder):
    return {p.name: p.read_bytes() for p in sorted((folder / "results").iterdir())}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The sweep in this process, never stopped, with its question."""
    from joinedup.experiments.cli import run

    folder = tmp_path_factory.mktemp("alone")
    file = folder / "records.yaml"
    file.write_text(TEXT)
    assert run(["sweep", str(file), "--out", str(folder / "s"), "--workers", "1"]) == 0
    return file, folder / "s"


def test_a_sweep_killed_while_it_plays_goes_on_and_ends_in_the_same_bytes(alone, tmp_path):
    file, whole = alone
    folder = tmp_path / "s"
    kills = 0
    for wanted in (1, 4, 8):
        words = command("sweep", file, "--out", folder, "--workers", 2, *(["--resume"] if kills else []))
        playing = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and playing.poll() is None:
            if sum(p.read_bytes().count(b"\n") for p in (folder / "journal").glob("*.jsonl")) >= wanted:
                break
            time.sleep(0.02)
        if playing.poll() is None:
            os.kill(playing.pid, signal.SIGKILL)
            kills += 1
        playing.wait()
    assert kills == 3
    said = subprocess.run(command("status", folder, "--json"), capture_output=True, text=True, check=True)
    half = json.loads(said.stdout)
    assert 2 * 8 <= half["runs_done"] < 2 * JOBS
    assert half["playing"] == 0
    done = subprocess.run(command("sweep", "--resume", "--out", folder), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert results(folder) == results(whole)


def test_answer_status_and_rerun_speak_of_what_is_there(alone, cli):
    _, whole = alone
    code, out, err = cli("answer", whole)
    assert code == 0
    text = " ".join(out.split())
    for words in (
        "What does a shared record do?", "24 runs", "6 draws of 1 number,", "fees", "records", "Bed days",
        "Pairing: the same people", "due to the numbers that were varied", "What this model cannot say",
    ):  # fmt: skip
        assert words in text, words
    page = (whole / "report.html").read_text()
    assert "What does a shared record do?" in page
    assert "<script" not in page
    found = json.loads(cli("answer", whole, "--json", "--no-report")[1])["answers"]
    assert {a["arm"] for a in found} == {"records"}
    assert all(a["replications"] == 2 and a["draws"] == 6 for a in found)
    code, out, _ = cli("status", whole)
    assert "24 of 24 runs done (100%)" in out
    assert "finished" in out
    import polars as pl

    rows = pl.read_parquet(whole / "results" / "*.parquet")
    code, out, _ = cli("rerun", whole, 7)
    digests = rows.filter(pl.col("job") == 7).select("arm", "digest").unique()
    assert out.splitlines() == [f"{arm}: {digest}" for arm, digest in sorted(digests.iter_rows())]
    code, _, err = cli("rerun", whole, 99)
    assert code == 2
    assert "numbered from 0 to 11" in err


def test_a_run_is_the_comparison_of_the_same_arms_to_the_last_figure(alone, cli):
    """One draw at the default: the question file and the command line say the same."""
    file, _ = alone
    plain = file.with_name("plain.yaml")
    plain.write_text(
        "version: 2\nplace: dudley\npeople: 1000\narms: {fees: separate, records: I}\nreplications: 2\nyears: 1\n"
    )
    code, out, err = cli("run", plain, "--json", "--workers", 1)
    assert code == 0, err
    mine = {a["outcome"]: a for a in json.loads(out)["answers"]}
    code, out, _ = cli(
        "compare", "dudley", "--people", 1000, "--arms", "I", "--replications", 2, "--years", 1, "--json"
    )
    theirs = json.loads(out)["arms"][1]["outcomes"]
    for name, found in theirs.items():
        for key in ("difference", "low", "high"):
            if found[key] is not None:
                assert mine[name][key] == pytest.approx(found[key], rel=1e-12, abs=1e-15), name


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sweep", "{file}", "--out", "{there}"), "holds a sweep already; add --resume"),
        (("sweep", "--resume", "--out", "{new}"), "holds no sweep to go on with"),
        (("sweep", "{file}"), "--out is missing"),
        (("sweep", "--out", "{new}"), "no question said"),
        (("sweep", "{file}", "--out", "{new}", "--shard", "3/2"), "write I/N"),
        (("sweep", "{file}", "--out", "{there}", "--extend", "draws=+5"), "only replications can be added"),
        (("sweep", "nothing", "--out", "{new}"), "no question 'nothing'"),
        (("sweep", "{file}", "--out", "{new}", "--cluster", "moon"), "moon"),
        (("status", "{new}"), "holds no sweep"),
        (("run", "{file}", "--resume"), "--resume without --out"),
    ],
)
def test_a_mistake_is_one_sentence(alone, cli, tmp_path, words, sentence):
    file, there = alone
    code, _, err = cli(*(w.format(file=file, there=there, new=tmp_path / "new") for w in words))
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1


def test_a_sweep_that_found_no_worker_may_simply_be_asked_for_again(alone, cli, tmp_path):
    file, whole = alone
    code, _, _ = cli("sweep", file, "--out", tmp_path / "s", "--cluster", "nowhere")
    assert code == 2
    code, _, err = cli("sweep", file, "--out", tmp_path / "s", "--workers", 1)
    assert code == 0, err
    assert results(tmp_path / "s") == results(whole)


def test_dry_run_says_how_many_how_long_and_how_much(alone, cli):
    file, whole = alone
    code, out, _ = cli("sweep", file, "--dry-run")
    assert code == 0
    assert "24 runs: 6 draws × 1 place × 2 replications × 2 arms, in 12 jobs" in out
    assert "MB of disk" in out
    from joinedup.experiments.question_file import read_question
    from joinedup.experiments.sweep.estimate import estimated

    e = estimated(read_question(file).question, 1)
    size = (
        sum(p.stat().st_size for p in (whole / "results").iterdir())
        + (whole / "manifest.json").stat().st_size
    )
    assert size / 3 < e.bytes < 3 * size


def test_the_guide_reads_a_sweep_in_the_ways_it_says(alone, root):
    """polars, DuckDB, pandas and our own functions: every Python block of docs/sweeps.md."""
    import re

    _, whole = alone
    text = (root / "docs" / "sweeps.md").read_text(encoding="utf-8").replace("FOLDER", str(whole))
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "fees" in done.stdout or "records" in done.stdout
