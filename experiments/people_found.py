"""Whose lives to look at: people found by who they are on the day of the switch, and by how much their two lives differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.life_account import COST, HEALTH, in_units
from joinedup.experiments.rows import counted, signed
from joinedup.experiments.two_lives import Lives

if TYPE_CHECKING:
    import polars as pl

OLDEST = 120  # years
MOST_CONDITIONS = 9


class Order(NamedTuple):
    """What puts people first: a column of their accounts, and which way it differs."""

    words: str
    column: str
    unit: str


ORDERS = {
    "cost": Order("cost of care, either way", COST, "£"),
    "health": Order("health, either way", HEALTH, "QALYs"),
    "duplicates": Order("tests done again, either way", "duplicates", "tests"),
    "bed_days": Order("days in hospital, either way", "bed_days", "days"),
    "delayed": Order("days fit to leave and in a bed, either way", "delayed", "days"),
}
_DIFFERS = {name: f"{name}_differs" for name in ORDERS}


class Wanted(NamedTuple):
    """Who is looked for. What is not said does not matter.

    numbers: ids.  youngest, oldest: years, both included.  fifth: 1 the most deprived.  conditions: long-term, least and
    most.  order: a name of ORDERS; those whose two lives differ most in it come first.
    """

    numbers: tuple[int, ...] = ()
    youngest: int = 0
    oldest: int = OLDEST
    sex: str | None = None
    fifth: int | None = None
    least_conditions: int = 0
    most_conditions: int = MOST_CONDITIONS
    practice: str | None = None
    alive: bool = True  # only those who are, on the day of the switch
    order: str = "cost"


def with_differences(lives: Lives) -> pl.DataFrame:
    """Everybody followed, with how far their two lives are apart since the switch, chosen less baseline."""
    import polars as pl

    apart = {
        _DIFFERS[name]: in_units(lives.sums[1], order.column) - in_units(lives.sums[0], order.column)
        for name, order in ORDERS.items()
    }
    return lives.people.with_columns(pl.Series(name, values) for name, values in apart.items())


def found(people: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    """Exactly those who fit, most different lives first; of equals the lower number first.

    people: from `with_differences`.
    Raises: ValueError for an order there is not, or for ages or conditions that are the wrong way round.
    """
    import polars as pl

    if wanted.order not in ORDERS:
        raise ValueError(f"no order {wanted.order!r}; there are: {', '.join(ORDERS)}")
    for what, least, most in (
        ("ages", wanted.youngest, wanted.oldest),
        ("conditions", wanted.least_conditions, wanted.most_conditions),
    ):
        if least > most:
            raise ValueError(f"{what} from {least} to {most}: nobody can be both; the first must not be more")
    fits = pl.col("age").is_between(wanted.youngest, wanted.oldest)
    fits &= pl.col("conditions").is_between(wanted.least_conditions, wanted.most_conditions)
    if wanted.alive:
        fits &= pl.col("alive")
    for column, value in (("sex", wanted.sex), ("fifth", wanted.fifth), ("practice", wanted.practice)):
        if value is not None:
            fits &= pl.col(column) == value
    if wanted.numbers:
        fits = pl.col("person").is_in(wanted.numbers)  # whoever knows the number asks for nobody else
    size = pl.col(_DIFFERS[wanted.order]).abs()
    return people.filter(fits).sort([size, pl.col("person")], descending=[True, False])


def of_interest(people: pl.DataFrame, lives: Lives) -> int | None:
    """One person to begin with, of those whose events are kept; None if there is nobody.

    Rather somebody with several conditions who lives all years in both worlds and has a test done again in one of them
    more often, rather somebody whose lives differ; and of those, whose costs differ most.
    """
    import polars as pl

    there = people.filter(pl.col("person").is_in(sorted(lives.kept)) & pl.col("alive"))
    if not len(there):
        return None
    days = in_units(lives.sums[:, [lives.row(person) for person in there["person"]]], "days")
    apart = pl.col(_DIFFERS["cost"]).abs()
    lively = (
        (pl.col("conditions") >= 3)
        & (pl.col(_DIFFERS["duplicates"]) != 0)
        & pl.lit(pl.Series((days == lives.days).all(axis=0)))
    )
    best = there.sort([lively, apart, pl.col("person")], descending=[True, True, False])
    return int(best["person"][0])


def told(row: dict[str, Any], order: str = "cost") -> str:
    """One person found, in a line: number, sex, age, conditions, and how far the two lives are apart."""
    value, unit = float(row[_DIFFERS[order]]), ORDERS[order].unit
    amount = signed(value, abs(value))
    apart = f"{amount[0]}£{amount[1:]}" if unit == "£" else f"{amount} {unit}"
    conditions = counted(int(row["conditions"]), "condition")
    return f"{row['person']}: {row['sex']}, {row['age']}, {conditions}; {apart if value else 'no difference in it'}"
