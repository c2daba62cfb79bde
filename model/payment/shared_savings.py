"""Shared savings: if care costs less than a benchmark, the payee gets part of the difference.

Over what is paid for the care itself. Two-sided, the payee also bears part of what care costs more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Errors, Forecast
from joinedup.model.payment.measure import Target
from joinedup.model.payment.service import SERVICES

_NORMAL = NormalDist()
_TINY = 1e-9  # share of the benchmark: the least doubt there can be


class Slice(NamedTuple):
    """A bonus, or by symmetry a penalty: what is expected, in shares of the benchmark."""

    expected: float
    slope: float  # by the expected saving
    chance: float  # that anything is paid


def shared_savings(delta: float, sigma: float, S: float, M: float, cap: float) -> Slice:
    """What min(S·X, cap) is worth if it is paid from X ≥ M on, with X ~ Normal(delta, sigma).

    E = S{δ[Φ(z_C) - Φ(z_M)] + σ[φ(z_M) - φ(z_C)] + C[1 - Φ(z_C)]} and g = dE/dδ = S{Φ(z_C) - Φ(z_M) +
    (M/σ)φ(z_M)}, where C = cap/S, z_M = (M - δ)/σ, z_C = (C - δ)/σ.
    Source: model 6.17 item 5.
    """
    if S <= 0.0:
        return Slice(0.0, 0.0, 0.0)
    sigma = max(sigma, _TINY)
    C = cap / S
    z_M, z_C = (M - delta) / sigma, (C - delta) / sigma
    between = _NORMAL.cdf(z_C) - _NORMAL.cdf(z_M)
    bends = _NORMAL.pdf(z_M) - _NORMAL.pdf(z_C)
    expected = S * (delta * between + sigma * bends + C * (1.0 - _NORMAL.cdf(z_C)))
    slope = S * (between + M / sigma * _NORMAL.pdf(z_M))
    return Slice(expected, slope, 1.0 - _NORMAL.cdf(z_M))


def benchmark_from(
    spent: Sequence[float], weights: Sequence[float], trend: float, ahead: Sequence[int] | None = None
) -> float:
    """£ per weighted person and year: the base years' spending, brought forward and weighted.

    spent: £ per weighted person of each base year, the oldest first.  ahead: years from each to the first
    year of the agreement; by default the base years come right before it.
    Raises: ValueError unless there is a weight for each year and the weights sum to 1.
    """
    if len(spent) != len(weights):
        raise ValueError(
            f"the benchmark has {len(spent)} base years and {len(weights)} weights; give a weight for each"
        )
    if abs(sum(weights) - 1.0) > 1e-9:
        raise ValueError(f"the weights of the base years sum to {sum(weights):g}; they must sum to 1")
    steps = range(len(spent), 0, -1) if ahead is None else ahead
    return sum(w * s * (1.0 + trend) ** k for w, s, k in zip(weights, spent, steps, strict=True))


def ratchet(weight: float, year: int, discount: float = 0.0, years: int = 3) -> float:
    """What £1 saved in a year of an agreement is worth when it lowers the next agreement's benchmark.

    1 - w·Σ (1 - discount)^(k - year), k over the years of the next agreement.  year: 1 is the first.
    Source: model 6.17 item 5, known answer V15.
    """
    later = sum((1.0 - discount) ** (k - year) for k in range(years + 1, 2 * years + 1))
    return 1.0 - weight * later


# people on the lists, and the saving that must be reached before any is shared; 42 CFR 425.604(b)
_PEOPLE = (5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 15_000, 20_000, 50_000, 60_000)
_MINIMUM = (0.039, 0.036, 0.034, 0.032, 0.031, 0.030, 0.027, 0.025, 0.022, 0.020)


def minimum_saving(people: float) -> float:
    """Share of the benchmark below which a saving may be chance; the fewer people, the more."""
    return float(np.interp(people, _PEOPLE, _MINIMUM))


@dataclass(frozen=True, kw_only=True)
class SharedSavings(Contract):
    """A share of what care costs less than its benchmark, settled by the year.

    A saving below the minimum is shared by nobody, one above it from the first pound. Expenditure is what
    the payer pays for each service, not what the service costs.
    Source: US Medicare Shared Savings Program, 42 CFR 425; model 6.17 item 5.
    """

    prices: tuple[float, ...] = (0.0,) * SERVICES  # £ by Service that the payer pays
    benchmark: float = 0.0  # £ per weighted person in the first year of the agreement
    trend: float = 0.0  # growth of the benchmark a year
    start: int = 0  # first day of the agreement
    years: int = 3  # that it lasts, and that the next benchmark is made of
    weights: tuple[float, ...] = (0.1, 0.3, 0.6)  # of the base years, the oldest first
    share: float = 0.5
    minimum: float = 0.02  # share of the benchmark: a saving below it is not shared
    cap: float = 0.10  # share of the benchmark: the most that is paid
    loss_share: float = 0.0  # of what care costs more
    minimum_loss: float = 0.02
    loss_cap: float = 0.05
    gate: Target | None = None  # quality that must be reached before a saving is shared
    variation: float = 5.0  # sd ÷ mean of what one person costs in a year
    horizon: int = 3  # years the payee looks ahead: from 4 on it minds that savings lower the next benchmark
    discount: float = 0.035  # a year

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("share", "loss_share"):
            if getattr(self, name) > 1.0:
                raise self.wrong(name, "it must be at most 1")
        for cap, share, minimum in (
            ("cap", self.share, self.minimum),
            ("loss_cap", self.loss_share, self.minimum_loss),
        ):
            if getattr(self, cap) < share * minimum:
                least = f"it must be at least {share * minimum:g}, what is shared at the minimum"
                raise self.wrong(cap, least)
        if abs(sum(self.weights) - 1.0) > 1e-9:
            raise self.wrong("weights", "they must sum to 1", sum(self.weights))
        if len(self.weights) != self.years:
            raise self.wrong(
                "years", f"there are {len(self.weights)} weights of base years; give one for each"
            )

    def expected_cost(self, care: Care) -> Any:
        """£ the care would have cost without an agreement."""
        year = max(0, (care.day - 1 - self.start) // 365)
        return self.benchmark * (1.0 + self.trend) ** year * care.weighted * care.years

    def spent(self, services: np.ndarray) -> Any:
        """£ the payer paid for the care."""
        return services @ np.array(self.prices)

    def income(self, care: Care) -> Any:
        expected = self.expected_cost(care)
        saving = expected - self.spent(care.services)
        bonus = np.minimum(self.share * saving, self.cap * expected)
        penalty = np.minimum(-self.loss_share * saving, self.loss_cap * expected)
        bonus = np.where(saving >= self.minimum * expected, np.maximum(bonus, 0.0), 0.0)
        penalty = np.where(-saving >= self.minimum_loss * expected, np.maximum(penalty, 0.0), 0.0)
        if self.gate is not None:
            bonus = bonus * self.gate.met(care.measures)
        return bonus - penalty

    def on_account(self, care: Care) -> Any:
        """Nothing: a month cannot tell."""
        return 0.0 * self.spent(care.services)

    def expected(self, forecast: Forecast) -> tuple[Slice, Slice, float]:
        """Bonus, once the gate is open, and penalty in shares of the benchmark, and the benchmark in £."""
        benchmark, delta, sigma = self._saving(forecast)
        bonus = shared_savings(delta, sigma, self.share, self.minimum, self.cap)
        penalty = shared_savings(-delta, sigma, self.loss_share, self.minimum_loss, self.loss_cap)
        return bonus, penalty, benchmark

    def gate_opens(self, forecast: Forecast) -> float:
        """Chance that the quality is reached."""
        if self.gate is None:
            return 1.0
        return self.gate.chance(forecast.measured(self.sites), forecast.doubt(self.sites))

    def expected_income(self, forecast: Forecast) -> float:
        """£ the coming year is expected to bring."""
        bonus, penalty, benchmark = self.expected(forecast)
        opens = self.gate_opens(forecast)
        return self.adequacy * benchmark * (opens * bonus.expected - penalty.expected)

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """-g·price, and what it does to the chance that the gate opens.

        £1 saved is worth less to a payee that looks beyond the agreement, or is even a loss.
        """
        bonus, penalty, benchmark = self.expected(forecast)
        if benchmark <= 0.0:
            return np.zeros(SERVICES)
        slope = self.gate_opens(forecast) * bonus.slope + penalty.slope
        extra = -self.kept(forecast.day) * slope * np.array(self.prices)
        if self.gate is not None:
            measured = forecast.measured(self.sites)
            extra += benchmark * bonus.expected * self.gate.moved(measured, forecast.doubt(self.sites))
        return self.adequacy * extra

    def kept(self, day: int) -> float:
        """What £1 saved in the year from a day on is worth to the payee, its later benchmark included."""
        if self.horizon <= self.years:
            return 1.0
        year = max(0, day - self.start) // 365 % self.years
        return ratchet(self.weights[year], year + 1, self.discount, self.years)

    def possible_years(self, forecast: Forecast, errors: Errors) -> Care:
        """What care costs varies with what happens to each person, more than the counts tell."""
        care = super().possible_years(forecast, errors)
        benchmark, _, sigma = self._saving(forecast)
        mean, _ = forecast.over(self.sites)
        spent = float(self.spent(mean))
        wide = sigma * benchmark / spent if spent > 0.0 else 0.0
        return care._replace(services=mean * (1.0 + wide * errors.demand[:, None]))

    def _saving(self, forecast: Forecast) -> tuple[float, float, float]:
        """The coming year's benchmark in £, and mean and sd of the saving as a share of it."""
        people, weighted = forecast.registered(self.lists)
        mean, _ = forecast.over(self.sites)
        none = np.zeros(SERVICES)
        benchmark = float(self.expected_cost(Care(none, people, weighted, day=forecast.day + 365)))
        if benchmark <= 0.0:
            return 0.0, 0.0, _TINY
        chance = self.variation / sqrt(people)
        sigma = max(_TINY, float(np.hypot(chance, forecast.error)))
        return benchmark, 1.0 - float(self.spent(mean)) / benchmark, sigma

    def rebased(self, spent: Sequence[float], start: int) -> SharedSavings:
        """The next agreement: its benchmark is made of the years of this one.

        spent: £ per weighted person of each year, the oldest first.  start: its first day.
        """
        return replace(self, benchmark=benchmark_from(spent, self.weights, self.trend), start=start)


# terms by kind of agreement; share, caps and minima as in US Medicare from 2012 to 2018
PRESETS: dict[str, dict[str, Any]] = {
    "one-sided": {"share": 0.50, "minimum": 0.02, "cap": 0.10},
    "two-sided": {
        "share": 0.60,
        "minimum": 0.02,
        "cap": 0.15,
        "loss_share": 0.60,
        "minimum_loss": 0.02,
        "loss_cap": 0.05,
    },
    "enhanced": {
        "share": 0.75,
        "minimum": 0.02,
        "cap": 0.20,
        "loss_share": 0.75,
        "minimum_loss": 0.02,
        "loss_cap": 0.15,
    },
}


def preset(kind: str, people: float) -> dict[str, Any]:
    """The terms of a kind of agreement for so many people: fewer people, a higher minimum if one-sided.

    Raises: ValueError for an unknown kind.
    """
    if kind not in PRESETS:
        raise ValueError(f"no shared-savings agreement {kind!r}; there are: {', '.join(PRESETS)}")
    terms = dict(PRESETS[kind])
    if "loss_share" not in terms:
        terms["minimum"] = minimum_saving(people)
    return terms
