"""Community places: step-down from hospital first, then step-up instead of it; a full service bounces the request."""

from math import exp

from joinedup.agents.community_care import failure_chance
from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.health import severity_on
from joinedup.agents.patient import NEVER
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Luck, Sort, Step, Unmet, Where
from joinedup.model.chance import draw, exponential, luck
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import STAY, contact_key, ends, falls_through_the_net, reschedule
from joinedup.model.journey.leaving import ends_delay, goes_home
from joinedup.model.waiting_list import next_in_queue
from joinedup.model.world import happens, holds_place

STEP_DOWN_SEVERITY = 0.2  # severity after a stay, for the validity of assessments
A_WEEK = 7  # days after which step-down care has come too late to count as arranged


@step
def starts_care(i, patient, chart, sites, edges, p, today, diary, s, what, severity):
    """Community care begins: history and assessment told or known, a place held. Returns its days."""
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    edge, needs = edges[sites[patient.practice].edge_from[Sort.COMMUNITY]], p.testing.need_community
    site = sites[s]
    is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, 0.0, 0.0)
    # whole days with the stay's mean: exponential, rounded up
    days = 1 + int((p.community.stay * site.visits - 0.5) * exponential(key, Luck.COMMUNITY_STAY))
    holds_place(i, patient, site, today, diary, s, days)
    happens(diary, today, i, patient, what, s, -1, 1, 0)
    cost = int(100.0 * p.costs.community_day * days)
    happens(diary, today, i, patient, What.COMMUNITY_DAYS, s, -1, days, cost)
    return days


@step
def takes_from_wards(world, s):
    """Free places go to patients waiting in hospital beds, longest first."""
    people, charts, sites, edges = world.people, world.charts, world.sites, world.edges
    p, today, diary, site = world.parameters[0], world.today[0], world.diary, world.sites[s]
    while site.queue_length > 0 and site.in_use < open_places(site):
        i = next_in_queue(world.threads, site)
        patient = people[i]
        if patient.where != Where.DELAYED:
            continue  # died in the meantime
        # many visits make up for a stay cut short; few, or too late, do not
        thin = (exp(-p.community.failure_slope * (site.visits - 1.0)) - 1.0) / p.hospital.readmit_unheard
        late = 1.0 if today.day - patient.onset > A_WEEK else min(0.99, thin)
        ends_delay(i, patient, p, today, diary)
        what = What.STEP_DOWN + 0
        starts_care(i, patient, charts[i], sites, edges, p, today, diary, s, what, STEP_DOWN_SEVERITY)
        goes_home(i, patient, charts[i], sites, edges, p, today, diary, 1.0, late)
        reschedule(world.wake, i, patient, today.day + 1)


@step
def answers_step_up(i, patient, chart, sites, edges, p, today, diary, s):
    """A request for care instead of hospital: a place now, or a bounce; the information arrived, capacity did not."""
    if patient.where != Where.HOME or patient.kind < 0:
        return
    site = sites[s]
    if site.in_use >= open_places(site):
        happens(diary, today, i, patient, What.LETTER_BOUNCED, s, patient.kind, 1, 0)
        falls_through_the_net(patient, chart, today, Unmet.BOUNCED)
        return
    key = contact_key(today.seed, patient)
    severity = severity_on(today.day, patient.severity, patient.onset, patient.kind, p.health)
    what = What.STEP_UP + 0
    days = starts_care(i, patient, chart, sites, edges, p, today, diary, s, what, severity)
    # beyond its band community care is often too little, and with few visits within it too: some come back
    chance = failure_chance(severity, site.visits, p.decision.community_to, p.community)
    if draw(key, Luck.RELAPSE) < chance:
        happens(diary, today, i, patient, What.COMMUNITY_FAILED, s, patient.kind, 1, 0)
        patient.failed = Unmet.THRESHOLD
        patient.doing = Step.SEEKS
        patient.step_day = today.day + 2
    elif not ends(i, patient, chart, p, today, diary, s, True):
        patient.doing = Step.IN_COMMUNITY_CARE
        patient.step_day = today.day + days


@step
def leaves_community_care(patient):
    """The community team has finished."""
    patient.doing = Step.NOTHING
    patient.step_day = NEVER
