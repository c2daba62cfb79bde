"""Claims judged on the runs: each measure's difference with its interval, the verdict, and where it flips."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from joinedup.experiments.claims.claim import Claim, Measure, Rule, Side
from joinedup.experiments.claims.plan import at_value, values_of
from joinedup.experiments.claims.playing import Played
from joinedup.experiments.claims.verdict import (
    Flip,
    Point,
    Verdict,
    contrary,
    distance,
    judged,
    mixed,
    swept,
    together,
)
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.evaluation.bank import Bank
from joinedup.experiments.evaluation.design import DID, Design
from joinedup.experiments.evaluation.power import EMERGENT
from joinedup.experiments.evaluation.power import judged as judged_trials

TRIALS = 2_000  # drawn from the lives there are


class Evidence(NamedTuple):
    """One measure as it came out."""

    measure: Measure
    base: float  # of the arm it is compared with
    found: Difference
    margin: float  # below which a difference does not matter, in the unit of the outcome
    verdict: Verdict

    @property
    def contrary(self) -> bool:
        """Whether it certainly goes the other way, by more than does not matter."""
        return contrary(self.found, self.measure.direction, self.margin)

    @property
    def inside(self) -> float:
        """How far inside the claim the mean lies, as a share of the base; in its own unit where there is none."""
        return distance(self.found.mean, self.measure.direction, self.margin) / (abs(self.base) or 1.0)


class At(NamedTuple):
    """A claim at one value of what is varied."""

    value: float | str
    verdict: Verdict
    evidence: tuple[Evidence, ...]


class Judged(NamedTuple):
    """A claim and what the runs say about it."""

    claim: Claim
    verdict: Verdict
    at_default: Verdict
    evidence: tuple[Evidence, ...] = ()
    beside: tuple[Evidence, ...] = ()
    values: tuple[At, ...] = ()
    flips: tuple[Flip, ...] = ()
    outside: str = ""  # why it is outside the model


def judge(claim: Claim, played: Played) -> Judged:
    """What the runs say about a claim."""
    plan = played.plan
    lacking = [
        plan.impossible[run]
        for measure in claim.measures
        for run, _ in plan.runs_of(measure)
        if run in plan.impossible
    ]
    beside = tuple(_evidence(m, played) for m in claim.beside if _can_be_played(m, played))
    if claim.outside or lacking:
        why = claim.outside or f"this place cannot play it: {lacking[0]}"
        return Judged(claim, Verdict.OUTSIDE, Verdict.OUTSIDE, beside=beside, outside=why)
    evidence = _all(claim.measures, played)
    verdict = _verdict(claim, evidence)
    values = _swept(claim, played)
    flips: list[Flip] = []
    whole = verdict
    if any(isinstance(v.value, str) for v in values):
        both = {Verdict.SUPPORTED, Verdict.NOT_SUPPORTED} <= {v.verdict for v in values}
        whole = Verdict.DEPENDS if both else verdict
    elif values:
        points = [
            Point(float(v.value), v.verdict, min(e.inside for e in v.evidence))
            for v in values
            if not isinstance(v.value, str)
        ]
        whole, flips = swept(points, verdict)
    return Judged(claim, whole, verdict, evidence, beside, values, tuple(flips))


def _can_be_played(measure: Measure, played: Played) -> bool:
    return all(run in played.plan.where for run, _ in played.plan.runs_of(measure))


def _all(measures: Sequence[Measure], played: Played) -> tuple[Evidence, ...]:
    return tuple(_evidence(m, played) for m in measures)


def _verdict(claim: Claim, evidence: Sequence[Evidence]) -> Verdict:
    if claim.rule is Rule.ALL:
        return together(e.verdict for e in evidence)
    outcomes = dict.fromkeys(e.measure.outcome for e in evidence)
    return together(
        mixed([(e.found, e.margin) for e in evidence if e.measure.outcome == outcome]) for outcome in outcomes
    )


def _swept(claim: Claim, played: Played) -> tuple[At, ...]:
    if claim.sweep is None:
        return ()
    found = []
    for value in values_of(claim.sweep, claim, played.plan.numbers):
        measures = at_value(claim, claim.sweep, value)
        if all(_can_be_played(m, played) for m in measures):
            evidence = _all(measures, played)
            found.append(At(value, _verdict(claim, evidence), evidence))
    return tuple(found)


def _evidence(measure: Measure, played: Played) -> Evidence:
    if measure.trial is not None:
        base, found = _missed(measure, played)
    else:
        values, against = _difference(measure.outcome, measure.side, played)
        if measure.beyond is not None:
            values = values - _difference(measure.outcome, measure.beyond, played)[0]
        base, found = float(against.mean()), interval(values)
    margin = measure.share * abs(base) if measure.least is None else measure.least
    return Evidence(measure, base, found, margin, judged(found, measure.direction, margin))


def _difference(outcome: str, side: Side, played: Played) -> tuple[np.ndarray, np.ndarray]:
    """(replications,) one arm less the other, and the other."""
    mine, theirs = (played.values(run, outcome, side) for run in played.plan.pair(side))
    return mine - theirs, theirs


def _missed(measure: Measure, played: Played) -> tuple[float, Difference]:
    """Share of trials that miss what the arm does, less the share that may; every replication is a life."""
    trial = measure.trial
    assert trial is not None
    design = Design(DID, trial.treated, trial.controls, trial.before, trial.after)
    if len(played.replications) < design.places:
        return trial.missed, Difference(nan, nan, nan)
    changed, unchanged = (
        played.series(run, measure.outcome)[:, 2 - trial.before :][:, : design.years]
        for run in played.plan.pair(measure.side)
    )
    bank = Bank((played.plan.place.name,) * len(unchanged), (trial.before,), unchanged, changed[np.newaxis])
    found = next(
        v for v in judged_trials(bank, design, -0.04, TRIALS, played.plan.seed) if v.truth == EMERGENT
    )
    error = found.missed_error
    if isnan(found.missed) or isnan(error):
        return trial.missed, Difference(found.missed - trial.missed, nan, nan)
    low, high = max(0.0, found.missed - error), min(1.0, found.missed + error)
    return trial.missed, Difference(found.missed - trial.missed, low - trial.missed, high - trial.missed)
