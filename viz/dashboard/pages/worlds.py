"""Two worlds in lock-step: what is saved and, beside it, what it does to patients, with the bands of replications."""

from __future__ import annotations

import polars as pl
import solara

from joinedup.experiments.rows import ROWS, Row, mark, percent, plain, signed, whole_labels
from joinedup.experiments.snapshot import YEAR, Snapshot
from joinedup.viz.dashboard.charts.two_worlds import course, difference, when
from joinedup.viz.dashboard.nothing_yet import NothingYet
from joinedup.viz.dashboard.picture import Picture, Shown
from joinedup.viz.dashboard.session import Session

FIRST = (
    "emergency_admissions",
    "rationing_index",
    "resource_cost",
    "elective_median_wait",
)  # use beside harm
MOST = 6  # outcomes drawn at once


@solara.component
def WorldsPage(session: Session) -> None:
    """Both worlds over time, outcome by outcome, and all outcomes in a table."""
    seen = session.snapshot.value
    chosen = solara.use_reactive(list(FIRST))
    monthly = solara.use_reactive(False)
    words = labels()

    solara.HTML("h2", "Two worlds")
    solara.HTML("p", "The same people with the same luck, under two ways of paying for their care.")
    solara.SelectMultiple(
        f"Outcomes (up to {MOST})", [words[n] for n in chosen.value], list(words.values()),
        on_value=lambda v: chosen.set([n for n in words if words[n] in v][:MOST] or list(FIRST)),
    )  # fmt: skip
    solara.Checkbox(label="Each month by itself, not the year that ends with it", value=monthly)
    if seen is None or not len(seen.months):
        NothingYet(session)
        return
    for name in chosen.value:
        with solara.Div(classes=["pair"]):
            Shown(
                course(seen, ROWS[name], words[name], monthly.value),
                settings=session.as_question,
            )
            Shown(difference(seen, ROWS[name], words[name]), settings=session.as_question)
    Shown(everything(seen), settings=session.as_question)


def labels() -> dict[str, str]:
    """Each outcome that is watched, in words that stand by themselves."""
    from joinedup.viz.dashboard.player import outcomes_watched

    watched = set(outcomes_watched())
    return {name: label for name, label in whole_labels().items() if name in watched}


def everything(seen: Snapshot) -> Picture:
    """All outcomes in the last whole year of both worlds, harm beside savings."""
    words = labels()
    months = [int(m) for m in seen.months if m % 12 == 0]
    if not months:
        return Picture(
            "all-outcomes", "All outcomes", "No whole year has been lived yet.", {}, pl.DataFrame()
        )
    month = months[-1]
    rows = [_row(seen, ROWS[name], words[name], month) for name in seen.names]
    there = "the last year before the switch" if month <= 0 else when(month)
    return Picture(
        "all-outcomes", f"All outcomes, {there}",
        "One row an outcome, what is saved beside what it does to patients. "
        "* the 95% interval leaves zero out; = exactly the same; ? one replication, no interval.",
        {}, pl.DataFrame(rows), {"low": "low, 95%", "high": "high, 95%"},
    )  # fmt: skip


def _row(seen: Snapshot, row: Row, label: str, month: int) -> dict[str, str]:
    at = int((seen.months == month).nonzero()[0][0])
    base, chosen = (float(v[at]) for v in seen.course(row.outcome, YEAR))
    d = seen.difference(row.outcome, month)
    size = base * row.scale
    return {
        "outcome": label,
        "unit": row.unit,
        seen.arms[0]: plain(base * row.scale, size),
        seen.arms[1]: plain(chosen * row.scale, size),
        "difference": f"{signed(d.mean * row.scale, size)} {mark(d)}".strip(),
        "in %": percent(d.mean, base),
        "low": signed(d.low * row.scale, size),
        "high": signed(d.high * row.scale, size),
    }
