"""A finished sweep as arrays: what was varied, and each outcome by replication and draw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from joinedup.experiments.sweep.designs import Range, shares_of

if TYPE_CHECKING:
    import polars as pl

    from joinedup.experiments.sweep.store import Store

DIFFERENCE, BASELINE = (
    "difference",
    "baseline",
)  # what an outcome is read as: the arm less the base, or the base


class Drawn:
    """Draws of some numbers and what came out.

    kind, levels: of the design.  draws: one row per draw, in its order: draw, then a column per number.
    effects: place, draw, replication, arm, outcome, baseline, value, difference.
    leading: the outcomes that are asked for first.  units: of every outcome.

    Raises: ValueError if nothing was varied or nothing is finished.
    """

    def __init__(
        self,
        kind: str,
        levels: int | None,
        ranges: Sequence[Range],
        draws: pl.DataFrame,
        effects: pl.DataFrame,
        leading: Sequence[str] = (),
        units: dict[str, str] | None = None,
        expected: int | None = None,
    ) -> None:
        if not ranges:
            raise ValueError("no number was varied in this sweep; vary one in its question, and sweep again")
        if effects.is_empty():
            raise ValueError("no run of this sweep is finished yet; finish it (joinedup sweep --resume)")
        self.kind, self.levels, self.ranges = kind, levels, tuple(ranges)
        self.draws, self.effects = draws.sort("draw"), effects
        self.leading, self.units = tuple(leading), dict(units or {})
        self.expected = expected  # replications
        self._order = {int(d): k for k, d in enumerate(self.draws["draw"])}

    @property
    def names(self) -> list[str]:
        """The numbers that were varied."""
        return [r.name for r in self.ranges]

    @cached_property
    def values(self) -> np.ndarray:
        """(draws, numbers) in their own units."""
        return self.draws.select(self.names).to_numpy().astype(float)

    @cached_property
    def unit(self) -> np.ndarray:
        """(draws, numbers) as shares of their ranges."""
        return np.column_stack([shares_of(self.values[:, i], r) for i, r in enumerate(self.ranges)])

    @property
    def places(self) -> list[str]:
        """The places that have results, in order."""
        return list(self.effects["place"].unique(maintain_order=True))

    @property
    def arms(self) -> list[str]:
        """The arms that are compared with the base, in order."""
        return list(self.effects["arm"].unique(maintain_order=True))

    def runs(self, place: str, arm: str, outcome: str, of: str = DIFFERENCE) -> np.ndarray:
        """(replications, draws) an outcome; nan where a run is missing or failed."""
        import polars as pl

        rows = self.effects.filter(
            (pl.col("place") == place) & (pl.col("arm") == arm) & (pl.col("outcome") == outcome)
        )
        replications = sorted(self.effects["replication"].unique())
        found = np.full((len(replications), len(self.draws)), np.nan)
        where = [self._order[d] for d in rows["draw"]]
        found[np.searchsorted(replications, rows["replication"].to_numpy()), where] = rows[of].to_numpy()
        return found

    def chosen(self, wanted: Sequence[str], there: Sequence[str], what: str) -> list[str]:
        """Those of a kind that the user asked for; all if nothing was said.

        Raises: ValueError for a name that is not there.
        """
        from difflib import get_close_matches

        for name in wanted:
            if name not in there:
                near = get_close_matches(name, there, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                raise ValueError(f"no {what} {name!r} in this sweep{hint}; there are: {', '.join(there)}")
        return list(wanted) or list(there)


def of_store(store: Store) -> Drawn:
    """What a sweep's folder holds.

    Raises: ValueError if nothing was varied or nothing is finished.
    """
    from joinedup.experiments.answers import effects
    from joinedup.experiments.compare import PRIMARIES

    asked: dict[str, Any] = store.manifest["question"]
    ranges = [Range(n, low, high, scale, tuple(values)) for n, low, high, scale, values in asked["varied"]]
    design = asked["design"]
    return Drawn(
        design["kind"],
        design["levels"],
        ranges,
        store.draws,
        effects(store),
        store.facts["leading"] or PRIMARIES,
        store.facts["units"],
        store.replications,
    )


def read_drawn(folder: Path) -> Drawn:
    """What a sweep's folder holds.

    Raises: ValueError if it is no sweep, nothing was varied or nothing is finished.
    """
    from joinedup.experiments.sweep.store import Store

    return of_store(Store(folder))
