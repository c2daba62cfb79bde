"""Terms in force after prices of the register have changed: what a contract took from the register, it takes anew.

Sums that a form has worked out on its day, and what a contract of a user's own says, are nobody's register.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.block import Block
from joinedup.model.payment.contract import Contract
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import Service, hospital_prices, one_price
from joinedup.model.payment.shared_savings import SharedSavings
from joinedup.model.payment.social_care_cash import SocialCareCash

SPELLS = [int(Service.EMERGENCY_SPELL), int(Service.ZERO_DAY_SPELL)]
YEAR = 365


def repriced(
    terms: Terms, old: PriceParameters, new: PriceParameters, day: int, services: np.ndarray
) -> Terms:
    """The terms, and those that they may go back to, at new prices from a day on; the same object if none has changed.

    services: (sites, SERVICES) of the last twelve months, at which values in £ are translated.
    """
    if new == old:
        return terms
    contracts = tuple(_repriced(c, old, new, day, services) for c in terms.contracts)
    before = terms.before and repriced(terms.before, old, new, day, services)
    if contracts == terms.contracts and before == terms.before:
        return terms
    return replace(terms, contracts=contracts, before=before)


def _repriced(
    contract: Contract, old: PriceParameters, new: PriceParameters, day: int, services: np.ndarray
) -> Contract:
    if isinstance(contract, OutcomeWithhold):
        return replace(contract, inner=_repriced(contract.inner, old, new, day, services))
    if isinstance(contract, FeePerProcedure):
        return _fee(contract, old, new, services)
    if isinstance(contract, SharedSavings):
        return _savings(contract, old, new, services)
    if isinstance(contract, GeneralPractice):
        return replace(
            contract,
            per_weighted=_anew(contract.per_weighted, old.practice_list, new.practice_list),
            per_person=_anew(
                contract.per_person,
                old.practice_quality + old.practice_rest,
                new.practice_quality + new.practice_rest,
            ),
        )
    if isinstance(contract, Block):
        name = contract.what.replace(" ", "_")
        if name in ("community", "mental_health", "out_of_hours"):
            return replace(contract, amount=contract.amount * _ratio(getattr(new, name), getattr(old, name)))
    if isinstance(contract, SocialCareCash) and contract.growth == old.council_growth != new.council_growth:
        # what it has grown to stays; the year that begins today is the first to grow otherwise
        grown = max(0, (day - 1 - contract.start) // YEAR)
        return replace(
            contract,
            amount=contract.amount * (1.0 + contract.growth) ** grown,
            start=contract.start + YEAR * grown,
            growth=float(new.council_growth),
        )
    return contract


def _fee(
    fee: FeePerProcedure, old: PriceParameters, new: PriceParameters, services: np.ndarray
) -> FeePerProcedure:
    if fee.prices == one_price(Service.MEETING_HOUR, float(old.meeting_pay)):
        return replace(fee, prices=one_price(Service.MEETING_HOUR, float(new.meeting_pay)))
    before, after = hospital_prices(old), hospital_prices(new)
    if fee.prices != before:
        return fee
    share = old.zero_day_share
    price_then, price_now = (
        float((1.0 - share) * p.emergency_spell + share * p.zero_day) for p in (old, new)
    )
    value = worth_ratio(after, before, services[list(fee.sites)].sum(axis=0), SPELLS)
    return replace(
        fee,
        prices=after,
        marginal_rate=_anew(fee.marginal_rate, old.marginal_rate, new.marginal_rate),
        baseline=fee.baseline * value * _ratio(new.emergency_baseline, old.emergency_baseline),
        readmission_price=_anew(fee.readmission_price, price_then, price_now),
        readmissions_agreed=fee.readmissions_agreed * _ratio(new.readmission_agreed, old.readmission_agreed),
    )


def _savings(
    savings: SharedSavings, old: PriceParameters, new: PriceParameters, services: np.ndarray
) -> SharedSavings:
    """A benchmark in £ counts the same care at the new prices: a price that moves is no saving."""
    before, after = hospital_prices(old), hospital_prices(new)
    if savings.prices != before or before == after:
        return savings
    ratio = worth_ratio(after, before, services[list(savings.sites)].sum(axis=0))
    return replace(savings, prices=after, benchmark=savings.benchmark * ratio)


def worth_ratio(
    now: tuple[float, ...],
    then: tuple[float, ...],
    counted: np.ndarray,
    which: list[int] | slice = slice(None),
) -> float:
    """What the same care is worth at some prices ÷ at others; 1 where they agree or nothing was counted.

    counted: (SERVICES,).  which: services that matter.
    """
    after, before = (np.array(p)[which] for p in (now, then))
    if np.array_equal(after, before):
        return 1.0
    return _ratio(float(counted[which] @ after), float(counted[which] @ before))


def _ratio(now: float, then: float) -> float:
    return float(now) / float(then) if then > 0.0 and now != then else 1.0


def _anew(held: float, old: float, new: float) -> float:
    """The new value, where a term is what the register said."""
    return float(new) if held == float(old) else held
