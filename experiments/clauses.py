"""What each clause of a contract comes to: the lines under which a settlement is read.

The clauses that are owed sum to what the contract pays; the others say how they came about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from joinedup.model.payment.aligned_incentive import AlignedIncentive
from joinedup.model.payment.client_contribution import ClientContribution
from joinedup.model.payment.contract import Care, Contract
from joinedup.model.payment.cost_centre import CostCentre
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.service import Service
from joinedup.model.payment.shared_savings import SharedSavings

_SPELLS = [int(Service.EMERGENCY_SPELL), int(Service.ZERO_DAY_SPELL)]


class Clause(NamedTuple):
    """One line of a settlement."""

    what: str
    value: float
    unit: str = "£"
    owed: bool = True  # part of what is paid; else it says how the sum came about


def _fee(c: FeePerProcedure, care: Care) -> Iterator[Clause]:
    price = np.array(c.prices)
    spells = float(care.services[_SPELLS] @ price[_SPELLS])
    refused = max(0.0, care.services[Service.READMISSION] - c.readmissions_agreed * care.years)
    unpaid = c.readmission_price * refused
    above = max(0.0, spells - unpaid - c.baseline * care.years)
    yield Clause("other treatments, at their prices", float(care.services @ price) - spells)
    yield Clause("emergency spells, at their prices", spells)
    if c.readmissions_agreed < np.inf:
        yield Clause("readmissions above the agreed number, not paid", -unpaid)
    if c.baseline < np.inf:
        yield Clause(
            "emergencies above the baseline, taken off at the marginal rate", -(1 - c.marginal_rate) * above
        )


def _savings(c: SharedSavings, care: Care) -> Iterator[Clause]:
    expected, spent = float(c.expected_cost(care)), float(c.spent(care.services))
    saving = expected - spent
    paid = float(c.income(care))
    yield Clause("benchmark", expected, owed=False)
    yield Clause("actual", spent, owed=False)
    yield Clause("saving", saving, owed=False)
    yield Clause(
        "saving, share of the benchmark", saving / expected if expected > 0.0 else 0.0, "", owed=False
    )
    yield Clause("least saving that is shared", c.minimum * expected, owed=False)
    if c.gate is not None:
        yield Clause("quality gate open", float(c.gate.met(care.measures)), "", owed=False)
    yield Clause("share of the saving", max(paid, 0.0))
    if c.loss_share > 0.0:
        yield Clause("share of the loss", min(paid, 0.0))


def _aligned(c: AlignedIncentive, care: Care) -> Iterator[Clause]:
    value = float(care.services @ np.array(c.prices))
    yield Clause("care at its prices", value, owed=False)
    yield Clause("planned care", c.planned * care.years, owed=False)
    yield Clause("sum for the plan", c.amount * care.years)
    yield Clause("paid beside the plan", float(c.income(care)) - c.amount * care.years)


def _withhold(c: OutcomeWithhold, care: Care) -> Iterator[Clause]:
    yield from clauses_of(c.inner, care)
    at_stake = c.share * float(c.inner.payment(care))
    yield Clause("at stake", at_stake, owed=False)
    yield Clause("target reached", float(c.target.met(care.measures)), "", owed=False)
    yield Clause("held back", -at_stake * (1.0 - float(c.target.met(care.measures))))


def _gain_risk(c: GainRiskShare, care: Care) -> Iterator[Clause]:
    cost = float(care.services @ np.array(c.costs))
    yield Clause("control total", c.target * care.years, owed=False)
    yield Clause("cost of the care", cost, owed=False)
    yield Clause("difference", c.target * care.years - cost, owed=False)
    yield Clause("share of it, within the collar", float(c.income(care)))


def _cost_centre(c: CostCentre, care: Care) -> Iterator[Clause]:
    yield Clause("cost of the care", float(care.services @ np.array(c.costs)), owed=False)
    yield Clause("budget", c.budget * care.years)
    yield Clause("borne by the pool", float(c.income(care)) - c.budget * care.years)


def _practice(c: GeneralPractice, care: Care) -> Iterator[Clause]:
    yield Clause("per weighted person", c.per_weighted * care.weighted * care.years)
    yield Clause("per person", c.per_person * care.people * care.years)
    if c.items:
        yield Clause("items of service", float(care.services @ np.array(c.items)))


def _contribution(c: ClientContribution, care: Care) -> Iterator[Clause]:
    yield Clause("what people pay", float(c.income(care)))


_BY_KIND: dict[type[Contract], Callable[[Any, Care], Iterator[Clause]]] = {
    AlignedIncentive: _aligned,
    ClientContribution: _contribution,
    CostCentre: _cost_centre,
    FeePerProcedure: _fee,
    GainRiskShare: _gain_risk,
    GeneralPractice: _practice,
    OutcomeWithhold: _withhold,
    SharedSavings: _savings,
}


def clauses_of(contract: Contract, care: Care) -> Iterator[Clause]:
    """The lines of a contract's settlement."""
    by_kind = _BY_KIND.get(type(contract))
    if by_kind is None:
        yield Clause("sum", float(contract.income(care)))
    else:
        yield from by_kind(contract, care)
    if contract.adequacy != 1.0:
        yield Clause("for adequacy", float(contract.payment(care) - contract.income(care)))
