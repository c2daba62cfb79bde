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
  cuts: {set: {prices.council_growth: -0.04}}              # numbers that change at the switch, and nothing else
  cuts and a block:                                        # a contract put in force, its file beside this one
    - {set: {prices.council_growth: -0.04}, contract: block.yaml}
    - {form: acs, year: 3}
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.experiments.arms import LEFT_OPEN, Stage, arm_called, changes_of, out_of_order, path
from joinedup.experiments.experiment import Arm
from joinedup.model.organisation.forms import DIMENSIONS, FORMS, Choice, Form, checked, key_of
from joinedup.model.yaml_file import Fault, doubled, fault_at, in_lines, parsed, read_text, unknown

if TYPE_CHECKING:
    from joinedup.model.policy import Change

type Loc = tuple[str | int, ...]

NEEDS = "a file of arms begins with 'arms:' and under it a form or path for each name"
FLAGS = tuple(LEFT_OPEN.values())
FORM_KEYS = ("form", "like", *FLAGS, *DIMENSIONS)
KEYS = (*FORM_KEYS, "year", "set", "contract")


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
            arms.append(arm_from(str(name), written, ("arms", name), file.parent))
        except MistakeError as wrong:
            faults.append(fault_at(root, wrong.loc, wrong.message, wrong.on_key))
    if faults:
        raise ValueError(in_lines(str(file), faults))
    return tuple(arms)


def arm_from(name: str, written: Any, loc: Loc, base_folder: Path) -> Arm:
    """The arm that a value of a file stands for: words, one stage, or a list of stages.

    loc: where the value is in its file.  base_folder: what the files it names are relative to.
    Raises: MistakeError with the place and the sentence.
    """
    if isinstance(written, str):
        try:
            return arm_called(written)._replace(name=name)
        except ValueError as error:
            raise MistakeError(loc, str(error)) from None
    if not isinstance(written, dict | list) or not written:
        raise MistakeError(loc, "it is neither a form, nor a path of forms, nor a form of your own")
    stages = list(_stages(written, loc, base_folder))
    if wrong := out_of_order(stages):
        where = (*loc, wrong[0]) if isinstance(written, list) else loc
        raise MistakeError(where, f"arm {name!r}: {wrong[1]}")
    plan = path(name, stages)
    return Arm(name, () if plan == ((1, Choice(Form())),) else plan)


def _stages(written: dict[str, Any] | list[Any], loc: Loc, base_folder: Path) -> Iterator[Stage]:
    if isinstance(written, dict):
        yield _stage(written, loc, base_folder)
        return
    for k, stage in enumerate(written):
        if not isinstance(stage, dict):
            raise MistakeError((*loc, k), "it must be a form with its year, such as {form: acs, year: 2}")
        yield _stage(stage, (*loc, k), base_folder)


def _stage(stage: dict[str, Any], loc: Loc, base_folder: Path) -> Stage:
    for key in stage:
        if key not in KEYS:
            raise MistakeError((*loc, key), unknown("key", str(key), KEYS), on_key=True)
    year = stage.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise MistakeError(
            (*loc, "year"), f"it must be a whole number of years after the switch, not {year!r}"
        )
    numbers = _numbers(stage["set"], (*loc, "set")) if "set" in stage else ()
    contracts = _contracts(stage["contract"], (*loc, "contract"), base_folder) if "contract" in stage else ()
    return Stage(year, changes_of(numbers, _form(stage, loc), contracts))


def _form(stage: dict[str, Any], loc: Loc) -> Choice:
    """The form of a stage; separate providers where it says none."""
    if "form" in stage and "like" in stage:
        raise MistakeError((*loc, "like"), "form and like are the same; give one of them", on_key=True)
    named = "like" if "like" in stage else "form"
    name = stage.get(named, "separate")
    if name not in FORMS:
        raise MistakeError((*loc, named), unknown("form", str(name), tuple(FORMS)))
    chosen: dict[str, Any] = {d: _choice(d, stage[d], (*loc, d)) for d in DIMENSIONS if d in stage}
    for flag in FLAGS:
        if not isinstance(stage.get(flag, False), bool):
            raise MistakeError((*loc, flag), f"it must be true or false, not {stage[flag]!r}")
    try:
        return checked(
            Choice(FORMS[name]._replace(**chosen), **{flag: stage.get(flag, False) for flag in FLAGS})
        )
    except ValueError as error:
        raise MistakeError(loc, str(error)) from None


def _numbers(written: Any, loc: Loc) -> tuple[Change, ...]:
    """The numbers that change, each checked where it stands."""
    from joinedup.model.new_numbers import numbers_of_a_day

    if not isinstance(written, dict) or not written:
        raise MistakeError(
            loc, "it must name numbers and their values, such as {prices.council_growth: -0.04}"
        )
    for name, value in written.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
            raise MistakeError((*loc, name), f"it must be a number or a list of numbers, not {value!r}")
        try:
            numbers_of_a_day({str(name): value})
        except ValueError as error:
            unknown_or_settled = "no parameter" in str(error) or "cannot change" in str(error)
            raise MistakeError((*loc, name), str(error), on_key=unknown_or_settled) from None
    return (numbers_of_a_day(written),)


def _contracts(written: Any, loc: Loc, base_folder: Path) -> tuple[Change, ...]:
    """The contracts of a file beside this one."""
    from joinedup.model.organisation.own_contracts import OwnContracts
    from joinedup.model.payment.contract_file import read_contracts

    if not isinstance(written, str) or not written:
        raise MistakeError(
            loc, f"it must be a YAML file of contracts, not {written!r}; see: joinedup contract --help"
        )
    try:
        return (OwnContracts(tuple(read_contracts(base_folder / written, whole=False))),)
    except ValueError as error:
        raise MistakeError(loc, "; ".join(str(error).splitlines())) from None


def _choice(dimension: str, word: Any, loc: Loc) -> Enum:
    choices = {key_of(c): c for c in DIMENSIONS[dimension]}
    if word not in choices:
        raise MistakeError(loc, unknown("choice", str(word), tuple(choices)))
    return choices[word]
