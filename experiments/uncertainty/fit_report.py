"""What a fit left: the space by wave, the figures met and missed, the ranges left, and a table to draw from."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from joinedup.experiments.uncertainty.fitting import Fitting, in_units, runs_of
from joinedup.experiments.uncertainty.history_matching import Rules, Wave, implausibility, worst_but

if TYPE_CHECKING:
    import polars as pl

    from joinedup.experiments.pictures import Panel
    from joinedup.experiments.targets import Fit

KEEP = 200  # sets of numbers in the table that experiments draw from


def waves_table(fitting: Fitting, waves: Sequence[Wave]) -> pl.DataFrame:
    """One row per wave: what was run, and the share of the whole space that is left after it."""
    import polars as pl

    return pl.DataFrame(
        [
            {
                "wave": w.number,
                "points": len(w.unit),
                "failed": int(np.isnan(w.runs).all(axis=2).sum()),
                "share_left": w.share.value,
                "low": w.share.low,
                "high": w.share.high,
                "figures": sum(e is not None and e.trusted for e in w.emulators),
                "not_foretold": [
                    t.measure for t, e in zip(fitting.targets, w.emulators) if e and not e.trusted
                ],
                "not_shown": [t.measure for t, e in zip(fitting.targets, w.emulators) if e is None],
            }
            for w in waves
        ]
    )


def not_ruled_out(fitting: Fitting, waves: Sequence[Wave], rules: Rules, keep: int = KEEP) -> pl.DataFrame:
    """Sets of numbers that no wave rules out, spread evenly over what is left; the implausibility of each."""
    import polars as pl

    unit = waves[-1].left[:keep]
    values = in_units(fitting.ranges, unit) if len(unit) else np.zeros((0, len(fitting.ranges)))
    columns: dict[str, Any] = {"draw": list(range(len(unit)))}
    columns |= {r.name: values[:, i] for i, r in enumerate(fitting.ranges)}
    worst = implausibility(waves, fitting.observed, unit, rules) if len(unit) else np.zeros(0)
    return pl.DataFrame({**columns, "implausibility": worst})


def runs_table(fitting: Fitting, waves: Sequence[Wave]) -> pl.DataFrame:
    """One row per run: its luck, its numbers, and what the model says of every figure; null where it failed."""
    import polars as pl

    rows = []
    for w in waves:
        for run in runs_of(fitting, w.number, w.unit):
            row: dict[str, Any] = {
                "wave": w.number, "point": run.point, "replication": run.replication, "luck": run.luck,
            }  # fmt: skip
            row |= dict(zip((r.name for r in fitting.ranges), run.values))
            row |= dict(zip(labels(fitting), w.runs[run.point, run.replication].tolist()))
            rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None).fill_nan(None)


def labels(fitting: Fitting) -> list[str]:
    """A name for each figure that no other has."""
    names = [t.measure for t in fitting.targets]
    return [
        f"{n} ({t.pattern}, {i + 1})" if names.count(n) > 1 else n
        for i, (n, t) in enumerate(zip(names, fitting.targets))
    ]


def best_point(fitting: Fitting, waves: Sequence[Wave], misses: int) -> tuple[dict[str, float], float]:
    """The numbers that were run and came nearest to the figures, and how far off they are in standard deviations."""
    best: tuple[float, np.ndarray] = (np.inf, waves[0].unit[0])
    observed = fitting.observed
    for w in waves:
        means = w.runs.mean(axis=1)
        off = np.stack(
            [np.abs(means[:, k] - o.value) / np.sqrt(o.variance) for k, o in enumerate(observed)], axis=1
        )
        shown = ~np.isnan(off).all(axis=0)
        worst = worst_but(np.where(np.isnan(off[:, shown]), np.inf, off[:, shown]), misses)
        k = int(worst.argmin())
        if worst[k] < best[0]:
            best = float(worst[k]), w.unit[k]
    values = in_units(fitting.ranges, best[1][None, :])[0]
    return {r.name: float(v) for r, v in zip(fitting.ranges, values)}, best[0]


def fit_table(fitting: Fitting, waves: Sequence[Wave], at_best: Sequence[Fit]) -> pl.DataFrame:
    """One row per figure: the target and its range, the model at the best point, and its range over the last wave.

    use: fit, or check for figures that were never fitted to.
    """
    import polars as pl

    last = waves[-1].runs.mean(axis=1)
    of = {(t.pattern, t.measure): k for k, t in enumerate(fitting.targets)}
    rows = []
    for f in at_best:
        k = of.get((f.pattern, f.measure))
        seen = last[:, k] if k is not None else np.zeros(0)
        seen = seen[~np.isnan(seen)]
        rows.append(
            {
                "pattern": f.pattern, "measure": f.measure, "unit": f.unit,
                "use": "fit" if k is not None else "not fitted to", "target": f.target, "low": f.low, "high": f.high,
                "model": f.model, "met": f.met,
                "least": float(seen.min()) if len(seen) else nan, "greatest": float(seen.max()) if len(seen) else nan,
                "source": f.source,
            }
        )  # fmt: skip
    return pl.DataFrame(rows).fill_nan(None)


def sentences(fitting: Fitting, waves: Sequence[Wave], fits: Sequence[Fit], off: float) -> list[str]:
    """What was found, in plain words."""
    last = waves[-1]
    said = []
    for w in waves:
        shaky = [t.measure for t, e in zip(fitting.targets, w.emulators) if e is not None and not e.trusted]
        said.append(
            f"wave {w.number}: {len(w.unit)} sets of numbers were run; {w.share.value:.2%} of the space is left "
            f"({w.share.low:.2%} to {w.share.high:.2%})"
            + (f"; not foretold, so nothing was ruled out by: {', '.join(shaky)}" if shaky else "")
        )
    if not len(last.left):
        said.append(
            "Nothing is left: within these ranges the model cannot give these figures. That is a finding: widen a "
            "range, vary another number, or say what the model is off by (--discrepancy)."
        )
    else:
        unit = last.left
        for i, r in enumerate(fitting.ranges):
            low, high = in_units((r,), np.array([[unit[:, i].min()], [unit[:, i].max()]]))[:, 0]
            said.append(f"{r.name}: {low:.4g} to {high:.4g} is left of {r.low:.4g} to {r.high:.4g}")
    if len(waves) > 1 and len(last.left) and last.share.value > 0.95 * waves[-2].share.value:
        said.append(
            "The last wave ruled out next to nothing: what is left, these figures cannot tell apart. More people or "
            "replications help as far as luck is to blame; more waves do not."
        )
    missed = [f.measure for f in fits if not f.met and f.model == f.model]
    said.append(
        f"At the best point that was run, {off:.1f} standard deviations off on the mean of {fitting.replications} runs, "
        f"one more run meets {sum(f.met for f in fits)} of {len(fits)} figures; missed: {', '.join(missed) or 'none'}."
    )
    return said


def panels(fitting: Fitting, waves: Sequence[Wave], fits: pl.DataFrame) -> list[Panel]:
    """The space left by wave, what is left of each range, two numbers against each other, and the fit."""
    import polars as pl

    from joinedup.experiments.pictures import Panel

    left = pl.DataFrame(
        {
            "x": [float(w.number) for w in waves], "y": [100.0 * w.share.value for w in waves],
            "low": [100.0 * w.share.low for w in waves], "high": [100.0 * w.share.high for w in waves],
        }
    )  # fmt: skip
    made = [
        Panel(
            "The space that is left, by wave",
            "Share of all sets of numbers that published figures do not rule out; it can only fall.",
            "lines", left, {"x_label": "wave", "y_label": "% of the space", "unit": "%"},
        )
    ]  # fmt: skip
    unit = waves[-1].left
    if len(unit):
        made.append(
            Panel(
                "What is left of each range",
                "0 is the low end of the range that was tried, 1 the high end; the dot is the middle of what is left.",
                "intervals",
                pl.DataFrame(
                    {
                        "label": [r.name for r in fitting.ranges], "mean": np.median(unit, axis=0),
                        "low": unit.min(axis=0), "high": unit.max(axis=0),
                    }
                ),
                {"unit": "share of the range tried"},
            )
        )  # fmt: skip
        if len(fitting.ranges) > 1:
            first, second = _narrowest(unit)
            values = in_units(fitting.ranges, unit[:2_000])
            names = [r.name for r in fitting.ranges]
            made.append(
                Panel(
                    f"What is left: {names[first]} and {names[second]}",
                    "Each point is a set of numbers that is not ruled out, in the two that the figures narrow most.",
                    "points",
                    pl.DataFrame({"x": values[:, first], "y": values[:, second]}),
                    {"x_label": names[first], "y_label": names[second]},
                )
            )
    made.append(
        Panel(
            "The fit, with misses",
            "Published figures, and the model at the best point that was run; least and greatest: over the last wave.",
            "table", fits,
        )
    )  # fmt: skip
    return made


def _narrowest(unit: np.ndarray) -> tuple[int, int]:
    order = np.argsort(np.ptp(unit, axis=0))
    return int(order[0]), int(order[1])
