"""Aligned incentive, or blended payment: a sum for the planned care, and part of the price beside the plan."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Forecast
from joinedup.model.payment.service import SERVICES

_CHANCE = NormalDist().cdf


@dataclass(frozen=True, kw_only=True)
class AlignedIncentive(Contract):
    """amount + rate·(value of the care at prices - planned value); inside the band the rate is nothing.

    Source: National Tariff Payment System 2019/20, blended payment for emergency care (rate 0.2).
    """

    amount: float = 0.0  # £ a year for the planned care
    prices: tuple[float, ...] = (0.0,) * SERVICES  # £ by Service
    planned: float = 0.0  # £ a year, the planned care at these prices
    rate: float = 0.2  # share of the price paid beside the plan
    band: float = 0.0  # share of the plan on either side within which nothing is paid

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.rate > 1.0:
            raise self.wrong("rate", "it must be at most 1")
        least = self.rate * max(0.0, 1.0 - self.band) * self.planned
        if self.amount < least:
            raise self.wrong(
                "amount", f"it must be at least {least:g}, or little care would cost the provider"
            )

    def income(self, care: Care) -> Any:
        planned = self.planned * care.years
        beside = care.services @ np.array(self.prices) - planned
        edge = self.band * planned
        return self.amount * care.years + self.rate * (beside - np.clip(beside, -edge, edge))

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """rate·price·P(outside the band), the value of the care being Normal."""
        extra = self.adequacy * self.rate * np.array(self.prices)
        edge = self.band * self.planned
        if edge == 0.0:
            return extra
        mean, sd = forecast.over(self.sites)
        value, spread = float(mean @ self.prices), float(sd @ self.prices)
        if spread == 0.0:
            return super().marginals(forecast)
        inside = _CHANCE((self.planned + edge - value) / spread) - _CHANCE(
            (self.planned - edge - value) / spread
        )
        return extra * (1.0 - inside)
