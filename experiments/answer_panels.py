"""The answer of a sweep as pictures: what each arm changes, year by year, and over the draws of the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinedup.experiments.compare import PRIMARIES
from joinedup.experiments.pictures import Panel, Summary
from joinedup.experiments.rows import ROWS, Row, percent, signed
from joinedup.experiments.sweep.store import Store

if TYPE_CHECKING:
    import polars as pl

SAVINGS = ("spend_total", "resource_cost", "bed_days", "duplicate_tests")
HARM = ("deaths", "qalys", "rationing_index", "elective_median_wait")


def _row(store: Store, name: str) -> Row:
    return ROWS.get(name) or Row(name, name, store.facts["units"][name])


def panels_of(store: Store, found: pl.DataFrame, by_year: pl.DataFrame) -> list[Panel]:
    """Pictures of an answer; none where there is one arm."""
    if found.is_empty():
        return []
    panels = []
    for place, title in zip(store.facts["places"], store.facts["titles"]):
        where = f" in {title}" if len(store.facts["places"]) > 1 else ""
        panels.append(_changes(store, found, place, where))
        for name in store.facts["leading"] or PRIMARIES:
            if by_year["year"].n_unique() > 1:
                panels.append(_years(store, by_year, place, name, where))
            if store.facts["draws"] > 1:
                panels += _draws(store, place, name, where)
    return panels


def _changes(store: Store, found: pl.DataFrame, place: str, where: str) -> Panel:
    """Every leading outcome of every arm, in percent of the base."""
    import polars as pl

    names = [*(store.facts["leading"] or PRIMARIES)]
    names += [n for n in (*SAVINGS, *HARM) if n not in names and n in store.facts["outcomes"]]
    part = found.filter(
        (pl.col("place") == place) & pl.col("outcome").is_in(names) & (pl.col("baseline") != 0.0)
    )
    share = 100.0 / pl.col("baseline").abs()
    labels = {n: _row(store, n).label for n in names}
    order = {n: k for k, n in enumerate(names)}
    table = part.select(
        pl.col("outcome").replace_strict(labels).alias("label"),
        (pl.col("difference") * share).alias("mean"),
        (pl.col("low") * share).alias("low"),
        (pl.col("high") * share).alias("high"),
        pl.col("arm").alias("series"),
        pl.col("outcome").replace_strict(order, return_dtype=pl.Int32).alias("_order"),
    ).sort("_order", maintain_order=True)
    return Panel(
        f"What each arm changes{where}",
        "Each point is an arm less the base, in percent of the base; the line is where chance leaves it (95%). "
        "Lines that cross zero may be nothing.",
        "intervals",
        table.drop("_order"),
        {"unit": "% of the base"},
    )


def _years(store: Store, by_year: pl.DataFrame, place: str, name: str, where: str) -> Panel:
    import polars as pl

    row = _row(store, name)
    part = by_year.filter((pl.col("place") == place) & (pl.col("outcome") == name))
    table = part.select(
        pl.col("year").alias("x"),
        (pl.col("difference") * row.scale).alias("y"),
        (pl.col("low") * row.scale).alias("low"),
        (pl.col("high") * row.scale).alias("high"),
        pl.col("arm").alias("series"),
    )
    return Panel(
        f"{row.label.lstrip('…').capitalize() if row.label.startswith('…') else row.label}, year by year{where}",
        f"How far each arm is from the base in each year after the switch, in {row.unit}; the band is chance (95%).",
        "lines",
        table,
        {"unit": row.unit, "x_label": "year after the switch", "y_label": f"difference, {row.unit}"},
    )


def _draws(store: Store, place: str, name: str, where: str) -> list[Panel]:
    """One picture for each arm: its difference against the varied number that moves with it most."""
    import numpy as np
    import polars as pl

    from joinedup.experiments.answers import effects

    row = _row(store, name)
    drawn = store.draws
    numbers = [c for c in drawn.columns if c != "draw"]
    part = effects(store, [name]).filter(pl.col("place") == place)
    means = (
        part.group_by("draw", "arm")
        .agg((pl.col("difference").mean() * row.scale).alias("y"))
        .sort("arm", "draw")
    )
    panels = []
    for arm in store.facts["arms"][1:]:
        mine = means.filter(pl.col("arm") == arm).drop_nulls().join(drawn, on="draw")
        if mine.height < 3:
            continue
        ranks = mine.select(pl.col("y", *numbers).rank()).to_numpy()
        spread = ranks.std(axis=0)
        strength = [
            abs(float(np.corrcoef(ranks[:, 0], ranks[:, k + 1])[0, 1]))
            if spread[0] and spread[k + 1]
            else 0.0
            for k in range(len(numbers))
        ]
        most = numbers[int(np.argmax(strength))]
        panels.append(
            Panel(
                f"{row.label.lstrip('…')}: {arm}, by {most}{where}",
                f"Each point is one draw of the numbers. {_most(numbers, most)} (rank correlation {max(strength):.2f} "
                "in size).",
                "points",
                mine.select(pl.col(most).alias("x"), "y"),
                {"unit": row.unit, "x_label": most, "y_label": f"difference, {row.unit}"},
            )
        )
    return panels


def _most(numbers: list[str], most: str) -> str:
    if len(numbers) == 1:
        return f"How the difference goes with {most}"
    return f"Of the {len(numbers)} that were varied, {most} goes with the difference most"


def summary_of(store: Store, found: pl.DataFrame) -> Summary:
    """What stands on top: harm beside savings, for every arm."""
    import polars as pl

    if found.is_empty():
        return Summary("There is one arm, so there is nothing to compare.")

    def sentences(names: tuple[str, ...]) -> list[str]:
        said = []
        for name in names:
            for r in found.filter(pl.col("outcome") == name).iter_rows(named=True):
                row = _row(store, name)
                size = r["baseline"] * row.scale
                sure = "" if r["distinguishable"] else " (chance alone could do that)"
                where = f" in {r['place']}" if len(store.facts["places"]) > 1 else ""
                said.append(
                    f"{row.label.lstrip('…')}: {signed(r['difference'] * row.scale, size)} {row.unit} "
                    f"({percent(r['difference'], r['baseline'])}) under “{r['arm']}”{where}{sure}."
                )
        return said

    f = store.facts
    runs = store.expected * len(f["arms"])
    return Summary(
        f"{len(f['arms']) - 1} arm{'s' if len(f['arms']) > 2 else ''} against “{f['arms'][0]}”, {runs:,} runs.",
        sentences(SAVINGS),
        sentences(HARM),
    )
