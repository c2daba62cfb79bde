"""`joinedup contract`: settle a contract on a table of activity, without running patients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app


@app.command()
def contract(
    file: Annotated[
        str, typer.Argument(help="a .yaml file, or a built-in one: one-sided, two-sided, hospital")
    ],
    activity: Annotated[
        str, typer.Option(metavar="TABLE.csv", help="what was counted by year, or the built-in: example")
    ] = "example",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Settle a contract on a table of activity: what each clause comes to, and what one more treatment pays.

    The table has a line for each year, or for each site and year, with the columns year, people and the
    services by name, such as emergency_spell, day_case, test_scan; if wanted, weighted (people weighted for
    need), site, and measures, such as within_four_hours. Try: joinedup contract one-sided --activity example
    """
    from json import dumps

    from joinedup.experiments.settlement import as_json as in_json
    from joinedup.experiments.settlement import settled
    from joinedup.experiments.settlement_table import print_settled
    from joinedup.experiments.tables import console
    from joinedup.model.payment.activity_table import read_activity
    from joinedup.model.payment.contract_file import read_contracts

    table = read_activity(_built_in(activity, ".csv", "--activity"))
    last = table.years[max(table.years)]
    found = settled(read_contracts(_built_in(file, ".yaml", "contract"), float(last.people.sum())), table)
    if as_json:
        print(dumps(in_json(found), ensure_ascii=False))
    else:
        print_settled(found, console())


def _built_in(name: str, suffix: str, what: str) -> Path:
    """The file of a name: a path as it stands, or one of those that come with the package."""
    from importlib.resources import files

    from joinedup.model.yaml_file import unknown

    path = Path(name)
    if path.suffix or path.exists():
        return path
    folder = files("joinedup.experiments") / "contracts"
    known = sorted(f.name.removesuffix(suffix) for f in folder.iterdir() if f.name.endswith(suffix))
    if name not in known:
        raise ValueError(f"{what} {name!r}: {unknown('name', name, known)}; or a path that ends in {suffix}")
    return Path(str(folder / f"{name}{suffix}"))
