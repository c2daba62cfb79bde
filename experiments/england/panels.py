"""The nation and its places as pictures: differences, maps of tiles, and the tables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joinedup.experiments.england.nation import Nation
from joinedup.experiments.england.tiles import tiled
from joinedup.experiments.pictures import Panel
from joinedup.experiments.rows import ROWS
from joinedup.model.england import commissioners

if TYPE_CHECKING:
    import polars as pl

COMPARED = (
    "duplicate_tests", "repeated_histories", "ae_attendances", "emergency_admissions", "bed_days", "delayed_days",
    "elective_median_wait", "spend_total", "resource_cost", "qalys", "deaths", "rationing_index",
)  # fmt: skip
MAPPED = ("emergency_admissions", "spend_total", "qalys", "rationing_index")


def panels_of(nation: Nation) -> list[Panel]:
    """Every picture of a run, the national differences first."""
    arms = nation.england.arms
    others = range(1, len(arms))
    found = []
    if others:
        found.append(
            Panel(
                "England: differences in percent of the baseline",
                f"Each point is what an arm changes, in percent of {arms[0].name}; the line is how much places "
                "differ (95%, one replication in each), not what replications of all England would differ by.",
                "intervals",
                difference_rows(nation),
                {"unit": "%", "x_label": f"difference from {arms[0].name}, %"},
            )
        )
    for outcome in MAPPED:
        found += [_map(nation, outcome, arm) for arm in others or (0,)]
    national = national_rows(nation).rename({"outcome_name": "name"})
    found.append(
        Panel(
            "England: rates and totals", "Rates weighted by people; totals of all places.", "table", national
        )
    )
    found.append(
        Panel(
            "Places",
            "One row a place, arm and outcome; one replication each, so much of the difference between two "
            "places is luck.",
            "table",
            place_rows(nation).filter(_is_in(list(ROWS))),
        )
    )
    return found


def difference_rows(nation: Nation) -> pl.DataFrame:
    """label, mean, low, high, series: differences of chosen outcomes in percent of the baseline."""
    import polars as pl

    rows = []
    for arm in range(1, len(nation.england.arms)):
        for outcome in COMPARED:
            figure, base = nation.figure(arm, outcome), nation.figure(0, outcome).value
            if figure.places and base:
                d = figure.difference
                mean, low, high = (100.0 * x / abs(base) for x in (d.mean, d.low, d.high))
                label, series = ROWS[outcome].label.lstrip("…"), nation.england.arms[arm].name
                rows.append({"label": label, "mean": mean, "low": low, "high": high, "series": series})
    schema = {"label": pl.String, **dict.fromkeys(("mean", "low", "high"), pl.Float64), "series": pl.String}
    return pl.DataFrame(rows, schema=schema)


def national_rows(nation: Nation) -> pl.DataFrame:
    """One row an arm and outcome: rate, total, difference with its spread across places, mean of the years after."""
    import polars as pl

    rows = []
    for arm, policy in enumerate(nation.england.arms):
        for outcome in nation.outcomes:
            f = nation.figure(arm, outcome)
            rows.append(
                {
                    "arm": policy.name,
                    "outcome": outcome,
                    "outcome_name": ROWS[outcome].label.lstrip("…") if outcome in ROWS else outcome,
                    "unit": nation.units[outcome],
                    "value": f.value,
                    "difference": f.difference.mean,
                    "low_across_places": f.difference.low,
                    "high_across_places": f.difference.high,
                    "total": f.total,
                    "total_difference": f.total_difference,
                    "total_unit": f.unit,
                    "places": f.places,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def place_rows(nation: Nation) -> pl.DataFrame:
    """One row a place, arm and outcome: value and difference, mean of the years after the switch."""
    import polars as pl

    places = nation.played.places
    parts = []
    for arm, policy in enumerate(nation.england.arms):
        for outcome in nation.outcomes:
            base, mine = nation.sums(0, outcome), nation.sums(arm, outcome)
            parts.append(
                pl.DataFrame(
                    {
                        "place": [place.commissioner for place in places],
                        "name": [place.title for place in places],
                        "people": [place.people for place in places],
                        "person_years": mine.lived,
                        "arm": [policy.name] * len(places),
                        "outcome": [outcome] * len(places),
                        "unit": [nation.units[outcome]] * len(places),
                        "baseline": base.value,
                        "value": mine.value,
                        "difference": mine.value - base.value,
                    }
                )
            )
    return pl.concat(parts)


def _map(nation: Nation, outcome: str, arm: int) -> Panel:
    """One tile a place, roughly where it lies, coloured by an outcome or by how it differs from the baseline."""
    import polars as pl

    row, known = ROWS[outcome], commissioners()
    base, mine = nation.sums(0, outcome), nation.sums(arm, outcome)
    shown = mine.value - base.value if arm else mine.value
    tiles = tiled({c: (known[c].latitude, known[c].longitude) for c in nation.codes if c in known})
    rows = [
        {
            "x_km": tiles[place.commissioner].x_km,
            "y_km": tiles[place.commissioner].y_km,
            "value": float(value) * row.scale,
            "size": place.people,
            "label": place.title,
        }
        for place, value in zip(nation.played.places, shown, strict=True)
        if place.commissioner in tiles
    ]
    names = nation.england.arms
    what = f"{names[arm].name}, less {names[0].name}" if arm else names[0].name
    off = len(nation.codes) - len(rows)
    missing = f" {off} places whose town is not known are not on it." if off else ""
    schema = {**dict.fromkeys(("x_km", "y_km", "value"), pl.Float64), "size": pl.Int64, "label": pl.String}
    return Panel(
        f"{row.label.lstrip('…')}: {what}",
        "One mark a place, as near to where it lies as marks that do not overlap can be; its size is its people. "
        f"One replication each: single places show luck as well as the policy.{missing}",
        "map",
        pl.DataFrame(rows, schema=schema),
        {"unit": row.unit, "signed": arm > 0},
    )


def _is_in(outcomes: list[str]) -> Any:
    import polars as pl

    return pl.col("outcome").is_in(outcomes)
