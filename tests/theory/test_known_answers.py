"""The known answers of `joinedup verify`, one test an id; most are worked out in experiments/verification."""

import re
from io import StringIO
from json import dumps, loads

import pytest
from rich.console import Console

from joinedup.experiments import verify
from joinedup.experiments.verification.check import Check, Estimate, near, within
from joinedup.experiments.verification.queues import erlang_b, turned_away_by_day
from joinedup.model.outcomes.continuity import bice_boxerman, usual_provider_index
from joinedup.model.outcomes.equity import slope_index


@pytest.fixture(scope="module")
def checks():
    found = {}
    for check in verify.run():
        found.setdefault(check.id, []).append(check)
    return found


@pytest.mark.parametrize("id", verify.IDS)
def test_the_known_answer_comes_out(checks, id):
    failed = [check for check in checks[id] if not check.passed]
    assert checks[id]
    assert not failed, "\n".join(map(str, failed))


def test_every_answer_has_an_id_that_is_on_the_list(checks):
    assert set(checks) == set(verify.IDS)


def test_every_group_says_which_answers_it_gives(checks):
    for group in verify.GROUPS:
        head = group.__doc__.split(":")[0]
        assert re.fullmatch(r"([VWMQ]\d+[abc]?(, )?)+", head), group


def test_a_run_that_its_audit_stops_is_a_failed_answer_not_a_crash():
    def broken(quick):
        """V7: pence."""
        yield within("V7", "before", 0.0, 0.0, 0.0)
        raise RuntimeError("all accounts together hold 1 pence; they must hold 0")

    first, last = verify._answers(broken, True)
    assert first.passed
    assert not last.passed
    assert last.id == "V7"
    assert "1 pence" in last.observed


def test_errors_that_chance_is_allowed_are_small_enough_to_fail(checks):
    for id in ("V1", "V4", "V5", "V18"):
        for check in checks[id]:
            few = "crisis team" in check.claim  # some forty cases a year, whose days nobody books
            assert check.error < (0.8 if few else 0.2) * check.expected, check
    assert all(check.error < 0.02 for check in checks["V16"])


def test_some_ids_may_be_asked_for_and_others_are_refused_in_words():
    assert {check.id for check in verify.run(only=("V18", "W11"))} == {"V18", "W11"}
    with pytest.raises(ValueError, match="no known answer 'V99'; there are: V1, "):
        verify.run(only=("V99",))


def test_chance_is_allowed_four_standard_errors_and_the_exact_nothing(checks):
    assert not near("V4", "a share", 1.0, Estimate(1.41, 0.1)).passed
    assert near("V4", "a share", 1.0, Estimate(1.39, 0.1)).passed
    for id in ("Q1", "Q3"):
        for check in checks[id]:
            assert check.error == pytest.approx(4.0 * check.standard_error), check
            assert 0.0 < check.standard_error < 0.05 * check.expected, check
    assert all(check["standard_error"] == 0.0 for check in verify.as_object(checks["V7"]))


def test_the_answers_can_be_read_by_a_program(checks):
    everything = [check for found in checks.values() for check in found]
    read = loads(dumps(verify.as_object(everything)))
    assert len(read) == len(everything)
    assert {"id", "what", "expected", "observed", "standard_error", "passed"} <= set(read[0])


def test_little_holds_for_queues_of_all_settings(checks):
    queues = " ".join(check.claim for check in checks["V1"])
    for queue in (
        "elective list", "hospital beds", "delayed", "community", "care packages", "boarding", "mental health beds",
        "crisis team", "booked appointments", "assessment of social care", "home care", "care homes",
    ):  # fmt: skip
        assert queue in queues
    assert all(check.observed > 0.0 for check in checks["V1"])


def test_the_table_shows_every_answer_that_fails():
    good = within("V4", "a share", 1.0, 1.0, 0.1)
    bad = Check("V4", "another share", 1.0, 2.0, 0.1, False)
    console = Console(width=120, record=True, file=StringIO())
    console.print(verify.table([good, good, bad]))
    text = console.export_text()
    assert "another share" in text
    assert "fails" in text
    assert "2 of 3 answers" in text


def test_a_service_that_is_used_day_by_day_turns_away_what_erlang_says_when_stays_are_long():
    for places, load in ((20, 16.0), (50, 45.0)):
        gaps = [
            abs(turned_away_by_day(places, load, stay) / erlang_b(places, load) - 1.0)
            for stay in (50.0, 500.0)
        ]
        assert gaps[1] < 0.2 * gaps[0] < 0.05


def test_one_doctor_for_everything_is_full_continuity_and_a_new_one_each_time_is_none():
    assert usual_provider_index((7,)) == bice_boxerman((7,)) == 1.0
    assert bice_boxerman((1, 1, 1, 1)) == 0.0
    assert usual_provider_index((1, 1, 1, 1)) == 0.25


def test_nobody_seen_is_no_answer_not_a_bad_one():
    assert str(usual_provider_index(())) == "nan"
    assert str(bice_boxerman((1,))) == "nan"
    assert str(slope_index([1.0, 2.0], [10.0, 0.0])) == "nan"


def test_inequality_is_nothing_when_all_are_alike_and_does_not_depend_on_how_many_people_are_counted():
    assert slope_index([4.0] * 5, [1, 2, 3, 4, 5]) == pytest.approx(0.0, abs=1e-12)
    once = slope_index([1.0, 3.0, 2.0, 7.0], [10, 20, 30, 5])
    assert slope_index([1.0, 3.0, 2.0, 7.0], [100, 200, 300, 50]) == pytest.approx(once)
    assert slope_index([7.0, 2.0, 3.0, 1.0], [5, 30, 20, 10]) == pytest.approx(-once)
