"""What a sweep says: paired differences, with chance and the uncertainty of the numbers kept apart.

Every difference is an arm less the base arm, same place, same draw of the numbers, same people, same luck.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.experiments.compare import PRIMARIES, Difference, interval, variance_ratio
from joinedup.experiments.sweep.playing import EVERYBODY
from joinedup.experiments.sweep.store import Store

if TYPE_CHECKING:
    import polars as pl

UNIT_OF_WORK = ("place", "draw", "replication", "arm")


class Answer(NamedTuple):
    """One outcome of one arm, less the base."""

    baseline: float  # mean over draws and replications
    difference: Difference  # its 95% interval holds chance only: Student's t over replications
    draws: int
    replications: int
    range: tuple[float, float]  # 95% of the draws of the numbers lie between; nan with one draw
    sign_holds: float  # share of draws whose difference has the sign of the mean; nan with one draw
    variance_ratio: float  # of the paired difference ÷ of two unpaired runs; nan with one replication
    sd_numbers: float  # standard deviation between draws, chance taken out; nan if it cannot be told
    sd_chance: float  # standard deviation of one run's difference under fixed numbers

    @property
    def share_of_numbers(self) -> float:
        """Share of the variance of one run's difference that is due to the numbers, not to chance."""
        whole = self.sd_numbers**2 + self.sd_chance**2
        return self.sd_numbers**2 / whole if whole > 0.0 else nan


def means(
    store: Store, outcomes: Sequence[str] = (), year: int | None = None, group: str = EVERYBODY
) -> pl.DataFrame:
    """One row per place, draw, replication and arm: each outcome's mean over the years after the switch.

    year: that year alone.
    """
    import polars as pl

    names = list(outcomes) or list(store.facts["outcomes"])
    rows = store.results().filter(pl.col("group") == group)
    rows = rows.filter(pl.col("year") > 0) if year is None else rows.filter(pl.col("year") == year)
    found = rows.group_by(UNIT_OF_WORK).agg(pl.col(names).mean())
    order = {arm: k for k, arm in enumerate(store.facts["arms"])}
    return (
        found.collect(engine="streaming")
        .with_columns(pl.col("arm").replace_strict(order, return_dtype=pl.Int32).alias("_arm"))
        .sort("place", "draw", "replication", "_arm")
        .drop("_arm")
    )


def effects(store: Store, outcomes: Sequence[str] = (), year: int | None = None) -> pl.DataFrame:
    """One row per place, draw, replication, arm and outcome: the base's value, the arm's, and the difference."""
    import polars as pl

    wide = means(store, outcomes, year)
    keys = ["place", "draw", "replication"]
    names = [c for c in wide.columns if c not in UNIT_OF_WORK]
    long = wide.unpivot(on=names, index=[*keys, "arm"], variable_name="outcome", value_name="value")
    base = long.filter(pl.col("arm") == store.facts["arms"][0]).drop("arm").rename({"value": "baseline"})
    others = long.filter(pl.col("arm") != store.facts["arms"][0])
    joined = others.join(base, on=[*keys, "outcome"], how="inner", maintain_order="left")
    return joined.with_columns((pl.col("value") - pl.col("baseline")).alias("difference")).select(
        *keys, "arm", "outcome", "baseline", "value", "difference"
    )


def answer(baseline: np.ndarray, value: np.ndarray) -> Answer:
    """What runs say of one outcome.

    baseline, value: (draws, replications) of the base and of the arm; nan where a run failed, and then the whole
    draw is left out. Draws share their luck replication by replication, so the variance between draws is
    reckoned as in a two-way table without repetition, and what replications have in common is chance.
    Source: Searle, Casella & McCulloch (1992), Variance Components, 4.3.
    """
    whole = ~(np.isnan(baseline) | np.isnan(value)).any(axis=1)
    base, arm = baseline[whole], value[whole]
    draws, replications = base.shape
    effect = arm - base
    if not draws or not replications:
        return Answer(nan, Difference(nan, nan, nan), draws, replications, (nan, nan), nan, nan, nan, nan)
    by_draw, by_replication = effect.mean(axis=1), effect.mean(axis=0)
    low, high = (float(x) for x in np.quantile(by_draw, (0.025, 0.975))) if draws > 1 else (nan, nan)
    mean = float(effect.mean())
    holds = float((np.sign(by_draw) == np.sign(mean)).mean()) if draws > 1 else nan
    chance = numbers = nan
    if replications > 1:
        chance = float(effect.var(axis=1, ddof=1).mean()) ** 0.5
    if replications > 1 and draws > 1:
        rest = effect - by_draw[:, None] - by_replication[None, :] + mean
        error = float((rest**2).sum()) / ((draws - 1) * (replications - 1))
        numbers = max(0.0, float(by_draw.var(ddof=1)) - error / replications) ** 0.5
    return Answer(
        float(base.mean()),
        interval(by_replication),
        draws,
        replications,
        (low, high),
        holds,
        variance_ratio(base, arm),
        numbers,
        chance,
    )


def answers(
    store: Store, outcomes: Sequence[str] = (), year: int | None = None
) -> dict[tuple[str, str, str], Answer]:
    """{(place, arm, outcome): what the runs say}; the base arm is not among the arms."""
    found: dict[tuple[str, str, str], Answer] = {}
    wide = means(store, outcomes, year)
    names = [c for c in wide.columns if c not in UNIT_OF_WORK]
    arms = store.facts["arms"]
    for place in store.facts["places"]:
        tables = {arm: _tables(wide, place, arm, names) for arm in arms}
        for arm in arms[1:]:
            for k, name in enumerate(names):
                found[place, arm, name] = answer(tables[arms[0]][k], tables[arm][k])
    return found


def _tables(wide: pl.DataFrame, place: str, arm: str, names: Sequence[str]) -> np.ndarray:
    """(outcomes, draws, replications) of one arm; nan where there is no run."""
    import polars as pl

    here = wide.filter(pl.col("place") == place)
    if here.is_empty():
        return np.full((len(names), 0, 0), nan)
    draws, replications = sorted(here["draw"].unique()), sorted(here["replication"].unique())
    rows = here.filter(pl.col("arm") == arm)
    found = np.full((len(names), len(draws), len(replications)), nan)
    found[:, np.searchsorted(draws, rows["draw"]), np.searchsorted(replications, rows["replication"])] = (
        rows.select(names).to_numpy().T
    )
    return found


def table(store: Store, outcomes: Sequence[str] = (), years: Iterable[int | None] = (None,)) -> pl.DataFrame:
    """One row per place, arm, outcome and year; no year: the mean of the years after the switch."""
    import polars as pl

    rows = []
    for year in years:
        for (place, arm, name), a in answers(store, outcomes, year).items():
            rows.append(
                {
                    "place": place, "arm": arm, "against": store.facts["arms"][0], "outcome": name,
                    "unit": store.facts["units"][name], "year": year, "baseline": a.baseline,
                    "difference": a.difference.mean, "low": a.difference.low, "high": a.difference.high,
                    "distinguishable": a.difference.distinguishable, "draws": a.draws,
                    "replications": a.replications, "range_low": a.range[0], "range_high": a.range[1],
                    "sign_holds": a.sign_holds, "variance_ratio": a.variance_ratio, "sd_numbers": a.sd_numbers,
                    "sd_chance": a.sd_chance, "share_of_numbers": a.share_of_numbers,
                }
            )  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


class Widest(NamedTuple):
    """The least certain paired difference of a sweep."""

    share: float  # half-width of its interval ÷ size of the base
    place: str
    arm: str
    outcome: str


def widest(store: Store, outcomes: Sequence[str] = ()) -> Widest | None:
    """The least certain difference; None where there is none to be known."""
    found = []
    for (place, arm, name), a in answers(store, outcomes or PRIMARIES).items():
        half = a.difference.half_width
        if np.isnan(a.baseline):
            continue
        share = inf if np.isnan(half) else half / abs(a.baseline) if a.baseline else (inf if half else 0.0)
        found.append(Widest(share, place, arm, name))
    return max(found, key=lambda w: w.share, default=None)
