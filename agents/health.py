"""Rules of the body: falls ill, worsens, recovers, ages, dies."""

from math import exp
from typing import NamedTuple

from joinedup.agents.age_bands import age_band
from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Kind

_PROTOTYPE = "assumption: tried in a single-place prototype, then fitted to activity of 2018/19 (`joinedup calibration`)"


class HealthParameters(NamedTuple):
    """How often needs arise, how severe they are, how they run and how people die."""

    minor: float = sourced(4.9, unit="needs per person per year", source=_PROTOTYPE, low=0.0, high=20.0)
    acute: float = sourced(
        0.148,
        unit="needs per person per year",
        source="assumption: calibrated to about 110 emergency admissions per 1,000 a year: HES 2018/19",
        low=0.0,
        high=2.0,
    )
    exacerbation: float = sourced(
        0.03, unit="needs per condition per year", source=_PROTOTYPE, low=0.0, high=1.0
    )
    crisis: float = sourced(0.010, unit="needs per person per year", source=_PROTOTYPE, low=0.0, high=1.0)
    elective: float = sourced(
        0.31,
        unit="needs per person per year",
        source="assumption: calibrated to 211 elective treatments per 1,000 a year: HES 2011/12 "
        "(Asaria 2017, PSSRU)",
        low=0.0,
        high=2.0,
    )
    frailty: float = sourced(
        0.9, unit="needs per wholly frail person per year", source=_PROTOTYPE, low=0.0, high=5.0
    )
    deprivation: tuple[float, ...] = sourced_list(
        (0.05, 0.235, 0.235, 0.2, 0.115, 0.0),
        unit="log rate per standard deviation of deprivation, by Kind",
        source="assumption: calibrated to emergencies and electives of the most and the least "
        "deprived fifth: HES 2011/12 (Asaria 2017, PSSRU)",
        low=-1.0,
        high=1.0,
    )
    deprived_by_age: tuple[float, ...] = sourced_list(
        (0.6, 0.8, 0.92, 1.35, 1.6, 1.22, 0.75, 0.0),
        unit="multiplier of `deprivation` of acute and exacerbated needs, by age band",
        source="calibrated to emergencies of the most and the least deprived fifth by age: HES "
        "2011/12 (Asaria 2017, PSSRU)",
        low=0.0,
        high=3.0,
    )
    minor_by_age: tuple[float, ...] = sourced_list(
        (6.0, 2.5, 1.85, 1.85, 0.9, 0.6, 0.2, 0.2),
        unit="multiplier of minor needs, by age band",
        source="calibrated to visits to a GP by age: QResearch (Asaria 2017, PSSRU)",
        low=0.0,
        high=10.0,
    )
    acute_by_age: tuple[float, ...] = sourced_list(
        (2.7, 0.78, 1.2, 1.13, 1.07, 1.1, 1.22, 1.2),
        unit="multiplier of acute needs, by age band",
        source="calibrated to emergency admissions by age: HES 2011/12 (Asaria 2017, PSSRU)",
        low=0.0,
        high=10.0,
    )
    elective_by_age: tuple[float, ...] = sourced_list(
        (0.29, 0.215, 0.66, 0.63, 0.82, 1.5, 1.58, 1.03),
        unit="multiplier of elective needs, by age band",
        source="calibrated to elective treatments by age without maternity: HES 2011/12 (Asaria 2017, PSSRU)",
        low=0.0,
        high=10.0,
    )
    elective_by_condition: float = sourced(
        0.30,
        unit="log rate of elective need per long-term condition",
        source="calibrated to the 56.1% of admissions that multimorbid adults have: Cassell 2018, "
        "BJGP 68(669):e245",
        low=0.0,
        high=1.0,
    )
    unlike: float = sourced(
        0.9,
        unit="sd of the log of a person's own rate of needs, minor ones aside; its mean is 1",
        source="calibrated to the share of cost of the 5% of people who cost most, 50%: Health "
        "Foundation 2019",
        low=0.0,
        high=2.0,
    )
    severity_a: tuple[float, ...] = sourced_list(
        (1.1, 2.0, 2.6, 2.4, 2.0, 2.6),
        unit="first shape of a beta law, by Kind",
        source=_PROTOTYPE,
        low=0.1,
        high=50.0,
    )
    severity_b: tuple[float, ...] = sourced_list(
        (9.0, 6.0, 3.4, 4.2, 2.0, 3.4),
        unit="second shape of a beta law, by Kind",
        source=_PROTOTYPE,
        low=0.1,
        high=50.0,
    )
    unmet_crises: float = sourced(
        1.0,
        unit="frailty crises a year that wholly unmet social need adds",
        source="assumption: varied 0 to 4; the response of A&E to cuts of social care is never fitted",
        low=0.0,
        high=10.0,
    )
    severity_extra: tuple[float, ...] = sourced_list(
        (2.0, 5.0),
        unit="shapes of a beta law of crises that unmet social need adds",
        source="assumption: milder than other crises",
        low=0.1,
        high=50.0,
    )
    severity_frail: tuple[float, ...] = sourced_list(
        (0.0, 0.12, 0.12, 0.0, 0.0, 0.0),
        unit="severity added at full frailty, by Kind",
        source=_PROTOTYPE,
        low=0.0,
        high=1.0,
    )
    acute_age: float = sourced(
        0.030, unit="log rate of acute need per year of age over 50", source=_PROTOTYPE, low=0.0, high=0.2
    )
    severity_age: float = sourced(
        0.0025,
        unit="severity of acute, exacerbated and frailty needs per year of age over 50",
        source=_PROTOTYPE,
        low=0.0,
        high=0.02,
    )
    worsening: tuple[float, ...] = sourced_list(
        (1.0, 1.015, 1.015, 1.01, 1.0, 1.015),
        unit="severity tomorrow ÷ today, untreated, by Kind",
        source=_PROTOTYPE,
        low=1.0,
        high=1.2,
    )
    recovery: tuple[float, ...] = sourced_list(
        (0.18, 0.03, 0.01, 0.03, 0.0, 0.01),
        unit="chance a day of recovering untreated at severity 0, by Kind",
        source=_PROTOTYPE,
        low=0.0,
        high=1.0,
    )
    elective_benefit: float = sourced(
        10_000.0,
        unit="£ of health, mean",
        source="assumption: exponential; cut-off near zero",
        low=100.0,
        high=1e5,
    )
    control_loss: float = sourced(
        2.45e-4,
        unit="control lost per condition per day",
        source="assumption: with 4.2 reviews a condition a year control settles at 0.670",
        low=0.0,
        high=0.01,
    )
    control_floor: float = sourced(
        0.05, unit="control", source="assumption: as control_loss", low=0.0, high=0.5
    )
    review_gain: float = sourced(
        0.04,
        unit="share of missing control restored per review",
        source="assumption: as control_loss",
        low=0.0,
        high=1.0,
    )
    continuity_gain: float = sourced(
        1.2,
        unit="extra gain of a review by the usual doctor",
        source="Barker, Steventon & Deeny 2017, BMJ 356:j84; half of the association read as cause",
        low=0.0,
        high=2.4,
    )
    usual_share: float = sourced(
        0.595,
        unit="share of contacts with the usual doctor, in a practice of four",
        source="Barker, Steventon & Deeny 2017: fitted to a usual provider index of 0.61 (`joinedup calibration`)",
        low=0.0,
        high=1.0,
    )
    usual_today: float = sourced(
        0.60,
        unit="share of contacts with the usual doctor at which a review restores `review_gain`",
        source="assumption: that of ordinary practices today; as usual_share",
        low=0.0,
        high=1.0,
    )
    usual_small: float = sourced(
        0.155,
        unit="share added from a large practice to one of two",
        source="assumption: calibrated to a usual provider index of 0.70 in small practices and "
        "0.59 in large ones: Barker 2017, BMJ 356:j84",
        low=0.0,
        high=0.5,
    )
    plan_gain: float = sourced(
        0.3,
        unit="extra gain of a review under a shared plan",
        source="assumption: varied 0 to 0.6",
        low=0.0,
        high=2.0,
    )
    new_condition: float = sourced(
        0.0335,
        unit="new long-term conditions per expected condition per year",
        source=_PROTOTYPE,
        low=0.0,
        high=0.2,
    )
    death_at_65: tuple[float, ...] = sourced_list(
        (0.0137, 0.0115, 0.0096, 0.0080, 0.0069, 0.0213, 0.0176, 0.0142, 0.0115, 0.0095),
        unit="deaths a year at 65; women then men, most deprived fifth first",
        source="ONS deaths 2011 by age, sex and deprivation; ends fitted, middle by ratio",
        low=0.0,
        high=0.2,
    )
    death_slope: tuple[float, ...] = sourced_list(
        (0.097, 0.101, 0.105, 0.11, 0.117, 0.09, 0.096, 0.102, 0.109, 0.118),
        unit="log rate per year of age; as death_at_65",
        source="assumption: calibrated to deaths at 85 and over in the most and the least deprived "
        "fifth: ONS deaths 2011",
        low=0.0,
        high=0.2,
    )
    death_scale: float = sourced(
        0.90,
        unit="share of deaths not from an acute episode in the model",
        source="assumption: fitted so that all deaths match ONS 2018 (9.7 per 1,000)",
        low=0.0,
        high=2.0,
    )
    death_frailty: float = sourced(
        1.2,
        unit="log rate per unit of frailty gained in hospital",
        source="assumption: varied 0 to 3",
        low=0.0,
        high=5.0,
    )
    episode_death: float = sourced(
        0.10,
        unit="chance at severity 1, untreated; times severity to the 4th",
        source=_PROTOTYPE,
        low=0.0,
        high=1.0,
    )
    episode_death_treated: float = sourced(
        0.5, unit="multiplier when treated in the right place", source=_PROTOTYPE, low=0.0, high=1.0
    )
    boarding_death: float = sourced(
        1.0 / 82.0,
        unit="deaths per patient delayed over about 8 hours for a bed",
        source="Jones et al. 2022, Emerg Med J 39:168-173",
        low=0.0,
        high=0.2,
    )
    frailty_per_week: float = sourced(
        0.01,
        unit="frailty per week of delayed discharge",
        source="assumption: varied 0 to 0.03",
        low=0.0,
        high=0.1,
    )


@rule
def frailty(age, conditions, delayed_weeks, per_week):
    """Frailty 0 to 1: 1/(1 + exp(5 - 0.085·(age - 65) - 0.4·conditions)) from age 50, plus weeks lost in hospital.

    per_week: HealthParameters.frailty_per_week.
    Source: assumption: prototype; the weeks' effect is HealthParameters.frailty_per_week.
    """
    gained = per_week * delayed_weeks
    if age < 50.0:
        return min(1.0, gained)
    return min(1.0, 1.0 / (1.0 + exp(5.0 - 0.085 * (age - 65.0) - 0.40 * conditions)) + gained)


@rule
def steepness(kind, band, p):
    """Log rate of a kind of need per standard deviation of deprivation, at an age: d × deprived_by_age where it differs.

    band: of age.  p: HealthParameters.
    """
    steep = p.deprivation[kind]
    if kind == Kind.ACUTE or kind == Kind.EXACERBATION:
        steep *= p.deprived_by_age[band]
    return steep


@rule
def need_rate(kind, age, conditions, mind, score, frail, control, p):
    """Needs of one kind per year, given who the person is today.

    minor         minor·(1 + 0.15·n)·e^{d·z}
    acute         acute·e^{0.10·n + 1.6·frail + d·z + acute_age·max(age - 50, 0)}
    exacerbation  exacerbation·n·e^{1.1·frail + 1.8·(0.67 - control) + d·z}
    crisis        crisis·e^{1.6·[mind > 0] + d·z}
    elective      elective·e^{elective_by_condition·n}
    frailty       frailty·frail^1.5
    minor, acute and elective × their multiplier by age band; d of acute and exacerbation × deprived_by_age.
    n: conditions; z: score; d: deprivation[kind].

    p: HealthParameters.  Source: assumption: prototype shapes, levels fitted to 2018/19.
    """
    band = age_band(age)
    if kind == Kind.MINOR:
        rate = p.minor * (1.0 + 0.15 * conditions) * p.minor_by_age[band]
    elif kind == Kind.ACUTE:
        rate = p.acute * exp(0.10 * conditions + 1.6 * frail + p.acute_age * max(age - 50.0, 0.0))
        rate *= p.acute_by_age[band]
    elif kind == Kind.EXACERBATION:
        rate = p.exacerbation * conditions * exp(1.1 * frail + 1.8 * (0.67 - control))
    elif kind == Kind.CRISIS:
        rate = p.crisis * (exp(1.6) if mind > 0 else 1.0)
    elif kind == Kind.ELECTIVE:
        rate = p.elective * exp(p.elective_by_condition * conditions) * p.elective_by_age[band]
    else:
        rate = p.frailty * frail**1.5
    return rate * exp(steepness(kind, band, p) * score)


@rule
def proneness(u, p):
    """How often a person falls ill or needs planned care ÷ others like them: e^{σ·u - σ²/2}, 1 on average.

    u: a standard normal draw of the person's own, the same for life.  σ: HealthParameters.unlike.
    Source: Vaupel, Manton & Stallard 1979, Demography 16:439, for people who differ beyond what is known of them.
    """
    return exp(p.unlike * u - p.unlike * p.unlike / 2.0)


@rule
def control_on(day, control, control_day, conditions, p):
    """Control of long-term conditions on a day: it decays to its floor, faster with more conditions.

    c(t) = floor + (c0 - floor)·exp(-control_loss·n·t).  Source: assumption: prototype.
    """
    elapsed = float(day - control_day)
    return p.control_floor + (control - p.control_floor) * exp(-p.control_loss * conditions * elapsed)


@rule
def control_after_review(control, usual_doctor, plan, p):
    """Control after one effective review: c + review_gain·m·(1 - c).

    m = (1 + x·[usual doctor])/(1 + x·usual_today)·(1 + plan_gain·[plan]), x = continuity_gain, so that m is 1 on
    average at today's continuity.  Source: assumption: prototype; continuity from Barker et al. 2017.
    """
    extra = (1.0 + p.continuity_gain * usual_doctor) / (1.0 + p.continuity_gain * p.usual_today)
    return control + p.review_gain * extra * (1.0 + p.plan_gain * plan) * (1.0 - control)


@rule
def severity_on(day, severity, since, kind, p):
    """Severity of an untreated problem on a day: it grows by a factor a day, up to 1."""
    if kind == Kind.MINOR or day == since:
        return severity
    return min(1.0, severity * p.worsening[kind] ** float(day - since))


@rule
def recovery_chance(severity, kind, p):
    """Chance a day that an untreated problem goes away: the sicker, the less (minor problems all alike)."""
    if kind == Kind.MINOR:
        return p.recovery[kind]
    return p.recovery[kind] * (1.0 - severity)


@rule
def death_rate(age, sex, fifth, delayed_weeks, p):
    """Deaths per person per year outside acute episodes (Gompertz): scale·rate65·e^{slope·(age - 65) + frailty gained}.

    Source: ONS deaths 2011 by age, sex and deprivation fifth.
    """
    cell = 5 * sex + fifth
    gained = p.death_frailty * p.frailty_per_week * delayed_weeks
    return p.death_scale * p.death_at_65[cell] * exp(p.death_slope[cell] * (age - 65.0) + gained)


@rule
def episode_death_chance(severity, treated, p):
    """Chance that an acute episode ends in death: 0.10·s⁴, halved when treated in the right place."""
    chance = p.episode_death * severity**4
    return chance * p.episode_death_treated if treated else chance
