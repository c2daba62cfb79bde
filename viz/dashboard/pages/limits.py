"""What this model cannot say, where each of its numbers comes from, and where to go from here."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from math import isinf
from typing import TYPE_CHECKING

import solara

from joinedup.experiments.limits import SENTENCES
from joinedup.viz.dashboard.picture import Saved, Table

if TYPE_CHECKING:
    import polars as pl

A_PAGE = 12  # rows
EVERY = "every section"
FURTHER = {
    "joinedup falsify": "looks for results that would show the model to be a toy, and says what it found",
    "joinedup verify": "checks it against answers that are known: queues, contracts, ledgers",
    "joinedup calibration dudley": "prints the baseline beside published figures for England, misses included",
    "joinedup run QUESTION": "draws the uncertain numbers too, and says in what share of draws a difference keeps its sign",
    "joinedup sensitivity": "says which of the numbers below decide a result",
    "joinedup evaluate dudley": "shows what an evaluator would have seen, who has no twin of the place",
}


@solara.component
def LimitsPage() -> None:
    """What a visitor should know before believing a picture."""
    solara.HTML("h2", "Limits and sources")
    solara.HTML("h3", "What this model cannot say")
    solara.HTML("ul", "".join(f"<li>{coded(sentence)}</li>" for sentence in SENTENCES))
    Numbers()
    solara.HTML("h3", "Where to go from here")
    solara.HTML("p", "On a command line, where this model is installed:")
    solara.HTML("ul", "".join(f"<li><code>{escape(c)}</code> {escape(w)}.</li>" for c, w in FURTHER.items()))
    solara.HTML(
        "p", "Each picture's settings can be saved as a file; <code>joinedup run</code> plays it again."
    )


@solara.component
def Numbers() -> None:
    """The register of numbers, searched and read page by page."""
    words, section = solara.use_reactive(""), solara.use_reactive(EVERY)
    assumed, page = solara.use_reactive(False), solara.use_reactive(0)
    everything = numbers()
    found = searched(everything, words.value, section.value, assumed.value)
    pages = max(1, -(-len(found) // A_PAGE))
    here = min(page.value, pages - 1)
    first = here * A_PAGE

    def begins() -> None:
        page.set(0)

    solara.use_effect(begins, [words.value, section.value, assumed.value])
    solara.HTML("h3", "Where the numbers come from")
    guessed = int(everything["assumption"].sum())
    solara.HTML(
        "p",
        f"The model has {len(everything)} numbers. {guessed} of them, {guessed / len(everything):.0%}, are assumptions, "
        "wholly or in part: no source gives them as they are, they were chosen or fitted, and it says so.",
    )
    solara.InputText("Search name, unit and source", words, continuous_update=True)
    solara.Select(
        "Section", [EVERY, *dict.fromkeys(n.partition(".")[0] for n in everything["name"])], section
    )
    solara.Checkbox(label="Assumptions only", value=assumed)
    last_row = min(first + A_PAGE, len(found))
    shown = f"Numbers {first + 1} to {last_row} of {len(found)}" if len(found) else (
        "No number is like that: search for fewer words, or in every section"
    )  # fmt: skip
    solara.HTML("p", f"{shown}.", attributes={"role": "status", "aria-live": "polite"})
    if len(found):
        Register(found[first : first + A_PAGE])
    with solara.Row(gap="4px", classes=["saves"], style={"flex-wrap": "wrap"}):
        turn, last = page.set, here >= pages - 1
        solara.Button(
            "Previous page", on_click=lambda: turn(here - 1), disabled=here == 0, text=True, small=True
        )
        solara.Button("Next page", on_click=lambda: turn(here + 1), disabled=last, text=True, small=True)
        Saved("Save these numbers", lambda: found.write_csv(), "numbers.csv")


@solara.component
def Register(rows: pl.DataFrame) -> None:
    """Some numbers in three columns, which a telephone has room for."""
    import polars as pl

    solara.Style(".register td { overflow-wrap: anywhere; min-width: 5.5em; }")
    value = pl.concat_str("value", pl.lit(" "), "unit", pl.lit("; "), "range").alias("value, unit; range")
    with solara.Div(classes=["register"]):
        Table("Numbers of the model", rows.select("name", value, "source"))


@lru_cache(maxsize=1)
def numbers() -> pl.DataFrame:
    """Every number of the model: its name, value, unit, range and source, and whether it is an assumption."""
    import polars as pl

    from joinedup.model.parameters import Parameters, every_number

    rows = []
    for name, value, about in every_number(Parameters()):
        values = value if isinstance(value, tuple) else (value,)
        rows.append(
            {
                "name": name,
                "value": ", ".join(f"{v:g}" for v in values),
                "unit": about.unit,
                "range": _range(about.low, about.high),
                "source": about.source,
                "assumption": "assum" in about.source.lower(),
            }
        )
    return pl.DataFrame(rows)


def searched(table: pl.DataFrame, words: str, section: str = EVERY, assumed: bool = False) -> pl.DataFrame:
    """The numbers of a section that hold all of some words in their name, unit or source."""
    import polars as pl

    text = pl.concat_str("name", "unit", "source", separator=" ").str.to_lowercase()
    wanted = pl.lit(True)
    for word in words.lower().split():
        wanted &= text.str.contains(word, literal=True)
    if section != EVERY:
        wanted &= pl.col("name").str.starts_with(f"{section}.")
    return table.filter(wanted & pl.col("assumption") if assumed else wanted)


def _range(low: float, high: float) -> str:
    if isinf(low) and isinf(high):
        return "any"
    return f"up to {high:g}" if isinf(low) else f"{low:g} or more" if isinf(high) else f"{low:g} to {high:g}"


def coded(sentence: str) -> str:
    """A sentence as HTML; what stands between backticks is a command."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(sentence))
