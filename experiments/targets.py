"""Published figures, with their sources, and which of them numbers may be fitted to: read from targets.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isnan, nan
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from joinedup.agents.happenings import FIFTHS
from joinedup.experiments.counterparts import counterpart
from joinedup.model.yaml_file import Fault, Strict, doubled, fault, fault_at, in_lines, parsed, read_text

TOLERANCE = 0.10  # share of the target, where the row names no range
FIT, CHECK, HOLD_OUT = "fit", "check", "hold out"
NEVER_FITTED = ("P9", "P18", "P19")  # and the emergencies of P12
NEEDS = "a file of targets is a list of figures, each with measure, unit, value, source and use"


@dataclass(frozen=True)
class Fit:
    """One published figure and what the model says."""

    pattern: str  # its number in the model's description, where it has one
    measure: str
    unit: str
    target: float
    model: float
    source: str
    low: float  # of the range that counts as met
    high: float
    grade: str = ""
    held: bool = True  # False: England's figure, beside a place that need not have it
    least: float = nan  # of the model over what is uncertain
    most: float = nan

    @property
    def met(self) -> bool:
        """Whether the model lies in the range."""
        return not isnan(self.model) and self.low <= self.model <= self.high

    @property
    def off(self) -> float:
        """How far the model is from the target, as a share of it; nan where either says nothing."""
        return self.model / self.target - 1.0 if self.target else nan


@dataclass(frozen=True)
class Target:
    """One published figure, and how the model's counterpart is computed from a year's book and the model."""

    pattern: str
    measure: str
    unit: str
    value: float
    source: str
    use: str
    low: float
    high: float
    compute: Callable[[Any, Any], float] | None  # None: no baseline year shows it
    shown: str = ""  # the command that shows it instead
    grade: str = ""
    rates: tuple[float, ...] = ()  # the same figure by deprivation fifth, most deprived first
    of_fifths: bool = False  # the figure compares deprivation fifths, or is of one

    def fit(self, book: Any, model: Any) -> Fit:
        """The target beside the model's figure."""
        assert self.compute is not None
        return self.beside(self.compute(book, model))

    def beside(self, found: float) -> Fit:
        """The target beside a figure of the model that has been computed."""
        return Fit(
            self.pattern,
            self.measure,
            self.unit,
            self.value,
            found,
            self.source,
            self.low,
            self.high,
            self.grade,
        )

    def at(self, deprivation: Sequence[float]) -> tuple[float, bool]:
        """What follows from the figure for a place of another mix, as a factor, and whether anything follows at all.

        deprivation: shares of people by fifth. The factor is Σ share·rate ÷ mean rate (indirect standardisation); where
        the figure is not published by fifth and compares none, no place need have it.
        """
        if not self.rates:
            return 1.0, self.of_fifths
        mean = sum(self.rates) / len(self.rates)
        return sum(w * r for w, r in zip(deprivation, self.rates, strict=True)) / mean, True


class _Row(Strict):
    """One figure as it is written."""

    pattern: str = ""
    measure: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    value: float
    low: float | None = None
    high: float | None = None
    grade: Literal["", "A", "A*", "B", "C"] = ""
    source: str = Field(min_length=4)
    use: Literal["fit", "check", "hold out"]
    model: str | None = None
    of: str = ""
    times: float = 1.0
    bands: list[int] = Field(default=[])
    fifths: list[int] = Field(default=[])
    ages: list[int] = Field(default=[])
    rates: list[float] = Field(default=[])
    shown: str = ""

    def target(self) -> Target:
        """The figure with its function.

        Raises: ValueError for a row that says too much or too little.
        """
        ends = sorted((self.value * (1.0 - TOLERANCE), self.value * (1.0 + TOLERANCE)))
        low = ends[0] if self.low is None else self.low
        high = ends[1] if self.high is None else self.high
        if not low <= self.value <= high or low == high:
            raise ValueError(f"the range is {low:g} to {high:g}; {self.value:g} must lie in it")
        if self.use == HOLD_OUT:
            if self.model is not None or not self.shown:
                raise ValueError(
                    "a figure that is held out has no model; say in `shown` which command shows it"
                )
        elif self.model is None:
            raise ValueError("model is missing: say which function computes the model's counterpart")
        elif self.use == FIT and self.pattern in NEVER_FITTED:
            raise ValueError(f"{self.pattern} is never fitted; its use must be check or hold out")
        if self.rates and (len(self.rates) != FIFTHS or min(self.rates) <= 0.0):
            raise ValueError(
                f"rates are {self.rates}; there must be five, above 0, the most deprived fifth first"
            )
        compute = None
        if self.model is not None:
            compute = counterpart(self.model, self.of, self.bands, self.times, self.fifths, self.ages)
        # an index is of everybody in England; in a place its divisor has another mix
        of_fifths = self.model in ("by_fifth", "standardised") or (
            bool(self.fifths) and self.model != "index"
        )
        return Target(
            self.pattern, self.measure, self.unit, self.value, self.source, self.use, low, high, compute, self.shown,
            self.grade, tuple(self.rates), of_fifths,
        )  # fmt: skip


def read_targets(path: Path) -> tuple[Target, ...]:
    """The figures of a YAML file, in its order.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    return targets_in(read_text(path, "targets are a YAML text file"), str(path))


def targets_in(text: str, name: str) -> tuple[Target, ...]:
    """The figures of a YAML text; name: of the file, for what is wrong with it.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    root, data = parsed(text, name, NEEDS)
    if not isinstance(data, list):
        raise ValueError(f"{name}:1:1: it is no list; {NEEDS}")
    faults: list[Fault] = list(doubled(root))
    found: list[Target] = []
    try:
        rows = TypeAdapter(list[_Row]).validate_python(data)
    except ValidationError as error:
        faults += [fault(root, e, lambda loc: list(_Row.model_fields)) for e in error.errors()]
        rows = []
    for i, row in enumerate(rows):
        try:
            found.append(row.target())
        except ValueError as error:
            faults.append(fault_at(root, (i,), str(error)))
    if faults:
        raise ValueError(in_lines(name, faults))
    return tuple(found)


@cache
def every_target() -> tuple[Target, ...]:
    """All published figures that come with the program, those that are held out included."""
    text = (files("joinedup.experiments") / "targets.yaml").read_text(encoding="utf-8")
    return targets_in(text, "targets.yaml")


def baseline_targets() -> tuple[Target, ...]:
    """Those that one year of the baseline shows."""
    return tuple(t for t in every_target() if t.compute is not None)


def fitted(targets: Iterable[Target], patterns: Sequence[str] = ()) -> tuple[Target, ...]:
    """Those that numbers may be fitted to, of some patterns or of all.

    Raises: ValueError for a pattern that is held out or that there is none of.
    """
    given = tuple(targets)
    for pattern in patterns:
        uses = {t.use for t in given if t.pattern == pattern}
        if not uses:
            known = sorted(
                {t.pattern for t in given if t.use == FIT and t.pattern}, key=lambda p: (len(p), p)
            )
            raise ValueError(f"no target {pattern!r}; there are: {', '.join(known)}")
        if FIT not in uses:
            raise ValueError(
                f"target {pattern} is held out: it shows whether a fit is any good, and is never fitted to"
            )
    found = tuple(t for t in given if t.use == FIT and (not patterns or t.pattern in patterns))
    if not found:
        raise ValueError("no target may be fitted to; give at least one the use fit")
    return found
