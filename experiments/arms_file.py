"""The YAML door of arms: forms, paths and forms of a user's own, every fault with its line and column.

arms:
  slowly:                       # a path: each form with the year after the switch in which it is taken
    - {form: stp, year: 1}
    - {form: acs, year: 2, fund: true}
    - {form: aco-full, year: 4, private: true}
  at once: aco-full             # what may be written on the command line
  one record:                   # a form like another, with other choices in some dimensions
    like: acs
    data_sharing: push
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from joinedup.experiments.arms import LEFT_OPEN, arm_called, path
from joinedup.experiments.experiment import Arm
from joinedup.model.organisation.forms import DIMENSIONS, FORMS, Choice, Form, checked, key_of
from joinedup.model.yaml_file import Fault, doubled, fault_at, in_lines, parsed, read_text, unknown

type Loc = tuple[str | int, ...]

NEEDS = "a file of arms begins with 'arms:' and under it a form or path for each name"
FLAGS = tuple(LEFT_OPEN.values())
KEYS = ("form", "like", "year", *FLAGS, *DIMENSIONS)


class MistakeError(Exception):
    """A fault, and where in the data."""

    def __init__(self, loc: Loc, message: str, on_key: bool = False) -> None:
        self.loc, self.message, self.on_key = loc, message, on_key


def read_arms(file: Path) -> tuple[Arm, ...]:
    """The arms of a YAML file, in its order.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    root, data = parsed(read_text(file, "arms are a YAML text file"), str(file), NEEDS)
    if not isinstance(data, dict) or not isinstance(data.get("arms"), dict) or not data["arms"]:
        raise ValueError(f"{file}:1:1: it has no arms; {NEEDS}")
    faults: list[Fault] = list(doubled(root))
    faults += [fault_at(root, (k,), unknown("key", str(k), ["arms"]), True) for k in data if k != "arms"]
    arms = []
    for name, written in data["arms"].items():
        try:
            arms.append(_arm(str(name), written, ("arms", name), root))
        except MistakeError as wrong:
            faults.append(fault_at(root, wrong.loc, wrong.message, wrong.on_key))
    if faults:
        raise ValueError(in_lines(str(file), faults))
    return tuple(arms)


def _arm(name: str, written: Any, loc: Loc, root: yaml.Node) -> Arm:
    if isinstance(written, str):
        try:
            return arm_called(written)._replace(name=name)
        except ValueError as error:
            raise MistakeError(loc, str(error)) from None
    if not isinstance(written, dict | list) or not written:
        raise MistakeError(loc, "it is neither a form, nor a path of forms, nor a form of your own")
    stages = list(_stages(written, loc))
    try:
        plan = path(name, stages)
    except ValueError as error:
        late = _first_out_of_order([year for year, _ in stages])
        where = (*loc, late) if isinstance(written, list) else loc
        raise MistakeError(where, str(error)) from None
    return Arm(name, () if plan == ((1, Choice(Form())),) else plan)


def _first_out_of_order(years: Sequence[int | None]) -> int:
    """Position of the first stage whose year is missing, before the first year, or not after the one before."""
    last = 0
    for k, year in enumerate(years):
        now = 1 if year is None and k == 0 else year
        if now is None or now <= last:
            return k
        last = now
    return 0


def _stages(written: dict[str, Any] | list[Any], loc: Loc) -> Iterator[tuple[int | None, Choice]]:
    if isinstance(written, dict):
        yield _stage(written, loc)
        return
    for k, stage in enumerate(written):
        if not isinstance(stage, dict):
            raise MistakeError((*loc, k), "it must be a form with its year, such as {form: acs, year: 2}")
        yield _stage(stage, (*loc, k))


def _stage(stage: dict[str, Any], loc: Loc) -> tuple[int | None, Choice]:
    for key in stage:
        if key not in KEYS:
            raise MistakeError((*loc, key), unknown("key", str(key), KEYS), on_key=True)
    if "form" in stage and "like" in stage:
        raise MistakeError((*loc, "like"), "form and like are the same; give one of them", on_key=True)
    named = "like" if "like" in stage else "form"
    name = stage.get(named, "separate")
    if name not in FORMS:
        raise MistakeError((*loc, named), unknown("form", str(name), tuple(FORMS)))
    year = stage.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise MistakeError(
            (*loc, "year"), f"it must be a whole number of years after the switch, not {year!r}"
        )
    chosen: dict[str, Any] = {d: _choice(d, stage[d], (*loc, d)) for d in DIMENSIONS if d in stage}
    for flag in FLAGS:
        if not isinstance(stage.get(flag, False), bool):
            raise MistakeError((*loc, flag), f"it must be true or false, not {stage[flag]!r}")
    try:
        choice = checked(
            Choice(FORMS[name]._replace(**chosen), **{flag: stage.get(flag, False) for flag in FLAGS})
        )
    except ValueError as error:
        raise MistakeError(loc, str(error)) from None
    return year, choice


def _choice(dimension: str, word: Any, loc: Loc) -> Enum:
    choices = {key_of(c): c for c in DIMENSIONS[dimension]}
    if word not in choices:
        raise MistakeError(loc, unknown("choice", str(word), tuple(choices)))
    return choices[word]


def arm_from(name: str, written: Any, loc: Loc, root: yaml.Node, folder: Path) -> Arm:
    return _arm(name, written, loc, root)
