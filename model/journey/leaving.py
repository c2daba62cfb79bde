"""Leaving hospital: fit, delayed or not, discharged, and the letter that goes with it."""

from joinedup.agents.compiled import rule, step
from joinedup.agents.happenings import What
from joinedup.agents.hospital import readmission_chance
from joinedup.agents.household import CareState
from joinedup.agents.means_test import means, pays_all
from joinedup.agents.patient import NEVER
from joinedup.agents.vocabulary import Delay, Kind, Letter, Luck, Sort, Step, Where
from joinedup.model.chance import draw, exponential, luck
from joinedup.model.journey.episode import OLD, STAY, age_on, dies, frailty_on
from joinedup.model.messages import NOT_ARRIVING, informs_practice, is_sent
from joinedup.model.world import ASKS_LETTER, NOTES_STAY, STANDS_IN_LINE, happens

NOTICED = 7  # days after which a ward notices that a request has had no answer
HEARD_BY = 3  # days after discharge by which a practice that has heard can act
REASONS = 10
MOST_BED_WEEKS = 250
MOST_NIGHTS = 250  # that are told apart; `visits` counts them while a patient is in a bed
NO_BENEFIT_DUE = -1  # in place of the benefit waited for: the last stay was for it


@step
def is_fit(i, patient, chart, sites, edges, p, today, diary, home):
    """A patient in a bed is fit to leave today, or a delay that no place can cure is over."""
    day, where, hospital = today.day, patient.where, patient.hospital
    days = day - patient.onset
    if where == Where.DELAYED:
        ends_delay(i, patient, p, today, diary)
        goes_home(i, patient, chart, sites, edges, p, today, diary, 1.0, 0.0)
    elif where == Where.ELECTIVE_WARD:
        happens(diary, today, i, patient, What.BED_DAYS_ELECTIVE, hospital, -1, days, 0)
        goes_home(i, patient, chart, sites, edges, p, today, diary, 0.0, 0.0)
    elif where == Where.CRISIS_BED:
        cost = int(100.0 * p.costs.crisis_bed_day * days)
        happens(diary, today, i, patient, What.BED_DAYS_MENTAL, hospital, -1, days, cost)
        sites[hospital].occupied -= 1
        patient.where = Where.HOME
        patient.step_day = NEVER
        patient.hospital = sites[patient.practice].hospital
    elif where == Where.WARD:
        happens(diary, today, i, patient, What.BED_DAYS_EMERGENCY, hospital, -1, days, 0)
        patient.visits = min(MOST_NIGHTS, days)
        needs_somewhere_to_go(i, patient, chart, sites, edges, p, today, diary, home)


@step
def needs_somewhere_to_go(i, patient, chart, sites, edges, p, today, diary, home):
    """Where a fit patient goes: home, community care, a care package, or to wait for something else."""
    day = today.day
    key = luck(today.seed, patient.person, day * 16 + STAY)
    hospital = sites[patient.hospital]
    frail = frailty_on(day, patient, p)
    step_down = p.community.step_down_base + p.community.step_down_frail * frail
    package = p.social_care.package_base + p.social_care.package_frail * frail
    u = draw(key, Luck.DESTINATION)
    if u < step_down:
        ask, reason, letter = hospital.edge_to[Sort.COMMUNITY], Delay.FURTHER_NHS + 0, Letter.STEP_DOWN + 0
        asks_for_help(i, patient, chart, sites, edges, p, today, diary, ask, reason, letter, key)
    elif u < step_down + package and home.care != CareState.RESIDENT:
        ask, reason, letter = hospital.edge_to[Sort.COUNCIL], Delay.ASSESSMENT + 0, Letter.SC_REQUEST + 0
        asks_for_help(i, patient, chart, sites, edges, p, today, diary, ask, reason, letter, key)
    else:
        u = draw(key, Luck.DELAY_REASON)
        for reason in range(REASONS):
            share = p.social_care.other_share[reason]
            if reason == Delay.RESIDENTIAL or reason == Delay.NURSING:
                share *= frail
            elif reason == Delay.DISPUTE:
                share *= hospital.dispute
            if u < share:
                if reason == Delay.RESIDENTIAL or reason == Delay.NURSING:
                    seeks_care_home(i, patient, chart, sites, edges, p, today, diary, home, reason, key)
                    return
                wait = 1 + int(p.social_care.other_days[reason] * exponential(key, Luck.DELAY_LENGTH))
                waits_in_bed(patient, day, reason, day + wait)
                return
            u -= share
        goes_home(i, patient, chart, sites, edges, p, today, diary, 1.0, 0.0)


@step
def asks_for_help(i, patient, chart, sites, edges, p, today, diary, ask, reason, letter, key):
    """The ward asks for help at home and keeps the patient until it comes; without such a service it sends them home.

    ask: row of the edge to the service; -1 where the place has none.
    """
    if ask < 0:
        happens(diary, today, i, patient, What.LETTER_BOUNCED, patient.hospital, -1, 1, 0)
        goes_home(i, patient, chart, sites, edges, p, today, diary, 1.0, 1.0)
        return
    waits_in_bed(patient, today.day, reason, NEVER)
    requests(i, patient, edges[ask], p, today, diary, letter, key)


@step
def seeks_care_home(i, patient, chart, sites, edges, p, today, diary, home, reason, key):
    """From the ward to a care home: back to the old one, or wait for the panel, then for a place that suits.

    Below 65, and where there are no homes, the wait is of fixed length: a place elsewhere.
    """
    day, council = today.day, sites[patient.practice].council
    if home.care == CareState.RESIDENT:
        goes_home(i, patient, chart, sites, edges, p, today, diary, 1.0, 0.0)
        return
    if age_on(day, patient) < OLD or today.homes == 0 or council < 0:
        wait = 1 + int(p.social_care.other_days[reason] * exponential(key, Luck.DELAY_LENGTH))
        waits_in_bed(patient, day, reason, day + wait)
        return
    capital = means(home.capital, home.home_owner, home.carer, 0.0, p.household.home_worth)
    home.pays = 1 if pays_all(capital, 0.0, p.means_test) else 0
    home.nursing = 1 if reason == Delay.NURSING else 0
    home.care = CareState.SEEKS_BED
    if home.pays > 0:
        happens(diary, today, i, patient, What.SELF_FUNDER, council, -1, 1, 0)
        home.asked = day + int(p.care_home.settling_days * exponential(key, Luck.HOME_VISIT))
        waits_in_bed(patient, day, reason, NEVER)
    else:
        home.asked = day + 1 + int(p.care_home.panel_days * exponential(key, Luck.PANEL))
        waits_in_bed(patient, day, Delay.FUNDING + 0, NEVER)
    happens(diary, today, i, patient, STANDS_IN_LINE, council, -1, 0, 0)


@step
def requests(i, patient, edge, p, today, diary, letter, key):
    """The ward asks another service to take the patient on; a lost request is noticed after a week and sent again."""
    due = is_sent(i, patient, edge, p, today, diary, letter, key)
    if due == NOT_ARRIVING:
        due = today.day + NOTICED + 1
    happens(diary, today, i, patient, ASKS_LETTER, edge.target, letter, due, edge.source)


@rule
def waits_in_bed(patient, day, reason, until):
    """A delayed discharge begins, or changes its reason. `onset` keeps the day, `failed` the reason."""
    patient.where = Where.DELAYED
    patient.onset = day
    patient.failed = reason
    patient.step_day = until


@rule
def responsible(patient, reason, today, p):
    """Which service answers for a delay: by the shares of its reason, the person's own luck."""
    key = luck(today.seed, patient.person, patient.onset * 16 + STAY)
    u = draw(key, Luck.RESPONSIBLE)
    if u < p.social_care.by_health[reason]:
        return What.DELAYED_NHS + 0
    if u < p.social_care.by_health[reason] + p.social_care.by_both[reason]:
        return What.DELAYED_BOTH + 0
    return What.DELAYED_SOCIAL + 0


@step
def ends_delay(i, patient, p, today, diary):
    """Days of delay are noted by reason; every full week in bed costs strength."""
    days = today.day - patient.onset
    if days > 0:
        reason = patient.failed
        happens(diary, today, i, patient, What.DELAYED_0 + reason, patient.hospital, reason, days, 0)
        cost = int(100.0 * p.costs.bed_day * days)
        happens(diary, today, i, patient, What.BED_DAYS_EMERGENCY, patient.hospital, reason, days, cost)
        patient.visits = min(MOST_NIGHTS, int(patient.visits) + days)
        body = responsible(patient, reason, today, p)
        happens(diary, today, i, patient, body, patient.hospital, reason, days, 0)
        patient.delayed_weeks = min(MOST_BED_WEEKS, patient.delayed_weeks + days // 7)
    patient.onset = today.day


@step
def goes_home(i, patient, chart, sites, edges, p, today, diary, emergency, failed):
    """The bed is free; the patient goes home, with a letter to the practice."""
    hospital = patient.hospital
    site = sites[hospital]
    site.occupied -= 1
    edge = edges[sites[patient.practice].edge_from[Sort.HOSPITAL]]
    leaves_hospital(i, patient, chart, site, edge, p, today, diary, hospital, emergency, failed)


@step
def leaves_hospital(i, patient, chart, site, edge, p, today, diary, hospital, emergency, failed):
    """A live discharge: the letter goes out, and within a month some fall ill again.

    edge: from the hospital to the practice.  emergency: 1 after an emergency stay.
    failed: 1 when help arranged for afterwards did not come, 0 when it was as usual, less than 0 when it was more.
    """
    day = today.day
    happens(diary, today, i, patient, What.DISCHARGE, hospital, -1, 1, 0)
    key = luck(today.seed, patient.person, day * 16 + STAY)
    patient.where = Where.HOME
    patient.kind = Kind.NONE
    patient.doing = Step.NOTHING
    patient.step_day = NEVER
    due = informs_practice(i, patient, chart, edge, p, today, diary, Letter.DISCHARGE + 0, key)
    chart.discharged = day
    notes_stay(i, patient, chart, today, diary, hospital, emergency)
    unheard = 1.0 if due > day + HEARD_BY else failed
    chance = p.hospital.elective_readmit
    if emergency > 0.0:
        frail = frailty_on(day, patient, p)
        chance = readmission_chance(frail, patient.conditions, site.readiness, unheard, p.hospital)
    if draw(key, Luck.READMISSION) < chance:
        patient.doing = Step.RELAPSES
        # sooner rather than later: the square of a uniform draw over four weeks
        patient.step_day = day + 1 + int(29.0 * draw(key, Luck.READMISSION_DAY) ** 2)


@step
def notes_stay(i, patient, chart, today, diary, hospital, emergency):
    """How long an emergency stay was; and that the last stay was, or was not, for elective treatment."""
    if emergency == 0.0:
        chart.benefit = NO_BENEFIT_DUE
        return
    if chart.benefit < 0:
        chart.benefit = 0
    if patient.visits > 0:
        happens(diary, today, i, patient, NOTES_STAY, hospital, -1, patient.visits, 0)


@step
def dies_in_bed(i, patient, chart, sites, p, today, diary):
    """A death in hospital: the days in bed are noted before the bed is free."""
    days = max(0, today.day - patient.onset)
    hospital = patient.hospital
    if patient.where == Where.WARD:
        happens(diary, today, i, patient, What.BED_DAYS_EMERGENCY, hospital, -1, days, 0)
    elif patient.where == Where.ELECTIVE_WARD:
        happens(diary, today, i, patient, What.BED_DAYS_ELECTIVE, hospital, -1, days, 0)
    elif patient.where == Where.CRISIS_BED:
        cost = int(100.0 * p.costs.crisis_bed_day * days)
        happens(diary, today, i, patient, What.BED_DAYS_MENTAL, hospital, -1, days, cost)
    elif patient.where == Where.DELAYED:
        ends_delay(i, patient, p, today, diary)
    dies(i, patient, chart, sites, p, today, diary)
