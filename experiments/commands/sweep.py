"""`joinedup run`, `sweep`, `status`, `answer`, `rerun` and `questions`: one file, one question, anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from joinedup.experiments.cli import app

FILE = Annotated[
    str, typer.Argument(metavar="FILE", help="a question: a .yaml file or a ready one (joinedup questions)")
]
CLUSTER = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="who plays: here, dask:tcp://HOST:PORT or slurm  (default: processes of this machine)",
    ),
]
WORKERS = Annotated[int | None, typer.Option(help="processes, or jobs of a cluster; changes no result")]
AS_JSON = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]

SWEEP_HELP = (
    "Play every run of a question and keep the results in a folder.\n\n"
    "It can be stopped at any moment, by anything: with --resume it goes on, and what comes out is the same to the "
    "last byte. Runs that fail are listed and lose nothing else. Where no scheduler may run, start n processes "
    "with --shard 1/n to n/n on the same folder."
)
SWEEP_EPILOG = (
    "Example: joinedup sweep fee-or-capitation --out results/fee && joinedup answer results/fee. "
    "Progress from another shell: joinedup status results/fee"
)


@app.command(help=SWEEP_HELP, epilog=SWEEP_EPILOG)
def sweep(
    question: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="a question; with --resume it may be left out")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="where results are kept")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on with the sweep in that folder")] = False,
    retry: Annotated[bool, typer.Option("--retry-failed", help="also play again what failed")] = False,
    extend: Annotated[
        str | None, typer.Option(metavar="replications=+N", help="add replications to a finished sweep")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="play only the I-th of N shares: for plain job arrays")
    ] = None,
    cluster: CLUSTER = None,
    workers: WORKERS = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say how many runs, how long and how much disk; play none")
    ] = False,
) -> None:
    """Play every run of a question and keep the results in a folder."""
    from joinedup.experiments.going import estimate_only, go, opened

    if dry_run:
        if question is None:
            raise ValueError("--dry-run without a question; name a .yaml file or a ready one")
        estimate_only(question, cluster, workers)
        return
    if out is None:
        raise ValueError("--out is missing: say in which folder the results are kept")
    store, asked = opened(question, out, resume or extend is not None or retry, shard, extend)
    raise typer.Exit(go(store, asked, cluster, workers, retry))


@app.command(
    epilog="Example: joinedup run records-or-payment --out results/records. Ready questions: joinedup questions"
)
def run(
    question: FILE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="keep results, tables, figures and report.html there"),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on with the runs in that folder")] = False,
    cluster: CLUSTER = None,
    workers: WORKERS = None,
    as_json: AS_JSON = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say how many runs, how long and how much disk; play none")
    ] = False,
) -> None:
    """Play a question and answer it: paired differences, chance and uncertain numbers kept apart."""
    from tempfile import TemporaryDirectory

    from joinedup.experiments.going import answered, estimate_only, go, opened

    if dry_run:
        estimate_only(question, cluster, workers)
        return
    if out is None and resume:
        raise ValueError("--resume without --out: say in which folder the runs are")
    with TemporaryDirectory(prefix="joinedup-") as scratch:
        store, asked = opened(question, out or Path(scratch) / "sweep", resume)
        code = go(store, asked, cluster, workers, quiet=True)
        answered(store, as_json, write=out is not None)
    raise typer.Exit(code)


@app.command()
def answer(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="of a sweep, finished or not")],
    by_year: Annotated[bool, typer.Option("--by-year", help="also year by year")] = False,
    as_json: AS_JSON = False,
    write: Annotated[
        bool,
        typer.Option("--report/--no-report", help="write tables, figures and report.html into the folder"),
    ] = True,
) -> None:
    """Answer a question from the runs in a folder."""
    from joinedup.experiments.going import answered
    from joinedup.experiments.sweep.store import Store

    answered(Store(folder), as_json, write, by_year)


@app.command()
def status(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="of a sweep, running or not")],
    as_json: AS_JSON = False,
) -> None:
    """Say how far a sweep is, from any shell."""
    from joinedup.experiments.going import print_status
    from joinedup.experiments.sweep.store import Store

    print_status(Store(folder), as_json)


@app.command()
def rerun(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="of a sweep")],
    job: Annotated[int, typer.Argument(metavar="JOB", help="number of the job, as failures.jsonl has it")],
) -> None:
    """Play one job of a sweep again, here, and show how it ends: a traceback, or its digests."""
    from joinedup.experiments.going import played_again

    played_again(folder, job)


@app.command()
def questions(
    schema: Annotated[
        bool, typer.Option("--schema", help="print the JSON schema of a question file, for editors")
    ] = False,
    show: Annotated[
        str | None, typer.Option(metavar="NAME", help="print a ready question, to begin from")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """List the ready questions; print one; print the schema of the file."""
    from importlib.resources import files
    from json import dumps

    from joinedup.experiments.question_file import read_question, ready_questions

    if schema:
        from joinedup.experiments.question_forms import schema as made

        print(dumps(made(), indent=1, ensure_ascii=False))
        return
    if show is not None:
        read_question(show)  # an unknown name is a sentence
        print(
            (files("joinedup.experiments") / "questions" / f"{show}.yaml").read_text(encoding="utf-8"), end=""
        )
        return
    found: dict[str, Any] = {name: read_question(name).question.text for name in ready_questions()}
    if as_json:
        print(dumps(found, ensure_ascii=False))
        return
    for name, text in found.items():
        typer.echo(f"  {name:<26} {text}")
