"""The board from the command line: played with the time left, printed, and written into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.evidence import board, expectations, tables
from joinedup.experiments.evidence.playing import Playing
from joinedup.experiments.evidence.study import Study
from joinedup.experiments.executors.executor import executor_called
from joinedup.experiments.progress import Watch, duration

if TYPE_CHECKING:
    from rich.console import Console

TITLE = "Published effects, and the model as shipped"


class Gone(NamedTuple):
    """What was played and what came of it."""

    board: list[board.Row]
    outcomes: list[expectations.Outcome]
    quick: bool
    seconds: float

    @property
    def title(self) -> str:
        """Of the board."""
        return TITLE + (" (quick: fewer replications, wider intervals)" if self.quick else "")


def gone_through(wanted: Sequence[Study], quick: bool, workers: int | None, expected: bool) -> Gone:
    """Play some studies, and what was expected beforehand, with progress on stderr."""
    playing = Playing(quick)
    board.asked(playing, wanted)
    before = expectations.expectations() if expected else ()
    expectations.asked(playing, before)
    total = playing.years
    with Watch() as watch, executor_called(None, workers) as executor:

        def report(years: int, seconds: float) -> None:
            left = f"{duration(seconds / years * max(0, total - years))} left" if years else ""
            watch.shows(f"{len(wanted)} studies", years, total, seconds, left)

        playing.play(executor, report)
    return Gone(board.rows(playing, wanted), expectations.judged(playing, before), quick, playing.seconds)


def print_all(gone: Gone, console: Console) -> None:
    """The board, why some of it is no evidence, and what was expected."""
    console.print(tables.board_table(gone.board, gone.title))
    console.print(f"\n{tables.summary(gone.board)}\n")
    for sentence in tables.not_played(gone.board):
        console.print(f"[dim]{sentence}[/]")
    if gone.outcomes:
        console.print()
        console.print(tables.expected_table(gone.outcomes))
        console.print(f"\n{tables.summary_of_expectations(gone.outcomes)}")
    console.print(f"[dim]{duration(gone.seconds)}[/]")


def as_object(gone: Gone) -> dict[str, Any]:
    """Everything for other programs."""
    return {
        "quick": gone.quick,
        "seconds": round(gone.seconds, 1),
        "figures": tables.as_objects(gone.board),
        "expectations": tables.expectation_objects(gone.outcomes),
    }


def write(gone: Gone, folder: Path) -> None:
    """Tables, a manifest, a page of text, and a report with pictures.

    Raises: ValueError if the folder cannot be written.
    """
    from joinedup.experiments.evidence.markdown import page
    from joinedup.experiments.evidence.panels import panels_of
    from joinedup.experiments.pictures import Summary, pictured
    from joinedup.experiments.provenance import command_line, source_digest, versions
    from joinedup.experiments.results import as_parquet, written

    manifest = {
        "command": join(command_line()),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(gone.seconds, 1),
        "quick": gone.quick,
        "versions": versions(),
        "source_digest": source_digest(),
        "studies": list(dict.fromkeys(row.study.id for row in gone.board)),
    }
    frames = {"evidence": tables.as_table(gone.board)}
    if gone.outcomes:
        frames["expectations"] = tables.expectation_table(gone.outcomes)
    found = {f"{name}.parquet": as_parquet(frame) for name, frame in frames.items()}
    found["evidence.md"] = page(gone.board, gone.outcomes, gone.title).encode()
    found["manifest.json"] = (dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    written(found, folder)
    about = "Every study is played with the shipped numbers, and none of its figures was fitted to."
    headline = tables.summary(gone.board)
    if gone.outcomes:
        headline = f"{headline}. {tables.summary_of_expectations(gone.outcomes)}"
    pictured(
        folder,
        gone.title,
        panels_of(gone.board, gone.outcomes),
        manifest,
        Summary(headline + ".", about=about),
    )
