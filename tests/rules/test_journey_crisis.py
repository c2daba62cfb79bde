"""One patient at a time in a mental health crisis, on the line to 111, and on the caseload."""

import numpy as np
import pytest

from joinedup.agents.compiled import kernel
from joinedup.agents.happenings import What
from joinedup.agents.mental_health import MentalHealthParameters, bed_benefit, steadied
from joinedup.agents.out_of_hours import engaged_chance
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Act, Kind, Letter, Sort, Step, Where
from joinedup.experiments.verification.quiet import count, hospital_of, of_practice, quiet_place
from joinedup.model.journey.calls import is_engaged, is_heard
from joinedup.model.journey.caseload import is_visited, visits_planned
from joinedup.model.journey.episode import begins, contact_key, reschedule
from joinedup.model.journey.mental_health import (
    calls_crisis_line,
    calls_liaison,
    knows_crisis_line,
    takes_crisis,
)
from joinedup.model.world import books

P = MentalHealthParameters()


@kernel
def falls_into_crisis(world, rows, severity, at_ae):
    """People in a crisis of this severity, one after the other: assessed by the team, or at A&E first."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    for n in range(len(rows)):
        i = rows[n]
        patient, chart = world.people[i], world.charts[i]
        begins(patient, chart, today, Kind.CRISIS + 0, severity, 0.0)
        key = contact_key(today.seed, patient)
        hospital = world.sites[patient.practice].hospital
        if at_ae:
            calls_liaison(i, patient, chart, world.sites, world.edges, p, today, diary, key, hospital)
        else:
            takes_crisis(i, patient, chart, world.sites, world.edges, p, today, diary, key)
        reschedule(world.wake, i, patient, today.day + 1)
    books(world)


def in_crisis(severity, number=1, places=20, beds=20, at_ae=False, lost=0.0, margins=None):
    model = quiet_place()
    sites = model.world.sites
    trust = int(sites["mental_health"][0])
    sites["places"][trust], sites["beds"][trust], sites["price_bed"][trust] = places, beds, 0.0
    for act, margin in (margins or {}).items():
        sites["margin"][trust, act] = margin
    model.world.edges["loss"][:, Letter.MH_CRISIS] = lost
    model.world.edges["track"] = 0.0
    model.world.today["day"] = model.day
    rows = of_practice(model, number)
    falls_into_crisis(model.world, rows, severity, at_ae)
    return model, rows, sites[trust]


def test_care_at_home_while_there_are_places_for_a_crisis_that_is_not_the_gravest():
    model, _, site = in_crisis(0.4, number=3)
    assert count(model, What.CRISIS_CARE) == site["in_use"] == 3
    assert count(model, What.CRISIS_ADMISSION) == 0


def test_the_gravest_get_a_bed_and_one_far_away_when_all_are_taken():
    model, rows, site = in_crisis(0.8, number=5, beds=2)
    assert count(model, What.CRISIS_ADMISSION) == site["occupied"] == 2
    assert (model.world.people["where"][rows[:2]] == Where.CRISIS_BED).all()
    assert (model.log["what"] == What.CRISIS_OUT_OF_AREA).sum() == 3


def test_with_nothing_open_a_middling_crisis_is_turned_away_and_tries_again():
    model, rows, _ = in_crisis(0.3, places=0, beds=0)
    assert count(model, What.LETTER_BOUNCED) == 1
    patient = model.world.people[rows[0]]
    assert patient["doing"] == Step.SEEKS
    assert patient["step_day"] == model.day + 2


def test_a_trust_that_earns_on_beds_uses_them_for_milder_crises():
    usual, _, _ = in_crisis(0.45, number=12, places=40, beds=40)
    paid, _, _ = in_crisis(0.45, number=12, places=40, beds=40, margins={Act.CRISIS_BED: 10_000.0})
    assert count(paid, What.CRISIS_ADMISSION) > count(usual, What.CRISIS_ADMISSION)


def test_a_lost_message_leaves_a_patient_at_a_and_e_unassessed():
    model, rows, site = in_crisis(0.5, at_ae=True, lost=1.0)
    assert count(model, What.LETTER_LOST_0 + Letter.MH_CRISIS) == 1
    assert count(model, What.CONTACT) == 0
    assert site["in_use"] == site["occupied"] == 0
    assert model.world.people["marks"][rows[0]] & Mark.MESSAGE_LOST
    assert model.world.people["doing"][rows[0]] == Step.SEEKS


def test_a_message_that_arrives_brings_the_team_to_a_and_e():
    model, _, site = in_crisis(0.5, at_ae=True, lost=0.0)
    assert count(model, What.LETTER_SENT_0 + Letter.MH_CRISIS) == 1
    assert site["in_use"] + site["occupied"] == 1


def test_a_contact_in_the_week_before_halves_the_worsening():
    assert steadied(0.6, 0.5, 0.0, P) == pytest.approx(0.6)
    assert steadied(0.6, 0.5, 1.0, P) == pytest.approx(0.55)


def test_a_bed_does_more_than_home_above_its_threshold_and_less_below():
    assert bed_benefit(P.bed_from, 5_000.0, P) == pytest.approx(5_000.0)
    assert bed_benefit(0.3, 0.0, P) < 0.0 < bed_benefit(0.6, 0.0, P)


@kernel
def rings_team(world, i):
    """Somebody calls the crisis line. Returns whether they know it."""
    patient, today = world.people[i], world.today[0]
    practice = world.sites[patient.practice]
    begins(patient, world.charts[i], today, Kind.CRISIS + 0, 0.4, 0.0)
    if not knows_crisis_line(patient, practice, world.edges, world.parameters[0]):
        return False
    calls_crisis_line(i, patient, practice, today, world.diary)
    books(world)
    reschedule(world.wake, i, patient, today.day + 1)
    return True


@pytest.mark.parametrize(
    ("mind", "relationship", "known"), [(0, 0.5, False), (2, 0.5, True), (2, 0.1, False)]
)
def test_who_has_been_ill_before_knows_the_line_where_practice_and_trust_know_each_other(
    mind, relationship, known
):
    model = quiet_place()
    row = int(of_practice(model, 1)[0])
    model.world.people["mind"][row] = mind
    model.world.edges["relationship"] = relationship
    model.world.today["day"] = model.day
    assert rings_team(model.world, row) == known
    if known:
        model.run_for(2)
        assert count(model, What.CRISIS_CARE) == 1


# --- 111


@kernel
def rings_111(world, rows, perceived, sent, engaged):
    """People call 111 one after the other."""
    p, today, diary, sites = world.parameters[0], world.today[0], world.diary, world.sites
    for n in range(len(rows)):
        i = rows[n]
        patient, chart = world.people[i], world.charts[i]
        begins(patient, chart, today, Kind.ACUTE + 0, perceived, 0.0)
        key = contact_key(today.seed, patient)
        line = sites[patient.practice].out_of_hours
        sites[line].engaged = engaged
        if is_engaged(i, patient, line, sites[line], today, diary, key):
            sent[n] = -1
        else:
            sent[n] = is_heard(i, patient, chart, sites, world.edges, p, today, diary, key, perceived)
    books(world)


def called(perceived, number=40, engaged=0.0, free=0):
    model = quiet_place()
    model.world.today["day"] = model.day
    model.world.sites["free_this_morning"] = free
    sent = np.zeros(number, np.int64)
    rings_111(model.world, of_practice(model, number), perceived, sent, engaged)
    return model, sent


def test_111_sends_callers_by_how_ill_they_feel():
    assert (called(0.1)[1] == 0).all()
    assert (called(0.3)[1] == 1).all()
    assert (called(0.7)[1] == 2).all()


def test_111_steps_up_those_community_care_suits_while_a_place_is_free():
    assert (called(0.5, free=0)[1] == 2).all()
    sent = called(0.5, free=5)[1]
    assert set(sent.tolist()) == {2, 3} or (sent == 3).all()
    assert (called(0.9, free=5)[1] == 2).all()


def test_a_call_is_a_contact_at_which_the_story_is_told():
    model, _ = called(0.3, number=5)
    assert count(model, What.OUT_OF_HOURS) == count(model, What.CONTACT) == 5


def test_an_engaged_line_hears_nobody():
    model, sent = called(0.3, number=40, engaged=0.5)
    assert 5 < (sent == -1).sum() < 35
    assert count(model, What.CALL_UNANSWERED) == (sent == -1).sum()
    assert count(model, What.OUT_OF_HOURS) == (sent >= 0).sum()


def test_the_line_is_engaged_for_as_many_as_called_too_much():
    assert engaged_chance(100.0, 80.0) == pytest.approx(0.2)
    assert engaged_chance(50.0, 80.0) == engaged_chance(0.0, 80.0) == 0.0


# --- the caseload


@kernel
def visits(world, i, ill):
    """A planned visit to somebody well, or with a problem nobody knows of."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    patient, chart = world.people[i], world.charts[i]
    if ill:
        begins(patient, chart, today, Kind.ACUTE + 0, 0.3, 0.0)
        patient.doing = Step.SEEKS
        patient.step_day = today.day + 9
    key = contact_key(today.seed, patient)
    is_visited(i, patient, chart, world.sites, world.edges, p, today, diary, key)
    books(world)
    reschedule(world.wake, i, patient, today.day + 1)


def visited(ill=False, places=3):
    model = quiet_place(community__finds=1.0)
    row, service = int(of_practice(model, 1)[0]), int(model.world.sites["community"][0])
    model.world.sites["places"][service] = places
    model.world.today["day"] = model.day
    visits(model.world, row, ill)
    return model, row, model.world.sites[service]


def test_a_planned_visit_takes_a_place_for_a_day_and_leaves_a_plan():
    model, row, site = visited()
    assert count(model, What.PROACTIVE_VISIT) == count(model, What.COMMUNITY_DAYS) == site["in_use"] == 1
    assert model.world.people["marks"][row] & Mark.PLAN
    model.run_for(2)
    assert site["in_use"] == 0


def test_without_a_free_place_nobody_is_visited():
    model, row, site = visited(places=0)
    assert count(model, What.PROACTIVE_VISIT) == site["in_use"] == 0
    assert not model.world.people["marks"][row] & Mark.PLAN


def test_a_visit_brings_up_a_problem_nobody_was_told_of_and_something_is_done():
    model, row, _ = visited(ill=True)
    assert count(model, What.PROACTIVE_FINDING) == 1
    patient = model.world.people[row]
    assert patient["kind"] == Kind.NONE or patient["step_day"] != model.day + 9


@kernel
def planned(world, i):
    """Visits a year per condition that a patient would get."""
    patient = world.people[i]
    community = world.sites[world.sites[patient.practice].community]
    return visits_planned(patient, world.charts[i], community, world.parameters[0], world.today[0])


def test_only_those_above_the_threshold_of_risk_are_visited_and_nobody_at_first():
    model = quiet_place(health__exacerbation=0.03)
    row, service = int(of_practice(model, 1)[0]), int(model.world.sites["community"][0])
    patient = model.world.people[row]
    patient["conditions"], patient["born"] = 6, -90 * 365
    model.world.today["day"] = model.day
    model.world.sites["caseload_from"][service] = 1e6
    assert planned(model.world, row) == 0.0
    model.world.sites["caseload_from"][service] = 0.05
    assert planned(model.world, row) == pytest.approx(12.0 / 6.0)
    model.world.sites["caseload_from"][service] = 50.0
    assert planned(model.world, row) == 0.0


def test_the_hospital_of_a_place_has_an_edge_to_the_crisis_team():
    model = quiet_place()
    assert model.world.sites["edge_to"][hospital_of(model), Sort.MENTAL_HEALTH] >= 0
