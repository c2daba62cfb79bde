"""A part of a sweep as pictures: one place and outcome, some arms, and the draws whose numbers lie in some ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.experiments.answer_panels import HARM, SAVINGS
from joinedup.experiments.answers import effects
from joinedup.experiments.compare import PRIMARIES, interval
from joinedup.experiments.pictures import Panel
from joinedup.experiments.rows import ROWS, Row, whole_labels
from joinedup.experiments.sweep.store import Store

if TYPE_CHECKING:
    import polars as pl

BINS = 8  # pieces that the range of a number is cut into
IN_A_BIN = 3  # draws that a piece holds at least
ENDS = {"mean": 0, "low": 1, "high": 2}


class Part(NamedTuple):
    """What of a sweep is looked at.

    arms: those that are compared with the base.  ranges: of varied numbers, {number: (least, most)}.
    """

    place: str
    arms: Sequence[str]
    outcome: str
    ranges: Mapping[str, tuple[float, float]] = {}


def varied(store: Store) -> dict[str, tuple[float, float]]:
    """The numbers that were varied, and four figures that hold the least and the most of each."""
    draws = store.draws.drop("draw")
    return {name: held(draws[name].to_numpy()) for name in draws.columns}


def held(values: np.ndarray) -> tuple[float, float]:
    """Two numbers of four figures that hold some values between them."""
    least, most = float(values.min()), float(values.max())
    fine = 10.0 ** (floor(log10(max(abs(least), abs(most), 1e-12))) - 3)
    return float(f"{floor(least / fine) * fine:.12g}"), float(f"{ceil(most / fine) * fine:.12g}")


def row_of(store: Store, outcome: str) -> Row:
    """How an outcome is written, in words that stand by themselves."""
    if outcome in ROWS:
        return ROWS[outcome]._replace(label=whole_labels()[outcome])
    return Row(outcome, outcome.replace("_", " "), store.facts["units"][outcome])


def leading(store: Store) -> list[str]:
    """The outcomes that are looked at first: those asked for, then savings and, beside them, harm."""
    first = [*(store.facts["leading"] or PRIMARIES), *SAVINGS, *HARM]
    return [name for name in dict.fromkeys(first) if name in store.facts["outcomes"]]


def panels_of(store: Store, part: Part) -> list[Panel]:
    """All outcomes side by side, the years' course, and the effect against each number that was varied."""
    kept = draws_in(store, part.ranges)
    return [
        by_outcome(store, part, kept),
        by_year(store, part, kept),
        *against(store, part, kept),
    ]


def draws_in(store: Store, ranges: Mapping[str, tuple[float, float]]) -> pl.DataFrame:
    """The draws whose numbers lie in the ranges.

    Raises: ValueError if there is none.
    """
    import polars as pl

    inside = pl.lit(True)
    for name, (least, most) in ranges.items():
        inside &= pl.col(name).is_between(least, most)
    kept = store.draws.filter(inside)
    if kept.is_empty():
        raise ValueError("no draw of the numbers lies in these ranges; widen one")
    return kept


def _differences(
    store: Store, part: Part, kept: pl.DataFrame, outcomes: Sequence[str], year: int | None = None
) -> pl.DataFrame:
    """The paired differences of the part: one row per draw, replication, arm and outcome; unknown ones left out."""
    import polars as pl

    found = effects(store, outcomes, year)
    return found.filter(
        (pl.col("place") == part.place)
        & pl.col("arm").is_in(list(part.arms))
        & pl.col("draw").is_in(kept["draw"].implode())
        & pl.col("difference").is_not_nan()
    )


def _over_replications(rows: pl.DataFrame, column: str = "difference") -> tuple[float, float, float]:
    """The mean over draws, and where chance leaves it: 95%, over replications.

    A draw that lacks a replication is left out, so that all replications are of the same draws.
    """
    import polars as pl

    if rows.is_empty():
        return float("nan"), float("nan"), float("nan")
    n = rows["replication"].n_unique()
    whole = rows.filter(pl.len().over("draw") == n)
    if whole.is_empty():
        return float(rows[column].mean()), float("nan"), float("nan")  # type: ignore[arg-type]
    means = whole.group_by("replication", maintain_order=True).agg(pl.col(column).mean())
    found = interval(means[column].to_numpy())
    return found.mean, found.low, found.high


def by_outcome(store: Store, part: Part, kept: pl.DataFrame) -> Panel:
    """Every leading outcome of the arms, in percent of the base."""
    import polars as pl

    names = list(dict.fromkeys([part.outcome, *leading(store)]))
    found = _differences(store, part, kept, names)
    table = []
    for name in names:
        for arm in part.arms:
            mine = found.filter((pl.col("outcome") == name) & (pl.col("arm") == arm))
            base = float(mine["baseline"].mean() or 0.0)  # type: ignore[arg-type]
            if base:
                ends = _over_replications(mine)
                shares = {c: 100.0 * ends[k] / abs(base) for c, k in ENDS.items()}
                table.append({"label": row_of(store, name).label, **shares, "series": arm})
    return Panel(
        "What each arm changes",
        f"An arm less {store.facts['arms'][0]}, in percent of it, over {_draws(kept)}. The line is where chance leaves "
        f"it (95%, over replications); one that crosses zero may be nothing.{_bands(found)}",
        "intervals",
        pl.DataFrame(
            table,
            schema={"label": pl.String, **dict.fromkeys(ENDS, pl.Float64), "series": pl.String},
        ),
        {"unit": "% of the base", "empty": "no run of this part is finished"},
    )


def by_year(store: Store, part: Part, kept: pl.DataFrame) -> Panel:
    """How far each arm is from the base in each year."""
    import polars as pl

    row, table = row_of(store, part.outcome), []
    for year in (y for y in store.facts["years"] if y > 0):
        found = _differences(store, part, kept, [part.outcome], year)
        for arm in part.arms:
            mean, low, high = (row.scale * v for v in _over_replications(found.filter(pl.col("arm") == arm)))
            table.append({"x": float(year), "y": mean, "low": low, "high": high, "series": arm})
    return Panel(
        f"{row.label}, year by year",
        f"How far each arm is from {store.facts['arms'][0]} in each year after the switch, over {_draws(kept)}; the band "
        "is chance (95%, over replications).",
        "lines",
        pl.DataFrame(table),
        {"unit": row.unit, "x_label": "year after the switch", "y_label": "difference", "zero": True, "signed": True,
         "empty": "no run of this part is finished"},
    )  # fmt: skip


def against(store: Store, part: Part, kept: pl.DataFrame) -> list[Panel]:
    """The effect against each number that was varied: the mean of draws that lie close, with its band."""
    import polars as pl

    numbers = [c for c in kept.columns if c != "draw"]
    if not numbers or len(kept) < 3:
        return []
    row = row_of(store, part.outcome)
    found = _differences(store, part, kept, [part.outcome])
    means = found.group_by("draw", "arm").agg((pl.col("difference").mean() * row.scale).alias("y"))
    joined = means.join(kept, on="draw").sort("arm", "draw")
    made = []
    for number in numbers:
        table = [
            {**point, "series": arm}
            for arm in part.arms
            for point in _course(joined.filter(pl.col("arm") == arm), number)
        ]
        made.append(
            Panel(
                f"{row.label} against {number}",
                f"What each arm changes where {number} has these values: the mean of the draws near each point, "
                "whatever the other numbers are; the band is the 95% interval of that mean over these draws.",
                "lines",
                pl.DataFrame(table, schema_overrides=dict.fromkeys(("x", "y", "low", "high"), pl.Float64)),
                {"unit": row.unit, "x_label": number, "y_label": "difference", "zero": True, "signed": True,
                 "empty": "no run of this part is finished"},
            )
        )  # fmt: skip
    return made


def _course(rows: pl.DataFrame, number: str) -> list[dict[str, float]]:
    """The mean of the draws near some values of a number, with its 95% interval over draws."""
    if rows.is_empty():
        return []
    ordered = rows.sort(number)
    x, y = ordered[number].to_numpy(), ordered["y"].to_numpy()
    values = np.unique(x)
    if len(values) <= BINS:
        pieces = [np.flatnonzero(x == v) for v in values]
    else:
        pieces = list(np.array_split(np.arange(len(x)), max(1, min(BINS, len(x) // IN_A_BIN))))
    found = []
    for piece in pieces:
        mean, low, high = interval(y[piece])
        found.append({"x": float(x[piece].mean()), "y": mean, "low": low, "high": high})
    return found


def _draws(kept: pl.DataFrame) -> str:
    return "one set of numbers" if len(kept) == 1 else f"{len(kept):,} draws of the numbers"


def _bands(found: pl.DataFrame) -> str:
    """Why there may be no line."""
    n = found["replication"].n_unique()
    return " One replication: no interval." if n == 1 else ""
