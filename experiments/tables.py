"""A comparison as tables for a policy reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from statistics import median
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleRenderable, Group
from rich.table import Table
from rich.text import Text

from joinedup.experiments import limits
from joinedup.experiments.compare import PRECISION, PRIMARIES, Comparison, Difference
from joinedup.experiments.rows import (
    LEGEND,
    ROWS,
    SAVINGS,
    SECTIONS,
    Row,
    mark,
    percent,
    plain,
    signed,
    step_title,
)

LABELS, EACH_ARM = 44, 20  # columns that the rows' names with the baseline, and each arm, need
NARROWEST = 112  # columns; a file or a pipe has no width of its own


def console(stderr: bool = False) -> Console:
    """Where to print: as wide as the terminal, or wide enough for the tables."""
    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal:
        made.width = max(made.width, NARROWEST)
    return made


def print_comparison(found: Comparison, out: Console, by_year: bool, by_fifth: bool, by_age: bool) -> None:
    """Everything a reader should see, in the order in which it should be read."""
    out.print(heading(found))
    out.print(main_table(found, out.width))
    if found.steps:
        out.print(step_table(found))
    for arm in range(1, len(found.experiment.arms)):
        if by_year:
            out.print(year_table(found, arm))
        if by_fifth:
            out.print(group_table(found, arm, "fifth", "deprivation fifth, 1 the most deprived"))
        if by_age:
            out.print(group_table(found, arm, "age", "age"))
    out.print(precision(found))
    out.print(Text("\nWhat this model cannot say", style="bold"))
    for sentence in limits.chosen(found.experiment.adequacy):
        out.print(Text(f"• {sentence}"))


def heading(found: Comparison) -> Text:
    """What was run."""
    e, n = found.experiment, len(found.runs)
    text = Text.assemble((f"\n{e.where.title}", "bold"), f": {e.where.people:,} registered people, ")
    text.append(f"{len(e.where.practices)} practices, {len(e.where.hospitals)} hospital")
    text.append("s" if len(e.where.hospitals) > 1 else "")
    text.append(f". {e.years_before} years before the switch, {e.years_after} after it; ")
    text.append(f"{n} replication{'s' if n > 1 else ''}, seed {e.seed}.")
    if len(e.arms) > 1:
        same = found.identical_before_switch
        text.append(
            " Before the switch all arms are the same to the last bit."
            if same
            else " BEFORE THE SWITCH THE ARMS DIFFER: do not use these results.",
            style="" if same else "bold red",
        )
    for note in e.where.notes:
        text.append(f"\nNote: {note}.", style="dim")
    for arm in e.arms:
        text.append("".join(f"\n{arm.name}, {line}." for line in in_words(arm.plan)), style="dim")
    return text


def in_words(plan: Iterable[tuple[int, Any]]) -> Iterator[str]:
    """The numbers that an arm changes, and the contracts it puts in force; its name tells the rest."""
    from joinedup.experiments.results import planned

    for year, change in plan:
        found = planned(year, change)
        for name, value in found.get("set", {}).items():
            yield f"year {year}: {name} = {value}"
        for one in found.get("contracts", ()):
            yield f"year {year}: {one['contract']} with {one['payee']}"


def blank_table() -> Table:
    """A table of outcomes, its first column their names."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("", min_width=20, max_width=30)
    return table


def titled(title: str, table: Table, note: str = "") -> Group:
    """A title over a table; not the table's own title, which would be folded to its width."""
    parts: list[ConsoleRenderable] = [
        Text(f"\n{title}", style="bold"),
        table,
        *([Text(note, style="dim")] if note else []),
    ]
    return Group(*parts)


def label(row: Row) -> Text:
    """An outcome in plain words, with its unit."""
    return Text.assemble(row.label, (f" ({row.unit})", "dim"))


def cell(d: Difference, row: Row, size: float, base: float) -> Text:
    """The difference, in percent of the baseline, its mark, and the interval beneath."""
    found = mark(d)
    style = "bold" if found == "*" else ""
    text = Text(f"{signed(d.mean * row.scale, size)} ({percent(d.mean, base)}) {found:1}", style=style)
    if d.distinguishable is not None and found != "=":
        low, high = (signed(x * row.scale, size) for x in (d.low, d.high))
        text.append(f"\n{low} to {high}  ", style="not bold dim")
    return text


def main_table(found: Comparison, width: int = NARROWEST) -> Group:
    """Baseline, and each arm's difference with its interval: means of the years after the switch.

    width: columns of the screen; arms that find no room stand in a further table.
    """
    others = range(1, len(found.experiment.arms))
    abreast = max(1, (width - LABELS) // EACH_ARM)
    title = "A year, on average, after the switch"
    if not others:
        return titled(title, _differences(found, ()))
    parts = [others[first : first + abreast] for first in range(0, len(others), abreast)]
    return Group(
        *(
            titled(
                title if part == parts[0] else "…",
                _differences(found, part),
                f"{LEGEND}\n{SAVINGS}" if part == parts[-1] else "",
            )
            for part in parts
        )
    )


def _differences(found: Comparison, others: Sequence[int]) -> Table:
    arms = found.experiment.arms
    table = blank_table()
    table.add_column(arms[0].name, justify="right")
    for a in others:
        table.add_column(arms[a].name, justify="right")
    for title, rows in SECTIONS.items():
        table.add_row(Text(title, style="italic"))
        for row in _known(found, rows):
            base = found.value(0, row.outcome)
            size = base * row.scale
            cells = [cell(found.difference(a, row.outcome), row, size, base) for a in others]
            table.add_row(label(row), plain(size, size), *cells)
        table.add_section()
    return table


def _known(found: Comparison, rows: Iterable[Row]) -> list[Row]:
    """The rows there are numbers for; an optional one only where it is something in some arm."""
    return [
        row
        for row in rows
        if row.outcome in found.outcomes and not (row.optional and _is_nothing(found, row.outcome))
    ]


def _is_nothing(found: Comparison, outcome: str) -> bool:
    """Whether an outcome is zero, or unknown, in every arm."""
    values = (found.value(arm, outcome) for arm in range(len(found.experiment.arms)))
    return all(value == 0.0 or isnan(value) for value in values)


def step_table(found: Comparison) -> Group:
    """The effect split: what each rung of the ladder adds to the one before."""
    arms = found.experiment.arms
    table = blank_table()
    for i, letters in found.steps:
        table.add_column(step_title(letters, first=not arms[i - 1].switches), justify="right")
    for name in PRIMARIES:
        row, base = ROWS[name], found.value(0, name)
        cells = [
            cell(found.difference(i, name, against=i - 1), row, base * row.scale, base)
            for i, _ in found.steps
        ]
        table.add_row(label(row), *cells)
    return titled(
        "The same, rung by rung: each arm less the arm before it", table, "in units, and in % of the baseline"
    )


def year_table(found: Comparison, arm: int) -> Group:
    """One arm's differences by year."""
    years = [y for y in found.years if y > 0]
    table = blank_table()
    for year in years:
        table.add_column(f"year {year}", justify="right")
    for title, rows in SECTIONS.items():
        table.add_row(Text(title, style="italic"))
        for row in _known(found, rows):
            size = found.value(0, row.outcome) * row.scale
            table.add_row(label(row), *(_short(found, arm, row, size, year=y) for y in years))
    return titled(f"{found.experiment.arms[arm].name}: difference by year after the switch", table)


def _short(
    found: Comparison, arm: int, row: Row, size: float, group: str = "", year: int | None = None
) -> Text:
    d = found.difference(arm, row.outcome, group, year)
    half = (
        "" if d.distinguishable is None or mark(d) == "=" else f"\n±{plain(d.half_width * row.scale, size)}  "
    )
    text = Text(f"{signed(d.mean * row.scale, size)} {mark(d):1}")
    text.append(half, style="dim")
    return text


def group_table(found: Comparison, arm: int, kind: str, words: str) -> Group:
    """One arm's differences by group, under each group's baseline; outcomes that can be split."""
    groups = [g for g in found.runs[0][0].by_group if g.startswith(f"{kind} ")]
    table = blank_table()
    for group in groups:
        table.add_column(group, justify="right")
    splits = found.runs[0][0].by_group[groups[0]]
    for title, rows in SECTIONS.items():
        split = [row for row in rows if row.outcome in splits]
        if split:
            table.add_row(Text(title, style="italic"))
        for row in split:
            cells = []
            for group in groups:
                size = found.value(0, row.outcome, group) * row.scale
                cells.append(Text.assemble(f"{plain(size, size)}  \n", _short(found, arm, row, size, group)))
            table.add_row(label(row), *cells)
    return titled(f"{found.experiment.arms[arm].name}: baseline, and difference, by {words}", table)


_WHY = {
    "asked": "as many replications as asked for",
    "precise": "stopped when precise enough",
    "time": "stopped when the time was up (--minutes), before it was precise",
    "most": "stopped at the most replications there may be",
    "interrupted": "INTERRUPTED: these are the replications finished until then",
    "worker lost": "A WORKER WAS LOST, perhaps for want of memory: these replications were finished",
}


def paired(ratios: Iterable[float]) -> str:
    """What it is worth that all arms live the same people's lives with the same luck, in a sentence."""
    known = [r for r in ratios if not isnan(r)]
    if not known:
        return ""
    return (
        f"Pairing: the same people with the same luck. The variance of a difference is {median(known):.2g} of that of "
        f"two separate runs (median of {len(known)} outcomes and arms; {min(known):.2g} to {max(known):.2g})."
    )


def precision(found: Comparison) -> Text:
    """How precise the primaries are, and why the run ended."""
    n = len(found.runs)
    text = Text(f"\n{n} replication{'s' if n > 1 else ''} in {found.seconds:.0f} s: {_WHY[found.stopped]}. ")
    widest = found.widest()
    if widest is None:
        return text
    if n < 2:
        return text.append("One replication has no interval; ask for four or more.")
    share, name, arm = widest
    verdict = "within" if share <= PRECISION else "NOT within"
    text.append(
        f"The least certain of the six primary outcomes is known to ±{100 * share:.2f}% of its baseline "
        f"({ROWS[name].label.lstrip('…')}, {arm.name}): {verdict} the {100 * PRECISION:g}% that was wanted. "
    )
    others = range(1, len(found.experiment.arms))
    return text.append(paired(found.variance_ratio(a, name) for a in others for name in PRIMARIES))
