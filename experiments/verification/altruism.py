"""Altruism without end: money no longer moves anybody, and all contracts give the same care."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from joinedup.agents.decision import (
    DecisionParameters,
    best_effort,
    best_intensity,
    best_readiness,
    best_throughput,
    critical_severity,
    gain_of_finding,
    look_chance,
    referral_cut_off,
)
from joinedup.experiments.verification.check import Check, beyond, within
from joinedup.experiments.verification.runs import KEEN, life

VAST = 1e9  # altruism without end, for the rules
MOST = 100.0  # for a whole place: the most that may be asked for
EARNS, COSTS = 1_100.0, -1_300.0  # £ of one more admission under a fee and under a sum
# what each rule answers to altruism and a margin, and what patients alone would want
ACTS: dict[str, tuple[Callable[[float, float], float], float]] = {
    "severity from which patients are admitted": (
        lambda a, m: critical_severity(m, 900.0, DecisionParameters(altruism=a), 1.0, 1.0), 0.40,
    ),
    "services per case": (lambda a, m: best_intensity(a, 300.0, 50.0, max(m, 0.0), 100.0), 6.0),
    "chance of opening the record": (
        lambda a, m: look_chance(0.5, gain_of_finding(a, 50.0, 10.0, 0.9, 1.0, 1.0, m / 30.0, 1.0), 3.0, 10.0), 1.0,
    ),
    "£ of benefit below which nobody is referred": (lambda a, m: referral_cut_off(max(-m, 0.0), a), 0.0),
    "readiness for discharge, at its cap": (
        lambda a, m: best_readiness(0.35, 0.3, 1_500.0, a, 1.0, 1.0, m, 150.0, 0.0), 3.0,
    ),
    "throughput while anybody waits, at its cap": (
        lambda a, m: best_throughput(a, 400.0, 2.0, 1.0, 1.0, m, 500.0, 23.0), 1.3,
    ),
    "hand-off effort, at its cap": (lambda a, m: best_effort(a, 15.0, 1.0, 1.0, m, 0.1, 10.0, 1.0), 1.0),
}  # fmt: skip
OUTCOMES = ("emergency_admissions", "electives", "referrals")


def altruism_without_end(quick: bool = True) -> Iterator[Check]:
    """V30: every rule ends at what is best for the patient, and a place gives the same care under any contract."""
    for what, (act, best) in ACTS.items():
        yield beyond("V30", f"{what}: difference at altruism 1", 0.0, abs(act(1.0, EARNS) - act(1.0, COSTS)))
        for margin in (EARNS, COSTS):
            yield within("V30", f"{what}, at £{margin:.0f}", best, float(act(VAST, margin)), 1e-5)
    seeds = range(2 if quick else 10)
    few, many = (_differences(altruism, seeds) for altruism in (2.0, MOST))
    for name in OUTCOMES:
        claim = f"{name}, a sum against fees: share of the difference left at altruism {MOST:.0f}"
        yield within("V30", claim, 0.0, many[name] / few[name], 0.34)


def _differences(altruism: float, seeds: range) -> dict[str, float]:
    """Mean size of the difference that payment makes where everybody feels every pound, by outcome."""
    parameters: dict[str, Any] = {**KEEN, "decision.altruism": altruism}
    found = dict.fromkeys(OUTCOMES, 0.0)
    for seed in seeds:
        fees, heads = (
            life(switches, parameters, people=10_000, seed=seed).outcomes() for switches in (None, "P")
        )
        for name in OUTCOMES:
            found[name] += abs(heads[name][-1] / fees[name][-1] - 1.0) / len(seeds)
    return found


CHECKS = (altruism_without_end,)
