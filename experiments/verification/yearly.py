"""The choices of a year: a place between two pockets; selection where adjustment for risk is good and poor."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from joinedup.agents.costs import CostParameters
from joinedup.agents.investment import annuity, present_value
from joinedup.agents.provider import SITE
from joinedup.agents.selection import refused
from joinedup.agents.vocabulary import Sort
from joinedup.experiments.verification.check import Check, Estimate, beyond, exactly, near, within
from joinedup.model.chance import uniforms
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.entity import NHS, joint_entity
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.contract import Forecast, Party
from joinedup.model.payment.pockets import spared
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import SERVICES, Service

PRICES = PriceParameters(emergency_baseline=10.0, readmission_agreed=10.0)  # emergencies at the full price
COSTS = CostParameters()
PLACE, EPISODES, ADMITTED = (
    20_000.0,
    36.5,
    0.35,
)  # a community place: £ a year, episodes, share kept from a bed
RELEASED = 800.0  # £ of step and fixed cost per admission avoided, once a ward closes
HOSPITAL, COMMUNITY = 1, 2


def _place() -> tuple[np.ndarray, Forecast]:
    """A practice, a hospital and a community trust, and what is expected of them."""
    sites = np.zeros(3, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY]
    sites["hospital"], sites["community"] = HOSPITAL, COMMUNITY
    sites["mental_health"] = sites["council"] = sites["out_of_hours"] = -1
    sites["people"] = 10_000
    mean = np.zeros((3, SERVICES))
    mean[HOSPITAL, Service.EMERGENCY_SPELL] = 1_000.0
    people = np.array([10_000.0, 0.0, 0.0])
    return sites, Forecast(mean, 0.03, people, people)


def _saved(terms: Terms, forecast: Forecast) -> dict[int, float]:
    """£ a year that one more community place spares each party."""
    each = spared(terms, HOSPITAL, Service.EMERGENCY_SPELL, COSTS, PRICES, forecast)
    return {party: EPISODES * ADMITTED * pounds for party, pounds in each.items()}


def _opens(saved: float) -> str:
    worth = present_value(0.0, 0.0, 1.0, 1.0, saved, PLACE, 0.0, annuity(5.0, 0.035))
    return "opens" if worth > 0.0 else "does not open"


def wrong_pocket(quick: bool = True) -> Iterator[Check]:
    """W5: what a community place spares whom, and who would open one for money alone."""
    sites, forecast = _place()
    terms = separate_providers(sites, PRICES, COSTS)
    facts = Facts(730, tuple(sites["role"].tolist()), (1e6,) * len(terms.contracts), forecast.people, PRICES)
    joint = joint_entity(len(sites))
    yield within("W5", "admissions that one place avoids a year", 12.775, EPISODES * ADMITTED, 1e-9)
    fees = _saved(terms, forecast)
    yield within("W5", "£ spared the commissioner under fees", 30_660.0, fees[Party.COMMISSIONER], 0.5)
    yield within("W5", "£ lost to the hospital", -14_052.5, fees[HOSPITAL], 0.5)
    yield exactly("W5", "£ gained by the community trust", 0.0, fees.get(COMMUNITY, 0.0))
    yield exactly("W5", "the community trust under fees", "does not open", _opens(fees.get(COMMUNITY, 0.0)))
    whole = _saved(switched(terms, "PO", facts), forecast)
    yield within("W5", "£ spared one budget that owns the hospital", 16_607.5, whole[joint], 0.5)
    yield exactly("W5", "one budget that owns the hospital", "does not open", _opens(whole[joint]))
    ward = whole[joint] + EPISODES * ADMITTED * RELEASED
    yield within("W5", "£ spared it when a ward closes in time", 26_827.5, ward, 0.5)
    yield exactly("W5", "one budget that can close a ward", "opens", _opens(ward))
    buying = _saved(switched(terms, "PO", facts, NHS - {Sort.HOSPITAL}), forecast)
    yield within("W5", "£ spared one budget that buys at tariff", 30_660.0, buying[joint], 0.5)
    yield exactly("W5", "one budget that buys at tariff", "opens", _opens(buying[joint]))
    yield within("W5", "£ that its hospital carries", -14_052.5, buying[HOSPITAL], 0.5)


def selection(quick: bool = True) -> Iterator[Check]:
    """V23: perfect adjustment for risk leaves nobody to refuse; a poor one leaves the costly."""
    n = 20_000 if quick else 200_000
    z = norm.ppf(np.array([uniforms(23, purpose, np.arange(n), 0) for purpose in range(3)]))
    mean, sd = 1_700.0, 3.0 * 1_700.0
    paid = mean + sd * 0.04**0.5 * z[0]  # the payment explains 4% of the variance of cost
    known = paid + sd * 0.16**0.5 * z[1]  # the provider knows 20%
    cost = known + sd * 0.80**0.5 * z[2]
    for refusal_cost in (0.01, 300.0, 5_000.0):
        none = int(refused(known, known, 1.0, refusal_cost).sum())
        claim = f"people refused when payment is expected cost, at £{refusal_cost:g} a refusal"
        yield exactly("V23", claim, 0, none)
    explained = float(np.corrcoef(paid, cost)[0, 1] ** 2)
    yield near("V23", "share of variance the poor payment explains", 0.04, Estimate(explained, 0.4 / n**0.5))
    out = refused(paid, known, 1.0, 300.0)
    residual = cost - paid
    error = 4.0 * sd / min(out.sum(), n - out.sum()) ** 0.5
    gap = float(residual[out].mean() - residual[~out].mean())
    yield beyond(
        "V23", "£ a year by which those refused cost more than they bring, against the kept", error, gap
    )
    few, many = (int(refused(paid, known, 1.0, cost).sum()) for cost in (5_000.0, 300.0))
    yield beyond("V23", "refusals at £300, more than at £5,000", float(few), float(many))


CHECKS = (wrong_pocket, selection)
