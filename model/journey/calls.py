"""A call to 111: answered or engaged, the story told, and where the caller is sent."""

from joinedup.agents.compiled import step
from joinedup.agents.decision import admission_benefit, community_benefit, worth
from joinedup.agents.happenings import What
from joinedup.agents.out_of_hours import engaged_chance
from joinedup.agents.vocabulary import Act, Kind, Luck, Sort
from joinedup.model.chance import draw, gumbel
from joinedup.model.journey.contact import is_seen
from joinedup.model.journey.episode import frailty_on
from joinedup.model.world import happens

SELF_CARE, TO_PRACTICE, TO_TAKE, TO_COMMUNITY = 0, 1, 2, 3


@step
def opens_line(site):
    """Morning: 111 is as engaged as yesterday's calls were too many."""
    site.engaged = engaged_chance(float(site.calls_today), site.calls * site.staffing)
    site.calls_today = 0


@step
def is_engaged(i, patient, line, site, today, diary, key):
    """Whether nobody answers. line: row of 111."""
    site.calls_today += 1
    if draw(key, Luck.ENGAGED) >= site.engaged:
        return False
    happens(diary, today, i, patient, What.CALL_UNANSWERED, line, patient.kind, 1, 0)
    return True


@step
def is_heard(i, patient, chart, sites, edges, p, today, diary, key, perceived):
    """111 hears a caller and says where to go: self-care, the practice, the take, a community place.

    perceived: severity as the caller feels it.
    """
    practice = sites[patient.practice]
    line = practice.out_of_hours
    site, cost = sites[line], int(100.0 * p.costs.ooh_call)
    happens(diary, today, i, patient, What.OUT_OF_HOURS, line, patient.kind, 1, cost)
    edge = practice.edge_from[Sort.OUT_OF_HOURS]
    if edge >= 0:
        needs = p.testing.need_talk
        is_seen(i, patient, chart, site, edges[edge], p, today, diary, key, perceived, needs, 0.0, 0.0)
    if perceived < p.seeking.call_gp:
        return SELF_CARE
    if perceived < p.seeking.call_ae:
        return TO_PRACTICE
    kind = patient.kind
    free = 0 if practice.community < 0 else sites[practice.community].free_this_morning
    if free > 0 and kind != Kind.MINOR and kind != Kind.CRISIS:
        frail, noise = frailty_on(today.day, patient, p), p.decision.noise_refer
        benefit = admission_benefit(perceived, frail, p.decision)
        take = worth(site.altruism, benefit, site.response, site.money, site.margin[Act.SEND_IN], 0.0)
        benefit = community_benefit(perceived, p.decision)
        step_up = worth(site.altruism, benefit, site.response, site.money, site.margin[Act.STEP_UP], 0.0)
        take += noise * gumbel(key, Luck.CALL_CHOICE)
        if step_up + noise * gumbel(key, Luck.CALL_CHOICE + 1) > take:
            return TO_COMMUNITY
    return TO_TAKE
