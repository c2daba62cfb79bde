"""The sensitivity analysis of a sweep: which numbers matter for which outcome, as a table, as text, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from joinedup.experiments.uncertainty.drawn import BASELINE, DIFFERENCE, Drawn
from joinedup.experiments.uncertainty.sensitivity import READING, Influence, morris, rank_regression, sobol

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

    from joinedup.experiments.pictures import Panel

SHOWN = 10  # numbers of each ranking that are printed
LEADS = {"morris": "mu*", "sobol-indices": "ST", "srrc": "SRRC"}  # what numbers are ranked by
SECONDS = {"morris": "sigma", "sobol-indices": "S1"}
BASE_ARM = "base"
NUMBER, LUCK = "the number, moved", "luck alone"  # series of the pictures


def method_of(drawn: Drawn) -> str:
    """morris or sobol-indices where the design allows it; else srrc, rank regression."""
    return drawn.kind if drawn.kind in ("morris", "sobol-indices") else "srrc"


def influences(
    drawn: Drawn,
    outcomes: Sequence[str] = (),
    arms: Sequence[str] = (),
    places: Sequence[str] = (),
    seed: int = 1,
) -> pl.DataFrame:
    """One row per place, arm, outcome, number and measure; of: the difference an arm makes, or the base's level.

    rank: 1 matters most.  luck: what luck alone would give.  explained: share of the variance (of ranks) that rank
    regression explains.  luck_share: share of the variance between draws that is luck.

    Raises: ValueError for a name that is not there, or too few finished draws.
    """
    import polars as pl

    there = list(drawn.effects["outcome"].unique(maintain_order=True))
    asked = drawn.chosen(outcomes or [o for o in drawn.leading if o in there], there, "outcome")
    rows: list[dict[str, Any]] = []
    for place in drawn.chosen(places, drawn.places, "place"):
        for outcome in asked:
            cases = [(BASE_ARM, drawn.arms[0], BASELINE)]
            cases += [(arm, arm, DIFFERENCE) for arm in drawn.chosen(arms, drawn.arms, "arm")]
            for label, arm, of in cases:
                runs = drawn.runs(place, arm, outcome, of)
                found, explained = _analysed(drawn, runs, seed)
                ranks = {name: k + 1 for k, name in enumerate(dict.fromkeys(i.number for i in found))}
                share = luck_share(runs)
                rows += [
                    {
                        "place": place, "arm": label, "outcome": outcome, "unit": drawn.units.get(outcome, ""),
                        "of": of, "rank": ranks[i.number], "number": i.number, "measure": i.measure,
                        "value": i.value, "low": i.low, "high": i.high, "luck": i.chance,
                        "explained": explained, "luck_share": share,
                    }
                    for i in found
                ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _analysed(drawn: Drawn, runs: np.ndarray, seed: int) -> tuple[list[Influence], float]:
    method = method_of(drawn)
    if method == "morris":
        return morris(drawn.unit, runs, drawn.names, drawn.levels or 4, seed), nan
    if method == "sobol-indices":
        return sobol(runs, drawn.names, seed), nan
    return rank_regression(drawn.unit, runs, drawn.names, seed)


def luck_share(runs: np.ndarray) -> float:
    """Share of the variance between the means of draws that is luck; nan without a second replication.

    Draws share their luck replication by replication: what remains in a two-way table is luck.
    Source: Searle, Casella & McCulloch (1992), Variance Components, 4.3.
    """
    y = runs[:, ~np.isnan(runs).any(axis=0)]
    replications, draws = y.shape
    if replications < 2 or draws < 2:
        return nan
    rest = y - y.mean(axis=0) - y.mean(axis=1, keepdims=True) + y.mean()
    error = float((rest**2).sum()) / ((draws - 1) * (replications - 1)) / replications
    between = float(y.mean(axis=0).var(ddof=1))
    return min(1.0, error / between) if between > 0.0 else nan


def heading(rows: pl.DataFrame) -> str:
    """What one ranking is of."""
    from joinedup.experiments.rows import whole_labels

    first = rows.row(0, named=True)
    name = whole_labels().get(first["outcome"], first["outcome"])
    what = "level without the switch" if first["of"] == BASELINE else f"what {first['arm']!r} changes"
    return f"{name}: {what} ({first['place']}; {first['unit']})"


def ranking(rows: pl.DataFrame, method: str, shown: int = SHOWN) -> Table:
    """One ranking as a table on the screen."""
    import polars as pl
    from rich.table import Table

    first = rows.row(0, named=True)
    caption = []
    if not isnan(first["luck_share"]):
        caption.append(f"luck makes {first['luck_share']:.0%} of the variance between draws")
    if not isnan(first["explained"]):
        caption.append(f"rank regression explains {first['explained']:.0%} of the variance of ranks")
    table = Table(
        title=heading(rows), title_justify="left", caption="; ".join(caption), caption_justify="left"
    )
    table.add_column("")
    table.add_column("number")
    for title in (LEADS[method], "95% interval", *([SECONDS[method]] if method in SECONDS else [])):
        table.add_column(title, justify="right", no_wrap=True)
    if method == "morris":
        table.add_column("luck alone", justify="right")
    leads = rows.filter(pl.col("measure") == LEADS[method]).sort("rank").head(shown)
    beside = {
        r["number"]: r["value"] for r in rows.filter(pl.col("measure") == SECONDS.get(method, "")).to_dicts()
    }
    for r in leads.to_dicts():
        cells = [str(r["rank"]), r["number"], _text(r["value"]), f"{_text(r['low'])} to {_text(r['high'])}"]
        if method in SECONDS:
            cells.append(_text(beside[r["number"]]))
        if method == "morris":
            cells.append(_text(r["luck"]))
        if told_apart(r, method):
            cells[1] += " *"
        table.add_row(*cells)
    return table


def told_apart(row: dict[str, Any], method: str) -> bool:
    """Whether an influence is more than luck: its interval leaves out what luck, or nothing, would give."""
    if method == "morris":
        return bool(row["low"] > (0.0 if isnan(row["luck"]) else row["luck"]))
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def _text(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3g}".replace("-", "−")


def rankings(found: pl.DataFrame) -> list[pl.DataFrame]:
    """The rows of each ranking, in order."""
    return found.partition_by("place", "arm", "outcome", "of", maintain_order=True)


def panels(found: pl.DataFrame, method: str, shown: int = 15) -> list[Panel]:
    """One picture per ranking: the numbers that matter most, with intervals."""
    import polars as pl

    from joinedup.experiments.pictures import Panel

    made = []
    for rows in rankings(found):
        lead = rows.filter(pl.col("measure") == LEADS[method]).sort("rank").head(shown)
        table = lead.select(
            pl.col("number").alias("label"), pl.col("value").alias("mean"), "low", "high",
            pl.lit(NUMBER).alias("series"),
        )  # fmt: skip
        luck = lead.select(
            pl.col("number").alias("label"), pl.col("luck").alias("mean"), pl.lit(nan).alias("low"),
            pl.lit(nan).alias("high"), pl.lit(LUCK).alias("series"),
        ).filter(pl.col("mean").is_not_nan())  # fmt: skip
        share = lead["luck_share"][0]
        said = "" if isnan(share) else f" Luck makes {share:.0%} of the variance between draws."
        unit = (
            lead["unit"][0]
            if method == "morris"
            else "share of variance"
            if method != "srrc"
            else "sd per sd"
        )
        if luck.is_empty():
            table = table.drop("series")
        made.append(
            Panel(
                heading(rows),
                READING[method] + said,
                "intervals",
                pl.concat([table, luck]) if len(luck) else table,
                {"unit": unit, "series": [NUMBER, LUCK]},
            )
        )
    return made
