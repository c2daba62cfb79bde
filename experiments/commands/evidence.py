"""`joinedup evidence`: what published studies found, played with the model as shipped, and how the two lie."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "Hold the model against published effects that it was never fitted to.\n\n"
    "Each study is emulated with the shipped numbers: what was done, to whom, against what, for how long. For each "
    "figure: the published interval, the model's, and a word. Inside: all of the model's interval lies in the published "
    "one; overlapping: a part of it; outside: none. Without a published size: direction right, wrong or undecided. At "
    "the end, what was expected of the model before it ran: met, not met or undecided."
)
EPILOG = "Example: joinedup evidence E1 M4 M7 --quick. All: joinedup evidence --out board."


@app.command(help=HELP, epilog=EPILOG)
def evidence(
    study: Annotated[
        list[str] | None,
        typer.Argument(
            help="only these studies, such as E1 M4, and beside each the one that says the contrary  (default: all)"
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="a third of the replications: wider intervals")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="list the studies and what is played for each")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(help="processes; changes no result  (default: all cores)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="also write tables, a manifest and a report with pictures there"),
    ] = None,
) -> None:
    """Hold the model against published effects that it was never fitted to."""
    from json import dumps

    from joinedup.experiments import results
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.evidence import board, going
    from joinedup.experiments.evidence.tables import listing
    from joinedup.experiments.tables import console

    wanted = board.chosen(study or ())
    if list_:
        console().print(listing(wanted))
        return
    if out is not None:
        results.claimed(out)
    warm_up()
    found = going.gone_through(wanted, quick, workers, expected=not study)
    if as_json:
        print(dumps(going.as_object(found), ensure_ascii=False))
    else:
        going.print_all(found, console())
    if out is not None:
        going.write(found, out)
        typer.echo(f"\ntables, manifest and report are in {out}", err=True)
