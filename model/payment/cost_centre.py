"""Internal contracts: what a pool that holds the budget pays its members.

Any contract can be internal: its payer is then the pool's legal entity, `within(pool, contract)`. A cost
centre is one only a pool can give.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from joinedup.model.payment.contract import Care, Contract, Forecast
from joinedup.model.payment.service import SERVICES


@dataclass(frozen=True, kw_only=True)
class CostCentre(Contract):
    """A member's budget; the pool bears (1 - enforcement) of what its care costs more or less.

    So one more treatment costs the member enforcement × its cost.
    """

    budget: float = 0.0  # £ a year
    enforcement: float = 1.0  # share of an overspend or underspend that stays with the member
    costs: tuple[float, ...] = (0.0,) * SERVICES  # £ of one more of each service

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.enforcement > 1.0:
            raise self.wrong("enforcement", "it must be at most 1")

    def income(self, care: Care) -> Any:
        cost = care.services @ np.array(self.costs)
        return self.enforcement * self.budget * care.years + (1.0 - self.enforcement) * cost

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """What the pool takes off the member's hands: (1 - enforcement)·cost."""
        return self.adequacy * (1.0 - self.enforcement) * np.array(self.costs)


def within(pool: int, contract: Contract) -> Contract:
    """The same contract, paid by the pool: what it pays is a matter between members.

    pool: the legal entity that holds the budget.
    """
    return replace(contract, payer=pool)
