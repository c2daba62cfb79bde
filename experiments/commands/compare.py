"""`joinedup compare`: what a change of payment does to a place, split into what each part of it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "Compare payments and organisations for one place: same people, same luck, different policy.\n\n"
    "With --arms, any forms of organisation and paths between them (see: joinedup forms). Four arms unless "
    "said otherwise: fee per procedure; capitated; capitated with shared records; an "
    "accountable care organisation. Each difference has its 95% interval, and is split into what payment "
    "alone does, what shared records add and what one joint organisation adds."
)
EPILOG = (
    "Example: joinedup compare dudley --people 50000 --arms P,PI,PIO,PIOK --by-year --out results. "
    "Ctrl-C keeps and reports the replications finished so far."
)


@app.command(help=HELP, epilog=EPILOG)
def compare(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    arms: Annotated[
        str | None,
        typer.Option(
            help="which arms, between commas: forms such as acs, aco-full+private or stp@1>acs@2 (see: joinedup "
            "forms); or letters: P payment, I information, O organisation, K community money; placebo; the "
            "baseline is always there  (default: P,PI,PIO)"
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FORM", help="the baseline takes this form at the switch  (default: separate)"
        ),
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="FORM", help="the same as --arms FORM")] = None,
    payment_only: Annotated[bool, typer.Option("--payment-only", help="the same as --arms P")] = False,
    years: Annotated[int, typer.Option(help="years after the switch")] = 5,
    people: Annotated[
        int | None, typer.Option(help="scale the place, with its providers, to so many")
    ] = None,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    replications: Annotated[
        int | None,
        typer.Option(help="exactly so many  (default: 4 to 30, until precise or out of --minutes)"),
    ] = None,
    minutes: Annotated[float, typer.Option(help="begin no replication that would end later")] = 4.3,
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
    synthea: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="its people come from a CSV export of Synthea (see: joinedup synthea)"
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="those of the export as on that day  (default: its last day)"),
    ] = None,
    by_year: Annotated[bool, typer.Option("--by-year", help="also year by year")] = False,
    by_fifth: Annotated[bool, typer.Option("--by-fifth", help="also by deprivation fifth")] = False,
    by_age: Annotated[bool, typer.Option("--by-age", help="also by age band")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="also write tables, manifest, figures and a report there"),
    ] = None,
) -> None:
    """Compare payments and organisations for one place: same people, same luck, different policy."""
    from json import dumps

    from joinedup.experiments import choices, results
    from joinedup.experiments.arms import arm_called, chosen_arms, contract_files
    from joinedup.experiments.compare import Stop
    from joinedup.experiments.compare import compare as compares
    from joinedup.experiments.comparison_panels import panels_of, summary_of, title_of
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.experiment import BASELINE, LADDER, Experiment
    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.progress import Watch
    from joinedup.experiments.provenance import command_line, manifest
    from joinedup.experiments.tables import console, print_comparison
    from joinedup.experiments.workers import workers_for
    from joinedup.model.synthea import told

    said = {"--arms": arms, "--to": to, "--payment-only": "P" if payment_only else None}
    both = [option for option, words in said.items() if words is not None]
    if len(both) > 1:
        raise ValueError(f"both {both[0]} and {both[1]}; say one of them")
    asked = said[both[0]] if both else None
    if from_ is not None and asked is None:
        raise ValueError("--from without --to: say which form is compared with it, such as --to aco-full")
    baseline = BASELINE if from_ is None else arm_called(from_)
    arms_asked = LADDER if asked is None else chosen_arms(asked, baseline)
    if from_ is not None and len(arms_asked) == 1:
        raise ValueError(
            f"--from {from_}: there is nothing else to compare it with; say another form after --to"
        )
    where = choices.chosen_place(place, practices, commissioner)
    read = [*choices.input_files(place, practices, asked), *contract_files(arms_asked)]
    if synthea is not None:
        where, export = choices.peopled(where, synthea, as_of, people)
        read += export.files
        typer.echo("\n".join(told(export)), err=True)
    elif as_of is not None:
        raise ValueError("--as-of without --synthea: it says on which day an export is read")
    experiment = Experiment(
        where,
        arms=arms_asked,
        people=people,
        seed=seed,
        years_after=years,
        parameters=choices.changed_numbers(set_ or []),
        adequacy=adequacy,
        by_group=by_fifth or by_age or out is not None,
    )
    stop = Stop(replications, minutes=minutes)
    if workers is None:
        workers = workers_for(experiment, replications or stop.least)
    if out is not None:
        results.claimed(out)
    warm_up()
    with Watch() as watch:
        found = compares(experiment, stop, workers, watch)
    if not found.runs:
        typer.echo("stopped before a replication was finished: there is nothing to report", err=True)
        raise typer.Exit(130 if found.stopped == "interrupted" else 1)
    origin = manifest(found, command_line(), read, workers)
    if as_json:
        print(dumps(results.as_object(found, origin), ensure_ascii=False))
    else:
        print_comparison(found, console(), by_year, by_fifth, by_age)
    if out is not None:
        results.write(found, origin, out)
        pictured(out, title_of(found), panels_of(found), origin, summary_of(found))
        typer.echo(f"\ntables, manifest, figures and report are in {out}", err=True)
    if found.stopped in ("interrupted", "worker lost"):
        typer.echo(
            f"{found.stopped}: {len(found.runs)} replications were finished and are reported", err=True
        )
        raise typer.Exit(130 if found.stopped == "interrupted" else 1)
