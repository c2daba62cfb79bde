"""What a contract is: terms that turn a period's care into money owed by one party to another.

A contract has one method about money, `income`. What one more treatment pays is derived from it, so the two
cannot disagree; a contract may answer faster in closed form, and a test holds it to the derived answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from enum import IntEnum
from math import isnan
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from joinedup.model.payment.service import SERVICES

DRAWS = 256  # of the forecast error: the midpoints of equally likely slices, the same in every call
ERRORS = np.array([NormalDist().inv_cdf((k + 0.5) / DRAWS) for k in range(DRAWS)])
NOTHING = np.zeros(SERVICES)  # what one more of each service pays when sums are fixed
NOTHING.flags.writeable = False


class Party(IntEnum):
    """Parties that are not providers; a provider's party is the number of its legal entity."""

    COMMISSIONER = -1
    TREASURY = -2
    PATIENTS = -3
    INPUTS = -4
    OUTSIDE = -5


class Care(NamedTuple):
    """What a contract is settled on: the care of a period, and for whom."""

    services: np.ndarray  # (..., SERVICES) given by the sites of the contract
    people: float  # on the lists of the contract
    weighted: float  # the same, weighted for need
    years: float = 1.0  # length of the period
    day: int = 365  # first day after it


class Forecast(NamedTuple):
    """What is expected of each site in a year; errors are frozen: they do not depend on what anybody does."""

    mean: np.ndarray  # (sites, SERVICES)
    error: float  # sd of demand as a share of the mean, common to all services
    people: np.ndarray  # (sites,) registered; 0 where there is no list
    weighted: np.ndarray  # (sites,)

    def over(self, sites: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Mean and sd of a year's services over some sites; sd² = mean + (error·mean)²."""
        mean = self.mean[list(sites)].sum(axis=0)
        return mean, np.sqrt(mean + (self.error * mean) ** 2)


@dataclass(frozen=True, kw_only=True)
class Contract(ABC):
    """Terms between a payer and a payee about the care of some sites and the people on some lists."""

    payer: int = Party.COMMISSIONER
    payee: int = 0  # legal entity
    sites: tuple[int, ...] = (0,)  # whose services are counted
    lists: tuple[int, ...] = (0,)  # practices whose registered people are counted
    what: str = "care"  # heading in the books
    adequacy: float = 1.0  # share of the sum or price that is paid

    def __post_init__(self) -> None:
        for field in fields(self):
            self._check(field.name, getattr(self, field.name))

    def _check(self, name: str, value: Any) -> None:
        low = -1.0 if name == "growth" else 0.0
        for number in value if isinstance(value, tuple) else (value,):
            if isinstance(number, float) and (isnan(number) or number < low):
                raise ValueError(f"{type(self).__name__}.{name} is {number:g}; it must be at least {low:g}")

    @abstractmethod
    def income(self, care: Care) -> Any:
        """£ owed for a period's care at full adequacy: a number, or an array over the care's leading axes."""

    def payment(self, care: Care) -> Any:
        """£ the payer owes the payee for a period's care."""
        return self.adequacy * self.income(care)

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """What one more of each service in a year is expected to pay, (SERVICES,) £.

        E[payment(n + 1) - payment(n)] over the forecast errors, all else as expected.
        """
        mean, sd = forecast.over(self.sites)
        lists = list(self.lists)
        people, weighted = forecast.people[lists].sum(), forecast.weighted[lists].sum()
        years = mean + sd * ERRORS[:, None]
        as_expected = self.payment(Care(years, people, weighted))
        extra = np.empty(SERVICES)
        for service in range(SERVICES):
            one_more = years.copy()
            one_more[:, service] += 1.0
            extra[service] = np.mean(self.payment(Care(one_more, people, weighted)) - as_expected)
        return extra


@dataclass(frozen=True, kw_only=True)
class FixedSum(Contract):
    """A contract whose sum does not depend on how much care is given. Abstract: its kinds are final."""

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """Nothing, whatever the service."""
        return NOTHING
