"""Contracts: shared savings and the ratchet, free-riding, profit caps, withholds, a slot in the wrong pocket."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from math import sqrt

import numpy as np

from joinedup.agents.costs import CostParameters
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Act, Sort
from joinedup.experiments.verification.check import Check, beyond, exactly, within
from joinedup.experiments.verification.drawn_contracts import Luck, drawn, kinds, slope_gap
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.entity import NHS
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.block import Block
from joinedup.model.payment.contract import Forecast, frozen_errors
from joinedup.model.payment.distribution import divided
from joinedup.model.payment.margins import margins
from joinedup.model.payment.measure import MEASURES, NOTHING_MEASURED, Measure, Target
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.profit_rule import marginal_retained
from joinedup.model.payment.service import SERVICES, Service, one_price
from joinedup.model.payment.shared_savings import SharedSavings, ratchet, shared_savings

STATES = 200
PEOPLE = 62_500.0  # a person's cost varies five-fold: the cost of so many varies by 2%
PRICE, COST, SPELLS = 2_400.0, 1_300.0, 6_000.0
PRACTICE, HOSPITAL, COMMUNITY = range(3)
EPISODES = 36.5 * 0.35  # admissions avoided by one community place a year


def slopes(quick: bool = True) -> Iterator[Check]:
    """V12: what a contract says one more treatment pays is what one more treatment adds to its settlement."""
    for kind in sorted(set(kinds()), key=lambda k: k.__name__):
        luck = Luck(12)
        worst = max(slope_gap(*drawn(kind, luck)) for _ in range(STATES))
        claim = f"{kind.__name__}: gap between the two ÷ what the number of draws allows, {STATES} states"
        yield within("V12", claim, 0.0, worst, 1.0)


def _expected(people: float = PEOPLE, measures: np.ndarray = NOTHING_MEASURED) -> Forecast:
    """A year of admissions at one hospital and nothing else, known but for chance."""
    mean = np.zeros((3, SERVICES))
    mean[HOSPITAL, Service.EMERGENCY_SPELL] = SPELLS
    everybody = np.array([people, 0.0, 0.0])
    measured = np.zeros((3, MEASURES, 2))
    measured[HOSPITAL] = measures
    return Forecast(mean, 0.0, everybody, everybody, 365, measured, np.full(MEASURES, 0.01))


def _agreement(people: float = PEOPLE, delta: float = 0.0, cap: float = 0.10) -> SharedSavings:
    """Half of what is saved from 2% on, when care is expected to cost (1 - delta) of the benchmark."""
    return SharedSavings(
        sites=(HOSPITAL,),
        lists=(PRACTICE,),
        start=365,
        prices=one_price(Service.EMERGENCY_SPELL, PRICE),
        benchmark=SPELLS * PRICE / (1.0 - delta) / people,
        cap=cap,
    )


def _bonus(contract: SharedSavings, people: float = PEOPLE) -> tuple[float, float]:
    """What a contract is expected to pay, and what £1 saved adds, in shares of the benchmark and of £1."""
    forecast = _expected(people)
    _, _, benchmark = contract.expected(forecast)
    paid = contract.expected_income(forecast) / benchmark
    return paid, -float(contract.marginals(forecast)[Service.EMERGENCY_SPELL]) / PRICE


def bonuses(quick: bool = True) -> Iterator[Check]:
    """V13, V14: a bonus for luck alone; one that is as often a penalty is worth nothing."""
    paid, slope = _bonus(_agreement())
    yield within(
        "V13", "bonus, share of the benchmark: no saving expected, half from 2% on", 0.00242, paid, 5e-6
    )
    yield within("V13", "what £1 saved adds to it", 0.2003, slope, 5e-5)
    contract, forecast = _agreement(), _expected()
    years = contract.possible_years(forecast, frozen_errors(8_192 if quick else 65_536))
    mean = float(np.mean(contract.payment(years))) / contract.expected(forecast)[2]
    yield within("V13", "the same bonus, from settling 8,192 possible years", 0.002418, mean, 1e-5)
    both = replace(_agreement(), minimum=0.0, minimum_loss=0.0, loss_share=0.5, loss_cap=0.10)
    sizes = (5_000.0, 10_000.0, 50_000.0, 100_000.0, 250_000.0)
    for people in sizes:
        per_head = both.benchmark * PEOPLE / people
        paid, _ = _bonus(replace(both, benchmark=per_head), people)
        yield within(
            "V14", f"bonus less penalty, equal terms both ways, {people:,.0f} people", 0.0, paid, 1e-9
        )
    one = [_bonus(_agreement(people), people)[0] for people in sizes]
    yield beyond("V14", "one-sided bonus of 250,000 people", 0.0, one[-1])
    for (few, many), less in zip(itertools.pairwise(sizes), -np.diff(one), strict=True):
        yield beyond("V14", f"how much more {few:,.0f} people get by luck than {many:,.0f}", 0.0, float(less))


def noise(quick: bool = True) -> Iterator[Check]:
    """W7: how often and how much is paid when nothing is saved, by people; and when something is."""
    table = (
        (5_000.0, 0.389, 1.36),
        (10_000.0, 0.345, 0.92),
        (50_000.0, 0.186, 0.30),
        (100_000.0, 0.103, 0.14),
        (250_000.0, 0.023, 0.03),
    )
    for people, chance, percent in table:
        contract = _agreement(people)
        bonus, _, _ = contract.expected(_expected(people))
        yield within("W7", f"chance that {people:,.0f} people are paid", chance, bonus.chance, 6e-4)
        # the table has no cap; at 5,000 people the cap takes 0.01
        yield within("W7", "their bonus, % of benchmark", percent, 100 * bonus.expected, 0.011)
    for delta, paid, slope in (
        (0.0, 0.00242, 0.2003),
        (0.01, 0.00506, 0.3303),
        (0.02, 0.00899, 0.4495),
        (0.04, 0.01925, 0.5417),
    ):
        found = _bonus(_agreement(delta=delta))
        yield within("W7", f"bonus when {delta:.0%} is saved", paid, found[0], 6e-6)
        yield within("W7", "what £1 saved adds to it", slope, found[1], 6e-5)
    us = shared_savings(0.002, 0.049, 0.5, 0.027, 0.10)
    yield within(
        "W7", "share paid in the US in 2015 if 0.2% was saved: 119 of 392", 119 / 392, us.chance, 0.005
    )


def ratchets(quick: bool = True) -> Iterator[Check]:
    """V15: £1 saved in the last year of an agreement costs more than it brings."""
    contract = replace(_agreement(), horizon=6)
    within_agreement = contract.marginals(_expected())
    for year, (weight, plain, discounted) in enumerate(
        ((0.1, 0.70, 0.740), (0.3, 0.10, 0.191), (0.6, -0.80, -0.677)), start=1
    ):
        yield within("V15", f"£1 saved in year {year}", plain, ratchet(weight, year), 1e-9)
        yield within("V15", "the same at 3.5% a year", discounted, ratchet(weight, year, 0.035), 6e-4)
        forecast = _expected()._replace(day=365 * year)
        near = replace(_agreement(), horizon=3).marginals(forecast)
        far = contract.marginals(forecast)
        ratio = float(far[Service.EMERGENCY_SPELL] / near[Service.EMERGENCY_SPELL])
        yield within("V15", "its margin, far-sighted ÷ short-sighted", discounted, ratio, 6e-4)
    yield beyond("V15", "£ that one admission more costs in year 1", 0.0, -float(within_agreement.sum()))


def free_riding(quick: bool = True) -> Iterator[Check]:
    """V24, W6: of n equal members each makes 1/n of the effort of a sole owner."""
    forecast = _expected()

    def effort(members: int) -> float:
        """Share of the efficient effort: max over e of (what a member gets of e) - e²/2."""
        one, *_ = divided(_agreement(), {e: 1.0 / members for e in range(members)})
        return -float(one.marginals(forecast)[Service.EMERGENCY_SPELL]) / PRICE

    for n, share in ((1, 0.2003), (2, 0.1002), (12, 0.0167)):
        yield within("W6", f"effort of each of {n}, of the efficient effort", share, effort(n), 6e-5)
        yield within("V24", f"the same ÷ a sole owner's, times {n}", 1.0, n * effort(n) / effort(1), 1e-12)


def profit_caps(quick: bool = True) -> Iterator[Check]:
    """V32: near its cap a claimant works less and less for itself."""
    for margin, share in ((0.0, 0.994), (0.05, 0.798), (0.075, 0.500), (0.10, 0.202)):
        kept = marginal_retained(margin, 0.03, turnover=1.0, cap=0.075)
        yield within(
            "V32", f"share of one £ more that is kept at a margin of {margin:.1%}", share, kept, 6e-4
        )


def withholds(quick: bool = True) -> Iterator[Check]:
    """W11: a point more is worth most at the threshold."""
    contract = OutcomeWithhold(
        sites=(HOSPITAL,),
        lists=(PRACTICE,),
        inner=Block(amount=100e6),
        target=Target(Measure.WITHIN_FOUR_HOURS, 0.95),
    )
    for mean, worth, where in ((0.95, 0.997, "at the threshold"), (0.93, 0.135, "two sd below it")):
        measures = np.zeros((MEASURES, 2))
        measures[Measure.WITHIN_FOUR_HOURS] = mean * 1e5, 1e5
        found = contract.worth_of_measure(_expected(measures=measures)) * 0.01 / 1e6
        yield within("W11", f"£ million for one point more, {where}", worth, found, 6e-4)


def _place() -> np.ndarray:
    sites = np.zeros(3, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY]
    sites["hospital"], sites["community"], sites["mental_health"], sites["council"] = 1, 2, -1, -1
    sites["people"] = int(PEOPLE)
    return sites


_PRICES = PriceParameters(emergency_baseline=10.0, readmission_agreed=10.0)  # admissions paid in full


def _margins(terms: Terms) -> np.ndarray:
    return margins(terms, _place(), CostParameters(), _PRICES, _expected())


def wrong_pocket(quick: bool = True) -> Iterator[Check]:
    """W5: who gains from one community place, £20,000 a year, depends on who owns and buys what."""
    separate = separate_providers(_place(), _PRICES, CostParameters())
    facts = Facts(
        730,
        tuple(_place()["role"].tolist()),
        tuple(1e6 for _ in separate.contracts),
        np.array([PEOPLE, 0.0, 0.0]),
        _PRICES,
    )
    fees = next(c for c in separate.contracts if c.sites == (HOSPITAL,))
    paid = float(fees.marginals(_expected())[Service.EMERGENCY_SPELL])
    yield within("W5", "£ the commissioner saves under fees", 30_660.0, EPISODES * paid, 0.5)
    margin = _margins(separate)
    yield within("W5", "£ the hospital loses", 14_052.0, EPISODES * margin[HOSPITAL, Act.ADMIT], 0.6)
    yield exactly("W5", "£ the community service gets", 0.0, float(margin[COMMUNITY, Act.ADMIT]))
    owns = _margins(switched(separate, "PO", facts))
    gain = -EPISODES * owns[COMMUNITY, Act.ADMIT]
    yield within("W5", "£ saved by one budget that owns the hospital", 16_607.0, gain, 0.6)
    yield exactly("W5", "does it open the place?", "no", "yes" if gain > 20_000.0 else "no")
    ward = gain + EPISODES * 800.0
    yield within("W5", "£ if a ward closes within the contract, £800 a spell", 26_827.0, ward, 0.6)
    buys = _margins(switched(separate, "PO", facts, NHS - {Sort.HOSPITAL}))
    gain = -EPISODES * buys[COMMUNITY, Act.ADMIT]
    yield within("W5", "£ saved by one budget that buys at the tariff", 30_660.0, gain, 0.6)
    yield within("W5", "£ its hospital carries", 14_052.0, EPISODES * buys[HOSPITAL, Act.ADMIT], 0.6)


def hospital_inside(quick: bool = True) -> Iterator[Check]:
    """W8: a bonus makes an admission a loss for physicians alone, and not for a hospital among them."""
    separate = separate_providers(_place(), _PRICES, CostParameters())
    for payee, expected, who in ((HOSPITAL, 619.0, "a hospital"), (PRACTICE, -481.0, "physicians alone")):
        overlay = replace(_agreement(), payee=payee)
        margin = _margins(replace(separate, contracts=(*separate.contracts, overlay)))[payee, Act.ADMIT]
        yield within("W8", f"£ of an admission to {who} with shared savings", expected, float(margin), 0.6)
    yield within("W8", "sd of what 62,500 people cost, share", 0.02, 5.0 / sqrt(PEOPLE), 1e-12)


CHECKS = (
    slopes, bonuses, noise, ratchets, free_riding, profit_caps, withholds, wrong_pocket, hospital_inside
)  # fmt: skip
