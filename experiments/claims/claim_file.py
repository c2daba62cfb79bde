"""The YAML door of claims: what is said, who says it, and the measures that would bear it out.

claims:
  m3:
    title: Patients tell their story once
    hypothesis: Patients tell the same story again less often, by a tenth or more.
    stance: supporters                 # supporters, critics or neutral
    said: A guide of the health department promises it.
    experiment: One organisation with one budget against separate providers.
    measures:                          # all must hold; or rule: mixed
      - {outcome: repeated_histories, is: less, arm: aco-full, margin: 0.1}
      - outcome: qalys
        is: more                       # less, more, same, different, not less, not more
        arm: aco-full                  # what may be written after compare --arms; several in a list
        against: separate
        given: {place.joint_working: 0.55}      # numbers of both arms
        otherwise: {place.joint_working: 0.1}   # of the arm it is compared with, if they differ
        years: [4, 5]                  # after the switch
        group: age 75-84
        beyond: {arm: acs}             # a difference that is taken off: keys that are not said are as above
        margin: 0.01                   # share of the base that matters; or least, in the outcome's unit
    beside: []                         # measures that are shown and decide nothing
    sweep: {over: adequacy, values: [0.95, 1.05]}   # or {over: arm, arms: [acp, acs]}
  m31: {title: …, hypothesis: …, stance: critics, said: …, outside: why no run can tell}  # beside may be there
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from joinedup.experiments.arms import arm_called
from joinedup.experiments.claims.claim import (
    EVERYBODY,
    WHO,
    Claim,
    Given,
    Measure,
    Rule,
    Side,
    Sweep,
    Trial,
)
from joinedup.experiments.claims.verdict import Direction
from joinedup.experiments.experiment import MOST_YEARS, groups
from joinedup.experiments.question import OF_PLACES
from joinedup.experiments.results import units
from joinedup.model.organisation.switches import SWITCHES
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.parameters import Parameters
from joinedup.model.yaml_file import (
    Fault,
    Strict,
    doubled,
    fault,
    fault_at,
    in_lines,
    parsed,
    read_text,
    unknown,
)

NEEDS = "a file of claims begins with 'claims:' and under it a claim for each id"
SHIPPED = "claims.yaml"
STANCES = {word: stance for stance, word in WHO.items()}
ARM = "arm"

type Loc = tuple[str | int, ...]


class _Side(Strict):
    arm: str | list[str] | None = None
    against: str | None = None
    given: dict[str, float | list[float]] | None = None
    otherwise: dict[str, float | list[float]] | None = None
    years: list[int] | None = Field(default=None, min_length=2, max_length=2)
    group: str | None = None


class _Trial(Strict):
    treated: int = Field(ge=1, le=100)
    controls: int = Field(ge=1, le=100)
    before: int = Field(ge=1, le=2)
    after: int = Field(ge=1, le=5)
    missed: float = Field(gt=0.0, lt=1.0)


class _Measure(_Side):
    outcome: str
    is_: str = Field(default=Direction.DIFFERENT.value, alias="is")
    beyond: _Side | None = None
    margin: float | None = Field(default=None, ge=0.0, le=1.0)
    least: float | None = Field(default=None, ge=0.0)
    trial: _Trial | None = None
    label: str = ""


class _Sweep(Strict):
    over: str
    values: list[float] = Field(default=[])
    arms: list[str] = Field(default=[])


class _Claim(Strict):
    title: str
    hypothesis: str
    stance: str
    said: str
    experiment: str = ""
    measures: list[_Measure] = Field(default=[])
    beside: list[_Measure] = Field(default=[])
    rule: str = Rule.ALL.value
    sweep: _Sweep | None = None
    rests_on: str = ""
    untested: str = ""
    outside: str = ""


class _File(Strict):
    claims: dict[str, _Claim]


def read_claims(path: Path | None = None) -> tuple[Claim, ...]:
    """The claims of a YAML file, or those that come with the program, in the order of the file.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    if path is not None:
        return parse_claims(read_text(path, "claims are a YAML text file"), str(path))
    file = files("joinedup.experiments.claims") / SHIPPED
    return parse_claims(file.read_text(encoding="utf-8"), SHIPPED)


def parse_claims(text: str, file: str) -> tuple[Claim, ...]:
    """The claims in a YAML text; `file` is what the faults call it."""
    root, data = parsed(text, file, NEEDS)
    if not isinstance(root, yaml.MappingNode):
        raise ValueError(f"{file}:1:1: it is not a list of keys and values; {NEEDS}")
    faults: list[Fault] = list(doubled(root))
    try:
        written = _File.model_validate(data)
    except ValidationError as error:
        faults += [fault(root, e, _known) for e in error.errors()]
        raise ValueError(in_lines(file, faults)) from None
    reading = _Reading(root, faults)
    claims = tuple(reading.claim(id, w) for id, w in written.claims.items())
    if not claims:
        faults.append(fault_at(root, ("claims",), "it names no claim"))
    if faults:
        raise ValueError(in_lines(file, faults))
    return claims


def _known(loc: Sequence[str | int]) -> list[str]:
    kinds: dict[str, type[Strict]] = {"sweep": _Sweep, "beyond": _Side, "trial": _Trial}
    inner = [kinds[str(part)] for part in loc[:-1] if str(part) in kinds]
    if inner:
        return list(inner[-1].model_fields)
    if any(part in ("measures", "beside") for part in loc[:-1]):
        return [field.alias or name for name, field in _Measure.model_fields.items()]
    return list(_Claim.model_fields) if len(loc) > 2 else ["claims"]


class _Reading:
    """A file being read: what is wrong with it is gathered, so that all of it is said at once."""

    def __init__(self, root: yaml.Node, faults: list[Fault]) -> None:
        self.root, self.faults = root, faults

    def wrong(self, loc: Loc, message: str, on_key: bool = False) -> None:
        self.faults.append(fault_at(self.root, loc, message, on_key))

    def one_of(self, loc: Loc, what: str, word: str, known: Sequence[str]) -> str:
        if word not in known:
            self.wrong(loc, unknown(what, word, known))
            return known[0]
        return word

    def claim(self, id: str, w: _Claim) -> Claim:
        loc: Loc = ("claims", id)
        if bool(w.measures) == bool(w.outside):
            self.wrong(loc, "say measures, or outside: one of them", on_key=True)
        if w.measures and not w.experiment:
            self.wrong(loc, "it has measures and no experiment; say in words what is played", on_key=True)
        if w.rests_on and (set(w.rests_on) - set(SWITCHES)):
            self.wrong((*loc, "rests_on"), unknown("switch", w.rests_on, tuple(SWITCHES)))
        read = partial(self._measures, loc)
        return Claim(
            id,
            w.title,
            " ".join(w.hypothesis.split()),
            STANCES[self.one_of((*loc, "stance"), "stance", w.stance, tuple(STANCES))],
            " ".join(w.said.split()),
            " ".join(w.experiment.split()),
            tuple(read("measures", w.measures)),
            tuple(read("beside", w.beside)),
            Rule(self.one_of((*loc, "rule"), "rule", w.rule, [r.value for r in Rule])),
            self._sweep((*loc, "sweep"), w.sweep) if w.sweep else None,
            w.rests_on,
            " ".join(w.untested.split()),
            " ".join(w.outside.split()),
        )

    def _measures(self, above: Loc, key: str, written: Sequence[_Measure]) -> Iterator[Measure]:
        for k, w in enumerate(written):
            loc: Loc = (*above, key, k)
            if w.outcome not in units():
                self.wrong((*loc, "outcome"), unknown("outcome", w.outcome, tuple(units())))
            word = self.one_of((*loc, "is"), "direction", w.is_, [d.value for d in Direction])
            arms = w.arm if isinstance(w.arm, list) else [w.arm] if w.arm else []
            if not arms:
                self.wrong(loc, "it names no arm")
            trial = Trial(**w.trial.model_dump()) if w.trial else None
            for arm in arms:
                side = self._side(loc, w, Side(arm), w.outcome)
                beyond = self._side((*loc, "beyond"), w.beyond, side, w.outcome) if w.beyond else None
                yield Measure(
                    w.outcome, Direction(word), side, beyond, w.margin, w.least, trial, w.label
                )  # fmt: skip

    def _side(self, loc: Loc, w: _Side, above: Side, outcome: str) -> Side:
        """A side; what it does not say is as above."""
        arm = w.arm if isinstance(w.arm, str) else above.arm
        against = w.against or above.against
        for key, word in ((ARM, arm), ("against", against)):
            try:
                arm_called(word)
            except ValueError as error:
                self.wrong((*loc, key), str(error))
        years = (w.years[0], w.years[1]) if w.years else above.years
        if not 1 <= years[0] <= years[1] <= MOST_YEARS:
            self.wrong(
                (*loc, "years"), f"they must be two years after the switch, 1 to {MOST_YEARS}, in order"
            )
        group = above.group if w.group is None else w.group
        if group != EVERYBODY:
            self.one_of((*loc, "group"), "group", group, tuple(groups()))
            if not (outcome in OUTCOMES and OUTCOMES[outcome].by_group):
                self.wrong((*loc, "group"), f"{outcome} cannot be counted for a group")
        given = self._given((*loc, "given"), w.given) if w.given is not None else above.given
        otherwise = (
            self._given((*loc, "otherwise"), w.otherwise) if w.otherwise is not None else above.otherwise
        )
        return Side(arm, against, given, otherwise, years, group)

    def _given(self, loc: Loc, written: dict[str, Any]) -> Given:
        for name, value in written.items():
            try:
                checked_number(name, value)
            except ValueError as error:
                self.wrong((*loc, name), str(error))
        return tuple(
            (name, tuple(value) if isinstance(value, list) else float(value))
            for name, value in sorted(written.items())
        )

    def _sweep(self, loc: Loc, w: _Sweep) -> Sweep | None:
        if (w.over == ARM) != bool(w.arms) or (w.over != ARM) != bool(w.values):
            self.wrong(loc, "say over: arm and arms, or over: a number and values", on_key=True)
            return None
        for k, arm in enumerate(w.arms):
            try:
                arm_called(arm)
            except ValueError as error:
                self.wrong((*loc, "arms", k), str(error))
        for k, value in enumerate(w.values):
            try:
                checked_number(w.over, value)
            except ValueError as error:
                self.wrong((*loc, "values", k), str(error))
        return Sweep(w.over, tuple(sorted(set(w.values))), tuple(w.arms))


def checked_number(name: str, value: Any) -> None:
    """Nothing, if a number may have this value.

    Raises: ValueError for a number that is unknown or out of range.
    """
    if name in OF_PLACES:
        unit, least, most = OF_PLACES[name]
        if not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"it is {value} {unit}; it must be between {least:g} and {most:g}")
        return
    Parameters().with_changes({name: value})
