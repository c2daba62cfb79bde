"""Sweeps and other runs that were kept: chosen from a folder of results, filtered, drawn; a running sweep as it goes."""

from __future__ import annotations

import time
from html import escape
from typing import Any

import polars as pl
import solara
import solara.lab

from joinedup.experiments.pictures import Panel, named
from joinedup.experiments.progress import duration
from joinedup.experiments.rows import counted
from joinedup.experiments.stored import SWEEP, Stored, opened, stored_in
from joinedup.experiments.sweep.sign_of_life import Sign
from joinedup.experiments.sweep.status import Status, status_of
from joinedup.experiments.sweep.store import Store
from joinedup.experiments.sweep_panels import Part, leading, panels_of, row_of, varied
from joinedup.viz.dashboard.charts.panels import picture_of
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.picture import Picture, Shown
from joinedup.viz.dashboard.session import Session, looking
from joinedup.viz.dashboard.stored_run import OneOf, StoredRun, Wrong, read
from joinedup.viz.dashboard.work import use_end_with_page

EVERY = 2.0  # seconds between two looks at a sweep that is played
IDLE = 5.0  # and at one that nobody plays now, for somebody may
REST = 10.0  # times as long as a look takes is waited at least
MOST_FAILURES = 200  # that are shown


@solara.component
def SweepsPage(session: Session) -> None:
    """What is in the folder of results, one run at a time."""
    looked, typed, why = solara.use_reactive(0), solara.use_reactive(""), solara.use_reactive("")
    chosen: solara.Reactive[Stored | None] = solara.use_reactive(None)
    found = solara.use_memo(_there, [looked.value, str(LIMITS.results)])
    solara.HTML("h2", "Sweeps and stored runs")
    solara.HTML(
        "p",
        f"Runs that were kept in the folder <code>{escape(LIMITS.results.name)}</code>, which the command "
        "<code>joinedup dashboard --results FOLDER</code> names.",
    )
    with solara.Row(gap="4px", classes=["saves"]):
        solara.Button("Look again", on_click=lambda: looked.set(looked.value + 1), text=True, small=True)
    if isinstance(found, str):
        solara.HTML("p", escape(found[:1].upper() + found[1:]) + ".", classes=["empty"])
        return
    if not found:
        solara.HTML(
            "p", "Nothing is kept there yet. Any command with <code>--out</code> keeps its run, such as "
            f"<code>joinedup sweep records-or-payment --out {escape(LIMITS.results.name)}/records</code>.",
            classes=["empty"],
        )  # fmt: skip
        return

    def typed_in(words: str) -> None:
        """A folder by its path, if it lies within."""
        typed.value, why.value = words, ""
        if not words.strip():
            return
        try:
            chosen.value = opened(LIMITS.results, words)
        except ValueError as error:
            why.value = str(error)

    runs = {s.label: s for s in found}
    now = chosen.value or found[0]
    runs.setdefault(now.label, now)
    solara.Select(
        f"Run ({counted(len(runs), 'run')})",
        list(runs),
        now.label,
        on_value=lambda label: chosen.set(runs[label]),
    )
    solara.InputText("Or the path of a folder within it", typed.value, on_value=typed_in)
    if why.value:
        Wrong(f"{why.value[:1].upper()}{why.value[1:]}.")
    if now.kind == SWEEP:
        OneSweep(now).key(now.name)
    else:
        StoredRun(now).key(now.name)


def _there() -> list[Stored] | str:
    try:
        return stored_in(LIMITS.results)
    except (ValueError, OSError) as error:
        return str(error) if isinstance(error, ValueError) else "the folder of results cannot be read"


@solara.component
def OneSweep(stored: Stored) -> None:
    """A sweep: how far it is, what failed, and what a part of it says."""
    status: solara.Reactive[Status | str | None] = solara.use_reactive(None)
    there = looking()

    def watches() -> None:
        """Look every few seconds until all is done, while somebody looks; less often while nobody plays it."""
        while task.is_current():
            began = time.monotonic()
            if there():
                status.value = now = read(stored, lambda: status_of(Store(stored.folder)))
                if isinstance(now, str) or (now.share >= 1.0 and not now.alive):
                    return
            played = isinstance(status.value, Status) and bool(status.value.alive)
            time.sleep(max(EVERY if played else IDLE, REST * (time.monotonic() - began)))

    task = solara.lab.use_task(watches, dependencies=[stored], prefer_threaded=True, raise_error=False)
    use_end_with_page(task)
    now = status.value
    if now is None:
        solara.HTML("p", "The sweep is being read.", attributes={"role": "status"})
        return
    if isinstance(now, str):
        Wrong(now)
        return
    about = read(stored, lambda: _about(Store(stored.folder)))
    solara.HTML("h3", escape(about))
    Progress(now, stored)
    if not now.alive:
        with solara.Row(gap="4px", classes=["saves"]):
            solara.Button("Look again at this sweep", on_click=task.retry, text=True, small=True)
    if now.failed:
        Failures(stored)
    if now.done:
        PartOf(stored, now.done)
    else:
        solara.HTML("p", "No run is finished yet: there is nothing to draw.", classes=["empty"])


def _about(store: Store) -> str:
    return str(store.manifest["question"]["question"])


@solara.component
def Progress(now: Status, stored: Stored) -> None:
    """How far it is, who plays it and how long it will take."""
    about = "" if now.settled else "at least "
    failed = f", {now.failed:,} failed" if now.failed else ""
    solara.HTML(
        "p", f"{now.done:,} of {about}{now.expected:,} jobs done{failed} ({100.0 * now.share:.0f}%). Each job is one "
        "place, one set of numbers and one replication, under every arm.",
        classes=["state"], attributes={"role": "status", "aria-live": "polite"},
    )  # fmt: skip
    solara.ProgressLinear(100.0 * now.share, color="primary")
    if now.signs:
        solara.HTML("ul", "".join(f"<li>{escape(_spoken(s))}</li>" for s in now.signs))
    if not now.alive and now.done + now.failed < now.expected:
        solara.HTML(
            "p", "Nobody plays it; go on with: <code>joinedup sweep --resume --out "
            f"{escape(LIMITS.results.name)}/{escape(stored.name)}</code>",
        )  # fmt: skip


def _spoken(sign: Sign) -> str:
    """What somebody who plays a sweep said last."""
    ago = duration(time.time() - sign.renewed)
    if not sign.alive:
        word = (
            "is gone without a word"
            if sign.state == "playing"
            else f"has {sign.state}".replace("has s", "was s")
        )
        return f"Share {sign.shard} ({sign.where}) {word}; {sign.done:,} jobs in that go."
    left = f"; {duration(sign.seconds_left)} left" if sign.seconds_left is not None else ""
    return f"Share {sign.shard} is played ({sign.where}); {sign.done:,} jobs in this go{left}; last sign {ago} ago."


@solara.component
def Failures(stored: Stored) -> None:
    """The jobs that failed: which, with which numbers, and why."""
    found = solara.use_memo(lambda: read(stored, lambda: failures(Store(stored.folder))), [stored])
    if isinstance(found, str):
        Wrong(found)
        return
    Shown(
        Picture(
            "failures", "Jobs that failed",
            f"{counted(len(found), 'job')} failed and lost nothing else. One is played again, with its traceback, by: "
            f"joinedup rerun {LIMITS.results.name}/{stored.name} JOB", {}, found,
        )
    )  # fmt: skip


def failures(store: Store) -> pl.DataFrame:
    """One row per failed job: its number, place, luck, numbers and error; without where on the machine it was."""
    rows = []
    for record in store.failures():
        numbers = record.get("numbers") or {}
        rows.append(
            {
                "job": record["job"],
                "place": str(record.get("place", "–")),
                "replication": record.get("replication"),
                "numbers": ", ".join(f"{k} = {v:.4g}" for k, v in numbers.items()) or "as they are",
                "error": str(record.get("error", "–")),
            }
        )
        if len(rows) == MOST_FAILURES:
            break
    return pl.DataFrame(rows, infer_schema_length=None)


@solara.component
def PartOf(stored: Stored, done: int) -> None:
    """What of a sweep is looked at, and its pictures; drawn anew as more of it is done."""
    choices = solara.use_memo(lambda: read(stored, lambda: _choices(Store(stored.folder))), [stored])
    place, arms = solara.use_reactive(""), solara.use_reactive([""])
    outcome = solara.use_reactive("")
    ranges: solara.Reactive[dict[str, tuple[float, float]]] = solara.use_reactive({})
    part = None
    if not isinstance(choices, str):
        first = choices["outcomes"]
        part = Part(
            place.value or next(iter(choices["places"])),
            tuple(a for a in choices["arms"] if a in arms.value) or tuple(choices["arms"]),
            outcome.value or next(iter(first)),
            ranges.value,
        )

    def draws() -> list[Panel] | str:
        assert part is not None
        wanted = part
        return read(stored, lambda: panels_of(Store(stored.folder), wanted))

    key = [stored, done, part and (part.place, part.arms, part.outcome, tuple(sorted(part.ranges.items())))]
    task = solara.lab.use_task(draws, dependencies=key, prefer_threaded=True, raise_error=False)
    if isinstance(choices, str) or part is None:
        Wrong(str(choices))
        return
    if not choices["arms"]:
        solara.HTML("p", "There is one arm, so there is nothing to compare.", classes=["empty"])
        return
    words = choices["outcomes"]
    if len(choices["places"]) > 1:
        titles = choices["places"]
        solara.Select(
            "Place", list(titles.values()), titles[part.place],
            on_value=lambda t: place.set(next(k for k, v in titles.items() if v == t)),
        )  # fmt: skip
    if len(choices["arms"]) > 1:
        solara.SelectMultiple("Arms", list(part.arms), choices["arms"], on_value=arms.set)
    solara.Select(
        "Outcome", list(words.values()), words[part.outcome],
        on_value=lambda w: outcome.set(next(k for k, v in words.items() if v == w)),
    )  # fmt: skip
    for name, (least, most) in choices["varied"].items():
        if least < most:
            Range(name, least, most, ranges)
    found: Any = task.latest
    if found is None or task.pending:
        solara.HTML("p", "The pictures are being drawn from the folder.", attributes={"role": "status"})
    if isinstance(found, str):
        Wrong(f"{found[:1].upper()}{found[1:]}.")
    elif found:
        for name, panel in named(found[:2]):
            Shown(picture_of(name, panel)).key(name)
        if found[2:]:
            OneOf(found[2:], "Against the number")


@solara.component
def Range(
    name: str, least: float, most: float, ranges: solara.Reactive[dict[str, tuple[float, float]]]
) -> None:
    """The least and the most of a number that was varied; draws outside are left out."""
    low, high = ranges.value.get(name, (least, most))

    def sets(which: int, value: float | None) -> None:
        ends = [low, high]
        ends[which] = (least, most)[which] if value is None else float(value)
        ranges.value = {**ranges.value, name: (ends[0], ends[1])}

    with solara.Row(gap="8px", style={"flex-wrap": "wrap"}):
        solara.InputFloat(
            f"{name}, from (least {least:.4g})", low, on_value=lambda v: sets(0, v), optional=True
        )
        solara.InputFloat(f"{name}, to (most {most:.4g})", high, on_value=lambda v: sets(1, v), optional=True)


def _choices(store: Store) -> dict[str, Any]:
    """What can be chosen of a sweep: places and outcomes in words, arms, and the numbers that were varied."""
    facts = store.facts
    first = leading(store)
    rest = [n for n in facts["outcomes"] if n not in first]
    words: dict[str, str] = {}
    for name in (*first, *rest):
        row = row_of(store, name)
        label = f"{row.label}, {row.unit}"
        words[name] = label if label not in words.values() else f"{label} ({name})"
    return {
        "places": dict(zip(facts["places"], facts["titles"])),
        "arms": facts["arms"][1:],
        "outcomes": words,
        "varied": varied(store),
    }
