"""A problem begins, waits for help, and ends: the thread of a patient's life outside any one setting."""

from math import log

from joinedup.agents.compiled import kernel, rule, step
from joinedup.agents.decision import admission_benefit, community_benefit, treatment_success
from joinedup.agents.happenings import What
from joinedup.agents.health import (
    control_on,
    episode_death_chance,
    frailty,
    need_rate,
    recovery_chance,
    severity_on,
)
from joinedup.agents.help_seeking import seek_chance
from joinedup.agents.patient import NEVER, USUAL_RISK, Mark
from joinedup.agents.quality_of_life import qaly_units, quality
from joinedup.agents.vocabulary import Kind, Luck, Step, Unmet, Where
from joinedup.model.chance import draw, exponential, luck
from joinedup.model.journey.need_bounds import proneness_of, steepest
from joinedup.model.world import ENDS_CARE, happens

YEAR = 365
OLDEST = 110  # years; rates are as at this age beyond it
NOT_LOST = 32_767
KINDS = 6
EXTRA = KINDS  # row of the severities of crises that unmet social need adds
OLD = 65  # years from which people get social care
USUAL = float(USUAL_RISK)
WAITING, PLAN, FAILED_GP = int(Mark.WAITING), int(Mark.PLAN), int(Mark.FAILED_GP)
MESSAGE_LOST = int(Mark.MESSAGE_LOST)

# occasions of luck: sixteen to a day, contacts about one problem first
REVIEW, STAY, BIRTHDAY, CANDIDATE = 12, 13, 14, 15


@rule
def age_on(day, patient):
    """Age in years."""
    return float(day - patient.born) / YEAR


@rule
def next_birthday(day, patient):
    """First birthday after a day."""
    return day + YEAR - (day - patient.born) % YEAR


@rule
def contact_key(seed, patient):
    """The luck of this contact about the active problem: the same under every policy."""
    return luck(seed, patient.person, patient.onset * 16 + min(patient.visits, REVIEW - 1))


@rule
def frailty_on(day, patient, p):
    """Frailty of a patient on a day, 0 to 1."""
    return frailty(age_on(day, patient), patient.conditions, patient.delayed_weeks, p.health.frailty_per_week)


@rule
def quantile(quantiles, kind, u):
    """Severity at onset from a uniform draw: linear between 257 points of the kind's beta law."""
    x = u * 256.0
    cell = int(x)
    below = quantiles[kind, cell]
    return below + (x - cell) * (quantiles[kind, cell + 1] - below)


@rule
def bounds_row(age, conditions, mind):
    """Row of the table of highest plausible rates: by whole years of age, conditions and mental illness."""
    return (min(int(age), OLDEST) * 10 + int(conditions)) * 2 + (1 if mind > 0 else 0)


@step
def most_needs(patient, age, today, p):
    """Highest plausible rate of each kind of need, into `today.most`; returns their sum per year.

    Needs are a candidate stream at this rate, thinned by the rate of the day. The rate depends only on what no
    policy can change, so a changed stay or a missed review moves the thinning, never the stream.
    """
    row = bounds_row(age, patient.conditions, patient.mind)
    prone = proneness_of(patient, today, p)
    total = 0.0
    for kind in range(KINDS):
        rate = today.bounds[row, kind] * today.steeper[patient.decile, kind]
        if kind != Kind.MINOR:
            rate *= prone
        today.most[kind] = rate
        total += rate
    return total


@rule
def unmet_most(age, p):
    """Frailty crises a year that unmet social need adds at most: only people from 65 get social care."""
    return p.health.unmet_crises if age >= OLD else 0.0


@rule
def worst_of_home(kind):
    """Highest multiplier of a kind of need that the worst care home and wholly unmet social need make."""
    if kind == Kind.FRAILTY:
        return 3.0
    return 1.5 if kind == Kind.ACUTE or kind == Kind.EXACERBATION else 1.0


@kernel
def fill_bounds(today, p):
    """Tabulate the bounds: control at its worst plausible 0.35, frailty with fifteen weeks of delay, a year older."""
    for age in range(OLDEST + 1):
        for conditions in range(10):
            for ill in range(2):
                row = bounds_row(float(age), conditions, ill)
                frail = frailty(age + 1.0, conditions, 15, p.frailty_per_week)
                for kind in range(KINDS):
                    # rates rise through a year of age, and step at the ends of an age band
                    rate = need_rate(kind, float(age), conditions, ill, 0.0, frail, 0.35, p)
                    rate = max(rate, need_rate(kind, age + 0.999, conditions, ill, 0.0, frail, 0.35, p))
                    if age >= OLD:  # may live in a care home, may lack social care
                        rate *= worst_of_home(kind)
                    today.bounds[row, kind] = rate
    for decile in range(10):
        for kind in range(KINDS):
            today.steeper[decile, kind] = steepest(kind, today.score[decile], p)


@rule
def gap_to_next_need(total, key):
    """Days to the next candidate need, at least 1: exponential with `total` a year."""
    return 1 + int(exponential(key, Luck.NEED_GAP) * YEAR / max(total, 0.01))


@rule
def first_day(day, patient):
    """The day on which something is next due for a patient, not before `day`."""
    first = min(patient.need_day, patient.step_day)
    first = min(first, patient.review_day)
    first = min(first, patient.death_day)
    return max(day, min(first, next_birthday(day - 1, patient)))


@rule
def reschedule(wake, i, patient, day):
    """Put a patient into the calendar on the day of whatever comes first, not before `day`."""
    wake[i] = first_day(day, patient)


@rule
def has_better_answer(i, patient, chart, today, diary, site):
    """A contact answers a need that a lost or bounced message had left open."""
    if patient.marks & MESSAGE_LOST:
        happens(diary, today, i, patient, What.THROUGH_NET_DAYS, site, -1, max(0, today.day - chart.lost), 0)
        patient.marks &= 255 - MESSAGE_LOST


@rule
def falls_through_the_net(patient, chart, today, why):
    """A lost or bounced message is now the only answer to a need."""
    patient.failed = why
    if not (patient.marks & MESSAGE_LOST):
        patient.marks |= MESSAGE_LOST
        chart.lost = today.day


@rule
def best_benefit(kind, severity, benefit, frail, p):
    """£ of health from the best feasible action, and the days within which it must come; 0 if none is worth its cost.

    practice: success·worth·s within 10 days; hospital: A·(s - s0) within 1; community: within 2; electives: 126 days;
    mental-health crisis: within 1; social care for a frailty crisis: 28.  Costs are CostParameters.
    """
    if kind == Kind.ELECTIVE:
        cost = p.costs.day_case + p.costs.outpatient_first
        return (benefit, 126) if benefit > cost else (0.0, 126)
    if kind == Kind.CRISIS:
        return (p.practice.mental_worth * severity, 1)
    gain, days = treatment_success(severity) * p.decision.treat_worth * severity, 10
    net = gain - p.costs.gp_contact
    if kind != Kind.MINOR:
        other = community_benefit(severity, p.decision)
        if other - 10.0 * p.costs.community_day > net:
            gain, days, net = other, 2, other - 10.0 * p.costs.community_day
        other = admission_benefit(severity, frail, p.decision)
        if other - p.costs.emergency_spell > net:
            gain, days, net = other, 1, other - p.costs.emergency_spell
    return (gain, days) if net > 0.0 else (0.0, days)


@step
def ends(i, patient, chart, p, today, diary, site, treated):
    """The active problem is over: met in time, or not and why. Returns whether the patient dies of it."""
    kind, day = patient.kind, today.day
    severity = severity_on(day, patient.severity, patient.onset, kind, p.health)
    frail = 0.0 if kind == Kind.MINOR or kind == Kind.ELECTIVE else frailty_on(day, patient, p)
    gain, days = best_benefit(kind, severity, 10.0 * chart.benefit, frail, p)
    if gain > 0.0:
        since = chart.clock_start if kind == Kind.ELECTIVE and chart.clock_start < NOT_LOST else patient.onset
        if treated and day - since <= days:
            happens(diary, today, i, patient, What.MET_WEIGHT, site, kind, int(gain), 0)
        else:
            if treated and patient.failed == Unmet.DID_NOT_SEEK:
                patient.failed = Unmet.WAITING
            why = int(patient.failed)
            happens(diary, today, i, patient, What.UNMET_WEIGHT_0 + why, site, kind, int(gain), 0)
    if treated:
        has_better_answer(i, patient, chart, today, diary, site)
    dies = False
    grave = kind == Kind.ACUTE or kind == Kind.EXACERBATION or kind == Kind.FRAILTY
    if grave and patient.failed != Unmet.DIED:  # whoever dies of something else does not die of this as well
        key = luck(today.seed, patient.person, patient.onset * 16)
        dies = draw(key, Luck.EPISODE_DEATH) < episode_death_chance(severity, treated, p.health)
    if grave or kind == Kind.CRISIS:
        was_ill(i, patient, p, today, diary, site, severity)
    patient.kind = Kind.NONE
    patient.doing = Step.NOTHING
    patient.step_day = NEVER
    patient.marks &= 255 - FAILED_GP
    if dies:
        happens(diary, today, i, patient, What.DEATH_OF_EPISODE, site, kind, 1, 0)
        patient.death_day = day + 1  # dies tomorrow, wherever that is
    return dies


@rule
def first_of_year(day):
    """The first day of the year a day falls in."""
    return day - day % YEAR


@rule
def quality_on(day, patient, p):
    """Quality of life on a day, acute illness and waiting aside."""
    return quality(age_on(day, patient), patient.conditions, patient.mind, p.quality)


@step
def was_ill(i, patient, p, today, diary, site, severity):
    """Quality of life lost while an acute problem was open: the mean of its first and last severity."""
    days = today.day - patient.onset
    if days > 0:
        share = p.quality.illness * (patient.severity + severity) / 2.0
        lost = qaly_units(share * quality_on(today.day, patient, p), days)
        happens(diary, today, i, patient, What.QALY_LOST_ILLNESS, site, patient.kind, lost, 0)


@step
def waits_this_year(i, patient, chart, p, today, diary, site, until):
    """Quality of life lost on the elective waiting list this year, up to a morning: it ends, or the year does."""
    days = until - max(int(chart.clock_start), first_of_year(today.day))
    if days > 0:
        lost = qaly_units(p.quality.waiting * quality_on(today.day, patient, p), days)
        happens(diary, today, i, patient, What.QALY_LOST_WAITING, site, Kind.ELECTIVE, lost, 0)


@step
def lived(i, patient, chart, p, today, diary, until):
    """Days and quality of life of this year, up to a morning: the patient dies, or the year ends."""
    days = until - max(int(patient.born), first_of_year(today.day))
    if days <= 0:
        return
    happens(diary, today, i, patient, What.PERSON_DAYS, patient.practice, -1, days, 0)
    good = qaly_units(quality_on(today.day, patient, p), days)
    happens(diary, today, i, patient, What.QALY, patient.practice, -1, good, 0)
    if patient.marks & WAITING:
        waits_this_year(i, patient, chart, p, today, diary, patient.practice, until)


@step
def begins(patient, chart, today, kind, severity, benefit):
    """A new problem becomes the active one."""
    patient.kind = kind
    patient.severity = severity
    patient.onset = today.day
    patient.visits = 0
    patient.failed = Unmet.DID_NOT_SEEK
    patient.marks &= 255 - FAILED_GP
    if kind == Kind.ELECTIVE:
        chart.benefit = int(min(benefit, 300_000.0) / 10.0)


@step
def falls_ill(i, patient, chart, p, today, diary):
    """A candidate need comes due: it is one or it is not, and the next one is placed. Returns True when it is one."""
    day, most = today.day, today.most
    key = luck(today.seed, patient.person, day * 16 + CANDIDATE)
    age, score = age_on(day, patient), today.score[patient.decile]
    total = most_needs(patient, age, today, p)
    added = unmet_most(age, p)  # candidates of their own: crises that unmet social need adds
    patient.need_day = day + gap_to_next_need(total + added, key)

    left = draw(key, Luck.NEED_KIND) * (total + added)
    kind = 0
    while kind < KINDS - 1 and left >= most[kind]:
        left -= most[kind]
        kind += 1
    frail = frailty_on(day, patient, p)
    control = 1.0
    if kind == Kind.EXACERBATION:  # no other need depends on it
        control = control_on(day, patient.control, patient.control_day, patient.conditions, p.health)
    rate = need_rate(kind, age, patient.conditions, patient.mind, score, frail, control, p.health)
    if kind != Kind.MINOR:
        rate *= proneness_of(patient, today, p)
    if worst_of_home(kind) > 1.0:
        rate *= float(patient.home_risk) / USUAL
    usual = rate
    if kind == Kind.FRAILTY:
        rate *= 1.0 + float(patient.unmet_social) / 255.0
    luck_of_need = draw(key, Luck.NEED_ACCEPT) * most[kind]
    if left >= most[kind]:  # the last kind is frailty; beyond it lies what unmet need adds
        usual, rate = 0.0, added * float(patient.unmet_social) / 255.0
        luck_of_need = draw(key, Luck.NEED_ACCEPT) * added
    if luck_of_need >= rate or patient.where != Where.HOME:
        return False
    law = EXTRA if luck_of_need >= usual else kind
    severity = quantile(today.quantiles, law, draw(key, Luck.SEVERITY))
    if law != EXTRA:
        severity += p.health.severity_frail[kind] * frail
        if kind == Kind.ACUTE or kind == Kind.EXACERBATION or kind == Kind.FRAILTY:
            severity += p.health.severity_age * max(age - 50.0, 0.0)
    benefit = 0.0
    if kind == Kind.ELECTIVE:
        if patient.marks & WAITING:
            return False
        benefit = p.health.elective_benefit * exponential(key, Luck.BENEFIT)
    active = patient.kind
    if active != Kind.NONE:
        # one active problem at a time: a milder one adds nothing, a graver one takes its place
        if kind == Kind.MINOR or kind == Kind.ELECTIVE:
            return False
        if active != Kind.MINOR and active != Kind.ELECTIVE and severity <= patient.severity:
            return False
    happens(diary, today, i, patient, What.NEED_0 + kind, patient.practice, kind, 1, 0)
    if law == EXTRA:
        happens(diary, today, i, patient, What.FRAILTY_EXTRA, patient.practice, kind, 1, 0)
    begins(patient, chart, today, kind, min(1.0, severity), benefit)
    return True


@step
def plans_to_seek(i, patient, chart, p, today, diary, key):
    """When the patient will try again, or whether the problem goes away first.

    Daily chances: seek q = 0.25·first-day chance, recover r; the first of the two comes after a geometric wait.
    """
    kind, day = patient.kind, today.day
    severity = severity_on(day, patient.severity, patient.onset, kind, p.health)
    q = p.seeking.seek_later * seek_chance(severity, p.seeking)
    if kind == Kind.ELECTIVE:
        q = (
            p.seeking.seek_later
            * seek_chance(0.5, p.seeking)
            * p.seeking.planned_deprived ** today.score[patient.decile]
        )
    r = recovery_chance(severity, kind, p.health)
    either = 1.0 - (1.0 - q) * (1.0 - r)
    days = 1 + int(log(1.0 - draw(key, Luck.SEEK_GAP)) / log(1.0 - min(0.999, either)))
    if draw(key, Luck.RECOVERY) * either < q:
        patient.doing = Step.SEEKS
        patient.step_day = day + min(days, 300)
        patient.visits = min(250, patient.visits + 1)
    else:
        ends(i, patient, chart, p, today, diary, patient.practice, False)


@step
def dies(i, patient, chart, sites, p, today, diary):
    """A patient dies: out of every place. Lists skip the dead when they come to them."""
    where, day = patient.where, today.day
    site = sites[patient.hospital]
    if (
        where == Where.WARD
        or where == Where.DELAYED
        or where == Where.ELECTIVE_WARD
        or where == Where.CRISIS_BED
    ):
        site.occupied -= 1
    elif where == Where.BOARDING:
        site.boarding -= 1
    if patient.marks & MESSAGE_LOST:
        has_better_answer(i, patient, chart, today, diary, patient.practice)
    if patient.kind >= 0:
        patient.failed = Unmet.DIED
        ends(i, patient, chart, p, today, diary, patient.practice, False)
    if patient.marks & WAITING and 10.0 * chart.benefit > p.costs.day_case + p.costs.outpatient_first:
        unmet = What.UNMET_WEIGHT_0 + Unmet.DIED
        happens(diary, today, i, patient, unmet, patient.practice, Kind.ELECTIVE, 10 * int(chart.benefit), 0)
    lived(i, patient, chart, p, today, diary, day)
    happens(diary, today, i, patient, What.DEATH, patient.practice, where, 1, 0)
    happens(diary, today, i, patient, ENDS_CARE, patient.practice, -1, 0, 0)
    patient.where = Where.DEAD
    patient.doing = Step.NOTHING
    patient.step_day = NEVER
    patient.need_day = NEVER
    patient.review_day = NEVER
    patient.death_day = NEVER
