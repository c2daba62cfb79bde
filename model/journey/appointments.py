"""The appointment book of a practice, and the door a patient chooses."""

from math import sqrt

from joinedup.agents.compiled import rule, step
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.help_seeking import AE, CALL, GP, ae_leaning, best_door, door_worth, seek_chance
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.staff import there_is_staff_for
from joinedup.agents.vocabulary import Kind, Luck, Step, Unmet
from joinedup.model.chance import draw, gumbel, normal
from joinedup.model.journey.calls import TO_COMMUNITY, TO_PRACTICE, TO_TAKE, is_engaged, is_heard
from joinedup.model.journey.episode import age_on, contact_key, ends, plans_to_seek
from joinedup.model.journey.general_practice import consults, sees_usual
from joinedup.model.journey.mental_health import calls_crisis_line, knows_crisis_line
from joinedup.model.world import ASKS_PLACE, ASKS_TAKE, RING, happens

FAILED_GP = int(Mark.FAILED_GP)
WALKED_IN, SENT_IN, RETURNED = 0, 1, 2  # how a patient comes to the take
NO_DOOR = -1e9  # worth of a door that is not there
TEN_WORKING_DAYS = 14
CERTAIN = 1e6  # a utility beyond all tastes


@rule
def is_weekday(day):
    """Whether practices are open: day 0, 1 April 2018, was a Sunday."""
    weekday = day % 7
    return weekday != 0 and weekday != 6


@step
def first_free(booked, bookable, start, day):
    """The first weekday from `start` with a bookable slot, at most the ring ahead of `day`. booked: one practice's."""
    free = start
    last = day + RING - 2
    while free < last and (not is_weekday(free) or booked[free & (RING - 1)] >= bookable):
        free += 1
    return free


@rule
def bookable(site):
    """Slots of a weekday that can be booked ahead: those with staff, less those held for same-day need."""
    return there_is_staff_for(site.slots - site.same_day, site.staffing)


@step
def opens_book(site, booked, day):
    """Morning: the first bookable slot after today, and today's slots for same-day need."""
    booked[(day + RING - 1) & (RING - 1)] = 0  # yesterday's page is free for a later day
    site.next_free = first_free(booked, bookable(site), max(site.next_free, day + 1), day)
    site.gp_wait = float(site.next_free - day)
    site.same_day_left = 0
    if is_weekday(day):
        slots = there_is_staff_for(site.slots, site.staffing)
        site.same_day_left = max(0, slots - booked[day & (RING - 1)])
        site.slots_offered += slots


@step
def books_slot(site, booked, day):
    """Take the first bookable slot after today; returns its day."""
    taken = site.next_free
    booked[taken & (RING - 1)] += 1
    site.next_free = first_free(booked, bookable(site), taken, day)
    return taken


@rule
def goes_to_take(i, patient, today, diary, how, informed):
    """The patient is on the way to the acute take."""
    happens(diary, today, i, patient, ASKS_TAKE, patient.practice, how, informed, 0)
    patient.doing = Step.NOTHING
    patient.step_day = NEVER


@rule
def is_put_through(i, patient, service, today, diary):
    """111 puts the caller through to community care: no letter, an answer today, or another try tomorrow."""
    patient.visits = min(250, patient.visits + 1)
    patient.doing = Step.SEEKS
    patient.step_day = today.day + 1
    happens(diary, today, i, patient, ASKS_PLACE, service, -1, 1, 0)


@step
def seeks(i, patient, chart, sites, edges, p, today, diary, booked):
    """The patient looks for help today: which door."""
    day, site = today.day, sites[patient.practice]
    key = contact_key(today.seed, patient)
    kind = patient.kind
    if kind == Kind.ELECTIVE:
        asks_practice(i, patient, chart, sites, edges, p, today, diary, booked, key, False)
        return
    severity = severity_on(day, patient.severity, patient.onset, kind, p.health)
    perceived = min(1.0, max(0.0, severity + p.seeking.perception_sd * normal(key, Luck.PERCEPTION)))
    urgent = perceived >= p.seeking.urgent
    days = site.gp_wait
    if urgent and site.same_day_left > 0:
        days = 0.0
    if not is_weekday(day):
        days += p.seeking.weekend_days
    hospital = sites[site.hospital]
    usual = 1.0 if sees_usual(site, p, key) else 0.0
    km = sqrt((site.x_km - hospital.x_km) ** 2 + (site.y_km - hospital.y_km) ** 2)
    failed = 1.0 if patient.marks & FAILED_GP else 0.0
    minor = 1.0 if kind == Kind.MINOR else 0.0
    gp, call, ae, alone = door_worth(perceived, days, usual, hospital.ae_hours, km, failed, minor, p.seeking)
    ae += ae_leaning(age_on(day, patient), today.score[patient.decile], p.seeking)
    gp += gumbel(key, Luck.DOOR)
    call += gumbel(key, Luck.DOOR + 1)
    if site.out_of_hours < 0:
        call = NO_DOOR
    ae += gumbel(key, Luck.DOOR + 2)
    alone += gumbel(key, Luck.DOOR + 3)
    if kind == Kind.CRISIS and draw(key, Luck.POLICE) < p.mental_health.police:
        ae += CERTAIN
    door = best_door(gp, call, ae, alone)
    if door == CALL and kind == Kind.CRISIS and knows_crisis_line(patient, site, edges, p):
        calls_crisis_line(i, patient, site, today, diary)
        return
    line = site.out_of_hours
    if door == CALL and is_engaged(i, patient, line, sites[line], today, diary, key):
        call -= CERTAIN
        door = best_door(gp, call, ae, alone)
    if door == AE:
        easier = gp + p.seeking.gp_wait * (days - p.seeking.suits)
        if failed > 0.0 or best_door(easier, call, ae, alone) == GP:
            happens(diary, today, i, patient, What.AE_FAILED_GP, patient.practice, -1, 1, 0)
        goes_to_take(i, patient, today, diary, WALKED_IN, 0)
    elif door == GP:
        asks_practice(i, patient, chart, sites, edges, p, today, diary, booked, key, urgent)
    elif door == CALL:
        sent = is_heard(i, patient, chart, sites, edges, p, today, diary, key, perceived)
        if sent == TO_TAKE:
            goes_to_take(i, patient, today, diary, WALKED_IN, 0)
        elif sent == TO_COMMUNITY:
            is_put_through(i, patient, site.community, today, diary)
        elif sent == TO_PRACTICE:
            asks_practice(i, patient, chart, sites, edges, p, today, diary, booked, key, True)
        else:
            plans_to_seek(i, patient, chart, p, today, diary, key)
    else:
        plans_to_seek(i, patient, chart, p, today, diary, key)


@step
def asks_practice(i, patient, chart, sites, edges, p, today, diary, booked, key, urgent):
    """The patient rings the practice: seen today, booked ahead, or not served."""
    practice = patient.practice
    site = sites[practice]
    if urgent and site.same_day_left > 0:
        site.same_day_left -= 1
        consults(i, patient, chart, sites, edges, p, today, diary, What.GP_SAME_DAY + 0)
        return
    if urgent:
        happens(diary, today, i, patient, What.GP_FAILED, practice, patient.kind, 1, 0)
        patient.marks |= FAILED_GP
    patient.failed = Unmet.WAITING
    days = site.next_free - today.day
    if days > TEN_WORKING_DAYS:
        stays = (1.0 - p.seeking.abandon) ** float(days - TEN_WORKING_DAYS)
        if draw(key, Luck.ABANDON) >= stays:
            happens(diary, today, i, patient, What.GP_ABANDONED, practice, patient.kind, 1, 0)
            ends(i, patient, chart, p, today, diary, practice, False)
            return
        happens(diary, today, i, patient, What.GP_LONG_WAIT, practice, patient.kind, 1, 0)
    happens(diary, today, i, patient, What.GP_WAIT_DAYS, practice, patient.kind, days, 0)
    patient.doing = Step.APPOINTMENT
    patient.step_day = books_slot(site, booked, today.day)


@step
def keeps_appointment(i, patient, chart, sites, edges, p, today, diary):
    """The booked day has come: the patient attends, unless the problem has gone in the meantime."""
    key = contact_key(today.seed, patient)
    if patient.kind == Kind.MINOR:
        # part of the time since onset, capped: most of it was spent before booking or after
        waited = p.seeking.recovering_share * min(p.seeking.recovering_days, float(today.day - patient.onset))
        if draw(key, Luck.ATTEND) < 1.0 - (1.0 - p.health.recovery[Kind.MINOR]) ** waited:
            ends(i, patient, chart, p, today, diary, patient.practice, False)
            return
    consults(i, patient, chart, sites, edges, p, today, diary, What.GP_BOOKED + 0)


@step
def tries_first_day(i, patient, chart, sites, edges, p, today, diary, booked):
    """On the day a problem begins: look for help at once, or later, or never."""
    key = contact_key(today.seed, patient)
    severity = 0.5 if patient.kind == Kind.ELECTIVE else patient.severity
    if draw(key, Luck.SEEK) < seek_chance(severity, p.seeking):
        seeks(i, patient, chart, sites, edges, p, today, diary, booked)
    else:
        plans_to_seek(i, patient, chart, p, today, diary, key)
