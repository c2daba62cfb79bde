"""A comparison as panels: what is to be seen of it, in which order, and how each picture is read."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan
from typing import TYPE_CHECKING

from joinedup.experiments.compare import PRIMARIES, Comparison, Difference
from joinedup.experiments.pictures import Panel, Summary
from joinedup.experiments.rows import HEAD, PERCENT, ROWS, SECTIONS, Row, mark, percent, signed, step_title

if TYPE_CHECKING:
    import polars as pl

# so rare that a percentage of them says little; they stand in the tables of --out
RARE = {"deaths_of_boarding", "unmet_lost", "unmet_bounced", "unmet_means_test", "refused_in_need"}
IN_PERCENT = ("Done twice, told twice", "Use of hospital", "Waiting", "What it does to patients")
IN_WORDS = ("Most less least deprived", "Staff and practices")
FIRST = ("duplicate_tests", "emergency_admissions", "spend_total", "rationing_index")
SAVED = ("spend_total", "resource_cost")
HARMED = ("qalys", "deaths", "rationing_index", "elective_median_wait")
HEADS = {"label": "outcome", "series": "arm", "mean": "difference", "difference": "in its unit"}
VIEWS = {"payers": "What payers paid, and for what", "resources": "What the care cost, by what was used"}
TO_THE_LEFT = (
    "Left of the line is less than {base}, right of it more; the bar is the 95% interval of the same people with the "
    "same luck."
)


def title_of(found: Comparison) -> str:
    """The question that a comparison asks."""
    e = found.experiment
    if len(e.arms) < 2:
        return f"{e.where.title}: {e.arms[0].name}"
    return f"{e.where.title}: from {e.arms[0].name} to {'; to '.join(a.name for a in e.arms[1:])}"


def panels_of(found: Comparison) -> list[Panel]:
    """Differences by subject, money, what each step of the ladder adds, and the course over the years."""
    if len(found.experiment.arms) < 2:
        return [spending(found, view) for view in VIEWS]
    return [
        *(differences(found, title) for title in IN_PERCENT),
        money(found),
        *(spending(found, view) for view in VIEWS),
        *(in_words(found, title) for title in IN_WORDS),
        *steps(found),
        *(course(found, name) for name in PRIMARIES),
    ]


def names_of(found: Comparison) -> list[str]:
    """The arms, the baseline first."""
    return [arm.name for arm in found.experiment.arms]


def summary_of(found: Comparison) -> Summary:
    """The last arm in one line; what was run; then savings and, beside them, harm: each arm in words."""
    e, n, others = found.experiment, len(found.runs), range(1, len(found.experiment.arms))
    about = (
        f"{e.where.people:,} registered people, {e.years_after} year{'s' if e.years_after > 1 else ''} after the "
        f"switch, {n} replication{'s' if n > 1 else ''}: the same people with the same luck under each arm."
    )
    if not found.identical_before_switch:
        about += " BEFORE THE SWITCH THE ARMS DIFFER: do not use these results."
    if not others:
        return Summary(f"{e.arms[0].name}, with nothing to compare it with.", about=about)
    return Summary(
        f"{e.arms[-1].name} against {e.arms[0].name}: {_said(found, others[-1], FIRST)}.",
        [f"{e.arms[a].name}: {_said(found, a, SAVED)}." for a in others],
        [f"{e.arms[a].name}: {_said(found, a, HARMED)}." for a in others],
        about,
    )


def _said(found: Comparison, arm: int, names: Sequence[str]) -> str:
    return "; ".join(_in_a_clause(found, arm, ROWS[name]) for name in names if name in found.outcomes)


def _in_a_clause(found: Comparison, arm: int, row: Row) -> str:
    d, base = found.difference(arm, row.outcome), found.value(0, row.outcome)
    label = _small(row.label)
    if isnan(d.mean):
        return f"{label} not known"
    amount, unit = signed(d.mean * row.scale, base * row.scale), unit_of(row)
    amount = f"{amount[0]}£{amount[1:]} a head" if unit == HEAD and amount[0] in "+−" else f"{amount} {unit}"
    told = {"*": "", "=": ", exactly the same", "?": ", no interval from one replication"}
    return f"{label} {amount} ({percent(d.mean, base)}){told.get(mark(d), ', cannot be told from zero')}"


def unit_of(row: Row) -> str:
    """The unit of a difference: that of two percentages is in points."""
    return "% points" if row.unit == PERCENT else row.unit


def _small(label: str) -> str:
    """A label inside a sentence; A&E keeps its letters."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def _rows(found: Comparison, title: str) -> list[Row]:
    """The rows of a section of which something is known; without those that percentages say little of."""
    arms = range(len(found.experiment.arms))
    return [
        row
        for row in SECTIONS[title]
        if row.outcome in found.outcomes
        and row.outcome not in RARE
        and not (row.optional and all(_is_nothing(found.value(a, row.outcome)) for a in arms))
    ]


def _is_nothing(value: float) -> bool:
    return value == 0.0 or isnan(value)


def _label(row: Row, rows: Sequence[Row]) -> str:
    """A label that stands by itself: the one that it goes under is said, too."""
    if not row.label.startswith("…"):
        return row.label
    above = [r.label for r in rows[: rows.index(row)] if not r.label.startswith("…")]
    return f"{above[-1]}: {row.label[1:]}" if above else row.label[1:].capitalize()


def _table(found: Comparison, rows: Sequence[Row], relative: bool) -> pl.DataFrame:
    """One row per outcome and arm: in percent of the baseline's size or in its unit, and both beside it."""
    import polars as pl

    records = []
    for row in rows:
        base = found.value(0, row.outcome)
        scale = (100.0 / abs(base) if base else nan) if relative else row.scale
        for a, arm in enumerate(found.experiment.arms[1:], start=1):
            d = found.difference(a, row.outcome)
            records.append(
                {
                    "label": _label(row, rows),
                    "series": arm.name,
                    **_scaled(d, scale),
                    "baseline": base * row.scale,
                    "difference": d.mean * row.scale,
                    "unit": unit_of(row),
                    "replications": len(found.runs),
                }
            )
    return pl.DataFrame(records, schema=None if records else ["label", "series", "mean", "low", "high"])


def _scaled(d: Difference, scale: float) -> dict[str, float]:
    return {"mean": d.mean * scale, "low": d.low * scale, "high": d.high * scale}


def differences(found: Comparison, title: str) -> Panel:
    """One subject: each arm's differences in percent of the baseline."""
    base = found.experiment.arms[0].name
    return Panel(
        title,
        TO_THE_LEFT.format(base=base) + " In percent of it, a year on average after the switch.",
        "intervals",
        _table(found, _rows(found, title), relative=True),
        {"unit": "%", "x_label": f"difference from {base}", "heads": HEADS, "series": names_of(found)},
    )


def money(found: Comparison) -> Panel:
    """Money in pounds a head, so that large and small sectors are seen in proportion."""
    base = found.experiment.arms[0].name
    return Panel(
        "Money",
        TO_THE_LEFT.format(base=base) + " In pounds a head and year.",
        "intervals",
        _table(found, [row for row in _rows(found, "Money") if row.unit == HEAD], relative=False),
        {"unit": HEAD, "x_label": f"difference from {base}", "heads": HEADS, "series": names_of(found)},
    )


def in_words(found: Comparison, title: str) -> Panel:
    """A subject whose outcomes have units of their own: a table."""
    table = _table(found, _rows(found, title), relative=False).drop("difference", strict=False)
    return Panel(
        title,
        f"Each row: the difference from {found.experiment.arms[0].name} with its 95% interval, in the unit of "
        "the row, a year on average after the switch.",
        "table",
        table,
        {"empty": "nothing of it was recorded", "heads": HEADS},
    )


def steps(found: Comparison) -> list[Panel]:
    """What each rung of the ladder adds, to the total; none unless the rungs follow on each other from the baseline."""
    import polars as pl

    rungs = [(i, letters) for k, (i, letters) in enumerate(found.steps, start=1) if i == k]
    if len(rungs) < 2:
        return []
    arms, last, panels = found.experiment.arms, rungs[-1][0], []
    for name in PRIMARIES:
        row = ROWS[name]
        parts = [
            (step_title(letters, first=i == 1), found.difference(i, name, against=i - 1))
            for i, letters in rungs
        ]
        parts.append((f"{arms[last].name}, in all", found.difference(last, name)))
        table = pl.DataFrame(
            [
                {
                    "label": label,
                    "amount": d.mean * row.scale,
                    "low": d.low * row.scale,
                    "high": d.high * row.scale,
                }
                for label, d in parts
            ]
        )
        panels.append(
            Panel(
                f"What each step adds: {_small(full_label(name))}",
                "Each bar begins where the one above ended, and together they come to the last: left less, right "
                "more. The whisker is the 95% interval of that step.",
                "waterfall",
                table,
                {"unit": unit_of(row), "x_label": f"difference from {arms[0].name}"},
            )
        )
    return panels


def course(found: Comparison, name: str) -> Panel:
    """One outcome's difference from the baseline, year by year."""
    import polars as pl

    row, arms = ROWS[name], found.experiment.arms
    table = pl.DataFrame(
        [
            {
                "x": year,
                "series": arm.name,
                "y": d.mean * row.scale,
                "low": d.low * row.scale,
                "high": d.high * row.scale,
                "baseline": found.value(0, name, year=year) * row.scale,
            }
            for a, arm in enumerate(arms[1:], start=1)
            for year in found.years
            for d in [found.difference(a, name, year=year)]
        ]
    )
    return Panel(
        f"Year by year: {_small(full_label(name))}",
        f"How far each arm is from {arms[0].name} in each year; shaded: the 95% interval. Before the switch all arms "
        "are the same world.",
        "lines",
        table,
        {
            "unit": unit_of(row),
            "heads": {"series": "arm"},
            "series": names_of(found),
            "x_label": "years from the switch",
            "y_label": f"{full_label(name)}: difference from {arms[0].name}",
            "marks": {"switch": 0},
            "zero": True,
            "signed": True,
        },
    )


def full_label(name: str) -> str:
    """The label of an outcome of the tables, by itself."""
    return next(_label(row, rows) for rows in SECTIONS.values() for row in rows if row.outcome == name)


def spending(found: Comparison, view: str) -> Panel:
    """Pounds a head and year by heading: what payers paid, or what the care cost."""
    import polars as pl

    from joinedup.experiments.results import spending_table

    people, years = found.experiment.where.people, found.experiment.years_after
    share = people * years * len(found.runs)
    after = spending_table(found).filter(
        pl.col("view") == view,
        pl.col("year") > 0,
        pl.col("heading") != "allocation",  # what payers get is not spent
    )
    sums = after.group_by("heading", "arm", maintain_order=True).agg(value=pl.col("pounds").sum() / share)
    rank = {name: i for i, name in enumerate(names_of(found))}
    table = (
        sums.with_columns(
            size=pl.col("value").max().over("heading"),
            rank=pl.col("arm").replace_strict(rank, return_dtype=pl.Int64),
        )
        .sort("size", "heading", "rank", descending=[True, False, False])
        .select(label="heading", series="arm", value="value")
    )
    return Panel(
        VIEWS[view],
        "Pounds a head and year, on average after the switch, by heading and arm; a heading without a bar was not "
        "paid in that arm."
        + (
            " A joint budget is paid as one sum in place of the sums by provider." if view == "payers" else ""
        ),
        "bars",
        table,
        {
            "unit": HEAD,
            "x_label": "a year, on average after the switch",
            "heads": {"label": "heading", "series": "arm", "value": "£ a head"},
            "series": names_of(found),
        },
    )
