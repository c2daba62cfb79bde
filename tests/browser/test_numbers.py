"""What the page shows is what the model gives, and what is saved is played again to the same worlds."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from visitor import digests

from joinedup.experiments.experiment import runs_of
from joinedup.experiments.question_file import parse_question
from joinedup.experiments.rows import ROWS, plain
from joinedup.experiments.setting import Setting

LINK = "?place=norfolk&people=2000&policy=us-aco&private=True&years=2&replications=1&practice.slots_per_1000=18.0"


def question_of(text):
    return parse_question(text, "setting.yaml", Path()).question.experiment(0)


def test_the_numbers_on_the_page_are_those_of_the_model(visitor):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    saved = visitor.saves("Save setting")
    experiment = question_of(saved)
    base, chosen = (run.values for run in runs_of(experiment, 0, (0, 1)))
    table = visitor.page.locator("table", has=visitor.page.locator("caption", has_text="All outcomes"))
    heads = table.locator("th").all_inner_texts()
    assert heads[2:4] == [arm.name for arm in experiment.arms]
    shown = {r[0]: r[2:4] for r in (row.split("\t") for row in table.locator("tbody tr").all_inner_texts())}
    for label, outcome in (
        ("Emergency admissions", "emergency_admissions"),
        ("Bed days", "bed_days"),
        ("Deaths", "deaths"),
        ("Cost of all care", "resource_cost"),
        ("Rationing: need not met in time", "rationing_index"),
    ):
        last, scale = (base[outcome][-1], chosen[outcome][-1]), ROWS[outcome].scale
        assert shown[label] == [plain(value * scale, last[0] * scale) for value in last], label


def test_the_digests_on_the_page_are_those_of_the_saved_setting(visitor):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    assert tuple(visitor.digests) == digests(visitor.saves("Save setting"))


@pytest.mark.timeout(120)
def test_joinedup_run_on_a_saved_setting_gives_the_digests_of_the_page(visitor, tmp_path):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    file, folder = tmp_path / "setting.yaml", tmp_path / "runs"
    file.write_text(visitor.saves("Save setting"), encoding="utf-8")
    run = (sys.executable, "-m", "joinedup.experiments")
    subprocess.run([*run, "run", file, "--out", folder], check=True, capture_output=True, timeout=100)
    again = subprocess.run(
        [*run, "rerun", folder, "0"], check=True, capture_output=True, text=True, timeout=60
    )
    assert [line.rpartition(": ")[2] for line in again.stdout.splitlines()] == visitor.digests


def test_the_numbers_that_are_saved_are_those_that_are_drawn(visitor):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    rows = list(csv.DictReader(io.StringIO(visitor.saves("Save numbers"))))
    drawn = visitor.page.locator(".js-plotly-plot").first.evaluate(
        "plot => JSON.stringify(plot._fullData.map((one) => Array.from(one.y)))"
    )
    values = {v for course in json.loads(drawn) for v in course if v is not None}
    written = {float(f"{float(v):.6g}") for row in rows for v in row.values() if is_number(v)}
    assert len(values) > 20
    assert values <= written


def test_a_saved_setting_that_is_opened_moves_the_levers_back(visitor):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    saved, before = visitor.saves("Save setting"), visitor.digests
    visitor.opens()
    visitor.waits_for("Finished")
    visitor.moves(lambda: visitor.hands_in("setting.yaml", saved.encode()))
    assert visitor.digests == before
    assert visitor.setting == Setting.from_question(saved) == Setting.from_query(LINK)
    assert visitor.chosen("Place") == "norfolk"
    assert visitor.chosen("Policy").startswith("us-aco")
    assert visitor.slider("GP appointments").get_attribute("aria-valuenow") == "18"


def test_the_link_to_a_setting_restores_it(visitor, visiting):
    visitor.opens(query=LINK)
    visitor.waits_for("Finished")
    other = visiting()
    other.opens(path="", query=visitor.query)
    other.waits_for("Finished")
    assert other.setting == visitor.setting
    assert other.digests == visitor.digests


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
