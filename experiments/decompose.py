"""The effect of a whole change split by its switches: payment, information, organisation, community money.

Every set of switches is an arm: same people, same luck. What a set does is a game in the sense of Shapley: v(S), the
outcome with the switches S thrown, less nothing thrown. From it, for every replication:

    together   d(S) = Σ over T ⊆ S of (-1)^(|S|-|T|) v(T): what the switches of S do together beyond what any fewer of
               them do; of one switch, what it does alone. All d(S) sum to the whole effect.
    channel    φ(i) = Σ over S with i of d(S)/|S|: what a switch does alone, and an equal share of everything it does
               together with others: its Shapley value. All φ(i) sum to the whole effect.

Both are exact: sums are taken in whole fractions, and rounded so that the parts sum to the whole to the last bit.

Source: Shapley (1953), "A value for n-person games"; Harsanyi (1963), "A simplified bargaining model for the n-person
cooperative game" (the dividends d).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import frexp, isnan, nan
from typing import NamedTuple

import numpy as np

from joinedup.experiments.compare import PRIMARIES, Comparison, Difference, interval
from joinedup.experiments.experiment import LETTERS, Arm, arm, frozen
from joinedup.model.place import Place

MONEY_AND_HARM = ("deaths", "qalys", "elective_median_wait", "resource_cost", "spend_total")
SHOWN = (*PRIMARIES, *MONEY_AND_HARM)
CHANNEL, TOGETHER, TOTAL, ACCOUNTING = "channel", "together", "total", "accounting only"
BITS = 46  # of the largest part: with 32 parts or fewer every sum of some of them fits the 53 of a float


def sets_of(letters: str) -> tuple[str, ...]:
    """Every set of some switches, the empty one first: the k-th holds the letters at the bits of k."""
    return tuple(
        "".join(x for bit, x in enumerate(letters) if k >> bit & 1) for k in range(2 ** len(letters))
    )


def together(values: Sequence[float]) -> list[Fraction]:
    """What each set does beyond what any fewer of its switches do, from the outcome of every set; exact.

    values: in the order of `sets_of`.  The first of the result is the value of the empty set.
    """
    d = [Fraction(v) for v in values]
    bit = 1
    while bit < len(d):
        for k in range(len(d)):
            if k & bit:
                d[k] -= d[k ^ bit]
        bit *= 2
    return d


def channels(beyond: Sequence[Fraction]) -> list[Fraction]:
    """The Shapley value of each switch, from what the sets do `together`; exact."""
    switches = len(beyond).bit_length() - 1
    return [
        sum((d / k.bit_count() for k, d in enumerate(beyond) if k >> i & 1), Fraction(0))
        for i in range(switches)
    ]


def in_floats(whole: Fraction, *splits: Sequence[Fraction]) -> tuple[float, list[list[float]]]:
    """The whole and its splits as floats, where the parts of each split still sum to the whole to the last bit.

    All are multiples of one power of two; what rounding leaves goes to the parts it has hurt most.
    """
    largest = max(abs(float(x)) for x in (whole, *(part for split in splits for part in split)))
    unit = Fraction(2) ** (frexp(largest)[1] - BITS)
    total = round(whole / unit)
    found = []
    for split in splits:
        counts = [round(part / unit) for part in split]
        left = total - sum(counts)
        sign = 1 if left > 0 else -1
        hurt = sorted(range(len(split)), key=lambda i: sign * (counts[i] - split[i] / unit))
        for i in hurt[: abs(left)]:
            counts[i] += sign
        found.append([float(n * unit) for n in counts])
    return float(total * unit), found


class Part(NamedTuple):
    """A part of an effect, or the whole of it."""

    kind: str  # channel, together (alone for one switch), total, accounting only
    switches: str
    effect: Difference


def switches_for(place: Place) -> str:
    """The switches a place can throw: community money needs a community service."""
    return LETTERS.replace("K", "") if "community" in place.without else LETTERS


def arms_for(letters: str = LETTERS) -> tuple[Arm, ...]:
    """An arm for every set of switches, and one in which only money changes hands as if all were thrown.

    Raises: ValueError for letters that are no switches, or fewer than two.
    """
    chosen = letters.upper()
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(LETTERS) or len(chosen) < 2:
        raise ValueError(
            f"switches {letters!r}; write two or more of the letters {', '.join(LETTERS)}, such as PIO"
        )
    chosen = "".join(x for x in LETTERS if x in chosen)
    return (*(arm(s) for s in sets_of(chosen)), frozen(arm(chosen)))


class Decomposition:
    """A comparison of all sets of switches, split."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.switches = found.experiment.arms[-2].switches
        self.sets = sets_of(self.switches)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Names of everything recorded."""
        return self.found.outcomes

    def after(self, which: int, outcome: str) -> np.ndarray:
        """(replications,) the mean of the years after the switch in one arm."""
        return np.asarray(
            self.found.series(which, outcome)[:, self.found.experiment.years_before :].mean(axis=1)
        )

    def parts(self, outcome: str) -> list[Part]:
        """The channels, what sets of switches do together, the whole effect, and what of it is accounting only.

        Each with its 95% interval over replications; nan where the outcome is unknown in some run.
        """
        games = np.array([self.after(k, outcome) for k in range(len(self.sets))]).T
        names = [
            *((CHANNEL, x) for x in self.switches),
            *((TOGETHER, s) for s in self.sets[1:]),
            (TOTAL, self.switches),
        ]
        if np.isnan(games).any():
            return [Part(*name, Difference(nan, nan, nan)) for name in (*names, (ACCOUNTING, self.switches))]
        beyond = [together(game.tolist()) for game in games]
        shares = [channels(d) for d in beyond]
        n = len(games)
        mean_beyond = [sum(d, Fraction(0)) / n for d in zip(*(b[1:] for b in beyond), strict=True)]
        mean_shares = [sum(s, Fraction(0)) / n for s in zip(*shares, strict=True)]
        total, (by_channel, by_set) = in_floats(sum(mean_beyond, Fraction(0)), mean_shares, mean_beyond)
        samples = [
            *np.array(shares, float).T,
            *np.array([b[1:] for b in beyond], float).T,
            games[:, -1] - games[:, 0],
        ]
        means = [*by_channel, *by_set, total]
        found = [
            Part(*name, _around(mean, interval(values)))
            for name, mean, values in zip(names, means, samples, strict=True)
        ]
        accounting = interval(self.after(len(self.sets), outcome) - games[:, 0])
        return [*found, Part(ACCOUNTING, self.switches, accounting)]

    def baseline(self, outcome: str) -> float:
        """The mean over replications with nothing switched."""
        return self.found.value(0, outcome)


def _around(mean: float, d: Difference) -> Difference:
    """An interval around the same mean, summed without rounding."""
    return Difference(mean, nan, nan) if isnan(d.low) else Difference(mean, d.low, d.high)


def part_of(parts: Sequence[Part], kind: str, switches: str) -> Difference:
    """The effect of one part.

    Raises: ValueError if there is no such part.
    """
    for part in parts:
        if part.kind == kind and part.switches == switches:
            return part.effect
    raise ValueError(
        f"no part {kind} {switches!r}; there are: {', '.join(f'{p.kind} {p.switches}' for p in parts)}"
    )
