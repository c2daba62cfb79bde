"""General practice: a sum per person on the list, and quality payments (GMS and QOF)."""

from dataclasses import dataclass
from typing import Any

from joinedup.model.payment.contract import Care, FixedSum


@dataclass(frozen=True, kw_only=True)
class GeneralPractice(FixedSum):
    """The general medical services contract: list × weight × sum, and per head QOF and the rest.

    Source: NHS England, General Medical Services contract 2018/19.
    """

    per_weighted: float = 95.0  # £ per weighted person and year
    per_person: float = 57.0  # £ per person and year: QOF, premises, enhanced services

    def income(self, care: Care) -> Any:
        return (self.per_weighted * care.weighted + self.per_person * care.people) * care.years
