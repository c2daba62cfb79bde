"""`joinedup log`: what happened to every patient, as an event log for process mining."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from joinedup.experiments.cli import app

if TYPE_CHECKING:
    from joinedup.experiments.event_log import ArmLog, LoggedEvent

FORMS = ("csv", "xes")


@app.command()
def log(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    people: Annotated[
        int | None, typer.Option(help="scale the place, with its providers, to so many")
    ] = None,
    years: Annotated[int, typer.Option(help="years after the switch, all of them told")] = 1,
    arm: Annotated[
        str | None,
        typer.Option(
            help="arms besides fee per procedure, as in compare: the same people with the same case ids, told "
            "apart by the attribute arm  (default: fee per procedure alone)"
        ),
    ] = None,
    form: Annotated[str, typer.Option(help="csv, or xes (IEEE 1849-2016)")] = "csv",
    person: Annotated[
        str | None, typer.Option(metavar="IDS", help="only these, such as 17,4711  (default: everybody)")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write there  (default: standard output)")
    ] = None,
    first_year: Annotated[
        int, typer.Option("--start", metavar="YEAR", help="the log begins on 1 April of that year")
    ] = 2018,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="with --out: print one JSON object about the log")
    ] = False,
) -> None:
    """Write what happened to every patient as an event log for process mining: CSV or XES."""
    import sys
    from json import dumps

    import numpy as np

    from joinedup.experiments import choices
    from joinedup.experiments.arms import chosen_arms
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.event_log import events, logs_of, write_csv
    from joinedup.experiments.experiment import BASELINE, Experiment
    from joinedup.experiments.xes import write_xes

    if form not in FORMS:
        raise ValueError(f"--form {form!r}; it must be one of: {', '.join(FORMS)}")
    if as_json and out is None:
        raise ValueError("--json without --out: say --out FILE for the log, and its summary is printed")
    if not 1 <= first_year <= 9_000:
        raise ValueError(f"--start {first_year}; it must be a year between 1 and 9000")
    arms = (BASELINE,) if arm is None else chosen_arms(arm)
    experiment = Experiment(
        choices.chosen_place(place, None, None), arms, people, seed, years_after=years, years_before=1
    )
    counts: list[dict[str, object]] = []

    def told(found: Iterator[ArmLog]) -> Iterator[LoggedEvent]:
        for part in found:
            cases = len(np.unique(part.log["person"]))
            counts.append({"arm": part.arm, "cases": cases, "events": len(part.log)})
            yield from events(part, first_year)

    persons = _numbers(person)
    with _file(out) as file:
        warm_up()
        rows = told(logs_of(experiment, persons))
        if form == "xes":
            name = f"{experiment.where.title}, {experiment.where.people} people, seed {seed}"
            write_xes(rows, file, name)
        else:
            write_csv(rows, file)
    if as_json:
        print(dumps({"file": str(out), "form": form, "arms": counts}, ensure_ascii=False))
    elif out is not None:
        for part in counts:
            print(f"{part['arm']}: {part['events']:,} events of {part['cases']:,} people", file=sys.stderr)
        print(f"the log is in {out}", file=sys.stderr)


def _numbers(text: str | None) -> list[int]:
    """Persons between commas.

    Raises: ValueError for what is no number of a person.
    """
    found = [] if text is None else [word.strip() for word in text.split(",")]
    for word in found:
        if not (word.isascii() and word.isdigit()):
            raise ValueError(f"--person {text!r}: {word!r} is no number of a person; write such as 17,4711")
    return [int(word) for word in found]


@contextmanager
def _file(path: Path | None) -> Iterator[TextIO]:
    """The file to write, whole under its name or not at all; standard output without one.

    Raises: ValueError if it is there already or cannot be written.
    """
    import os
    import sys

    if path is None:
        yield sys.stdout
        return
    if path.exists():
        raise ValueError(f"--out {path} exists; it must be a new file")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise ValueError(
            f"--out {path} cannot be written: {(error.strerror or str(error)).lower()}"
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
