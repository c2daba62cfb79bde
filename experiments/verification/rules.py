"""The decision rule and the rules of the body: worked numbers, signs, fixed points."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log

import numpy as np
from scipy.stats import beta

from joinedup.agents.decision import (
    DecisionParameters,
    best_cost_share,
    best_intensity,
    best_readiness,
    critical_severity,
    gain_of_finding,
    look_chance,
    marginal_utility_of_money,
    referral_cut_off,
)
from joinedup.agents.health import HealthParameters, control_after_review, control_on
from joinedup.experiments.verification.check import Check, beyond, exactly, within
from joinedup.model.outcomes.continuity import bice_boxerman, usual_provider_index
from joinedup.model.outcomes.equity import slope_index
from joinedup.model.payment.contract import Forecast
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.service import SERVICES, Service, one_price

TEXTBOOK = DecisionParameters(altruism=2.0, admission_worth=40_000.0, admission_from=0.40)
P, C = 2_400.0, 1_300.0  # price and variable cost of an emergency spell
BED_DAYS_WORTH = 900.0  # £ of bed-days an admission uses, at their shadow price
CONSULTANT = 0.3  # share of the hospital's marginal pound that a consultant feels


def intensity(quick: bool = True) -> Iterator[Check]:
    """V10, V11, W1: services per case, Ellis and McGuire's table."""
    table = {1.0: (7.0, 4.0, 6.0), 0.5: (8.0, 2.0, 6.0), 2.0: (6.5, 5.0, 6.0)}
    for altruism, expected in table.items():
        for price, q in zip((150.0, 0.0, 100.0), expected, strict=True):
            found = best_intensity(altruism, 300.0, 50.0, price, 100.0)
            claim = f"services per case at altruism {altruism:g} and £{price:g} a service"
            yield within("W1", claim, q, found, 1e-12)
    for altruism in (0.25, 0.5, 0.75):
        b, d, r, c = 300.0, 50.0, 150.0, 100.0
        grid = np.arange(0.0, 20.0, 0.01)
        best = grid[np.argmax(altruism * (b * grid - d * grid**2 / 2.0) + (r - c) * grid)]
        found = best_intensity(altruism, b, d, r, c)
        yield within(
            "V10",
            f"the closed form is the best of a grid at altruism {altruism:g}",
            float(best),
            found,
            0.006,
        )
    share = best_cost_share(0.5)
    yield within("V11", "share of cost that makes altruism 0.5 efficient", 0.5, share, 1e-12)
    yield within(
        "V11",
        "services per case under that share",
        4.0,
        best_intensity(0.5, 300.0, 50.0, share * 100.0, 100.0),
        1e-12,
    )


W2 = {
    # margin of a scan, share felt: (P(look), duplicate given valid) at p = .189, .45, .90
    (30.0, 1.0): ((0.3409, 0.9356), (0.2396, 0.8922), (0.1182, 0.8937)),
    (0.0, 1.0): ((0.4770, 0.9098), (0.5486, 0.7531), (0.6660, 0.4006)),
    (-40.0, 1.0): ((0.6601, 0.8752), (0.8803, 0.6039), (0.9865, 0.1122)),
    (-40.0, 0.5): ((0.5710, 0.8921), (0.7493, 0.6628), (0.9234, 0.1689)),
    (-40.0 / 12.0, 0.5): ((0.4849, 0.9084), (0.5671, 0.7448), (0.6985, 0.3714)),
    (30.0, 0.3): ((0.4348, 0.9178), (0.4477, 0.7985), (0.4700, 0.5770)),
    (-40.0, 0.3): ((0.5336, 0.8991), (0.6759, 0.6958), (0.8545, 0.2310)),
}
FOUND = (0.189, 0.45, 0.90)
NATIONAL = {30.0: (0.2383, 0.9550), 0.0: (0.2705, 0.9489), -40.0: (0.3175, 0.9400)}


def chance_of_looking(found: float, margin: float, response: float, minutes: float = 3.0) -> float:
    """P(look) for a scan worth £50 with a burden of £10, at £1 a minute and £10 of noise."""
    gain = gain_of_finding(2.0, 50.0, 10.0, 0.9, response, 1.0, margin, 1.0)
    return float(look_chance(found, gain, minutes, 10.0))


def opening_the_record(quick: bool = True) -> Iterator[Check]:
    """W2, V17: who opens the record, and what it does to duplicates."""
    for (margin, response), row in W2.items():
        for found, (look, duplicate) in zip(FOUND, row, strict=True):
            chance = chance_of_looking(found, margin, response)
            claim = f"at a margin of £{margin:.0f}, share felt {response:g}, p {found:g}"
            yield within("W2", f"record opened {claim}", look, chance, 5e-5)
            yield within(
                "W2", f"duplicate given a valid result {claim}", duplicate, 1.0 - found * chance, 5e-5
            )
    for margin, (look, duplicate) in NATIONAL.items():
        chance = chance_of_looking(0.189, margin, 0.3, 12.0)
        yield within("W2", f"national summary opened at a margin of £{margin:.0f}", look, chance, 5e-5)
        yield within(
            "W2", f"duplicate with it at a margin of £{margin:.0f}", duplicate, 1.0 - 0.189 * chance, 5e-5
        )

    grid = np.linspace(0.0, 1.0, 201)
    worst = 0.0
    for margin in (0.0, -10.0, -40.0, 10.0):  # the last: £11 of gain are left, still in nobody's disfavour
        chances = np.array([1.0 - p * chance_of_looking(float(p), margin, 1.0) for p in grid])
        worst = max(worst, float(np.diff(chances).max()))
    yield within(
        "V17", "most that more visible records add to duplicates when finding pays", 0.0, max(0.0, worst), 0.0
    )
    low, high = (1.0 - p * chance_of_looking(p, 30.0, 1.0) for p in (0.45, 0.90))
    yield beyond("V17", "they may add when repeating pays: .8922 at p .45, .8937 at p .9", low, high)


def _margin_of_emergencies(rate: float, above: bool) -> float:
    """What one more emergency spell brings a hospital well below, or well above, its baseline."""
    contract = FeePerProcedure(
        prices=one_price(Service.EMERGENCY_SPELL, P), marginal_rate=rate, baseline=1e4 if above else 1e9
    )
    mean = np.zeros((1, SERVICES))
    mean[0, Service.EMERGENCY_SPELL] = 1_000.0
    people = np.array([1e4])
    return float(contract.marginals(Forecast(mean, 0.03, people, people))[Service.EMERGENCY_SPELL]) - C


def _threshold(margin: float, money: float = 1.0) -> float:
    return critical_severity(margin, BED_DAYS_WORTH, TEXTBOOK, CONSULTANT, money)


def admission_threshold(quick: bool = True) -> Iterator[Check]:
    """W3: how severe an illness must be before a consultant admits, under each way of paying."""
    paid = {
        "in full": (_margin_of_emergencies(0.7, above=False), 1_100.0, 0.40713),
        "at 0.7 above the baseline": (_margin_of_emergencies(0.7, above=True), 380.0, 0.40982),
        "at 0.5 above the baseline": (_margin_of_emergencies(0.5, above=True), -100.0, 0.41163),
        "at 0.3 above the baseline": (_margin_of_emergencies(0.3, above=True), -580.0, 0.41343),
        "a fifth of the price": (0.2 * P - C, -820.0, 0.41432),
        "a sum, whatever happens": (-C, -1_300.0, 0.41613),
    }
    for how, (margin, expected, severity) in paid.items():
        yield within("W3", f"£ an admission brings, paid {how}", expected, margin, 1e-6)
        yield within(
            "W3", f"severity from which a consultant admits, paid {how}", severity, _threshold(margin), 5e-6
        )
    full, fixed = (float(beta.sf(_threshold(m), 2.0, 4.4)) for m in (1_100.0, -1_300.0))
    yield within("W3", "share of acute illness above the threshold, paid in full", 0.27979, full, 5e-5)
    yield within("W3", "the same, paid a sum", 0.26529, fixed, 5e-5)


def referral(quick: bool = True) -> Iterator[Check]:
    """W4: referrals that a practice which bears their cost does not make; benefits are exponential."""
    rows = {
        "fundholder, £900": (900.0, 1.0, 450.0, 0.0440),
        "one entity, £500": (500.0, 1.0, 250.0, 0.0247),
        "the same, salaried": (500.0, 0.3, 75.0, 0.0075),
        "one of twelve equal shares": (500.0 / 12.0, 1.0, 20.8, 0.0021),
        "practice list": (0.0, 1.0, 0.0, 0.0),
    }
    for who, (cost, response, cut_off, fewer) in rows.items():
        found = referral_cut_off(cost, 2.0, response)
        yield within("W4", f"£ of benefit below which no referral is made: {who}", cut_off, found, 0.05)
        yield within("W4", f"share of referrals not made: {who}", fewer, -np.expm1(-found / 10_000.0), 5e-5)


def _readiness(margin: float) -> float:
    return float(best_readiness(0.35, 0.12, 1_500.0, 2.0, CONSULTANT, 1.0, margin, 300.0, 0.0))


def readiness(quick: bool = True) -> Iterator[Check]:
    """W9: how long to keep patients when a readmission is paid for, and when it is not."""
    for how, margin, stay, again in (("paid", P - C, 1.628, 0.0963), ("not paid", -C, 2.311, 0.0759)):
        found = _readiness(margin)
        yield within("W9", f"multiplier of stay when readmissions are {how}", stay, found, 5e-4)
        yield within(
            "W9", f"readmissions when they are {how}", again, 0.12 * exp(-0.35 * (found - 1.0)), 5e-5
        )


def income_effect(quick: bool = True) -> Iterator[Check]:
    """W10: what a pound counts for a provider in surplus and in deficit."""
    for share, expected in ((5, 0.368), (2, 0.670), (0, 1.0), (-2, 1.492), (-5, 2.718), (-10, 4.0)):
        money = marginal_utility_of_money(share / 100.0, 0.05)
        yield within("W10", f"weight of a pound at a margin of {share}%", expected, money, 5e-4)
    poor = float(marginal_utility_of_money(-0.05, 0.05))
    yield within(
        "W10", "threshold of a hospital in deficit, paid per spell", 0.40004, _threshold(P - C, poor), 5e-6
    )
    yield within("W10", "threshold of a hospital in deficit, paid a sum", 0.42450, _threshold(-C, poor), 5e-6)


def signs(quick: bool = True) -> Iterator[Check]:
    """V22: what turns round when a margin changes its sign."""
    poor = float(marginal_utility_of_money(-0.05, 0.05))
    earns, costs = (1.0 - 0.9 * chance_of_looking(0.9, m, 1.0) for m in (30.0, -40.0))
    yield beyond("V22", "duplicates when a scan earns, above those when it costs", costs, earns)
    fee, poor_fee = _threshold(P - C), _threshold(P - C, poor)
    yield beyond("V22", "fall of the threshold in deficit, paid per spell", 0.0, fee - poor_fee)
    fixed, poor_fixed = _threshold(-C), _threshold(-C, poor)
    yield beyond("V22", "rise of the threshold in deficit, paid a sum", 0.0, poor_fixed - fixed)
    harsh, full = (_threshold(_margin_of_emergencies(rate, above=True)) for rate in (0.3, 1.0))
    yield beyond("V22", "rise of the threshold when spells above the baseline earn 0.3", 0.0, harsh - full)
    yield beyond(
        "V22", "longer stays when a readmission is not paid", 0.0, _readiness(-C) - _readiness(P - C)
    )


def control(quick: bool = True) -> Iterator[Check]:
    """V25: where control of long-term conditions settles with 4.2 reviews a condition and year, and how fast.

    The specification's numbers are of a smooth inflow; reviews that come one by one leave it within 0.005.
    """
    body = HealthParameters(
        control_loss=2.45e-4,
        control_floor=0.05,
        review_gain=0.04,
        continuity_gain=1.2,
        usual_share=0.61,
        usual_today=0.61,
        plan_gain=0.3,
    )
    for n in (1, 3):
        gap = 365.0 / (4.2 * n)
        level, path = 0.20, []
        for _ in range(round(60 * 4.2 * n)):
            before = float(control_on(gap, level, 0.0, n, body))
            level = float(control_after_review(before, body.usual_share, 0.0, body))
            path.append((before + level) / 2.0)
        rest = path[-1]
        years = gap * 40 / 365.0
        rate = log((rest - path[10]) / (rest - path[50])) / years
        yield within("V25", f"control in the long run with {n} conditions", 0.670, rest, 0.005)
        yield within("V25", f"approach to it a year with {n} conditions", 0.257 * n, rate, 0.006 * n)


def continuity_and_equity(quick: bool = True) -> Iterator[Check]:
    """V27, V33: two indices on cases that can be done in the head."""
    yield within(
        "V27", "usual provider index of visits 4, 2, 1", 0.5714, usual_provider_index((4, 2, 1)), 5e-5
    )
    yield within("V27", "continuity of care index of visits 4, 2, 1", 0.3333, bice_boxerman((4, 2, 1)), 5e-5)
    yield exactly("V27", "everything with one provider", 1.0, bice_boxerman((5, 0, 0)))
    people = np.array([9.0, 11, 10, 8, 12, 10, 14, 6, 10, 10])
    ridit = (np.cumsum(people) - people / 2.0) / people.sum()
    found = slope_index((10.0 + 5.0 * ridit).tolist(), people.tolist())
    yield within("V33", "slope index of inequality of 10 + 5·ridit", 5.0, found, 1e-12)


CHECKS = (
    intensity,
    opening_the_record,
    admission_threshold,
    referral,
    readiness,
    income_effect,
    signs,
    control,
    continuity_and_equity,
)
