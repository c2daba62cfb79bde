"""Profit rule: what a residual claimant keeps of a surplus, and who bears a loss.

Not a contract of its own: it is applied to the result of a year, whatever contracts made it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from statistics import NormalDist
from typing import NamedTuple

_CHANCE = NormalDist().cdf


def retained(profit: float, turnover: float, cap: float) -> float:
    """£ kept of a profit: min(max(profit, 0), cap·turnover)."""
    return min(max(profit, 0.0), cap * turnover)


def marginal_retained(expected: float, sd: float, turnover: float, cap: float) -> float:
    """Share of one more £ of profit that is kept: Φ((cap·turnover - expected)/sd).

    Near the cap a claimant works half for the payer. A loss is the claimant's own until its equity is gone,
    so below nothing the whole pound counts.
    Source: model 6.17 item 10, known answer V32.
    """
    room = cap * turnover - expected
    if sd <= 0.0:
        return 1.0 if room > 0.0 else 0.0
    return _CHANCE(room / sd)


class Result(NamedTuple):
    """What becomes of a year's profit, in £; retained + returned - borne - unpaid = profit."""

    retained: float  # paid out to the claimant
    returned: float  # goes back to the payer
    borne: float  # of a loss, by the claimant's equity
    unpaid: float  # of a loss, beyond the equity: the payer of last resort
    rule: ProfitRule  # for the next year, with what equity is left

    @property
    def terminated(self) -> bool:
        """Whether the claimant walks away: a loss has used its equity up, and its liability is limited."""
        return self.borne + self.unpaid > 0.0 and self.rule.equity <= 0.0


@dataclass(frozen=True, kw_only=True)
class ProfitRule:
    """A cap on profit, and equity that bears losses. Alzira: a cap of 7.5% of turnover."""

    cap: float = 0.075  # share of turnover that may be kept
    equity: float = 0.0  # £ the claimant can lose

    def __post_init__(self) -> None:
        for name in ("cap", "equity"):
            value = getattr(self, name)
            if isnan(value) or value < 0.0:
                raise ValueError(f"ProfitRule.{name} is {value:g}; it must be at least 0")

    def settle(self, profit: float, turnover: float) -> Result:
        """What becomes of a year's profit or loss."""
        kept = retained(profit, turnover, self.cap)
        loss = max(-profit, 0.0)
        borne = min(loss, self.equity)
        after = replace(self, equity=self.equity - borne)
        return Result(kept, max(profit, 0.0) - kept, borne, loss - borne, after)
