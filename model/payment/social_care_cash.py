"""Social care: a cash limit that grows or shrinks by the year."""

from dataclasses import dataclass
from typing import Any

from joinedup.model.payment.contract import Care, FixedSum


@dataclass(frozen=True, kw_only=True)
class SocialCareCash(FixedSum):
    """The council's cash-limited budget: amount·(1 + growth)^(whole years since the start)."""

    amount: float = 0.0  # £ a year at the start
    growth: float = 0.0  # a year
    start: int = 0  # day

    def income(self, care: Care) -> Any:
        years = max(0, (care.day - 1 - self.start) // 365)
        return self.amount * (1.0 + self.growth) ** years * care.years
