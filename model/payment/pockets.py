"""Whose pocket: what one service less leaves to each party, through every contract and every owner.

The sum over all parties is the cost that is spared; who gets it depends on terms and boundaries alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinedup.agents.costs import CostParameters
from joinedup.model.payment.contract import NOTHING, Forecast
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import unit_costs

if TYPE_CHECKING:
    from joinedup.model.organisation.terms import Terms


def spared(
    terms: Terms, site: int, service: int, costs: CostParameters, prices: PriceParameters, forecast: Forecast
) -> dict[int, float]:
    """£ that one service less at a site leaves to each party or legal entity that it touches."""
    left: dict[int, float] = {terms.entity_of[site]: float(unit_costs(costs, prices)[service])}
    for contract in terms.contracts:
        if site not in contract.sites:
            continue
        rates = contract.marginals(forecast)
        if rates is not NOTHING:
            left[contract.payer] = left.get(contract.payer, 0.0) + float(rates[service])
            left[contract.payee] = left.get(contract.payee, 0.0) - float(rates[service])
    return left
