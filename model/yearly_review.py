"""The year's decisions, in the order of `DECISIONS`: what each decider does once the year's books are closed.

Scores of risk need no step of their own: they follow age, and are counted anew every month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from joinedup.agents.accountable_body import ENDED, RESCUED, AccountableBody, review
from joinedup.agents.commissioner import planned_electives
from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Luck, Sort
from joinedup.model.chance import uniforms
from joinedup.model.governance import NEVER
from joinedup.model.investing import WEEKDAYS, Board, takes_effect_today
from joinedup.model.ledger import COMMISSIONER, EQUITY, INPUTS
from joinedup.model.organisation.participation import reverted
from joinedup.model.organisation.terms import Level
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.pockets import spared
from joinedup.model.payment.profit_rule import ProfitRule
from joinedup.model.payment.service import Service
from joinedup.model.payment.settlements import PENCE
from joinedup.model.payment.shared_savings import SharedSavings
from joinedup.model.selecting import reviews_lists
from joinedup.model.taking_part import shares_premises, takes_part
from joinedup.model.year_book import month_end_after

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

QUARTER = 3  # months
RESCUE, DEFICIT, ENDING = "rescue", "deficit of an ended agreement", "ending an agreement"
ONCE = (RESCUE, DEFICIT, ENDING, "setting up")  # what the payer does not expect to pay again
MOST = 1.3  # a hospital never does more than this multiple of its usual electives


def reviews_year(model: HealthSystem) -> None:
    """Everybody's decisions for the coming year, once the year's books are closed. Call on a year's last evening."""
    model.accounts.governance.years.append({})
    for decide in DECISIONS:
        decide(model)


def reviews_month(model: HealthSystem) -> None:
    """What was decided earlier and is due today."""
    takes_effect_today(model)
    if model.day >= model.accounts.governance.reverts:
        _goes_back(model)
    shares_premises(model)


def pays_incentives(model: HealthSystem) -> None:
    """A good joint result is shared with the practices that work for it and keep their own terms."""
    accounts, terms = model.accounts, model.accounts.terms
    holder = terms.budget_holder
    if holder is None or accounts.result()[holder] <= 0.0:
        return
    share, income = (
        model.parameters.participation.incentive,
        accounts.practice_income(accounts.people, accounts.weighted),
    )
    for row in np.flatnonzero(np.array(terms.levels) == Level.PARTIAL).tolist():
        if model.world.sites["role"][row] == Sort.PRACTICE:
            accounts.transfer(model.day - 1, holder, row, share * float(income[row]), "shared incentive")


def notes_result(model: HealthSystem) -> None:
    """The year's result of the holder of a joint budget goes into its reserve.

    What its members used to lose before is nobody's surprise: an agreement fails by what it loses beyond that.
    """
    accounts, holder = model.accounts, model.accounts.terms.budget_holder
    if holder is not None:
        result = float(accounts.result()[holder])
        accounts.governance.note("result", result)
        accounts.governance.reserve += result
        accounts.governance.turnover = float(accounts.income.sum(axis=0)[holder])
        accounts.governance.usual += accounts.governance.margin * accounts.governance.turnover


def invests_surplus(model: HealthSystem) -> None:
    """The holder of a joint budget spends what it has on what is worth most."""
    if model.felt.terms.budget_holder is not None:
        board = Board(model)
        if len(board.members):
            board.decides()


def keeps_profit(model: HealthSystem) -> None:
    """A private owner keeps what is left up to its cap and the rest goes back; a loss is its own while it lasts."""
    accounts, governance, terms = model.accounts, model.accounts.governance, model.accounts.terms
    holder, operator = terms.budget_holder, terms.operator
    if operator is None or holder is None:
        return
    rule = ProfitRule(cap=float(operator.profit_cap), equity=max(0.0, governance.equity(terms)))
    found = rule.settle(governance.reserve, float(accounts.income.sum(axis=0)[holder]))
    name, day = accounts.names[holder], model.day - 1
    accounts.post(day, name, EQUITY, found.retained, "profit")
    accounts.post(day, name, COMMISSIONER, found.returned, "surplus returned")
    accounts.post(day, EQUITY, name, found.borne, "loss of the owner")
    governance.note("profit", found.retained)
    governance.note("returned", found.returned)
    governance.lost += found.borne
    governance.reserve = -found.unpaid


def goes_on_or_ends(model: HealthSystem) -> None:
    """A joint agreement that has lost too much is rescued or ends; one whose term is over goes on if it paid."""
    accounts, governance, terms = model.accounts, model.accounts.governance, model.accounts.terms
    holder, p = terms.budget_holder, model.parameters.commissioner
    if holder is None or terms.before is None or governance.reverts < NEVER:
        return
    over = terms.ends <= model.day
    luck = uniforms(model.seed_of_luck, int(Luck.RESCUE), np.array([holder]), model.day)[0]
    found = review(
        governance.usual - governance.reserve,
        governance.turnover,  # as it was counted; who left since took theirs along
        p.deficit_most,
        governance.equity(terms),
        0.0 if over else p.rescue_chance,
        float(luck),
    )
    nobody = Level.FULL not in terms.levels
    if found == RESCUED:
        accounts.post(model.day - 1, COMMISSIONER, accounts.names[holder], -governance.reserve, RESCUE)
        governance.note("rescues")
        governance.note("rescue cost", -governance.reserve)
        governance.reserve = governance.usual = 0.0
    elif found == ENDED or nobody:
        governance.note("collapses")
        governance.reverts = _months_after(model.day, QUARTER)
    elif over:
        _renews(model)


def _renews(model: HealthSystem) -> None:
    """Another term as long as the last; a benchmark is made anew of what care cost lately."""
    accounts, governance, day = model.accounts, model.accounts.governance, model.day
    terms = accounts.terms
    contracts: list[Contract] = []
    for contract in terms.contracts:
        if isinstance(contract, SharedSavings) and len(accounts.history) >= contract.years:
            sites = list(contract.sites)
            spent = [
                float(contract.spent(year.services[sites].sum(axis=0))) / year.weighted
                for year in accounts.history[-contract.years :]
            ]
            contracts.append(contract.rebased(spent, day))
        else:
            contracts.append(contract)
    accounts.amend(day, replace(terms, contracts=tuple(contracts), ends=day + terms.ends - governance.since))
    governance.since = day


def _months_after(day: int, months: int) -> int:
    for _ in range(months):
        day = month_end_after(day)
    return day


def _goes_back(model: HealthSystem) -> None:
    """Services go back to the terms of before; the payer, who must see that care goes on, pays for the end."""
    accounts, governance = model.accounts, model.accounts.governance
    terms, day = accounts.terms, model.day
    if terms.budget_holder is not None:
        name = accounts.names[terms.budget_holder]
        accounts.post(day, COMMISSIONER, name, max(0.0, -governance.reserve), DEFICIT)
    cost = float(model.parameters.commissioner.exit_cost * accounts.people.sum())
    accounts.post(day, COMMISSIONER, INPUTS, cost, ENDING)
    accounts.switch(day, reverted(terms))
    model.felt.refill(model.world.sites)
    next(iter(model._agents_by_type[AccountableBody])).holds_budget = False


def plans_electives(model: HealthSystem) -> None:
    """The payer compares what the year cost with what it will have, and plans electives accordingly."""
    accounts, p, sites = model.felt, model.parameters.commissioner, model.world.sites
    year, paid = len(model.years), accounts.ledger.paid
    spent = paid(payer=COMMISSIONER, year=year) - paid(payee=COMMISSIONER, year=year)
    once = sum(paid(payer=COMMISSIONER, what=what, year=year) for what in ONCE)
    forecast = (spent - once + paid(payee=COMMISSIONER, what="allocation", year=year)) / PENCE
    accounts.allocation = round(accounts.allocation * (1.0 + p.growth))
    model.accounts.allocation = accounts.allocation
    for row in np.flatnonzero(sites["role"] == Sort.HOSPITAL):
        done = model.year_by_site[row]
        day_cases, stays = float(done[What.DAY_CASE]), float(done[What.ELECTIVE_STAY])
        treated = day_cases + stays
        usual = max(1e-9, float(sites["elective_slots"][row]) * WEEKDAYS)
        price = 0.0
        if treated:
            price = day_cases * _price(model, row, Service.DAY_CASE)
            price = (price + stays * _price(model, row, Service.ELECTIVE_STAY)) / treated
        planned = planned_electives(
            treated, price, forecast, accounts.allocation / PENCE, sites["elective_plan"][row] > 0.0, p
        )
        sites["elective_plan"][row] = planned / usual if planned < MOST * usual else 0.0
        model.accounts.governance.note("elective plan", float(sites["elective_plan"][row]))


def _price(model: HealthSystem, hospital: Any, service: int) -> float:
    """£ that one service less would spare the commissioner."""
    a = model.felt
    return spared(a.terms, hospital, service, a.costs, a.prices, a.forecast()).get(Party.COMMISSIONER, 0.0)


DECISIONS: tuple[Callable[[HealthSystem], None], ...] = (
    plans_electives,
    pays_incentives,
    notes_result,
    invests_surplus,
    keeps_profit,
    takes_part,
    goes_on_or_ends,
    reviews_lists,
)
