"""Capitation: a sum per registered person, weighted for need."""

from dataclasses import dataclass
from typing import Any

from joinedup.model.payment.contract import Care, FixedSum


@dataclass(frozen=True, kw_only=True)
class Capitation(FixedSum):
    """A yearly sum times the risk weights of the people on the lists.

    What the payee must buy from others is a contract of its own: with the payee as payer.
    """

    per_weighted: float = 0.0  # £ per weighted person and year

    def income(self, care: Care) -> Any:
        return self.per_weighted * care.weighted * care.years
