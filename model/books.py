"""The ledger with what each legal entity took in and spent in the last twelve months: payments by name, tables."""

from __future__ import annotations

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.ledger import COMMISSIONER, COUNCIL, INPUTS, PATIENTS, TREASURY, Ledger
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.settlements import MONTHS, PENCE, pence


class Books:
    """Payments outside contracts, and what can be read from the ledger."""

    ledger: Ledger
    names: dict[int, str]  # account of each party and legal entity
    terms: Terms
    sort: np.ndarray  # (sites,) Sort
    income: np.ndarray  # (months, entities) £, the last twelve
    outgo: np.ndarray  # (months, entities) £
    closed: int  # months

    # --- payments outside contracts

    def post(self, day: int, payer: str, payee: str, pounds: float, what: str) -> None:
        """Move pounds between two accounts, by name; nobody's result changes."""
        self.ledger.post(day, payer, payee, pence(pounds), what)

    def transfer(self, day: int, payer: int, payee: int, pounds: float, what: str) -> None:
        """Money from one legal entity to another, which counts in the results of both.

        Raises: ValueError for a negative sum.
        """
        self.post(day, self.names[payer], self.names[payee], pounds, what)
        slot = (self.closed - 1) % MONTHS
        self.outgo[slot, payer] += pounds
        self.income[slot, payee] += pounds

    def pay_once(self, site: int, pounds: float, what: str, day: int) -> None:
        """The entity that owns a site buys something once; it counts in its result."""
        self.post(day, self._owner(site), INPUTS, pounds, what)
        self.outgo[(self.closed - 1) % MONTHS, self.terms.entity_of[site]] += pounds

    # --- tables

    def _owner(self, site: int) -> str:
        return self.names[self.terms.entity_of[site]]

    def result(self) -> np.ndarray:
        """(entities,) £ of surplus of the last twelve months, negative for a deficit."""
        return np.asarray(self.income.sum(axis=0) - self.outgo.sum(axis=0))

    def practice_income(self, people: np.ndarray, weighted: np.ndarray) -> np.ndarray:
        """(sites,) £ a year that the lists of practices pay under their own terms, those now suspended included.

        people, weighted: (sites,) registered.
        """
        pays = np.zeros(len(self.sort))
        before = self.terms.before or self.terms
        for contract in {*before.contracts, *self.terms.contracts}:
            if isinstance(contract, GeneralPractice) and len(contract.lists) == 1:
                row = contract.lists[0]
                pays[row] = contract.per_weighted * weighted[row] + contract.per_person * people[row]
        return np.where(self.sort == Sort.PRACTICE, pays, 0.0)

    def spending(self, year: int) -> dict[str, dict[str, float]]:
        """£ of a year by heading: what payers paid, repayments and tax taken off, and what resources cost."""
        payers = self.ledger.by_heading(year, payers=(COMMISSIONER, TREASURY, PATIENTS))
        for what, returned in self.ledger.by_heading(year, payees=(COMMISSIONER, TREASURY, PATIENTS)).items():
            payers[what] = payers.get(what, 0) - returned
        resources = self.ledger.by_heading(year, payees=(INPUTS,))
        return {
            "payers": {what: net / PENCE for what, net in payers.items() if net},
            "resources": {what: cost / PENCE for what, cost in resources.items()},
        }

    def surpluses(self, year: int) -> dict[str, float]:
        """£ of surplus of each legal entity, council included, in a year."""
        names = sorted({self.names[e] for e in self.terms.entity_of} | {COUNCIL})
        return {name: self.ledger.surplus(name, year) / PENCE for name in names}
