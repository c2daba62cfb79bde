"""A community trust: step-up care instead of hospital, step-down care after it, visits before anybody falls ill."""

from math import exp
from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.health import need_rate
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Kind, Sort

NOBODY_VISITED = 1e6  # admissions a year that nobody expects


class CommunityParameters(NamedTuple):
    """Places, stays and visits in community care."""

    places_per_1000: float = sourced(
        0.44, unit="step-up and step-down places per 1,000", source="assumption: 0.1 to 1", low=0.0, high=10.0
    )
    stay: float = sourced(10.0, unit="days, mean", source="assumption: varied 5 to 20", low=1.0, high=100.0)
    first_visit: float = sourced(
        155.0,
        unit="£ of health of an episode's first visit",
        source="assumption: makes ten visits best at today's crowding; varied x0.5 to x2",
        low=0.0,
        high=10_000.0,
    )
    visit_fall: float = sourced(
        12.0,
        unit="£ of health that each visit brings less than the one before",
        source="assumption: varied x0.5 to x2",
        low=0.1,
        high=1_000.0,
    )
    too_little: float = sourced(
        0.5,
        unit="share of those beyond the band of community care who come back, at ordinary visits",
        source="assumption: varied 0.25 to 1",
        low=0.0,
        high=1.0,
    )
    failure: float = sourced(
        0.05,
        unit="share of step-up episodes within the band that fail, at ordinary visits",
        source="assumption: varied 0 to 0.2",
        low=0.0,
        high=1.0,
    )
    failure_slope: float = sourced(
        0.7,
        unit="fall of log failure and readmission per unit of visits",
        source="assumption: varied 0.2 to 1.5",
        low=0.0,
        high=5.0,
    )
    return_typical: float = sourced(
        0.12,
        unit="chance of an emergency return that the board reckons with",
        source="assumption: as HospitalParameters.readmit_typical",
        low=0.0,
        high=1.0,
    )
    step_down_base: float = sourced(
        0.015,
        unit="share of stays",
        source="assumption: calibrated to delayed days for further NHS care, 17.2%: NHS England "
        "DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    step_down_frail: float = sourced(
        0.1,
        unit="share of stays at full frailty",
        source="assumption: calibrated to delayed days for further NHS care, 17.2%: NHS England "
        "DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    visits_a_year: float = sourced(
        12.0, unit="planned visits a year", source="assumption: varied 4 to 26", low=1.0, high=52.0
    )
    visits_avoid: float = sourced(
        0.10,
        unit="share of admissions that the board believes planned visits avoid",
        source="assumption: swept 0 to 0.3",
        low=0.0,
        high=1.0,
    )
    admission_harm: float = sourced(
        1_500.0,
        unit="£ of health per emergency admission avoided",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=1e5,
    )
    risk_admitted: float = sourced(
        0.4,
        unit="share of grave needs that end in an admission",
        source="assumption: 0.2 to 0.6",
        low=0.0,
        high=1.0,
    )
    risk_lately: float = sourced(
        1.0,
        unit="risk added by a hospital stay in the last year, as a share",
        source="assumption: varied 0 to 2",
        low=0.0,
        high=10.0,
    )
    finds: float = sourced(
        0.7,
        unit="chance that a visit brings up a problem nobody has been told of",
        source="assumption: varied 0 to 1",
        low=0.0,
        high=1.0,
    )


class CommunityCare(Provider):
    """A community trust: district nurses, therapists, intermediate care."""

    sort = Sort.COMMUNITY


@rule
def failure_chance(severity, visits, too_severe, p):
    """Chance that an episode fails: 0.05, or 0.5 beyond the band, times e^{-k·(visits - 1)}, at most 1.

    visits: multiplier of ordinary visits.  too_severe: severity from which community care is too little.
    """
    chance = p.too_little if severity > too_severe else p.failure
    return min(1.0, chance * exp(-p.failure_slope * (visits - 1.0)))


@rule
def admission_risk(age, conditions, mind, score, frail, control, lately, health, p):
    """Emergency admissions a year that a risk score expects: 0.4·(acute + exacerbated + frailty needs)·(1 + [lately]).

    lately: 1 after a hospital stay in the last year.  health: HealthParameters.  p: CommunityParameters.
    Source: this model: the score knows what the practice knows, and no more.
    """
    needs = need_rate(Kind.ACUTE + 0, age, conditions, mind, score, frail, control, health)
    needs += need_rate(Kind.EXACERBATION + 0, age, conditions, mind, score, frail, control, health)
    needs += need_rate(Kind.FRAILTY + 0, age, conditions, mind, score, frail, control, health)
    return p.risk_admitted * needs * (1.0 + p.risk_lately * lately)


def worthwhile_risk(
    altruism: float,
    response: float,
    money: float,
    visit_margin: float,
    admission_margin: float,
    price_place: float,
    p: CommunityParameters,
) -> float:
    """Admissions a year from which a year of planned visits is worth it; nobody's where it never is.

    ρ* = n·(ω - η·μ·visit margin) / (avoided·(α·h - η·μ·admission margin)).
    visit_margin, admission_margin: £ of one more of each.  price_place: ω, £ a place-day.
    Source: this model; the best share of people visited is everybody above it.
    """
    felt = response * money
    cost = p.visits_a_year * (price_place - felt * visit_margin)
    gain = p.visits_avoid * (altruism * p.admission_harm - felt * admission_margin)
    if gain <= 0.0:
        return NOBODY_VISITED
    return min(NOBODY_VISITED, max(0.0, cost / gain))
