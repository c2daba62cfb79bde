"""The answer of a sweep on the screen: one table a place, chance and uncertain numbers kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from statistics import median

from rich.console import Console, Group
from rich.text import Text

from joinedup.experiments import limits
from joinedup.experiments.answers import Answer, answers
from joinedup.experiments.compare import PRIMARIES
from joinedup.experiments.rows import LEGEND, ROWS, SAVINGS, SECTIONS, Row, counted, plain, signed
from joinedup.experiments.sweep.store import DONE, FAILED, Store
from joinedup.experiments.tables import blank_table, cell, label, paired, titled

type Found = dict[tuple[str, str, str], Answer]

RANGES = (
    "Under each interval of chance, where numbers were varied: 95% of their draws lie between …, and the share of "
    "draws in which the sign of the mean holds."
)


def print_answer(store: Store, out: Console, by_year: bool = False) -> None:
    """What was asked, what came out of it, and how far to trust it."""
    found = answers(store)
    out.print(heading(store))
    if len(store.facts["arms"]) < 2:
        out.print(Text("There is one arm, so there is no difference to show; results/ holds its outcomes."))
        return
    for place, title in zip(store.facts["places"], store.facts["titles"]):
        out.print(place_table(store, found, place, title))
    out.print(Text(f"\n{LEGEND}\n{SAVINGS}", style="dim"))
    if store.facts["draws"] > 1:
        out.print(Text(RANGES, style="dim"))
    out.print(trust(store, found))
    if by_year:
        for place in store.facts["places"]:
            for arm in store.facts["arms"][1:]:
                out.print(year_table(store, place, arm))
    out.print(Text("\nWhat this model cannot say", style="bold"))
    for sentence in limits.chosen(store.manifest["question"]["adequacy"]):
        out.print(Text(f"• {sentence}"))


def heading(store: Store) -> Text:
    """The question, and what was run for it."""
    f, q = store.facts, store.manifest["question"]
    states = store.states()
    done, failed = int((states == DONE).sum()), int((states == FAILED).sum())
    text = Text.assemble((f"\n{q['question']}", "bold"), "\n")
    where = ", ".join(f"{t} ({n:,} people)" for t, n in zip(f["titles"], f["people"]))
    text.append(f"{where}. {counted(q['years_before'], 'year')} before the switch, {q['years']} after it. ")
    text.append(
        f"{counted(f['draws'], 'draw')} of {counted(len(q['varied']), 'number')}, " if q["varied"] else ""
    )
    text.append(
        f"{counted(store.replications, 'replication')}, seed {q['seed']}: {done * len(f['arms']):,} runs."
    )
    if done + failed < store.expected:
        text.append(
            f" UNFINISHED: {store.expected - done - failed:,} of {store.expected:,} jobs are missing.",
            style="bold red",
        )
    if failed:
        text.append(f" {failed:,} jobs failed and are left out, their draws with them.", style="bold red")
    for place in f["places"]:
        for note in f["notes"][place]:
            text.append(f"\nNote on {place}: {note}.", style="dim")
    return text


def _rows(store: Store, found: Found, place: str) -> Iterable[tuple[str, list[Row]]]:
    """The outcomes that were asked for first, then those of every table."""
    arms = store.facts["arms"][1:]

    def is_something(row: Row) -> bool:
        parts = [found[place, arm, row.outcome] for arm in arms if (place, arm, row.outcome) in found]
        return any(not row.optional or a.baseline or a.difference.mean for a in parts)

    asked = [ROWS.get(name) or Row(name, name, store.facts["units"][name]) for name in store.facts["leading"]]
    if asked:
        yield "What was asked", asked
    for title, rows in SECTIONS.items():
        shown = [row for row in rows if row not in asked and is_something(row)]
        if shown:
            yield title, shown


def place_table(store: Store, found: Found, place: str, title: str) -> Group:
    """The base, and each arm's differences."""
    arms = store.facts["arms"]
    table = blank_table()
    table.add_column(arms[0], justify="right")
    for arm in arms[1:]:
        table.add_column(arm, justify="right")
    for section, rows in _rows(store, found, place):
        table.add_row(Text(section, style="italic"))
        for row in rows:
            base = found[place, arms[1], row.outcome].baseline
            size = base * row.scale
            cells = [_cell(found[place, arm, row.outcome], row, size) for arm in arms[1:]]
            table.add_row(label(row), plain(size, size), *cells)
        table.add_section()
    return titled(f"{title}: a year, on average, after the switch", table)


def _cell(a: Answer, row: Row, size: float) -> Text:
    text = cell(a.difference, row, size, a.baseline)
    if not isnan(a.sign_holds):
        low, high = (signed(x * row.scale, size) for x in a.range)
        text.append(f"\n{low} … {high}, {a.sign_holds:.0%}  ", style="not bold dim")
    return text


def year_table(store: Store, place: str, arm: str) -> Group:
    """One arm's differences by year."""
    names = store.facts["leading"] or PRIMARIES
    years = [y for y in store.facts["years"] if y > 0]
    table = blank_table()
    by_year = {year: answers(store, names, year) for year in years}
    for year in years:
        table.add_column(f"year {year}", justify="right")
    for name in names:
        row = ROWS.get(name) or Row(name, name, store.facts["units"][name])
        parts = [by_year[year][place, arm, name] for year in years]
        table.add_row(
            label(row), *(cell(a.difference, row, a.baseline * row.scale, a.baseline) for a in parts)
        )
    return titled(f"{arm} in {place}: difference by year after the switch", table)


def trust(store: Store, found: Found) -> Text:
    """What pairing is worth, and how much of the uncertainty is chance."""
    names = store.facts["leading"] or PRIMARIES
    parts = [a for (_, _, name), a in found.items() if name in names]
    text = Text()
    if pairing := paired(a.variance_ratio for a in parts):
        text.append(f"\n{pairing}")
    shares = [a.share_of_numbers for a in parts if not isnan(a.share_of_numbers)]
    if shares:
        text.append(
            f"\nOf the variance of one run's difference, {median(shares):.0%} is due to the numbers that were varied, "
            f"the rest to chance (median; {min(shares):.0%} to {max(shares):.0%})."
        )
    elif store.facts["draws"] > 1:
        text.append(
            "\nWith one replication a draw, chance and the varied numbers cannot be told apart; ask for two."
        )
    else:
        text.append("\nThe intervals hold chance only: no number was varied.")
    return text
