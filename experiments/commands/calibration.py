"""`joinedup calibration`: the baseline against published figures, England and every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from joinedup.experiments.cli import app

if TYPE_CHECKING:
    from joinedup.experiments.targets import Fit
    from joinedup.model.place import Place

AT_A_TIME = 100_000  # people of a place that --all plays
MOST_DRAWS = 20  # with --all


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
    draws: Annotated[
        int | None,
        typer.Option(
            help="sets of numbers that published figures do not rule out, each played with luck of its own, for the "
            "range of the model in the first place  (default: 20 with --all, else 0)"
        ),
    ] = None,
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
    from joinedup.experiments.calibration_draws import PEOPLE, chosen_draws
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.england.typical import NAME
    from joinedup.model.place import known_places

    if every and places:
        raise ValueError("both places and --all; say one of them")
    wanted = (MOST_DRAWS if every else 0) if draws is None else draws
    sets = chosen_draws(wanted)
    names = [NAME, *known_places()] if every else places or [NAME]
    where = [_called(name, people, every) for name in names]
    changes = choices.changed_numbers(set_ or [])
    warm_up()
    found: list[tuple[Place, list[Fit]]] = []
    for place in where:
        fits = calibrate(place, year, seed, changes)
        if sets and not found:
            small = place.scaled(min(PEOPLE, place.people))
            fits = with_spread(
                fits, [calibrate(small, year, seed + 1 + k, {**s, **changes}) for k, s in enumerate(sets)]
            )
        found.append((place, fits if place.name == NAME else at_place(fits, place)))
    if as_json:
        _print_json(found)
    else:
        _print(found, year, seed, len(sets))


def _called(name: str, people: int | None, every: bool) -> Place:
    from joinedup.experiments.england.typical import NAME, place_called, typical_place

    if name == NAME:
        return typical_place(people) if people is not None else typical_place()
    place = place_called(name)
    if every and people is None:
        people = min(AT_A_TIME, place.people)
    return place if people is None else place.scaled(people)


def _print(found: list[tuple[Place, list[Fit]]], year: int, seed: int, draws: int) -> None:
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
    out.print(tables.calibration_table(fits, what, draws > 0))
    out.print(tables.of_range(draws), markup=False, highlight=False)
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
