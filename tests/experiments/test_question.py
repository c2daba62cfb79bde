"""A question file: what it may say, and every fault in one sentence with its line."""

import json
from importlib.resources import files

import pytest

from joinedup.experiments.question_file import parse_question, read_question, ready_questions
from joinedup.experiments.question_forms import VERSION, schema

PLAIN = """version: 2
question: Does a shared record help?
place: dudley
people: 2000
arms: {fees: separate, records: I, whole: aco-full}
replications: 3
years: 2
"""


@pytest.fixture
def asked(tmp_path):
    """Read a text as a question."""
    return lambda text: parse_question(text, "q.yaml", tmp_path)


def refused(asked, text, *words):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        asked(text)
    said = str(error.value)
    assert "Traceback" not in said
    for word in words:
        assert word in said, said
    return said


def test_a_plain_question_is_read(asked):
    q = asked(PLAIN).question
    assert [a.name for a in q.arms] == ["fees", "records", "whole"]
    assert q.arms[0].plan == ()
    assert (q.draws, q.places[0].people, q.replications, q.model_years) == (1, 2000, 3, 2 + 2 + 3 * 2)


def test_numbers_are_fixed_or_varied_by_their_published_names(asked):
    q = asked(
        PLAIN
        + "numbers:\n  decision.income_effect: 0.1\n  decision.altruism: {from: 0.5, to: 5, scale: log}\n"
        "  adequacy: {values: [0.95, 1.0]}\n  place.joint_working: {from: 0.1, to: 0.6}\n"
        "design: {kind: latin-hypercube, size: 8, seed: 3}\n"
    ).question
    assert q.numbers == {"decision.income_effect": 0.1}
    matrix = q.matrix()
    assert matrix.shape == (8, 3)
    assert set(matrix[:, 1]) == {0.95, 1.0}
    last = q.experiment(0, tuple(matrix[-1]))
    assert last.parameters["decision.altruism"] == matrix[-1, 0]
    assert last.adequacy == matrix[-1, 1]
    assert last.where.joint_working == matrix[-1, 2]


def test_a_job_keeps_its_number_when_replications_are_added(asked):
    q = asked(PLAIN + "numbers: {decision.altruism: {values: [1, 2]}}\ndesign: {kind: grid}\n").question
    few, many = list(q.jobs(range(2))), list(q.jobs(range(4)))
    assert many[: len(few)] == few
    assert [j.number for j in many] == list(range(8))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("numbers: {decision.altruizm: 1}", ("q.yaml:8:11", "nearest: decision.altruism")),
        ("numbers: {decision.altruism: 900}", ("q.yaml:8:", "between 0 and 100")),
        ("numbers: {decision.altruism: {from: -1, to: 2}}", ("between 0 and 100",)),
        ("numbers: {decision.altruism: {from: 3, to: 2}}", ("from must be below to",)),
        ("numbers: {decision.altruism: {from: 1, to: 2, scale: logg}}", ("did you mean log",)),
        ("numbers: {decision.altruism: {from: 1, too: 2}}", ("did you mean to?",)),
        ("numbers: {decision.altruism: {from: 1, to: 2}}", ("there is no design",)),
        ("numbers: {adequacy: 0.97}", ("a key of its own",)),
        ("numbers: {place.joint_working: {from: 0, to: 2}}", ("between 0 and 1",)),
        ("design: {kind: grid}", ("no number is varied",)),
        ("numbers: {decision.altruism: {from: 1, to: 2}}\ndesign: {kind: grit}", ("did you mean grid",)),
        ("numbers: {decision.altruism: {from: 1, to: 2}}\ndesign: {kind: sobol}", ("needs its size",)),
        ("outcomes: [bed_dayz]", ("q.yaml:8:12", "bed_days")),
        ("precision: {half_width: 0.01}", ("replications and precision are both there",)),
        ("speed: 3", ("q.yaml:8:1", "unknown key")),
        ("years: two", ("q.yaml:8:", "integer")),
        ("years: 3", ("given twice (first on line 7)",)),
    ],
)
def test_every_fault_is_a_sentence_with_its_line(asked, wrong, words):
    refused(asked, PLAIN + wrong + "\n", *words)


def test_all_faults_are_said_at_once(asked):
    said = refused(
        asked, PLAIN + "numbers: {decision.altruizm: 1, decision.altruism: 999}\noutcomes: [nothing]\n"
    )
    assert len(said.splitlines()) == 3


def test_a_design_that_is_too_large_says_how_large_and_is_not_built(asked):
    numbers = ", ".join(
        f"{n}: {{from: 0.6, to: 0.9}}"
        for n in ("decision.altruism", "testing.clinician_sd", "place.joint_working")
    )
    refused(
        asked,
        PLAIN + f"numbers: {{{numbers}}}\ndesign: {{kind: grid, levels: 1000}}\n",
        "1,000,000,000 draws × 1 places × 3 replications × 3 arms are 9,000,000,000 runs",
    )


def test_a_place_or_an_arm_that_is_not_there_is_named(asked):
    refused(asked, PLAIN.replace("place: dudley", "place: dudly"), "q.yaml:3:", "did you mean dudley")
    refused(asked, PLAIN.replace("aco-full", "aco-fool"), "aco-fool", "did you mean aco-full")
    refused(asked, PLAIN.replace("place: dudley\n", ""), "say place, or places")
    refused(asked, PLAIN.replace("aco-full}", "stp@9}"), "year 9")


def test_an_older_version_is_read_and_says_what_changed(asked):
    old = (
        "version: 1\nplace: dudley\npeople: 2000\narms: P,PI\nset: {decision.altruism: 1.5}\nyears_after: 3\n"
    )
    found = asked(old)
    assert found.question.numbers == {"decision.altruism": 1.5}
    assert found.question.years == 3
    assert "read as version 2" in found.notes[0]
    assert "'set' is now 'numbers'" in found.notes[0]
    assert asked(PLAIN).notes == ()


@pytest.mark.parametrize("version", ["7", "two", "0", "true"])
def test_a_version_that_there_is_not_is_refused(asked, version):
    refused(asked, PLAIN.replace("version: 2", f"version: {version}"), "q.yaml:1:", "reads versions 1 to 2")


def test_the_schema_that_is_shipped_is_that_of_the_program():
    shipped = (files("joinedup.experiments") / "questions" / "question.schema.json").read_text(
        encoding="utf-8"
    )
    assert json.loads(shipped) == schema(), (
        "write it anew: joinedup questions --schema > experiments/questions/question.schema.json"
    )
    assert f"version {VERSION}" in schema()["title"]


def test_every_ready_question_is_read_and_keeps_to_the_schema():
    import jsonschema
    import yaml

    assert len(ready_questions()) >= 9
    for name in ready_questions():
        found = read_question(name)
        assert found.question.text
        assert not found.notes
        jsonschema.validate(yaml.safe_load(found.text), schema())
