"""What is due for one patient today: a birthday, a death, a new need, a step, a review."""

from joinedup.agents.age_bands import group_of
from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.health import death_rate
from joinedup.agents.patient import NEVER
from joinedup.agents.vocabulary import Kind, Luck, Step, Where
from joinedup.model.chance import draw, luck
from joinedup.model.journey.appointments import (
    RETURNED,
    goes_to_take,
    keeps_appointment,
    seeks,
    tries_first_day,
)
from joinedup.model.journey.community import leaves_community_care
from joinedup.model.journey.episode import (
    BIRTHDAY,
    CANDIDATE,
    age_on,
    begins,
    falls_ill,
    gap_to_next_need,
    most_needs,
    unmet_most,
)
from joinedup.model.journey.leaving import dies_in_bed
from joinedup.model.journey.reviews import clinics_of, is_reviewed, review_due_after
from joinedup.model.population import mean_conditions
from joinedup.model.world import happens

YEAR = 365
A_FORTNIGHT = 14


@step
def wakes(i, patient, chart, sites, edges, p, today, diary, booked):
    """One patient's day. Returns 0: nobody left to wake again, 1: alive, 2: alive and fit to leave a bed."""
    day = today.day
    if patient.where == Where.UNBORN:
        patient.where = Where.HOME
        happens(diary, today, i, patient, What.BIRTH, patient.practice, -1, 1, 0)
    if patient.death_day <= day:
        dies_in_bed(i, patient, chart, sites, p, today, diary)
        return 0
    if (day - patient.born) % YEAR == 0:
        has_birthday(patient, p, today)
    fit = False
    if patient.need_day <= day and falls_ill(i, patient, chart, p, today, diary):
        tries_first_day(i, patient, chart, sites, edges, p, today, diary, booked)
    elif patient.step_day <= day:
        fit = patient.where != Where.HOME
        if not fit:
            takes_step(i, patient, chart, sites, edges, p, today, diary, booked)
    if patient.review_day <= day:
        if patient.where == Where.HOME:
            is_reviewed(i, patient, chart, sites, edges, p, today, diary, booked)
        else:
            patient.review_day = day + A_FORTNIGHT
    return 2 if fit else 1


@step
def takes_step(i, patient, chart, sites, edges, p, today, diary, booked):
    """The next step about the active problem."""
    doing = patient.doing
    if doing == Step.SEEKS:
        seeks(i, patient, chart, sites, edges, p, today, diary, booked)
    elif doing == Step.APPOINTMENT:
        keeps_appointment(i, patient, chart, sites, edges, p, today, diary)
    elif doing == Step.REFERRED:
        patient.visits = min(250, patient.visits + 1)
        seeks(i, patient, chart, sites, edges, p, today, diary, booked)
    elif doing == Step.RELAPSES:
        key = luck(today.seed, patient.person, today.day * 16 + CANDIDATE)
        severity = p.hospital.relapse_from + p.hospital.relapse_range * draw(key, Luck.RELAPSE)
        begins(patient, chart, today, Kind.ACUTE + 0, severity, 0.0)
        goes_to_take(i, patient, today, diary, RETURNED, 0)
    else:
        leaves_community_care(patient)


@step
def has_birthday(patient, p, today):
    """A year older: perhaps a new long-term condition, a new age band, and the luck of the coming year."""
    day = today.day
    key = luck(today.seed, patient.person, day * 16 + BIRTHDAY)
    age, score = age_on(day, patient), today.score[patient.decile]
    fifth = patient.decile // 2
    if patient.conditions < 9 and draw(key, Luck.NEW_CONDITION) < p.health.new_condition * mean_conditions(
        age, score, p.population
    ):
        patient.conditions += 1
        rate = p.practice.reviews + clinics_of(day, patient, p)
        patient.review_day = min(patient.review_day, review_due_after(day, patient, today.seed, rate))
    patient.group = group_of(fifth, age)
    rate = death_rate(age, patient.sex, fifth, patient.delayed_weeks, p.health)
    if patient.death_day == NEVER and draw(key, Luck.DEATH) < rate:
        patient.death_day = day + 1 + int((YEAR - 1.0) * draw(key, Luck.DEATH_DAY))


@step
def starts_life(patient, sites, p, today):
    """First dates of a person: the luck of the year up to the next birthday, the next need, the next review."""
    day = today.day
    start = max(day, patient.born) if patient.where == Where.UNBORN else day
    key = luck(today.seed, patient.person, start * 16 + BIRTHDAY)
    age = age_on(start, patient)
    left = float(YEAR - (start - patient.born) % YEAR)
    rate = death_rate(age, patient.sex, patient.decile // 2, 0, p.health)
    if draw(key, Luck.DEATH) < rate * left / YEAR:
        patient.death_day = start + 1 + int((left - 1.0) * draw(key, Luck.DEATH_DAY))
    total = most_needs(patient, age, today, p) + unmet_most(age, p)
    key = luck(today.seed, patient.person, start * 16 + CANDIDATE)
    patient.need_day = start + gap_to_next_need(total, key)
    patient.control_day = start
    rate = p.practice.reviews + clinics_of(start, patient, p)
    patient.review_day = review_due_after(start, patient, today.seed, rate)
    patient.hospital = sites[patient.practice].hospital
    return start
