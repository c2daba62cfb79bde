"""A mental-health crisis: the crisis team, a bed, a bed elsewhere."""

from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Kind, Luck, Sort, Step, Unmet, Where
from joinedup.model.chance import exponential
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import contact_key, ends, plans_to_seek
from joinedup.model.world import happens, holds_place


@step
def takes_crisis(i, patient, chart, sites, edges, p, today, diary, key):
    """The crisis team assesses: a bed for the gravest, care at home while it has places, else the crisis goes on.

    Always returns False: no bed in an acute hospital is needed.
    """
    practice, day = sites[patient.practice], today.day
    trust = practice.mental_health
    if trust < 0:  # nobody to refer to: the crisis passes or comes back
        happens(diary, today, i, patient, What.LETTER_BOUNCED, practice.hospital, Kind.CRISIS, 1, 0)
        patient.failed = Unmet.BOUNCED
        plans_to_seek(i, patient, chart, p, today, diary, key)
        return False
    site = sites[trust]
    severity = severity_on(day, patient.severity, patient.onset, patient.kind, p.health)
    edge, needs = edges[practice.edge_from[Sort.MENTAL_HEALTH]], p.testing.need_mental
    is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, 0.0, 0.0)
    if severity >= p.mental_health.bed_from:
        if site.occupied < site.beds:
            nights = 1 + int(p.mental_health.bed_stay * exponential(key, Luck.CRISIS_STAY))
            happens(diary, today, i, patient, What.CRISIS_ADMISSION, trust, Kind.CRISIS, 1, 0)
            ends(i, patient, chart, p, today, diary, trust, True)
            site.occupied += 1
            patient.hospital = trust
            patient.where = Where.CRISIS_BED
            patient.onset = day
            patient.step_day = day + min(300, nights)
        else:
            away = 1 + int(p.mental_health.out_of_area_days * exponential(key, Luck.CRISIS_STAY))
            cost = int(100.0 * p.costs.out_of_area_day * away)
            happens(diary, today, i, patient, What.CRISIS_OUT_OF_AREA, trust, Kind.CRISIS, away, cost)
            ends(i, patient, chart, p, today, diary, trust, True)
    elif site.in_use < open_places(site):
        days = 1 + int(p.mental_health.care_days * exponential(key, Luck.CRISIS_STAY))
        cost = int(100.0 * p.costs.crisis_contact * p.mental_health.contacts)
        happens(diary, today, i, patient, What.CRISIS_CARE, trust, Kind.CRISIS, 1, cost)
        ends(i, patient, chart, p, today, diary, trust, True)
        holds_place(i, patient, site, today, diary, trust, days)
    else:
        happens(diary, today, i, patient, What.LETTER_BOUNCED, trust, Kind.CRISIS, 1, 0)
        patient.failed = Unmet.BOUNCED
        patient.visits = min(250, patient.visits + 1)
        patient.doing = Step.SEEKS
        patient.step_day = day + 2
    return False


@step
def is_referred_in_crisis(i, patient, chart, sites, edges, p, today, diary):
    """A practice's letter about a crisis arrives at the crisis team."""
    if patient.kind == Kind.CRISIS and patient.where == Where.HOME and patient.doing == Step.REFERRED:
        key = contact_key(today.seed, patient)
        takes_crisis(i, patient, chart, sites, edges, p, today, diary, key)
