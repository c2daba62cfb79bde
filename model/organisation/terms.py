"""Terms: everything a switch of policy may change, and nothing else."""

from dataclasses import dataclass

import numpy as np

from joinedup.model.organisation.entity import same_entity
from joinedup.model.payment.contract import Contract
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.service import Service

NOT_BOUGHT = 2_000_000_000  # a day that does not come


@dataclass(frozen=True)
class Terms:
    """The contracts, legal entities, data-sharing agreements and purchases in force."""

    contracts: tuple[Contract, ...]
    entity_of: tuple[int, ...]  # legal entity of each site
    signed: frozenset[int] = frozenset()  # sites that have signed data sharing with one another
    platform_day: int = NOT_BOUGHT  # the day the record platform was bought
    platform_sites: frozenset[int] = frozenset()  # by which sites

    def agreements(self) -> np.ndarray:
        """(sites, sites) whether two sites may open each other's records: both signed, or one entity."""
        signs = np.zeros(len(self.entity_of), bool)
        signs[list(self.signed)] = True
        return np.asarray(same_entity(self.entity_of) | (signs[:, None] & signs[None, :]))

    @property
    def meeting_pay(self) -> float:
        """£ paid per staff hour in a joint meeting; 0 where no contract pays for it."""
        fees = (
            c.adequacy * c.prices[Service.MEETING_HOUR]
            for c in self.contracts
            if isinstance(c, FeePerProcedure)
        )
        return max(fees, default=0.0)
