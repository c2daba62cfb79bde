"""`joinedup places`, `parameters`, `journey`: see what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinedup.experiments.cli import app


@app.command()
def places() -> None:
    """List the built-in places."""
    from rich.table import Table

    from joinedup.experiments.tables import console
    from joinedup.model.place import known_places, load_place

    table = Table(title="Built-in places", title_justify="left")
    for heading in ("name", "place", "commissioner"):
        table.add_column(heading)
    table.add_column("practices", justify="right")
    table.add_column("people", justify="right")
    table.add_column("hospitals")
    for name in known_places():
        place = load_place(name)
        hospitals = "; ".join(h.name for h in place.hospitals)
        table.add_row(
            name, place.title, place.commissioner, str(len(place.practices)), f"{place.people:,}", hospitals
        )
    out = console()
    out.print(table)
    out.print(
        "Any other place: a .yaml file, or --practices FILE --commissioner CODE "
        "(see: joinedup compare --help)."
    )


@app.command()
def parameters(
    section: Annotated[str | None, typer.Option(help="one section only, such as hospital")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON list and nothing else")] = False,
) -> None:
    """List every number of the model: value, unit, range and source."""
    from json import dumps
    from math import isinf

    from rich.table import Table

    from joinedup.experiments.tables import console
    from joinedup.model.parameters import Parameters, every_number

    if section is not None and section not in Parameters._fields:
        raise ValueError(f"no section {section!r}; there are: {', '.join(Parameters._fields)}")
    rows = [
        (path, value, about)
        for path, value, about in every_number(Parameters())
        if section is None or path.startswith(f"{section}.")
    ]
    if as_json:
        entries = [
            {
                "name": path,
                "value": list(map(float, value)) if isinstance(value, tuple) else float(value),
                "unit": about.unit,
                "low": None if isinf(about.low) else about.low,
                "high": None if isinf(about.high) else about.high,
                "source": about.source,
            }
            for path, value, about in rows
        ]
        print(dumps(entries, ensure_ascii=False))
        return
    table = Table(title=f"{len(rows)} numbers", title_justify="left", show_lines=False)
    table.add_column("name", overflow="fold")
    table.add_column("value", justify="right")
    for heading in ("unit", "range", "source"):
        table.add_column(heading)
    for path, value, about in rows:
        shown = ", ".join(f"{v:g}" for v in value) if isinstance(value, tuple) else f"{value:g}"
        low = "" if isinf(about.low) else f"{about.low:g}"
        high = "" if isinf(about.high) else f"{about.high:g}"
        table.add_row(path, shown, about.unit, f"{low} to {high}" if low or high else "any", about.source)
    console().print(table)


@app.command()
def journey(
    place: Annotated[
        str | None, typer.Argument(help="a built-in place (see: joinedup places) or a .yaml file")
    ] = None,
    person: Annotated[int, typer.Option(help="whose life: the number of a registered person")] = 0,
    arms: Annotated[
        str, typer.Option(help="one or two arms, by letters or names; one is compared with fee per procedure")
    ] = "PIO",
    years: Annotated[int, typer.Option(help="years after the switch")] = 5,
    people: Annotated[
        int | None, typer.Option(help="scale the place, with its providers, to so many")
    ] = None,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    practices: Annotated[
        Path | None, typer.Option(help="build the place from a list of practices as NHS Digital publishes it")
    ] = None,
    commissioner: Annotated[
        str | None, typer.Option(metavar="CODE", help="whose practices to take from that list, such as 05C")
    ] = None,
) -> None:
    """Show the same person's life under two arms, side by side, and where and why the two part."""
    import sys

    from rich.table import Table

    from joinedup.experiments import choices
    from joinedup.experiments.arms import chosen_arms
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.experiment import Experiment
    from joinedup.experiments.journey import story, summary
    from joinedup.experiments.tables import console
    from joinedup.experiments.two_lives import journeys

    chosen = chosen_arms(arms)
    pair = chosen[-2:] if len(chosen) == 3 else chosen
    if len(pair) != 2:
        raise ValueError(
            f"--arms {arms!r}: a journey compares two arms; say one or two besides fee per procedure"
        )
    experiment = Experiment(
        choices.chosen_place(place, practices, commissioner), pair, people, seed, years_after=years
    )
    warm_up()

    def tick(month: int, months: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{month} of {months} months lived", end="", file=sys.stderr, flush=True)

    found = journeys(experiment, person, tick)
    if sys.stderr.isatty():
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    out = console()
    out.print(f"\nPerson {person} of {experiment.where.title}: {found.who}.\n", markup=False)
    rows = story(found)
    if rows:
        table = Table(show_lines=True)
        table.add_column("when", no_wrap=True)
        for name in found.arms:
            table.add_column(f"under “{name}”", ratio=1)
        parted = False
        for when, one, other, differ in rows:
            first_time, parted = differ and not parted, parted or differ
            style = "bold" if first_time else ""
            table.add_row(
                f"{when}\n≠ here they part" if first_time else when, one or "–", other or "–", style=style
            )
        out.print(table)
    else:
        out.print("Nothing happened to this person after the switch under either.")
    out.print(f"\n{summary(found)}", markup=False)
