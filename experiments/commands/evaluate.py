"""`joinedup evaluate`: what an evaluator without a twin would have seen, and how often would have missed it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

HELP = (
    "What an evaluator would have seen: difference-in-differences, synthetic control and stepped wedge over several "
    "places, against the exact effect that only twins tell.\n\n"
    "Places are lived a number of times with and without the change; designs of some treated and some other places are "
    "drawn from them many times. For each: how often an effect is reported where nothing happens, how often a fall of "
    "--fall that was imposed is missed, and how biased the estimate of what the arm really does is."
)
EPILOG = (
    "Example: joinedup evaluate dudley --arm PIO --fall 0.04 --treated 1,5 --controls 1,15 --years 1,3. "
    "What is accounting only: --arm frozen:us-aco --outcome spend_total."
)


@app.command(help=HELP, epilog=EPILOG)
def evaluate(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    places: Annotated[str | None, typer.Option(help="several of them, between commas")] = None,
    arm: Annotated[
        str, typer.Option(help="what the treated places do, as in compare --arms; none: only imposed effects")
    ] = "PIO",
    outcome: Annotated[str, typer.Option(help="the outcome that is evaluated")] = "emergency_admissions",
    fall: Annotated[float, typer.Option(help="the true fall that is imposed, as a share")] = 0.04,
    designs: Annotated[str, typer.Option(help="any of did, synthetic, wedge")] = "did,synthetic,wedge",
    treated: Annotated[str, typer.Option(help="treated places in each design, between commas")] = "1,1,5",
    controls: Annotated[
        str, typer.Option(help="other places in each, as many numbers; in a wedge all change in the end")
    ] = "1,19,15",
    years: Annotated[str, typer.Option(help="years after the change, between commas")] = "1,3",
    before: Annotated[int, typer.Option(help="years before it")] = 3,
    people: Annotated[int | None, typer.Option(help="scale every place to so many")] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            help="times each place is lived, each its own people  (default: three of the largest design)"
        ),
    ] = None,
    draws: Annotated[int, typer.Option(help="evaluations drawn of each design")] = 2_000,
    volunteers: Annotated[
        bool,
        typer.Option("--volunteers", help="those with most in the year before are treated, not drawn by lot"),
    ] = False,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    workers: Annotated[
        int | None, typer.Option(help="processes; changes no result  (default: all cores)")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SECTION.NAME=VALUE", help="a number other than its default; repeatable"
        ),
    ] = None,
    adequacy: Annotated[
        float, typer.Option(help="budgets after a change as a share of what was paid before")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="also write tables, a manifest and a report with pictures there"),
    ] = None,
) -> None:
    """What an evaluator without a twin would have seen."""
    from json import dumps

    from joinedup.experiments import choices, results
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.evaluation import asked, seen
    from joinedup.experiments.evaluation.bank import filled, lives_of
    from joinedup.experiments.evaluation.power import judged
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.progress import Watch, duration
    from joinedup.experiments.tables import console

    question = asked.question(
        choices.chosen_places(place, places),
        people,
        asked.grid(designs, treated, controls, years, before),
        arm,
        outcome,
        seed,
        choices.changed_numbers(set_ or []),
        adequacy,
    )
    asked.is_a_fall(fall)
    asked.is_a_number("draws", draws, 10)
    lives = lives_of(question.places, asked.seeds_for(question, seeds))
    if out is not None:
        results.claimed(out)
    warm_up()
    with Watch() as watch, executor_called(None, workers) as executor:

        def report(now: asked.Filling) -> None:
            left = ""
            if now.years:
                left = f"{duration(now.seconds / now.years * (now.years_expected - now.years))} left"
            words = f"{now.done} of {now.expected} lives"
            watch.shows(words, now.years, now.years_expected, now.seconds, left)

        bank = filled(question.wanted, lives, executor, report)
    verdicts = [
        verdict
        for design in question.designs
        for verdict in judged(bank, design, -fall, draws, seed, volunteers)
    ]
    origin = asked.manifest(question, bank, draws, volunteers, fall)
    if as_json:
        print(dumps(seen.as_object(question.wanted, bank, verdicts, origin), ensure_ascii=False))
    else:
        seen.print_evaluation(question.wanted, bank, question.words(bank), verdicts, fall, console())
    if out is not None:
        tables = {"evaluations": seen.table(verdicts), "histories": seen.histories(bank)}
        files = {f"{name}.parquet": results.as_parquet(table) for name, table in tables.items()}
        files["manifest.json"] = (dumps(origin, indent=1, ensure_ascii=False) + "\n").encode()
        results.written(files, out)
        pictured(
            out,
            "What an evaluator would have seen",
            list(seen.panels(question.wanted, verdicts, fall)),
            origin,
        )
        typer.echo(f"\ntables, manifest and report are in {out}", err=True)
