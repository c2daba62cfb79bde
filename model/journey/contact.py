"""At a contact: is the history seen, is the record opened, which tests are done, which are duplicates."""

from math import exp

from joinedup.agents.compiled import step
from joinedup.agents.decision import gain_of_finding, look_chance
from joinedup.agents.happenings import What
from joinedup.agents.patient import TESTS, Mark
from joinedup.agents.testing import is_valid, same_condition
from joinedup.agents.vocabulary import Act, Cause, Luck, Sort, Test
from joinedup.model.chance import draw, luck, normal
from joinedup.model.world import NOTES_CONTACT, happens, is_watched

LETTER_SEEN_DUE, LETTER_COMPLETE = int(Mark.LETTER_SEEN_DUE), int(Mark.LETTER_COMPLETE)
NEVER_ARRIVES = 32_767


@step
def has_history_elsewhere(chart, role, here_before, day, days):
    """Whether another provider holds a history no older than `days`: of another sort, or another hospital."""
    for other in range(6):
        if (other != role or not here_before) and day - chart.history[other] <= days:
            return True
    return False


@step
def is_seen(i, patient, chart, site, edge, p, today, diary, key, severity, needs, informed, outpatient):
    """One contact: the story is told or known, the record opened or not, the tests done or not.

    site: SITE record.  edge: EDGE record towards the other site (availability 0: none).
    needs: chance of needing each test here.  informed: 1 when a complete letter came with the patient.
    outpatient: 1 in a clinic, where some tests are paid for apart.
    Returns True when history and results could be seen.
    """
    role, day, here = site.role, today.day, site.row
    happens(diary, today, i, patient, What.CONTACT, here, -1, 1, 0)
    if is_watched(patient, today):
        happens(diary, today, i, patient, NOTES_CONTACT, here, -1, 1, 0)
    here_before = role != Sort.HOSPITAL or patient.hospital == here
    own = here_before and day - chart.history[role] <= p.testing.history_days
    letter_read = informed > 0.0
    known = own or letter_read
    if role == Sort.PRACTICE and patient.marks & LETTER_SEEN_DUE:
        if chart.letter <= day:
            patient.marks &= 255 - LETTER_SEEN_DUE
            letter_read = (patient.marks & LETTER_COMPLETE) != 0
            known = known or letter_read
        else:
            happens(diary, today, i, patient, What.LETTER_LATE, here, -1, 1, 0)
            patient.marks &= 255 - LETTER_SEEN_DUE

    # what is needed: a problem that needs a scan needs it wherever the patient turns up
    problem = luck(today.seed, patient.person, patient.onset * 16) if patient.kind >= 0 else key
    wanted = 0
    gain = 0.0
    for t in range(TESTS):
        if needs[t] > 0.0 and draw(problem, Luck.NEED_TEST + t) < needs[t]:
            margin = (
                site.margin[Act.OUTPATIENT_SCAN] if outpatient > 0.0 and t == Test.SCAN else site.margin[t]
            )
            wanted |= 1 << t
            gain += gain_of_finding(
                site.altruism,
                p.testing.benefit[t],
                p.testing.burden[t],
                p.testing.kept,
                site.response,
                site.money,
                margin,
                site.price_minute * p.testing.order_minutes,
            )
    if not known:
        gain += site.price_minute * (p.testing.history_minutes[role] - 1.0)
        happens(diary, today, i, patient, What.HISTORY_WANTED, here, -1, 1, 0)

    offered, looked, found = False, False, False
    if edge.availability > 0.0 and draw(key, Luck.AVAILABLE) < edge.availability:
        offered = True
        happens(diary, today, i, patient, What.LOOK_OFFERED, here, -1, 1, 0)
        if wanted or not known:  # else there is nothing to look for
            if edge.push > 0.0:
                looked = True
            else:
                slow = exp(p.testing.clinician_sd * normal(key, Luck.CLINICIAN))
                cost = site.price_minute * edge.look_minutes * slow
                chance = look_chance(edge.availability * edge.completeness, gain, cost, p.decision.noise_test)
                looked = draw(key, Luck.LOOK) < chance
            if looked:
                happens(diary, today, i, patient, What.LOOK, here, -1, 1, 0)
                found = draw(key, Luck.FOUND) < edge.completeness
                if found:
                    happens(diary, today, i, patient, What.LOOK_FOUND, here, -1, 1, 0)
                    known = True

    if not known:
        minutes = int(p.testing.history_minutes[role])
        happens(diary, today, i, patient, What.HISTORY_UNSEEN, here, -1, 1, 0)
        happens(diary, today, i, patient, What.HISTORY_MINUTES, here, -1, minutes, 0)
        if has_history_elsewhere(chart, role, here_before, day, p.testing.history_days):
            happens(diary, today, i, patient, What.HISTORY_REPEATED, here, -1, 1, 0)
    chart.history[role] = day

    if wanted:
        for t in range(TESTS):
            if wanted & (1 << t):
                visible = found or letter_read
                is_tested(
                    i,
                    patient,
                    chart,
                    here,
                    p,
                    today,
                    diary,
                    key,
                    t,
                    severity,
                    visible,
                    offered,
                    looked,
                    outpatient,
                )
    return known


@step
def is_tested(
    i, patient, chart, here, p, today, diary, key, t, severity, visible, offered, looked, outpatient
):
    """A needed test is done, unless an earlier result is seen that looks good; duplicates get their cause.

    Nobody knows whether a valid result exists before looking, and nobody sees that severity has moved: a result
    that looks good and is not is used all the same.
    """
    day = today.day
    tested = int(chart.tested[t])
    looks_good, valid = False, False
    if day - tested <= 400:
        same = chart.test_episode[t] == (patient.onset & 255) or same_condition(
            patient.kind, patient.conditions
        )
        days = p.testing.valid_days[t]
        before = chart.test_severity[t] / 255.0
        looks_good = is_valid(day, tested, days, severity, severity, p.testing.severity_moved, same)
        valid = is_valid(day, tested, days, severity, before, p.testing.severity_moved, same)
        own = chart.tested_at[t] == here
        if own and draw(key, Luck.FOUND + 1_000 + t) < p.testing.own_record:
            visible = True
        if own and not visible:
            offered, looked = True, True  # its own file was searched in vain
    if valid:
        happens(diary, today, i, patient, What.VALID_PRIOR_0 + t, here, -1, 1, 0)
    if looks_good and visible:
        happens(diary, today, i, patient, What.PRIOR_USED, here, t, 1, 0)
        if not valid:
            happens(diary, today, i, patient, What.PRIOR_USED_STALE, here, t, 1, 0)
        return
    cost = int(p.costs.tests[t] * 100.0)
    happens(diary, today, i, patient, What.TEST_0 + t, here, -1, 1, cost)
    if outpatient > 0.0 and t == Test.SCAN:
        happens(diary, today, i, patient, What.OUTPATIENT_SCAN, here, -1, 1, 0)
    if valid:
        cause = Cause.NO_CHANNEL + 0
        if offered:
            cause = Cause.LOOKED_NOT_FOUND + 0 if looked else Cause.NOT_LOOKED + 0
        happens(diary, today, i, patient, What.DUPLICATE_0 + 7 * cause + t, here, cause, 1, 0)
        happens(diary, today, i, patient, What.WASTE, here, cause, cost, 0)
    elif day - tested <= 400:
        happens(diary, today, i, patient, What.JUSTIFIED_REPEAT_0 + t, here, -1, 1, 0)
    chart.tested[t] = day
    chart.tested_at[t] = here
    chart.test_severity[t] = int(severity * 255.0)
    chart.test_episode[t] = patient.onset & 255
