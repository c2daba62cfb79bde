"""A consultation in general practice: assess, test, then treat, refer, send in, step up or ask for help."""

from math import exp

from joinedup.agents.compiled import rule, step
from joinedup.agents.decision import admission_benefit, community_benefit, treatment_success, worth
from joinedup.agents.gp_practice import doctors_of, usual_chance
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.vocabulary import Act, Kind, Letter, Luck, Sort, Step, Unmet
from joinedup.model.chance import draw, gumbel, normal
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import (
    age_on,
    begins,
    contact_key,
    ends,
    falls_through_the_net,
    frailty_on,
    plans_to_seek,
    quantile,
)
from joinedup.model.messages import NOT_ARRIVING, is_sent, is_taken
from joinedup.model.world import ASKS_LETTER, ASKS_PLACE, ASKS_TAKE, NOTES_CONTACT, happens, is_watched

SENT_IN = 1
NEVER = 2_000_000_000


@rule
def sees_usual(practice, p, key):
    """Whether a contact is with the patient's usual doctor; everybody who asks about one contact hears the same."""
    doctors = doctors_of(practice.people, p.practice)
    return draw(key, Luck.SAME_DOCTOR) < usual_chance(doctors, p.health)


@step
def gp_contact(i, patient, chart, sites, edges, p, today, diary, key, what, severity):
    """What every contact with a practice has in common. Returns whether history and results were seen."""
    practice = patient.practice
    site = sites[practice]
    site.slots_used += 1
    happens(diary, today, i, patient, what, practice, patient.kind, 1, int(100.0 * p.costs.gp_contact))
    if patient.conditions >= 2 and age_on(today.day, patient) >= 18.0:
        happens(diary, today, i, patient, What.MULTIMORBID_CONTACT, practice, -1, 1, 0)
    doctor = 0
    if sees_usual(site, p, key):
        happens(diary, today, i, patient, What.SAME_DOCTOR, practice, -1, 1, 0)
    else:
        doctor = 1 + int(draw(key, Luck.OTHER_DOCTOR) * (doctors_of(site.people, p.practice) - 1))
    if is_watched(patient, today):
        happens(diary, today, i, patient, NOTES_CONTACT, practice, doctor, 1, 0)
    edge, needs = edges[site.edge_to[Sort.HOSPITAL]], p.testing.need_gp
    return is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, 0.0, 0.0)


@step
def consults(i, patient, chart, sites, edges, p, today, diary, what):
    """A consultation about the active problem."""
    site = sites[patient.practice]
    key = contact_key(today.seed, patient)
    kind = patient.kind
    severity = severity_on(today.day, patient.severity, patient.onset, kind, p.health)
    known = gp_contact(i, patient, chart, sites, edges, p, today, diary, key, what, severity)
    if kind == Kind.ELECTIVE:
        considers_referral(i, patient, chart, sites, edges, p, today, diary, key)
        return
    choice = 0
    if kind != Kind.MINOR:
        sd = p.practice.assess_sd if known else p.practice.assess_sd_blind
        seen = min(1.0, max(0.0, severity + sd * normal(key, Luck.ASSESS)))
        choice = chooses(patient, site, sites, seen, frailty_on(today.day, patient, p), p, key)
    acts(i, patient, chart, sites, edges, p, today, diary, key, choice, known, severity)


@step
def acts(i, patient, chart, sites, edges, p, today, diary, key, choice, known, severity):
    """What was chosen is done: treat (0), send in (1), step up (2), ask the council (3) or the crisis team (4)."""
    site = sites[patient.practice]
    if choice == 0:
        treats(i, patient, chart, p, today, diary, key, known, severity)
    elif choice == 1:
        sends_in(i, patient, chart, site, edges, p, today, diary, key)
    elif choice == 2:
        edge = edges[site.edge_to[Sort.COMMUNITY]]
        asks_for_place(i, patient, chart, edge, p, today, diary, site.community, key)
    elif choice == 3:
        edge = edges[site.edge_to[Sort.COUNCIL]]
        asks_by_letter(i, patient, chart, edge, p, today, diary, Letter.SC_REQUEST + 0, key, 28)
    else:
        edge = edges[site.edge_to[Sort.MENTAL_HEALTH]]
        asks_by_letter(i, patient, chart, edge, p, today, diary, Letter.MH_CRISIS + 0, key, 4)


@step
def chooses(patient, site, sites, seen, frail, p, key):
    """The decision rule: treat (0), send in (1), step up (2), ask the council (3) or the crisis team (4).

    seen: severity as assessed, 0 to 1.
    """
    kind, noise = patient.kind, p.decision.noise_refer
    altruism, response, money = site.altruism, site.response, site.money
    treat = worth(altruism, treatment_success(seen) * p.decision.treat_worth * seen, 0.0, 0.0, 0.0, 0.0)
    best, choice = treat + noise * gumbel(key, Luck.CHOICE), 0
    if kind == Kind.MINOR or (kind == Kind.CRISIS and site.mental_health < 0):
        return choice
    if kind == Kind.CRISIS:
        benefit = p.practice.mental_worth * seen
        refer = worth(altruism, benefit, response, money, site.margin[Act.CRISIS_CARE], 0.0)
        return 4 if refer + noise * gumbel(key, Luck.CHOICE + 1) > best else 0
    benefit = admission_benefit(seen, frail, p.decision)
    value = worth(altruism, benefit, response, money, site.margin[Act.SEND_IN], 0.0)
    value += noise * gumbel(key, Luck.CHOICE + 1)
    if value > best:
        best, choice = value, 1
    community = sites[patient.practice].community
    if community >= 0 and sites[community].free_this_morning > 0:
        value = worth(
            altruism, community_benefit(seen, p.decision), response, money, site.margin[Act.STEP_UP], 0.0
        )
        value += noise * gumbel(key, Luck.CHOICE + 2)
        if value > best:
            best, choice = value, 2
    if kind == Kind.FRAILTY and site.council >= 0:
        need = min(1.0, p.practice.social_frail * frail)
        benefit = p.practice.social_worth * p.practice.social_eligible * need
        value = worth(altruism, benefit, response, money, site.margin[Act.CARE_PACKAGE], 0.0)
        if value + noise * gumbel(key, Luck.CHOICE + 3) > best:
            choice = 3
    return choice


@step
def treats(i, patient, chart, p, today, diary, key, known, severity):
    """The practice treats: it works or it does not; and treating blind can do harm."""
    if draw(key, Luck.TREATED) >= treatment_success(severity):
        # seen and not helped: more might have been done
        patient.failed = Unmet.THRESHOLD
        plans_to_seek(i, patient, chart, p, today, diary, key)
        return
    if ends(i, patient, chart, p, today, diary, patient.practice, True):
        return
    chance = p.practice.mishap if known else p.practice.mishap_blind
    if draw(key, Luck.MISHAP) < chance:
        happens(diary, today, i, patient, What.MISHAP, patient.practice, Kind.ACUTE, 1, 0)
        severity = quantile(today.quantiles, Kind.ACUTE, draw(key, Luck.SEVERITY))
        begins(patient, chart, today, Kind.ACUTE + 0, severity, 0.0)
        plans_to_seek(i, patient, chart, p, today, diary, key)


@step
def sends_in(i, patient, chart, site, edges, p, today, diary, key):
    """An urgent referral to the acute take, today, unless the message is lost."""
    edge = edges[site.edge_to[Sort.HOSPITAL]]
    due = is_sent(i, patient, edge, p, today, diary, Letter.REFER_URGENT + 0, key)
    informed = 1 if draw(key, Luck.PAYLOAD) < edge.completeness else 0
    patient.visits = min(250, patient.visits + 1)
    if due == NOT_ARRIVING:
        falls_through_the_net(patient, chart, today, Unmet.LOST)
        patient.doing = Step.SEEKS
        patient.step_day = today.day + 2
        return
    happens(diary, today, i, patient, ASKS_TAKE, patient.practice, SENT_IN, informed, 0)
    patient.doing = Step.NOTHING
    patient.step_day = NEVER


@step
def asks_for_place(i, patient, chart, edge, p, today, diary, service, key):
    """A request that must be answered today: a community place instead of hospital; above the cap it is sent back."""
    due = is_sent(i, patient, edge, p, today, diary, Letter.STEP_UP + 0, key)
    patient.visits = min(250, patient.visits + 1)
    patient.doing = Step.SEEKS  # unless the service answers
    if due == NOT_ARRIVING:
        falls_through_the_net(patient, chart, today, Unmet.LOST)
        patient.step_day = today.day + 2
        return
    if not is_taken(i, patient, edge, today, diary, Letter.STEP_UP + 0):
        falls_through_the_net(patient, chart, today, Unmet.BOUNCED)
        patient.step_day = today.day + 2
        return
    patient.step_day = today.day + 1
    happens(diary, today, i, patient, ASKS_PLACE, service, -1, 1, 0)


@step
def asks_by_letter(i, patient, chart, edge, p, today, diary, letter, key, patience):
    """A request by letter; the patient tries again when nothing has come after `patience` days.

    Above the cap of the link it is sent back, as from a service that is full.
    """
    due = is_sent(i, patient, edge, p, today, diary, letter, key)
    patient.visits = min(250, patient.visits + 1)
    patient.doing = Step.REFERRED
    patient.step_day = today.day + patience
    if due == NOT_ARRIVING:
        falls_through_the_net(patient, chart, today, Unmet.LOST)
    elif not is_taken(i, patient, edge, today, diary, letter):
        falls_through_the_net(patient, chart, today, Unmet.BOUNCED)
    else:
        happens(diary, today, i, patient, ASKS_LETTER, edge.target, letter, due, edge.source)


@step
def considers_referral(i, patient, chart, sites, edges, p, today, diary, key):
    """Gatekeeping: refer for elective treatment when its perceived benefit, less the wait, is worth it."""
    site = sites[patient.practice]
    sd = p.practice.benefit_noise
    perceived = 10.0 * chart.benefit * exp(sd * normal(key, Luck.PERCEIVED_BENEFIT) - sd * sd / 2.0)
    perceived -= p.practice.wait_worth * sites[site.hospital].list_wait
    value = worth(site.altruism, perceived, site.response, site.money, site.margin[Act.REFER], 0.0)
    noise = p.decision.noise_refer
    if value + noise * gumbel(key, Luck.CHOICE) <= noise * gumbel(key, Luck.CHOICE + 1):
        patient.failed = Unmet.THRESHOLD
        ends(i, patient, chart, p, today, diary, patient.practice, False)
        return
    happens(diary, today, i, patient, What.REFERRAL, patient.practice, Kind.ELECTIVE, 1, 0)
    edge = edges[site.edge_to[Sort.HOSPITAL]]
    asks_by_letter(i, patient, chart, edge, p, today, diary, Letter.REFER_OP + 0, key, 28)
