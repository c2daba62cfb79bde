"""People and pence: conservation, a place without illness, a neutral switch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort, Where
from joinedup.experiments.verification.check import Check, beyond, exactly, within
from joinedup.experiments.verification.quiet import WELL
from joinedup.experiments.verification.runs import FRICTIONLESS, NUMB, PEOPLE, YEAR, life
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER, INPUTS
from joinedup.model.payment.contract import Care
from joinedup.model.year_book import month_end_after

STATES = 200


def conservation(quick: bool = True) -> Iterator[Check]:
    """V6, V7: every month everybody is in one place, beds hold patients, all accounts sum to nothing."""
    years = 3 if quick else 10
    model = HealthSystem("dudley", people=PEOPLE, rng=4)
    nowhere, beds, unexplained, pence, flows = 0, 0, 0, 0, 0
    alive, born, died = _alive(model), 0, 0
    for _ in range(12 * years):
        if model.day == YEAR:
            model.switch_at(YEAR, "PIO")
        before = model.world.tallies.sum(axis=0)
        done = len(model.years)
        model.run_for(month_end_after(model.day) - model.day)
        after = (
            model.world.tallies.sum(axis=0)
            if len(model.years) == done
            else model.years[-1].tallies.sum(axis=0)
        )
        born, died = (int(after[w] - before[w]) for w in (What.BIRTH, What.DEATH))
        people, sites = model.world.people, model.world.sites
        where = people["where"]
        nowhere += int((where > Where.DEAD).sum())
        inside = np.isin(where, (Where.WARD, Where.DELAYED, Where.ELECTIVE_WARD, Where.CRISIS_BED))
        held = np.bincount(people["hospital"][inside], minlength=len(sites))
        # a care home is where people live, not a ward
        wards = np.isin(sites["role"], (Sort.HOSPITAL, Sort.MENTAL_HEALTH))
        beds += int(np.abs(held - sites["occupied"])[wards].sum()) + int(
            (sites["occupied"] > sites["beds"]).sum()
        )
        now = _alive(model)
        unexplained += abs(now - alive - born + died)
        alive = now
        ledger = model.accounts.ledger
        pence += abs(sum(ledger.balances.values()))
        moved = dict.fromkeys(ledger.balances, 0)
        for (payer, payee, _, _), amount in ledger.flows.items():
            moved[payer] -= amount
            moved[payee] += amount
        flows += sum(moved[name] != balance for name, balance in ledger.balances.items())
    months = f"in {12 * years} months"
    yield exactly("V6", f"people in no place {months}", 0, nowhere)
    yield exactly("V6", f"beds that hold nobody, people in no bed, beds held twice {months}", 0, beds)
    yield exactly("V6", f"people whose coming or going nothing explains {months}", 0, unexplained)
    yield exactly("V7", f"pence made or lost {months}", 0, pence)
    yield exactly("V7", f"accounts that are not what their payments make them {months}", 0, flows)


def _alive(model: HealthSystem) -> int:
    return int((model.world.people["where"] < Where.UNBORN).sum())


def planted_faults(quick: bool = True) -> Iterator[Check]:
    """V6, V7: the monthly audit finds a fault that is put there on purpose."""
    for id, what in (
        ("V6", "a patient put into a bed that nobody counted"),
        ("V7", "a penny made from nothing"),
    ):
        model = HealthSystem("dudley", people=400, rng=4)
        model.run_for(40)
        if id == "V6":
            home = int(np.argmax(model.world.people["where"] == Where.HOME))
            model.world.people["where"][home] = Where.WARD
            model.world.people["step_day"][home] = 10_000
            model.world.people["hospital"][home] = model.world.sites["hospital"][0]
        else:
            model.accounts.ledger.balances[INPUTS] += 1
        try:
            model.run_for(40)
        except RuntimeError:
            found = "found"
        else:
            found = "missed"
        yield exactly(id, what, "found", found)


def nobody_ill(quick: bool = True) -> Iterator[Check]:
    """V31: without illness nothing is done, care costs its fixed cost, and a budget leaves the rest."""
    model = life("P", {**WELL, **FRICTIONLESS, "prices.trust_margin": 0.10}, years_after=2)
    counted = np.sum([book.tallies.sum(axis=0) for book in model.years], axis=0)
    lives = (What.BIRTH, What.DEATH, What.PERSON_DAYS, What.QALY)
    others = np.delete(counted, [int(w) for w in lives])
    yield exactly("V31", "everything that happened but births, deaths and lives lived", 0, int(others.sum()))
    yield beyond("V31", "births and deaths", 0.0, float(counted[What.BIRTH] + counted[What.DEATH]))
    year = model.years[-1]
    accounts = model.accounts
    fixed = float((accounts.fixed + accounts.step).sum())
    cost = sum(year.spending["resources"].values())
    yield within("V31", "£ of resources in a year: the fixed cost", fixed, cost, 1.0)
    trust = int(np.argmax(model.world.sites["role"] == Sort.COMMUNITY))
    name = accounts.names[accounts.terms.entity_of[trust]]
    contract = next(c for c in accounts.terms.contracts if c.sites == (trust,))
    yield exactly("V31", "how the community trust is paid", "Capitation", type(contract).__name__)
    budget = accounts.ledger.paid(payee=name, year=len(model.years) - 1) / 100.0
    own = float(accounts.fixed[trust] + accounts.step[trust])
    yield beyond("V31", "£ of its budget", 0.0, budget)
    yield within("V31", "£ of its surplus: budget less fixed cost", budget - own, year.surpluses[name], 1.0)
    # people are born and die, so the budget moves a little from the year that set the cost
    yield within("V31", "surplus ÷ budget: the usual margin", 0.10, year.surpluses[name] / budget, 0.02)


def neutral_switch(quick: bool = True) -> Iterator[Check]:
    """V35: with behaviour frozen a budget-neutral switch leaves what payers spend where it was."""
    frozen = {**NUMB, **FRICTIONLESS}
    sums: dict[str, float] = {}

    def note(model: HealthSystem) -> None:
        sums["before"] = sum(model.accounts.last_year_payments())

    people = 5_000 if quick else 20_000
    model = life("P", frozen, years_after=1, people=people, at_switch=note)
    accounts = model.accounts
    kept = life("P", frozen, years_after=0, people=people)
    books = kept.accounts
    weighted = [float(books.weighted[list(c.lists)].sum()) for c in books.terms.contracts]
    heads = [float(books.people[list(c.lists)].sum()) for c in books.terms.contracts]
    services = books.settlements.of_sites @ books.services.sum(axis=0)
    promised = sum(
        float(c.payment(Care(services[i], heads[i], weighted[i], 1.0, YEAR)))
        for i, c in enumerate(books.terms.contracts)
    )
    yield within(
        "V35", "£ the new terms promise for last year's care and people", sums["before"], promised, 1.0
    )
    paid = [accounts.ledger.paid(payer=COMMISSIONER, year=y) for y in (0, 1)]
    fees = life(None, frozen, years_after=1, people=people).accounts.ledger.paid(payer=COMMISSIONER, year=1)
    # one year's fees move by chance; the sums do not
    yield within(
        "V35", "what the commissioner pays the year after ÷ the year before", 1.0, paid[1] / paid[0], 0.02
    )
    yield within("V35", "the same ÷ what fees would have come to", 1.0, paid[1] / fees, 0.05)
    short = life("P", frozen, years_after=1, people=people, adequacy=0.95).accounts
    less = (paid[1] - short.ledger.paid(payer=COMMISSIONER, year=1)) / paid[1]
    yield within("V35", "share by which a budget of 0.95 pays less", 0.05, less, 0.001)


def out_of_reach(quick: bool = True) -> Iterator[Check]:
    """V28: what no policy can reach is the same to the last bit in every arm."""
    arms = [life(switches, years_after=3) for switches in (None, "P", "PIO", "PIOK")]
    base = arms[0]
    born = [int(book.tallies[:, What.BIRTH].sum()) for book in base.years]
    for arm, name in zip(arms[1:], ("P", "PIO", "PIOK"), strict=True):
        both = (base.world.people["where"] < Where.UNBORN) & (arm.world.people["where"] < Where.UNBORN)
        differs = sum(
            int((base.world.people[column][both] != arm.world.people[column][both]).sum())
            for column in ("person", "born", "sex", "decile", "conditions", "mind", "need_day", "group")
        )
        births = [int(book.tallies[:, What.BIRTH].sum()) for book in arm.years]
        yield exactly(
            "V28",
            f"births that differ under {name}",
            0,
            sum(a != b for a, b in zip(born, births, strict=True)),
        )
        yield exactly("V28", f"conditions and days of candidate needs that differ under {name}", 0, differs)
        changed = int((base.years[-1].tallies != arm.years[-1].tallies).sum())
        yield beyond("V28", f"cells of the last year's tallies that {name} does change", 0.0, float(changed))


CHECKS = (conservation, planted_faults, nobody_ill, neutral_switch, out_of_reach)
