"""All patients: a Mesa agent set that answers whole columns from the records and makes views only when asked.

`model.agents_by_type[Patient]` is one of these. The table itself holds everybody alive today; what `select`,
`sort`, `shuffle`, `groupby` or a slice returns is a fixed list of people, who stay in it when they die.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from random import Random
from typing import Any, Literal, overload

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, GroupBy

from joinedup.agents.patient import Patient
from joinedup.agents.patient_columns import (
    COLUMNS,
    IN_CHART,
    IN_RECORD,
    YEAR,
    derived,
    living,
    no_column,
    stored,
    today,
    writable,
)

_BATCH = 1 << 20  # people shuffled at a time: Python's generator gives at most 2^31 bits a call


class Patients(AbstractAgentSet):
    """The registered people, or some of them, as a Mesa agent set over the table of records.

    rows: the people in this set, in order; without it, whoever is alive when somebody asks.
    records, charts: the tables; without them, `model.records` and `model.charts` at the time of asking, so
    that a model may replace its tables by longer ones when children are born.

    A column comes as an array in the order of the set: `patients.get("age")`, or shorter `patients.age`.
    """

    def __init__(
        self,
        model: mesa.Model,
        records: np.ndarray | None = None,
        charts: np.ndarray | None = None,
        rows: np.ndarray | Sequence[int] | None = None,
    ) -> None:
        self.model = model
        self._records = records
        self._charts = charts
        self._rows = None if rows is None else np.asarray(rows, np.int64)

    # the table

    @property
    def records(self) -> np.ndarray:
        """The table of records, dtype RECORD."""
        found: np.ndarray = self.model.records if self._records is None else self._records
        return found

    @property
    def charts(self) -> np.ndarray:
        """The table of charts, dtype CHART."""
        found: np.ndarray = self.model.charts if self._charts is None else self._charts
        return found

    @property
    def rows(self) -> np.ndarray:
        """Rows of the table that belong to this set, in order."""
        return np.flatnonzero(living(self.records["where"])) if self._rows is None else self._rows

    @property
    def random(self) -> Random:
        """The model's own generator; it only orders people for a user's `shuffle`, never their luck."""
        found: Random = self.model.random
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """Names that can be read of a patient; all but the derived ones and `person` can be set."""
        return COLUMNS

    def value(self, row: int, name: str) -> Any:
        """One field of one patient, as a plain number; a field with several numbers as an array."""
        if name in IN_RECORD:
            return self.records[name].item(row)
        if name in IN_CHART:
            found = self.charts[name][row]
            return found if found.ndim else found.item()
        if name == "age":  # the commonest question, answered without the detour
            return (today(self.model) - self.records["born"].item(row)) / YEAR
        found = derived(self.model, self.records, name, row)
        return found.item() if isinstance(found, np.generic) else found

    def put(self, row: int, name: str, value: Any) -> None:
        """Set one field of one patient."""
        column = writable(self.records, self.charts, name)
        values = stored(name, value, column, 1)
        column[row] = values.reshape(column.shape[1:]) if values.ndim else values

    def _column(self, name: str) -> np.ndarray:
        # a mask is quicker than row numbers when most of the table is wanted
        pick = living(self.records["where"]) if self._rows is None else self._rows
        if name in IN_RECORD:
            return self.records[name][pick]
        if name in IN_CHART:
            return self.charts[name][pick]
        found: np.ndarray = derived(self.model, self.records, name, pick)
        return found

    # reading and writing whole columns

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> np.ndarray:
        """A column as an array; for a list of names, an array of people × names.

        handle_missing: "error" for an AttributeError, "default" to fill an unknown column with
            `default_value`.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is {handle_missing!r}; it must be 'error' or 'default'")
        if isinstance(attr_names, str):
            if handle_missing == "default" and attr_names not in COLUMNS:
                return np.full(len(self), default_value)
            return self._column(attr_names)
        columns = [self.get(name, handle_missing, default_value) for name in attr_names]
        if all(column.ndim == 1 and column.dtype.kind in "biuf" for column in columns):
            return np.stack(columns, axis=1) if columns else np.empty((len(self), 0))
        mixed = np.empty((len(self), len(columns)), object)
        for j, column in enumerate(columns):
            mixed[:, j] = list(column)
        return mixed

    def set(self, attr_name: str, value: Any) -> Patients:
        """Write a column: one value for everybody, or an array with one for each."""
        column, rows = writable(self.records, self.charts, attr_name), self.rows
        column[rows] = stored(attr_name, value, column, len(rows))
        return self

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_") or name not in COLUMNS:
            raise no_column(name)
        return self._column(name)

    # a collection of views

    def __len__(self) -> int:
        if self._rows is None:
            return int(np.count_nonzero(living(self.records["where"])))
        return len(self._rows)

    def __iter__(self) -> Iterator[Patient]:
        return (Patient(self, row) for row in self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, Patient) or agent.model is not self.model:
            return False
        if self._rows is None:
            return bool(living(self.records["where"][agent.row]))
        return bool((self._rows == agent.row).any())

    @overload
    def __getitem__(self, item: int) -> Patient: ...
    @overload
    def __getitem__(self, item: slice) -> Patients: ...
    def __getitem__(self, item: int | slice) -> Patient | Patients:
        """One patient, or a fixed set of some. On the whole table each call looks for the living first."""
        rows = self.rows
        return self._of(rows[item]) if isinstance(item, slice) else Patient(self, int(rows[item]))

    def to_list(self) -> list[Patient]:
        """Views of everybody in the set: about half a second for a million."""
        return list(self)

    def copy(self) -> Patients:
        """A fixed set of the people in this one today."""
        return self._of(self.rows.copy())

    __copy__ = copy

    def __repr__(self) -> str:
        return f"<Patients: {len(self):,} people>"

    def select(
        self,
        filter_func: Callable[[Patient], bool] | np.ndarray | None = None,
        at_most: int | float = inf,
        inplace: bool = False,
        agent_type: type | None = None,
        *,
        where: np.ndarray | None = None,
    ) -> Patients:
        """Those for whom a condition holds: a mask over columns (quick) or a function of one patient.

        where: mask with one truth value for each patient, such as `patients.get("age") >= 75`.
        at_most: a number of people or, as a float up to 1.0, a share of this set; the first ones.
        """
        rows = self.rows
        share = isinstance(at_most, float) and at_most <= 1.0
        most = max(0, int(min(len(rows), len(rows) * at_most if share else at_most)))
        keep = np.full(len(rows), agent_type is None or issubclass(Patient, agent_type))
        for mask in (where, None if callable(filter_func) else filter_func):
            if mask is not None:
                keep &= _mask(mask, len(rows))
        rows = rows[keep]
        if callable(filter_func):
            passing = (row for row in rows.tolist() if filter_func(Patient(self, row)))
            rows = np.array(list(islice(passing, most)), np.int64)
        return self._arranged(rows[:most], inplace)

    def sort(
        self, key: Callable[[Patient], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> Patients:
        """In the order of a column or of a function of one patient; the highest first unless `ascending`."""
        rows = self.rows
        if isinstance(key, str):
            values = self._column(key)
            # equals keep their order both ways, as in Python's own sort
            order = np.argsort(values, kind="stable") if ascending else _descending(values)
            return self._arranged(rows[order], inplace)
        views = sorted(self, key=key, reverse=not ascending)
        return self._arranged(self._rows_of(views), inplace)

    def shuffle(self, inplace: bool = False) -> Patients:
        """In an order drawn from the model's generator."""
        rows = self.rows
        parts = [
            np.frombuffer(self.random.randbytes(8 * min(_BATCH, len(rows) - start)), np.uint64)
            for start in range(0, len(rows), _BATCH)
        ]
        order = np.argsort(np.concatenate(parts), kind="stable") if parts else slice(0)
        return self._arranged(rows[order], inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Patients:
        """Call a method or function on each patient, one view at a time."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Patients:
        """The same in an order drawn from the model's generator."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """What a method or function returns for each patient."""
        if isinstance(method, str):
            return [getattr(patient, method)(*args, **kwargs) for patient in self]
        return [method(patient, *args, **kwargs) for patient in self]

    def groupby(
        self, by: Callable[[Patient], Any] | str, result_type: Literal["agentset", "list"] = "agentset"
    ) -> GroupsOfPatients:
        """The set in parts that share the value of a column or of a function, in the order of the values."""
        if result_type not in ("agentset", "list"):
            raise ValueError(f"result_type is {result_type!r}; it must be 'agentset' or 'list'")
        rows = self.rows
        if isinstance(by, str):
            values, place = np.unique(self._column(by), return_inverse=True)
            parts = np.split(rows[np.argsort(place, kind="stable")], np.cumsum(np.bincount(place))[:-1])
            found = dict(zip(values.tolist(), parts)) if len(rows) else {}
        else:
            lists: dict[Any, list[int]] = {}
            for patient in self:
                lists.setdefault(by(patient), []).append(patient.row)
            found = {value: np.array(members, np.int64) for value, members in lists.items()}
        groups = {value: self._of(members) for value, members in found.items()}
        return GroupsOfPatients({k: list(v) for k, v in groups.items()} if result_type == "list" else groups)

    # sets of people

    def __and__(self, other: Iterable[Patient]) -> Patients:
        return self._of(self.rows[np.isin(self.rows, self._rows_of(other))])

    def __or__(self, other: Iterable[Patient]) -> Patients:
        rows, more = self.rows, self._rows_of(other)
        return self._of(np.concatenate([rows, more[~np.isin(more, rows)]]))

    def __sub__(self, other: Iterable[Patient]) -> Patients:
        return self._of(self.rows[~np.isin(self.rows, self._rows_of(other))])

    def __xor__(self, other: Iterable[Patient]) -> Patients:
        others = self._of(self._rows_of(other))
        return (self - others) | (others - self)

    def __le__(self, other: Any) -> bool:
        if not isinstance(other, Patients):
            return NotImplemented
        return other.model is self.model and bool(np.isin(self.rows, other.rows).all())

    def __ge__(self, other: Any) -> bool:
        return other.__le__(self) if isinstance(other, Patients) else NotImplemented

    # people come by being born and leave by dying

    def add(self, agent: Patient) -> None:
        """Refused: people join a place by being born."""
        raise ValueError(f"{agent!r} cannot be added; people join a place by being born")

    def discard(self, agent: Patient) -> None:
        """Refused: people leave a place by dying."""
        raise ValueError(f"{agent!r} cannot be removed; people leave a place by dying")

    remove = discard

    # making sets

    def _of(self, rows: np.ndarray) -> Patients:
        return Patients(self.model, self._records, self._charts, rows)

    def _arranged(self, rows: np.ndarray, inplace: bool) -> Patients:
        if not inplace:
            return self._of(rows)
        if self._rows is None:
            raise ValueError("the table of all patients cannot be changed in place; use the returned set")
        self._rows = rows
        return self

    def _update(self, agents: Iterable[Patient]) -> Patients:
        return self._arranged(self._rows_of(agents), inplace=True)

    def _rows_of(self, agents: Iterable[Patient]) -> np.ndarray:
        if isinstance(agents, Patients):
            if agents.model is not self.model:
                raise ValueError("the two sets of patients belong to different models; compare columns")
            return agents.rows
        return np.array([agent.row for agent in agents], np.int64)


class GroupsOfPatients(GroupBy):
    """Mesa's GroupBy, with whole columns for `agg`."""

    def agg(self, attr_name: str, func: Callable[[np.ndarray], Any]) -> dict[Any, Any]:
        """A column summed up in each group, such as `agg("age", np.mean)`."""
        sets = {k: group if isinstance(group, Patients) else None for k, group in self.groups.items()}
        if None in sets.values():
            return dict(super().agg(attr_name, func))  # groups as lists of views
        return {value: func(group.get(attr_name)) for value, group in sets.items() if group is not None}


def _descending(values: np.ndarray) -> np.ndarray:
    last = len(values) - 1
    return last - np.argsort(values[::-1], kind="stable")[::-1]


def _mask(mask: Any, people: int) -> np.ndarray:
    found = np.asarray(mask)
    if found.dtype != bool or found.shape != (people,):
        raise ValueError(
            f"a mask has shape {found.shape} and type {found.dtype}; "
            f"it must be one truth value for each of {people} patients"
        )
    return found
