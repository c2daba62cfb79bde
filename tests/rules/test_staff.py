"""Staff: work is counted, strain drives people away, overtime stretches, and employers lend within themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.happenings import WHATS, What
from joinedup.agents.provider import SITE
from joinedup.agents.staff import (
    StaffParameters,
    capacity_share,
    leaving_rate,
    next_staffed,
    overtime_share,
    usual_vacancy,
    waits_in_line,
    workload,
)
from joinedup.agents.vocabulary import Skill, Sort
from joinedup.model.parameters import Parameters
from joinedup.model.staff_pools import lend_staff, minutes_needed, staff_month

P = StaffParameters()
NUMBERS = Parameters()


def a_practice(number=1):
    sites = np.zeros(number, SITE)
    sites["role"] = Sort.PRACTICE
    sites["slots"], sites["staffing"], sites["people"] = 100, 1.0, 8_000
    return sites


def lived(sites, contacts, months, overtime=None):
    """Months in which so many want to be seen, and are as far as slots are open."""
    for _ in range(months):
        activity = np.zeros((len(sites), WHATS), np.int64)
        activity[:, What.GP_BOOKED] = contacts * sites["staffing"]
        spent = np.zeros_like(activity)
        staff_month(sites, activity, spent, NUMBERS)
        if overtime is not None:
            overtime.append((int(activity[0, What.OVERTIME]), int(spent[0, What.OVERTIME])))


def test_minutes_are_those_of_the_skill_that_does_the_work():
    sites = np.zeros(3, SITE)
    sites["role"], sites["occupied"] = (Sort.PRACTICE, Sort.COUNCIL, Sort.HOSPITAL), (0, 0, 12)
    activity = np.zeros((3, WHATS), np.int64)
    activity[0, What.GP_BOOKED], activity[1, What.SOCIAL_ASSESSED] = 10, 3
    activity[:, What.MEETING_HOURS] = 20  # bought by the hour, and no work of those in post
    minutes = minutes_needed(sites, activity, NUMBERS)
    assert minutes[0, Skill.GP] == pytest.approx(52.0)
    assert minutes[1, Skill.SOCIAL_WORKER] == pytest.approx(3 * 240.0)
    assert minutes[0, Skill.CONSULTANT] == 0.0
    assert minutes[2, Skill.NURSE] == pytest.approx(12 * 400.0 * 365.0 / 12.0)


def test_with_the_work_of_the_first_year_nothing_ever_changes():
    sites = a_practice()
    overtime = []
    lived(sites, 2_000, 12)
    staffed = sites["staffed"][0].copy()
    lived(sites, 2_000, 60, overtime)
    assert sites["staffed"][0] == pytest.approx(staffed)
    assert sites["staffing"][0] == 1.0
    assert all(minutes == pence == 0 for minutes, pence in overtime)
    assert workload(sites["needed"][0, 0], sites["staffed"][0, 0]) == pytest.approx(P.planned)


def test_a_little_more_work_is_overtime_and_is_paid():
    sites, overtime = a_practice(), []
    lived(sites, 2_000, 12)
    lived(sites, 2_220, 24, overtime)  # work ÷ staff time 1.02
    minutes, pence = overtime[-1]
    assert minutes > 0
    assert pence == pytest.approx(100.0 * P.overtime_wage / 60.0 * minutes, rel=1e-3)
    assert sites["staffing"][0] == 1.0


def test_lasting_strain_drives_staff_away_until_there_is_staff_for_less():
    sites = a_practice()
    lived(sites, 2_000, 12)
    before = sites["staffed"][0].sum()
    lived(sites, 2_600, 60)  # work ÷ staff time 1.2
    assert sites["staffed"][0].sum() < before
    assert 0.8 < sites["staffing"][0] < 0.95
    # slots are closed until the work fits the staff and their overtime
    load = workload(sites["needed"][0].sum(), sites["staffed"][0].sum())
    assert load == pytest.approx(1.0 + P.overtime, abs=0.01)


def test_people_leave_more_often_after_three_months_of_strain():
    assert leaving_rate(2, P) == pytest.approx(0.09 / 12.0)
    assert leaving_rate(3, P) == pytest.approx(0.14 / 12.0)


def test_as_many_come_as_leave_at_the_usual_vacancy():
    leaving = P.leaving / 12.0
    staffed = 100.0 * (1.0 - usual_vacancy(leaving, P.months_to_fill))
    assert next_staffed(staffed, 100.0, leaving, P.months_to_fill) == pytest.approx(staffed)


@given(needed=st.floats(1.0, 1e6), staffed=st.floats(1.0, 1e6))
def test_overtime_and_less_open_together_do_just_the_work_there_is_staff_for(needed, staffed):
    share = capacity_share(needed, staffed, 1.0, P.overtime)
    done = staffed * (1.0 + overtime_share(workload(needed, staffed), P.overtime))
    assert needed * share <= done + 1e-6
    # and what is open stays where it is when the work falls with it
    assert capacity_share(needed * share, staffed, share, P.overtime) == pytest.approx(share)


def test_new_slots_come_with_their_staff():
    sites = a_practice()
    lived(sites, 2_000, 12)
    before = sites["staffed"][0].copy()
    sites["slots"] = 150
    lived(sites, 3_000, 1)
    assert sites["staffed"][0] == pytest.approx(1.5 * before, rel=0.02)


def uneven():
    sites = a_practice(3)
    sites["posts"], sites["staffed"] = 1_000.0, 950.0
    sites["needed"][:, :] = np.array([600.0, 800.0, 1_100.0])[:, None]
    return sites


def test_staff_lent_within_an_employer_are_neither_made_nor_lost():
    sites = uneven()
    posts, staffed = sites["posts"].sum(axis=0), sites["staffed"].sum(axis=0)
    lend_staff(sites, np.array([7, 7, 7]), NUMBERS)
    assert sites["posts"].sum(axis=0) == pytest.approx(posts)
    assert sites["staffed"].sum(axis=0) == pytest.approx(staffed)
    assert (sites["staffed"][2] > 950.0).all()
    assert (sites["staffed"][:2] >= 950.0 * (1.0 - P.moving) - 1e-9).all()


def test_between_employers_nobody_moves():
    sites = uneven()
    before = sites.copy()
    lend_staff(sites, np.array([0, 1, 2]), NUMBERS)
    assert np.array_equal(sites, before)


def test_lending_goes_on_until_work_is_even_and_then_stops():
    sites = uneven()
    for _ in range(200):
        lend_staff(sites, np.array([7, 7, 7]), NUMBERS)
    loads = sites["needed"] / sites["staffed"]
    assert np.ptp(loads, axis=0).max() < 0.03
    before = sites["staffed"].copy()
    lend_staff(sites, np.array([7, 7, 7]), NUMBERS)
    assert sites["staffed"] == pytest.approx(before, abs=25.0)


def test_one_team_of_ten_keeps_fewer_waiting_than_two_of_five():
    assert waits_in_line(5, 4.0) == pytest.approx(0.5541, abs=5e-5)
    assert waits_in_line(10, 8.0) == pytest.approx(0.4092, abs=5e-5)
