"""Where the money goes: a year, or the mean of the years after the switch, in both worlds; and who gains and loses."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import solara

from joinedup.experiments.money_flows import LEFT_OUT, closing_of, mean_of
from joinedup.viz.dashboard.charts.money_bars import differences, gains
from joinedup.viz.dashboard.charts.money_words import pence_in_words
from joinedup.viz.dashboard.charts.sankey import sankeys
from joinedup.viz.dashboard.nothing_yet import NothingYet
from joinedup.viz.dashboard.picture import Shown
from joinedup.viz.dashboard.session import Session

if TYPE_CHECKING:
    import polars as pl

type Flows = dict[
    int, tuple[pl.DataFrame, pl.DataFrame]
]  # by year from the switch: of the baseline, of the other

MEAN = "All years after the switch, their mean"


@solara.component
def MoneyPage(session: Session) -> None:
    """Both worlds' flows of money, what differs, and the books that close."""
    seen = session.snapshot.value
    chosen = solara.use_reactive(MEAN)
    flows: Flows = {} if seen is None else seen.flows

    solara.HTML("h2", "Where the money goes")
    solara.HTML(
        "p",
        "From taxpayers and patients to the commissioner (the NHS body that buys care) and the council, under which "
        "contract to whom, and what it is spent on: every pound of the model's books, in both worlds, on one scale.",
    )
    if seen is None or not flows:
        solara.HTML("p", "No year has ended yet: the books are closed at a year's end.", classes=["empty"])
        NothingYet(session)
        return
    spans = spans_of(flows)
    span = chosen.value if chosen.value in spans else next(iter(spans))
    solara.Select("Year", list(spans), span, on_value=chosen.set)
    years = spans[span]
    worlds = [(name, mean_of([flows[year][w] for year in years])) for w, name in enumerate(seen.arms)]
    when = when_of(years)

    save = session.as_question
    if max(years) < 0:
        solara.HTML("p", "Before the switch both worlds are one.")
    solara.HTML("ul", "".join(f"<li>{escape(closed(*world, when))}</li>" for world in worlds))
    with solara.Div(classes=["pair"]):
        for picture in sankeys(worlds, when):
            Shown(picture, settings=save)
    with solara.Div(classes=["pair"]):
        Shown(differences(worlds, when), settings=save)
        Shown(gains(worlds, when), settings=save)
    solara.HTML("h3", "What is not in the picture")
    solara.HTML("ul", "".join(f"<li>{escape(sentence)}</li>" for sentence in LEFT_OUT))


def spans_of(flows: Flows) -> dict[str, list[int]]:
    """What may be chosen, in words, and the years it is about; the mean first, once it is one."""
    after = [year for year in sorted(flows) if year > 0]
    found = {MEAN: after} if after else {}
    found |= {f"Year {year} after the switch": [year] for year in reversed(after)}
    return found | {_before(year).capitalize(): [year] for year in sorted(flows, reverse=True) if year < 0}


def when_of(years: list[int]) -> str:
    """Some years in words, as in "£3 a head … in year 2"."""
    if len(years) > 1:
        return f"in the mean of the {len(years)} years after the switch"
    return f"in year {years[0]} after the switch" if years[0] > 0 else f"in {_before(years[0])}"


def _before(year: int) -> str:
    return "the last year before the switch" if year == -1 else f"year {-year} before the switch"


def closed(world: str, flows: pl.DataFrame, when: str) -> str:
    """One sentence about a world's books: what came in, what went out, what is left, and that nothing is missing."""
    books = closing_of(flows)
    when = when.replace("the mean of the", "the").capitalize()
    close = "the books close" if books.difference == 0 else "THE BOOKS DO NOT CLOSE: trust none of this"
    return (
        f"{world}. {when}, {pence_in_words(books.came_in)} came in and {pence_in_words(books.went_out)} went out; "
        f"{pence_in_words(books.surpluses)} was left over with some, and others spent "
        f"{pence_in_words(books.deficits)} more than they had. Difference {books.difference}p: {close}."
    )
