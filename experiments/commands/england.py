"""`joinedup england`: every registered person of England, each commissioner a place, places played side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "Simulate all of England: 60.6 million registered people of 6,658 practices, each of the 135 commissioners of "
    "January 2021 a place by itself, under both payments.\n\n"
    "Results by place, and a national table of rates, totals and differences. The places stand alone: nothing flows "
    "between them. Try a share of the people first: the time goes with the people."
)
EPILOG = (
    "Example: joinedup england --people-share 0.01 --out england. Ctrl-C keeps and reports the places finished so "
    "far; a place that fails is listed and loses no other (exit code 1)."
)


@app.command(help=HELP, epilog=EPILOG)
def england(
    years: Annotated[int, typer.Option(help="years after the switch")] = 1,
    arms: Annotated[
        str,
        typer.Option(
            help="which arms, as for compare: forms, letters, or a file; the baseline is always there, and "
            "'fee' is the baseline alone"
        ),
    ] = "P",
    burn_in: Annotated[int, typer.Option("--burn-in", help="years lived and discarded first")] = 2,
    before: Annotated[int, typer.Option("--before", help="years watched before the switch")] = 1,
    people_share: Annotated[
        float, typer.Option("--people-share", help="share of the people of every place, such as 0.01")
    ] = 1.0,
    only: Annotated[
        str | None,
        typer.Option(metavar="CODES", help="only these commissioners, between commas, such as 05C,15E"),
    ] = None,
    practices: Annotated[
        Path | None,
        typer.Option(
            help="a list of practices as NHS Digital publishes it  (default: that of January 2021, shipped)"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SECTION.NAME=VALUE", help="a number other than its default; repeatable"
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="places played at once; changes no result  (default: all cores)")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="who plays: here, dask:tcp://HOST:PORT or slurm  (default: here)"),
    ] = None,
    by_place: Annotated[bool, typer.Option("--by-place", help="also every place")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="also write Parquet tables, a manifest and a report there"),
    ] = None,
) -> None:
    """Simulate all of England, each commissioner a place by itself."""
    from json import dumps

    from joinedup.experiments import choices, results
    from joinedup.experiments.arms import chosen_arms
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.england import folder
    from joinedup.experiments.england.nation import Nation
    from joinedup.experiments.england.playing import England, play
    from joinedup.experiments.england.tables import print_nation
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.experiments.progress import Watch
    from joinedup.experiments.provenance import command_line
    from joinedup.experiments.tables import console
    from joinedup.model.england import chosen_places, places_of_england, share_of

    places = places_of_england(practices)
    if only is not None:
        places = chosen_places(places, only.split(","))
    asked = England(
        share_of(places, people_share),
        chosen_arms(arms),
        seed,
        burn_in,
        before,
        years,
        choices.changed_numbers(set_ or []),
    )
    with executor_called(cluster, workers) as executor:
        if out is not None:
            results.claimed(out)
        warm_up()
        with Watch("places") as watch:
            played = play(asked, executor, watch)
        slots = executor.slots
    for failed in folder.failures(played):
        typer.echo(f"{failed['name']} ({failed['place']}) failed: {failed['error']}", err=True)
    if not played.lived:
        typer.echo("no place was finished: there is nothing to report", err=True)
        raise typer.Exit(130 if played.interrupted else 1)
    nation = Nation(played)
    files = choices.input_files(None, practices, arms)
    origin = folder.manifest(played, command_line(), files, cluster or "here", slots)
    if as_json:
        print(dumps(folder.as_object(nation, origin), ensure_ascii=False))
    else:
        print_nation(nation, console(), by_place)
    if out is not None:
        folder.write(nation, origin, out)
        typer.echo(f"\ntables, manifest and report are in {out}", err=True)
    if played.interrupted:
        typer.echo(f"interrupted: {len(played.lived)} places were finished and are reported", err=True)
        raise typer.Exit(130)
    if played.failed:
        raise typer.Exit(1)
