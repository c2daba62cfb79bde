"""What a picture is: a title, one line that says how to read it, its kind, and the table behind it.

Experiments say what is to be seen and never draw: who draws is found by the name of an entry point, so that
nothing here knows who it is, and without one the tables are written all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import polars as pl

GROUP = "joinedup.pictures"  # the entry points of those who draw
LONGEST = 60  # letters in the name of a file
NOBODY_DRAWS = "no pictures: nobody who draws is installed; the tables behind them are in {figures}"


class Columns(NamedTuple):
    """What a kind of picture is drawn from: columns it needs, columns it can use, and those that are numbers."""

    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


KINDS: dict[str, Columns] = {
    "intervals": Columns(("label", "mean", "low", "high"), ("series",), ("mean", "low", "high")),
    "waterfall": Columns(("label", "amount", "low", "high"), (), ("amount", "low", "high")),
    "lines": Columns(("x", "y"), ("low", "high", "series"), ("x", "y", "low", "high")),
    "points": Columns(("x", "y"), ("series", "label"), ("x", "y")),
    "bars": Columns(("label", "value"), ("low", "high", "series"), ("value", "low", "high")),
    "map": Columns(("x_km", "y_km", "value", "size", "label"), (), ("x_km", "y_km", "value", "size")),
    "table": Columns(()),
}


class Panel(NamedTuple):
    """One picture: its title, one line that says how to read it in plain words, its kind and its table.

    kind: a name of KINDS, which says the columns; a table may hold more, which stand in the table only.
    options: unit; x_label and y_label of the axes; marks (vertical lines, {label: x}); signed (a + before what is
    more: as it is in intervals, waterfalls and maps unless said); zero (the y axis holds zero); series (their order,
    so that each looks the same in all panels); heads (what columns of the table are called, {column: words});
    empty (why there may be nothing to show). On a page also: says (headings and texts above the picture); board
    (tiles by heading, before the table); notes (sentences under it); anchor (its address); belongs (it is a part of
    the panel before it).
    """

    title: str
    reading: str
    kind: str
    table: pl.DataFrame
    options: dict[str, Any] = {}  # noqa: RUF012, never written to


class Summary(NamedTuple):
    """What stands on top of a report: the answer in one line, what was run, and harm beside savings."""

    headline: str = ""
    savings: Sequence[str] = ()  # what it saves or costs, a sentence each
    harm: Sequence[str] = ()  # what it does to patients, a sentence each
    about: str = ""  # what was run


class Report(NamedTuple):
    """Everything that is drawn for one run."""

    title: str
    panels: Sequence[Panel]
    manifest: dict[str, Any]
    summary: Summary = Summary()


Draws = Callable[[Path, Report], list[Path]]  # writes the pictures and the page; says what it wrote


def pictured(
    folder: Path, title: str, panels: Sequence[Panel], manifest: dict[str, Any], summary: Summary = Summary()
) -> list[Path]:
    """Write the tables behind the pictures, the pictures if somebody draws, and report.html.

    Tables are folder/figures/NN-slug.csv, pictures the same with .svg and .png; figures/panels.json holds all of
    it, so that the report can be drawn again without a run (`drawn_again`).

    Raises: ValueError for a panel of no known kind, or without a column of its kind; or if the disk is full.
    """
    from joinedup.experiments.results import written

    report = Report(title, [checked(panel) for panel in panels], manifest, summary)
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.csv": panel.table.write_csv().encode() for name, panel in named(report.panels)}
    done = written({**files, "panels.json": _as_json(report)}, figures)
    return done + _draw(folder, report)


def drawn_again(folder: Path) -> list[Path]:
    """Draw the report of a folder once more, from its panels.json.

    Raises: ValueError if the folder holds no panels, or they cannot be read.
    """
    return _draw(folder, report_in(folder))


def report_in(folder: Path) -> Report:
    """The report of a folder, from its panels.json.

    Raises: ValueError if the folder holds no panels, or they cannot be read.
    """
    from json import JSONDecodeError, loads

    import polars as pl

    path = folder / "figures" / "panels.json"
    try:
        held = loads(path.read_text(encoding="utf-8"))
        panels = [
            checked(Panel(**{**p, "table": pl.DataFrame(p["table"], strict=False)})) for p in held["panels"]
        ]
        return Report(held["title"], panels, held["manifest"], Summary(**held["summary"]))
    except FileNotFoundError:
        raise ValueError(
            f"{folder} holds no figures/panels.json; it must be a folder that --out has written"
        ) from None
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise ValueError(f"{path} cannot be read as panels: {error}; run the command again") from None


def _draw(folder: Path, report: Report) -> list[Path]:
    """Let those draw who are installed; say so if nobody is."""
    drawers = entry_points(group=GROUP)
    if not drawers:
        import sys

        print(NOBODY_DRAWS.format(figures=folder / "figures"), file=sys.stderr)
    return [path for drawer in drawers for path in drawer.load()(folder, report)]


def named(panels: Sequence[Panel]) -> list[tuple[str, Panel]]:
    """Each panel with the name of its files: 01-emergency-admissions."""
    return [(f"{i:02}-{_slug(panel.title)}", panel) for i, panel in enumerate(panels, start=1)]


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    while len("-".join(words)) > LONGEST and len(words) > 1:
        words.pop()
    return "-".join(words)[:LONGEST] or "panel"


def checked(panel: Panel) -> Panel:
    """The panel, its numbers as floats, with one kind of missing number: null.

    Raises: ValueError for a kind there is not, or a column that is not there or is no number.
    """
    import polars as pl
    from polars.selectors import float as floats

    if panel.kind not in KINDS:
        raise ValueError(f"panel {panel.title!r} is of kind {panel.kind!r}; there are: {', '.join(KINDS)}")
    kind, table = KINDS[panel.kind], panel.table
    missing = [column for column in kind.needs if column not in table.columns]
    if missing:
        raise ValueError(
            f"panel {panel.title!r} of kind {panel.kind!r} has no column {', '.join(missing)}; "
            f"it has: {', '.join(table.columns) or 'none'}"
        )
    for column in kind.numbers:
        if column in table.columns and not (
            table[column].dtype.is_numeric() or table[column].dtype == pl.Null
        ):
            raise ValueError(
                f"panel {panel.title!r}: column {column} holds {table[column].dtype}; it must hold numbers"
            )
    numbers = [pl.col(c).cast(pl.Float64) for c in kind.numbers if c in table.columns]
    infinite = pl.when(floats().is_finite()).then(floats())
    return panel._replace(table=table.with_columns(numbers).with_columns(infinite))


def _as_json(report: Report) -> bytes:
    held = {
        "title": report.title,
        "summary": report.summary._asdict(),
        "panels": [{**p._asdict(), "table": p.table.to_dict(as_series=False)} for p in report.panels],
        "manifest": report.manifest,
    }
    return (dumps(held, ensure_ascii=False, default=str) + "\n").encode()
