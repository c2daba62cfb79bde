"""Why: what the effect goes through, which numbers move it, and what the evidence says beside what the model says."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import solara

from joinedup.experiments.pictures import Panel, named, report_in
from joinedup.experiments.rows import counted
from joinedup.experiments.stored import SWEEP, Stored, stored_in
from joinedup.viz.dashboard.charts.panels import picture_of
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.picture import Shown
from joinedup.viz.dashboard.session import Session
from joinedup.viz.dashboard.stored_run import StoredRun, Wrong, read
from joinedup.viz.dashboard.why_here import EvidenceHere, Ranked, SplitHere, SplitPanels

HERE = "the setting at the side, played here"
SWITCHES = (
    "<b>Payment</b>: a sum per head, not a fee per procedure. <b>Information</b>: records that can be opened. "
    "<b>Organisation</b>: one body with one budget. <b>Capacity money</b>: money for community care."
)


class Choice(NamedTuple):
    """Where something is read from: a run that was kept; None: it is played here."""

    label: str
    stored: Stored | None


@solara.component
def WhyPage(session: Session) -> None:
    """Three answers to why: the way the effect takes, the numbers it hangs on, the evidence."""
    kept = solara.use_memo(_kept, [str(LIMITS.results)])
    solara.HTML("h2", "Why")
    Split(session, [s for s in kept if s.command == "decompose"])
    Sensitivity(kept)
    Evidence(session, [s for s in kept if s.command == "calibrate"])


def _kept() -> list[Stored]:
    try:
        return stored_in(LIMITS.results)
    except (ValueError, OSError):
        return []


@solara.component
def From(choices: Sequence[Choice], chosen: solara.Reactive[str], label: str) -> None:
    """Which run something is read from."""
    labels = [c.label for c in choices]
    solara.Select(label, labels, chosen.value if chosen.value in labels else labels[0], on_value=chosen.set)


def _chosen(choices: Sequence[Choice], label: str) -> Choice:
    return next((c for c in choices if c.label == label), choices[0])


@solara.component
def Split(session: Session, kept: Sequence[Stored]) -> None:
    """The effect by payment, information, organisation and capacity money."""
    chosen = solara.use_reactive("")
    choices = [*(Choice(s.label, s) for s in kept), Choice(HERE, None)]
    solara.HTML("h3", "What the effect goes through")
    solara.HTML("p", SWITCHES)
    if not kept:
        solara.HTML(
            "p", "No split is kept in the folder of results. <code>joinedup decompose dudley --out "
            f"{escape(LIMITS.results.name)}/why</code> makes a precise one; a small one can be played here.",
        )  # fmt: skip
    From(choices, chosen, "Split from")
    now = _chosen(choices, chosen.value)
    if now.stored is None:
        SplitHere(session)
    else:
        StoredSplit(now.stored).key(now.label)


@solara.component
def StoredSplit(stored: Stored) -> None:
    """A split that was kept by `joinedup decompose --out`."""
    found = solara.use_memo(lambda: read(stored, lambda: report_in(stored.folder)), [stored])
    if isinstance(found, str):
        Wrong(found)
        return
    solara.HTML("p", f"{escape(found.title)}. {_replications(found.manifest)}")
    SplitPanels(found.panels)


def _replications(manifest: dict[str, object]) -> str:
    n = manifest.get("replications")
    command = escape(str(manifest.get("command", "")))
    return (f"{counted(n, 'replication')}. " if isinstance(n, int) else "") + f"<code>{command}</code>"


@solara.component
def Sensitivity(kept: Sequence[Stored]) -> None:
    """Which numbers move the answer: from stored rankings, or from a sweep in which numbers were varied."""
    chosen = solara.use_reactive("")
    choices = [
        Choice(s.label, s)
        for s in sorted(kept, key=lambda s: s.kind == SWEEP)
        if s.kind == SWEEP or s.command == "sensitivity"
    ]
    solara.HTML("h3", "Which numbers move the answer")
    if not choices:
        root = escape(LIMITS.results.name)
        solara.HTML(
            "p", "Nothing is kept from which numbers could be ranked. These three lines make it, and take a while: "
            f"<code>joinedup sensitivity --screen dudley &gt; screen.yaml</code>; <code>joinedup sweep screen.yaml --out "
            f"{root}/screen</code>; <code>joinedup sensitivity {root}/screen --out {root}/ranking</code>.",
            classes=["empty"],
        )  # fmt: skip
        return
    From(choices, chosen, "Ranking from")
    now = _chosen(choices, chosen.value)
    assert now.stored is not None
    if now.stored.kind == SWEEP:
        Ranked(now.stored).key(now.label)
    else:
        StoredRun(now.stored, summarised=False).key(now.label)


@solara.component
def Evidence(session: Session, kept: Sequence[Stored]) -> None:
    """Published figures beside the model's: of a fit that was kept, or of one year played here."""
    chosen = solara.use_reactive("")
    choices = [Choice(HERE, None), *(Choice(s.label, s) for s in kept)]
    solara.HTML("h3", "What the evidence says, and what the model says")
    solara.HTML(
        "p",
        "Published figures for England, each with its source, beside the same figure of the model under fees per "
        "procedure.",
    )
    From(choices, chosen, "The model's figures from")
    now = _chosen(choices, chosen.value)
    if now.stored is None:
        EvidenceHere(session)
    else:
        StoredEvidence(now.stored).key(now.label)


@solara.component
def StoredEvidence(stored: Stored) -> None:
    """The figures at the best point of a fit that was kept by `joinedup calibrate`."""
    import polars as pl

    from joinedup.experiments import published

    def panels() -> list[Panel]:
        table = published.beside(pl.read_parquet(stored.folder / "fit.parquet"))
        return published.panels(table, f"The model at the best point of the fit kept in {stored.name}")

    found = solara.use_memo(lambda: read(stored, panels), [stored])
    if isinstance(found, str):
        Wrong(found)
        return
    for name, panel in named(found):
        Shown(picture_of(name, panel)).key(name)
