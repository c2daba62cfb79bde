"""What each contract has been counted and paid for on account, and what is still due when it is settled."""

from __future__ import annotations

import numpy as np

from joinedup.model.payment.contract import Care, Contract
from joinedup.model.payment.measure import MEASURES, with_services
from joinedup.model.payment.service import SERVICES

MONTHS = 12
PENCE = 100.0


def pence(pounds: float) -> int:
    """Whole pence, the nearest."""
    return round(float(pounds) * PENCE)


class Settlements:
    """What each contract has been counted and paid for since it was last settled."""

    def __init__(self, contracts: tuple[Contract, ...], sites: int) -> None:
        n = len(contracts)
        self.contracts = contracts
        self.months = np.zeros(n, np.int64)
        self.services = np.zeros((n, SERVICES))
        self.people = np.zeros(n)  # people-months
        self.weighted = np.zeros(n)
        self.measures = np.zeros((n, MEASURES, 2))
        self.paid = [0] * n  # pence
        self.of_sites = np.zeros((n, sites))
        self.of_lists = np.zeros((n, sites))
        for i, contract in enumerate(contracts):
            self.of_sites[i, list(contract.sites)] = 1.0
            self.of_lists[i, list(contract.lists)] = 1.0

    def measured(self, by_site: np.ndarray) -> np.ndarray:
        """(contracts, MEASURES, 2) the sums of each contract's sites.  by_site: (sites, MEASURES, 2)."""
        return np.asarray(np.einsum("cs,smk->cmk", self.of_sites, by_site))

    def carried_over(self, contracts: tuple[Contract, ...]) -> Settlements:
        """For new contracts, with the counts of those that go on unchanged."""
        new = Settlements(contracts, self.of_sites.shape[1])
        before = {c: i for i, c in enumerate(self.contracts)}
        for i, contract in enumerate(contracts):
            j = before.get(contract)
            if j is not None:
                new.months[i], new.services[i], new.paid[i] = self.months[j], self.services[j], self.paid[j]
                new.people[i], new.weighted[i] = self.people[j], self.weighted[j]
                new.measures[i] = self.measures[j]
        return new

    def due(self, i: int, day: int) -> int:
        """Pence still due under one contract since it was last settled; negative when overpaid."""
        months = int(self.months[i])
        if months == 0:
            return 0
        care = Care(
            self.services[i],
            float(self.people[i]) / months,
            float(self.weighted[i]) / months,
            months / MONTHS,
            day,
            with_services(self.measures[i], self.services[i]),
        )
        return pence(self.contracts[i].payment(care)) - self.paid[i]

    def forget(self) -> None:
        """Everything is settled."""
        self.months[:] = 0
        self.services[:] = 0.0
        self.people[:] = 0.0
        self.weighted[:] = 0.0
        self.measures[:] = 0.0
        self.paid = [0] * len(self.contracts)
