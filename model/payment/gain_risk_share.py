"""Gain and risk share: members of a system share what its care costs less or more than a control total."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Forecast
from joinedup.model.payment.service import SERVICES

_CHANCE = NormalDist().cdf


@dataclass(frozen=True, kw_only=True)
class GainRiskShare(Contract):
    """One member's share of (control total - cost of all members' care), within a collar.

    Members' own contracts go on underneath; what members pay one another cancels out, because the result is
    counted in what care costs. The payer keeps or bears what no member has a share of.
    Source: NHS England, system control totals 2018/19; model 6.17 item 8.
    """

    target: float = 0.0  # £ a year, the control total
    share: float = 0.0  # of the difference
    collar: float = 0.05  # share of the target beyond which nothing is shared
    costs: tuple[float, ...] = (0.0,) * SERVICES  # £ of one more of each service

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.share > 1.0:
            raise self.wrong("share", "it must be at most 1")

    def income(self, care: Care) -> Any:
        target = self.target * care.years
        edge = self.collar * target
        return self.share * np.clip(target - care.services @ np.array(self.costs), -edge, edge)

    def on_account(self, care: Care) -> Any:
        """Nothing: a month cannot tell."""
        return 0.0 * care.services[..., 0]

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """-share·cost·P(inside the collar), the cost being Normal."""
        mean, sd = forecast.over(self.sites)
        cost, spread = float(mean @ self.costs), float(sd @ self.costs)
        if spread == 0.0:
            return super().marginals(forecast)
        edge = self.collar * self.target
        inside = _CHANCE((self.target + edge - cost) / spread) - _CHANCE((self.target - edge - cost) / spread)
        return -self.adequacy * self.share * inside * np.array(self.costs)
