"""What was expected of the model before its first run, and whether it was met: read from expectations.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import inf, isnan
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import Field, ValidationError, model_validator

from joinedup.experiments.compare import Difference
from joinedup.experiments.evidence.estimates import estimate
from joinedup.experiments.evidence.measured_file import MeasuredAs, checked_worlds
from joinedup.experiments.evidence.playing import Playing
from joinedup.experiments.evidence.study import Measured, Study, Trial
from joinedup.experiments.evidence.study_file import studies, trial_in
from joinedup.experiments.falsification.finding import within
from joinedup.model.yaml_file import Fault, Strict, doubled, fault, fault_at, in_lines, parsed, unknown

NEEDS = "a file of expectations needs written, trials and expectations"


class Met(StrEnum):
    """Whether an expectation was met."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


class Check(NamedTuple):
    """One number that an expectation is about, and the range it must lie in; unclear: chance must hide it."""

    says: str
    unit: str
    low: float
    high: float
    unclear: bool
    model: Measured


class Expectation(NamedTuple):
    """What was expected, as it was written before running."""

    id: str
    expected: str
    band: str  # the pattern that is never fitted to; empty: none
    trial: Trial
    checks: tuple[Check, ...]


class Outcome(NamedTuple):
    """An expectation, the numbers that came out, and whether it was met."""

    expectation: Expectation
    found: tuple[Difference, ...]  # one a check
    met: Met


class _Check(Strict):
    says: str = Field(min_length=4)
    unit: str = ""
    year: int | list[int]
    low: float | None = None
    high: float | None = None
    unclear: bool = False
    model: MeasuredAs

    @model_validator(mode="after")
    def _whole(self) -> _Check:
        if self.unclear == (self.low is not None or self.high is not None):
            raise ValueError("say low, high or both; or unclear: true")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low is {self.low:g} and high is {self.high:g}; low must be below high")
        return self

    def check(self) -> Check:
        """The same, checked.

        Raises: ValueError for a measure that cannot be.
        """
        years = tuple(self.year) if isinstance(self.year, list) else (self.year,)
        low, high = -inf if self.low is None else self.low, inf if self.high is None else self.high
        return Check(self.says, self.unit, low, high, self.unclear, self.model.measured(years))


class _Trial(Strict):
    study: str = ""
    experiment: dict[str, Any] | None = None
    reforms: dict[str, dict[int, str]] = Field(default={})


class _Expectation(Strict):
    id: str
    expected: str = Field(min_length=10)
    band: str = ""
    trial: str
    checks: list[_Check] = Field(min_length=1)


class _File(Strict):
    written: str
    trials: dict[str, _Trial]
    expectations: list[_Expectation]


_PARTS: dict[str, type[Strict]] = {
    "trials": _Trial, "expectations": _Expectation, "checks": _Check, "model": MeasuredAs,
}  # fmt: skip


def expectations_in(text: str, file: str, known: Sequence[Study]) -> tuple[Expectation, ...]:
    """The expectations of a YAML text.

    known: studies whose experiment a trial may take over.
    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    root, data = parsed(text, file, NEEDS)
    try:
        written = _File.model_validate(data)
    except ValidationError as error:
        faults = [*doubled(root), *(fault(root, e, _known_keys) for e in error.errors())]
        raise ValueError(in_lines(file, faults)) from None
    trials = {name: _trial(root, name, t, text, file, known) for name, t in written.trials.items()}
    wrong: list[Fault] = list(doubled(root))
    found = []
    for k, one in enumerate(written.expectations):
        try:
            if one.trial not in trials:
                raise ValueError(unknown("trial", one.trial, tuple(trials)))
            checks = tuple(check.check() for check in one.checks)
            for check in checks:
                checked_worlds(check.model, trials[one.trial])
            found.append(Expectation(one.id, one.expected, one.band, trials[one.trial], checks))
        except ValueError as error:
            wrong.append(fault_at(root, ("expectations", k), str(error)))
    if wrong:
        raise ValueError(in_lines(file, wrong))
    return tuple(found)


def _trial(
    root: yaml.Node, name: str, written: _Trial, text: str, file: str, known: Sequence[Study]
) -> Trial:
    """A trial as it is written, or that of a study."""
    if (written.experiment is None) == (not written.study):
        raise ValueError(
            in_lines(file, [fault_at(root, ("trials", name), "say study, or experiment: one of them")])
        )
    if written.experiment is None:
        by_id = {s.id: s.trial for s in known if s.trial is not None}
        if written.study not in by_id:
            sentence = unknown("study", written.study, tuple(by_id))
            raise ValueError(in_lines(file, [fault_at(root, ("trials", name, "study"), sentence)]))
        return by_id[written.study]
    trials = next(v for k, v in root.value if k.value == "trials")
    node = next(v for k, v in trials.value if k.value == name)
    return trial_in(node, written.experiment, written.reforms, False, text, file, Path())


def _known_keys(loc: Sequence[str | int]) -> list[str]:
    inner = [_PARTS[part] for part in loc[:-1] if isinstance(part, str) and part in _PARTS]
    return [about.alias or name for name, about in (inner[-1] if inner else _File).model_fields.items()]


@cache
def expectations() -> tuple[Expectation, ...]:
    """All expectations, in the order they were written."""
    text = (files("joinedup.experiments.evidence") / "expectations.yaml").read_text(encoding="utf-8")
    return expectations_in(text, "expectations.yaml", studies())


def asked(playing: Playing, wanted: Sequence[Expectation]) -> None:
    """Have all that some expectations need among what is played."""
    for one in wanted:
        for check in one.checks:
            playing.asks(one.trial, check.model)


def judged(playing: Playing, wanted: Sequence[Expectation]) -> list[Outcome]:
    """What came of them, once all is played."""
    found = []
    for one in wanted:
        numbers = tuple(
            estimate(c.model, {w: playing.values(one.trial, w) for w in c.model.worlds}) for c in one.checks
        )
        found.append(Outcome(one, numbers, verdict(one.checks, numbers)))
    return found


def verdict(checks: Sequence[Check], numbers: Sequence[Difference]) -> Met:
    """Met if every check certainly holds, not met if one certainly does not, else undecided."""
    answers = [holds(check, number) for check, number in zip(checks, numbers, strict=True)]
    if any(answer is False for answer in answers):
        return Met.NOT_MET
    return Met.MET if all(answers) else Met.UNDECIDED


def holds(check: Check, number: Difference) -> bool | None:
    """Whether a number is as expected: True or False if all of its interval says so, else None."""
    if isnan(number.low):
        return None
    if check.unclear:
        return not number.distinguishable
    return within(number, check.low, check.high)
