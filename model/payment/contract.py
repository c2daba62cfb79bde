"""What a contract is: terms that turn a period's care into money owed by one party to another.

A contract has one method about money, `income`. What one more treatment pays is derived from it, so the two
cannot disagree; a contract may answer faster in closed form, and a test holds it to the derived answer.
Settlement looks at a whole year; a contract whose sum only a year can tell pays nothing on account.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from enum import IntEnum
from math import isnan
from statistics import NormalDist
from typing import Any, ClassVar, NamedTuple

import numpy as np

from joinedup.model.payment.measure import COUNTED, MOVED, NOTHING_MEASURED, OF, doubt_of, with_services
from joinedup.model.payment.service import CHARGEABLE, SERVICES, Service

DRAWS = 256  # of the forecast error: the midpoints of equally likely slices, the same in every call
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
    measures: np.ndarray = NOTHING_MEASURED  # (..., MEASURES, 2) counted, and of how many


class Errors(NamedTuple):
    """Forecast errors in sd, frozen: of demand, and of the measures, which do not move with it."""

    demand: np.ndarray  # (draws,)
    measures: np.ndarray  # (draws,)


def frozen_errors(draws: int) -> Errors:
    """The midpoints of equally likely slices, and the same in an order that goes with no other.

    draws: a power of two.
    """
    slices = np.array([NormalDist().inv_cdf((k + 0.5) / draws) for k in range(draws)])
    reversed_bits = [int(f"{k:0{draws.bit_length() - 1}b}"[::-1], 2) for k in range(draws)]
    return Errors(slices, slices[reversed_bits])


ERRORS = frozen_errors(DRAWS)


class Forecast(NamedTuple):
    """What is expected of each site in a year; errors are frozen: they do not depend on what anybody does."""

    mean: np.ndarray  # (sites, SERVICES)
    error: float  # sd of demand as a share of the mean, common to all services
    people: np.ndarray  # (sites,) registered; 0 where there is no list
    weighted: np.ndarray  # (sites,)
    day: int = 0  # first day of the year it is about
    measures: np.ndarray | None = None  # (sites, MEASURES, 2) counted, and of how many, besides services
    measures_sd: np.ndarray | None = None  # (MEASURES,) of the values; None: see `doubt`

    def over(self, sites: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Mean and sd of a year's services over some sites; sd² = mean + (error·mean)²."""
        mean = self.mean[list(sites)].sum(axis=0)
        return mean, np.sqrt(mean + (self.error * mean) ** 2)

    def measured(self, sites: tuple[int, ...]) -> np.ndarray:
        """(MEASURES, 2) what is expected to be counted at some sites, and of how many."""
        services = self.mean[list(sites)].sum(axis=0)
        others = NOTHING_MEASURED if self.measures is None else self.measures[list(sites)].sum(axis=0)
        return with_services(others, services)

    def doubt(self, sites: tuple[int, ...]) -> np.ndarray:
        """(MEASURES,) sd of what the measures of some sites will be: chance, and the error of the forecast."""
        if self.measures_sd is not None:
            return self.measures_sd
        return doubt_of(self.measured(sites), self.error)

    def registered(self, lists: tuple[int, ...]) -> tuple[float, float]:
        """People on some lists, and the same weighted for need."""
        return float(self.people[list(lists)].sum()), float(self.weighted[list(lists)].sum())


@dataclass(frozen=True, kw_only=True)
class Contract(ABC):
    """Terms between a payer and a payee about the care of some sites and the people on some lists."""

    only_prices: ClassVar[bool] = (
        False  # nothing but a price for each treatment: what patients may be asked for
    )

    payer: int = Party.COMMISSIONER
    payee: int = 0  # legal entity
    sites: tuple[int, ...] = (0,)  # whose services are counted
    lists: tuple[int, ...] = (0,)  # practices whose registered people are counted
    what: str = "care"  # heading in the books
    adequacy: float = 1.0  # share of the sum or price that is paid

    def __post_init__(self) -> None:
        for field in fields(self):
            self._check(field.name, getattr(self, field.name))
        if self.payer == Party.PATIENTS:
            self._free_at_the_point_of_need()

    def _check(self, name: str, value: Any) -> None:
        low = -1.0 if name in ("growth", "trend") else 0.0
        for number in value if isinstance(value, tuple) else (value,):
            if isinstance(number, float) and (isnan(number) or number < low):
                raise self.wrong(name, f"it must be at least {low:g}", number)

    def wrong(self, name: str, must: str, value: float | None = None) -> ValueError:
        """A sentence about a term that makes no sense: what it is called, what it is, what it must be."""
        now = getattr(self, name) if value is None else value
        shown = f"{now:g}" if isinstance(now, float | int) else f"{now}"
        return ValueError(f"{type(self).__name__}.{name} is {shown}; {must}")

    def _free_at_the_point_of_need(self) -> None:
        """Patients can only be asked to pay for social care."""
        if not self.only_prices:
            raise self.wrong("payer", "patients pay only prices for social care, never a sum for other care")
        for service, price in enumerate(getattr(self, "prices", ())):
            if price and service not in CHARGEABLE:
                name = Service(service).name.lower()
                raise self.wrong("prices", f"{name} is free at the point of need; its price must be 0", price)

    @abstractmethod
    def income(self, care: Care) -> Any:
        """£ owed for a period's care at full adequacy: a number, or an array over the care's leading axes."""

    def payment(self, care: Care) -> Any:
        """£ the payer owes the payee for a period's care; negative, the payee owes the payer."""
        return self.adequacy * self.income(care)

    def on_account(self, care: Care) -> Any:
        """£ paid for a month until the year is settled."""
        return self.payment(care)

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """What one more of each service in a year is expected to pay, (SERVICES,) £.

        E[payment(n + 1) - payment(n)] over the forecast errors, all else as expected.
        """
        return self.derived_marginals(forecast)

    def derived_marginals(
        self, forecast: Forecast, errors: Errors = ERRORS, more: float | np.ndarray = 1.0
    ) -> np.ndarray:
        """The slope of what the year pays, (SERVICES,) £: the finite difference of `payment`.

        more: (SERVICES,) how many more of each service; 1 unless a step in `payment` is wider than that.
        """
        care = self.possible_years(forecast, errors)
        as_expected = self.payment(care)
        services = care.services.copy()
        moved = care._replace(services=services)
        extra = np.empty(SERVICES)
        for service, step in enumerate(np.broadcast_to(more, SERVICES).tolist()):
            services[:, service] += step
            if MOVED[service].any():
                moved = moved._replace(measures=care.measures + step * MOVED[service])
            else:
                moved = moved._replace(measures=care.measures)
            extra[service] = np.mean(self.payment(moved) - as_expected) / step
            services[:, service] = care.services[:, service]
        return extra

    def possible_years(self, forecast: Forecast, errors: Errors) -> Care:
        """The coming year as it may turn out, (draws, SERVICES) and so on: one for each forecast error."""
        mean, sd = forecast.over(self.sites)
        measures = np.repeat(forecast.measured(self.sites)[None], len(errors.measures), axis=0)
        measures[..., COUNTED] += forecast.doubt(self.sites) * errors.measures[:, None] * measures[..., OF]
        people, weighted = forecast.registered(self.lists)
        return Care(
            mean + sd * errors.demand[:, None],
            people,
            weighted,
            day=forecast.day + 365,
            measures=measures,
        )


@dataclass(frozen=True, kw_only=True)
class FixedSum(Contract):
    """A contract whose sum does not depend on how much care is given. Abstract: its kinds are final."""

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """Nothing, whatever the service."""
        return NOTHING
