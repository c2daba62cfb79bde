"""The YAML door of studies: one file a study, every fault with its line and column.

id: E1
title: Pioneers and Vanguards against neither
source: BMC Health Services Research 2021
intervention: what was done
population: to whom
comparison: against what
emulation: what is played for it
estimate: what the study's own estimate is of; the model's is the exact effect, of twins
pair: M7                          # a study that says the contrary
experiment:                       # what a question file holds: place, arms, numbers, years ...
  place: dudley
  arms: {neither: separate, pioneer: acp}
reforms:                          # changes that no form makes, by arm and year after the switch
  pioneer: {1: case management}
figures:
  - measure: Emergency admissions
    unit: "%"
    year: 5                       # or [1, 2]: their mean
    value: -5.0                   # or direction: up, down or none, with margin where none
    low: -7.9
    high: -2.1
    grade: A*
    model: {of: emergency_admissions, in: pioneer, against: neither, as: percent}
    # or found: care homes; or cannot: why the model has no counterpart
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import nan
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from joinedup.experiments.evidence.found import FOUND
from joinedup.experiments.evidence.measured_file import (
    MeasuredAs,
    WrittenStep,
    WrittenWorld,
    checked_worlds,
)
from joinedup.experiments.evidence.reforms import REFORMS
from joinedup.experiments.evidence.study import Figure, Reforms, Study, Trial
from joinedup.experiments.question_file import question_in
from joinedup.model.parameters import Parameters, every_number
from joinedup.model.yaml_file import Fault, Strict, doubled, fault, fault_at, in_lines, parsed, unknown

NEEDS = "a study needs id, title, source and figures"
GRADES = ("A", "A*", "B", "C")


class _Figure(Strict):
    """One figure as it is written."""

    measure: str = Field(min_length=1)
    unit: str = ""
    year: int | list[int] | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    direction: Literal["up", "down", "none"] | None = None
    margin: float | None = Field(default=None, gt=0.0)
    grade: str
    source: str = ""
    note: str = ""
    used: str = ""
    model: MeasuredAs | None = None
    found: str = ""
    cannot: str = ""

    @model_validator(mode="after")
    def _published(self) -> _Figure:
        """Either a size, with or without an interval, or a direction."""
        if (self.value is None) == (self.direction is None):
            raise ValueError("say value, or direction where no size was published: one of them")
        if (self.low is None) != (self.high is None) or (self.low is not None and self.value is None):
            raise ValueError("low and high go together, and with a value")
        ends = (self.low, self.value, self.high)
        if self.low is not None and sorted(e for e in ends if e is not None) != list(ends):
            raise ValueError(f"{self.value:g} must lie between low and high, {self.low:g} and {self.high:g}")
        if (self.direction == "none") != (self.margin is not None):
            raise ValueError("a margin goes with direction none: what still counts as no change")
        if self.grade not in GRADES:
            raise ValueError(unknown("grade", self.grade, GRADES))
        return self

    @model_validator(mode="after")
    def _answered(self) -> _Figure:
        """One way in which the model answers, or why it does not."""
        if sum((self.model is not None, bool(self.found), bool(self.cannot))) != 1:
            raise ValueError("say model, found or cannot: one of them")
        if self.found and self.found not in FOUND:
            raise ValueError(unknown("finding", self.found, tuple(FOUND)))
        if self.used and self.used not in {name for name, _, _ in every_number(Parameters())}:
            raise ValueError(f"used: no number {self.used!r}; `joinedup parameters` lists them")
        if self.model is not None and not self.years:
            raise ValueError("year is missing: after the switch, or a list of which the mean is taken")
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """After the switch."""
        if self.year is None:
            return ()
        return tuple(self.year) if isinstance(self.year, list) else (self.year,)

    def figure(self, source: str) -> Figure:
        """The figure, checked.

        Raises: ValueError for a measure that cannot be.
        """
        value = nan if self.value is None else self.value
        low, high = (value if end is None else end for end in (self.low, self.high))
        model = self.model.measured(self.years) if self.model else None
        return Figure(
            self.measure, self.unit, " to ".join(str(y) for y in (self.years[:1] + self.years[1:][-1:])), value, low,
            high, self.direction or "", self.margin or 0.0, self.grade, self.source or source, self.note, self.used,
            model, self.found, self.cannot,
        )  # fmt: skip


class _Study(Strict):
    """A study as it is written."""

    id: str = Field(pattern=r"^[EUM]\d+$")
    title: str = Field(min_length=4)
    source: str = Field(min_length=4)
    intervention: str = ""
    population: str = ""
    comparison: str = ""
    emulation: str = ""
    estimate: str = ""
    pair: str = ""
    experiment: dict[str, Any] | None = None
    reforms: dict[str, dict[int, str]] = Field(default={})
    one_practice: bool = False
    cannot: str = ""
    figures: list[_Figure] = Field(min_length=1)


_PARTS: dict[str, type[Strict]] = {
    "figures": _Figure,
    "model": MeasuredAs,
    "per": WrittenStep,
    "in": WrittenWorld,
}


def study_in(text: str, file: str, folder: Path = Path()) -> Study:
    """The study in a YAML text; `file` is what the faults call it.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    root, data = parsed(text, file, NEEDS)
    if not isinstance(root, yaml.MappingNode):
        raise ValueError(f"{file}:1:1: it is not a list of keys and values; {NEEDS}")
    try:
        written = _Study.model_validate(data)
    except ValidationError as error:
        raise ValueError(
            in_lines(file, [*doubled(root), *(fault(root, e, known_keys) for e in error.errors())])
        ) from None
    faults: list[Fault] = list(doubled(root))
    if (written.experiment is None) == (not written.cannot):
        faults.append(fault_at(root, (), "say experiment, or cannot: one of them"))
    trial = None
    if written.experiment is not None:
        trial = trial_in(root, written.experiment, written.reforms, written.one_practice, text, file, folder)
    figures = []
    for k, row in enumerate(written.figures):
        try:
            figure = row.figure(written.source)
            if figure.model is not None:
                checked_worlds(figure.model, trial)
            figures.append(figure)
        except ValueError as error:
            faults.append(fault_at(root, ("figures", k), str(error)))
    if faults:
        raise ValueError(in_lines(file, faults))
    w = written
    return Study(
        w.id, w.title, w.source, w.intervention, w.population, w.comparison, w.emulation, w.estimate, w.pair, trial,
        w.cannot, tuple(figures),
    )  # fmt: skip


def known_keys(loc: Sequence[str | int]) -> list[str]:
    """The keys that there are where a fault is."""
    inner = [_PARTS[part] for part in loc[:-1] if isinstance(part, str) and part in _PARTS]
    fields = (inner[-1] if inner else _Study).model_fields
    return [about.alias or name for name, about in fields.items()]


def trial_in(
    root: yaml.Node,
    data: dict[str, Any],
    reforms: dict[str, dict[int, str]],
    one_practice: bool,
    text: str,
    file: str,
    folder: Path,
) -> Trial:
    """What is played: the question under `experiment`, and its reforms.

    root: the node that has the key `experiment`.
    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    from dataclasses import replace

    from joinedup.experiments.falsification.payment import one_practice as with_one

    node = next(v for k, v in root.value if k.value == "experiment")
    question = question_in(node, data, text, file, folder).question
    if one_practice:
        question = replace(question, places=tuple(with_one(place.people) for place in question.places))
    arms = {arm.name for arm in question.arms}
    made: dict[str, Reforms] = {}
    for arm, steps in reforms.items():
        if arm not in arms:
            raise ValueError(
                in_lines(file, [fault_at(root, ("reforms", arm), unknown("arm", arm, sorted(arms)), True)])
            )
        for year, name in steps.items():
            if not 1 <= year <= question.years:
                sentence = f"year {year}: {question.years} years are watched after the switch"
                raise ValueError(in_lines(file, [fault_at(root, ("reforms", arm, year), sentence)]))
            if name not in REFORMS:
                sentence = unknown("reform", name, tuple(REFORMS))
                raise ValueError(in_lines(file, [fault_at(root, ("reforms", arm, year), sentence)]))
        made[arm] = tuple(sorted(steps.items()))
    return Trial(question, made)


@cache
def studies() -> tuple[Study, ...]:
    """All studies of the board, in the order of the evidence.

    Raises: ValueError with one line per fault.
    """
    folder = files("joinedup.experiments.evidence") / "studies"
    found = [
        study_in(f.read_text(encoding="utf-8"), f.name) for f in folder.iterdir() if f.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda s: ("EUM".index(s.id[0]), int(s.id[1:]))))
