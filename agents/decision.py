"""THE decision rule; the only place where money meets benefit.

Every choice of every provider weighs the same three things: the patient's benefit (times altruism), the
decider's share of what the action does to the money of its own entity, and scarce time or beds at their shadow
price. Case by case the choice is a logit (quantal response); at the monthly review the best intensity has a
closed form. The rule sees numbers only: it cannot know which contract or organisation they come from.
"""

from math import exp, log
from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced

_SWEPT = "assumption: swept, see experiments/questions"


class DecisionParameters(NamedTuple):
    """Weights of the decision rule."""

    altruism: float = sourced(
        2.0,
        unit="£ of own-entity money given up per £ of patient benefit",
        source="fitted to fundholding: Dusheiko et al. 2006, J Health Econ 25:449 (1.72 to 2.53)",
        low=0.0,
        high=100.0,
    )
    health_worth: float = sourced(
        20_000.0,
        unit="£ per QALY used by clinicians",
        source="NICE threshold; only altruism × worth is identified",
    )
    response_owner: float = sourced(
        1.0,
        unit="share of the entity's marginal £ felt by an owner or a board",
        source=_SWEPT,
        low=0.0,
        high=1.0,
    )
    response_salaried: float = sourced(
        0.3, unit="share felt by a salaried clinician", source=_SWEPT, low=0.0, high=1.0
    )
    response_manager: float = sourced(
        0.5, unit="share felt by a community or mental-health manager", source=_SWEPT, low=0.0, high=1.0
    )
    response_most: float = sourced(
        0.6, unit="most a salaried clinician comes to feel", source=_SWEPT, low=0.0, high=1.0
    )
    response_review: float = sourced(
        0.3, unit="added when every decision is reviewed jointly", source=_SWEPT, low=0.0, high=1.0
    )
    response_months: float = sourced(
        30.0, unit="months to learn", source="assumption: 12 to 60, culture takes time", low=1.0, high=120.0
    )
    income_effect: float = sourced(
        0.05,
        unit="margin at which money counts 1/e as much",
        source="McGuire & Pauly 1991, J Health Econ 10:385; size assumed, swept 0.02 to no effect",
        low=0.001,
        high=1e9,
    )
    noise_test: float = sourced(
        10.0, unit="£, decision noise in testing", source=_SWEPT, low=0.1, high=1_000.0
    )
    noise_refer: float = sourced(
        120.0, unit="£, decision noise in treating", source=_SWEPT, low=0.1, high=10_000.0
    )
    noise_admit: float = sourced(
        720.0, unit="£, decision noise in admitting", source=_SWEPT, low=0.1, high=50_000.0
    )
    admission_worth: float = sourced(
        40_000.0,
        unit="£ of health per unit of severity above the threshold",
        source=_SWEPT,
        low=1_000.0,
        high=2e5,
    )
    admission_from: float = sourced(
        0.40, unit="severity from which a hospital does good", source=_SWEPT, low=0.0, high=1.0
    )
    community_from: float = sourced(
        0.35, unit="severity from which community care does good", source=_SWEPT, low=0.0, high=1.0
    )
    community_to: float = sourced(
        0.62, unit="severity beyond which community care is too little", source=_SWEPT, low=0.0, high=1.0
    )
    community_share: float = sourced(
        0.9, unit="share of the hospital's worth", source=_SWEPT, low=0.0, high=2.0
    )
    treat_worth: float = sourced(
        8_000.0, unit="£ of health per unit of severity treated", source=_SWEPT, low=0.0, high=1e5
    )
    minute_most: float = sourced(4.0, unit="£ a clinician-minute at most", source=_SWEPT, low=0.0, high=50.0)
    minute_base: float = sourced(
        1.0, unit="£ a clinician-minute with time to spare", source=_SWEPT, low=0.0, high=10.0
    )
    minute_from: float = sourced(0.95, unit="share of slots used", source=_SWEPT, low=0.0, high=2.0)
    minute_width: float = sourced(0.02, unit="share of slots used", source=_SWEPT, low=0.001, high=1.0)
    bed_most: float = sourced(310.0, unit="£ a bed-day at most", source=_SWEPT, low=0.0, high=5_000.0)
    bed_from: float = sourced(0.93, unit="share of beds", source=_SWEPT, low=0.0, high=2.0)
    bed_width: float = sourced(0.02, unit="share of beds", source=_SWEPT, low=0.001, high=1.0)
    place_most: float = sourced(
        120.0, unit="£ a community place-day at most", source=_SWEPT, low=0.0, high=5_000.0
    )
    place_from: float = sourced(0.92, unit="share of places", source=_SWEPT, low=0.0, high=2.0)
    place_width: float = sourced(0.02, unit="share of places", source=_SWEPT, low=0.001, high=1.0)
    review_months: float = sourced(
        3.0,
        unit="months in which wards and teams take up a new rule",
        source="assumption: varied 1 to 12",
        low=1.0,
        high=60.0,
    )
    price_spread: float = sourced(
        0.6,
        unit="width of a logistic law per standard deviation of a normal one",
        source="arithmetic: √3/π is 0.55 by variance, 1/1.7 is 0.59 by shape; rounded",
        low=0.1,
        high=2.0,
    )
    cases_an_hour: float = sourced(
        6.0,
        unit="cases a joint meeting goes through",
        source="assumption: ten minutes a case",
        low=0.1,
        high=60.0,
    )
    own_decisions: float = sourced(
        50.0,
        unit="decisions a month per 8,000 people that joint review could reach",
        source="assumption: varied 25 to 100",
        low=1.0,
        high=1_000.0,
    )


@rule
def logistic(x):
    """1/(1 + e^-x), safe at both ends."""
    if x < -40.0:
        return 0.0
    return 1.0 / (1.0 + exp(-min(x, 40.0)))


@rule
def worth(altruism, benefit, response, money, margin, scarce):
    """What an action is worth to the decider: altruism·benefit + response·money·margin - scarce  [£].

    benefit: £ of patient health.  margin: £ to the decider's entity.  scarce: £ of scarce time and beds used.
    Source: Ellis & McGuire (1986), J Health Econ 5:129; McGuire (2000), Handbook of Health Economics 1A.
    """
    return altruism * benefit + response * money * margin - scarce


@rule
def shadow_price(used, most, start, width):
    """Shadow price of a scarce resource: most/(1 + exp(-(used - start)/width)).

    used: share in use.  Read it as altruism × the expected benefit of whoever is displaced.
    Source: assumption: risk rises above 85% and crises are regular at 90% (Bagust et al. 1999, BMJ 319:155).
    """
    return most * logistic((used - start) / width)


@rule
def marginal_utility_of_money(margin_share, income_effect):
    """How much a marginal pound counts: clip(exp(-m/ξ), 0.25, 4), m = forecast surplus ÷ turnover.

    Source: target income, McGuire & Pauly (1991), J Health Econ 10:385; size assumed.
    """
    x = -margin_share / income_effect
    if x > 1.3862943611198906:  # ln 4
        return 4.0
    if x < -1.3862943611198906:
        return 0.25
    return exp(x)


@rule
def gain_of_finding(altruism, benefit, burden, kept, response, money, margin, order_cost):
    """What finding a valid result is worth against testing again: -α·b·(1-ρ) + α·h - η·μ·(r-c) + ω·t_order  [£].

    kept: ρ, share of a fresh test's benefit that a valid result keeps.  margin: r - c of one more test.
    """
    return -altruism * benefit * (1.0 - kept) + altruism * burden - response * money * margin + order_cost


@rule
def look_chance(found, gain, look_cost, noise):
    """Chance that a clinician opens the record first: logistic((p_f·gain - look cost)/noise).

    found: p_f, chance that opening finds what is sought.  Source: quantal response, McKelvey & Palfrey (1995).
    """
    return logistic((found * gain - look_cost) / noise)


@rule
def treatment_success(severity):
    """Chance that a practice's or A&E's own treatment works: clip(0.93 - 1.15·s, 0.10, 0.92)."""
    return min(0.92, max(0.10, 0.93 - 1.15 * severity))


@rule
def admission_benefit(severity, frail, p):
    """£ of health from admitting: A·(s - s0), a quarter less for the frail below severity 0.6."""
    benefit = p.admission_worth * (severity - p.admission_from)
    if severity < 0.6:
        benefit *= 1.0 - 0.25 * frail
    return benefit


@rule
def community_benefit(severity, p):
    """£ of health from community care instead: 0.9·A·min(s - 0.35, 0.62 - s)."""
    return p.community_share * p.admission_worth * min(severity - p.community_from, p.community_to - severity)


def best_intensity(
    altruism: float,
    first: float,
    fall: float,
    price: float,
    cost: float,
    response: float = 1.0,
    money: float = 1.0,
    scarce: float = 0.0,
) -> float:
    """Services per case that maximise α·(b·q - d·q²/2) + η·μ·(r - c)·q - ω·q: max(0, (α·b + η·μ·(r - c) - ω)/(α·d)).

    first, fall: b and d, £ of benefit of the first service and its fall per service.
    Source: Ellis & McGuire (1986), J Health Econ 5:129-151.
    """
    return max(0.0, (altruism * first + response * money * (price - cost) - scarce) / (altruism * fall))


def best_cost_share(altruism: float) -> float:
    """Share of cost paid that makes an agent with altruism below 1 choose the efficient intensity: 1 - α.

    Source: Ellis & McGuire (1986), supply-side cost sharing.
    """
    return 1.0 - altruism


def critical_severity(
    margin: float, scarce: float, p: DecisionParameters, response: float, money: float
) -> float:
    """Severity above which admitting is worth it: s0 - (η·μ·margin - scarce)/(α·A).

    margin: £ of one more admission.  scarce: £ of bed-days at their shadow price.
    """
    return p.admission_from - (response * money * margin - scarce) / (p.altruism * p.admission_worth)


def referral_cut_off(cost: float, altruism: float, response: float = 1.0, money: float = 1.0) -> float:
    """Benefit (£) below which a practice that bears `cost` does not refer: η·μ·cost/α."""
    return response * money * cost / altruism


@rule
def best_readiness(
    elasticity, readmission, harm, altruism, response, money, readmission_margin, bed_cost, scarce
):
    """Multiplier of clinical stay that balances bed-days against readmissions, never below 1.

    l* = 1 + ln(x)/k with x = k·r0·(α·h - η·μ·dm)/(η·μ·c + ω) when x > 1.
    elasticity: k.  readmission: r0.  harm: h, £.  readmission_margin: dm, £.  bed_cost: c, £ a day.  scarce: ω, £ a day.
    Source: this model; readmission falls as exp(-k·(l - 1)).
    """
    spend = response * money * bed_cost + scarce
    if spend <= 0.0:
        return 3.0
    x = elasticity * readmission * (altruism * harm - response * money * readmission_margin) / spend
    return min(3.0, 1.0 + log(x) / elasticity) if x > 1.0 else 1.0


@rule
def best_throughput(altruism, wait_worth, wait_months, response, money, margin, cost, steepness):
    """Multiplier of ordinary elective treatments a hospital chooses, 0.8 to 1.3.

    One more treatment shortens the wait of all behind it: worth α·v·W. Its cost rises with extra lists,
    c·(1 + κ·(x - 1)), so x* = 1 + (α·v·W + η·μ·(margin))/(η·μ·c·κ).
    wait_worth: v, £ a month.  wait_months: W.  margin: £ at ordinary cost c.  steepness: κ.
    Source: this model; the sign of the response to activity payment, Farrar et al. 2009, BMJ 339:b3047.
    """
    felt = response * money
    if felt * cost * steepness <= 0.0:
        return 1.0
    x = 1.0 + (altruism * wait_worth * wait_months + felt * margin) / (felt * cost * steepness)
    return min(1.3, max(0.8, x))


@rule
def best_effort(altruism, harm, response, money, lost_margin, losses, minutes, price_minute):
    """Hand-off effort, 0 to 1: benefit of fewer losses against staff time that rises with its square.

    e* = losses·(α·h - η·μ·dm)/(minutes·ω).  losses: loss probability one unit of effort saves.  harm: £ a lost message.
    Source: this model.
    """
    gain = losses * (altruism * harm - response * money * lost_margin)
    return min(1.0, max(0.0, gain / max(1e-9, minutes * price_minute)))
