"""Block: a sum a year, however much care is given."""

from dataclasses import dataclass
from typing import Any

from joinedup.model.payment.contract import Care, FixedSum


@dataclass(frozen=True, kw_only=True)
class Block(FixedSum):
    """A fixed sum for a provider."""

    amount: float = 0.0  # £ a year

    def income(self, care: Care) -> Any:
        return self.amount * care.years
