"""Finding a person: by number, or by age, sex, deprivation, conditions and practice, most different lives first."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import polars as pl
import solara

from joinedup.experiments.people_found import (
    MOST_CONDITIONS,
    OLDEST,
    ORDERS,
    Wanted,
    found,
    told,
)
from joinedup.experiments.two_lives import Lives

FIRST = Wanted(youngest=70, least_conditions=3)  # whom a visitor is offered
LISTED = 50  # people in the list
ANY = "any"
SEXES = (ANY, "woman", "man")
FIFTHS = (ANY, "1, the most deprived", "2", "3", "4", "5, the least deprived")


@solara.component
def Search(
    lives: Lives,
    people: pl.DataFrame,
    wanted: solara.Reactive[Wanted],
    person: int | None,
    shows: Callable[[int, pl.DataFrame], None],
) -> None:
    """Controls to find somebody with, and the list of those who fit.

    people: from `with_differences`.  person: who is shown.  shows: called with who shall be, and with all who fit.
    """
    now = wanted.value
    wrong = solara.use_reactive("")
    try:
        those, error = found(people, now), ""
    except ValueError as problem:
        those, error = people.head(0), str(problem)

    def by_number(text: str) -> None:
        digits = text.strip()
        if not digits:
            return
        if not (digits.isascii() and digits.isdigit()) or not len(
            one := found(people, Wanted((int(digits),), alive=False))
        ):
            of = f" One person in {lives.every} is followed." if lives.every > 1 else ""
            top = int(people["person"].to_numpy().max(initial=0))
            wrong.value = f"No person {digits} is followed here; the numbers go from 0 to {top}.{of}"
            return
        wrong.value = ""
        shows(int(one["person"][0]), those)

    def changes(**fields: object) -> None:
        wanted.value = now._replace(**fields)

    with solara.Div(classes=["finding"]):
        solara.InputText("Number of a person", "" if person is None else str(person), on_value=by_number)
        solara.InputInt("Aged from", now.youngest, on_value=lambda v: changes(youngest=_within(v, 0)))
        solara.InputInt("Aged to", now.oldest, on_value=lambda v: changes(oldest=_within(v, OLDEST)))
        solara.Select("Sex", list(SEXES), now.sex or ANY, on_value=lambda v: changes(sex=_said(v)))
        solara.Select(
            "Deprivation fifth", list(FIFTHS), FIFTHS[now.fifth or 0],
            on_value=lambda v: changes(fifth=FIFTHS.index(v) or None),
        )  # fmt: skip
        solara.Select(
            "Long-term conditions, at least", list(range(MOST_CONDITIONS + 1)), now.least_conditions,
            on_value=lambda v: changes(least_conditions=v),
        )  # fmt: skip
        solara.Select(
            "Practice", [ANY, *sorted(people["practice"].unique())], now.practice or ANY,
            on_value=lambda v: changes(practice=_said(v)),
        )  # fmt: skip
        solara.Select(
            "First those whose two lives differ most in", [o.words for o in ORDERS.values()],
            ORDERS[now.order].words,
            on_value=lambda v: changes(order=next(k for k, o in ORDERS.items() if o.words == v)),
        )  # fmt: skip
    for text in (wrong.value, error):
        if text:
            solara.HTML("p", escape(text), classes=["wrong"], attributes={"role": "alert"})
    if not len(those):
        if not error:
            solara.HTML("p", "Nobody fits: ask for less.", classes=["empty"], attributes={"role": "status"})
        return
    Listed(those, now.order, person, shows)


@solara.component
def Listed(
    those: pl.DataFrame, order: str, person: int | None, shows: Callable[[int, pl.DataFrame], None]
) -> None:
    """The first of those who fit, one to be chosen, and the next and the one before."""
    listed = those.head(LISTED).to_dicts()
    ids = [int(row["person"]) for row in listed]
    words = dict(zip((told(row, order) for row in listed), ids, strict=True))
    at = ids.index(person) if person in ids else -1
    label = f"{len(those):,} fit" + (f"; the first {LISTED}" if len(those) > LISTED else "")
    with solara.Div(classes=["listed"]):
        solara.Select(
            f"{label}, and by how much their lives differ", list(words), list(words)[at] if at >= 0 else None,
            on_value=lambda text: shows(words[text], those) if text in words else None,
        )  # fmt: skip
        with solara.Row(gap="4px"):
            solara.Button("Previous", on_click=lambda: shows(ids[at - 1], those), disabled=at < 1, small=True)
            solara.Button(
                "Next", on_click=lambda: shows(ids[at + 1], those), disabled=at + 1 >= len(ids), small=True
            )


def _said(value: str) -> str | None:
    return None if value == ANY else value


def _within(value: int | None, otherwise: int) -> int:
    """An age that was typed; nothing and nonsense are what does not matter."""
    return otherwise if value is None else max(0, min(OLDEST, int(value)))
