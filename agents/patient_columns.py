"""What can be read of a patient and what can be set: the fields of the tables and what follows from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.health import HealthParameters, frailty
from joinedup.agents.patient import CHART, RECORD
from joinedup.agents.vocabulary import Where

YEAR = 365.0  # days
DERIVED = ("age", "frailty", "fifth", "alive", "practice_code", "unique_id")  # worked out, never stored
IN_RECORD = frozenset(RECORD.names or ())
IN_CHART = frozenset(CHART.names or ())
COLUMNS = (*(RECORD.names or ()), *(CHART.names or ()), *DERIVED)


def derived(model: Any, records: np.ndarray, name: str, pick: Any) -> Any:
    """A derived column of the picked rows: an array for a mask or several rows, a number for one row.

    age: years today.  frailty: 0 to 1.  fifth: of deprivation, 0 most deprived to 4 least.
    practice_code: needs `model.codes`, one code per row of the site table.

    Raises: AttributeError for an unknown name, with the known ones.
    """
    if name == "age":
        return (today(model) - records["born"][pick]) / YEAR
    if name == "fifth":
        return records["decile"][pick] // 2
    if name == "alive":
        return living(records["where"][pick])
    if name == "unique_id":
        return records["person"][pick]
    if name == "frailty":
        # a model without parameters of its own has the defaults
        health = getattr(getattr(model, "parameters", None), "health", None) or HealthParameters()
        age = derived(model, records, "age", pick)
        read = np.atleast_1d(age, records["conditions"][pick], records["delayed_weeks"][pick])
        found = frailties(*read, float(health.frailty_per_week) + 0.0)
        return found if np.ndim(age) else found[0]
    if name == "practice_code":
        return np.asarray(model.codes)[records["practice"][pick]]
    raise no_column(name)


@kernel
def frailties(ages, conditions, delayed_weeks, per_week):
    """Frailty of many people, 0 to 1; see `health.frailty`."""
    found = np.empty(len(ages))
    for i in range(len(ages)):
        found[i] = frailty(ages[i], conditions[i], delayed_weeks[i], per_week)
    return found


def today(model: Any) -> float:
    """The model's day; Mesa's own clock where a model has no `day`."""
    return float(model.day if hasattr(model, "day") else model.time)


def living(where: Any) -> Any:
    """Which of these are born and not dead."""
    return (where != int(Where.DEAD)) & (where != int(Where.UNBORN))


def no_column(name: str) -> AttributeError:
    """The error for a name that is no column, with those that are."""
    return AttributeError(f"a patient has no {name!r}; there are: {', '.join(COLUMNS)}")


def writable(records: np.ndarray, charts: np.ndarray, name: str) -> np.ndarray:
    """The stored column of that name, to write into.

    Raises: ValueError for a column that must not be set, AttributeError for an unknown one.
    """
    if name == "person":
        raise ValueError("person is the key of a patient's luck and cannot be set")
    if name in DERIVED:
        raise ValueError(f"{name} is worked out from the record and cannot be set; set its origin")
    if name not in IN_RECORD and name not in IN_CHART:
        raise no_column(name)
    column: np.ndarray = records[name] if name in IN_RECORD else charts[name]
    return column


def stored(name: str, value: Any, column: np.ndarray, people: int) -> np.ndarray:
    """The value as the column stores it: one for everybody, or one for each of `people`.

    Raises: ValueError for a value of the wrong shape or one that the column cannot hold.
    """
    values = np.asarray(value)
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} is {value!r}; it must be a number")
    if values.shape not in ((), column.shape[1:], (people, *column.shape[1:])):
        raise ValueError(f"{name} is of shape {values.shape} for {people} patients; give one value for each")
    with np.errstate(invalid="ignore"):  # what does not fit is found by the comparison
        kept = values.astype(column.dtype)
    whole = column.dtype.kind in "iu"
    wrong = values[kept != values] if whole else values[~np.isfinite(kept)]
    if wrong.size:
        must = "a finite number"
        if whole:
            room = np.iinfo(column.dtype)
            must = f"a whole number from {room.min} to {room.max}"
        raise ValueError(f"{name} is {wrong.flat[0]}; it must be {must}")
    return kept
