"""Contracts must pay by chance, depend on size, fail at times, and tempt where they can."""

from __future__ import annotations

import numpy as np

from joinedup.experiments.compare import interval
from joinedup.experiments.falsification.finding import Finding, Number, exact, verdict, within
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


CHECKS = {"F10": noise, "F19": scale}
