"""Changes that no form, number or contract of a file makes: what a study did that is no policy of accountable care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from joinedup.experiments.falsification.payment import FUND, FUND_FEES, holds_the_fund
from joinedup.model.health_system import HealthSystem
from joinedup.model.payment.fee_per_procedure import FeePerProcedure

type Reform = Callable[[HealthSystem], None]


def loses_the_fund(model: HealthSystem) -> None:
    """The practice's budget for electives is abolished: the payer pays the hospital's whole price again."""
    terms = model.accounts.terms
    charged = next(c for c in terms.contracts if c.what == FUND_FEES)
    assert isinstance(charged, FeePerProcedure)
    contracts = []
    for contract in terms.contracts:
        if contract.what in (FUND, FUND_FEES):
            continue
        if isinstance(contract, FeePerProcedure) and contract.payee == charged.payee:
            prices = tuple(a + b for a, b in zip(contract.prices, charged.prices, strict=True))
            contract = replace(contract, prices=prices)
        contracts.append(contract)
    model.accounts.switch(model.day, replace(terms, contracts=tuple(contracts)))
    model.accounts.refill(model.world.sites)


def a_twentieth_short(model: HealthSystem) -> None:
    """Fees, blocks and lists go on, each a twentieth lower."""
    model.switch_at(model.day, "", 0.95)


REFORMS: dict[str, Reform] = {
    "fund for electives": holds_the_fund(),
    "no fund": loses_the_fund,
    "prices a twentieth short": a_twentieth_short,
}
