"""The commands by which other programs are served: log, synthea, compare --synthea."""

import csv
import json
from xml.etree import ElementTree

import pytest

PATIENTS = "Id,BIRTHDATE,DEATHDATE,GENDER"
CONDITIONS = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"


@pytest.fixture
def export(tmp_path):
    """Thirty people, a third of them with hypertension, one with a cold, one dead."""
    folder = tmp_path / "synthea"
    folder.mkdir()
    patients = [f"p{n},{1930 + n}-05-17,,{'FM'[n % 2]}" for n in range(30)] + ["dead,1920-01-01,2000-01-01,M"]
    conditions = [f"2010-01-01,,p{n},e,59621000,Hypertension" for n in range(0, 30, 3)]
    conditions += ["2017-12-31,2018-01-05,p1,e,444814009,Viral sinusitis (disorder)"]
    (folder / "patients.csv").write_text("\n".join([PATIENTS, *patients]), encoding="utf-8")
    (folder / "conditions.csv").write_text("\n".join([CONDITIONS, *conditions]), encoding="utf-8")
    return folder


def test_a_log_goes_to_a_file_and_its_summary_is_an_object(cli, tmp_path):
    out = tmp_path / "log.csv"
    code, said, _ = cli(
        "log",
        "dudley",
        "--people",
        500,
        "--arm",
        "PIO",
        "--person",
        "7,11",
        "--start",
        2030,
        "--out",
        out,
        "--json",
    )
    assert code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    arms = json.loads(said)["arms"]
    assert sum(a["events"] for a in arms) == len(rows) > 0
    assert [a["arm"] for a in arms] == ["fee per procedure", "accountable care organisation"]
    assert {r["case_id"] for r in rows} <= {"7", "11"}
    assert {r["timestamp"][:4] for r in rows} <= {"2030", "2031"}
    assert [p.name for p in tmp_path.iterdir()] == ["log.csv"]


def test_without_a_file_the_log_is_on_standard_output(cli):
    code, said, _ = cli("log", "dudley", "--people", 300, "--form", "xes", "--person", "5")
    assert code == 0
    assert ElementTree.fromstring(said.encode()).tag.endswith("}log")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--form", "json"], "--form 'json'; it must be one of: csv, xes"),
        (["--person", "7,x"], "'x' is no number of a person; write such as 17,4711"),
        (["--json"], "--json without --out"),
        (["--start", "0"], "--start 0; it must be a year between"),
        (["--arm", "QQ"], "no arm 'QQ'"),
        (["--person", "900", "--people", "300"], "no person 900 in Dudley with 300 people"),
    ],
)
def test_a_mistake_about_a_log_is_one_sentence(cli, options, words):
    code, _, said = cli("log", "dudley", *options)
    assert code == 2
    assert words in said
    assert said.count("\n") == 1


def test_a_log_overwrites_nothing_and_leaves_nothing_half_done(cli, tmp_path):
    out = tmp_path / "log.csv"
    out.write_text("mine")
    code, _, said = cli("log", "dudley", "--people", 300, "--out", out)
    assert (code, out.read_text()) == (2, "mine")
    assert "exists; it must be a new file" in said
    code, _, said = cli("log", "dudley", "--people", 300, "--person", "9999", "--out", tmp_path / "other.csv")
    assert code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["log.csv"]
    code, _, said = cli("log", "dudley", "--people", 300, "--out", tmp_path / "none" / "log.csv")
    assert code == 2
    assert "cannot be written: no such file or directory" in said


def test_an_export_is_read_and_what_is_not_mapped_is_listed(cli, export):
    code, said, _ = cli("synthea", export)
    assert code == 0
    assert said.startswith("30 people of the Synthea export in synthea, as they were on 2017-12-31")
    assert "Hypertension [59621000]: 10 people, counts for 10 as hypertension" in said
    assert "NOT mapped: acute, not a long-term condition\n  Viral sinusitis" in said
    code, said, _ = cli("synthea", export, "--as-of", "2018-04-01", "--json")
    found = json.loads(said)
    assert (found["people"], found["dead"], found["people_by_conditions"]) == (30, 1, {"0": 20, "1": 10})


def test_a_comparison_of_an_exports_people_says_what_they_are(cli, export):
    options = ("--people", 300, "--years", 1, "--replications", 1, "--arms", "P", "--json")
    code, said, told = cli("compare", "dudley", "--synthea", export, *options)
    assert code == 0, told
    found = json.loads(said)
    assert found["people"] == 300
    assert (
        "300 people from 30 of the Synthea export in synthea: each is used 10 times"
        in found["manifest"]["place"]["notes"]
    )
    assert {"patients.csv", "conditions.csv"} <= set(found["manifest"]["inputs"])
    assert "NOT mapped: acute, not a long-term condition" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "is 30 people and a place needs at least 100; say how many there shall be"),
        (["--people", "300", "--as-of", "soon"], "--as-of 'soon': it must be a date such as 2018-04-01"),
        (["--people", "300", "--as-of", "1900-01-01"], "has nobody who lives on 1900-01-01"),
    ],
)
def test_a_mistake_about_an_export_is_one_sentence(cli, export, options, words):
    code, _, said = cli("compare", "dudley", "--synthea", export, *options)
    assert code == 2
    assert words in said
    code, _, said = cli("compare", "dudley", "--as-of", "2018-04-01")
    assert code == 2
    assert "--as-of without --synthea" in said
