"""Elective treatment: the waiting list, who is called, who is cancelled when the hospital is full."""

from math import exp

from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.vocabulary import Kind, Letter, Luck, Sort, Step, Unmet, Where
from joinedup.model.chance import draw, luck, normal
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import (
    NOT_LOST,
    STAY,
    best_benefit,
    has_better_answer,
    reschedule,
    waits_this_year,
)
from joinedup.model.journey.leaving import NO_BENEFIT_DUE, leaves_hospital
from joinedup.model.messages import informs_practice
from joinedup.model.waiting_list import LIST, NOBODY, joins_list, next_on_list, stand_first
from joinedup.model.world import happens

WAITING = int(Mark.WAITING)
EIGHTEEN_WEEKS = 126
MOST_CALLS = 60  # people looked at for each slot of the day
URGENT, ROUTINE = 0, 1
NO_BED, BED, DAY_CASE = 0, 1, 2
CLINIC_SEVERITY = 0.3  # severity as a clinic sees it, for the validity of results


@step
def starts_clock(i, patient, chart, sites, p, today, diary, threads, hospital):
    """A referral arrives: the clock starts, and it is no longer an open problem of the practice."""
    if patient.where == Where.DEAD or patient.marks & WAITING:
        return
    happens(diary, today, i, patient, What.CLOCK_START, hospital, Kind.ELECTIVE, 1, 0)
    patient.marks |= WAITING
    chart.clock_start = today.day
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    which = URGENT if draw(key, Luck.PRIORITY) < p.hospital.urgent_share else ROUTINE
    joins_list(threads, sites[hospital], which, i)
    if patient.kind == Kind.ELECTIVE:
        has_better_answer(i, patient, chart, today, diary, hospital)
        patient.kind = Kind.NONE
        patient.doing = Step.NOTHING
        patient.step_day = NEVER


@step
def calls_from_list(world, hospital):
    """Today's theatre slots go to the list in order of priority and clock start; stays need a bed.

    Whoever cannot come today, not worked up yet, in hospital for something else or in need of a bed when there is
    none, keeps the place in line.
    """
    people, charts, threads, edges = world.people, world.charts, world.threads, world.edges
    sites, p, today, diary = world.sites, world.parameters[0], world.today[0], world.diary
    site = sites[hospital]
    site.elective_room += site.elective_slots * site.throughput
    for which in range(2):
        most = min(site.list_length[which], MOST_CALLS * (int(site.elective_room) + 1))
        # as many stays are planned a day as are usual; only those are cancelled, the others not called
        stays = 1 + int(site.elective_room * (1.0 - p.hospital.day_case_share))
        first, last, passed = NOBODY, NOBODY, 0
        while site.elective_room >= 1.0 and most > 0:
            most -= 1
            i = next_on_list(threads, site, which)
            patient = people[i]
            if patient.where == Where.DEAD:
                continue
            bed = has_bed(patient, charts[i], site, p, today)
            # a stay is not begun in the middle of another problem
            free = patient.where == Where.HOME and (bed == DAY_CASE or patient.kind < 0)
            free = free and (which == URGENT or is_worked_up(patient, charts[i], p, today))
            if free and bed != NO_BED:
                site.elective_room -= 1.0
                edge = edges[sites[patient.practice].edge_from[Sort.HOSPITAL]]
                is_treated(i, patient, charts[i], site, hospital, edge, p, today, diary, world.waits)
                reschedule(world.wake, i, patient, today.day + 1)
                continue
            if free and stays > 0:
                what = What.ELECTIVE_CANCELLED + 0
                happens(diary, today, i, patient, what, hospital, Kind.ELECTIVE, 1, 0)
                stays -= 1
            if passed == 0:
                first = i
            else:
                threads[last, LIST] = i
            last = i
            passed += 1
        if passed > 0:
            stand_first(threads, site, which, first, last, passed)
    site.elective_room = min(site.elective_room, 5.0 * site.elective_slots + 1.0)


@step
def is_worked_up(patient, chart, p, today):
    """Whether clinics, tests and decisions are done since the clock started, which takes some people long."""
    key = luck(today.seed, patient.person, int(chart.clock_start) * 16 + STAY)
    days = p.hospital.work_up_median * exp(p.hospital.work_up_sd * normal(key, Luck.WORK_UP))
    return today.day - chart.clock_start >= days


@step
def has_bed(patient, chart, site, p, today):
    """Whether there is room for a patient on the list today: a day case needs none, a stay needs a bed."""
    key = luck(today.seed, patient.person, int(chart.clock_start) * 16 + STAY)
    if draw(key, Luck.DAY_CASE) < p.hospital.day_case_share:
        return DAY_CASE
    return BED if site.occupied < site.beds else NO_BED


@step
def is_treated(i, patient, chart, site, hospital, edge, p, today, diary, waits):
    """The clock stops: first visit, treatment, follow-ups."""
    key = luck(today.seed, patient.person, int(chart.clock_start) * 16 + STAY)
    day_case = draw(key, Luck.DAY_CASE) < p.hospital.day_case_share
    visits_clinic(i, patient, chart, site, hospital, edge, p, today, diary, key)
    stops_clock(i, patient, chart, hospital, p, today, diary, waits)
    cost = p.costs.day_case if day_case else p.costs.elective_stay
    spread = p.costs.elective_spread
    factor = exp(spread * normal(key, Luck.COST) - spread * spread / 2.0)  # lognormal with mean 1
    if 10.0 * chart.benefit < cost:
        happens(diary, today, i, patient, What.WASTE, hospital, Kind.ELECTIVE, int(100.0 * cost), 0)
    what = What.DAY_CASE + 0 if day_case else What.ELECTIVE_STAY + 0
    happens(diary, today, i, patient, what, hospital, Kind.ELECTIVE, 1, int(100.0 * cost * factor))
    patient.hospital = hospital
    if not day_case:
        log_days = p.hospital.elective_stay_sd * normal(key, Luck.ELECTIVE_STAY)
        nights = max(1, int(p.hospital.elective_stay_median * exp(log_days) + 0.5))
        site.occupied += 1
        patient.where = Where.ELECTIVE_WARD
        patient.kind = Kind.NONE
        patient.doing = Step.NOTHING
        patient.onset = today.day
        patient.step_day = today.day + nights
    elif patient.kind < 0 and patient.doing == Step.NOTHING:
        leaves_hospital(i, patient, chart, site, edge, p, today, diary, hospital, 0.0, 0.0)
    else:  # in the middle of another problem, which goes on
        happens(diary, today, i, patient, What.DISCHARGE, hospital, -1, 1, 0)
        informs_practice(i, patient, chart, edge, p, today, diary, Letter.CLINIC_LETTER + 0, key)
        chart.discharged = today.day
        chart.benefit = NO_BENEFIT_DUE


@step
def visits_clinic(i, patient, chart, site, hospital, edge, p, today, diary, key):
    """The first outpatient visit and its follow-ups; the referral letter may have brought the history."""
    informed = 1.0 if draw(key, Luck.PAYLOAD) < edge.completeness else 0.0
    needs = p.testing.need_clinic
    is_seen(i, patient, chart, site, edge, p, today, diary, key, CLINIC_SEVERITY, needs, informed, 1.0)
    cost = int(100.0 * p.costs.outpatient_first)
    happens(diary, today, i, patient, What.OUTPATIENT_FIRST, hospital, Kind.ELECTIVE, 1, cost)
    visits = int(p.hospital.follow_ups + draw(key, Luck.FOLLOW_UP))
    if visits > 0:
        cost = int(100.0 * p.costs.outpatient_follow_up * visits)
        happens(diary, today, i, patient, What.OUTPATIENT_FOLLOW_UP, hospital, Kind.ELECTIVE, visits, cost)


@step
def stops_clock(i, patient, chart, hospital, p, today, diary, waits):
    """The wait is noted, and whether the need was met in time."""
    wait = today.day - chart.clock_start
    waits_this_year(i, patient, chart, p, today, diary, hospital, today.day)
    happens(diary, today, i, patient, What.ELECTIVE_WAIT_DAYS, hospital, Kind.ELECTIVE, wait, 0)
    if wait <= EIGHTEEN_WEEKS:
        happens(diary, today, i, patient, What.ELECTIVE_IN_18_WEEKS, hospital, Kind.ELECTIVE, 1, 0)
    waits[patient.group, max(0, min(wait // 7, waits.shape[1] - 1))] += 1
    gain, days = best_benefit(Kind.ELECTIVE + 0, 0.5, 10.0 * chart.benefit, 0.0, p)
    if gain > 0.0:
        what = What.MET_WEIGHT + 0 if wait <= days else What.UNMET_WEIGHT_0 + Unmet.WAITING
        happens(diary, today, i, patient, what, hospital, Kind.ELECTIVE, int(gain), 0)
    patient.marks &= 255 - WAITING
    chart.clock_start = NOT_LOST
