"""How the baseline compares with published figures, as it is printed: first what is met and what is missed, then all."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from joinedup.experiments.calibration_draws import PEOPLE
from joinedup.experiments.rows import plain
from joinedup.experiments.targets import TOLERANCE, Fit

if TYPE_CHECKING:
    from rich.table import Table

READ_IN_SOURCES = ("A", "A*")
OF_PLACES = (
    "Only figures that are published by deprivation, or that compare the deprived with others, are held against a "
    "place: what it should have follows from its mix of deprivation. The others are England's and stand beside it."
)


def summary(fits: Sequence[Fit], what: str) -> list[str]:
    """How many figures are met, of all and of those of grade A, and the misses, the furthest off first."""
    held = [f for f in fits if f.held]
    graded = [f for f in held if f.grade in READ_IN_SOURCES]
    met = sum(f.met for f in graded)
    said = [
        f"{what}: {met} of {len(graded)} figures of grade A or A* are within range (±{TOLERANCE:.0%}, or the range "
        f"shown); with the others {sum(f.met for f in held)} of {len(held)}.",
    ]
    missed = misses(held)
    if missed:
        said.append(f"Missed, the furthest off first ({len(missed)}):")
        said += [f"  {off(f):>6}  {named(f, fits)}: {told(f)}" for f in missed]
    return said


def misses(fits: Sequence[Fit]) -> list[Fit]:
    """Figures that are held and not met, the furthest off first, those without an answer last."""
    missed = [f for f in fits if f.held and not f.met]
    return sorted(missed, key=lambda f: (isnan(f.off), -abs(f.off) if f.off == f.off else 0.0))


def named(fit: Fit, fits: Sequence[Fit]) -> str:
    """The measure by a name that stands by itself: …of them, with whose."""
    if not fit.measure.startswith("…"):
        return fit.measure
    whole = ""
    for other in fits:
        if not other.measure.startswith("…"):
            whole = other.measure
        if other is fit:
            break
    return f"{whole}: {fit.measure[1:]}"


def off(fit: Fit) -> str:
    """How far off, in percent with its sign."""
    return "–" if isnan(fit.off) else f"{fit.off:+.0%}".replace("-", "−")


def told(fit: Fit) -> str:
    """Published and the model's, with the unit and the grade."""
    grade = f", grade {fit.grade}" if fit.grade else ""
    return (
        f"published {plain(fit.target, fit.target)} {fit.unit}, model {plain(fit.model, fit.target)}{grade}"
    )


def of_range(draws: int) -> str:
    """What the range of the model is over, or that none is known. draws: sets of numbers that were played."""
    if draws == 0:
        return "One run with one set of numbers: say --draws 20 for the range of the model."
    return (
        f"The range of the model is over {draws} sets of numbers that published figures do not rule out (history "
        f"matching, `joinedup calibrate`), each played once with luck of its own on at most {PEOPLE:,} people, and this "
        "run: numbers and chance together. Numbers that were not varied are not in it."
    )


def calibration_table(fits: Sequence[Fit], what: str, ranged: bool = False) -> Table:
    """Target, model, how far off, and whether they agree.

    ranged: whether the fits know the range of the model.
    """
    from rich.table import Table

    table = Table(
        title=f"Fee per procedure against published figures: {what}", title_justify="left", show_lines=False
    )
    table.add_column("measure", min_width=24)
    table.add_column("unit")
    for heading in ("target", "range", "model", "off"):
        table.add_column(heading, justify="right", no_wrap=True)
    if ranged:
        table.add_column("range of the model", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("source")
    for f in fits:
        size = f.target
        row = [
            f.measure,
            f.unit,
            plain(size, size),
            f"{plain(f.low, size)}–{plain(f.high, size)}",
            plain(f.model, size),
        ]
        row.append(off(f))
        if ranged:
            row.append(f"{plain(f.least, size)}–{plain(f.most, size)}")
        verdict = ("ok" if f.met else "MISS") if f.held else "–"
        table.add_row(*row, verdict, f.grade, f.source, style="bold" if verdict == "MISS" else "")
    return table


def places_table(by_place: Sequence[tuple[str, Sequence[Fit]]]) -> Table:
    """One row a place: how many of the figures that are held against it are met, and which are not."""
    from rich.table import Table

    table = Table(title="The same numbers in every place", title_justify="left")
    table.add_column("place")
    for heading in ("held", "within range"):
        table.add_column(heading, justify="right")
    table.add_column("missed, the furthest off first")
    for title, fits in by_place:
        held = [f for f in fits if f.held]
        missed = "; ".join(f"{named(f, fits)} {off(f)}" for f in misses(held))
        table.add_row(title, str(len(held)), str(sum(f.met for f in held)), missed or "none")
    return table


def figures_table(by_place: Sequence[tuple[str, Sequence[Fit]]]) -> Table:
    """One row a figure, one column a place: what the model says."""
    from rich.table import Table

    table = Table(title="What the model says in every place", title_justify="left")
    table.add_column("measure", min_width=24)
    table.add_column("unit")
    table.add_column("England, published", justify="right")
    for title, _ in by_place:
        table.add_column(title, justify="right", no_wrap=True)
    for rows in zip(*(fits for _, fits in by_place), strict=True):
        size = rows[0].target
        table.add_row(rows[0].measure, rows[0].unit, plain(size, size), *(plain(f.model, size) for f in rows))
    return table
