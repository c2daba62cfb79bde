"""Published figures beside what the model says: as a table, and those that are furthest apart as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from joinedup.experiments.pictures import Panel
from joinedup.experiments.targets import CHECK, HOLD_OUT, Fit, every_target

if TYPE_CHECKING:
    import polars as pl

FURTHEST = 8  # figures that are drawn
USES = {
    "fit": "numbers may be fitted to it",
    CHECK: "never fitted to",
    "not fitted to": "never fitted to",
    HOLD_OUT: "held out: never fitted to",
}
HEADS = {
    "low": "range that counts as met, from",
    "high": "to",
    "ratio": "model ÷ published",
    "within": "within the range",
    "shown": "shown by",
}


def table_of(fits: Sequence[Fit]) -> pl.DataFrame:
    """One row per published figure, those that no baseline year shows last and without the model's."""
    import polars as pl

    use = {(t.pattern, t.measure): t.use for t in every_target()}
    return beside(
        pl.DataFrame(
            [
                {"measure": f.measure, "unit": f.unit, "target": f.target, "low": f.low, "high": f.high,
                 "model": f.model, "met": f.met, "use": use.get((f.pattern, f.measure), CHECK), "source": f.source}
                for f in fits
            ],
            schema_overrides={"model": pl.Float64},
        )
    )  # fmt: skip


def beside(fit: pl.DataFrame) -> pl.DataFrame:
    """The same from a table as `joinedup calibrate` keeps it in fit.parquet: one row per published figure.

    Raises: ValueError for a table without its columns.
    """
    import polars as pl

    needed = ("measure", "unit", "target", "low", "high", "model", "met", "use", "source")
    missing = [c for c in needed if c not in fit.columns]
    if missing:
        raise ValueError(f"the table of the fit has no column {', '.join(missing)}; calibrate again")
    shown = fit.fill_nan(None).select(
        _whole_names(fit["measure"]), "unit", pl.col("target").alias("published"),
        "model", (pl.col("model") / pl.col("target")).alias("ratio"), pl.col("met").alias("within"), "low", "high",
        "source", pl.col("use").replace(USES), pl.lit("").alias("shown"),
    )  # fmt: skip
    held_out = [
        {"measure": t.measure, "unit": t.unit, "published": t.value, "model": None, "ratio": None, "within": None,
         "low": t.low, "high": t.high, "source": t.source, "use": USES[HOLD_OUT], "shown": t.shown}
        for t in every_target()
        if t.compute is None
    ]  # fmt: skip
    return pl.concat([shown, pl.DataFrame(held_out, schema=shown.schema)])


def panels(table: pl.DataFrame, of: str) -> list[Panel]:
    """The figures that are furthest apart, and the table of all.

    of: what the model's figures are of, in words.
    """
    import polars as pl

    known = table.filter(pl.col("ratio").is_not_null() & (pl.col("published") != 0.0))
    within = int(known["within"].sum())
    off = (pl.col("ratio") - 1.0).abs()
    furthest = known.sort(off, descending=True, maintain_order=True).head(FURTHEST)
    both = []
    for r in furthest.iter_rows(named=True):
        share = 100.0 / r["published"]
        ends = sorted((share * r["low"], share * r["high"]))
        label = f"{r['measure']} ({r['unit']})"
        both.append({"label": label, "mean": 100.0, "low": ends[0], "high": ends[1], "series": "published"})
        both.append(
            {"label": label, "mean": share * r["model"], "low": None, "high": None, "series": "model"}
        )
    schema = {"label": pl.String, **dict.fromkeys(("mean", "low", "high"), pl.Float64), "series": pl.String}
    return [
        Panel(
            "Where the model is furthest from the evidence",
            f"{within} of {len(known)} published figures are met. These are the furthest off: "
            f"the published figure is 100%, its bar the range that counts as met, and the model beside it. {of}.",
            "intervals",
            pl.DataFrame(both, schema=schema),
            {"unit": "% of the published figure", "signed": False, "series": ["published", "model"]},
        ),
        Panel(
            "What the evidence says, and what the model says",
            f"{of}. The last rows are held out: no year of the baseline shows them, the command beside them does.",
            "table",
            table,
            {"heads": HEADS},
        ),
    ]


def _whole_names(names: pl.Series) -> pl.Series:
    """Names that stand by themselves: one that goes on from the row above has its name before it."""
    import polars as pl

    found, above = [], ""
    for name in names:
        above = above if name.startswith("…") else name
        found.append(f"{above}: {name[1:].lstrip()}" if name.startswith("…") else name)
    return pl.Series("measure", found)
