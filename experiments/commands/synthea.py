"""`joinedup synthea`: what of an export of Synthea becomes people here, and what does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app


@app.command()
def synthea(
    folder: Annotated[Path, typer.Argument(help="a folder with patients.csv and conditions.csv")],
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="people as they were on that day  (default: the export's last day)"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """List how the conditions of a Synthea export are mapped, and which are not; compare --synthea uses it."""
    from json import dumps

    from joinedup.experiments.choices import a_day
    from joinedup.model.synthea import VERDICTS, read_synthea, told

    export = read_synthea(folder, a_day("--as-of", as_of))
    if not as_json:
        typer.echo("\n".join(told(export)))
        return
    given = export.people
    found = {
        "people": given.number,
        "day": str(export.day),
        "dead": export.dead,
        "unborn": export.unborn,
        "entries_later": export.later,
        "people_above_the_most_conditions": export.above,
        "people_by_conditions": {n: given.conditions.count(n) for n in range(max(given.conditions) + 1)},
        "people_by_mental_illness": {n: given.mind.count(n) for n in range(4)},
        "verdicts": VERDICTS,
        "conditions": [s._asdict() for s in export.seen],
    }
    print(dumps(found, ensure_ascii=False))
