"""Outcome withhold: part of another contract's income is held back until a measure reaches a threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from joinedup.model.payment.block import Block
from joinedup.model.payment.contract import ERRORS, Care, Contract, Errors, Forecast
from joinedup.model.payment.measure import Measure, Target

A_SUM = Block()
FOUR_HOURS = Target(Measure.WITHIN_FOUR_HOURS, 0.95)  # NHS constitution: 95% within 4 hours


@dataclass(frozen=True, kw_only=True)
class OutcomeWithhold(Contract):
    """A contract with a share of its income at stake. What is not measured is not rewarded.

    The inner contract is settled on the same sites and lists; its own parties do not matter.
    Source: NHS England, CQUIN 2017-19 (2.5% of income); model 6.17 item 7.
    """

    inner: Contract = A_SUM  # what is paid if nothing is held back
    share: float = 0.025
    target: Target = FOUR_HOURS

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.share > 1.0:
            raise self.wrong("share", "it must be at most 1")
        counted = replace(self.inner, sites=self.sites, lists=self.lists)
        object.__setattr__(self, "inner", counted)

    @classmethod
    def around(cls, inner: Contract, target: Target, share: float = 0.025) -> OutcomeWithhold:
        """A contract between the same parties with a share of the income at stake."""
        return cls(
            payer=inner.payer,
            payee=inner.payee,
            sites=inner.sites,
            lists=inner.lists,
            what=inner.what,
            inner=inner,
            share=share,
            target=target,
        )

    def income(self, care: Care) -> Any:
        kept = 1.0 - self.share * (1.0 - self.target.met(care.measures))
        return self.inner.payment(care) * kept

    def on_account(self, care: Care) -> Any:
        """All but what is at stake."""
        return self.adequacy * (1.0 - self.share) * self.inner.on_account(care)

    def possible_years(self, forecast: Forecast, errors: Errors) -> Care:
        return self.inner.possible_years(forecast, errors)

    def at_stake(self, forecast: Forecast) -> float:
        """£ of the coming year that the measure decides on."""
        years = self.possible_years(forecast, ERRORS)
        return self.adequacy * self.share * float(np.mean(self.inner.payment(years)))

    def worth_of_measure(self, forecast: Forecast) -> float:
        """£ that one more of the measure is worth: what is at stake times the slope of the chance."""
        slope = self.target.slope(forecast.measured(self.sites), forecast.doubt(self.sites))
        return self.at_stake(forecast) * slope if slope else 0.0

    def marginals(self, forecast: Forecast) -> np.ndarray:
        """What the inner contract pays if released, and what moving the measure is worth."""
        measured, sd = forecast.measured(self.sites), forecast.doubt(self.sites)
        released = 1.0 - self.share * (1.0 - self.target.chance(measured, sd))
        paid = self.adequacy * released * self.inner.marginals(forecast)
        moved = self.target.moved(measured, sd)
        return np.asarray(paid + self.at_stake(forecast) * moved if moved.any() else paid)
