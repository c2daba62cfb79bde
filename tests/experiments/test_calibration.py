"""The baseline against published figures."""

import json
from math import isnan

from joinedup.experiments.calibration import calibrate
from joinedup.experiments.targets import baseline_targets
from joinedup.model.place import load_place


def test_every_target_has_a_source_and_an_answer_of_the_model():
    rows = calibrate(load_place("dudley").scaled(2_000), year=1)
    assert len(rows) == len(baseline_targets())
    for row in rows:
        assert row.source
        assert row.low < row.target < row.high
        # a small place may have no large practice
        assert not isnan(row.model) or row.measure.startswith("…in "), row.measure


def test_the_command_prints_model_against_target(cli):
    code, out, _ = cli("calibration", "dudley", "--people", 1_000, "--year", 0)
    assert code == 0
    assert "A&E attendances" in " ".join(out.split())
    code, out, _ = cli("calibration", "dudley", "--people", 1_000, "--year", 0, "--json")
    assert {"measure", "target", "model", "met", "source"} <= set(json.loads(out)[0])
