"""Designs drawn from a bank of places again and again: how wrong an evaluator is, and how often.

Three truths are put to every design: nothing happens; a stated effect is imposed, by scaling what was counted after
the change; and what the change really did, of which the twin of every place knows the exact size.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, nan, sqrt
from typing import NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Luck
from joinedup.experiments.evaluation.bank import Bank
from joinedup.experiments.evaluation.design import DID, SYNTHETIC, Design
from joinedup.experiments.evaluation.estimators import (
    Seen,
    difference_in_differences,
    stepped_wedge,
)
from joinedup.experiments.evaluation.synthetic import synthetic_control, weights_of
from joinedup.model.chance import uniforms

NOTHING, IMPOSED, EMERGENT = "nothing", "imposed", "emergent"


class Verdict(NamedTuple):
    """What evaluators with one design would report of one truth, over many of them. Effects in percent."""

    design: Design
    truth: str  # nothing, imposed, emergent
    true: float  # the twin's answer: mean over the places and years that had changed
    mean: float  # of the estimates
    bias: float  # mean less true, percentage points
    bias_error: (
        float  # half of its 95% interval, as of the shares below: another bank would say something else
    )
    low: float  # 2.5% of the estimates are lower
    high: float  # and 2.5% higher
    significant: float  # share called an effect
    significant_error: float
    missed: float  # share not called an effect of the true sign; nan where nothing happens
    missed_error: float
    covered: float  # share of intervals that hold the truth; nan without intervals
    designs: int  # drawn
    disjoint: int  # designs the bank holds that share no place with one another


def designs_drawn(
    bank: Bank, design: Design, number: int, seed: int = 1, volunteers: bool = False
) -> np.ndarray:
    """(number, places) rows of the bank, none twice in a design, the treated first.

    volunteers: the treated are those with most in the last year before the change, not drawn by lot.
    Raises: ValueError for more places than the bank has.
    """
    if design.places > len(bank):
        raise ValueError(
            f"{design.words} places are {design.places}, but the bank holds {len(bank)}; take more --seeds or more --places"
        )
    lots = [uniforms(seed, int(Luck.PLACES_DRAWN), np.arange(len(bank)), k) for k in range(number)]
    drawn = np.argsort(lots, axis=1, kind="stable")[:, : design.places]
    if volunteers:
        most = -bank.unchanged[drawn, min(design.starts) - 1]
        drawn = np.take_along_axis(drawn, most.argsort(axis=1, kind="stable"), axis=1)
    return np.asarray(drawn)


def judged(
    bank: Bank,
    design: Design,
    imposed: float,
    number: int = 2_000,
    seed: int = 1,
    volunteers: bool = False,
) -> list[Verdict]:
    """What the evaluators of many designs would report when nothing happens, and when something does.

    imposed: a share, -0.04 for a fall of 4%.
    """
    drawn = designs_drawn(bank, design, number, seed, volunteers)
    changed = design.changed
    base = np.log(bank.unchanged[drawn][:, :, : design.years])
    truths = {NOTHING: base, IMPOSED: base + log(1.0 + imposed) * changed}
    if set(design.starts) - {design.years} <= set(bank.starts):
        truths[EMERGENT] = _with_change(bank, design, drawn, base)
    weights = weights_of(base, design) if design.kind == SYNTHETIC else None
    return [
        _verdict(design, truth, panels, base, _seen(design, panels, weights), drawn, len(bank))
        for truth, panels in truths.items()
    ]


def _with_change(bank: Bank, design: Design, drawn: np.ndarray, base: np.ndarray) -> np.ndarray:
    panels = base.copy()
    for place, start in enumerate(design.starts):
        if start < design.years:
            lives = bank.changed[bank.starts.index(start), drawn[:, place]]
            panels[:, place] = np.log(lives[:, : design.years])
    return panels


def _seen(design: Design, panels: np.ndarray, weights: np.ndarray | None) -> Seen:
    if design.kind == DID:
        return difference_in_differences(panels, design)
    if design.kind == SYNTHETIC:
        return synthetic_control(panels, design, weights)
    return stepped_wedge(panels, design)


def _verdict(
    design: Design,
    truth: str,
    panels: np.ndarray,
    base: np.ndarray,
    seen: Seen,
    drawn: np.ndarray,
    lives: int,
) -> Verdict:
    changed = design.changed
    twins = ((panels - base) * changed).sum(axis=(1, 2)) / changed.sum()
    true, mean = float(twins.mean()), float(seen.effect.mean())
    low, high = np.quantile(seen.effect, (0.025, 0.975))
    right = seen.significant & (np.sign(seen.effect) == np.sign(true))
    has_interval = not np.isnan(seen.low).all()
    return Verdict(
        design,
        truth,
        _percent(true),
        _percent(mean),
        _percent(mean) - _percent(true),
        100.0 * exp(mean) * half_width(seen.effect - twins, drawn, lives),
        _percent(float(low)),
        _percent(float(high)),
        float(seen.significant.mean()),
        half_width(seen.significant, drawn, lives),
        nan if true == 0.0 else 1.0 - float(right.mean()),
        nan if true == 0.0 else half_width(right, drawn, lives),
        float(((seen.low <= twins) & (twins <= seen.high)).mean()) if has_interval else nan,
        len(panels),
        lives // design.places,
    )


def half_width(values: np.ndarray, drawn: np.ndarray, lives: int) -> float:
    """Half the 95% interval of a mean over designs that share the lives of one bank: a jackknife over lives.

    The mean of the designs without life k, for every k; variance (K-1)/K Σ (their difference from their mean)².
    It holds the luck of the draws too, so it is rather wide. nan where every design holds every life.

    values: (designs,).  drawn: (designs, places) lives of each.
    Source: Efron & Stein (1981), "The jackknife estimate of variance".
    """
    without = np.ones((len(drawn), lives))
    np.put_along_axis(without, drawn, 0.0, axis=1)
    kept = without.sum(axis=0)
    if not kept.all():
        return nan
    means = values.astype(float) @ without / kept
    return float(1.96 * sqrt((lives - 1) / lives * ((means - means.mean()) ** 2).sum()))


def _percent(effect: float) -> float:
    return 100.0 * (exp(effect) - 1.0)


def starts_of(designs: Sequence[Design]) -> tuple[int, ...]:
    """Every year in which a place of some design changes."""
    return tuple(sorted({s for d in designs for s in d.starts if s < d.years}))
