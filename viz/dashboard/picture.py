"""A picture on a page: its title, one line that reads it, the figure, the table behind it, and what can be saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import solara

from joinedup.viz.dashboard.plotly_view import PlotlyView
from joinedup.viz.report import cell

if TYPE_CHECKING:
    import polars as pl

MOST_ROWS = 300  # on the page; the CSV has all


class Picture(NamedTuple):
    """One picture.

    name: of its files.  reading: one line in plain words: what it shows, and what it says now.
    figure: Plotly's JSON as plain dicts; none for a table alone.  heads: what columns are called, {column: words}.
    """

    name: str
    title: str
    reading: str
    figure: dict[str, Any]
    table: pl.DataFrame
    heads: dict[str, str] = {}  # noqa: RUF012, never written to


@solara.component
def Shown(
    picture: Picture, on_click: Callable[[Any], None] | None = None, settings: Callable[[], str] | None = None
) -> None:
    """A picture with its title, reading, table and downloads.

    on_click: called with the `customdata` of the point that was clicked.  settings: what it was made from, as a file.
    """
    opened = solara.use_reactive(not picture.figure)
    saves = solara.use_reactive(0)

    def clicked(message: str) -> None:
        if message and on_click:
            on_click(json.loads(message)["key"])

    with solara.Column(gap="4px", classes=["picture"]):
        solara.HTML("h3", escape(picture.title))
        solara.HTML("p", escape(picture.reading), classes=["reading"])
        if picture.figure:
            PlotlyView.element(
                figure=json.dumps(picture.figure),
                label=f"{picture.title}. {picture.reading}",
                name=picture.name,
                saves=saves.value,
                on_clicked=clicked,
            )
        with solara.Row(gap="4px", classes=["saves"], style={"flex-wrap": "wrap"}):
            if picture.figure:
                solara.Button(
                    "Hide the numbers" if opened.value else "Show the numbers",
                    on_click=lambda: opened.set(not opened.value),
                    text=True,
                    small=True,
                )
                solara.Button(
                    "Save picture", on_click=lambda: saves.set(saves.value + 1), text=True, small=True
                )
            Saved("Save numbers", lambda: picture.table.write_csv(), f"{picture.name}.csv")
            if settings is not None:
                Saved("Save settings", settings, "setting.yaml")
        if opened.value:
            Table(picture.title, picture.table, picture.heads)


@solara.component
def Saved(label: str, content: Callable[[], str], filename: str) -> None:
    """A button that saves a file, made when it is pressed."""
    with solara.FileDownload(lambda: content().encode(), filename):
        solara.Button(label, text=True, small=True)


@solara.component
def Table(title: str, table: pl.DataFrame, heads: dict[str, str] | None = None) -> None:
    """A table that a screen reader can read: a caption, and heads of columns."""
    heads = heads or {}
    numeric = [table[c].dtype.is_numeric() for c in table.columns]
    head = "".join(f'<th scope="col">{escape(heads.get(c, c.replace("_", " ")))}</th>' for c in table.columns)
    body = "".join(
        "<tr>" + "".join(_cell(value, right) for value, right in zip(row, numeric)) + "</tr>"
        for row in table.head(MOST_ROWS).iter_rows()
    )
    more = (
        f"<p>The first {MOST_ROWS} of {len(table):,} rows; the file has all.</p>"
        if len(table) > MOST_ROWS
        else ""
    )
    solara.HTML(
        "div",
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}",
        classes=["numbers"],
    )


def _cell(value: Any, right: bool) -> str:
    return f'<td class="right">{escape(cell(value))}</td>' if right else f"<td>{escape(cell(value))}</td>"
