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
from joinedup.model.payment.risk_weights import risk_weights
from joinedup.model.payment.service import SERVICES, unit_costs
from joinedup.model.payment.shared_savings import SharedSavings

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

MOST_CONDITIONS, WORST_MIND = 9, 3  # as a record can hold


class Stake(NamedTuple):
    """What one person on a list is to the entity that owns the practice."""

    a_head: float  # £ a year it is paid for anybody
    by_weight: float  # £ a year more for a weight of 1
    borne: float  # £ a year that an average person costs it, overheads included


def stake(model: HealthSystem, practice: int) -> Stake:
    """What the contracts in force make of one more person on a practice's list."""
    a, terms = model.felt, model.felt.terms
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
    accounts, p = model.felt, model.parameters.selection
    people, sites = model.world.people, model.world.sites
    practices = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    stakes = np.zeros((len(sites), len(Stake._fields)))
    stakes[practices] = [stake(model, int(i)) for i in practices]
    a_head, by_weight, borne = stakes.T
    weights, chi = risk_weights(model.parameters.risk), float(accounts.terms.refusal_cost)
    mean = float(accounts.weighted.sum()) / max(1.0, float(accounts.people.sum()))
    dearest = relative_cost(np.array([MOST_CONDITIONS]), np.array([WORST_MIND]), p)[0]
    if borne.max() * weights.max() / mean * dearest - a_head[practices].min() <= chi:
        return  # nobody could cost enough, whoever they are
    living = np.flatnonzero(people["where"] < Where.UNBORN)
    group, at = people["group"][living].astype(np.int64), people["practice"][living].astype(np.int64)
    weight = weights[group]
    relative = relative_cost(people["conditions"][living], people["mind"][living], p)
    known = known_cost(weight / weight.mean(), group, relative)  # 1 for an average person
    paid = a_head[at] + by_weight[at] * weight
    costly = refused(paid, borne[at] * known, 1.0, chi)
    out = _worst(costly, borne[at] * known - paid, at, people["person"][living], p.refused_a_year)
    if not len(out):
        return
    others = {int(i): _others(model, int(i), practices) for i in np.unique(at[out])}
    moved = 0
    for n in out.tolist():
        here, i = int(at[n]), living[n]
        if not others[here] or not _may_move(people[i]):
            continue
        for there in others[here]:
            if borne[there] * known[n] - a_head[there] - by_weight[there] * weight[n] <= chi:
                people["practice"][i] = there
                sites["people"][here] -= 1
                sites["people"][there] += 1
                moved += 1
                break
    governance = model.accounts.governance
    governance.note("refused", float(len(out)))
    governance.note("refused and registered elsewhere", float(moved))


def _others(model: HealthSystem, here: int, practices: np.ndarray) -> list[int]:
    """Practices of other entities, the nearest first."""
    sites, entity = model.world.sites, np.array(model.felt.terms.entity_of)
    others = practices[entity[practices] != entity[here]]
    far = np.hypot(sites["x_km"][others] - sites["x_km"][here], sites["y_km"][others] - sites["y_km"][here])
    return [int(i) for i in others[np.argsort(far, kind="stable")]]


def _worst(
    costly: np.ndarray, loss: np.ndarray, at: np.ndarray, person: np.ndarray, most: float
) -> np.ndarray:
    """Positions of those refused: the costliest of each list first, no more than can be reviewed in a year."""
    places = np.ceil(most * np.bincount(at))
    rows = np.flatnonzero(costly)
    rows = rows[np.lexsort((person[rows], -loss[rows], at[rows]))]  # by list, the costliest first
    _, first = np.unique(at[rows], return_index=True)
    rank = np.arange(len(rows)) - np.repeat(first, np.diff([*first, len(rows)]))
    return np.asarray(rows[rank < places[at[rows]]])


def _may_move(patient: np.void) -> bool:
    """Whether nothing is under way with the old practice: no problem, no appointment, no open list."""
    return bool(
        patient["where"] == Where.HOME
        and patient["kind"] < 0
        and patient["doing"] == Step.NOTHING
        and not patient["marks"] & (Mark.REVIEW_BOOKED | Mark.WAITING | Mark.MESSAGE_LOST)
    )
