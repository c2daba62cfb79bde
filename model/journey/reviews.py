"""Planned care of long-term conditions: reviews at the practice and visits to hospital clinics."""

from joinedup.agents.age_bands import age_band
from joinedup.agents.compiled import rule, step
from joinedup.agents.happenings import What
from joinedup.agents.health import control_after_review, control_on
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.vocabulary import Letter, Luck, Sort
from joinedup.model.chance import draw, luck
from joinedup.model.journey.appointments import bookable, books_slot, is_weekday
from joinedup.model.journey.caseload import PLANNED_SEVERITY, is_visited, visits_planned
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import REVIEW
from joinedup.model.journey.general_practice import gp_contact, sees_usual
from joinedup.model.messages import NOT_ARRIVING, informs_practice, is_sent
from joinedup.model.world import RING, happens

REVIEW_BOOKED, PLAN = int(Mark.REVIEW_BOOKED), int(Mark.PLAN)
YEAR, MONTHS = 365, 12.0
FIRST_DAY_OF_REVIEWS = 2_000  # purposes of luck from here on place a year's reviews


@step
def review_due_after(day, patient, seed, per_condition):
    """First day after `day` on which a planned review falls due; NEVER for people without conditions.

    Each patient's year has its own fixed set of days, `per_condition` per condition on average: the year is cut into as
    many equal parts, with one day by lot in each, as planned care is spaced. A review that is late never moves the
    others.
    """
    if patient.conditions == 0:
        return NEVER
    for year in range(day // YEAR, day // YEAR + 3):
        start = year * YEAR
        key = luck(seed, patient.person, start * 16 + REVIEW)
        number = int(per_condition * patient.conditions + draw(key, Luck.REVIEW_GAP))
        part = YEAR / max(1, number)
        for j in range(max(0, int((day - start) / part)), number):
            due = start + int(part * (j + draw(key, FIRST_DAY_OF_REVIEWS + j)))
            if due > day:
                return due
    return NEVER


@rule
def clinics_of(day, patient, p):
    """Hospital clinic visits that a patient's age makes usual, per condition per year."""
    return p.practice.clinics * p.practice.clinics_by_age[age_band(float(day - patient.born) / YEAR)]


@step
def is_reviewed(i, patient, chart, sites, edges, p, today, diary, booked):
    """Planned care falls due, or its booked slot has come: at the practice, at a hospital clinic, or at home."""
    day, site = today.day, sites[patient.practice]
    visits = 0.0
    if site.community >= 0:
        visits = visits_planned(patient, chart, sites[site.community], p, today)
    clinics = clinics_of(day, patient, p)
    rate = p.practice.reviews * site.reviews + clinics + visits
    key = luck(today.seed, patient.person, patient.review_day * 16 + REVIEW)
    was_booked = (patient.marks & REVIEW_BOOKED) != 0
    which = draw(key, Luck.REVIEW_KIND) * rate
    if not was_booked and which < clinics:
        attends_clinic(i, patient, chart, sites, edges, p, today, diary, key)
    elif not was_booked and which < clinics + visits:
        is_visited(i, patient, chart, sites, edges, p, today, diary, key)
    elif was_booked:
        patient.marks &= 255 - REVIEW_BOOKED
        reviews_conditions(i, patient, chart, sites, edges, p, today, diary, key)
    elif is_weekday(day) and booked[day & (RING - 1)] < bookable(site):
        booked[day & (RING - 1)] += 1
        reviews_conditions(i, patient, chart, sites, edges, p, today, diary, key)
    else:
        patient.review_day = books_slot(site, booked, day)
        patient.marks |= REVIEW_BOOKED
        return
    patient.review_day = review_due_after(day, patient, today.seed, rate)


@step
def reviews_conditions(i, patient, chart, sites, edges, p, today, diary, key):
    """The long-term conditions are reviewed: control improves, more with the usual doctor."""
    what = What.GP_REVIEW + 0
    gp_contact(i, patient, chart, sites, edges, p, today, diary, key, what, PLANNED_SEVERITY)
    usual = 1.0 if sees_usual(sites[patient.practice], p, key) else 0.0
    control = control_on(today.day, patient.control, patient.control_day, patient.conditions, p.health)
    is_discussed(i, patient, sites[patient.practice], edges, p, today, diary, key)
    plan = 1.0 if patient.marks & PLAN else 0.0
    patient.control = control_after_review(control, usual, plan, p.health)
    patient.control_day = today.day


@step
def is_discussed(i, patient, practice, edges, p, today, diary, key):
    """Some whose conditions are reviewed are discussed in a joint meeting; if its message arrives they have a plan.

    Chance: cases the meetings of a year go through ÷ planned reviews of a year, about one condition a person.
    """
    to_hospital, to_community = practice.edge_to[Sort.HOSPITAL], practice.edge_to[Sort.COMMUNITY]
    hours = edges[to_hospital].meeting_hours + edges[to_community].meeting_hours
    if hours <= 0.0 or patient.marks & PLAN:
        return
    cases = MONTHS * hours * p.decision.cases_an_hour
    if draw(key, Luck.DISCUSSED) * practice.people * p.practice.reviews >= cases:
        return
    edge = edges[practice.edge_from[Sort.COMMUNITY]]
    due = is_sent(i, patient, edge, p, today, diary, Letter.MDT_ACTION + 0, key)
    if due != NOT_ARRIVING:
        patient.marks |= PLAN
        happens(diary, today, i, patient, What.PLAN_MADE, practice.row, -1, 1, 0)


@step
def attends_clinic(i, patient, chart, sites, edges, p, today, diary, key):
    """A follow-up at a hospital clinic for a long-term condition; the letter goes to the practice."""
    practice = sites[patient.practice]
    hospital = practice.hospital
    cost = int(100.0 * p.costs.outpatient_follow_up)
    happens(diary, today, i, patient, What.OUTPATIENT_FOLLOW_UP, hospital, -1, 1, cost)
    edge, needs = edges[practice.edge_from[Sort.HOSPITAL]], p.testing.need_clinic
    site = sites[hospital]
    is_seen(i, patient, chart, site, edge, p, today, diary, key, PLANNED_SEVERITY, needs, 0.0, 1.0)
    patient.hospital = hospital
    informs_practice(i, patient, chart, edge, p, today, diary, Letter.CLINIC_LETTER + 0, key)
