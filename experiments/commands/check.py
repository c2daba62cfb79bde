"""`joinedup verify`, `falsify`, `bench`: see whether it holds, and how fast it is."""

from __future__ import annotations

from typing import Annotated

import typer

from joinedup.experiments.cli import app


@app.command()
def verify(
    full: Annotated[bool, typer.Option("--full", help="more draws and larger places")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="give this answer only, such as V4; repeatable")
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="one line for every id, and one for every answer that fails")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON list and nothing else")] = False,
) -> None:
    """Check the model against known answers; exit code 1 if one fails.

    What is observed may lie four standard errors from what is expected; an answer without chance must be exact.
    """
    from json import dumps

    from joinedup.experiments import verify as answers
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.tables import console

    answers.checked(only or ())
    warm_up()
    checks = answers.run(quick=not full, only=only or ())
    if as_json:
        print(dumps(answers.as_object(checks), ensure_ascii=False))
    else:
        console().print(answers.table(checks, every=not brief))
    failed = [check for check in checks if not check.passed]
    if failed:
        typer.echo(f"{len(failed)} of {len(checks)} known answers do not hold", err=True)
        raise typer.Exit(1)


@app.command()
def falsify(
    full: Annotated[bool, typer.Option("--full", help="more replications: narrower intervals")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="run this check only, such as F3; repeatable")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON list and nothing else")] = False,
) -> None:
    """Look for results that would show this model to be a toy; exit code 1 if one is found."""
    from json import dumps

    from joinedup.experiments import falsify as search
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.falsification.finding import Verdict
    from joinedup.experiments.tables import console

    checks = search.run(quick=not full, only=only or ())
    warm_up()
    findings = []
    for finding in checks:
        findings.append(finding)
        typer.echo(f"{finding.id} {finding.verdict}", err=True)
    if as_json:
        print(dumps(search.as_object(findings), ensure_ascii=False))
    else:
        console().print(search.table(findings))
    failed = [f.id for f in findings if f.verdict is Verdict.FAIL]
    if failed:
        typer.echo(f"{', '.join(failed)} of {len(findings)} checks failed: a finding to explain", err=True)
        raise typer.Exit(1)


@app.command()
def bench(
    full: Annotated[
        bool,
        typer.Option("--full", help="let plain Mesa play a whole year; all of England too: many minutes"),
    ] = False,
) -> None:
    """Measure speed and memory on this machine."""
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.speed import bench_table, measurements

    warm_up()
    bench_table(measurements(full))
