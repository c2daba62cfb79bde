"""One patient at a time through beds, lists, slots and letters, in a place where nothing else happens."""

from typing import Any

import numpy as np
import pytest

from joinedup.agents.compiled import kernel
from joinedup.agents.happenings import What
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.vocabulary import Delay, Kind, Letter, Sort, Step, Unmet, Where
from joinedup.experiments.verification.books import WELL
from joinedup.model.health_system import HealthSystem
from joinedup.model.journey.appointments import SENT_IN, WALKED_IN, asks_practice, goes_to_take, opens_book
from joinedup.model.journey.community import answers_step_up
from joinedup.model.journey.episode import begins, contact_key, has_better_answer, reschedule
from joinedup.model.journey.general_practice import asks_for_place, considers_referral
from joinedup.model.journey.leaving import waits_in_bed
from joinedup.model.journey.wards import boards
from joinedup.model.waiting_list import joins_list, joins_queue
from joinedup.model.world import books

SURE: dict[str, Any] = {"population.birth_rate": 0.0, "health.death_scale": 0.0, "health.boarding_death": 0.0}
URGENT, ROUTINE = 0, 1
WAITING = int(Mark.WAITING)
MONDAY = 1  # day 0 is a Sunday


def quiet(**numbers):
    """A place where nobody is born, falls ill or dies by itself; days are played to the first Monday."""
    parameters = {**WELL, **SURE, **{name.replace("__", "."): value for name, value in numbers.items()}}
    model = HealthSystem("dudley", people=400, rng=5, parameters=parameters, log=True)
    model.world.people["death_day"] = NEVER
    model.run_for(MONDAY)
    return model


def hospital_of(model):
    return int(model.world.sites["hospital"][0])


def of_practice(model, number, practice=0):
    """Rows of people of one practice."""
    return np.flatnonzero(model.world.people["practice"] == practice)[:number]


def persons(model, what):
    """Ids of those to whom a thing happened, in order."""
    log = model.log
    return log["person"][log["what"] == what].tolist()


def count(model, what):
    log = model.log
    return int(log["amount"][log["what"] == what].sum())


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
        reschedule(world.heads, world.links, rows[n], patient, world.today[0].day + 1)


# --- beds


def admitted(model, number, beds, nights=3):
    rows, hospital = of_practice(model, number), hospital_of(model)
    model.world.sites["beds"][hospital] = beds
    admits(model.world, rows, hospital, nights)
    return rows, model.world.sites[hospital]


def test_beds_go_to_those_who_have_boarded_longest():
    model = quiet(community__step_down_base=0.0, community__step_down_frail=0.0)
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
    model = quiet(
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
    model = quiet()
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
    model = quiet(hospital__day_case_share=1.0, hospital__follow_ups=0.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=6, urgent=3)
    for _ in range(25):
        model.step()
    assert persons(model, What.DAY_CASE) == who[6:] + who[:6]


def test_theatres_treat_no_more_than_their_slots_and_never_at_weekends():
    model = quiet(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    listed(model, routine=40, a_day=2.0)
    for _ in range(14):
        model.step()
    days = model.log["day"][model.log["what"] == What.DAY_CASE]
    assert set((days % 7).tolist()) == {1, 2, 3, 4, 5}
    assert np.bincount(days).max() == 2


def test_the_dead_are_passed_over_and_cost_no_slot():
    model = quiet(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=4)
    row = int(np.flatnonzero(model.world.people["person"] == who[0])[0])
    model.world.people["where"][row] = Where.DEAD
    for _ in range(10):
        model.step()
    assert persons(model, What.DAY_CASE) == who[1:]


def test_a_wait_is_the_days_from_clock_start_to_treatment():
    model = quiet(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=1)
    model.step()
    assert persons(model, What.DAY_CASE) == who
    assert count(model, What.ELECTIVE_WAIT_DAYS) == MONDAY + 100
    assert count(model, What.ELECTIVE_IN_18_WEEKS) == 1
    assert not (model.world.people["marks"] & Mark.WAITING).any()


def test_a_stay_is_not_begun_without_a_bed_and_the_patient_keeps_the_clock():
    model = quiet(hospital__day_case_share=0.0)
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


@pytest.mark.xfail(
    strict=True, reason="whoever cannot come when called stands at the end of the list again (reported)"
)
def test_whoever_could_not_come_when_called_keeps_the_place_in_line():
    model = quiet(hospital__day_case_share=1.0, hospital__elective_readmit=0.0)
    who = listed(model, routine=8)
    row = int(np.flatnonzero(model.world.people["person"] == who[0])[0])
    model.world.people["where"][row] = Where.CRISIS_BED
    model.step()
    model.world.people["where"][row] = Where.HOME
    for _ in range(14):
        model.step()
    assert persons(model, What.DAY_CASE)[1] == who[0]


# --- appointments


@kernel
def rings(world, rows, urgent):
    """People ring their practice one after the other, with a problem of middling severity."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    practice = world.people[rows[0]].practice
    booked = world.booked[practice]
    opens_book(world.sites[practice], booked, today.day)
    for n in range(len(rows)):
        i = rows[n]
        patient, chart = world.people[i], world.charts[i]
        begins(patient, chart, today, Kind.ACUTE + 0, 0.3, 0.0)
        key = contact_key(today.seed, patient)
        asks_practice(i, patient, chart, world.sites, world.edges, p, today, diary, booked, key, urgent)
    books(world)


def rung(model, number, urgent, slots, same_day):
    rows = of_practice(model, number)
    model.world.sites["slots"][0], model.world.sites["same_day"][0] = slots, same_day
    model.world.sites["next_free"][0] = 0
    model.world.booked[0] = 0
    model.world.today["day"] = model.day
    rings(model.world, rows, urgent)
    return rows


def test_the_urgent_are_seen_today_while_there_are_slots_and_the_rest_have_failed():
    model = quiet()
    rows = rung(model, 6, urgent=True, slots=4, same_day=3)
    assert count(model, What.GP_SAME_DAY) == 4
    assert count(model, What.GP_FAILED) == 2
    people = model.world.people[rows]
    assert (people["marks"][4:] & Mark.FAILED_GP > 0).all()
    assert (people["doing"][4:] == Step.APPOINTMENT).all()


def test_the_urgent_may_have_slots_that_nobody_booked():
    model = quiet()
    rung(model, 5, urgent=True, slots=5, same_day=1)
    assert count(model, What.GP_SAME_DAY) == 5


def test_slots_ahead_are_given_in_turn_on_weekdays_and_those_for_today_are_kept_free():
    model = quiet()
    rows = rung(model, 11, urgent=False, slots=5, same_day=3)
    people = model.world.people
    assert (people["doing"][rows] == Step.APPOINTMENT).all()
    ahead = people["step_day"][rows] - model.day
    # today is Monday, two a day from tomorrow: five to Friday's two, then over the weekend
    assert ahead.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 7, 7, 8]
    assert count(model, What.GP_WAIT_DAYS) == ahead.sum()


def test_a_practice_is_closed_at_weekends():
    model = quiet()
    model.run_for(5)  # Saturday
    rung(model, 3, urgent=True, slots=50, same_day=20)
    assert count(model, What.GP_SAME_DAY) == 0
    assert count(model, What.GP_FAILED) == 3


def test_some_give_up_when_the_next_slot_is_far_away():
    model = quiet(seeking__abandon=1.0)
    rung(model, 30, urgent=False, slots=2, same_day=1)
    # one slot a weekday: ten until Monday a fortnight on
    assert count(model, What.GP_ABANDONED) == 30 - 10


# --- letters


@kernel
def asks_to_refer(world, i):
    """A practice considers a referral for a great benefit."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    patient, chart = world.people[i], world.charts[i]
    begins(patient, chart, today, Kind.ELECTIVE + 0, 0.5, 300_000.0)
    key = contact_key(today.seed, patient)
    considers_referral(i, patient, chart, world.sites, world.edges, p, today, diary, key)
    books(world)
    reschedule(world.heads, world.links, i, patient, today.day + 1)


def with_loss(model, letter, chance):
    model.world.edges["loss"][:, letter] = chance
    model.world.edges["track"] = 0.0


def referred(loss):
    model = quiet()
    with_loss(model, Letter.REFER_OP, loss)
    model.world.today["day"] = model.day
    row = int(of_practice(model, 1)[0])
    asks_to_refer(model.world, row)
    return model, row


def test_a_referral_that_arrives_starts_the_clock():
    model, row = referred(loss=0.0)
    assert count(model, What.REFERRAL) == 1
    for _ in range(27):
        model.step()
    assert count(model, What.CLOCK_START) == 1
    assert model.world.people["kind"][row] == Kind.NONE
    assert not model.world.people["marks"][row] & Mark.MESSAGE_LOST


def test_a_referral_that_is_lost_leaves_the_patient_through_the_net_for_four_weeks():
    model, row = referred(loss=1.0)
    assert count(model, What.LETTER_LOST_0 + Letter.REFER_OP) == 1
    assert model.world.people["marks"][row] & Mark.MESSAGE_LOST
    assert model.world.people["failed"][row] == Unmet.LOST
    for _ in range(28):
        model.step()
    assert count(model, What.CLOCK_START) == 0
    assert count(model, What.GP_BOOKED) == 0
    for _ in range(20):
        model.step()
    assert count(model, What.GP_BOOKED) >= 1  # asked again


@kernel
def answered(world, i, site):
    """A contact answers the need; its days are booked."""
    has_better_answer(i, world.people[i], world.charts[i], world.today[0], world.diary, site)
    books(world)


def test_the_days_through_the_net_run_from_the_loss_to_the_next_answer():
    model, row = referred(loss=1.0)
    lost_on = model.day
    model.run_for(9)
    model.world.today["day"] = model.day
    answered(model.world, row, 0)
    assert count(model, What.THROUGH_NET_DAYS) == model.day - lost_on == 9
    answered(model.world, row, 0)
    assert count(model, What.THROUGH_NET_DAYS) == 9  # once


# --- community care


@kernel
def steps_up(world, i, service):
    """Somebody with an acute problem asks for a community place."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    patient, chart = world.people[i], world.charts[i]
    answers_step_up(i, patient, chart, world.sites, world.edges, p, today, diary, service)
    books(world)
    reschedule(world.heads, world.links, i, patient, today.day + 1)


def stepping_up(places):
    model = quiet()
    row, service = int(of_practice(model, 1)[0]), int(model.world.sites["community"][0])
    patient, site = model.world.people[row], model.world.sites[service]
    site["places"] = places
    patient["kind"], patient["severity"], patient["onset"] = Kind.ACUTE, 0.4, model.day
    model.world.today["day"] = model.day
    steps_up(model.world, row, service)
    return model, row, site


def test_a_full_service_bounces_the_request_and_the_patient_is_through_the_net():
    model, row, site = stepping_up(places=0)
    assert count(model, What.LETTER_BOUNCED) == 1
    assert count(model, What.STEP_UP) == 0
    assert model.world.people["failed"][row] == Unmet.BOUNCED
    assert model.world.people["marks"][row] & Mark.MESSAGE_LOST
    assert site["in_use"] == 0


def test_a_place_is_held_for_the_days_of_care_and_then_free():
    model, _, site = stepping_up(places=1)
    assert count(model, What.STEP_UP) == 1
    assert site["in_use"] == 1
    days = count(model, What.COMMUNITY_DAYS)
    nights = 0
    for _ in range(days + 3):
        model.step()
        nights += int(site["in_use"])
    assert nights == days
    assert site["in_use"] == 0


@kernel
def waits_for_community(world, rows, hospital, service):
    """People fit to leave wait in their beds for a community place, in this order."""
    for n in range(len(rows)):
        patient = world.people[rows[n]]
        patient.hospital = hospital
        waits_in_bed(patient, world.today[0].day, Delay.FURTHER_NHS + 0, NEVER)
        world.sites[hospital].occupied += 1
        joins_queue(world.threads, world.sites[service], rows[n])


def test_whoever_has_waited_longest_in_a_bed_gets_the_first_place_and_days_of_delay_are_theirs():
    model = quiet()
    hospital, service = hospital_of(model), int(model.world.sites["community"][0])
    model.world.sites["beds"][hospital] = 10
    model.world.sites["places"][service] = 0
    rows = of_practice(model, 3)
    model.world.today["day"] = model.day
    waits_for_community(model.world, rows, hospital, service)
    who = model.world.people["person"][rows].tolist()
    model.run_for(4)
    assert persons(model, What.STEP_DOWN) == []
    model.world.sites["places"][service] = 1
    model.run_for(1)
    assert persons(model, What.STEP_DOWN) == who[:1]
    assert count(model, What.DELAYED_0 + Delay.FURTHER_NHS) == 4
    model.world.sites["places"][service] = 3
    model.run_for(1)
    assert persons(model, What.STEP_DOWN) == who
    assert count(model, What.DELAYED_0 + Delay.FURTHER_NHS) == 4 + 5 + 5
    assert model.world.sites["occupied"][hospital] == 0


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
    model = quiet()
    rows = of_practice(model, 40)
    model.world.today["day"] = model.day
    comes(model.world, rows, 15)
    model.step()
    log = model.log
    arrivals = log[np.isin(log["what"], (What.AE_MAJOR, What.URGENT_REFERRAL))]
    assert (arrivals["what"] == What.URGENT_REFERRAL).tolist() == [True] * 15 + [False] * 25
    assert sorted(arrivals["person"].tolist()) == sorted(model.world.people["person"][rows].tolist())


def test_everybody_at_the_take_is_admitted_sent_home_or_offered_a_community_place():
    model = quiet()
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
def asks_community(world, i, edge, service):
    """The take asks community care for a place by today's message."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    patient, chart = world.people[i], world.charts[i]
    begins(patient, chart, today, Kind.ACUTE + 0, 0.45, 0.0)
    key = contact_key(today.seed, patient)
    asks_for_place(i, patient, chart, world.edges[edge], p, today, diary, service, key)
    books(world)
    reschedule(world.heads, world.links, i, patient, today.day + 1)


@pytest.mark.parametrize(("loss", "days"), [(0.0, 1), (1.0, 2)])
def test_an_urgent_message_is_answered_the_same_day_or_lost(loss, days):
    model = quiet()
    with_loss(model, Letter.STEP_UP, loss)
    row, hospital = int(of_practice(model, 1)[0]), hospital_of(model)
    service, edge = (
        int(model.world.sites["community"][0]),
        int(model.world.sites["edge_to"][hospital, Sort.COMMUNITY]),
    )
    model.world.today["day"] = model.day
    asks_community(model.world, row, edge, service)
    assert model.world.people["step_day"][row] == model.day + days
    assert bool(model.world.people["marks"][row] & Mark.MESSAGE_LOST) == (loss > 0.0)
    assert int(model.world.today["asking"][0]) == int(loss == 0.0)
