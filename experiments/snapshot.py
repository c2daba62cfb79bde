"""What two worlds look like today: small tables, whatever the number of people. Pages draw from these alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference, interval

if TYPE_CHECKING:
    import polars as pl

    from joinedup.experiments.referral_map import ReferralMap
    from joinedup.experiments.two_worlds import TwoWorlds

MONTH, YEAR = 0, 1  # the last axis of values: of one month, of the year that ends with it


class Snapshot(NamedTuple):
    """Two worlds on one day.

    arms: their names.  months: (months,) counted from the switch, 0 the last before it, as far as they are lived.
    values: (2, months, names, 2) of each world and month: of the month, and of the year that ends with it.
    others: (replications, 2, months, names) finished ones, of the year that ends with each month, this one first.
    flows: by year counted from the switch (…, -1, 1, 2, …), where the money went in each world; see `money_flows`.
    digests: of both worlds, at the end only.  maps: the referral map of each today; none before anything is lived.
    """

    arms: tuple[str, str]
    names: tuple[str, ...]
    months: np.ndarray
    values: np.ndarray
    last_month: int  # counted from the switch
    others: np.ndarray
    wanted: int  # replications in all
    flows: dict[int, tuple[pl.DataFrame, pl.DataFrame]]
    digests: tuple[str, str] | None = None
    maps: tuple[ReferralMap, ReferralMap] | None = None

    @property
    def month(self) -> int | None:
        """The last month lived, counted from the switch; 0 is its eve. None while the burn-in lasts."""
        return int(self.months[-1]) if len(self.months) else None

    def at(self, name: str) -> int:
        """Where an outcome is in `names`."""
        return self.names.index(name)

    def course(self, name: str, what: int = YEAR) -> np.ndarray:
        """(2, months) an outcome of each world."""
        values: np.ndarray = self.values[:, :, self.at(name), what]
        return values

    def difference(self, name: str, month: int) -> Difference:
        """The chosen world less the baseline in the year that ends with a month: its mean and interval over replications.

        Of the first replication alone, without an interval, until another is finished.
        """
        at = int(np.flatnonzero(self.months == month)[0])
        if len(self.others):
            pairs = self.others[:, :, at, self.at(name)]
            return interval(pairs[:, 1] - pairs[:, 0])
        now = self.values[:, at, self.at(name), YEAR]
        return interval(np.array([now[1] - now[0]]))


def snapshot(worlds: TwoWorlds, others: list[np.ndarray], wanted: int) -> Snapshot:
    """Two worlds as they stand."""
    lived = max(0, worlds.month - worlds.burnt)
    names = tuple(arm.name for arm in worlds.experiment.arms)
    return Snapshot(
        (names[0], names[1]),
        worlds.names,
        np.arange(lived) + worlds.burnt - worlds.switch + 1,
        worlds.values[:, :lived].copy(),
        worlds.months - worlds.switch,
        np.array(others) if others else np.zeros((0, 2, 0, 0)),
        wanted,
        {year: (flows, worlds.flows[1][year]) for year, flows in worlds.flows[0].items()},
        worlds.digests() if worlds.finished else None,
        worlds.maps() if worlds.month else None,
    )
