"""The baseline against published figures: fee per procedure, one year of one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from joinedup.experiments.counterparts import YEAR
from joinedup.experiments.rows import plain
from joinedup.experiments.targets import TOLERANCE, Fit, Target, baseline_targets

if TYPE_CHECKING:
    from rich.table import Table

    from joinedup.model.place import Place


def calibrate(
    place: Place,
    year: int,
    seed: int = 1,
    parameters: Mapping[str, Any] | None = None,
    targets: Sequence[Target] | None = None,
    told: Callable[[float], None] = lambda done: None,
) -> list[Fit]:
    """Run the baseline to the end of a year, the first is 0, and hold it against the published figures.

    targets: other figures than those that come with the program.  told: how much is played, after every year.

    Raises: ValueError for a year that cannot be.
    """
    from joinedup.model.health_system import HealthSystem

    if not 0 <= year <= 50:
        raise ValueError(f"year is {year}; it must be between 0 and 50")
    figures = baseline_targets() if targets is None else targets
    model = HealthSystem(place, rng=seed, parameters=parameters)
    for done in range(1, year + 2):
        model.run_until(done * YEAR)
        told(done / (year + 1))
    return [target.fit(model.years[year], model) for target in figures if target.compute is not None]


def calibration_table(fits: list[Fit], what: str) -> Table:
    """Target, model and whether they agree."""
    from rich.table import Table

    met = sum(fit.met for fit in fits)
    table = Table(
        title=f"Fee per procedure against published figures: {what}\n{met} of {len(fits)} within range "
        f"(±{TOLERANCE:.0%}, or the range shown)",
        title_justify="left",
    )
    for heading in ("", "measure", "unit"):
        table.add_column(heading)
    for heading in ("target", "range", "model", "off"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    table.add_column("source")
    for f in fits:
        size = f.target
        off = "–" if isnan(f.model) else f"{f.model / f.target - 1.0:+.0%}".replace("-", "−")
        span = f"{plain(f.low, size)}–{plain(f.high, size)}"
        table.add_row(
            f.pattern, f.measure, f.unit, plain(size, size), span, plain(f.model, size), off,
            "ok" if f.met else "MISS", f.source, style="" if f.met else "bold",
        )  # fmt: skip
    return table
