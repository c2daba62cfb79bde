"""Council social care: a request is assessed, then waits for a package of care at home."""

from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Delay, Kind, Luck, Sort, Step, Unmet, Where
from joinedup.model.chance import exponential, luck
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import STAY, ends, falls_through_the_net, reschedule
from joinedup.model.journey.leaving import ends_delay, goes_home, waits_in_bed
from joinedup.model.waiting_list import joins_queue, next_in_queue
from joinedup.model.world import happens, holds_place

ASSESSED_SEVERITY = 0.3  # severity as an assessor sees it, for the validity of assessments
TRY_AGAIN = 3  # days after a bounce


@step
def is_assessed(i, patient, chart, sites, edges, p, today, diary, threads, council):
    """The council assesses a request: a patient in a bed joins the queue, one at home gets a package or a bounce."""
    site = sites[council]
    in_bed = patient.where == Where.DELAYED and patient.failed == Delay.ASSESSMENT
    at_home = patient.where == Where.HOME and patient.doing == Step.REFERRED and patient.kind == Kind.FRAILTY
    if not (in_bed or at_home):
        return
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    happens(diary, today, i, patient, What.SOCIAL_REQUEST, council, -1, 1, 0)
    edge, needs = edges[sites[patient.practice].edge_from[Sort.COUNCIL]], p.testing.need_council
    severity = ASSESSED_SEVERITY
    is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, 0.0, 0.0)
    if in_bed:
        ends_delay(i, patient, p, today, diary)
        waits_in_bed(patient, today.day, Delay.CARE_PACKAGE + 0, patient.step_day)
        joins_queue(threads, site, i)
    elif site.in_use < site.places and site.queue_length == 0:
        starts_package(i, patient, site, p, today, diary, council)
        ends(i, patient, chart, p, today, diary, council, True)
    else:
        happens(diary, today, i, patient, What.LETTER_BOUNCED, council, patient.kind, 1, 0)
        falls_through_the_net(patient, chart, today, Unmet.BOUNCED)
        patient.doing = Step.SEEKS
        patient.step_day = today.day + TRY_AGAIN


@step
def starts_package(i, patient, site, p, today, diary, council):
    """A package of care at home begins: six weeks on average."""
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    days = 1 + int((p.social_care.package_days - 0.5) * exponential(key, Luck.PACKAGE))
    holds_place(i, patient, site, today, diary, council, days)
    happens(diary, today, i, patient, What.CARE_PACKAGE, council, -1, 1, 0)
    cost = int(100.0 * p.costs.care_package_day * days)
    happens(diary, today, i, patient, What.CARE_PACKAGE_DAYS, council, -1, days, cost)


@step
def takes_to_package(world, council):
    """Free packages go to patients waiting in hospital beds, longest first."""
    people, charts, sites, edges = world.people, world.charts, world.sites, world.edges
    p, today, diary, site = world.parameters[0], world.today[0], world.diary, world.sites[council]
    while site.queue_length > 0 and site.in_use < site.places:
        i = next_in_queue(world.threads, site)
        patient = people[i]
        if patient.where != Where.DELAYED:
            continue  # died in the meantime
        ends_delay(i, patient, p, today, diary)
        starts_package(i, patient, site, p, today, diary, council)
        goes_home(i, patient, charts[i], sites, edges, p, today, diary, 1.0, 0.0)
        reschedule(world.wake, i, patient, today.day + 1)
