"""`joinedup verify`, `bench`: see whether it holds, and how fast it is."""

from __future__ import annotations

from typing import Annotated

import typer

from joinedup.experiments.cli import app


@app.command()
def verify(
    full: Annotated[bool, typer.Option("--full", help="more draws and larger places")] = False,
) -> None:
    """Check the model against known answers; exit code 1 if one fails."""
    from joinedup.experiments import verify as answers
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.tables import console

    warm_up()
    checks = answers.run(quick=not full)
    made = answers.table(checks)
    if made is not None:
        console().print(made)
    failed = [check for check in checks if not check.passed]
    if failed:
        typer.echo(f"{len(failed)} of {len(checks)} known answers do not hold", err=True)
        raise typer.Exit(1)


@app.command()
def bench(
    full: Annotated[bool, typer.Option("--full", help="let plain Mesa play a whole year")] = False,
) -> None:
    """Measure speed and memory on this machine."""
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.speed import bench_table, measurements

    warm_up()
    bench_table(measurements(full))
