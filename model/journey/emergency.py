"""The acute take: A&E and urgent referrals, tests, and the decision to admit, send home or step up."""

from math import exp

from joinedup.agents.compiled import step
from joinedup.agents.decision import admission_benefit, community_benefit, treatment_success, worth
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.hospital import clinical_stay, expected_stay, hours_in_ae, zero_day_chance
from joinedup.agents.patient import NEVER, Mark
from joinedup.agents.vocabulary import Act, Kind, Letter, Luck, Sort, Unmet, Where
from joinedup.model.chance import draw, gumbel, normal
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import contact_key, ends, frailty_on, plans_to_seek
from joinedup.model.journey.general_practice import SENT_IN, asks_for_place
from joinedup.model.journey.leaving import leaves_hospital
from joinedup.model.journey.mental_health import calls_liaison
from joinedup.model.messages import informs_practice
from joinedup.model.world import happens

MESSAGE_LOST = int(Mark.MESSAGE_LOST)


@step
def opens_ae(site, p):
    """This morning's expected hours in A&E, from yesterday's attendances and the patients waiting for a bed."""
    site.ae_hours = hours_in_ae(
        site.ae_today / max(1.0, site.ae_slots * site.staffing), float(site.boarding), p.hospital
    )
    site.ae_today = 0


@step
def attends(i, patient, hospital, site, p, today, diary, how):
    """An attendance is noted: urgent referral, minor or major, mental health, long."""
    kind = patient.kind
    major = int(100.0 * p.costs.ae_major)
    if how == SENT_IN:
        happens(diary, today, i, patient, What.URGENT_REFERRAL, hospital, kind, 1, major)
        return
    site.ae_today += 1
    if kind == Kind.MINOR:
        happens(diary, today, i, patient, What.AE_MINOR, hospital, kind, 1, int(100.0 * p.costs.ae_minor))
    else:
        happens(diary, today, i, patient, What.AE_MAJOR, hospital, kind, 1, major)
    if kind == Kind.CRISIS:
        happens(diary, today, i, patient, What.AE_MENTAL, hospital, kind, 1, 0)
    hours = site.ae_hours * (p.hospital.liaison_wait if kind == Kind.CRISIS else 1.0)
    if hours > p.hospital.ae_long:
        happens(diary, today, i, patient, What.AE_LONG, hospital, kind, 1, 0)


@step
def is_taken_in(i, patient, chart, sites, edges, p, today, diary, how, informed):
    """One patient at the take: triage, history, tests, decision. Returns True when a bed is needed."""
    practice = sites[patient.practice]
    hospital, kind = practice.hospital, patient.kind
    site = sites[hospital]
    key = contact_key(today.seed, patient)
    severity = severity_on(today.day, patient.severity, patient.onset, kind, p.health)
    attends(i, patient, hospital, site, p, today, diary, how)
    edge, needs = edges[practice.edge_from[Sort.HOSPITAL]], p.testing.need_ae
    known = is_seen(
        i, patient, chart, site, edge, p, today, diary, key, severity, needs, float(informed), 0.0
    )
    patient.hospital = hospital
    if kind == Kind.CRISIS:
        calls_liaison(i, patient, chart, sites, edges, p, today, diary, key, hospital)
        return False
    frail = frailty_on(today.day, patient, p)
    choice = 0
    if kind != Kind.MINOR:
        sd = p.practice.assess_sd if known else p.practice.assess_sd_blind
        seen = min(1.0, max(0.0, severity + sd * normal(key, Luck.ASSESS)))
        community = sites[practice.community] if practice.community >= 0 else site
        choice = decides(site, community, seen, frail, key, p)
    if choice == 1:
        return is_admitted(i, patient, chart, site, hospital, edge, p, today, diary, severity, frail, key)
    if choice == 2:
        to_community = edges[site.edge_to[Sort.COMMUNITY]]
        asks_for_place(i, patient, chart, to_community, p, today, diary, practice.community, key)
        return False
    informs_practice(i, patient, chart, edge, p, today, diary, Letter.AE_LETTER + 0, key)
    if draw(key, Luck.TREATED) < treatment_success(severity):
        ends(i, patient, chart, p, today, diary, hospital, True)
    else:
        patient.failed = Unmet.THRESHOLD
        plans_to_seek(i, patient, chart, p, today, diary, key)
    return False


@step
def decides(site, community, seen, frail, key, p):
    """Send home (0), admit (1) or step up to community care (2): the decision rule, case by case."""
    noise = p.decision.noise_admit
    altruism, response, money = site.altruism, site.response, site.money
    best, choice = noise * gumbel(key, Luck.CHOICE), 0
    scarce = site.price_bed * expected_stay(seen, frail, site.readiness, p.hospital)
    benefit = admission_benefit(seen, frail, p.decision)
    value = worth(altruism, benefit, response, money, site.margin[Act.ADMIT], scarce)
    value += noise * gumbel(key, Luck.CHOICE + 1)
    if value > best:
        best, choice = value, 1
    if community.free_this_morning > 0:
        benefit = community_benefit(seen, p.decision)
        value = worth(altruism, benefit, response, money, site.margin[Act.STEP_UP], community.price_place)
        if value + noise * gumbel(key, Luck.CHOICE + 2) > best:
            choice = 2
    return choice


@step
def is_admitted(i, patient, chart, site, hospital, edge, p, today, diary, severity, frail, key):
    """An emergency admission, without a night or with. Returns True when a bed is needed."""
    kind, day = patient.kind, today.day
    zero_day = draw(key, Luck.ZERO_DAY) < zero_day_chance(severity, frail, p.hospital)
    long = normal(key, Luck.STAY)
    # lognormal with mean 1; its log shares some of its luck with the length of stay
    shared = p.hospital.cost_with_stay
    factor = exp(shared * long + (1.0 - shared * shared) ** 0.5 * normal(key, Luck.COST) - 0.5)
    cost = p.costs.zero_day if zero_day else p.costs.emergency_spell
    what = What.ADMISSION_ZERO_DAY + 0 if zero_day else What.ADMISSION + 0
    happens(diary, today, i, patient, what, hospital, kind, 1, int(100.0 * cost * factor))
    if admission_benefit(severity, frail, p.decision) < cost:
        happens(diary, today, i, patient, What.WASTE, hospital, kind, int(100.0 * cost), 0)
    if kind == Kind.EXACERBATION:
        happens(diary, today, i, patient, What.ADMISSION_ACSC, hospital, kind, 1, 0)
    if day - chart.discharged <= 30:
        happens(diary, today, i, patient, What.READMISSION, hospital, kind, 1, 0)
        if chart.benefit < 0:
            happens(diary, today, i, patient, What.READMISSION_ELECTIVE, hospital, kind, 1, 0)
    if patient.marks & MESSAGE_LOST and day - chart.lost <= 30:
        happens(diary, today, i, patient, What.ADMISSION_AFTER_LOSS, hospital, kind, 1, 0)
    ends(i, patient, chart, p, today, diary, hospital, True)
    patient.onset = day
    if zero_day:
        patient.visits = 0
        leaves_hospital(i, patient, chart, site, edge, p, today, diary, hospital, 1.0, 0.0)
        return False
    # boards in A&E until there is a bed; `visits` keeps the nights of the clinical stay
    patient.visits = min(250, clinical_stay(severity, frail, patient.mind, site.readiness, long, p.hospital))
    patient.where = Where.BOARDING
    patient.step_day = NEVER
    return True
