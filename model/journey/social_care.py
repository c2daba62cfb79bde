"""Council social care: a request is assessed, its means are tested, and it waits for care.

Wards and practices ask by letter and come first; short care at home after a crisis is free and needs a place. People
at home who ask for lasting care, and those whose short care ends, stand in one line.
"""

from numpy import uint64

from joinedup.agents.compiled import rule, step
from joinedup.agents.happenings import What
from joinedup.agents.home_care import hours_needed
from joinedup.agents.household import CareState, lacks, social_need
from joinedup.agents.means_test import contribution, means, pays_all
from joinedup.agents.social_care import takes_up_chance
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Delay, Kind, Letter, Luck, Sort, Step, Unmet, Where
from joinedup.model.calendar import sort_by
from joinedup.model.chance import draw, exponential, luck, mixed
from joinedup.model.journey.care_homes import begins_search, looks_for_bed
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import (
    OLD,
    STAY,
    age_on,
    ends,
    falls_through_the_net,
    frailty_on,
    reschedule,
)
from joinedup.model.journey.leaving import ends_delay, goes_home, waits_in_bed
from joinedup.model.waiting_list import joins_queue, next_in_queue
from joinedup.model.world import ASKS_LETTER, STANDS_IN_LINE, books, happens, holds_place

ASSESSED_SEVERITY = 0.3  # severity as an assessor sees it, for the validity of assessments
TRY_AGAIN = 3  # days after a bounce
GREAT_NEED = 0.5
LONG_BEFORE = 40_000  # days; before anybody asked


@rule
def need_on(patient, p, today):
    """Social need of a patient today, 0 to 1."""
    own = draw(luck(today.seed, patient.person, 0), Luck.SOCIAL_NEED)
    return social_need(frailty_on(today.day, patient, p), own, p.household)


# --- requests by letter: wards and practices


@step
def is_assessed(i, patient, chart, sites, edges, p, today, diary, threads, home, council):
    """The council assesses a request, tomorrow if no assessor has time; whoever is in bed waits for a short package.

    It takes some days to arrange (carers found, a first visit agreed), and then stands in line for a place.

    A patient at home is refused below the threshold, and bounces when there is no place.
    """
    site = sites[council]
    if patient.where == Where.DELAYED and patient.failed == Delay.CARE_PACKAGE:
        joins_queue(threads, site, i)  # the package is arranged
        return
    in_bed = patient.where == Where.DELAYED and patient.failed == Delay.ASSESSMENT
    at_home = patient.where == Where.HOME and patient.doing == Step.REFERRED and patient.kind == Kind.FRAILTY
    if not (in_bed or at_home):
        return
    if site.assess_room <= 0.0:
        happens(diary, today, i, patient, ASKS_LETTER, council, Letter.SC_REQUEST, today.day + 1, council)
        return
    happens(diary, today, i, patient, What.SOCIAL_REQUEST, council, -1, 1, 0)
    need = min(1.0, need_on(patient, p, today) + p.social_care.crisis_need)
    meets_assessor(i, patient, chart, site, sites, edges, p, today, diary, home, council, need)
    if in_bed:
        ends_delay(i, patient, p, today, diary)
        waits_in_bed(patient, today.day, Delay.CARE_PACKAGE + 0, patient.step_day)
        key = luck(today.seed, patient.person, today.day * 16 + STAY)
        days = int(p.social_care.package_arranged * exponential(key, Luck.ARRANGED) + 0.5)
        if days > 0:
            happens(
                diary, today, i, patient, ASKS_LETTER, council, Letter.SC_REQUEST, today.day + days, council
            )
        else:
            joins_queue(threads, site, i)
    elif need < site.threshold or home.care == CareState.RESIDENT:
        if home.care != CareState.RESIDENT and home.care != CareState.RECEIVES:
            is_refused(i, patient, home, p, today, diary, council, need)
        patient.failed = Unmet.THRESHOLD
        patient.doing = Step.SEEKS
        patient.step_day = today.day + TRY_AGAIN
    elif site.in_use < open_places(site) and site.queue_length == 0:
        starts_package(i, patient, site, p, today, diary, home, council)
        ends(i, patient, chart, p, today, diary, council, True)
    else:
        happens(diary, today, i, patient, What.LETTER_BOUNCED, council, patient.kind, 1, 0)
        falls_through_the_net(patient, chart, today, Unmet.BOUNCED)
        patient.doing = Step.SEEKS
        patient.step_day = today.day + TRY_AGAIN


@step
def meets_assessor(i, patient, chart, site, sites, edges, p, today, diary, home, council, need):
    """An assessment: time of an assessor, the story told or known, the need on file."""
    site.assess_room -= 1.0
    home.social_need = int(255.0 * need)
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    happens(diary, today, i, patient, What.SOCIAL_ASSESSED, council, -1, 1, 0)
    edge, needs = edges[sites[patient.practice].edge_from[Sort.COUNCIL]], p.testing.need_council
    is_seen(i, patient, chart, site, edge, p, today, diary, key, ASSESSED_SEVERITY, needs, 0.0, 0.0)


@step
def is_refused(i, patient, home, p, today, diary, council, need):
    """The need is below the threshold: no care, and the need stays."""
    happens(diary, today, i, patient, What.SOCIAL_REFUSED, council, -1, 1, 0)
    goes_without(i, patient, home, p, today, diary, council, need, Unmet.THRESHOLD + 0)
    home.care = CareState.INELIGIBLE


@step
def goes_without(i, patient, home, p, today, diary, council, need, why):
    """A person in need, from 65, goes without public care: the need counts as unmet, and lowers their safety."""
    home.asked = today.day
    if age_on(today.day, patient) >= OLD:
        lacks(patient, home, need, p.household)
    if need > GREAT_NEED:
        happens(diary, today, i, patient, What.REFUSED_IN_NEED, council, -1, 1, 0)
    weight = int(p.practice.social_worth * need)
    happens(diary, today, i, patient, What.UNMET_WEIGHT_0 + why, council, Kind.FRAILTY, weight, 0)


@step
def starts_package(i, patient, site, p, today, diary, home, council):
    """A short package of care at home begins: six weeks on average, free; then lasting need is assessed."""
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    days = 1 + int((p.social_care.package_days - 0.5) * exponential(key, Luck.PACKAGE))
    holds_place(i, patient, site, today, diary, council, days)
    happens(diary, today, i, patient, What.CARE_PACKAGE, council, -1, 1, 0)
    cost = int(100.0 * p.costs.care_package_day * days)
    happens(diary, today, i, patient, What.CARE_PACKAGE_DAYS, council, -1, days, cost)
    lasting = (
        home.care == CareState.RECEIVES or home.care == CareState.RESIDENT or home.care == CareState.SEEKS_BED
    )
    if age_on(today.day, patient) >= OLD and not lasting:
        home.care = CareState.REABLED
        home.asked = today.day + days
        happens(diary, today, i, patient, STANDS_IN_LINE, council, -1, 0, 0)


@step
def takes_to_package(world, council):
    """Free packages go to patients waiting in hospital beds, longest first."""
    people, charts, sites, edges = world.people, world.charts, world.sites, world.edges
    p, today, diary, site = world.parameters[0], world.today[0], world.diary, world.sites[council]
    while site.queue_length > 0 and site.in_use < open_places(site):
        i = next_in_queue(world.threads, site)
        patient = people[i]
        if patient.where != Where.DELAYED:
            continue  # died in the meantime
        ends_delay(i, patient, p, today, diary)
        starts_package(i, patient, site, p, today, diary, world.households[i], council)
        goes_home(i, patient, charts[i], sites, edges, p, today, diary, 1.0, 0.0)
        reschedule(world.wake, i, patient, today.day + 1)


# --- the line: lasting care


@step
def serves_line(world):
    """Whoever has waited longest is assessed, gets hours, or looks at a care home today."""
    people, households, line = world.people, world.households, world.line
    today, due, keys = world.today[0], world.due, world.keys
    books(world)
    count = today.waiting
    for n in range(count):
        i = line[n]
        asked = int(households[i].asked)
        by_lot = mixed(luck(today.seed, people[i].person, asked * 16) + uint64(Luck.ORDER))
        due[n] = i
        keys[n] = (uint64(asked + LONG_BEFORE) << uint64(40)) | (by_lot >> uint64(24))
    sort_by(keys, due, count, world.ends)
    kept = 0
    for n in range(count):
        i = due[n]
        patient, home = people[i], households[i]
        if patient.where != Where.DEAD and home.asked <= today.day:
            takes_turn(world, i, patient, home)
        state = home.care
        waits = state == CareState.ASSESSING or state == CareState.REABLED
        waits = waits or state == CareState.WAITS_FOR_HOURS or state == CareState.SEEKS_BED
        if waits and patient.where != Where.DEAD:
            line[kept] = i
            kept += 1
        else:
            home.listed = 0
    today.waiting = kept
    books(world)


@step
def takes_turn(world, i, patient, home):
    """One person in the line, by what they wait for; people in hospital are seen when they are back."""
    p, today, diary, sites = world.parameters[0], world.today[0], world.diary, world.sites
    council = sites[patient.practice].council
    if home.care == CareState.SEEKS_BED:
        looks_for_bed(world, i, patient, home)
    elif patient.where != Where.HOME:
        return
    elif home.care == CareState.WAITS_FOR_HOURS:
        starts_home_care(world, i, patient, home, council)
    elif sites[council].assess_room > 0.0:
        site = sites[council]
        waited = today.day - home.asked
        happens(diary, today, i, patient, What.SOCIAL_ASSESSED_DAYS, council, -1, waited, 0)
        need, chart = need_on(patient, p, today), world.charts[i]
        meets_assessor(i, patient, chart, site, sites, world.edges, p, today, diary, home, council, need)
        if need < site.threshold:
            is_refused(i, patient, home, p, today, diary, council, need)
        elif need >= p.social_care.residential_from and home.carer == 0 and today.homes > 0:
            begins_search(i, patient, home, sites, p, today, diary, council)
        else:
            is_offered_hours(world, i, patient, home, council, need)


@step
def is_offered_hours(world, i, patient, home, council, need):
    """Care at home is offered at the charge that the means test sets; some find it too dear."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    hours = hours_needed(need, p.home_care)
    cost = p.home_care.price * hours
    capital = means(home.capital, home.home_owner, home.carer, 1.0, p.household.home_worth)
    home.pays = 1 if pays_all(capital, 1.0, p.means_test) else 0
    charge = contribution(capital, home.income / 100.0, cost, 1.0, p.means_test)
    if home.pays > 0:
        charge = cost * (1.0 + p.home_care.premium)
        happens(diary, today, i, patient, What.SELF_FUNDER, council, -1, 1, 0)
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    if draw(key, Luck.TAKE_UP) >= takes_up_chance(need, charge, p.social_care):
        happens(diary, today, i, patient, What.CARE_DECLINED, council, -1, 1, 0)
        goes_without(i, patient, home, p, today, diary, council, need, Unmet.MEANS_TEST + 0)
        home.care = CareState.DECLINED
    elif today.agencies == 0:
        happens(diary, today, i, patient, What.LETTER_BOUNCED, council, Kind.FRAILTY, 1, 0)
        goes_without(i, patient, home, p, today, diary, council, need, Unmet.BOUNCED + 0)
        home.care = CareState.INELIGIBLE
    else:
        home.hours = hours
        home.care = CareState.WAITS_FOR_HOURS
        lacks(patient, home, need, p.household)
        starts_home_care(world, i, patient, home, council)


@step
def starts_home_care(world, i, patient, home, council):
    """An agency with enough free hours, any of them, takes the person on."""
    sites, today, diary = world.sites, world.today[0], world.diary
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    best, found = -1.0, -1
    for s in range(len(world.starts) - 1, len(sites)):
        if sites[s].role == Sort.HOME_CARE and sites[s].hours - sites[s].hours_used >= int(home.hours):
            score = draw(key + uint64(sites[s].key), Luck.AGENCY)
            if score > best:
                best, found = score, s
    if found < 0:
        return
    sites[found].hours_used += int(home.hours)
    home.agency = found
    home.care = CareState.RECEIVES
    home.asked = today.day
    patient.unmet_social = 0
    happens(diary, today, i, patient, What.HOME_CARE_START, council, -1, 1, 0)
