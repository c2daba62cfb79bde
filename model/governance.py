"""What a joint agreement has been through: its result so far, what was learned, what is under way.

Kept with the books, so that a branch of a model carries it along. Behaviour never sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

import numpy as np

from joinedup.agents.investment import Belief
from joinedup.model.organisation.terms import Level, Terms

NEVER = 2_000_000_000  # a day that does not come


class Pending(NamedTuple):
    """Something decided that takes effect on a day."""

    day: int
    what: int  # Option
    site: int
    amount: float


@dataclass
class Governance:
    """The state of a joint agreement, and the counts of every year."""

    since: int = 0  # day the agreement began
    offered: int = 0  # how far practices may take part
    reserve: float = 0.0  # £, sum of the results since then
    margin: float = 0.0  # surplus ÷ turnover that was known when it began
    usual: float = 0.0  # £, what the results would have been at that margin
    turnover: float = 0.0  # £, of the last closed year
    lost: float = 0.0  # £ of its owner's equity that is gone
    reverts: int = NEVER  # day the services go back to what was before
    belief: Belief | None = None  # admissions that one more community place avoids a year
    added: float = 0.0  # community places opened out of a surplus
    admissions: float = 0.0  # per weighted person and year, before the first of them
    full_since: dict[int, int] = field(default_factory=dict)  # practices without terms of their own
    pending: list[Pending] = field(default_factory=list)
    premises: np.ndarray | None = None  # (edges,) 1 where staff shared premises before any agreement
    years: list[dict[str, float]] = field(default_factory=list)

    def begins(self, terms: Terms, day: int, margin: float = 0.0) -> None:
        """A new agreement, or none: what the last one has been through is its own business.

        margin: surplus ÷ turnover of its members that everybody knows of on that day.
        """
        self.since, self.offered, self.margin = day, max(terms.levels, default=0), margin
        self.reserve, self.usual, self.turnover, self.lost, self.reverts = 0.0, 0.0, 0.0, 0.0, NEVER
        self.belief, self.added, self.admissions = None, 0.0, 0.0
        self.full_since = {i: day for i, level in enumerate(terms.levels) if level == Level.FULL}

    def equity(self, terms: Terms) -> float:
        """£ the owner can still lose; infinite where nobody's equity is at stake."""
        return inf if terms.operator is None else terms.operator.equity - self.lost

    def note(self, what: str, amount: float = 1.0) -> None:
        """Add to a count of the current year."""
        counts = self.years[-1]
        counts[what] = counts.get(what, 0.0) + amount

    def due(self, day: int) -> list[Pending]:
        """What takes effect by a day; it is taken off the list."""
        now = [p for p in self.pending if p.day <= day]
        self.pending = [p for p in self.pending if p.day > day]
        return now
