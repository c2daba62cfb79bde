"""Planned visits to people at high risk, before they fall ill; and what such a visit brings up."""

from joinedup.agents.community_care import NOBODY_VISITED, admission_risk
from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.health import control_on, severity_on
from joinedup.agents.patient import Mark
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Kind, Luck, Sort, Step
from joinedup.model.chance import draw, normal
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import age_on, bounds_row, contact_key, frailty_on
from joinedup.model.journey.general_practice import acts, chooses
from joinedup.model.world import happens, holds_place

PLAN = int(Mark.PLAN)
YEAR = 365
PLANNED_SEVERITY = 0.2  # severity as a planned visit sees it: of the long-term condition, not of a crisis


@step
def visits_planned(patient, chart, community, p, today):
    """Planned visits a year per long-term condition: none below the community team's threshold of risk."""
    if community.caseload_from >= NOBODY_VISITED or patient.conditions == 0:
        return 0.0
    day = today.day
    age, score = age_on(day, patient), today.score[patient.decile]
    row, decile = bounds_row(age, patient.conditions, patient.mind), patient.decile
    most = today.bounds[row, Kind.ACUTE] * today.steeper[decile, Kind.ACUTE]
    most += today.bounds[row, Kind.EXACERBATION] * today.steeper[decile, Kind.EXACERBATION]
    most += today.bounds[row, Kind.FRAILTY] * today.steeper[decile, Kind.FRAILTY]
    if p.community.risk_admitted * (1.0 + p.community.risk_lately) * most < community.caseload_from:
        return (
            0.0  # out of reach whatever the control: nearly everybody, and the score need not be worked out
        )
    frail = frailty_on(day, patient, p)
    control = control_on(day, patient.control, patient.control_day, patient.conditions, p.health)
    lately = 1.0 if day - chart.discharged <= YEAR else 0.0
    risk = admission_risk(
        age, patient.conditions, patient.mind, score, frail, control, lately, p.health, p.community
    )
    return p.community.visits_a_year / patient.conditions if risk >= community.caseload_from else 0.0


@step
def is_visited(i, patient, chart, sites, edges, p, today, diary, key):
    """A planned visit, if a place is free for the day: a care plan, and perhaps a problem nobody had been told of."""
    practice = sites[patient.practice]
    service = practice.community
    site = sites[service]
    if site.in_use >= open_places(site):
        return
    happens(diary, today, i, patient, What.PROACTIVE_VISIT, service, -1, 1, 0)
    happens(diary, today, i, patient, What.COMMUNITY_DAYS, service, -1, 1, int(100.0 * p.costs.community_day))
    holds_place(i, patient, site, today, diary, service, 1)
    patient.marks |= PLAN
    edge, needs = edges[practice.edge_from[Sort.COMMUNITY]], p.testing.need_talk
    known = is_seen(i, patient, chart, site, edge, p, today, diary, key, PLANNED_SEVERITY, needs, 0.0, 0.0)
    kind = patient.kind
    grave = kind == Kind.ACUTE or kind == Kind.EXACERBATION or kind == Kind.FRAILTY
    # whoever has asked for help today is answered today, or tries again tomorrow
    untold = patient.doing == Step.SEEKS and patient.step_day > today.day + 1
    if grave and untold and draw(key, Luck.FINDING) < p.community.finds:
        finds_problem(i, patient, chart, sites, edges, p, today, diary, site, known)


@step
def finds_problem(i, patient, chart, sites, edges, p, today, diary, site, known):
    """The visitor sees that something is wrong and decides, as a practice would, what to do about it."""
    happens(diary, today, i, patient, What.PROACTIVE_FINDING, site.row, patient.kind, 1, 0)
    key = contact_key(today.seed, patient)
    severity = severity_on(today.day, patient.severity, patient.onset, patient.kind, p.health)
    sd = p.practice.assess_sd if known else p.practice.assess_sd_blind
    seen = min(1.0, max(0.0, severity + sd * normal(key, Luck.ASSESS)))
    choice = chooses(patient, site, sites, seen, frailty_on(today.day, patient, p), p, key)
    acts(i, patient, chart, sites, edges, p, today, diary, key, choice, known, severity)
