"""Contracts must pay by chance, depend on size, fail at times, and tempt where they can."""

from __future__ import annotations

from functools import cache

import numpy as np

from joinedup.experiments.compare import interval
from joinedup.experiments.falsification.finding import Finding, Number, exact, verdict, within
from joinedup.experiments.falsification.futures import Futures, Past, form, lived
from joinedup.model.chance import uniforms
from joinedup.model.payment.contract import Care, Forecast
from joinedup.model.payment.service import SERVICES, Service, one_price
from joinedup.model.payment.shared_savings import SharedSavings

SMALL, LARGE = 5_000, 500_000
A_HEAD = 800.0  # £ a person of care that the agreement counts
COST_SPREAD = 5.0  # sd ÷ mean of what one person costs in a year
CHANCE_OF_CHANCE = 7  # purpose of the draws: not one of the model's own, whose people these are not


def agreement(people: int) -> SharedSavings:
    """One-sided shared savings for so many people, all else equal: half of what is saved from 2% on."""
    return SharedSavings(
        lists=(0,),
        sites=(0,),
        prices=one_price(Service.GP_CONTACT, 1.0),
        benchmark=A_HEAD,
        variation=COST_SPREAD,
    )


def bonuses(people: int, runs: int) -> np.ndarray:
    """(runs,) bonus as a share of the benchmark where nobody has changed anything: cost varies by chance only."""
    contract = agreement(people)
    u = uniforms(people, CHANCE_OF_CHANCE, np.arange(runs), 0)
    v = uniforms(people, CHANCE_OF_CHANCE + 1, np.arange(runs), 0)
    normal = np.sqrt(-2.0 * np.log1p(-u)) * np.cos(2.0 * np.pi * v)  # Box and Muller
    spent = A_HEAD * people * (1.0 + COST_SPREAD / np.sqrt(people) * normal)
    services = np.zeros((runs, SERVICES))
    services[:, Service.GP_CONTACT] = spent
    paid = contract.income(Care(services, people, people))
    return np.asarray(paid) / (A_HEAD * people)


def noise(quick: bool = True) -> Finding:
    """F10: one-sided shared savings pay nothing where nobody has saved, or small groups are no luckier."""
    runs = 20_000 if quick else 200_000
    sizes = (5_000, 50_000)
    paid = {n: bonuses(n, runs) for n in sizes}
    small, large = (interval(100.0 * paid[n]) for n in sizes)
    lucky = {n: interval(100.0 * (paid[n] > 0.0)) for n in sizes}
    luckier = interval(100.0 * (paid[sizes[0]] - paid[sizes[1]]))
    return Finding(
        "F10",
        "one-sided shared savings pay nothing where behaviour is frozen, or small groups are no luckier than large",
        f"{runs:,} years of an agreement without any change of behaviour, settled by the contract itself",
        (
            Number("mean bonus, 5,000 people (worked number: 1.36)", small, "% of the benchmark"),
            Number("mean bonus, 50,000 people (worked number: 0.30)", large, "% of the benchmark"),
            Number("years in which it pays, 5,000 people", lucky[sizes[0]], "%"),
            Number("years in which it pays, 50,000 people", lucky[sizes[1]], "%"),
        ),
        verdict([within(small, 1e-9, 100.0), within(large, 1e-9, 100.0), within(luckier, 1e-9, 100.0)]),
        "noise earns money, and the more the fewer people there are",
    )


def scale(quick: bool = True) -> Finding:
    """F19: a contract with a threshold comes to the same a head for 5,000 people as for 500,000."""
    expected, slopes = [], []
    for people in (SMALL, LARGE):
        mean = np.zeros((1, SERVICES))
        mean[0, Service.GP_CONTACT] = 0.99 * A_HEAD * people  # care that costs a hundredth less
        size = np.array([float(people)])
        forecast = Forecast(mean, 0.0, size, size)
        contract = agreement(people)
        expected.append(contract.expected_income(forecast) / people)
        slopes.append(-float(contract.marginals(forecast)[Service.GP_CONTACT]))
    differs = [abs(a / b - 1.0) > 0.05 if b else a > 0.0 for a, b in (expected, slopes)]
    return Finding(
        "F19",
        "contracts with thresholds come to the same a head for 5,000 people as for 500,000",
        "one-sided shared savings from 2% on, with care that costs 1% less than the benchmark",
        (
            Number("expected bonus, 5,000 people", exact(expected[0]), "£ a head"),
            Number("expected bonus, 500,000 people", exact(expected[1]), "£ a head"),
            Number("what £1 less of cost brings, 5,000 people", exact(slopes[0]), "£"),
            Number("what £1 less of cost brings, 500,000 people", exact(slopes[1]), "£"),
        ),
        verdict(differs),
        "chance carries small groups over the threshold",
    )


def _counted(found: Futures, name: str, what: str) -> np.ndarray:
    """(replications,) sum of a count of the agreement over the years."""
    return np.array([sum(year.get(what, 0.0) for year in f.governance) for f in found.found[name]])


@cache
def short_and_full(quick: bool) -> Futures:
    """Agreements priced in full and 4% short, under open lists and under an insurer's."""
    return lived(
        {
            "full": form("aco-full"),
            "short": form("aco-full", 0.96),
            "insurer": form("integrated"),
        },
        years=6 if quick else 10,
        replications=6 if quick else 30,
        past=Past(10_000, 2),
    )


def failure(quick: bool = True) -> Finding:
    """F13: an agreement priced 4% short never fails, or is always rescued and it costs nothing."""
    found = short_and_full(quick)
    ends, rescues, cost = (_counted(found, "short", what) for what in ("collapses", "rescues", "rescue cost"))
    ended, rescued = interval(100.0 * (ends > 0.0)), interval(rescues)
    paid = float(cost.sum() / max(1.0, rescues.sum()) / 10_000)
    usual = interval(100.0 * (_counted(found, "full", "collapses") > 0.0))
    free = bool(rescues.sum()) and paid <= 0.0
    answers = [True if ends.sum() else None, not free]
    return Finding(
        "F13",
        "an agreement priced 4% short never fails, or is always rescued without cost",
        "one organisation with one budget of 0.96 and of 1, years after the switch",
        (
            Number("agreements that end, priced 4% short", ended, "%"),
            Number("agreements that end, priced in full", usual, "%"),
            Number("rescues in each, priced 4% short", rescued),
            Number("a rescue costs", exact(paid), "£ a head"),
        ),
        verdict(answers),
        "ends, and what rescues cost, are in the books" if ends.sum() else "none ended in these years",
    )


def selection(quick: bool = True) -> Finding:
    """F14: weak risk adjustment and a low cost of refusing select nobody; or open lists of the NHS do."""
    found = short_and_full(quick)
    insurer, open_lists = (_counted(found, name, "refused") for name in ("insurer", "full"))
    return Finding(
        "F14",
        "weak risk adjustment with a low cost of refusing selects nobody, or lists of the NHS that are open do select",
        "an insurer with its own providers, and one organisation of the NHS: payment by age, sex and deprivation",
        (
            Number("people refused by the insurer", interval(insurer)),
            Number("people refused by practices of the NHS", interval(open_lists)),
        ),
        verdict([bool(insurer.sum()), not open_lists.sum()]),
        "refusing pays where it costs little to refuse",
    )


CHECKS = {"F10": noise, "F13": failure, "F14": selection, "F19": scale}
