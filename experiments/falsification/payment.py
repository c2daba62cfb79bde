"""What payment alone does: little to duplicates; to referrals what fundholding did, with the same altruism."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from joinedup.experiments.falsification.finding import Finding, Number, exact, meets, verdict, within
from joinedup.experiments.falsification.futures import Change, Futures, Past, lived, unchanged
from joinedup.experiments.falsification.ladder import BASE, ladder
from joinedup.model.health_system import HealthSystem
from joinedup.model.parameters import Parameters
from joinedup.model.payment.block import Block
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.margins import HOSPITAL, expected_mix, targets
from joinedup.model.payment.service import Service
from joinedup.model.place import Place, load_place

ELECTIVE = (
    Service.OUTPATIENT_FIRST, Service.OUTPATIENT_FOLLOW_UP, Service.DAY_CASE, Service.ELECTIVE_STAY,
)  # fmt: skip
FUND, FUND_FEES = "fund for electives", "electives"  # what the two contracts of a fund are called
AT_STAKE = (
    900.0  # £ that a referral was expected to cost a fundholder (Dusheiko et al. 2006, in pounds of 2017/18)
)
LOW, HIGH = -5.1, -3.5  # % of chargeable electives: Dusheiko et al. 2006, J Health Econ 25:449


def duplicates(quick: bool = True) -> Finding:
    """F7: payment alone takes duplicates down by more than ten points while records are hardly ever opened."""
    found = ladder(quick)
    opened = found.level(BASE, "records_opened", scale=100.0)
    change = found.difference("P", "duplicates_given_valid", BASE, scale=100.0)
    return Finding(
        "F7",
        "payment alone takes duplicates down by more than 10 points although few records are opened",
        "sums per head against fees, nothing else changed, five years",
        (
            Number("duplicates given a valid result", change, "points"),
            Number("records opened, of those that could be", opened, "%"),
        ),
        verdict([within(change, -10.0, 10.0), within(opened, 4.0, 30.0)]),
        "information is the gate, payment only the lever",
    )


def one_practice(people: int = 20_000) -> Place:
    """A place with one practice and one hospital: what the practice pays for is what its own patients had."""
    place = load_place("dudley").scaled(people)
    return replace(place, practices=(replace(place.practices[0], list_size=people),))


def holds_the_fund(at_stake: float = AT_STAKE) -> Change:
    """The practice gets a budget for electives and pays its hospital for them: so much for a referral, on average."""

    def change(model: HealthSystem) -> None:
        terms, row = model.accounts.terms, int(model.world.sites["hospital"][0])
        listed = next(c for c in terms.contracts if isinstance(c, FeePerProcedure) and c.payee == row)
        chosen = tuple(p if s in ELECTIVE else 0.0 for s, p in enumerate(listed.prices))
        whole = _cost_of_a_referral(model, chosen)
        charge = tuple(p * at_stake / whole for p in chosen)
        rest = tuple(a - b for a, b in zip(listed.prices, charge, strict=True))
        services = model.accounts.services.sum(axis=0)[row]
        budget = float(services @ charge)
        practice = int(terms.entity_of[0])
        fund = Block(payee=practice, sites=(row,), lists=(0,), what=FUND, amount=budget)
        fees = FeePerProcedure(
            payer=practice, payee=row, sites=(row,), lists=(0,), what=FUND_FEES, prices=charge
        )
        others = tuple(replace(c, prices=rest) if c is listed else c for c in terms.contracts)
        model.accounts.switch(model.day, replace(terms, contracts=(*others, fund, fees)))
        model.accounts.refill(model.world.sites)

    return change


def _cost_of_a_referral(model: HealthSystem, prices: tuple[float, ...]) -> float:
    """£ that one referral of the first practice comes to at some prices, with last year's mix."""
    target = targets(model.world.sites)[:1, HOSPITAL]
    mix = expected_mix(target, model.parameters.prices, model.accounts.forecast())
    day_case, follow_ups, treated = (float(x[0]) for x in (mix.day_case, mix.follow_ups, mix.treated))
    treatment = day_case * prices[Service.DAY_CASE] + (1.0 - day_case) * prices[Service.ELECTIVE_STAY]
    visits = prices[Service.OUTPATIENT_FIRST] + follow_ups * prices[Service.OUTPATIENT_FOLLOW_UP]
    return visits + treated * treatment


@cache
def fund(quick: bool) -> Futures:
    """A practice under its list payment, and the same practice holding a fund for electives."""
    return lived(
        {"list": unchanged, "fund": holds_the_fund()},
        years=2,
        replications=16 if quick else 80,
        past=Past(years=2, place=one_practice()),
    )


def fundholding(quick: bool = True) -> Finding:
    """F8: not both halves of fundholding: fewer electives where the practice bears the cost, else no change."""
    altruism = Parameters().decision.altruism
    found = fund(quick)
    referrals = found.percent("fund", "referrals", "list", year=0)
    both_years = found.percent("fund", "referrals", "list")
    waits = found.difference("fund", "elective_median_wait", "list", year=1)
    emergencies = found.percent("fund", "emergency_admissions", "list")
    return Finding(
        "F8",
        "not both halves of fundholding with one altruism: electives down where the practice bears their cost, "
        "emergencies the same",
        f"a practice of 20,000 people that pays £{AT_STAKE:.0f} for a referral from a budget of its own, two years",
        (
            Number("altruism, the default of every other run", exact(altruism)),
            Number(f"referrals, first year (published: {LOW} to {HIGH})", referrals, "%"),
            Number("referrals, both years: here the hospital is the practice's own", both_years, "%"),
            Number("its median wait in the second, which brings referrals back", waits, "days"),
            Number("emergency admissions (published: no change)", emergencies, "%"),
        ),
        verdict([meets(referrals, LOW, HIGH), within(emergencies, -1.0, 1.0)]),
        "the same rule gives up a referral for money and no emergency",
    )


CHECKS = {"F7": duplicates, "F8": fundholding}
