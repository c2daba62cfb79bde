"""Terms: everything a switch of policy may change, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from joinedup.model.organisation.entity import same_entity
from joinedup.model.payment.contract import Contract
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.service import Service

NOT_BOUGHT = 2_000_000_000  # a day that does not come


class Level(IntEnum):
    """How far a provider takes part in a joint organisation."""

    NONE = 0
    ALLIANCE = 1  # an agreement to work together: data sharing may be signed; no money changes
    VIRTUAL = 2  # keeps its own contract and joins an alliance with the budget holder
    PARTIAL = 3  # keeps its own contract; an incentive tied to the joint result, an aligned community team
    FULL = 4  # part of the joint legal entity; its contract is suspended where that holds one budget


class Operator(NamedTuple):
    """A private company that holds the joint budget: only these differ from the NHS in the same contract."""

    altruism: float  # £ of own money given up per £ of patient benefit
    hurdle: float  # yearly return it wants before it invests
    profit_cap: float  # share of turnover it may keep
    equity: float  # £ it can lose before it walks away


@dataclass(frozen=True)
class Terms:
    """The contracts, legal entities, data-sharing agreements and purchases in force."""

    contracts: tuple[Contract, ...]
    entity_of: tuple[int, ...]  # legal entity of each site
    signed: frozenset[int] = frozenset()  # sites that have signed data sharing with one another
    platform_day: int = NOT_BOUGHT  # the day the record platform was bought
    platform_sites: frozenset[int] = frozenset()  # by which sites
    employed: bool = False  # practices are staff of the joint entity: nobody asks them how far they take part
    levels: tuple[int, ...] = ()  # Level of each site's participation; empty: nobody takes part
    budget_holder: int | None = None  # legal entity that holds the joint budget or shares the result
    operator: Operator | None = None  # the private company that runs it; None: the NHS
    colocated: frozenset[int] = frozenset()  # practices that share staff and premises with community care
    may_meet: bool = False  # sites may hold joint meetings at their own cost where no contract pays
    plan_meeting_hours: float = 0.0  # a month on every edge between members, by agreement rather than for pay
    ends: int = NOT_BOUGHT  # the day the agreement runs out
    refusal_cost: float = 5_000.0  # £ felt for refusing or dropping a patient; see `agents/selection.py`
    before: Terms | None = None  # what services revert to when the agreement fails

    def agreements(self) -> np.ndarray:
        """(sites, sites) whether two sites may open each other's records: both signed, or one entity."""
        signs = np.zeros(len(self.entity_of), bool)
        signs[list(self.signed)] = True
        return np.asarray(same_entity(self.entity_of) | (signs[:, None] & signs[None, :]))

    def keeps_contract(self, practice: int) -> bool:
        """Whether a practice is still paid for its own list, whoever it has joined."""
        return any(
            c.sites == c.lists == (practice,) and c.payee == self.entity_of[practice] for c in self.contracts
        )

    @property
    def meeting_pay(self) -> float:
        """£ paid per staff hour in a joint meeting; 0 where no contract pays for it."""
        fees = (
            c.adequacy * c.prices[Service.MEETING_HOUR]
            for c in self.contracts
            if isinstance(c, FeePerProcedure)
        )
        return max(fees, default=0.0)
