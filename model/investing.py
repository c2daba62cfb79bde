"""What the holder of a joint budget invests in: offers put to the rule, and what buying them changes.

An offer's benefit is the shadow price of the capacity it adds, which stands for the health of whoever is displaced;
its savings are what the holder's own books would be spared. Shares of what others save are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from joinedup.agents.decision import shadow_price
from joinedup.agents.happenings import What
from joinedup.agents.investment import Belief, Chosen, Offer, Option, annuity, invests, learnt, present_value
from joinedup.agents.vocabulary import Delay, Sort
from joinedup.model.funded_places import most_more, opens_places
from joinedup.model.governance import Pending
from joinedup.model.organisation.terms import NOT_BOUGHT
from joinedup.model.payment.pockets import spared
from joinedup.model.payment.service import Service

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem

YEAR = 365
WEEKDAYS = 261.0
MINUTES = 10.0  # of an appointment


class Board:
    """The board of the entity that holds a joint budget, at the end of a year: what it knows and can buy."""

    def __init__(self, model: HealthSystem) -> None:
        self.model, self.p = model, model.parameters.investment
        self.accounts, self.governance = model.accounts, model.accounts.governance
        self.terms, self.sites = model.accounts.terms, model.world.sites
        self.activity = model.year_by_site
        self.holder = self.terms.budget_holder
        entity_of = np.asarray(self.terms.entity_of)
        self.members = np.flatnonzero(entity_of == self.holder)
        operator = self.terms.operator
        d = model.parameters.decision
        self.altruism = d.altruism if operator is None else operator.altruism
        self.hurdle = float(self.p.hurdle if operator is None else operator.hurdle)
        left = (self.terms.ends - model.day) / YEAR if self.terms.ends < NOT_BOUGHT else self.p.longest
        self.years = float(max(0.0, min(self.p.longest, left)))
        self.money = float(self.sites["money"][self.members[0]]) if len(self.members) else 1.0

    def _of(self, sort: Sort) -> list[int]:
        return [int(i) for i in self.members if self.sites["role"][i] == sort]

    def funds(self) -> float:
        """£ it can spend: what is left of its results, and what it may borrow; a deficit is repaid first."""
        turnover = float(self.accounts.income.sum(axis=0)[self.holder])
        return max(0.0, self.governance.reserve + self.p.borrowing * turnover)

    def offers(self) -> list[Offer]:
        """Everything that can be bought, with its present value to this board."""
        found = [
            *self._community_places(),
            *self._care_packages(),
            *self._sessions(),
            *self._crisis_places(),
            *self._wards(),
        ]
        if self._no_records():
            found.append(self._records())
        found.append(self._prevention())
        return found

    def _offer(
        self,
        option: Option,
        site: int,
        price: float,
        most: int,
        *,
        worth: float,
        saved: float,
        cost: float,
        start: float = 0.0,
        leaving: float = 0.0,
    ) -> Offer:
        """worth: £ a year of scarce capacity at its shadow price, which has the clinicians' altruism in it."""
        benefit = worth / max(1e-9, float(self.model.parameters.decision.altruism))
        factor = annuity(self.years, self.hurdle, start, leaving)
        value = present_value(
            float(self.altruism), benefit, 1.0, self.money, saved, cost, max(0.0, price), factor
        )
        return Offer(int(option), site, value, price, most)

    # --- what an admission avoided is worth to the holder

    def spared_admission(self, hospital: int) -> float:
        """£ that one emergency admission less leaves to the holder."""
        a = self.accounts
        counted = a.services.sum(axis=0)[hospital]
        nights, zero = counted[Service.EMERGENCY_SPELL], counted[Service.ZERO_DAY_SPELL]
        share = zero / (nights + zero) if nights + zero > 0.0 else 0.0
        each = [
            spared(a.terms, hospital, s, a.costs, a.prices, a.forecast()).get(self.holder or 0, 0.0)
            for s in (Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL)
        ]
        return float((1.0 - share) * each[0] + share * each[1])

    def admissions(self) -> float:
        """Emergency admissions of the year, per weighted person."""
        total = self.activity[:, [What.ADMISSION, What.ADMISSION_ZERO_DAY]].sum()
        return float(total) / max(1.0, float(self.accounts.weighted.sum()))

    def learns(self) -> Belief:
        """What one more community place avoids, after another year: admissions that did not come, per place added."""
        g = self.governance
        if g.belief is None:
            g.belief = Belief(float(self.p.diverted), float(self.p.diverted_sd) ** 2)
        if g.added > 0.0:
            weighted = float(self.accounts.weighted.sum())
            expected, seen = g.admissions * weighted, self.admissions() * weighted
            noise = (expected + seen) / g.added**2  # two Poisson counts
            g.belief = learnt(g.belief, (expected - seen) / g.added, noise)
        return g.belief

    # --- offers

    def _community_places(self) -> Iterator[Offer]:
        d, p = self.model.parameters.decision, self.p
        belief = self.learns()
        for row in self._of(Sort.COMMUNITY):
            places = max(1.0, float(self.sites["places"][row]))
            use = float(self.activity[row, What.COMMUNITY_DAYS]) / (YEAR * places)
            price = shadow_price(use, d.place_most, d.place_from, d.place_width)
            hospital = int(self.accounts.target[row, 1])
            each = self.spared_admission(hospital) if hospital < len(self.sites) else 0.0
            cost = p.place_year * min(1.0, use)
            most = most_more(places, p)
            once = p.mobilisation * p.place_year
            each += self._released(hospital, belief.mean, once)
            saved = min(1.0, use) * belief.mean * each
            yield self._offer(
                Option.COMMUNITY_PLACE, row, once, most, worth=YEAR * price, saved=saved, cost=cost
            )

    def _released(self, hospital: int, diverted: float, once: float) -> float:
        """£ of step and fixed cost that each admission avoided releases, if a ward can then close within the term."""
        if hospital not in self.members or self.years <= self.p.ward_notice:
            return 0.0
        site, days = self.sites[hospital], self._bed_days(hospital)
        admissions = float(self.activity[hospital, [What.ADMISSION, What.ADMISSION_ZERO_DAY]].sum())
        if admissions <= 0.0:
            return 0.0
        fewer = self.years * (self.funds() / max(1.0, once)) * max(0.0, diverted) * days / admissions / YEAR
        needed = (days / YEAR - fewer) / float(self.model.parameters.decision.bed_from)
        if float(site["beds"]) - needed < self.p.ward_beds:
            return 0.0
        return float(self.accounts.step[hospital]) / admissions + float(self.p.fixed_released)

    def _care_packages(self) -> Iterator[Offer]:
        d, p = self.model.parameters.decision, self.p
        delayed = float(self.activity[:, What.DELAYED_0 + Delay.CARE_PACKAGE].sum())
        packages = float(self.activity[:, What.CARE_PACKAGE].sum())
        bed_day = self.model.parameters.costs.bed_day if self._of(Sort.HOSPITAL) else 0.0
        for row in self._of(Sort.COUNCIL):
            places = max(1.0, float(self.sites["places"][row]))
            use = float(self.activity[row, What.CARE_PACKAGE_DAYS]) / (YEAR * places)
            price = shadow_price(use, d.place_most, d.place_from, d.place_width)
            a_year = YEAR / float(self.accounts.prices.package_days)
            saved = min(1.0, use) * a_year * delayed / max(1.0, packages) * bed_day
            yield self._offer(
                Option.CARE_PACKAGE,
                row,
                p.mobilisation * p.package_year,
                most_more(places, p),
                worth=YEAR * price,
                saved=saved,
                cost=p.package_year * min(1.0, use),
            )

    def _sessions(self) -> Iterator[Offer]:
        p = self.p
        for row in self._of(Sort.PRACTICE):
            minutes = p.session_slots * MINUTES * WEEKDAYS
            yield self._offer(
                Option.GP_SESSION,
                row,
                p.mobilisation * p.session_year,
                1,
                worth=float(self.sites["price_minute"][row]) * minutes,
                saved=0.0,
                cost=p.session_year,
            )

    def _crisis_places(self) -> Iterator[Offer]:
        d, p = self.model.parameters.decision, self.p
        for row in self._of(Sort.MENTAL_HEALTH):
            site = self.sites[row]
            use = float(site["in_use"]) / max(1.0, float(site["places"]))
            price = shadow_price(use, d.place_most, d.place_from, d.place_width)
            yield self._offer(
                Option.CRISIS_PLACE,
                row,
                p.mobilisation * p.crisis_year,
                most_more(float(site["places"]), p),
                worth=YEAR * price,
                saved=0.0,
                cost=p.crisis_year * min(1.0, use),
            )

    def _bed_days(self, hospital: int) -> float:
        return float(self.activity[hospital, [What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE]].sum())

    def _wards(self) -> Iterator[Offer]:
        d, ward = self.model.parameters.decision, float(self.p.ward_beds)
        for row in self._of(Sort.HOSPITAL):
            beds = float(self.sites["beds"][row])
            if beds <= 2.0 * ward or any(p.site == row for p in self.governance.pending):
                continue
            step = float(self.accounts.step[row]) * ward / beds
            days = self._bed_days(row) / YEAR
            tight, now = (
                shadow_price(days / b, d.bed_most, d.bed_from, d.bed_width) for b in (beds - ward, beds)
            )
            yield self._offer(
                Option.CLOSE_WARD,
                row,
                0.0,
                1,
                worth=-YEAR * ward * tight,
                saved=step,
                cost=0.0,
                start=self.p.ward_notice,
            )
            yield self._offer(
                Option.OPEN_WARD,
                row,
                self.p.mobilisation * step,
                1,
                worth=YEAR * ward * now,
                saved=0.0,
                cost=step,
            )

    def _no_records(self) -> bool:
        return self.terms.platform_day >= NOT_BOUGHT and len(self.members) > 1

    def _records(self) -> Offer:
        """A record platform: tests not done twice, less the price a head."""
        a, letters = self.accounts, self.model.parameters.letters
        twice = self.activity[self.members, What.DUPLICATE_0 : What.DUPLICATE_0 + 28].sum(axis=0)
        cost_twice = float((twice.reshape(4, 7) @ np.array(a.costs.tests)).sum())
        minutes = float(self.activity[self.members, What.HISTORY_MINUTES].sum())
        found, people = float(letters.shared_record_most), float(a.people.sum())
        return self._offer(
            Option.RECORDS,
            int(self.members[0]),
            float(a.prices.platform_purchase) * people,
            1,
            worth=found * minutes * float(self.sites["price_minute"][self.members].mean()),
            saved=found * cost_twice,
            cost=float(a.prices.platform_year) * people,
        )

    def _prevention(self) -> Offer:
        """Fewer new long-term conditions, years ahead: of use to whoever still has these people then."""
        p, people = self.p, float(self.accounts.people.sum())
        spend = float(self.accounts.year_variable[self.members].sum())
        return self._offer(
            Option.PREVENTION,
            int(self.members[0]),
            p.prevention_head * people,
            1,
            worth=0.0,
            saved=p.prevention_effect * spend,
            cost=0.0,
            start=p.prevention_years,
            leaving=p.movers,
        )

    # --- what buying changes

    def decides(self) -> None:
        """Buy what is worth it, pay for it, and let it take effect."""
        for chosen in invests(self.offers(), self.funds()):
            option = Option(chosen.option)
            self.governance.note(f"invest {option.name.lower().replace('_', ' ')}", float(chosen.units))
            if option != Option.RECORDS:  # the platform's own price is paid with the change of terms
                self.accounts.pay_once(int(self.members[0]), chosen.price, "investment", self.model.day - 1)
                self.governance.reserve -= chosen.price
            self._takes_effect(option, chosen)

    def _takes_effect(self, option: Option, chosen: Chosen) -> None:
        site, p, day = self.sites[chosen.site], self.p, self.model.day
        if option in (Option.COMMUNITY_PLACE, Option.CARE_PACKAGE, Option.CRISIS_PLACE):
            site["places"] += chosen.units
            if option == Option.COMMUNITY_PLACE:
                if self.governance.added == 0.0:
                    self.governance.admissions = self.admissions()
                self.governance.added += chosen.units
        elif option == Option.GP_SESSION:
            more = round(p.session_slots * chosen.units)
            site["slots"] += more
            site["same_day"] += round(self.model.parameters.practice.same_day_share * more)
        elif option == Option.OPEN_WARD:
            before = float(site["beds"])
            site["beds"] += round(p.ward_beds)
            self.accounts.step[chosen.site] *= float(site["beds"]) / before
        elif option == Option.RECORDS:
            terms, members = self.terms, frozenset(self.members.tolist())
            self.accounts.amend(day, replace(terms, platform_day=day, platform_sites=members))
        elif option == Option.CLOSE_WARD:
            due = day + round(p.ward_notice * YEAR)
            self.governance.pending.append(Pending(due, int(option), chosen.site, float(round(p.ward_beds))))
        else:
            due, share = day + round(p.prevention_years * YEAR), 1.0 - float(p.prevention_effect)
            for start, by in ((due, share), (due + YEAR, 1.0 / share)):  # one year's work, one year's effect
                self.governance.pending.append(Pending(start, int(option), chosen.site, by))


def takes_effect_today(model: HealthSystem) -> None:
    """What was decided earlier and is due: places open, wards close as far as they are empty, prevention shows."""
    governance, sites = model.accounts.governance, model.world.sites
    for pending in governance.due(model.day):
        if pending.what == Option.COMMUNITY_PLACE:
            opens_places(model, pending.site, int(pending.amount))
            continue
        if pending.what == Option.PREVENTION:
            model.world.parameters["health"]["new_condition"] *= pending.amount
            continue
        site, wanted = sites[pending.site], int(pending.amount)
        closed = max(0, min(wanted, int(site["beds"]) - int(site["occupied"])))
        if closed:
            model.accounts.release_step(pending.site, closed / float(site["beds"]))
            site["beds"] -= closed
        if closed < wanted:  # the rest when it is empty
            governance.pending.append(pending._replace(day=model.day + 28, amount=float(wanted - closed)))
