"""What a life cost and what health there was in it, added up from the events of the log.

Costs are the variable cost of care: what one contact, test, bed-day or package more uses up. They are booked event by
event, and here under the sector that bears them (`sectors`). Not in them, because they belong to no one person: fixed and
step costs, overtime, meetings, administration and the record platform. So the costs of everybody add up to the
resource costs of the books less those headings. What people pay themselves is told apart: their charges for care that
the council arranges are part of its cost, and what they buy with their own money is in no other line.

Health is quality-adjusted life: years lived times how good they were, less what illness and waiting for treatment took.
Days are whole days, as the model keeps them: hours in A&E are not followed person by person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.happenings import WHATS, What
from joinedup.agents.quality_of_life import QALY_UNITS
from joinedup.agents.vocabulary import Cause, Delay, Letter, Test, Unmet
from joinedup.experiments.sectors import SECTORS

if TYPE_CHECKING:
    import polars as pl

PENCE = 100.0
BLOCK = {
    What.TEST_0: len(Test), What.DUPLICATE_0: len(Test) * len(Cause), What.LETTER_LOST_0: len(Letter),
    What.DELAYED_0: len(Delay), What.UNMET_WEIGHT_0: len(Unmet),
}  # fmt: skip


class Item(NamedTuple):
    """One line of the account.

    whats: the events it adds up, a block by its first code.  scale: of the sum, to be in the unit.
    rows: the events are counted, whatever their amounts.
    """

    name: str
    label: str
    unit: str
    whats: tuple[What, ...]
    scale: float = 1.0
    rows: bool = False


_LIVED = Item("lived", "Years lived, by how good they were", "QALYs", (What.QALY,), 1.0 / QALY_UNITS)
_ILL = Item("lost_ill", "…less illness", "QALYs", (What.QALY_LOST_ILLNESS,), -1.0 / QALY_UNITS)
_WAITING = Item("lost_waiting", "…less waiting", "QALYs", (What.QALY_LOST_WAITING,), -1.0 / QALY_UNITS)
_DAYS = "days"
ITEMS = (
    _LIVED,
    _ILL,
    _WAITING,
    Item("days", "Lived", _DAYS, (What.PERSON_DAYS,)),
    Item("unmet", "Needs not met in time", "times", (What.UNMET_WEIGHT_0,), rows=True),
    Item("gp", "Visits to the practice", "times", (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW)),
    Item("gp_days", "Waited for booked appointments", _DAYS, (What.GP_WAIT_DAYS,)),
    Item("ae", "Visits to A&E", "times", (What.AE_MINOR, What.AE_MAJOR)),
    Item("admissions", "Emergency admissions", "times", (What.ADMISSION, What.ADMISSION_ZERO_DAY)),
    Item(
        "bed_days", "In a hospital bed", _DAYS,
        (What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE, What.BED_DAYS_MENTAL, What.CRISIS_OUT_OF_AREA),
    ),
    Item("delayed", "…of them fit to leave", _DAYS, (What.DELAYED_0,)),
    Item("boarded", "Nights in A&E for want of a bed", "nights", (What.BOARDED_DAYS,)),
    Item("elective_days", "Waited for planned treatment", _DAYS, (What.ELECTIVE_WAIT_DAYS,)),
    Item("tests", "Tests", "times", (What.TEST_0,)),
    Item("duplicates", "…of them though a valid result existed", "times", (What.DUPLICATE_0,)),
    Item("histories", "Told the story again", "times", (What.HISTORY_REPEATED,)),
    Item("letters_lost", "Messages about them lost", "times", (What.LETTER_LOST_0,)),
    Item("charges", "Paid out of their own pocket", "£", (What.SOCIAL_CHARGE, What.SELF_FUNDED), 1.0 / PENCE),
)  # fmt: skip
COSTS = tuple(s for s in SECTORS if s.sorts)  # administration is nobody's in particular
COLUMNS = (*(item.name for item in ITEMS), *(s.name for s in COSTS))
HEALTH, COST = "qalys", "cost"  # sums of columns
HEALTH_OF_LIFE, COST_OF_CARE = "Quality-adjusted life years", "Cost of care"
_PARTS = {
    HEALTH: [COLUMNS.index(item.name) for item in (_LIVED, _ILL, _WAITING)],
    COST: list(range(len(ITEMS), len(COLUMNS))),
}
_SCALES = np.array([*(item.scale for item in ITEMS), *[1.0 / PENCE] * len(COSTS)])

# by What: the item it is added to, -1 none, and whether its amount counts or the row alone
_ITEM_OF, _ROWS = np.full(WHATS, -1), np.zeros(WHATS, bool)
for _i, _item in enumerate(ITEMS):
    for _what in _item.whats:
        _block = slice(int(_what), int(_what) + BLOCK.get(_what, 1))
        assert (_ITEM_OF[_block] < 0).all(), f"{_what} is in two items"
        _ITEM_OF[_block], _ROWS[_block] = _i, _item.rows


def added_up(log: np.ndarray, sector: np.ndarray, row_of: np.ndarray, rows: int) -> np.ndarray:
    """(rows, COLUMNS) what some events add to each person's account, in the units of the log.

    sector: (sites, WHATS), see `sectors.sector_of_events`.  row_of: (ids,) row of each person, -1 for whoever is left
    out, as is everybody with a higher id.
    """
    log = log[log["person"] < len(row_of)]
    row, item = row_of[log["person"]], _ITEM_OF[log["what"]]
    counted, paid = (np.flatnonzero((row >= 0) & there) for there in (item >= 0, log["pence"] != 0))
    counts, costs = log[counted], log[paid]
    amounts = np.where(_ROWS[counts["what"]], 1, counts["amount"])
    bearer = len(ITEMS) + sector[costs["site"], costs["what"]]
    at = np.concatenate([_cell(row[counted], item[counted]), _cell(row[paid], bearer)])
    weights = np.concatenate([amounts, costs["pence"]])
    sums = np.bincount(at, weights, minlength=rows * len(COLUMNS))
    return sums.reshape(rows, len(COLUMNS))


def _cell(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    cells: np.ndarray = rows.astype(np.int64) * len(COLUMNS) + columns
    return cells


def in_units(sums: np.ndarray, name: str) -> np.ndarray:
    """(rows,) one column of accounts in its own unit, or a sum of them: HEALTH in QALYs, COST in £."""
    parts = _PARTS.get(name) or [COLUMNS.index(name)]
    found: np.ndarray = sums[..., parts] @ _SCALES[parts]
    return found


def account(base: np.ndarray, chosen: np.ndarray, arms: tuple[str, str]) -> pl.DataFrame:
    """The accounts of two lives side by side, with the difference; lines that are nothing in both are left out."""
    import polars as pl

    lines = [
        (COST, COST_OF_CARE, "£"),
        *((s.name, f"…{s.meaning.lower()}", "£") for s in COSTS),
        (HEALTH, HEALTH_OF_LIFE, "QALYs"),
        *((item.name, item.label, item.unit) for item in ITEMS if item is not _LIVED),
    ]
    rows = []
    for name, label, unit in lines:
        one, other = (float(in_units(sums, name)) for sums in (base, chosen))
        if one or other or name in _PARTS:
            rows.append((label, unit, one, other, other - one))
    names = ["what", "unit", *arms, "difference"]
    return pl.DataFrame(rows, schema=dict(zip(names, [pl.String] * 2 + [pl.Float64] * 3)), orient="row")
