"""`joinedup dashboard`: two worlds side by side, in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app

GROUP = "joinedup.dashboard"  # the entry point of who serves pages
NEEDS = (
    "the dashboard's own packages are not installed; install them with: pip install 'joinedup[dashboard]', "
    "or from a checkout: uv sync --all-extras"
)


@app.command(
    epilog="Example: joinedup dashboard --port 8765. It serves this machine alone unless --host says otherwise."
)
def dashboard(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="where it listens; 0 for any that is free")
    ] = 8765,
    host: Annotated[str, typer.Option(help="the address it listens on")] = "127.0.0.1",
    origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="an address visitors come by, if a proxy stands before it"),
    ] = None,
    people: Annotated[int, typer.Option(min=100, help="the most people a visitor may choose")] = 400_000,
    years: Annotated[int, typer.Option(min=1, max=50, help="the most years after the switch")] = 20,
    at_once: Annotated[int, typer.Option(min=1, help="the most runs at once; others wait")] = 20,
    results: Annotated[
        Path, typer.Option(metavar="FOLDER", help="sweeps and runs in it are shown, and nothing outside it")
    ] = Path("results"),
) -> None:
    """Open the dashboard: move a lever and see two worlds differ."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    found = entry_points(group=GROUP)
    if not found or find_spec("solara") is None or find_spec("plotly") is None:
        raise ValueError(NEEDS)
    limits = {"people": people, "years": years, "at_once": at_once, "results": results}
    next(iter(found)).load()(host, port, origin or (), **limits)
