"""The board from the command line: played with the time left, printed, and written into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.evidence import board, tables
from joinedup.experiments.evidence.playing import Playing
from joinedup.experiments.evidence.study import Study
from joinedup.experiments.executors.executor import executor_called
from joinedup.experiments.progress import Watch, duration

if TYPE_CHECKING:
    from rich.console import Console


class Gone(NamedTuple):
    """What was played and what came of it."""

    board: list[board.Row]
    quick: bool
    seconds: float


def gone_through(wanted: Sequence[Study], quick: bool, workers: int | None, expected: bool) -> Gone:
    """Play some studies, and what was expected beforehand, with progress on stderr."""
    playing = Playing(quick)
    board.asked(playing, wanted)
    total = round(playing.years)
    with Watch() as watch, executor_called(None, workers) as executor:

        def report(years: int, seconds: float) -> None:
            left = f"{duration(seconds / years * max(0, total - years))} left" if years else ""
            watch.shows(f"{len(wanted)} studies", years, total, seconds, left)

        playing.play(executor, report)
    return Gone(board.rows(playing, wanted), quick, playing.seconds)


def print_all(gone: Gone, console: Console) -> None:
    """The board."""
    title = "Published effects, and the model as shipped" + (" (quick)" if gone.quick else "")
    console.print(tables.board_table(gone.board, title))
    console.print(f"\n{tables.summary(gone.board)}\n")
    for sentence in tables.not_played(gone.board):
        console.print(f"[dim]{sentence}[/]")


def print_json(gone: Gone) -> None:
    """One object."""
    print(dumps(as_object(gone), ensure_ascii=False))


def as_object(gone: Gone) -> dict[str, Any]:
    """Everything for other programs."""
    return {"quick": gone.quick, "seconds": round(gone.seconds, 1), "figures": tables.as_objects(gone.board)}
