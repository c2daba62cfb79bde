"""A contract of every kind with its terms drawn at random, and a year that is near its thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import isabstract
from math import inf

import numpy as np

from joinedup.model.chance import uniforms
from joinedup.model.payment.aligned_incentive import AlignedIncentive
from joinedup.model.payment.block import Block
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.client_contribution import ClientContribution
from joinedup.model.payment.contract import DRAWS, Contract, Forecast, frozen_errors
from joinedup.model.payment.cost_centre import CostCentre
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.measure import MEASURES, OF, Measure, Target, value
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.service import SERVICES, Service, one_price
from joinedup.model.payment.shared_savings import PRESETS, SharedSavings
from joinedup.model.payment.social_care_cash import SocialCareCash
from joinedup.model.payment.transformation_fund import TransformationFund

_SPELLS = [int(Service.EMERGENCY_SPELL), int(Service.ZERO_DAY_SPELL)]
_SITES = (0, 1)
_FINE = frozen_errors(4_096)


class Luck:
    """Numbers between 0 and 1, the same in every run."""

    def __init__(self, seed: int, numbers: int = 100_000) -> None:
        self._drawn = iter(uniforms(seed, 0, np.arange(numbers), 0).tolist())

    def between(self, low: float, high: float) -> float:
        """A number between two."""
        return float(low + (high - low) * next(self._drawn))

    def prices(self, highest: float) -> tuple[float, ...]:
        """A price for every service."""
        return tuple(self.between(0.0, highest) for _ in range(SERVICES))


def drawn_forecast(luck: Luck) -> Forecast:
    """What may be expected of two sites; a quarter of emergencies come again."""
    mean = np.array([[luck.between(1_000.0, 10_000.0) for _ in range(SERVICES)] for _ in _SITES])
    mean[:, Service.READMISSION] = 0.1 * mean[:, _SPELLS].sum(axis=1)
    people = np.array([luck.between(1e4, 1e6) for _ in _SITES])
    measures = np.zeros((len(_SITES), MEASURES, 2))
    measures[:, Measure.WITHIN_FOUR_HOURS] = [[0.93 * 5e4, 5e4], [0.96 * 4e4, 4e4]]
    measures[:, Measure.USUAL_PROVIDER, OF] = 1e4
    return Forecast(
        mean, luck.between(0.01, 0.1), people, people * luck.between(0.5, 2.0), 365, measures,
    )  # fmt: skip


def _fee(luck: Luck, forecast: Forecast) -> Contract:
    prices = luck.prices(4_000.0)
    mean = forecast.mean.sum(axis=0)
    worth = float(mean[_SPELLS] @ np.array(prices)[_SPELLS])
    return FeePerProcedure(
        prices=prices,
        marginal_rate=luck.between(0.0, 1.0),
        baseline=worth * luck.between(0.8, 1.2),
        readmission_price=luck.between(0.0, 2_000.0),
        readmissions_agreed=float(mean[Service.READMISSION]) * luck.between(0.8, 1.2),
    )


def _savings(luck: Luck, forecast: Forecast) -> Contract:
    prices = luck.prices(4_000.0)
    spent = float(forecast.mean.sum(axis=0) @ np.array(prices))
    per_person = spent / float(forecast.weighted[0])
    terms = list(PRESETS.values())[int(luck.between(0, len(PRESETS)))]
    return SharedSavings(
        prices=prices,
        benchmark=per_person * luck.between(0.93, 1.07),
        trend=luck.between(-0.05, 0.05),
        variation=luck.between(0.0, 10.0),
        gate=_near(luck, forecast) if luck.between(0.0, 1.0) < 0.5 else None,
        start=365,
        **terms,
    )


def _near(luck: Luck, forecast: Forecast) -> Target:
    """A threshold within two sd of what is expected."""
    which = (Measure.READMISSIONS, Measure.WITHIN_FOUR_HOURS)[int(luck.between(0, 2))]
    sd = float(forecast.doubt(_SITES)[which])
    return Target(which, float(value(forecast.measured(_SITES), which)) + luck.between(-2.0, 2.0) * sd)


def _aligned(luck: Luck, forecast: Forecast) -> Contract:
    prices = luck.prices(4_000.0)
    planned = float(forecast.mean.sum(axis=0) @ np.array(prices)) * luck.between(0.9, 1.1)
    band = luck.between(0.0, 0.1) if luck.between(0.0, 1.0) < 0.5 else 0.0
    return AlignedIncentive(
        prices=prices, planned=planned, amount=planned, rate=luck.between(0.0, 1.0), band=band
    )


def _gain_risk(luck: Luck, forecast: Forecast) -> Contract:
    costs = luck.prices(2_000.0)
    target = float(forecast.mean.sum(axis=0) @ np.array(costs)) * luck.between(0.9, 1.1)
    return GainRiskShare(
        costs=costs, target=target, share=luck.between(0.0, 1.0), collar=luck.between(0.01, 0.1)
    )


def _withhold(luck: Luck, forecast: Forecast) -> Contract:
    inner: Contract = Block(amount=luck.between(1e6, 1e8))
    if luck.between(0.0, 1.0) < 0.5:
        inner = FeePerProcedure(prices=luck.prices(4_000.0))
    return OutcomeWithhold(inner=inner, share=luck.between(0.0, 0.1), target=_near(luck, forecast))


BUILDERS: dict[type[Contract], Callable[[Luck, Forecast], Contract]] = {
    AlignedIncentive: _aligned,
    Block: lambda luck, _: Block(amount=luck.between(0.0, 1e6)),
    Capitation: lambda luck, _: Capitation(per_weighted=luck.between(0.0, 2_000.0)),
    ClientContribution: lambda luck, _: ClientContribution(
        prices=one_price(Service.CARE_PACKAGE_DAY, luck.between(0.0, 50.0))
    ),
    CostCentre: lambda luck, _: CostCentre(
        budget=luck.between(0.0, 1e7), enforcement=luck.between(0.0, 1.0), costs=luck.prices(2_000.0)
    ),
    FeePerProcedure: _fee,
    GainRiskShare: _gain_risk,
    GeneralPractice: lambda luck, _: GeneralPractice(
        per_weighted=luck.between(0.0, 200.0), per_person=luck.between(0.0, 100.0), items=luck.prices(30.0)
    ),
    OutcomeWithhold: _withhold,
    SharedSavings: _savings,
    SocialCareCash: lambda luck, _: SocialCareCash(
        amount=luck.between(0.0, 1e6), growth=luck.between(-0.1, 0.1), start=int(luck.between(0, 365))
    ),
    TransformationFund: lambda luck, _: TransformationFund(
        per_person=luck.between(0.0, 50.0), start=int(luck.between(0, 365)), years=luck.between(1.0, 5.0)
    ),
}


def kinds(kind: type[Contract] = Contract) -> Iterator[type[Contract]]:
    """Every kind of contract that has been imported."""
    if not isabstract(kind):
        yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def drawn(kind: type[Contract], luck: Luck) -> tuple[Contract, Forecast]:
    """A contract of a kind, and what is expected of its year.

    Raises: KeyError for a kind that nobody has said how to draw.
    """
    forecast = drawn_forecast(luck)
    contract = BUILDERS[kind](luck, forecast)
    return replace(contract, adequacy=luck.between(0.9, 1.1), sites=_SITES, lists=(0,)), forecast


def slope_gap(contract: Contract, forecast: Forecast) -> float:
    """How far the closed form is off the slope of the settlement, as a multiple of what may be expected."""
    if isinstance(contract, SharedSavings | OutcomeWithhold):
        derived, allowed = _over_a_step(contract, forecast)
    else:
        derived = contract.derived_marginals(forecast)
        allowed = _slices(contract, forecast)
    return float(np.max(np.abs(contract.marginals(forecast) - derived) / allowed))


def _slices(contract: Contract, forecast: Forecast) -> np.ndarray:
    """£ that one of 256 forecast errors on the wrong side of a bend makes, and half a step of the count."""
    tiny = np.full(SERVICES, 1e-4)
    _, sd = forecast.over(contract.sites)
    if isinstance(contract, FeePerProcedure):
        if contract.baseline == inf:
            return tiny
        price, out = np.array(contract.prices), contract.readmission_price
        bends = float(sd[_SPELLS] @ price[_SPELLS])
        slope = min(bends, abs(bends - out * sd[Service.READMISSION]))
        reduced = 1.0 - contract.marginal_rate
        tiny[_SPELLS] += price[_SPELLS] * reduced * (1 / DRAWS + 0.5 * price[_SPELLS] / slope)
        tiny[Service.READMISSION] += out * (
            1 / DRAWS + 0.5 / sd[Service.READMISSION] + reduced * (1 / DRAWS + 0.5 * out / slope)
        )
        return tiny
    if isinstance(contract, AlignedIncentive):
        unit, rate = np.array(contract.prices), contract.rate
    elif isinstance(contract, GainRiskShare):
        unit, rate = np.array(contract.costs), contract.share
    else:
        return tiny
    return np.asarray(tiny + contract.adequacy * rate * unit * (2 / DRAWS + unit / float(sd @ unit)))


def _over_a_step(
    contract: SharedSavings | OutcomeWithhold, forecast: Forecast
) -> tuple[np.ndarray, np.ndarray]:
    """The slope over a step that moves the year by 3% of its sd, and 1.5% of how steep it can be.

    A year at a threshold gains or loses a sum at once, so one treatment more is too little to see the slope:
    some 50 of the 4,096 years must cross the threshold, one or two of them by mistake.
    """
    step = np.full(SERVICES, 1.0)
    steep = np.zeros(SERVICES)
    if isinstance(contract, SharedSavings):
        target, price = contract.gate, np.array(contract.prices)
        _, _, benchmark = contract.expected(forecast)
        sigma = max(1e-3, float(np.hypot(contract.variation / forecast.people[0] ** 0.5, forecast.error)))
        step = 0.03 * sigma * benchmark / np.maximum(price, 1.0)
        bonus = contract.share * (1.0 + contract.minimum / sigma)
        steep += price * (bonus + contract.loss_share * (1.0 + contract.minimum_loss / sigma))
        at_stake = contract.cap * benchmark
    else:
        target, at_stake = contract.target, contract.at_stake(forecast)
        steep += np.abs(contract.inner.marginals(forecast))
    if target is not None and target.measure == Measure.READMISSIONS:
        of, sd = forecast.measured(contract.sites)[target.measure, OF], forecast.doubt(_SITES)[target.measure]
        moves = [*_SPELLS, int(Service.READMISSION)]
        per_treatment = np.array([target.threshold, target.threshold, 1.0]) / of
        step[moves] = np.minimum(step[moves], 0.03 * sd / per_treatment)
        if isinstance(contract, OutcomeWithhold):
            step[moves] = 0.03 * sd / per_treatment
        steep[moves] += at_stake * per_treatment / sd
    return contract.derived_marginals(forecast, _FINE, step), contract.adequacy * 0.015 * steep + 1e-4
