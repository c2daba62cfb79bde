"""One encounter at a time: what is seen, what is told again, what is scanned again and why."""

import numpy as np
import pytest

from joinedup.agents import vocabulary
from joinedup.agents.happenings import What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Act, Cause, Sort
from joinedup.experiments.verification.laboratory import DAY, SEVERITY, Encounter

A_SCAN = vocabulary.Test.SCAN  # by its full name: pytest takes anything called Test for a test
SCAN = What.TEST_0 + A_SCAN
VALID = What.VALID_PRIOR_0 + A_SCAN
JUSTIFIED = What.JUSTIFIED_REPEAT_0 + A_SCAN


def duplicate(cause):
    return What.DUPLICATE_0 + 7 * cause + A_SCAN


def encounter(number=1, **parameters):
    """One patient whose history the hospital knows and who was scanned five days ago elsewhere."""
    one = Encounter(number, parameters)
    one.knows_history()
    one.has_scan()
    one.record_can_be_opened(0.0, 0.0)
    return one


def test_a_scan_that_nobody_can_see_is_done_again_because_there_is_no_channel():
    seen = encounter().meets()
    assert seen[SCAN] == seen[VALID] == seen[duplicate(Cause.NO_CHANNEL)] == 1
    assert seen[What.LOOK_OFFERED] == seen[What.PRIOR_USED] == 0


def test_a_result_that_is_pushed_is_used_and_costs_no_look():
    one = encounter()
    one.record_can_be_opened(1.0, 1.0, minutes=1_000.0)
    one.world.edges[one.edge]["push"] = 1.0
    one.earns(1e6, 1.0)  # however much a scan would earn
    seen = one.meets()
    assert seen[SCAN] == 0
    assert seen[What.PRIOR_USED] == seen[VALID] == 1


def test_a_record_that_takes_for_ever_to_open_is_not_opened():
    one = encounter(200)
    one.record_can_be_opened(1.0, 1.0, minutes=10_000.0)
    seen = one.meets()
    assert seen[What.LOOK] == 0
    assert seen[duplicate(Cause.NOT_LOOKED)] == 200


def test_every_duplicate_has_one_cause_and_every_valid_result_is_used_or_repeated():
    one = encounter(2_000)
    one.record_can_be_opened(0.6, 0.5)
    one.earns(-40.0, 1.0)
    seen = one.meets()
    causes = [int(seen[duplicate(c)]) for c in Cause]
    assert sum(causes) == seen[SCAN]
    assert seen[SCAN] + seen[What.PRIOR_USED] == seen[VALID] == 2_000
    assert causes[Cause.NO_CHANNEL] == 2_000 - seen[What.LOOK_OFFERED]
    assert causes[Cause.NOT_LOOKED] == seen[What.LOOK_OFFERED] - seen[What.LOOK]
    assert causes[Cause.LOOKED_NOT_FOUND] == seen[What.LOOK] - seen[What.LOOK_FOUND]
    assert min(causes[:3]) > 100
    assert causes[Cause.KNOWN_REPEAT] == 0


@pytest.mark.parametrize(("days", "valid"), [(0, True), (30, True), (31, False), (400, False)])
def test_a_scan_is_good_for_thirty_days(days, valid):
    one = encounter(**{"testing.valid_days": (14.0, 30.0, 30.0, 60.0, 28.0, 180.0, 60.0)})
    one.has_scan(days_ago=days)
    seen = one.meets()
    assert seen[VALID] == seen[duplicate(Cause.NO_CHANNEL)] == int(valid)
    assert seen[SCAN] == 1
    assert seen[JUSTIFIED] == int(not valid)


def test_a_result_from_before_the_illness_moved_is_used_by_whoever_sees_it_and_counted_as_stale():
    moved = SEVERITY + 0.2
    one = encounter()
    one.has_scan(severity=moved)
    one.record_can_be_opened(1.0, 1.0)
    one.world.edges[one.edge]["push"] = 1.0
    seen = one.meets()
    assert seen[What.PRIOR_USED] == seen[What.PRIOR_USED_STALE] == 1
    assert seen[VALID] == seen[SCAN] == 0
    unseen = encounter()
    unseen.has_scan(severity=moved)
    told = unseen.meets()
    assert told[SCAN] == told[JUSTIFIED] == 1
    assert sum(told[duplicate(c)] for c in Cause) == 0


def test_a_scan_for_another_illness_is_not_a_duplicate():
    one = encounter()
    one.world.people["onset"] = DAY - 3  # the scan was five days ago, for what went before
    seen = one.meets()
    assert seen[SCAN] == seen[JUSTIFIED] == 1
    assert seen[VALID] == 0


def test_a_hospital_finds_its_own_result_in_its_own_file():
    one = encounter(**{"testing.own_record": 1.0})
    one.has_scan(at=one.hospital)
    seen = one.meets()
    assert seen[SCAN] == 0
    assert seen[What.PRIOR_USED] == 1
    lost = encounter(**{"testing.own_record": 0.0})
    lost.has_scan(at=lost.hospital)
    assert lost.meets()[duplicate(Cause.LOOKED_NOT_FOUND)] == 1


def test_the_second_scan_is_the_one_the_next_doctor_looks_for():
    one = encounter(**{"testing.own_record": 1.0})
    assert one.meets()[SCAN] == 1
    assert one.world.charts["tested_at"][0, A_SCAN] == one.hospital
    assert one.meets()[What.PRIOR_USED] == 1


def test_only_scans_at_a_clinic_are_booked_for_a_fee_of_their_own():
    assert encounter().meets(outpatient=0.0)[What.OUTPATIENT_SCAN] == 0
    assert encounter().meets(outpatient=1.0)[What.OUTPATIENT_SCAN] == 1


def test_what_a_scan_earns_at_a_clinic_does_not_reach_the_ward():
    number = 4_000
    found = {}
    for outpatient in (0.0, 1.0):
        one = encounter(number)
        one.record_can_be_opened(1.0, 0.9)
        one.earns(-40.0, 1.0)
        one.site["margin"][Act.OUTPATIENT_SCAN] = 30.0
        found[outpatient] = one.meets(outpatient=outpatient)[What.LOOK] / number
    error = 4.0 * 0.5 / number**0.5
    assert found[0.0] == pytest.approx(0.9865, abs=error)
    assert found[1.0] == pytest.approx(0.1182, abs=error)


def test_the_story_is_told_again_when_another_provider_has_it():
    one = encounter()
    one.world.charts["history"][:] = -30_000
    first = one.meets()
    assert first[What.HISTORY_UNSEEN] == 1
    assert first[What.HISTORY_REPEATED] == 0  # nobody had it yet
    assert first[What.HISTORY_MINUTES] == 8
    one.world.charts["history"][:] = -30_000
    one.world.charts["history"][0, Sort.PRACTICE] = DAY - 365
    again = one.meets()
    assert again[What.HISTORY_REPEATED] == 1
    one.world.charts["history"][0, Sort.HOSPITAL] = -30_000
    one.world.charts["history"][0, Sort.PRACTICE] = DAY - 366
    assert one.meets()[What.HISTORY_REPEATED] == 0  # too old to count


def test_the_story_is_known_to_the_hospital_that_heard_it_and_not_to_another():
    one = encounter()
    assert one.meets()[What.HISTORY_UNSEEN] == 0
    one.world.people["hospital"] = one.hospital + 1
    assert one.meets()[What.HISTORY_UNSEEN] == 1


def test_a_complete_letter_that_came_along_tells_the_story_and_shows_the_scan():
    one = encounter()
    one.world.charts["history"][:] = -30_000
    seen = one.meets(informed=1.0)
    assert seen[What.HISTORY_UNSEEN] == 0
    assert seen[SCAN] == 0
    assert seen[What.PRIOR_USED] == 1


def at_the_practice(due, complete):
    """A patient sees the practice while a hospital letter is on its way, or there."""
    one = encounter()
    world = one.world
    world.charts["history"][:] = -30_000
    world.charts["history"][:, Sort.HOSPITAL] = DAY - 10
    world.charts["letter"] = due
    world.people["marks"] = Mark.LETTER_SEEN_DUE | (Mark.LETTER_COMPLETE if complete else 0)
    world.people["practice"] = one.practice
    one.hospital = one.practice  # who sees the patient
    return one


def test_a_letter_that_has_come_saves_the_story_and_one_under_way_is_late():
    come = at_the_practice(DAY, complete=True).meets()
    assert come[What.LETTER_LATE] == come[What.HISTORY_UNSEEN] == 0
    late = at_the_practice(DAY + 1, complete=True).meets()
    assert late[What.LETTER_LATE] == late[What.HISTORY_REPEATED] == 1
    empty = at_the_practice(DAY, complete=False).meets()
    assert empty[What.LETTER_LATE] == 0
    assert empty[What.HISTORY_REPEATED] == 1


def test_a_letter_is_late_once():
    one = at_the_practice(32_767, complete=True)
    assert one.meets()[What.LETTER_LATE] == 1
    assert one.meets()[What.LETTER_LATE] == 0


def test_whoever_profits_from_a_scan_looks_less_often_than_whoever_pays_for_it():
    looks = {}
    for margin in (30.0, 0.0, -40.0):
        one = encounter(4_000)
        one.record_can_be_opened(0.9, 0.9)
        one.earns(margin, 0.3)
        looks[margin] = int(one.meets()[What.LOOK])
    assert looks[30.0] < looks[0.0] < looks[-40.0]


def test_nobody_knows_whether_a_result_exists_before_looking():
    looks = []
    for days in (5, 300, 20_000):
        one = encounter(2_000)
        one.has_scan(days_ago=days)
        one.world.people["onset"] = DAY - 5
        one.record_can_be_opened(0.8, 0.9)
        looks.append(int(one.meets()[What.LOOK]))
    assert looks[0] == looks[1] == looks[2] > 0


def test_an_encounter_books_only_what_happened_to_its_patient():
    one = encounter(50)
    before = one.world.activity.copy()
    one.meets()
    after = one.world.activity - before
    assert after[one.hospital, What.CONTACT] == 50
    assert np.count_nonzero(after.sum(axis=1)) == 1
