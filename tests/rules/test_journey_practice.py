"""One patient at a time through a practice, its letters and community care, where nothing else happens."""

import pytest

from joinedup.agents.compiled import kernel
from joinedup.agents.happenings import What
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.vocabulary import Delay, Kind, Letter, Sort, Step, Unmet
from joinedup.experiments.verification.quiet import count, hospital_of, of_practice, persons, quiet_place
from joinedup.model.journey.appointments import asks_practice, opens_book
from joinedup.model.journey.community import answers_step_up
from joinedup.model.journey.episode import begins, contact_key, has_better_answer, reschedule
from joinedup.model.journey.general_practice import asks_for_place, considers_referral
from joinedup.model.journey.leaving import waits_in_bed
from joinedup.model.waiting_list import joins_queue
from joinedup.model.world import books

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
    model = quiet_place()
    rows = rung(model, 6, urgent=True, slots=4, same_day=3)
    assert count(model, What.GP_SAME_DAY) == 4
    assert count(model, What.GP_FAILED) == 2
    people = model.world.people[rows]
    assert (people["marks"][4:] & Mark.FAILED_GP > 0).all()
    assert (people["doing"][4:] == Step.APPOINTMENT).all()


def test_the_urgent_may_have_slots_that_nobody_booked():
    model = quiet_place()
    rung(model, 5, urgent=True, slots=5, same_day=1)
    assert count(model, What.GP_SAME_DAY) == 5


def test_slots_ahead_are_given_in_turn_on_weekdays_and_those_for_today_are_kept_free():
    model = quiet_place()
    rows = rung(model, 11, urgent=False, slots=5, same_day=3)
    people = model.world.people
    assert (people["doing"][rows] == Step.APPOINTMENT).all()
    ahead = people["step_day"][rows] - model.day
    # today is Monday, two a day from tomorrow: five to Friday's two, then over the weekend
    assert ahead.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 7, 7, 8]
    assert count(model, What.GP_WAIT_DAYS) == ahead.sum()


def test_a_practice_is_closed_at_weekends():
    model = quiet_place()
    model.run_for(5)  # Saturday
    rung(model, 3, urgent=True, slots=50, same_day=20)
    assert count(model, What.GP_SAME_DAY) == 0
    assert count(model, What.GP_FAILED) == 3


def test_some_give_up_when_the_next_slot_is_far_away():
    model = quiet_place(seeking__abandon=1.0)
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
    reschedule(world.wake, i, patient, today.day + 1)


def with_loss(model, letter, chance):
    model.world.edges["loss"][:, letter] = chance
    model.world.edges["track"] = 0.0


def referred(loss):
    model = quiet_place()
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
    reschedule(world.wake, i, patient, today.day + 1)


def stepping_up(places):
    model = quiet_place()
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
    model = quiet_place()
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


@kernel
def asks_community(world, i, edge, service):
    """The take asks community care for a place by today's message."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    patient, chart = world.people[i], world.charts[i]
    begins(patient, chart, today, Kind.ACUTE + 0, 0.45, 0.0)
    key = contact_key(today.seed, patient)
    asks_for_place(i, patient, chart, world.edges[edge], p, today, diary, service, key)
    books(world)
    reschedule(world.wake, i, patient, today.day + 1)


@pytest.mark.parametrize(("loss", "days"), [(0.0, 1), (1.0, 2)])
def test_an_urgent_message_is_answered_the_same_day_or_lost(loss, days):
    model = quiet_place()
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
