"""`joinedup calibration`: the baseline against published figures, England and every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from joinedup.experiments.cli import app

if TYPE_CHECKING:
    from joinedup.experiments.targets import Fit
    from joinedup.model.place import Place

AT_A_TIME = 100_000  # people of a place that --all plays


@app.command(epilog="Example: joinedup calibration england --draws 20, or joinedup calibration --all")
def calibration(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLACE...]",
            help="england, built-in places (see: joinedup places) or .yaml files  (default: england)",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="England and every built-in place, scaled to 100,000 people at most")
    ] = False,
    people: Annotated[
        int | None, typer.Option(help="scale each place, with its providers, to so many")
    ] = None,
    year: Annotated[int, typer.Option(help="which year of the run, the first is 0")] = 3,
    seed: Annotated[int, typer.Option(help="same seed, same people, same luck")] = 1,
    runs: Annotated[
        int,
        typer.Option(help="more runs with luck of their own, for the range of the model in the first place"),
    ] = 0,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SECTION.NAME=VALUE", help="a number other than its default; repeatable"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON list and nothing else")] = False,
) -> None:
    """Hold the model against published figures: fee per procedure, one year; misses first, then every figure."""
    from joinedup.experiments import choices
    from joinedup.experiments.calibration import at_place, calibrate, with_spread
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.england.typical import NAME
    from joinedup.model.place import known_places

    if every and places:
        raise ValueError("both places and --all; say one of them")
    if runs < 0:
        raise ValueError(f"--runs is {runs}; it must be at least 0")
    names = [NAME, *known_places()] if every else places or [NAME]
    where = [_called(name, people, every) for name in names]
    changes = choices.changed_numbers(set_ or [])
    warm_up()
    found = []
    for place in where:
        fits = calibrate(place, year, seed, changes)
        if runs and not found:
            fits = with_spread(fits, [calibrate(place, year, seed + 1 + k, changes) for k in range(runs)])
        found.append((place, fits if place.name == NAME else at_place(fits, place)))
    if as_json:
        _print_json(found)
    else:
        _print(found, year, seed, f"{runs + 1} runs" if runs else "")


def _called(name: str, people: int | None, every: bool) -> Place:
    from joinedup.experiments.england.typical import NAME, typical_place
    from joinedup.model.place import load_place

    if name == NAME:
        return typical_place(people) if people is not None else typical_place()
    place = load_place(name)
    if every and people is None:
        people = min(AT_A_TIME, place.people)
    return place if people is None else place.scaled(people)


def _print(found: list[tuple[Place, list[Fit]]], year: int, seed: int, uncertain: str) -> None:
    from joinedup.experiments import calibration_table as tables
    from joinedup.experiments.england.typical import NAME
    from joinedup.experiments.tables import console

    out = console()
    first, fits = found[0]
    what = f"{first.title}, {first.people:,} people, year {year}, seed {seed}"
    for sentence in tables.summary(fits, what):
        out.print(sentence, markup=False, highlight=False)
    by_place = [(place.title, of) for place, of in found]
    if len(found) > 1:
        out.print()
        out.print(tables.places_table(by_place))
    if any(place.name != NAME for place, _ in found):
        out.print(tables.OF_PLACES, markup=False, highlight=False)
    out.print()
    out.print(tables.calibration_table(fits, what, uncertain))
    if len(found) > 1:
        out.print()
        out.print(tables.figures_table(by_place))


def _print_json(found: list[tuple[Place, list[Fit]]]) -> None:
    from dataclasses import asdict
    from json import dumps

    rows: list[dict[str, Any]] = []
    for place, fits in found:
        for fit in fits:
            row = {"place": place.name, **asdict(fit), "met": fit.met if fit.held else None, "off": fit.off}
            rows.append({k: None if v != v else v for k, v in row.items()})
    print(dumps(rows, ensure_ascii=False))
