"""The books of a place: what happened becomes money, and money becomes the numbers behaviour sees.

Every month the sites' activity is paid on account under the contracts in force and their resources are paid
for; every year each contract is settled. The first year sets the levels: what a provider earned beyond its
variable cost and its usual margin is its fixed and step cost from then on, so that nobody starts with a
windfall.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from joinedup.agents.accountable_body import felt_share
from joinedup.agents.costs import CostParameters
from joinedup.agents.decision import marginal_utility_of_money
from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort
from joinedup.model.books import Books
from joinedup.model.governance import Governance
from joinedup.model.last_year import facts_of, payments_under
from joinedup.model.ledger import COMMISSIONER, INPUTS, TREASURY, Ledger
from joinedup.model.organisation.base_year import expected_emergencies, rebased, served_by
from joinedup.model.organisation.entity import account_names, joint_entity
from joinedup.model.organisation.facts import CountedYear, Facts
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.contract import Care, Contract, Forecast, Party
from joinedup.model.payment.margins import HOSPITAL, margins_at, targets
from joinedup.model.payment.measure import MEASURES, measures_of
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.resources import HEADINGS, by_heading
from joinedup.model.payment.service import SERVICES, Service, services_of
from joinedup.model.payment.settlements import MONTHS, PENCE, Settlements, pence
from joinedup.model.payment.transaction_cost import administration_share, set_up_cost, tax_share
from joinedup.model.payment.transformation_fund import TransformationFund

YEARS_KEPT = 3  # a benchmark is made of so many


class Accounts(Books):
    """The terms in force, what they pay, and what is expected of the coming year."""

    def __init__(
        self,
        sites: np.ndarray,
        terms: Terms,
        prices: PriceParameters,
        costs: CostParameters,
        income_effect: float = 0.05,
        codes: Sequence[str] | None = None,
        rescue_chance: float = 0.0,
    ) -> None:
        n = len(sites)
        self.prices, self.costs, self.income_effect = prices, costs, float(income_effect)
        self.sort = sites["role"].astype(np.int64)
        self.target = targets(sites)
        self.laboratory = np.where(self.target[:, HOSPITAL] < n, self.target[:, HOSPITAL], -1)
        self.names = account_names(self.sort.tolist(), codes or [f"site {i}" for i in range(n)])
        self.ledger = Ledger(name for entity, name in self.names.items() if entity >= 0)
        self.terms = terms
        self.governance = Governance()
        self.rescue_chance = float(rescue_chance)  # of the holder of a joint budget; a board knows it
        self.settlements = Settlements(terms.contracts, n)
        self.closed = 0  # months
        self.settled = 0  # years
        self.history: list[CountedYear] = []  # the last few, the oldest first
        # the last twelve months; until they have been counted, what was expected
        self.services = np.zeros((MONTHS, n, SERVICES))
        self._expect_emergencies(sites)
        self.measures = np.zeros((MONTHS, n, MEASURES, 2))
        self.variable = np.zeros((MONTHS, n))  # £ by site
        self.income = np.zeros((MONTHS, n + 1))  # £ by legal entity
        self.outgo = np.zeros((MONTHS, n + 1))
        self.people = sites["people"] * (self.sort == Sort.PRACTICE).astype(np.float64)
        self.weighted = self.people.copy()
        self.fixed = np.zeros(n)  # £ a year
        self.step = np.zeros(n)
        self.first_variable = np.zeros(n)  # £ of the first year
        self.year_variable = np.zeros(n)  # £ of the last closed year
        self.allocation = 0  # pence a year from the Treasury to the commissioner
        self.fund_left = np.zeros(n)  # £ of a transformation fund granted to a service and not yet drawn
        self.fund_payer = np.full(n, int(Party.TREASURY))
        self.fund_usual = np.zeros(n)  # £ of community care a month before the fund

    def _expect_emergencies(self, sites: np.ndarray) -> None:
        for row in np.flatnonzero(self.sort == Sort.HOSPITAL):
            people = float(sites["people"][list(served_by(sites, int(row)))].sum())
            nights, zero_day, again = expected_emergencies(people, self.prices)
            self.services[:, row, Service.EMERGENCY_SPELL] = nights / MONTHS
            self.services[:, row, Service.ZERO_DAY_SPELL] = zero_day / MONTHS
            self.services[:, row, Service.READMISSION] = again / MONTHS

    # --- the month

    def close_month(
        self,
        day: int,
        activity: np.ndarray,
        spent: np.ndarray,
        weighted_people: np.ndarray,
        people: np.ndarray,
    ) -> None:
        """Pay for a month's resources and, on account, for its care.

        activity, spent: (sites, WHATS) counts, and pence of variable cost, of the month.  weighted_people,
        people: (sites,) registered at each practice. Tests that a practice asks for are a cost of its
        hospital. The wages of meeting hours are booked here: `spent` must not hold them.
        """
        slot = self.closed % MONTHS
        self.closed += 1
        self.people = np.where(self.sort == Sort.PRACTICE, people, 0.0)
        self.weighted = np.where(self.sort == Sort.PRACTICE, weighted_people, 0.0)
        services = services_of(activity, self.sort, self.laboratory)
        self.services[slot] = services
        self.measures[slot] = measures_of(activity)
        self.variable[slot] = 0.0
        self.income[slot] = 0.0
        self.outgo[slot] = 0.0
        if self.allocation:
            self.ledger.post(day, TREASURY, COMMISSIONER, round(self.allocation / MONTHS), "allocation")
        self._pay_for_resources(day, slot, activity, spent)
        self._pay_on_account(day, slot, services)
        self._draw_funds(day, slot)

    def _pay_for_resources(self, day: int, slot: int, activity: np.ndarray, spent: np.ndarray) -> None:
        cells = by_heading(spent, self.sort, self.laboratory)
        cells[:, HEADINGS.index("meetings")] += np.rint(
            activity[:, What.MEETING_HOURS] * (self.prices.meeting_wage * PENCE)
        ).astype(np.int64)
        entity_of = np.asarray(self.terms.entity_of)
        self.variable[slot] += cells.sum(axis=1) / PENCE
        np.add.at(self.outgo[slot], entity_of, cells.sum(axis=1) / PENCE)
        post = self.ledger.post
        for site, heading in zip(*(x.tolist() for x in np.nonzero(cells)), strict=True):
            post(day, self._owner(site), INPUTS, int(cells[site, heading]), HEADINGS[heading])
        if self.settled:
            monthly = np.rint((self.fixed + self.step) * (PENCE / MONTHS)).astype(np.int64)
            np.add.at(self.outgo[slot], entity_of, monthly / PENCE)
            for site in np.flatnonzero(monthly).tolist():
                post(day, self._owner(site), INPUTS, int(monthly[site]), "fixed and step costs")
        if self.terms.platform_day <= day:
            self._pay_for_platform(day, slot, self.prices.platform_year / MONTHS)

    def _pay_for_platform(self, day: int, slot: int, per_person: float) -> None:
        """The sites that bought share the cost by what their entities live on."""
        entities = sorted({self.terms.entity_of[i] for i in self.terms.platform_sites})
        turnover = np.maximum(
            0.0, self.income.sum(axis=0)[entities]
        )  # what was paid back is no means to live on
        whole = per_person * self.people.sum()
        shares = (
            turnover / turnover.sum() if turnover.sum() > 0.0 else np.full(len(entities), 1.0 / len(entities))
        )
        for entity, share in zip(entities, shares.tolist(), strict=True):
            cost = pence(whole * share)
            self.ledger.post(day, self.names[entity], INPUTS, cost, "record platform")
            self.outgo[slot, entity] += cost / PENCE

    def _pay_on_account(self, day: int, slot: int, services: np.ndarray) -> None:
        s = self.settlements
        counted = s.of_sites @ services
        people, weighted = s.of_lists @ self.people, s.of_lists @ self.weighted
        s.services += counted
        s.measures += s.measured(self.measures[slot])
        s.people += people
        s.weighted += weighted
        s.months += 1
        for i, contract in enumerate(s.contracts):
            care = Care(counted[i], float(people[i]), float(weighted[i]), 1.0 / MONTHS, day + 1)
            owed = pence(contract.on_account(care))
            s.paid[i] += owed
            self._pay(day, slot, contract, owed)

    def _pay(self, day: int, slot: int, contract: Contract, owed: int) -> None:
        """Post a payment or, when negative, a repayment; with it what the payment system itself costs.

        What a transformation fund grants is paid when it is spent.
        """
        if isinstance(contract, TransformationFund):
            self.fund_left[contract.sites[0]] += owed / PENCE
            self.fund_payer[contract.sites[0]] = contract.payer
            return
        payer, payee = self.names[contract.payer], self.names[contract.payee]
        if owed >= 0:
            self.ledger.post(day, payer, payee, owed, contract.what)
        else:
            self.ledger.post(day, payee, payer, -owed, contract.what)
            # a repayment costs nobody paperwork or tax
        pounds = owed / PENCE
        self.income[slot, contract.payee] += pounds
        if contract.payer >= 0:
            self.outgo[slot, contract.payer] += pounds
        if owed > 0:
            for share, to, what in (
                (administration_share(contract, self.prices), INPUTS, "administration"),
                (tax_share(contract, joint_entity(len(self.sort)), self.prices), TREASURY, "tax"),
            ):
                if share > 0.0:
                    extra = round(share * owed)
                    self.ledger.post(day, payer, to, extra, what)
                    if contract.payer >= 0:
                        self.outgo[slot, contract.payer] += extra / PENCE

    def _draw_funds(self, day: int, slot: int) -> None:
        """A fund pays what a service spends beyond what was usual before, as far as it has been granted."""
        for site in np.flatnonzero(self.fund_left > 0.0).tolist():
            self.draw_fund(site, float(self.variable[slot, site] - self.fund_usual[site]), day)

    def draw_fund(self, site: int, spent: float, day: int) -> None:
        """A fund pays for what has been spent of it: £, at most what is left of the grant."""
        drawn = int(PENCE * min(max(0.0, spent), float(self.fund_left[site])))
        payer, payee = int(self.fund_payer[site]), self.terms.entity_of[site]
        slot = (self.closed - 1) % MONTHS
        self.ledger.post(day, self.names[payer], self.names[payee], drawn, "transformation fund")
        self.fund_left[site] -= drawn / PENCE
        self.income[slot, payee] += drawn / PENCE
        if payer >= 0:
            self.outgo[slot, payer] += drawn / PENCE

    # --- the year

    def close_year(self, day: int) -> None:
        """Settle every contract for the year; the first time, set the levels for the years to come."""
        slot = (self.closed - 1) % MONTHS
        self.year_variable = self.variable.sum(axis=0)
        first = self.settled == 0
        if first:
            terms = rebased(
                self.terms, self.services.sum(axis=0), self.year_variable, self.prices, self.costs
            )
            self.settlements.contracts = terms.contracts
            self.terms = terms
        for i, contract in enumerate(self.settlements.contracts):
            self._pay(day, slot, contract, self.settlements.due(i, day + 1))
        self.settlements.forget()
        self.history = [*self.history, CountedYear(self.services.sum(axis=0), float(self.weighted.sum()))][
            -YEARS_KEPT:
        ]
        if first:
            self._set_levels(day)
        self.settled += 1

    def _set_levels(self, day: int) -> None:
        """Fixed and step cost: what the first year left beyond variable cost and the usual margin."""
        self.first_variable = self.year_variable.copy()
        entity_of = np.asarray(self.terms.entity_of)
        months = min(self.closed, MONTHS)
        rest = (1.0 - self.usual_margin()) * self.income.sum(axis=0) - self.outgo.sum(axis=0)
        rest = np.maximum(0.0, rest)
        weight = np.maximum(self.first_variable, 1e-9)
        share = weight / np.bincount(entity_of, weight, minlength=len(rest))[entity_of]
        by_site = rest[entity_of] * share
        fixed, step = self.costs.fixed_share, self.costs.step_share
        together = fixed + step
        self.fixed = by_site * (fixed / together if together > 0.0 else 1.0)
        self.step = by_site - self.fixed
        for site in np.flatnonzero(by_site).tolist():
            self.ledger.post(day, self._owner(site), INPUTS, pence(by_site[site]), "fixed and step costs")
        self.outgo[:months] += np.bincount(entity_of, by_site, minlength=len(rest)) / months
        self.fixed *= MONTHS / months
        self.step *= MONTHS / months
        outgo = self.ledger.paid(payer=COMMISSIONER)
        self.ledger.post(day, TREASURY, COMMISSIONER, outgo, "allocation")
        self.allocation = outgo * MONTHS // months

    def usual_margin(self) -> np.ndarray:
        """(entities,) surplus ÷ turnover of the first year: practices and councils break even."""
        margin = np.full(len(self.sort) + 1, float(self.prices.trust_margin))
        margin[:-1][self.sort == Sort.PRACTICE] = self.prices.practice_margin
        margin[:-1][self.sort == Sort.COUNCIL] = 0.0
        return margin

    def _known_margin(self) -> float:
        """Surplus ÷ turnover that was usual of those who now share a budget: their first year's and their last one's.

        What they lost before is no news to anybody; one good year proves nothing.
        """
        holder = self.terms.budget_holder
        if holder is None:
            return 0.0
        first, last = float(self.usual_margin()[holder]), float(self.surplus_share()[holder])
        return min(first, (first + last) / 2.0)

    def fund_a_year(self, day: int) -> np.ndarray:
        """(sites,) £ a year that a fund pays on a day for places at each community service."""
        money = np.zeros(len(self.sort))
        for contract in self.terms.contracts:
            if isinstance(contract, TransformationFund):
                people = float(self.people[list(contract.lists)].sum())
                care = Care(np.zeros(SERVICES), people, people, 1.0 / 365.0, day + 1)
                money[list(contract.sites)] += 365.0 * contract.payment(care)
        return money

    def release_step(self, site: int, share: float) -> None:
        """A ward closes for good: this share of the site's step cost is no longer paid."""
        self.step[site] *= 1.0 - min(1.0, max(0.0, share))

    # --- the switch

    def facts(self, day: int, adequacy: float = 1.0, of: Terms | None = None) -> Facts:
        """What a budget-neutral switch has to know today. of: the terms that are changed, if not those in force."""
        return facts_of(self, day, adequacy, of or self.terms)

    def last_year_payments(self) -> tuple[float, ...]:
        """£ a year that each contract in force pays for the care of the last twelve months."""
        return payments_under(self, self.terms)

    def switch(self, day: int, terms: Terms) -> None:
        """Put new terms in force, and pay for setting them up: policy has changed, and an agreement begins."""
        before = self.terms
        self.amend(day, terms)
        self.governance.begins(terms, day, self._known_margin())
        months = max(1, min(self.closed, MONTHS))
        if not self.fund_left.any():
            self.fund_usual = self.variable.sum(axis=0) / months
        if {c for c in terms.contracts if not isinstance(c, TransformationFund)} != set(before.contracts):
            cost = pence(set_up_cost(float(self.people.sum()), self.prices))
            self.ledger.post(day, COMMISSIONER, INPUTS, cost, "setting up")

    def takes_numbers(
        self, prices: PriceParameters, costs: CostParameters, income_effect: float, rescue_chance: float
    ) -> None:
        """From now on these numbers hold; the terms in force are not touched."""
        self.prices, self.costs = prices, costs
        self.income_effect, self.rescue_chance = income_effect, rescue_chance

    def amend(self, day: int, terms: Terms) -> None:
        """Put changed terms in force. Contracts that end are settled; those that go on are not touched."""
        slot = (self.closed - 1) % MONTHS
        going_on = frozenset(terms.contracts)
        for i, contract in enumerate(self.terms.contracts):
            if contract not in going_on:
                self._pay(day, slot, contract, self.settlements.due(i, day))
        self.settlements = self.settlements.carried_over(terms.contracts)
        self._regroup(self.terms.entity_of, terms.entity_of)
        bought = terms.platform_day <= day < self.terms.platform_day
        self.terms = terms
        if bought:
            self._pay_for_platform(day, slot, self.prices.platform_purchase)

    def _regroup(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        """The last twelve months' books of the new entities: those of the sites that now belong to them."""
        if before == after:
            return
        old, new = np.asarray(before), np.asarray(after)
        weight = np.maximum(self.variable.sum(axis=0), 1e-9)
        share = weight / np.bincount(old, weight, minlength=len(self.sort) + 1)[old]
        for books in (self.income, self.outgo):
            parts = books[:, old] * share
            books[:] = 0.0
            for month in range(MONTHS):
                np.add.at(books[month], new, parts[month])

    # --- what behaviour sees

    def forecast(self) -> Forecast:
        """What is expected of the coming year: the last one again."""
        return Forecast(
            self.services.sum(axis=0),
            float(self.prices.forecast_error),
            self.people,
            self.weighted,
            self.closed * 365 // MONTHS,
            self.measures.sum(axis=0),
        )

    def surplus_share(self) -> np.ndarray:
        """(entities,) expected surplus ÷ turnover; the usual margin until the first year is settled."""
        if self.settled == 0:
            return self.usual_margin()
        turnover = self.income.sum(axis=0)
        surplus = turnover - self.outgo.sum(axis=0)
        return np.where(turnover > 0.0, surplus / np.where(turnover > 0.0, turnover, 1.0), 0.0)

    def refill(self, sites: Any) -> None:
        """Write the margins and the marginal utility of money into the site table."""
        sites["margin"] = margins_at(
            self.terms, self.sort, self.target, self.costs, self.prices, self.forecast()
        )
        share, holder = self.surplus_share(), self.terms.budget_holder
        if holder is not None:
            share[holder] = felt_share(float(share[holder]), self.rescue_chance)
        entity_of = self.terms.entity_of
        felt = {e: marginal_utility_of_money(float(share[e]), self.income_effect) for e in set(entity_of)}
        sites["money"] = [felt[e] for e in entity_of]
        councils = {entity_of[row] for row in np.flatnonzero(self.sort == Sort.COUNCIL)}
        sites["dispute"] = [0.0 if e in councils else 1.0 for e in entity_of]

    # --- tables

    def stranded_cost(self) -> np.ndarray:
        """(sites,) £ of fixed and step cost that the last year's fall in activity has not released."""
        first = np.where(self.first_variable > 0.0, self.first_variable, 1.0)
        fall = np.where(self.first_variable > 0.0, np.maximum(0.0, 1.0 - self.year_variable / first), 0.0)
        return np.asarray((self.fixed + self.step) * fall)
