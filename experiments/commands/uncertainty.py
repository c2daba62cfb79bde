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

    from joinedup.experiments.results import claimed
    from joinedup.experiments.tables import console
    from joinedup.experiments.uncertainty import influence
    from joinedup.experiments.uncertainty.drawn import read_drawn
    from joinedup.experiments.uncertainty.sensitivity import READING

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
        screen_.print("* more than luck, by its 95% interval", markup=False)
    if out is not None:
        _write(
            out, {"influences": found}, "Which numbers matter", influence.panels(found, method), _of(folder)
        )


def _print_screen(place: str, arms: str, people: int, walks: int, replications: int, years: int) -> None:
    """The question that screens every assumption, on stdout; what it leaves out is in it."""
    from joinedup.experiments.arms import chosen_arms
    from joinedup.experiments.uncertainty.screening import left_out, screening_question
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

    from joinedup.experiments.results import claimed
    from joinedup.experiments.tables import console
    from joinedup.experiments.uncertainty.discover import as_object, panel, sentences, wants_of
    from joinedup.experiments.uncertainty.discover import discover as discovers
    from joinedup.experiments.uncertainty.drawn import read_drawn

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
        _write(
            out, {"worlds": worlds}, "Where it does what is wanted", [panel(f) for f in found], _of(folder)
        )


@app.command(
    epilog="Example: joinedup calibrate dudley --numbers health.acute,seeking.seek_base=0.05..0.2 --out fit, then a "
    "question with design: {kind: table, file: fit/not-ruled-out.csv}"
)
def calibrate(
    place: Annotated[
        str, typer.Argument(help="england, a built-in place (see: joinedup places) or a .yaml file")
    ],
    numbers: Annotated[
        str,
        typer.Option(
            metavar="NAME[=LOW..HIGH],…",
            help="which numbers, and over what; an assumption has a range of its own  (joinedup sensitivity --screen)",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="where runs, tables and the report are kept")],
    resume: Annotated[bool, typer.Option("--resume", help="go on with the fit in that folder")] = False,
    people: Annotated[int, typer.Option(help="scale the place to so many")] = 20_000,
    waves: Annotated[int, typer.Option(help="how often the space is narrowed")] = 3,
    size: Annotated[
        int, typer.Option(help="sets of numbers run in a wave; ten for each number or more")
    ] = 60,
    replications: Annotated[int, typer.Option(help="runs of each set, with luck of their own")] = 2,
    year: Annotated[int, typer.Option(help="which year of a run is looked at, the first is 0")] = 2,
    targets: Annotated[
        str | None, typer.Option(metavar="P1,P6,…", help="patterns to fit to  (default: all that may be)")
    ] = None,
    targets_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="figures of your own, as targets.yaml has them")
    ] = None,
    discrepancy: Annotated[
        float, typer.Option(help="what the model may be off by: its sd as a share of each figure")
    ] = 0.05,
    misses: Annotated[int, typer.Option(help="how many figures a set may miss and still be kept")] = 1,
    cutoff: Annotated[float, typer.Option(help="standard deviations from which a figure is missed")] = 3.0,
    keep: Annotated[int, typer.Option(help="sets of numbers in the table that experiments draw from")] = 200,
    seed: Annotated[int, typer.Option(help="same seed, same waves")] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="WHERE", help="who plays: here, dask:tcp://HOST:PORT or slurm")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="processes, or jobs of a cluster; changes no result")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Rule out the numbers under which the baseline cannot give published figures; keep the rest (history matching)."""
    from json import dumps

    from joinedup.experiments.calibration import calibrate as against_figures
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.england.typical import place_called
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.experiments.progress import SweepWatch
    from joinedup.experiments.targets import read_targets
    from joinedup.experiments.uncertainty import fit_report
    from joinedup.experiments.uncertainty.fitting import Fitting, Kept, fit
    from joinedup.experiments.uncertainty.history_matching import Rules
    from joinedup.experiments.uncertainty.screening import ranges_called
    from joinedup.model.yaml_file import read_text

    for name, value, least in (("misses", misses, 0), ("keep", keep, 1)):
        if value < least:
            raise ValueError(f"--{name} is {value}; it must be at least {least}")
    if not 0.5 <= cutoff <= 20.0:
        raise ValueError(f"--cutoff is {cutoff:g} standard deviations; it must be between 0.5 and 20")
    figures = None if targets_file is None else read_targets(targets_file)
    own = "" if targets_file is None else read_text(targets_file, "targets are a YAML text file")
    patterns = tuple(p.strip() for p in targets.split(",") if p.strip()) if targets else ()
    fitting = Fitting(
        place_called(place).scaled(people), tuple(ranges_called(numbers)), year, replications, size, waves, seed,
        discrepancy, own, patterns,
    )  # fmt: skip
    rules = Rules(cutoff, misses, seed)
    kept = Kept(out, fitting, resume)
    if cluster in (None, "here"):
        warm_up()
    found = []
    with executor_called(cluster, workers) as executor, SweepWatch() as watch:
        for wave in fit(fitting, rules, executor, kept, watch):
            found.append(wave)
            typer.echo(f"wave {wave.number}: {wave.share.value:.2%} of the space is left", err=True)
    best, off = fit_report.best_point(fitting, found, misses)
    fits = against_figures(fitting.place, year, seed, best, figures)
    table = fit_report.fit_table(fitting, found, fits)
    left = fit_report.not_ruled_out(fitting, found, rules, keep)
    said = fit_report.sentences(fitting, found, fits, off)
    _write(
        out,
        {
            "waves": fit_report.waves_table(fitting, found), "runs": fit_report.runs_table(fitting, found),
            "not-ruled-out": left, "fit": table,
        },
        f"What published figures leave of {len(fitting.ranges)} numbers: {fitting.place.title}",
        fit_report.panels(fitting, found, table),
        csv={"not-ruled-out": left.drop("implausibility")},
        facts={"fitting": fitting.setting(), "best": best, "cutoff": cutoff, "misses": misses},
    )  # fmt: skip
    if as_json:
        about = {"best": best, "off": off, "sentences": said}
        waves_said = fit_report.waves_table(fitting, found).to_dicts()
        print(
            dumps(
                about | {"waves": waves_said, "fit": table.to_dicts(), "left": left.to_dicts()},
                ensure_ascii=False,
            )
        )
    else:
        for sentence in said:
            typer.echo(sentence)
    if not len(found[-1].left):
        raise typer.Exit(1)


def _write(
    out: Path,
    tables: Mapping[str, pl.DataFrame],
    title: str,
    panels: Sequence[Panel],
    facts: Mapping[str, Any],
    csv: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """Tables, figures, report and manifest into a folder."""
    from io import BytesIO
    from json import dumps
    from shlex import join

    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.provenance import command_line, source_digest, versions
    from joinedup.experiments.results import written

    manifest: dict[str, Any] = {
        "command": join(command_line()),
        "source_digest": source_digest(),
        "versions": versions(),
        **facts,
    }
    files = {"manifest.json": (dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()}
    files |= {f"{name}.csv": table.write_csv().encode() for name, table in (csv or {}).items()}
    for name, table in tables.items():
        buffer = BytesIO()
        table.write_parquet(buffer)
        files[f"{name}.parquet"] = buffer.getvalue()
    written(files, out)
    pictured(out, title, panels, manifest)
    typer.echo(f"tables, figures and report.html are in {out}", err=True)


def _of(sweep: Path) -> dict[str, Any]:
    """What a sweep that was read is, for the manifest of what was read from it."""
    from joinedup.experiments.sweep.store import Store

    return {"sweep": Store(sweep).manifest}
