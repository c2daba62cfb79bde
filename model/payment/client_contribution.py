"""Client contribution: what people pay towards their own social care after the means test."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Forecast, Party
from joinedup.model.payment.service import SERVICES


@dataclass(frozen=True, kw_only=True)
class ClientContribution(Contract):
    """What the means test charged, passed on, and a price per day where there is none.

    The only contract under which patients pay anything; NHS care has no price for them.
    Source: Care Act 2014 and its charging regulations; model 6.13.
    """

    only_prices: ClassVar[bool] = True

    payer: int = Party.PATIENTS
    prices: tuple[float, ...] = (0.0,) * SERVICES  # £ by Service, social care only

    def income(self, care: Care) -> Any:
        return care.services @ np.array(self.prices) + care.charged

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """Prices; what a means test will charge for one more day is not known before it."""
        return self.adequacy * np.array(self.prices)
