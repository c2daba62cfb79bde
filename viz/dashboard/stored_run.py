"""A run that was kept, on a page: its headline, harm beside savings, and its pictures one at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from html import escape

import solara

from joinedup.experiments.limits import chosen
from joinedup.experiments.pictures import Panel, Report, named, report_in
from joinedup.experiments.stored import Stored
from joinedup.viz.dashboard.charts.panels import picture_of
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.picture import Shown

LOG = logging.getLogger("joinedup.dashboard")


def said_of(stored: Stored, error: Exception) -> str:
    """Why a run cannot be read, in one sentence; where on the machine it lies is nobody's business."""
    LOG.warning("%s: %s", stored.folder, error)
    if not isinstance(error, ValueError):
        return f"{stored.name} is damaged or was written by another program: it cannot be read."
    return str(error).replace(str(stored.folder), stored.name).replace(f"{LIMITS.results}/", "")


def read[T](stored: Stored, reads: Callable[[], T]) -> T | str:
    """What a function reads of a run, or why it cannot be read."""
    try:
        return reads()
    except Exception as error:  # whatever a damaged file may bring about
        return said_of(stored, error)


@solara.component
def Wrong(why: str) -> None:
    """One sentence on what is wrong."""
    solara.HTML("p", escape(why), classes=["wrong"], attributes={"role": "alert"})


@solara.component
def StoredRun(stored: Stored, summarised: bool = True) -> None:
    """A run of any command that was kept with --out."""
    found = solara.use_memo(lambda: read(stored, lambda: report_in(stored.folder)), [stored])
    if isinstance(found, str):
        Wrong(found)
        return
    if summarised:
        Head(found)
    OneOf(found.panels, "Picture")


@solara.component
def Head(report: Report) -> None:
    """What stands on top of a report."""
    summary, command = report.summary, report.manifest.get("command")
    solara.HTML("h3", escape(report.title))
    for words in (summary.headline, summary.about):
        if words:
            solara.HTML("p", escape(words))
    if summary.savings or summary.harm:
        with solara.Div(classes=["pair"]):
            for title, lines in (("Savings and costs", summary.savings), ("Patients", summary.harm)):
                listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
                solara.HTML("div", f"<b>{title}</b><ul>{listed or '<li>nothing said</li>'}</ul>")
    adequacy = float(report.manifest.get("adequacy") or 1.0)
    limits = "".join(f"<li>{escape(s)}</li>" for s in chosen(adequacy))
    made = f"<p>Made by: <code>{escape(str(command))}</code></p>" if command else ""
    solara.HTML(
        "details", f"<summary>What this cannot say, and what made it</summary><ul>{limits}</ul>{made}"
    )


@solara.component
def OneOf(panels: Sequence[Panel], what: str) -> None:
    """One panel of several, chosen from a list or one after the other."""
    at = solara.use_reactive(0)
    titles = [f"{k}. {panel.title}" for k, panel in enumerate(panels, start=1)]
    if not panels:
        solara.HTML("p", "There is no picture in it.", classes=["empty"])
        return
    now = min(at.value, len(panels) - 1)
    solara.Select(
        f"{what} ({len(panels)} there are)", titles, titles[now], on_value=lambda t: at.set(titles.index(t))
    )
    with solara.Row(gap="4px"):
        solara.Button("Before", on_click=lambda: at.set(now - 1), disabled=now == 0, text=True, small=True)
        solara.Button(
            "Next", on_click=lambda: at.set(now + 1), disabled=now == len(panels) - 1, text=True, small=True
        )
    name, panel = named(panels)[now]
    Shown(picture_of(name, panel)).key(name)
