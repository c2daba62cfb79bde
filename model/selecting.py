"""Lists reviewed for what each person is expected to cost the practice's entity, against what it is paid for them.

Whoever is refused registers with the nearest practice of another entity that keeps them; where nobody else would,
the practice keeps them by duty. Nobody is ever without a practice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.patient import Mark
from joinedup.agents.selection import known_cost, refused, relative_cost
from joinedup.agents.vocabulary import Sort, Step, Where
from joinedup.model.payment.contract import Care
from joinedup.model.payment.risk_weights import RiskParameters, risk_weights
from joinedup.model.payment.service import SERVICES, unit_costs
from joinedup.model.payment.shared_savings import SharedSavings

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem


class Stake(NamedTuple):
    """What one person on a list is to the entity that owns the practice."""

    a_head: float  # £ a year it is paid for anybody
    by_weight: float  # £ a year more for a weight of 1
    borne: float  # £ a year that an average person costs it, overheads included


def stake(model: HealthSystem, practice: int) -> Stake:
    """What the contracts in force make of one more person on a practice's list."""
    a, terms = model.accounts, model.accounts.terms
    entity = terms.entity_of[practice]
    forecast = a.forecast()
    heads = np.full(len(a.sort), max(1.0, float(a.people.sum())))
    heads[a.sort == Sort.PRACTICE] = np.inf  # other practices see other people
    heads[practice] = max(1.0, float(a.people[practice]))
    each = forecast.mean / heads[:, None]  # services a person has at each site
    own = np.array(terms.entity_of) == entity
    variable, overheads = float(a.year_variable[own].sum()), float((a.fixed + a.step)[own].sum())
    whole = 1.0 + model.parameters.selection.overheads * overheads / variable if variable > 0.0 else 1.0
    cost = own[:, None] * (whole * unit_costs(a.costs, a.prices))
    a_head = by_weight = 0.0
    for contract in terms.contracts:
        sign = float(contract.payee == entity) - float(contract.payer == entity)
        if sign == 0.0:
            continue
        rates = contract.marginals(forecast)
        cost[list(contract.sites)] -= sign * rates
        if practice not in contract.lists:
            continue
        if isinstance(contract, SharedSavings):  # its benchmark grows with the list as care is expected to
            by_weight -= sign * float((each[list(contract.sites)] @ rates).sum())
            continue
        people, weighted = forecast.registered(contract.lists)
        none = np.zeros(SERVICES)
        now, one_more, heavier = (
            float(contract.payment(Care(none, people + more, weighted + weight)))
            for more, weight in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
        )
        a_head += sign * (one_more - now)
        by_weight += sign * (heavier - now)
    return Stake(a_head, by_weight, float((each * cost).sum()))


def reviews_lists(model: HealthSystem) -> None:
    """Each practice reviews its list once a year."""
    accounts, p = model.accounts, model.parameters.selection
    people, sites = model.world.people, model.world.sites
    practices = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    stakes = {int(i): stake(model, int(i)) for i in practices}
    living = np.flatnonzero(people["where"] < Where.UNBORN)
    group, at = people["group"][living].astype(np.int64), people["practice"][living].astype(np.int64)
    weight = risk_weights(RiskParameters())[group]
    relative = relative_cost(people["conditions"][living], people["mind"][living], p)
    known = known_cost(weight / weight.mean(), group, relative)  # 1 for an average person
    a_head, by_weight, borne = (np.zeros(len(sites)) for _ in Stake._fields)
    for row, one in stakes.items():
        a_head[row], by_weight[row], borne[row] = one
    chi = float(accounts.terms.refusal_cost)
    paid = a_head[at] + by_weight[at] * weight
    costly = refused(paid, borne[at] * known, 1.0, chi)
    if not costly.any():
        return
    loss = borne[at] * known - paid
    out = _worst(costly, loss, at, p.refused_a_year)
    entity = np.array(accounts.terms.entity_of)
    moved = 0
    for n in out.tolist():
        i, here = living[n], int(at[n])
        near = np.hypot(
            sites["x_km"][practices] - sites["x_km"][here], sites["y_km"][practices] - sites["y_km"][here]
        )
        elsewhere = [
            int(there)
            for there in practices[np.argsort(near, kind="stable")]
            if entity[there] != entity[here]
            and borne[there] * known[n] - a_head[there] - by_weight[there] * weight[n] <= chi
        ]
        if elsewhere and _may_move(people[i]):
            people["practice"][i] = elsewhere[0]
            sites["people"][here] -= 1
            sites["people"][elsewhere[0]] += 1
            moved += 1
    accounts.governance.note("refused", float(len(out)))
    accounts.governance.note("refused and registered elsewhere", float(moved))


def _worst(costly: np.ndarray, loss: np.ndarray, at: np.ndarray, most: float) -> np.ndarray:
    """Positions of those refused: the costliest of each list first, no more than can be reviewed in a year."""
    order = np.argsort(-loss, kind="stable")
    order = order[costly[order]]
    size = np.bincount(at)
    left = np.ceil(most * size)
    chosen = []
    for n in order.tolist():
        if left[at[n]] >= 1.0:
            left[at[n]] -= 1.0
            chosen.append(n)
    return np.array(chosen, np.int64)


def _may_move(patient: np.void) -> bool:
    """Whether nothing is under way with the old practice: no problem, no appointment, no open list."""
    return bool(
        patient["where"] == Where.HOME
        and patient["kind"] < 0
        and patient["doing"] == Step.NOTHING
        and not patient["marks"] & (Mark.REVIEW_BOOKED | Mark.WAITING | Mark.MESSAGE_LOST)
    )
