"""A mental-health crisis: the crisis line, assessment, care at home, a bed, a bed elsewhere, or none of them."""

from joinedup.agents.compiled import step
from joinedup.agents.decision import worth
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.mental_health import bed_benefit, steadied
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Act, Kind, Letter, Luck, Sort, Step, Unmet, Where
from joinedup.model.chance import exponential, gumbel
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import contact_key, ends, falls_through_the_net, plans_to_seek
from joinedup.model.messages import NOT_ARRIVING, is_sent
from joinedup.model.world import ASKS_LETTER, happens, holds_place

DISCHARGE, AT_HOME, IN_BED, ELSEWHERE = 0, 1, 2, 3
TRY_AGAIN = 2  # days after a bounce or a message that did not arrive
ANSWERED_IN = 4  # days in which a caller expects the team


@step
def calls_crisis_line(i, patient, practice, today, diary):
    """Somebody who knows the number calls the crisis team, who comes tomorrow."""
    trust = practice.mental_health
    happens(diary, today, i, patient, What.CRISIS_LINE, trust, Kind.CRISIS, 1, 0)
    patient.visits = min(250, patient.visits + 1)
    patient.doing = Step.REFERRED
    patient.step_day = today.day + ANSWERED_IN
    happens(diary, today, i, patient, ASKS_LETTER, trust, Letter.MH_CRISIS + 0, today.day + 1, practice.row)


@step
def knows_crisis_line(patient, practice, edges, p):
    """Whether a patient knows the team's number: ill before, and of a practice that works with the trust."""
    edge = practice.edge_to[Sort.MENTAL_HEALTH]
    return patient.mind > 0 and edge >= 0 and edges[edge].relationship > p.mental_health.line_known


@step
def calls_liaison(i, patient, chart, sites, edges, p, today, diary, key, hospital):
    """A&E asks the crisis team to assess; when the message does not arrive the patient has left by the evening."""
    edge = sites[hospital].edge_to[Sort.MENTAL_HEALTH]
    if edge >= 0:
        due = is_sent(i, patient, edges[edge], p, today, diary, Letter.MH_CRISIS + 0, key)
        if due == NOT_ARRIVING:
            falls_through_the_net(patient, chart, today, Unmet.LOST)
            tries_again(patient, today)
            return
    takes_crisis(i, patient, chart, sites, edges, p, today, diary, key)


@step
def tries_again(patient, today):
    """No answer came: the patient looks for help again in two days."""
    patient.visits = min(250, patient.visits + 1)
    patient.doing = Step.SEEKS
    patient.step_day = today.day + TRY_AGAIN


@step
def takes_crisis(i, patient, chart, sites, edges, p, today, diary, key):
    """The crisis team assesses, and care at home, a bed, a bed elsewhere or nothing more follows."""
    practice, day = sites[patient.practice], today.day
    trust = practice.mental_health
    if trust < 0:  # nobody to refer to: the crisis passes or comes back
        happens(diary, today, i, patient, What.LETTER_BOUNCED, practice.hospital, Kind.CRISIS, 1, 0)
        patient.failed = Unmet.BOUNCED
        plans_to_seek(i, patient, chart, p, today, diary, key)
        return
    site = sites[trust]
    now = severity_on(day, patient.severity, patient.onset, patient.kind, p.health)
    recent = (
        1.0 if patient.onset - chart.history[Sort.MENTAL_HEALTH] <= p.mental_health.follow_up_days else 0.0
    )
    severity = steadied(now, patient.severity, recent, p.mental_health)
    edge, needs = edges[practice.edge_from[Sort.MENTAL_HEALTH]], p.testing.need_mental
    is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, 0.0, 0.0)
    choice = decides_in_crisis(site, severity, key, p)
    if choice == IN_BED:
        nights = 1 + int(p.mental_health.bed_stay * exponential(key, Luck.CRISIS_STAY))
        happens(diary, today, i, patient, What.CRISIS_ADMISSION, trust, Kind.CRISIS, 1, 0)
        ends(i, patient, chart, p, today, diary, trust, True)
        site.occupied += 1
        patient.hospital = trust
        patient.where = Where.CRISIS_BED
        patient.onset = day
        patient.step_day = day + min(300, nights)
    elif choice == ELSEWHERE:
        away = 1 + int(p.mental_health.out_of_area_days * exponential(key, Luck.CRISIS_STAY))
        cost = int(100.0 * p.costs.out_of_area_day * away)
        happens(diary, today, i, patient, What.CRISIS_OUT_OF_AREA, trust, Kind.CRISIS, away, cost)
        ends(i, patient, chart, p, today, diary, trust, True)
    elif choice == AT_HOME:
        days = 1 + int(p.mental_health.care_days * exponential(key, Luck.CRISIS_STAY))
        cost = int(100.0 * p.costs.crisis_contact * p.mental_health.contacts)
        happens(diary, today, i, patient, What.CRISIS_CARE, trust, Kind.CRISIS, 1, cost)
        ends(i, patient, chart, p, today, diary, trust, True)
        holds_place(i, patient, site, today, diary, trust, days)
    elif site.in_use >= open_places(site):
        happens(diary, today, i, patient, What.LETTER_BOUNCED, trust, Kind.CRISIS, 1, 0)
        patient.failed = Unmet.BOUNCED
        tries_again(patient, today)
    else:
        happens(diary, today, i, patient, What.CRISIS_DISCHARGE, trust, Kind.CRISIS, 1, 0)
        patient.failed = Unmet.THRESHOLD
        plans_to_seek(i, patient, chart, p, today, diary, key)


@step
def decides_in_crisis(site, severity, key, p):
    """The decision rule: discharge, care at home while there are places, a bed, or one elsewhere when all are taken."""
    altruism, response, money, noise = site.altruism, site.response, site.money, p.mental_health.noise
    best, choice = noise * gumbel(key, Luck.CRISIS_CHOICE), DISCHARGE
    at_home = p.practice.mental_worth * severity
    in_bed = bed_benefit(severity, at_home, p.mental_health)
    if site.in_use < open_places(site):
        scarce = site.price_place * p.mental_health.care_days
        value = worth(altruism, at_home, response, money, site.margin[Act.CRISIS_CARE], scarce)
        value += noise * gumbel(key, Luck.CRISIS_CHOICE + 1)
        if value > best:
            best, choice = value, AT_HOME
    if site.occupied < site.beds:
        scarce = site.price_bed * p.mental_health.bed_stay
        value = worth(altruism, in_bed, response, money, site.margin[Act.CRISIS_BED], scarce)
        value += noise * gumbel(key, Luck.CRISIS_CHOICE + 2)
        return IN_BED if value > best else choice
    benefit = in_bed - p.mental_health.away_harm
    value = worth(altruism, benefit, response, money, site.margin[Act.OUT_OF_AREA], 0.0)
    value += noise * gumbel(key, Luck.CRISIS_CHOICE + 3)
    return ELSEWHERE if value > best else choice


@step
def is_referred_in_crisis(i, patient, chart, sites, edges, p, today, diary):
    """A practice's letter about a crisis, or a call, reaches the crisis team."""
    if patient.kind == Kind.CRISIS and patient.where == Where.HOME and patient.doing == Step.REFERRED:
        key = contact_key(today.seed, patient)
        takes_crisis(i, patient, chart, sites, edges, p, today, diary, key)
