"""One patient at a time to the take, into a bed and along the elective list, where nothing else happens."""

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.happenings import What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Delay, Kind, Letter, Where
from joinedup.experiments.verification.quiet import (
    MONDAY,
    count,
    hospital_of,
    of_practice,
    persons,
    quiet_place,
)
from joinedup.model.journey.appointments import SENT_IN, WALKED_IN, goes_to_take
from joinedup.model.journey.episode import begins, reschedule
from joinedup.model.journey.wards import boards
from joinedup.model.waiting_list import joins_list
from joinedup.model.world import books

URGENT, ROUTINE = 0, 1
WAITING = int(Mark.WAITING)


# --- the take


@kernel
def comes(world, rows, sent_in):
    """People are on their way to the take, the last `sent_in` of them sent by their practice."""
    today, diary = world.today[0], world.diary
    for n in range(len(rows)):
        i = rows[n]
        patient = world.people[i]
        begins(patient, world.charts[i], today, Kind.ACUTE + 0, 0.3, 0.0)
        how = SENT_IN if n >= len(rows) - sent_in else WALKED_IN
        goes_to_take(i, patient, today, diary, how, 0)
    books(world)


def test_those_sent_in_are_seen_before_those_who_walk_in_and_are_no_attendance():
    model = quiet_place()
    rows = of_practice(model, 40)
    model.world.today["day"] = model.day
    comes(model.world, rows, 15)
    model.step()
    log = model.log
    arrivals = log[np.isin(log["what"], (What.AE_MAJOR, What.URGENT_REFERRAL))]
    assert (arrivals["what"] == What.URGENT_REFERRAL).tolist() == [True] * 15 + [False] * 25
    assert sorted(arrivals["person"].tolist()) == sorted(model.world.people["person"][rows].tolist())


def test_everybody_at_the_take_is_admitted_sent_home_or_offered_a_community_place():
    model = quiet_place()
    rows = of_practice(model, 60)
    model.world.people["severity"][rows] = 0.5
    model.world.today["day"] = model.day
    comes(model.world, rows, 0)
    model.step()
    inside = count(model, What.ADMISSION) + count(model, What.ADMISSION_ZERO_DAY)
    asked = count(model, What.LETTER_SENT_0 + Letter.STEP_UP)
    home = count(model, What.LETTER_SENT_0 + Letter.AE_LETTER)
    assert inside + asked + home == 60
    assert min(inside, home) > 0


@kernel
def admits(world, rows, hospital, nights):
    """People need a bed, in this order, after their day's A&E."""
    for n in range(len(rows)):
        patient = world.people[rows[n]]
        patient.where = Where.BOARDING
        patient.hospital = hospital
        patient.onset = world.today[0].day
        patient.visits = nights
        boards(world, rows[n])
        reschedule(world.wake, rows[n], patient, world.today[0].day + 1)


# --- beds


def admitted(model, number, beds, nights=3):
    rows, hospital = of_practice(model, number), hospital_of(model)
    model.world.sites["beds"][hospital] = beds
    admits(model.world, rows, hospital, nights)
    return rows, model.world.sites[hospital]


def test_beds_go_to_those_who_have_boarded_longest():
    model = quiet_place(community__step_down_base=0.0, community__step_down_frail=0.0)
    rows, site = admitted(model, 5, beds=2)
    where = model.world.people["where"]
    model.step()
    assert (where[rows] == Where.WARD).tolist() == [True, True, False, False, False]
    assert site["occupied"] == 2
    assert site["boarding"] == 3
    order = rows[:2].tolist()
    for _ in range(40):
        model.step()
        new = [r for r in rows.tolist() if where[r] != Where.BOARDING and r not in order]
        assert new == rows[len(order) : len(order) + len(new)].tolist()  # nobody overtakes
        order += new
    assert order == rows.tolist()
    assert site["boarding"] == 0


def test_boarding_is_counted_by_the_night_and_a_stay_from_the_bed_on():
    model = quiet_place(
        community__step_down_base=0.0,
        community__step_down_frail=0.0,
        social_care__package_base=0.0,
        social_care__package_frail=0.0,
        social_care__other_share=(0.0,) * len(Delay),
    )
    rows, _ = admitted(model, 3, beds=1, nights=4)
    for _ in range(60):
        model.step()
    assert count(model, What.BED_DAYS_EMERGENCY) == 12
    assert (
        count(model, What.BOARDED_DAYS) == 4 + 8
    )  # a bed that is free in the morning is filled the same day
    assert sorted(set(persons(model, What.DISCHARGE))) == sorted(model.world.people["person"][rows].tolist())


def test_whoever_dies_while_boarding_takes_no_bed():
    model = quiet_place()
    rows, site = admitted(model, 3, beds=1)
    model.world.people["death_day"][rows[1]] = model.day + 1
    for _ in range(30):
        model.step()
    assert model.world.people["where"][rows[1]] == Where.DEAD
    assert site["occupied"] == 0
    assert site["boarding"] == 0
    assert site["queue_length"] == 0


# --- the elective list


@kernel
def refers(world, rows, hospital, which, first_day):
    """People stand on a list, in this order, a day apart."""
    for n in range(len(rows)):
        patient, chart = world.people[rows[n]], world.charts[rows[n]]
        patient.marks |= WAITING
        chart.clock_start = first_day + n
        chart.benefit = 1_000
        joins_list(world.threads, world.sites[hospital], which, rows[n])


def listed(model, routine, urgent=0, a_day=1.0):
    hospital = hospital_of(model)
    rows = of_practice(model, routine + urgent)
    model.world.sites["elective_slots"][hospital] = a_day
    model.world.sites["throughput"][hospital] = 1.0
    refers(model.world, rows[:routine], hospital, ROUTINE, -100)
    if urgent:
        refers(model.world, rows[routine:], hospital, URGENT, -10)
    return model.world.people["person"][rows].tolist()


def test_first_referred_is_first_treated_and_the_urgent_go_before_them():
    model = quiet_place(
        hospital__day_case_share=1.0,
        hospital__follow_ups=0.0,
        hospital__elective_readmit=0.0,
        hospital__work_up_median=0.0,
    )
    who = listed(model, routine=6, urgent=3)
    for _ in range(25):
        model.step()
    assert persons(model, What.DAY_CASE) == who[6:] + who[:6]


def test_whoever_is_not_worked_up_yet_keeps_the_place_in_line_and_the_urgent_do_not_wait_for_it():
    model = quiet_place(
        hospital__day_case_share=1.0,
        hospital__elective_readmit=0.0,
        hospital__work_up_median=110.0,
        hospital__work_up_sd=0.0,
    )
    who = listed(model, routine=4, urgent=2)  # clocks started a hundred days before the first Monday
    days = 110 - 100 - MONDAY
    for _ in range(days):
        model.step()
    assert persons(model, What.DAY_CASE) == who[4:]
    for _ in range(20):
        model.step()
    assert persons(model, What.DAY_CASE) == who[4:] + who[:4]
    assert count(model, What.ELECTIVE_WAIT_DAYS) >= 4 * 110


def test_theatres_treat_no_more_than_their_slots_and_never_at_weekends():
    model = quiet_place(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    listed(model, routine=40, a_day=2.0)
    for _ in range(14):
        model.step()
    days = model.log["day"][model.log["what"] == What.DAY_CASE]
    assert set((days % 7).tolist()) == {1, 2, 3, 4, 5}
    assert np.bincount(days).max() == 2


def test_the_dead_are_passed_over_and_cost_no_slot():
    model = quiet_place(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=4)
    row = int(np.flatnonzero(model.world.people["person"] == who[0])[0])
    model.world.people["where"][row] = Where.DEAD
    for _ in range(10):
        model.step()
    assert persons(model, What.DAY_CASE) == who[1:]


def test_a_wait_is_the_days_from_clock_start_to_treatment():
    model = quiet_place(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=1)
    model.step()
    assert persons(model, What.DAY_CASE) == who
    assert count(model, What.ELECTIVE_WAIT_DAYS) == MONDAY + 100
    assert count(model, What.ELECTIVE_IN_18_WEEKS) == 1
    assert not (model.world.people["marks"] & Mark.WAITING).any()


def test_a_stay_is_not_begun_without_a_bed_and_the_patient_keeps_the_clock():
    model = quiet_place(hospital__day_case_share=0.0)
    listed(model, routine=1)
    site = model.world.sites[hospital_of(model)]
    site["beds"] = 0
    model.step()
    assert count(model, What.ELECTIVE_CANCELLED) == 1
    assert count(model, What.ELECTIVE_STAY) == 0
    assert site["list_length"][ROUTINE] == 1
    site["beds"] = 1
    model.step()
    assert count(model, What.ELECTIVE_STAY) == 1
    assert count(model, What.ELECTIVE_WAIT_DAYS) == MONDAY + 101


def test_whoever_could_not_come_when_called_keeps_the_place_in_line():
    model = quiet_place(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=8)
    row = int(np.flatnonzero(model.world.people["person"] == who[0])[0])
    model.world.people["where"][row] = Where.CRISIS_BED
    model.step()
    model.world.people["where"][row] = Where.HOME
    for _ in range(14):
        model.step()
    assert persons(model, What.DAY_CASE)[1] == who[0]
