"""One self-contained page per run: every picture with its table, what it cannot say and where it came from."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.limits import chosen
from joinedup.experiments.pictures import Panel, Report, named
from joinedup.viz.figures.drawing import as_png, as_svg
from joinedup.viz.figures.style import NARROW, WIDE

if TYPE_CHECKING:
    from jinja2 import Template

MOST_ROWS = 500  # of a table that stands on the page; its CSV has all
TOLD = ("command", "parameters", "changed")  # parts of a manifest that have a place of their own
HEADS = {"low": "low, 95%", "high": "high, 95%", "x_km": "km east", "y_km": "km north"}


def draws(folder: Path, report: Report) -> list[Path]:
    """Draw every panel as SVG and PNG, and the page that holds them all; say what was written.

    Raises: ValueError if the disk is full or the folder cannot be written.
    """
    from joinedup.experiments.results import written

    files: dict[str, bytes] = {}
    for name, panel in named(report.panels):
        if panel.kind != "table":
            files[f"{name}.svg"] = as_svg(panel).encode()
            files[f"{name}.png"] = as_png(panel)
    page = page_of(
        report, {name: content.decode() for name, content in files.items() if name.endswith(".svg")}
    )
    return written(files, folder / "figures") + written({"report.html": page.encode()}, folder)


class Shown(NamedTuple):
    """A panel as the page shows it."""

    name: str
    panel: Panel
    wide: str  # SVG; none for a table
    narrow: str
    columns: list[tuple[str, bool]]  # heading, and whether it holds numbers
    rows: list[list[str]]
    downloads: list[tuple[str, str]]  # name of the file, address that holds it


class Number(NamedTuple):
    """A number that was changed, or read."""

    name: str
    value: str
    default: str
    unit: str
    source: str


def page_of(report: Report, drawn: dict[str, str]) -> str:
    """The page as HTML: needs no network and no script; what a user wrote is text and stays text.

    drawn: SVG by the name of its file.
    """
    manifest = report.manifest
    numbers = list(_numbers(manifest))
    changed = set(manifest.get("changed") or {})
    return _template().render(
        report=report,
        shown=[_shown(name, panel, drawn.get(f"{name}.svg", "")) for name, panel in named(report.panels)],
        limits=chosen(float(manifest.get("adequacy") or 1.0)),
        command=manifest.get("command", ""),
        changed=[n for n in numbers if n.name in changed],
        numbers=numbers,
        facts=list(_facts({k: v for k, v in manifest.items() if k not in TOLD})),
        wide=WIDE,
        narrow=NARROW,
    )


@lru_cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("joinedup.viz"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html")  # fmt: skip


def _shown(name: str, panel: Panel, svg: str) -> Shown:
    table, heads = panel.table, heads_of(panel)
    columns = [(heads.get(c, c.replace("_", " ")), table[c].dtype.is_numeric()) for c in table.columns]
    downloads = [(f"{name}.csv", _address("text/csv", table.write_csv()))]
    if svg:
        downloads.insert(0, (f"{name}.svg", _address("image/svg+xml", svg)))
    return Shown(
        name,
        panel,
        as_svg(panel, WIDE, titled=False) if svg else "",
        as_svg(panel, NARROW, titled=False) if svg else "",
        columns,
        [[cell(value) for value in row] for row in table.head(MOST_ROWS).iter_rows()],
        downloads,
    )


def heads_of(panel: Panel) -> dict[str, str]:
    """What columns of the table behind a picture are called, where it is not by their name."""
    words = panel.options
    named_axes = {c: words[f"{c}_label"] for c in "xy" if words.get(f"{c}_label")}
    return {**HEADS, **named_axes, **words.get("heads", {})}


def cell(value: Any) -> str:
    """A value as the table behind a picture writes it: four figures at least, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    if isinstance(value, float):
        if value == round(value) and abs(value) < 1e15:
            return f"{value:,.0f}".replace("-", "−")
        text = f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"
        return text.replace("-", "−")
    return str(value)


def _address(kind: str, content: str) -> str:
    return f"data:{kind};base64,{b64encode(content.encode()).decode()}"


def _numbers(manifest: dict[str, Any]) -> Iterator[Number]:
    """Every number of the model that the manifest holds, beside its default, unit and source."""
    from joinedup.model.parameters import Parameters, every_number

    held = {**(manifest.get("parameters") or {}), **(manifest.get("changed") or {})}
    known = {name: (value, about) for name, value, about in every_number(Parameters())}
    for name, value in held.items():
        default, about = known.get(name, (None, None))
        yield Number(
            name,
            _listed(value),
            _listed(default),
            about.unit if about else "–",
            about.source if about else "–",
        )


def _listed(value: Any) -> str:
    return ", ".join(f"{v:g}" for v in value) if isinstance(value, list | tuple) else cell(value)


def _facts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A manifest as names and values: place.sources[0], versions.numpy."""
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from _facts(part, f"{path}.{name}" if path else str(name))
    elif (
        isinstance(value, list | tuple) and value and not all(isinstance(v, int | float | str) for v in value)
    ):
        for i, part in enumerate(value):
            yield from _facts(part, f"{path}[{i}]")
    elif isinstance(value, list | tuple):
        yield path, "; ".join(map(str, value)) or "none"
    else:
        yield path, "none" if value in ({}, None, "") else str(value)
