"""The books: every payment has a payer and a payee, in whole pence, so money is moved and never made."""

from __future__ import annotations

from collections.abc import Iterable

YEAR = 365

COMMISSIONER, TREASURY, COUNCIL = "Commissioner", "Treasury", "Council"
PATIENTS, INPUTS, OUTSIDE = "Patient charges", "Inputs", "Outside"
EQUITY = "Private equity"
SYSTEM = (TREASURY, COMMISSIONER, COUNCIL, INPUTS, PATIENTS, EQUITY, OUTSIDE)

type Flow = tuple[str, str, str, int]  # payer, payee, what for, year


class Ledger:
    """Balances of all accounts and the flows between them, in pence. The sum of all accounts is always 0."""

    __slots__ = ("balances", "flows")

    def __init__(self, entities: Iterable[str] = ()) -> None:
        self.balances: dict[str, int] = dict.fromkeys((*SYSTEM, *entities), 0)
        self.flows: dict[Flow, int] = {}

    def post(self, day: int, payer: str, payee: str, pence: int, what: str) -> None:
        """Move pence from payer to payee on a day.

        Raises: ValueError for an unknown account, a negative sum or one that is not whole pence.
        """
        balances = self.balances
        if type(pence) is not int or pence < 0:
            raise ValueError(
                f"payment for {what} from {payer} to {payee} is {pence!r} pence; "
                "it must be a whole number, at least 0"
            )
        if payer not in balances or payee not in balances:
            unknown = payer if payer not in balances else payee
            raise ValueError(f"no account {unknown!r}; there are: {', '.join(balances)}")
        if pence == 0 or payer == payee:
            return
        balances[payer] -= pence
        balances[payee] += pence
        flow = (payer, payee, what, day // YEAR)
        self.flows[flow] = self.flows.get(flow, 0) + pence

    def total(self) -> int:
        """Sum of all accounts: 0 pence, or the books are wrong."""
        return sum(self.balances.values())

    def paid(
        self,
        payer: str | None = None,
        payee: str | None = None,
        what: str | None = None,
        year: int | None = None,
    ) -> int:
        """Pence of the flows that match; None matches all."""
        return sum(
            pence
            for (giver, taker, matter, when), pence in self.flows.items()
            if payer in (None, giver)
            and payee in (None, taker)
            and what in (None, matter)
            and year in (None, when)
        )

    def by_heading(self, year: int, payers: Iterable[str] = (), payees: Iterable[str] = ()) -> dict[str, int]:
        """Pence by heading in a year, paid by some accounts or received by some; empty means any."""
        givers, takers = frozenset(payers), frozenset(payees)
        sums: dict[str, int] = {}
        for (payer, payee, what, when), pence in self.flows.items():
            if when == year and (not givers or payer in givers) and (not takers or payee in takers):
                sums[what] = sums.get(what, 0) + pence
        return sums

    def surplus(self, account: str, year: int) -> int:
        """Pence received less pence paid by one account in a year."""
        return self.paid(payee=account, year=year) - self.paid(payer=account, year=year)

    def copy(self) -> Ledger:
        """Independent books with the same content."""
        twin = Ledger.__new__(Ledger)
        twin.balances, twin.flows = self.balances.copy(), self.flows.copy()
        return twin

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> Ledger:
        return self.copy()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and (self.balances, self.flows) == (other.balances, other.flows)

    __hash__ = None  # type: ignore[assignment]
