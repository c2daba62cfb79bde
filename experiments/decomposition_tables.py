"""A decomposition on the screen, as one JSON object, as Parquet tables and as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.text import Text

from joinedup.experiments import limits
from joinedup.experiments.compare import Difference
from joinedup.experiments.decompose import (
    ACCOUNTING,
    CHANNEL,
    TOGETHER,
    TOTAL,
    Decomposition,
    Part,
    part_of,
)
from joinedup.experiments.rows import (
    ADDED,
    LEGEND,
    NOTHING,
    ROWS,
    SIGNIFICANT,
    Row,
    mark,
    plain,
    signed,
    whole_labels,
)
from joinedup.experiments.tables import blank_table, heading, label, precision, titled

if TYPE_CHECKING:
    import polars as pl

    from joinedup.experiments.pictures import Panel, Summary

BY_CHANNEL, ALONE_AND_TOGETHER = (
    ": the effect by channel",
    ": alone and together",
)  # how titles of pictures end
MEANING = {
    CHANNEL: "what the switch does alone, and an equal share of all it does together with others (Shapley value); "
    "the channels sum to the whole effect",
    TOGETHER: "what the switches do together beyond what any fewer of them do (Harsanyi dividend); of one switch, "
    "what it does alone; all of them sum to the whole effect",
    TOTAL: "all switches thrown, less none",
    ACCOUNTING: "money changes hands as if all switches were thrown, and everybody behaves as if none were",
}


def row_of(outcome: str) -> Row:
    """How an outcome is written: in the words of the tables if they have it, else by its name and unit."""
    if outcome in ROWS:
        return ROWS[outcome]
    from joinedup.experiments.results import units

    return Row(outcome, outcome.replace("_", " "), units()[outcome])


def chosen_outcomes(asked: str | None, known: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
    """Outcomes in a user's words, between commas.

    Raises: ValueError for one that is not recorded, with the nearest that is.
    """
    if asked is None:
        return tuple(default)
    from difflib import get_close_matches

    wanted = tuple(dict.fromkeys(word.strip() for word in asked.split(",") if word.strip()))
    for word in wanted:
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise ValueError(f"no outcome {word!r}{hint}; there are: {', '.join(known)}")
    if not wanted:
        raise ValueError(f"no outcomes; there are: {', '.join(known)}")
    return wanted


# --- the screen


def print_decomposition(found: Decomposition, shown: Sequence[str], out: Console) -> None:
    """Everything a reader should see: channels first, the whole effect beside them and never alone."""
    parts = {name: found.parts(name) for name in shown}
    out.print(heading(found.found))
    out.print(channel_table(found, parts))
    out.print(accounting(found, parts))
    for title, fewest, most in (
        ("What two switches do only together", 2, 2),
        ("What each switch does alone", 1, 1),
        ("What three or more do only together", 3, 4),
    ):
        some = [s for s in found.sets if fewest <= len(s) <= most]
        if some:
            out.print(together_table(found, parts, some, title))
    key = ", ".join(f"{x} {ADDED[x]}" for x in found.switches)
    out.print(Text(f"{key}. P×I: {MEANING[TOGETHER]}.", style="dim"))
    out.print(precision(found.found))
    out.print(Text("\nWhat this model cannot say", style="bold"))
    for sentence in limits.chosen(found.found.experiment.adequacy):
        out.print(Text(f"• {sentence}"))


def channel_table(found: Decomposition, parts: dict[str, list[Part]]) -> Group:
    """What goes through each channel, and the whole effect."""
    table = blank_table()
    for x in found.switches:
        table.add_column(ADDED[x], justify="right")
    table.add_column("= whole effect", justify="right")
    for name, split in parts.items():
        row, base = row_of(name), found.baseline(name)
        size = base * row.scale
        cells = [_cell(part_of(split, CHANNEL, x), row, size) for x in found.switches]
        cells.append(_cell(part_of(split, TOTAL, found.switches), row, size))
        table.add_row(Text.assemble(label(row), (f"\nfrom {plain(size, size)}", "dim")), *cells)
    note = (
        f"{LEGEND}\nA channel is what its switch does alone, and an equal share of all it does together with others "
        "(Shapley value); the channels sum to the whole effect. Beneath, half the width of the 95% interval."
    )
    return titled("The effect by channel: a year, on average, after the switch", table, note)


def accounting(found: Decomposition, parts: dict[str, list[Part]]) -> Text:
    """How much of an effect is there although nobody behaves differently."""
    text = Text(f"\nAccounting only: {MEANING[ACCOUNTING]}. ")
    for name, split in parts.items():
        d, row = part_of(split, ACCOUNTING, found.switches), row_of(name)
        if d.mean != 0.0 and not isnan(d.mean):
            size = found.baseline(name) * row.scale
            half = "" if isnan(d.low) else f" ±{plain(d.half_width * row.scale, size)}"
            text.append(f"{row.label.lstrip('…')} ({row.unit}) {signed(d.mean * row.scale, size)}{half}; ")
    same = found.found.digest(len(found.sets)) == found.found.digest(0)
    text.append("what happens to patients: the same to the last bit." if same else "")
    return text if same else text.append("PATIENTS DIFFER: do not use this.", style="bold red")


def together_table(
    found: Decomposition, parts: dict[str, list[Part]], some: Sequence[str], title: str
) -> Group:
    """What some sets of switches do together; of one switch, what it does alone."""
    table = blank_table()
    for s in some:
        table.add_column("×".join(s), justify="right")
    for name, split in parts.items():
        row = row_of(name)
        size = found.baseline(name) * row.scale
        table.add_row(label(row), *(_cell(part_of(split, TOGETHER, s), row, size) for s in some))
    return titled(title, table)


def _cell(d: Difference, row: Row, size: float) -> Text:
    found = mark(d)
    text = Text(f"{signed(d.mean * row.scale, size)} {found:1}", style="bold" if found == SIGNIFICANT else "")
    if d.distinguishable is not None and found != NOTHING:
        text.append(f"\n±{plain(d.half_width * row.scale, size)}  ", style="not bold dim")
    return text


# --- JSON and Parquet


def as_object(found: Decomposition, manifest: dict[str, Any]) -> dict[str, Any]:
    """The decomposition as plain lists, numbers and words; None where there is no number."""
    from joinedup.experiments.results import units

    e, unit = found.found.experiment, units()
    return {
        "place": e.where.name,
        "people": e.where.people,
        "seed": e.seed,
        "replications": len(found.found.runs),
        "years_after": e.years_after,
        "switches": list(found.switches),
        "meaning": MEANING,
        "outcomes": {
            name: {
                "unit": unit[name],
                "baseline": _number(found.baseline(name)),
                "channels": {p.switches: _numbers(p.effect) for p in parts if p.kind == CHANNEL},
                "together": {p.switches: _numbers(p.effect) for p in parts if p.kind == TOGETHER},
                "total": _numbers(part_of(parts, TOTAL, found.switches)),
                "accounting_only": _numbers(part_of(parts, ACCOUNTING, found.switches)),
            }
            for name in found.outcomes
            for parts in [found.parts(name)]
        },
        "identical_before_switch": found.found.identical_before_switch,
        "manifest": manifest,
    }


def _numbers(d: Difference) -> dict[str, float | None]:
    return {"mean": _number(d.mean), "low": _number(d.low), "high": _number(d.high)}


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def table(found: Decomposition) -> pl.DataFrame:
    """One row per outcome and part; a share of the whole effect's baseline is left to the reader."""
    import polars as pl

    from joinedup.experiments.results import units

    unit = units()
    return pl.DataFrame(
        [
            {
                "outcome": name,
                "unit": unit[name],
                "kind": part.kind,
                "switches": part.switches,
                "baseline": found.baseline(name),
                "effect": part.effect.mean,
                "low": part.effect.low,
                "high": part.effect.high,
            }
            for name in found.outcomes
            for part in found.parts(name)
        ],
        infer_schema_length=None,
    )


# --- pictures


def panels(found: Decomposition, shown: Sequence[str]) -> Iterator[Panel]:
    """A waterfall per outcome, and what switches do only together."""
    import polars as pl

    from joinedup.experiments.pictures import Panel

    for name in shown:
        row, split = row_of(name), found.parts(name)
        steps = [(f"through {ADDED[x]}", part_of(split, CHANNEL, x)) for x in found.switches]
        steps.append(("whole effect", part_of(split, TOTAL, found.switches)))
        yield Panel(
            f"{_title(name)}{BY_CHANNEL}",
            "Each bar is what the change does through one channel, from where the one before it ends; the last is the "
            "whole effect. Whiskers are 95% intervals: one that reaches across zero height may be chance.",
            "waterfall",
            pl.DataFrame(
                [
                    {"label": label, "amount": d.mean * row.scale}
                    | {"low": d.low * row.scale, "high": d.high * row.scale}
                    for label, d in steps
                ]
            ),
            {"unit": row.unit},
        )
    for name in shown:
        row, split = row_of(name), found.parts(name)
        yield Panel(
            f"{_title(name)}{ALONE_AND_TOGETHER}",
            "A single letter is what a switch does alone (P payment, I records, O one organisation, K community money); "
            "several letters, what they do together beyond what any fewer of them do. Right of the line is more.",
            "intervals",
            pl.DataFrame(
                [
                    {"label": "×".join(p.switches), "mean": p.effect.mean * row.scale}
                    | {"low": p.effect.low * row.scale, "high": p.effect.high * row.scale}
                    for p in split
                    if p.kind == TOGETHER
                ]
            ),
            {"unit": row.unit},
        )


def _title(outcome: str) -> str:
    """An outcome in words that stand by themselves."""
    return whole_labels().get(outcome) or row_of(outcome).label


def summary(found: Decomposition) -> Summary:
    """What stands on top of the report: savings by channel, and harm by channel beside them."""
    from joinedup.experiments.pictures import Summary

    return Summary(
        f"What all switches do together in {found.found.experiment.where.title}, by channel",
        [_sentence(found, name) for name in ("spend_total", "resource_cost", "emergency_admissions")],
        [_sentence(found, name) for name in ("deaths", "qalys", "rationing_index", "elective_median_wait")],
    )


def _sentence(found: Decomposition, name: str) -> str:
    row, split = row_of(name), found.parts(name)
    size = found.baseline(name) * row.scale
    shares = ", ".join(
        f"{signed(part_of(split, CHANNEL, x).mean * row.scale, size)} through {ADDED[x]}"
        for x in found.switches
    )
    whole = part_of(split, TOTAL, found.switches)
    interval = (
        ""
        if isnan(whole.low)
        else f" ({signed(whole.low * row.scale, size)} to {signed(whole.high * row.scale, size)})"
    )
    return f"{row.label.lstrip('…')} ({row.unit}): {shares}; in all {signed(whole.mean * row.scale, size)}{interval}."
