"""HealthSystem(mesa.Model): a place and its people; the day, the month and the year, readable as lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from mesa.time import Priority

from joinedup.agents.accountable_body import AccountableBody
from joinedup.agents.care_home import CareHome
from joinedup.agents.commissioner import Commissioner
from joinedup.agents.community_care import CommunityCare
from joinedup.agents.gp_practice import GPPractice
from joinedup.agents.home_care import HomeCare
from joinedup.agents.hospital import Hospital
from joinedup.agents.mental_health import MentalHealthCare
from joinedup.agents.out_of_hours import OutOfHours
from joinedup.agents.patient import Mark, Patient
from joinedup.agents.patients import Patients
from joinedup.agents.social_care import SocialCare
from joinedup.agents.vocabulary import Sort
from joinedup.model import audit
from joinedup.model.accounts import Accounts
from joinedup.model.branch import branched
from joinedup.model.closing import closed_year
from joinedup.model.digest import digest_of
from joinedup.model.genesis import first_world, grown, link_sites, opening_list
from joinedup.model.head_count import Heads, heads_of
from joinedup.model.journey.care_month import closes_care_month
from joinedup.model.journey.day import counts_lives, plays, settles_in
from joinedup.model.links import set_links
from joinedup.model.mesa_tools import takes_steps, yearly_collector
from joinedup.model.month_end import audits, sets_policies
from joinedup.model.monthly_review import sense_month
from joinedup.model.new_numbers import numbers_of_a_day
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.forms import Choice, Form, form_called
from joinedup.model.organisation.own_contracts import OwnContracts
from joinedup.model.organisation.switches import checked_switches
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.parameters import Parameters
from joinedup.model.payment.contract_file import read_contracts
from joinedup.model.payment.risk_weights import weighted_people
from joinedup.model.place import Place, load_place
from joinedup.model.policy import Planned, carry_out, plan
from joinedup.model.population import births_of_year, draw_people
from joinedup.model.referral_graph import ReferralGraph
from joinedup.model.sites import build_sites
from joinedup.model.year_book import MONTHS, YEAR, YearBook, month_end_after
from joinedup.model.yearly_review import reviews_month, reviews_year

LAST_DAY = 32_000  # charts keep days in two bytes
AGENT_OF = {
    Sort.PRACTICE: GPPractice,
    Sort.HOSPITAL: Hospital,
    Sort.COMMUNITY: CommunityCare,
    Sort.MENTAL_HEALTH: MentalHealthCare,
    Sort.COUNCIL: SocialCare,
    Sort.OUT_OF_HOURS: OutOfHours,
    Sort.CARE_HOME: CareHome,
    Sort.HOME_CARE: HomeCare,
}


def rows_of_log(log: bool | frozenset[int], people: int) -> int:
    """Room for the events of a month of those who are logged: twelve a person, and some more."""
    if isinstance(log, bool):
        return 12 * people + 10_000 if log else 0
    return max(200_000, 12 * len(log) + 10_000)


class HealthSystem(mesa.Model):
    """A place's patients, providers and payers, from 1 April of the first year (day 0).

    place: a built-in name, a YAML file, or a Place.  people: scale the place, with its providers, to so many.
    rng: the seed of all luck; None for a new one.
    parameters: numbers other than the defaults, as Parameters or {"section.name": value}.
    log: True for every patient's events, or the ids of chosen people; off by default.

    Raises: ValueError for an unknown place, a number out of range or too few people.
    """

    _collector: Any = None

    def __init__(
        self,
        place: str | Path | Place = "dudley",
        people: int | None = None,
        *,
        rng: int | None = 1,
        parameters: Parameters | Mapping[str, Any] | None = None,
        log: bool | Iterable[int] = False,
    ) -> None:
        super().__init__(rng=rng)
        takes_steps(self)
        self.seed_of_luck = int(self._seed)  # as given, or drawn by Mesa
        self.place = place if isinstance(place, Place) else load_place(place)
        if people is not None:
            self.place = self.place.scaled(people)
        self.parameters = (
            parameters if isinstance(parameters, Parameters) else Parameters().with_changes(parameters or {})
        )
        sites = build_sites(self.place, self.parameters)
        self.codes, self.names = sites.codes, sites.names
        p = self.parameters
        self.graph = ReferralGraph(
            sites.table, self.codes, p.letters, self.place.joint_working, self.seed_of_luck, self.names
        )
        set_links(self.graph, self.place.links)
        records, charts = draw_people(self.place, self.seed_of_luck, p.population)
        self._logging = log if isinstance(log, bool) else frozenset(log)
        rows = rows_of_log(self._logging, len(records))
        self.world = first_world(records, charts, sites.table, self.graph, p, self.seed_of_luck, rows)
        self._mark_logged(0)
        opening_list(self.world, p, self.seed_of_luck)
        terms = separate_providers(sites.table, p.prices, p.costs)
        self.accounts = Accounts(
            sites.table,
            terms,
            p.prices,
            p.costs,
            float(p.decision.income_effect),
            self.codes,
            float(p.commissioner.rescue_chance),
        )
        self.accounts.refill(sites.table)
        self._kept_on: Accounts | None = None  # the books of before, while behaviour is frozen
        self.years: list[YearBook] = []
        self.log_parts: list[np.ndarray] = []
        self.switches: list[Planned] = []  # carried out
        self._planned: list[Planned] = []
        self.day = 0
        self._start_year()
        settles_in(self.world, 0, 0)
        self.census = audit.census(self._heads())
        self._started = False
        self._make_agents()
        self._schedule_month_end()

    @property
    def year_by_site(self) -> np.ndarray:
        """(sites, whats) what has happened at each site in the months of this year that are closed."""
        return self._by_site

    @property
    def year_spent(self) -> np.ndarray:
        """(sites, whats) pence of variable cost at each site in the months of this year that are closed."""
        return self._spent

    @property
    def governance(self) -> list[dict[str, float]]:
        """What was decided at the end of each year: levels, investments, profit, rescues, collapses."""
        return self.accounts.governance.years

    @property
    def felt(self) -> Accounts:
        """The books whose money and terms behaviour sees: those in force, unless a change was made with frozen behaviour.

        Then they are the books of before, kept on as if nothing had changed.
        """
        return self._kept_on or self.accounts

    # --- agents

    def _make_agents(self) -> None:
        for row, (code, name) in enumerate(zip(self.codes, self.names, strict=True)):
            AGENT_OF[Sort(int(self.world.sites["role"][row]))](self, self.world.sites, row, code, name)
        Commissioner(self, self.place.commissioner, f"commissioner of {self.place.title}")
        AccountableBody(self, f"{self.place.name}-board", "accountable body")
        self._agents_by_type[Patient] = Patients(self)

    @property
    def records(self) -> np.ndarray:
        """Records of everybody, the unborn and the dead included."""
        return self.world.people

    @property
    def charts(self) -> np.ndarray:
        """Charts of everybody, in the order of `records`."""
        return self.world.charts

    @property
    def referral_graph(self) -> Any:
        """The `networkx.DiGraph` of referrals: edit it before a run, read flows from it afterwards."""
        return self.graph.graph

    # --- time

    def step(self) -> None:
        """One day: Mesa has `model.step()` play it, as `run_for(1)` does.

        A subclass's own step is called at the end of every day; here there is nothing more to do.
        """

    def _do_step(self) -> None:
        self._user_step()  # without Mesa's count: `steps` are the days played

    def _advance_time(self, until: float) -> None:
        """Mesa's own event list, with the days between two events played by compiled code.

        Raises: ValueError beyond the last day the tables can hold.
        """
        if until > LAST_DAY:
            raise ValueError(
                f"day {until:g} is beyond the last day a run can hold; it must be at most {LAST_DAY}"
            )
        if not self._started:
            self._take_edits()
        while not self._event_list.is_empty() and self._event_list.peek_ahead(1)[0].time <= until:
            event = self._event_list.pop_event()
            self._play_until(int(event.time))
            self.time = event.time
            event.execute()
        self._play_until(int(until))
        self.time = until

    def _take_edits(self) -> None:
        """The referral graph as the user left it is what the run starts from."""
        self._started = True
        self.graph.take_edits()
        self.world = self.world._replace(edges=self.graph.edges)
        link_sites(self.world.sites, self.graph)

    def _play_until(self, day: int) -> None:
        if day > self.day:
            plays(self.world, self.day, day)
            self.day = self.steps = day

    def _schedule_month_end(self) -> None:
        self.schedule_event(self._month_ends, at=month_end_after(self.day))

    def _month_ends(self) -> None:
        """Close the books of the month, review every provider's policy, audit."""
        self._schedule_month_end()
        world, p = self.world, self.parameters
        year_ends = self.day % YEAR == 0
        if year_ends:
            counts_lives(world, self.day)
        closes_care_month(world, self.day, MONTHS[self._months_noted % 12])
        heads = self._heads()
        sense_month(world.sites, world.activity, world.spent, p)
        weighted = weighted_people(heads.registered, p.risk)
        registered = heads.registered.sum(axis=1)
        for books in {id(b): b for b in (self.accounts, self.felt)}.values():
            books.close_month(self.day - 1, world.activity, world.spent, weighted, registered)
            if year_ends:
                books.close_year(self.day - 1)
        audits(self, heads)
        self._note_month()
        if year_ends:
            self._year_ends()
        reviews_month(self)
        sets_policies(self)

    def _heads(self) -> Heads:
        return heads_of(self.world.people, self.world.households, len(self.world.sites))

    def _note_month(self) -> None:
        world = self.world
        self._by_site += world.activity
        self._spent += world.spent
        hospital = world.sites["role"] == Sort.HOSPITAL
        days = MONTHS[self._months_noted % 12]
        self._bed_days += days * int(world.sites["beds"][hospital].sum())
        self._months_noted += 1
        world.activity[:] = 0
        world.spent[:] = 0
        today = world.today[0]
        if today["log_length"]:
            self.log_parts.append(world.log[: int(today["log_length"])].copy())
            today["log_length"] = 0

    def _year_ends(self) -> None:
        reviews_year(self)
        year = len(self.years)
        self.years.append(closed_year(self, year, self._by_site, self._spent, self._bed_days))
        self._start_year()

    def _start_year(self) -> None:
        """Room for the year's books, and the children who will be born in it."""
        world = self.world
        self._by_site = np.zeros_like(world.activity)
        self._spent = np.zeros_like(world.spent)
        self._bed_days, self._months_noted = 0, 0
        self._tallied = np.zeros(world.tallies.shape[1], np.int64)
        first = int(world.people["person"].max()) + 1
        born, charts = births_of_year(
            self.place, self.day // YEAR, self.seed_of_luck, first, self.parameters.population
        )
        row = len(world.people)
        self.world = grown(world, born, charts)
        self._mark_logged(row)
        if self.day or self.years:
            settles_in(self.world, row, self.day)

    def _mark_logged(self, row: int) -> None:
        people = self.world.people
        if self._logging is True:
            people["marks"][row:] |= Mark.LOGGED
        elif self._logging is not False:
            wanted = np.isin(people["person"][row:], np.fromiter(self._logging, np.int64))
            people["marks"][row:][wanted] |= Mark.LOGGED

    # --- policy

    def switch_at(
        self, day: int, switches: Iterable[str] = (), adequacy: float = 1.0, frozen: bool = False
    ) -> None:
        """Change the terms on a day: any of "P", "I", "O", "K"; none at all is a placebo.

        adequacy: budgets after the switch as a share of what was paid before.
        frozen: money flows under the new terms, and everybody behaves as under the old ones.
        Raises: ValueError for a day that is past or no month's end, or an unknown switch.
        """
        plan(self, Planned(day, checked_switches(switches), adequacy, frozen))

    def takes_form(
        self,
        day: int,
        form: str | Form,
        *,
        private: bool = False,
        fund: bool = False,
        social_care: bool = False,
        adequacy: float = 1.0,
        frozen: bool = False,
    ) -> None:
        """Providers take a form of organisation on a day: one of `joinedup forms`, or one of your own.

        private: a company runs the joint budget.  fund: money from outside for community places.
        social_care: social care is in the budget.  adequacy, frozen: as in `switch_at`.
        Raises: ValueError for a day that is past or no month's end, or a form this place cannot take.
        """
        chosen = form_called(form) if isinstance(form, str) else form
        plan(self, Planned(day, Choice(chosen, private, fund, social_care), adequacy, frozen))

    def changes_numbers(self, day: int, numbers: Mapping[str, Any]) -> None:
        """Numbers of the register take new values on a day, {"section.name": value}; the past stays as it was.

        Raises: ValueError for a day that is past or no month's end, or a number that cannot change at a switch.
        """
        plan(self, Planned(day, numbers_of_a_day(numbers)))

    def takes_contracts(self, day: int, file: str | Path, adequacy: float = 1.0) -> None:
        """Contracts of a YAML file are put in force on a day, for the payees they name; see `own_contracts`.

        adequacy: as in `switch_at`.
        Raises: ValueError for a day that is past or no month's end, or a contract that cannot be put in force here.
        """
        written = tuple(read_contracts(file, whole=False))
        plan(self, Planned(day, OwnContracts(written), adequacy))

    def _await_policy(self, day: int) -> None:
        self.schedule_event(self._policy_changes, at=day, priority=Priority.LOW)

    def _policy_changes(self) -> None:
        carry_out(self)

    # --- futures

    def branch(self) -> HealthSystem:
        """An independent copy of the model today: burn in once, then run any number of futures from it.

        Events and agents that a user added, and what a subclass keeps, are not carried over.
        """
        return branched(self)

    # --- reading

    @property
    def log(self) -> np.ndarray:
        """All logged events so far, in order of booking (EVENT)."""
        rest = self.world.log[: int(self.world.today[0]["log_length"])]
        return np.concatenate([*self.log_parts, rest])

    @property
    def datacollector(self) -> Any:
        """Mesa's data collector: one of your own if you set it, else every outcome by year."""
        return yearly_collector(self) if self._collector is None else self._collector

    @datacollector.setter
    def datacollector(self, collector: Any) -> None:
        self._collector = collector

    def digest(self) -> str:
        """A hash of everything that happened and of where everybody is: equal worlds have equal digests."""
        return digest_of(self.years, self.world)

    def outcomes(self) -> dict[str, list[float]]:
        """Every outcome by year: {name: [first year, second year, ...]}."""
        return {name: [outcome(book) for book in self.years] for name, outcome in OUTCOMES.items()}
