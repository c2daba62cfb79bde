"""How far practices take part from next year on: what each level would bring, put to the decision rule."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from joinedup.agents.participation import (
    chosen_levels,
    gain_of_joining,
    worth_of_depth,
    worth_of_independence,
)
from joinedup.agents.vocabulary import Luck, Sort
from joinedup.model.chance import uniforms
from joinedup.model.organisation.participation import with_levels
from joinedup.model.organisation.terms import Level
from joinedup.model.payment.shared_savings import SharedSavings

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

DEPTHS = len(Level)
YEAR = 365
FOR_LIFE = -7  # the occasion of draws that are made once


def takes_part(model: HealthSystem) -> None:
    """Each practice chooses its level for the coming year; who leaves the joint entity pays for it."""
    accounts, governance = model.accounts, model.accounts.governance
    terms, sites = accounts.terms, model.world.sites
    practices = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    if not terms.levels or terms.employed or not len(practices):
        return
    now = np.array(terms.levels)[practices]
    bonus = _bonus(model)
    chosen = _by_depth(model, practices, now) if bonus is None else _for_bonus(model, practices, now, bonus)
    left = practices[(now == Level.FULL) & (chosen != Level.FULL)]
    joined = practices[(now != Level.FULL) & (chosen == Level.FULL)]
    if np.any(chosen != now):
        levels = dict(zip(practices.tolist(), chosen.tolist(), strict=True))
        accounts.amend(model.day, with_levels(terms, levels, sites["role"].tolist()))
    for row in left.tolist():
        governance.full_since.pop(row, None)
        if bonus is None:
            once = model.parameters.participation.return_cost * float(accounts.people[row])
            accounts.pay_once(row, once, "taking up own terms", model.day - 1)
    governance.full_since.update(dict.fromkeys(joined.tolist(), model.day))


def joins_by_choice(model: HealthSystem) -> None:
    """On the day a form is taken each practice chooses how far it takes part; nobody is bound by what was before.

    A group that shares savings is what has been joined: its practices choose when its agreement ends.
    """
    accounts, terms, sites = model.accounts, model.accounts.terms, model.world.sites
    practices = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    if not terms.levels or terms.employed or not len(practices) or _bonus(model) is not None:
        return
    offered = np.array(terms.levels)[practices]
    chosen = _by_depth(model, practices, offered, bound=False)
    levels = dict(zip(practices.tolist(), chosen.tolist(), strict=True))
    accounts.amend(model.day, with_levels(terms, levels, sites["role"].tolist()))
    for row in practices[chosen != Level.FULL].tolist():
        accounts.governance.full_since.pop(row, None)


def _by_depth(model: HealthSystem, practices: np.ndarray, now: np.ndarray, bound: bool = True) -> np.ndarray:
    """(practices,) level each chooses of those there are, by what it would bring.

    now: level of each, as its peers see it.  bound: whether it must stay or pay to give up the deepest.
    """
    governance, p = model.accounts.governance, model.parameters.participation
    rows = model.world.sites[practices]
    value = worth_of_depth(
        _income(model, practices),
        _benefit(model, practices),
        worth_of_independence(_taste(model, practices), p),
        np.bincount(now, minlength=DEPTHS) / len(practices),
        rows["altruism"],
        rows["money"],
        rows["price_minute"],
        p,
    )
    offered = np.arange(DEPTHS) <= governance.offered
    if model.accounts.terms.budget_holder is None:
        offered[Level.PARTIAL :] = False
    since = np.array([governance.full_since.get(int(i), model.day) for i in practices])
    may_leave = model.day - since >= p.return_after * YEAR
    held = now if bound else np.zeros_like(now)
    return chosen_levels(value, offered, held, may_leave, _gumbels(model, practices), p)


def _bonus(model: HealthSystem) -> float | None:
    """£ that a group which shares savings, and holds no budget, expects of a year; None where there is none."""
    accounts, terms = model.accounts, model.accounts.terms
    shared = [c for c in terms.contracts if isinstance(c, SharedSavings) and c.payee == terms.budget_holder]
    if not shared:
        return None
    return sum(c.expected_income(accounts.forecast()) for c in shared)


def _for_bonus(model: HealthSystem, practices: np.ndarray, now: np.ndarray, bonus: float) -> np.ndarray:
    """(practices,) all in or out of a group that shares savings; the choice is open when its agreement ends."""
    accounts = model.accounts
    if accounts.terms.ends > model.day:
        return now
    share = accounts.people[practices] / max(1.0, float(accounts.people[practices].sum()))
    cost = float(accounts.prices.set_up) * accounts.people[practices]
    money = model.world.sites["money"][practices]
    gains = [
        gain_of_joining(float(s) * bonus, float(c), 0.0, money=float(m))
        for s, c, m in zip(share, cost, money, strict=True)
    ]
    return np.where(np.array(gains) > 0.0, int(Level.FULL), int(Level.NONE))


def shares_premises(model: HealthSystem) -> None:
    """Practices with an aligned community team share premises and staff with it; others as before."""
    governance, terms = model.felt.governance, model.felt.terms
    sites, edges = model.world.sites, model.world.edges
    if governance.premises is None:
        governance.premises = edges["colocated"].copy()
    aligned = np.zeros(len(sites), bool)
    aligned[list(terms.colocated)] = True
    team = sites["role"] == Sort.COMMUNITY
    source, target = edges["source"], edges["target"]
    together = (aligned[source] & team[target]) | (team[source] & aligned[target])
    edges["colocated"] = np.maximum(governance.premises, together)


def _taste(model: HealthSystem, practices: np.ndarray) -> np.ndarray:
    """(practices,) how dear independence is to each, for life; it belongs to the code, whatever the row."""
    keys = model.world.sites["key"][practices]
    u = uniforms(model.seed_of_luck, int(Luck.INDEPENDENCE), keys, FOR_LIFE)
    return np.array([NormalDist().inv_cdf(min(1.0 - 1e-12, max(1e-12, float(x)))) for x in u])


def _gumbels(model: HealthSystem, practices: np.ndarray) -> np.ndarray:
    """(practices, levels) standard Gumbel draws: what each likes about each level, for reasons of its own, for life.

    Drawn anew every year, practices would come and go for no reason.
    """
    keys = model.world.sites["key"][practices]
    u = [
        uniforms(model.seed_of_luck, int(Luck.TAKING_PART), keys, FOR_LIFE - 1 - depth)
        for depth in range(DEPTHS)
    ]
    return np.asarray(-np.log(-np.log(np.array(u).T + 5e-17)))


def _income(model: HealthSystem, practices: np.ndarray) -> np.ndarray:
    """(practices, levels) £ a head and year of partners' money, against taking no part.

    A shared incentive is worth its sum times the chance of a good result, as the last one tells; partners who join
    the joint entity give up their surplus, or are rid of their deficit.
    """
    accounts, terms = model.accounts, model.accounts.terms
    income = np.zeros((len(practices), DEPTHS))
    if terms.budget_holder is None:
        return income
    heads = np.maximum(1.0, accounts.people[practices])
    turnover, result = accounts.income.sum(axis=0), accounts.result()
    good = 1.0 if result[terms.budget_holder] > 0.0 else 0.0
    own = np.asarray(terms.entity_of)[practices] == practices
    earned = np.where(
        own, turnover[practices], accounts.practice_income(accounts.people, accounts.weighted)[practices]
    )
    income[:, Level.PARTIAL] = model.parameters.participation.incentive * earned / heads * good
    income[:, Level.FULL] = np.where(own, -result[practices] / heads, 0.0)
    return income


def _benefit(model: HealthSystem, practices: np.ndarray) -> np.ndarray:
    """(practices, levels) £ a head and year of patients' health: letters that would no longer be lost.

    A team that shares premises trusts each other more; one entity's records show what a letter would have told.
    """
    sites, edges, p = model.world.sites, model.world.edges, model.parameters
    n = len(sites)
    lost = 12.0 * edges["flow"] * edges["loss"].mean(axis=1) * p.hospital.handover_harm
    at_stake = np.bincount(edges["target"], lost, minlength=n)[practices]
    each = at_stake / np.maximum(1.0, sites["people"][practices])
    trust = 1.0 - np.exp(-p.letters.loss_relationship * p.letters.colocation)
    records = p.letters.loss_record * p.letters.shared_record_most
    benefit = np.zeros((len(practices), DEPTHS))
    benefit[:, Level.ALLIANCE :] = (records * each)[:, None] if model.accounts.terms.signed else 0.0
    benefit[:, Level.PARTIAL :] += (trust * each)[:, None]
    return benefit
