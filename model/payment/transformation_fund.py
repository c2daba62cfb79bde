"""Transformation fund: money from outside for community places, for some years."""

from dataclasses import dataclass
from typing import Any

from joinedup.model.payment.contract import Care, FixedSum


@dataclass(frozen=True, kw_only=True)
class TransformationFund(FixedSum):
    """A lump sum per head and year from a day on, for some years.

    Source: National Audit Office (2018), Developing new care models through NHS vanguards.
    """

    per_person: float = 0.0  # £ per person and year
    start: int = 0  # day
    years: float = 3.0

    def income(self, care: Care) -> Any:
        end = self.start + 365.0 * self.years
        first, last = care.day - 365.0 * care.years, float(care.day)
        days = max(0.0, min(last, end) - max(first, float(self.start)))
        return self.per_person * care.people * days / 365.0
