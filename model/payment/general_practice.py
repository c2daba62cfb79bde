"""General practice: a sum per person on the list, and quality payments (GMS and QOF)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from joinedup.model.payment.contract import NOTHING, Care, Contract, Forecast
from joinedup.model.payment.service import SERVICES


@dataclass(frozen=True, kw_only=True)
class GeneralPractice(Contract):
    """The general medical services contract: list × weight × sum, and per head QOF and the rest.

    Items of service, such as a fee per contact, are off unless they are priced.

    Source: NHS England, General Medical Services contract 2018/19.
    """

    per_weighted: float = 95.0  # £ per weighted person and year
    per_person: float = 57.0  # £ per person and year: QOF, premises, enhanced services
    items: tuple[float, ...] = ()  # £ by Service

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.items) not in (0, SERVICES):
            raise self.wrong("items", f"give none, or {SERVICES} prices, one for each service")

    def income(self, care: Care) -> Any:
        by_list = (self.per_weighted * care.weighted + self.per_person * care.people) * care.years
        return by_list + care.services @ np.array(self.items) if self.items else by_list

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """The items of service; nothing without them."""
        return self.adequacy * np.array(self.items) if self.items else NOTHING
