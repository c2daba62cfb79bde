"""What a payment system costs to run: a share of what it moves, and tax on what new entities buy."""

from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters


def administration_share(contract: Contract, prices: PriceParameters) -> float:
    """Share of a contract's turnover spent on billing, coding and checking.

    Counting and pricing every treatment costs more than handing over a sum. What patients pay and what the
    Treasury grants cost nothing here.
    Source: assumption, swept: model 6.17 item 13.
    """
    if contract.payer in (Party.PATIENTS, Party.TREASURY):
        return 0.0
    while isinstance(contract, OutcomeWithhold):
        contract = contract.inner
    counted = isinstance(contract, FeePerProcedure)
    return prices.fee_administration if counted else prices.budget_administration


def tax_share(contract: Contract, new_entity: int, prices: PriceParameters) -> float:
    """Share of what a new legal entity pays other providers that it owes as tax it cannot recover."""
    return prices.tax_wedge if contract.payer == new_entity else 0.0


def set_up_cost(people: float, prices: PriceParameters) -> float:
    """£, once, of changing terms or founding an entity for so many people."""
    return prices.set_up * people
