"""`joinedup claims`: what is said for and against accountable care, put to the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "Put every claim and worry about accountable care to the model: as a hypothesis with its direction, the experiment "
    "that tests it, the result with its 95% interval, and a verdict.\n\n"
    "A claim is supported if the whole interval lies where it says, not supported if none of it does, undecided if the "
    "interval is too wide to say; it depends if it holds at some value of a number and not at another; some claims are "
    "outside the model. Supporters' and critics' claims are judged by the same rule."
)
EPILOG = (
    "Example: joinedup claims dudley --people 20000 --out results, or --only m1 --only m22 for some of them. "
    "Ctrl-C keeps and reports the replications finished so far."
)
REPLICATIONS, QUICK = 12, 4
QUICK_PEOPLE = 5_000


@app.command(help=HELP, epilog=EPILOG)
def claims(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="this claim only, such as m22; repeatable")
    ] = None,
    people: Annotated[
        int | None,
        typer.Option(help=f"scale the place, with its providers, to so many  (with --quick: {QUICK_PEOPLE})"),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(help=f"of every run  (default: {REPLICATIONS}; with --quick: {QUICK})"),
    ] = None,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    quick: Annotated[
        bool, typer.Option("--quick", help="a small place and few replications: most claims stay undecided")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(help="processes; changes no result  (default: all cores)")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="claims of your own, a YAML file (see: docs/claims.md)"),
    ] = None,
    practices: Annotated[
        Path | None, typer.Option(help="build the place from a list of practices as NHS Digital publishes it")
    ] = None,
    commissioner: Annotated[
        str | None, typer.Option(metavar="CODE", help="whose practices to take from that list, such as 05C")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="also write the report as HTML and Markdown, tables and a manifest"
        ),
    ] = None,
) -> None:
    """Put every claim and worry about accountable care to the model."""
    from json import dumps

    from joinedup.experiments import choices, results
    from joinedup.experiments.claims import report as reports
    from joinedup.experiments.claims.claim_file import read_claims
    from joinedup.experiments.claims.judging import judge
    from joinedup.experiments.claims.plan import Plan, chosen
    from joinedup.experiments.claims.playing import play
    from joinedup.experiments.claims.tables import print_claims
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.experiments.progress import Watch
    from joinedup.experiments.tables import console

    asked = chosen(read_claims(file), only or ())
    where = choices.chosen_place(place, practices, commissioner)
    if people is None and quick:
        people = min(QUICK_PEOPLE, where.people)
    plan = Plan(asked, where, people, seed)
    if replications is None:
        replications = QUICK if quick else REPLICATIONS
    if out is not None:
        results.claimed(out)
    warm_up()
    with Watch() as watch, executor_called(None, workers) as executor:
        played = play(plan, replications, executor, watch)
    if plan.experiments and not played.replications:
        typer.echo("stopped before a replication was finished: there is nothing to report", err=True)
        raise typer.Exit(130)
    found = [judge(claim, played) for claim in asked]
    read = [*choices.input_files(place, practices), *([file] if file is not None else [])]
    origin = reports.manifest(played, read)
    if as_json:
        print(dumps(reports.as_object(found, origin), ensure_ascii=False))
    else:
        print_claims(found, played, console())
    if out is not None:
        reports.write(found, played, origin, out)
        typer.echo(f"\nreport (HTML and Markdown), tables and manifest are in {out}", err=True)
    if played.stopped == "interrupted":
        typer.echo(
            f"interrupted: {len(played.replications)} replications were finished and are reported", err=True
        )
        raise typer.Exit(130)
