"""Fee per procedure: each treatment earns a price; emergencies above a baseline earn less of it."""

from dataclasses import dataclass, replace
from math import inf
from statistics import NormalDist
from typing import Any, ClassVar

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Forecast
from joinedup.model.payment.service import SERVICES, Service

_CHANCE = NormalDist().cdf
_SPELLS = [int(Service.EMERGENCY_SPELL), int(Service.ZERO_DAY_SPELL)]


@dataclass(frozen=True, kw_only=True)
class FeePerProcedure(Contract):
    """Payment by results: prices times counts, with the marginal rate and the readmission rule.

    Emergency spells, at their prices, are paid in full up to the baseline and at the marginal rate above it.
    Readmissions above the agreed number are taken out first and earn nothing.
    Source: National Tariff Payment System 2017/18 and 2018/19.
    """

    only_prices: ClassVar[bool] = True

    prices: tuple[float, ...] = (0.0,) * SERVICES  # £ by Service
    marginal_rate: float = 1.0
    baseline: float = inf  # £ of emergency spells a year paid in full
    readmission_price: float = 0.0  # £ taken out per readmission above the agreed number
    readmissions_agreed: float = inf  # a year

    def _price_list(self) -> np.ndarray:
        listed = np.array(self.prices)
        listed[_SPELLS] = 0.0
        return listed

    def income(self, care: Care) -> Any:
        services = care.services
        spells = services[..., _SPELLS] @ np.array(self.prices)[_SPELLS]
        refused = services[..., Service.READMISSION] - self.readmissions_agreed * care.years
        payable = spells - self.readmission_price * np.maximum(refused, 0.0)
        full = self.baseline * care.years
        above = np.maximum(payable - full, 0.0)
        return services @ self._price_list() + np.minimum(payable, full) + self.marginal_rate * above

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """Prices; for emergencies p·[P(V < V0) + m·P(V ≥ V0)], V normal with the forecast's mean and sd.

        A readmission above the agreed number R0 takes its price out again: -p_r·[P(R0 ≤ R, V < V0) + m·P(R0
        ≤ R, V0 ≤ V)]; spells and readmissions rise and fall together with demand.
        """
        if self.baseline == inf and self.readmissions_agreed == inf:
            return self.adequacy * np.array(self.prices)
        mean, sd = forecast.over(self.sites)
        price = np.array(self.prices)[_SPELLS]
        value, spread = float(mean[_SPELLS] @ price), float(sd[_SPELLS] @ price)
        again, again_sd = float(mean[Service.READMISSION]), float(sd[Service.READMISSION])
        if spread <= self.readmission_price * again_sd:
            return super().marginals(
                forecast
            )  # nothing expected, or readmissions outweigh spells: no closed form
        # the forecast errors, in sd, from which readmissions go unpaid and spells earn less
        unpaid = (self.readmissions_agreed - again) / again_sd if again_sd > 0.0 else inf
        reduced = (self.baseline - value) / spread
        if reduced > unpaid:
            at = value + spread * unpaid
            reduced = unpaid + (self.baseline - at) / (spread - self.readmission_price * again_sd)
        in_full = _CHANCE(reduced)
        rate = in_full + self.marginal_rate * (1.0 - in_full)
        unpaid_in_full = max(0.0, in_full - _CHANCE(unpaid))
        unpaid_reduced = 1.0 - _CHANCE(max(unpaid, reduced))
        extra = np.array(self.prices)
        extra[_SPELLS] *= rate
        extra[Service.READMISSION] -= self.readmission_price * (
            unpaid_in_full + self.marginal_rate * unpaid_reduced
        )
        return self.adequacy * extra

    def only(self, services: frozenset[Service]) -> "FeePerProcedure":
        """The same terms for some of the services."""
        kept = tuple(p if s in services else 0.0 for s, p in enumerate(self.prices))
        return replace(self, prices=kept)
