"""`joinedup report`: the figures and the page of a run, drawn again from what its folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = "Draw the figures and the report of a folder once more, without a run: from the panels that --out has written."


@app.command(help=HELP, epilog="Example: joinedup report results/dudley")
def report(
    folder: Annotated[Path, typer.Argument(help="a folder that a command has written with --out")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Draw the figures and the report of a folder once more, without a run."""
    from json import dumps

    from joinedup.experiments.pictures import drawn_again

    names = [str(path) for path in drawn_again(folder)]
    print(dumps({"written": names}) if as_json else "\n".join(names))
