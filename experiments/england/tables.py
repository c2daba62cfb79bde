"""The nation and its places on the screen."""

from __future__ import annotations

from math import isnan

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from joinedup.experiments.england.nation import Figure, Nation
from joinedup.experiments.england.playing import Played
from joinedup.experiments.england.words import large, limits_of, positions_note, summary
from joinedup.experiments.progress import duration
from joinedup.experiments.rows import (
    NOTHING,
    SECTIONS,
    SIGNIFICANT,
    UNKNOWN,
    Row,
    mark,
    percent,
    plain,
    signed,
)
from joinedup.model.place import ENGLAND_BEDS

LEGEND = (
    f"{SIGNIFICANT} the 95% interval across places leaves out zero   {NOTHING} exactly the same in every place   "
    f"{UNKNOWN} no interval from one place"
)
BY_PLACE = (("emergency_admissions", "per 1,000"), ("spend_total", "£ a head"), ("rationing_index", "%"))


def print_nation(nation: Nation, out: Console, by_place: bool = False) -> None:
    """Everything a reader should see, in the order in which it should be read."""
    out.print(heading(nation))
    found = summary(nation)
    for title, sentences in (("What it saves", found.savings), ("What it does to patients", found.harm)):
        if sentences:
            out.print(Text(f"\n{title}: {found.headline}", style="bold"))
            for sentence in sentences:
                out.print(Text(f"• {sentence}"))
    for arm in range(1, len(nation.england.arms)) or (0,):
        out.print(national_table(nation, arm))
    if by_place:
        out.print(place_table(nation))
    print_failed(nation.played, out)
    out.print(Text("\nWhat this model cannot say", style="bold"))
    for sentence in limits_of(nation.england):
        out.print(Text(f"• {sentence}"))


def heading(nation: Nation) -> Text:
    """What was played."""
    played, england = nation.played, nation.england
    practices = sum(len(place.practices) for place in played.places)
    hospitals = sum(len(place.hospitals) for place in played.places)
    text = Text.assemble(("\nEngland", "bold"), f": {played.people:,} registered people in ")
    text.append(f"{len(played.places)} places, {practices:,} practices, {hospitals} hospitals. ")
    text.append(f"{england.years_burnt} years burnt in, {england.years_before} before the switch, ")
    text.append(f"{england.years_after} after it; seed {england.seed}; {duration(played.seconds)}.")
    notes = [positions_note(england)]
    notes.append(f"beds are scaled to {ENGLAND_BEDS:g} per 1,000 people in every place")
    if any(note.startswith("scaled from") for place in played.places for note in place.notes):
        notes.append("the places are scaled down: totals are of these people, not of all who are registered")
    if played.people < england.people:
        text.append(
            f"\nNOT ALL OF IT: {len(england.places) - len(played.places)} places with "
            f"{england.people - played.people:,} people are missing from everything below.",
            style="bold red",
        )
    for note in filter(None, notes):
        text.append(f"\nNote: {note}.", style="dim")
    return text


def national_table(nation: Nation, arm: int) -> Group:
    """Rates and totals of the baseline, and of one arm how both differ from it."""
    arms = nation.england.arms
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("", min_width=20, max_width=34)
    for words in (arms[0].name, "all of it, a year", *(["difference", "all of it, a year"] if arm else [])):
        table.add_column(words, justify="right")
    for title, rows in SECTIONS.items():
        shown = [(row, nation.figure(0, row.outcome), nation.figure(arm, row.outcome)) for row in rows]
        shown = [x for x in shown if not x[0].optional or _shows(x[1]) or _shows(x[2])]
        if shown:
            table.add_row(Text(title, style="italic"))
        for row, base, figure in shown:
            cells = [
                Text.assemble(row.label, (f" ({row.unit})", "dim")),
                Text(plain(base.value * row.scale, base.value * row.scale)),
                Text(large(base.total, base.unit)),
            ]
            if arm:
                cells += [
                    _difference(row, base, figure),
                    Text(large(figure.total_difference, figure.unit, sign=True)),
                ]
            table.add_row(*cells)
    title = (
        f"\nA year, on average, after the switch: {arms[arm].name}" if arm else f"\nA year: {arms[0].name}"
    )
    return Group(Text(title, style="bold"), table, Text(LEGEND, style="dim"))


def place_table(nation: Nation) -> Group:
    """Every place: its people, and three outcomes under the baseline with how the first other arm differs."""
    from joinedup.experiments.rows import ROWS

    arm = min(1, len(nation.england.arms) - 1)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("place", max_width=40)
    table.add_column("people", justify="right")
    table.add_column("trusts", justify="right")
    for outcome, unit in BY_PLACE:
        table.add_column(f"{ROWS[outcome].label.split(':')[0]} ({unit})", justify="right")
    columns = [(ROWS[o], nation.sums(0, o).value, nation.sums(arm, o).value) for o, _ in BY_PLACE]
    for i, place in enumerate(nation.played.places):
        cells = []
        for row, base, mine in columns:
            size = float(base[i]) * row.scale
            cell = plain(size, size)
            if arm:
                cell += f"  {signed(float(mine[i] - base[i]) * row.scale, size)}"
            cells.append(cell)
        general = [h for h in place.hospitals if h.code != "GENERAL"]
        table.add_row(
            f"{place.title} ({place.commissioner})", f"{place.people:,}", str(len(general) or "–"), *cells
        )
    words = f", and how {nation.england.arms[arm].name} differs" if arm else ""
    return Group(
        Text(f"\nPlaces: {nation.england.arms[0].name}{words}; one replication each", style="bold"), table
    )


def print_failed(played: Played, out: Console) -> None:
    """The places that failed, each with its error."""
    title = {place.commissioner: place.title for place in played.england.places}
    for code, failed in sorted(played.failed.items()):
        out.print(Text(f"FAILED: {title[code]} ({code}): {failed.error}", style="bold red"))


def _shows(figure: Figure) -> bool:
    return bool(figure.places) and (figure.value != 0.0 or figure.difference.mean != 0.0)


def _difference(row: Row, base: Figure, figure: Figure) -> Text:
    d, size, found = figure.difference, base.value * row.scale, mark(figure.difference)
    text = Text(f"{signed(d.mean * row.scale, size)} ({percent(d.mean, base.value)}) {found:1}")
    if not isnan(d.low) and found != "=":
        low, high = (signed(x * row.scale, size) for x in (d.low, d.high))
        text.append(f"\n{low} to {high}  ", style="dim")
    return text
