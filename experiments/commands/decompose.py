"""`joinedup decompose`: how much of an effect goes through payment, records, one organisation and community money."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "Split the effect of accountable care by its four switches: P payment, I shared records, O one organisation, "
    "K community money.\n\n"
    "All 16 sets of switches are run on the same people with the same luck. Each outcome's effect is split into one "
    "channel per switch, which sum to the whole effect exactly (Shapley values), and into what each switch does alone "
    "and what several do only together; all with 95% intervals. Beside the whole effect stands what of it is "
    "accounting only: money that changes hands although nobody behaves differently."
)
EPILOG = "Example: joinedup decompose dudley --people 50000 --years 5 --out results."


@app.command(help=HELP, epilog=EPILOG)
def decompose(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    switches: Annotated[
        str | None,
        typer.Option(
            help="split between these switches only, such as PIO  (default: all the place can throw)"
        ),
    ] = None,
    outcomes: Annotated[
        str | None,
        typer.Option(
            help="outcomes shown, between commas  (default: the six primaries, money and harm); --json and --out "
            "hold all"
        ),
    ] = None,
    years: Annotated[int, typer.Option(help="years after the switch")] = 5,
    people: Annotated[
        int | None, typer.Option(help="scale the place, with its providers, to so many")
    ] = None,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    replications: Annotated[
        int | None,
        typer.Option(help="exactly so many  (default: 4 to 30, until precise or out of --minutes)"),
    ] = None,
    minutes: Annotated[float, typer.Option(help="begin no replication that would end later")] = 10.0,
    workers: Annotated[
        int | None, typer.Option(help="processes; changes no result  (default: all cores if it pays)")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SECTION.NAME=VALUE", help="a number other than its default; repeatable"
        ),
    ] = None,
    adequacy: Annotated[
        float, typer.Option(help="budgets after a switch as a share of what was paid before")
    ] = 1.0,
    practices: Annotated[
        Path | None, typer.Option(help="build the place from a list of practices as NHS Digital publishes it")
    ] = None,
    commissioner: Annotated[
        str | None, typer.Option(metavar="CODE", help="whose practices to take from that list, such as 05C")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="also write tables, a manifest and a report with pictures there"),
    ] = None,
) -> None:
    """Split the effect of accountable care by its switches."""
    from json import dumps

    from joinedup.experiments import choices, decomposition_tables, results
    from joinedup.experiments.compare import Stop, compare
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.decompose import SHOWN, Decomposition, arms_for, switches_for
    from joinedup.experiments.experiment import Experiment
    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.progress import Watch
    from joinedup.experiments.provenance import command_line, manifest
    from joinedup.experiments.tables import console
    from joinedup.experiments.workers import workers_for

    shown = decomposition_tables.chosen_outcomes(outcomes, tuple(results.units()), SHOWN)
    where = choices.chosen_place(place, practices, commissioner)
    experiment = Experiment(
        where,
        arms=arms_for(switches_for(where) if switches is None else switches),
        people=people,
        seed=seed,
        years_after=years,
        parameters=choices.changed_numbers(set_ or []),
        adequacy=adequacy,
    )
    stop = Stop(replications, minutes=minutes)
    if workers is None:
        workers = workers_for(experiment, replications or stop.least)
    if out is not None:
        results.claimed(out)
    warm_up()
    with Watch() as watch:
        runs = compare(experiment, stop, workers, watch)
    if not runs.runs:
        typer.echo("stopped before a replication was finished: there is nothing to report", err=True)
        raise typer.Exit(130 if runs.stopped == "interrupted" else 1)
    found = Decomposition(runs)
    origin = manifest(runs, command_line(), choices.input_files(place, practices), workers)
    if as_json:
        print(dumps(decomposition_tables.as_object(found, origin), ensure_ascii=False))
    else:
        decomposition_tables.print_decomposition(found, shown, console())
    if out is not None:
        results.write(runs, origin, out)
        results.written({"decomposition.parquet": results.as_parquet(decomposition_tables.table(found))}, out)
        panels = list(decomposition_tables.panels(found, shown))
        title = f"{experiment.where.title}: the effect by channel"
        pictured(out, title, panels, origin, decomposition_tables.summary(found))
        typer.echo(f"\ntables, manifest and report are in {out}", err=True)
    if runs.stopped in ("interrupted", "worker lost"):
        typer.echo(f"{runs.stopped}: {len(runs.runs)} replications were finished and are reported", err=True)
        raise typer.Exit(130 if runs.stopped == "interrupted" else 1)
