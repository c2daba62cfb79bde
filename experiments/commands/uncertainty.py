"""`joinedup sensitivity`, `discover`, `calibrate`: which numbers matter, where it works, what published figures leave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from joinedup.experiments.cli import app

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from joinedup.experiments.pictures import Panel

OUT = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="also write tables, figures and report.html there")
]
AS_JSON = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]
ARM = Annotated[list[str] | None, typer.Option("--arm", metavar="NAME", help="this arm only; repeatable")]
PLACE = Annotated[
    list[str] | None, typer.Option("--place", metavar="NAME", help="this place only; repeatable")
]

SENSITIVITY_HELP = (
    "Rank the numbers of a finished sweep by what they do to each outcome.\n\n"
    "A sweep with design morris gives mu* and sigma; sobol-indices gives shares of variance; any other design gives "
    "standardised rank regression coefficients. With --screen PLACE, print the question that screens every number "
    "that is an assumption."
)
SENSITIVITY_EPILOG = (
    "Example: joinedup sensitivity --screen dudley --arms PIO > screen.yaml && joinedup sweep screen.yaml --out screen "
    "&& joinedup sensitivity screen"
)


@app.command(help=SENSITIVITY_HELP, epilog=SENSITIVITY_EPILOG)
def sensitivity(
    folder: Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="of a sweep")] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="this outcome only; repeatable")
    ] = None,
    arm: ARM = None,
    place: PLACE = None,
    screen: Annotated[
        str | None, typer.Option(metavar="PLACE", help="print a question that screens every assumption")
    ] = None,
    arms: Annotated[str, typer.Option(help="of that question, between commas (see: joinedup forms)")] = "PIO",
    people: Annotated[int, typer.Option(help="of that question")] = 20_000,
    walks: Annotated[int, typer.Option(help="of that question: how often each number is moved")] = 10,
    replications: Annotated[int, typer.Option(help="of that question")] = 2,
    years: Annotated[int, typer.Option(help="of that question, after the switch")] = 3,
    as_json: AS_JSON = False,
    out: OUT = None,
) -> None:
    """Rank the numbers of a finished sweep by what they do to each outcome."""
    if screen is not None:
        if folder is not None:
            raise ValueError("both a folder and --screen; say one of them")
        _print_screen(screen, arms, people, walks, replications, years)
        return
    if folder is None:
        raise ValueError(
            "no folder said; name that of a sweep, or say --screen PLACE for a question to sweep"
        )
    from json import dumps

    from joinedup.experiments import influence
    from joinedup.experiments.drawn import read_drawn
    from joinedup.experiments.results import claimed
    from joinedup.experiments.sensitivity import READING
    from joinedup.experiments.tables import console

    if out is not None:
        claimed(out)
    drawn = read_drawn(folder)
    found = influence.influences(drawn, outcome or (), arm or (), place or ())
    method = influence.method_of(drawn)
    if as_json:
        rows = [{k: None if v != v else v for k, v in r.items()} for r in found.to_dicts()]
        print(dumps({"design": drawn.kind, "method": method, "influences": rows}, ensure_ascii=False))
    else:
        screen_ = console()
        for rows_ in influence.rankings(found):
            screen_.print(influence.ranking(rows_, method))
            screen_.print()
        screen_.print(READING[method], markup=False)
        screen_.print("In bold: more than luck, by its 95% interval.")
    if out is not None:
        _write(out, {"influences": found}, "Which numbers matter", influence.panels(found, method), folder)


def _print_screen(place: str, arms: str, people: int, walks: int, replications: int, years: int) -> None:
    """The question that screens every assumption, on stdout; what it leaves out is in it."""
    from joinedup.experiments.arms import chosen_arms
    from joinedup.experiments.screening import left_out, screening_question
    from joinedup.model.place import load_place

    for name, value, least in (
        ("people", people, 100),
        ("walks", walks, 2),
        ("replications", replications, 1),
    ):
        if value < least:
            raise ValueError(f"--{name} is {value}; it must be at least {least}")
    if not 1 <= years <= 50:
        raise ValueError(f"--years is {years}; it must be between 1 and 50")
    load_place(place)  # an unknown one is a sentence
    chosen_arms(arms)
    words = [w.strip() for w in arms.split(",")]
    print(screening_question(place, words, people, walks, replications, years), end="")
    typer.echo(
        f"{len(left_out())} assumptions are left out; the reasons are at the end of the file", err=True
    )


@app.command(
    epilog="Example: joinedup discover results/lhs --want 'emergency_admissions<0' --want 'bed_days<=-1%'"
)
def discover(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="of a sweep")],
    want: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help="on what an arm changes; repeatable  (default: fewer emergency admissions, no longer waits, and no "
            "less equity in need met)",
        ),
    ] = None,
    arm: ARM = None,
    place: PLACE = None,
    as_json: AS_JSON = False,
    out: OUT = None,
) -> None:
    """Say in what share of worlds the switch does what is wanted, and which numbers decide it (PRIM)."""
    from json import dumps

    import polars as pl

    from joinedup.experiments.discover import as_object, panel, sentences, wants_of
    from joinedup.experiments.discover import discover as discovers
    from joinedup.experiments.drawn import read_drawn
    from joinedup.experiments.results import claimed
    from joinedup.experiments.tables import console

    wants = wants_of(want or ())
    if out is not None:
        claimed(out)
    drawn = read_drawn(folder)
    places = drawn.chosen(place or (), drawn.places, "place")
    arms = drawn.chosen(arm or (), drawn.arms, "arm")
    found = [discovers(drawn, p, a, wants) for p in places for a in arms]
    if as_json:
        print(dumps({"discoveries": [as_object(f) for f in found]}, ensure_ascii=False))
    else:
        for f in found:
            console().print("\n".join(sentences(f)), markup=False, end="\n\n")
    if out is not None:
        worlds = pl.concat(
            pl.DataFrame(f.values, schema=list(f.names)).with_columns(
                pl.lit(f.place).alias("place"), pl.lit(f.arm).alias("arm"), pl.Series("wanted", f.good)
            )
            for f in found
        )
        _write(out, {"worlds": worlds}, "Where it does what is wanted", [panel(f) for f in found], folder)


def _write(
    out: Path, tables: Mapping[str, pl.DataFrame], title: str, panels: Sequence[Panel], sweep: Path
) -> None:
    """Tables, figures, report and manifest into a new folder."""
    from io import BytesIO
    from json import dumps
    from shlex import join

    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.provenance import command_line, source_digest, versions
    from joinedup.experiments.results import written
    from joinedup.experiments.sweep.store import Store

    manifest: dict[str, Any] = {
        "command": join(command_line()),
        "source_digest": source_digest(),
        "versions": versions(),
        "sweep": Store(sweep).manifest,
    }
    files = {"manifest.json": (dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()}
    for name, table in tables.items():
        buffer = BytesIO()
        table.write_parquet(buffer)
        files[f"{name}.parquet"] = buffer.getvalue()
    written(files, out)
    pictured(out, title, panels, manifest)
    typer.echo(f"tables, figures and report.html are in {out}", err=True)
