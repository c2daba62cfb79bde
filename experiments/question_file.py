"""The YAML door of questions: one file, one question, every fault with its line and column.

version: 2
question: What does a record shared by all do, with and without a budget per head?
place: dudley                      # or places: [dudley, norfolk, {like: dudley, name: tied, joint_working: 0.55}]
people: 20000                      # scale every place to so many
arms:                              # the first is the base; each other differs from it
  fees: separate                   # what may be written after compare --arms
  records: I
  later: [{form: stp, year: 1}, {form: aco-full, year: 3, private: true}]
  cuts: {set: {prices.council_growth: -0.04}}
numbers:
  decision.income_effect: 0.1      # the same in every run
  decision.altruism: {from: 0.5, to: 5, scale: log}
  adequacy: {values: [0.95, 1.0]}
design: {kind: latin-hypercube, size: 100, seed: 1}
replications: 3                    # or precision: {half_width: 0.005, least: 4, most: 30}
years: 5
outcomes: [emergency_admissions, rationing_index]
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import yaml
from pydantic import AfterValidator, Field, ValidationError

from joinedup.experiments import question_forms
from joinedup.experiments.arms import chosen_arms
from joinedup.experiments.arms_file import MistakeError, arm_from
from joinedup.experiments.compare import LEAST, MOST, PRECISION
from joinedup.experiments.experiment import MOST_YEARS, Arm
from joinedup.experiments.question import OF_PLACES, Design, Precision, Question
from joinedup.experiments.sweep.designs import KINDS, SIZED, Range
from joinedup.experiments.variants import place_from
from joinedup.model.parameters import Parameters, every_number
from joinedup.model.place import Place
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

NEEDS = "a question needs place and arms"
SCALES = ("linear", "log")
SPAN_KEYS = ("from", "to", "scale", "values")

type Loc = tuple[str | int, ...]


class _Design(Strict):
    kind: str
    size: int | None = Field(default=None, ge=1, le=10_000_000)
    levels: int | None = Field(default=None, ge=2, le=1_000)
    seed: int = Field(default=1, ge=0, le=2**31)
    file: str | None = None


class _Precision(Strict):
    half_width: float = Field(default=PRECISION, gt=0.0, le=1.0)
    least: int = Field(default=LEAST, ge=2, le=100_000)
    most: int = Field(default=MOST, ge=2, le=100_000)


def _some(places: list[Any]) -> list[Any]:
    if not places:
        raise ValueError("it is empty; name at least one place")
    return places


class QuestionFile(Strict):
    """A question as it is written."""

    version: int
    question: str = ""
    place: Any = None
    places: Annotated[list[Any] | None, AfterValidator(lambda p: None if p is None else _some(p))] = None
    people: int | None = Field(default=None, ge=100)
    arms: Any
    numbers: dict[str, Any] = Field(default={})
    adequacy: float = 1.0
    design: _Design | None = None
    replications: int | None = Field(default=None, ge=1, le=1_000_000)
    precision: _Precision | None = None
    years: int = Field(default=5, ge=1, le=MOST_YEARS)
    years_before: int = Field(default=2, ge=1, le=10)
    burn_in: int = Field(default=2, ge=1, le=10)
    seed: int = Field(default=1, ge=0, le=2**31)
    outcomes: list[str] = Field(default=[])
    by_group: bool = False


class Asked(NamedTuple):
    """A question, the text it was read from, and what a reader should be told about that."""

    question: Question
    text: str
    notes: tuple[str, ...] = ()


def ready_questions() -> tuple[str, ...]:
    """Names of the questions that come with the program."""
    from importlib.resources import files

    folder = files("joinedup.experiments") / "questions"
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def read_question(name_or_path: str | Path, folder: Path | None = None) -> Asked:
    """The question in a YAML file, or a ready one by its name.

    folder: where files that it names are looked for; by default beside it.
    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    from importlib.resources import files

    text = str(name_or_path)
    path = Path(name_or_path)
    if text in ready_questions():
        file = files("joinedup.experiments") / "questions" / f"{text}.yaml"
        return parse_question(file.read_text(encoding="utf-8"), f"{text}.yaml", folder or Path())
    if path.suffix.lower() not in (".yaml", ".yml"):
        near = get_close_matches(text, ready_questions(), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(
            f"no question {text!r}{hint}; there are: {', '.join(ready_questions())}; or give a .yaml file"
        )
    return parse_question(read_text(path, "a question is a YAML text file"), str(path), folder or path.parent)


def parse_question(text: str, file: str, folder: Path) -> Asked:
    """The question in a YAML text; `file` is what the faults call it."""
    root, data = parsed(text, file, NEEDS)
    return question_in(root, data, text, file, folder)


def question_in(root: yaml.Node, data: Any, text: str, file: str, folder: Path) -> Asked:
    """The question in a node of a YAML text, be it the whole text or a part of it.

    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    if not isinstance(root, yaml.MappingNode):
        line, column = root.start_mark.line + 1, root.start_mark.column + 1
        raise ValueError(f"{file}:{line}:{column}: it is not a list of keys and values; {NEEDS}")
    faults: list[Fault] = list(doubled(root))
    try:
        data, notes = question_forms.migrated(data)
    except ValueError as error:
        raise ValueError(in_lines(file, [*faults, fault_at(root, ("version",), str(error))])) from None
    written = None
    try:
        written = QuestionFile.model_validate(data)
    except ValidationError as error:
        faults += [fault(root, e, _known) for e in error.errors()]
    if written is None:
        raise ValueError(in_lines(file, faults))
    made = _Reading(root, written, folder, faults)
    question = made.question()
    if made.faults or question is None:
        raise ValueError(in_lines(file, made.faults))
    return Asked(question, text, tuple(f"{file}: {note}" for note in notes))


def _known(loc: Sequence[str | int]) -> list[str]:
    kinds: dict[str, type[Strict]] = {"design": _Design, "precision": _Precision}
    return list(kinds.get(str(loc[0]) if len(loc) > 1 else "", QuestionFile).model_fields)


class _Reading:
    """A file being read: what is wrong with it is gathered, so that all of it is said at once."""

    def __init__(self, root: yaml.Node, written: QuestionFile, folder: Path, faults: list[Fault]) -> None:
        self.root, self.written, self.folder, self.faults = root, written, folder, faults

    def wrong(self, loc: Loc, message: str, on_key: bool = False) -> None:
        self.faults.append(fault_at(self.root, loc, message, on_key))

    def question(self) -> Question | None:
        w = self.written
        places, arms = self._places(), self._arms()
        numbers, varied = self._numbers()
        design = self._design(varied)
        if w.replications is not None and w.precision is not None:
            self.wrong(("precision",), "replications and precision are both there; give one of them", True)
        if w.precision and w.precision.least > w.precision.most:
            self.wrong(("precision", "least"), f"it is {w.precision.least}, above most, {w.precision.most}")
        self._outcomes()
        if self.faults:
            return None
        try:
            return Question(
                w.question or Path(self.folder).name,
                tuple(places),
                arms,
                numbers,
                tuple(varied),
                w.adequacy,
                design,
                None if w.precision else (w.replications or LEAST),
                Precision(**w.precision.model_dump()) if w.precision else None,
                w.years,
                w.years_before,
                w.burn_in,
                w.seed,
                tuple(w.outcomes),
                w.by_group,
            )
        except ValueError as error:
            self.wrong((), str(error))
            return None

    def _places(self) -> list[Place]:
        w = self.written
        if (w.place is None) == (w.places is None):
            self.wrong((), "say place, or places: one of them")
            return []
        items: list[tuple[Loc, Any]] = (
            [(("place",), w.place)]
            if w.places is None
            else [(("places", k), item) for k, item in enumerate(w.places)]
        )
        found = []
        for loc, item in items:
            try:
                found.append(place_from(item, loc, self.folder, w.people))
            except MistakeError as wrong:
                self.wrong(wrong.loc, wrong.message, wrong.on_key)
        return found

    def _arms(self) -> tuple[Arm, ...]:
        arms = self.written.arms
        if isinstance(arms, str | list) and arms:
            try:
                return chosen_arms(arms if isinstance(arms, str) else "; ".join(map(str, arms)))
            except ValueError as error:
                self.wrong(("arms",), str(error))
                return ()
        if not isinstance(arms, dict) or not arms:
            self.wrong(("arms",), "it names no arm; write a name and a form for each, the base first")
            return ()
        found = []
        for name, item in arms.items():
            try:
                found.append(arm_from(str(name), item, ("arms", name), self.folder))
            except MistakeError as wrong:
                self.wrong(wrong.loc, wrong.message, wrong.on_key)
        return tuple(found)

    def _numbers(self) -> tuple[dict[str, Any], list[Range]]:
        fixed: dict[str, Any] = {}
        varied: list[Range] = []
        known = {name: (value, about) for name, value, about in every_number(Parameters())}
        for name, written in self.written.numbers.items():
            loc: Loc = ("numbers", name)
            if name not in known and name not in OF_PLACES:
                self.wrong(loc, _no_number(name, [*known, *OF_PLACES]), on_key=True)
                continue
            try:
                if isinstance(written, dict):
                    varied.append(self._range(name, written, known))
                elif name in OF_PLACES:
                    raise ValueError(_not_fixed(name))
                else:
                    fixed |= _checked(name, written)
            except ValueError as error:
                self.wrong(loc, str(error))
        return fixed, varied

    def _range(self, name: str, written: dict[str, Any], known: dict[str, Any]) -> Range:
        for key in written:
            if key not in SPAN_KEYS:
                raise ValueError(unknown("key", str(key), SPAN_KEYS))
        if name in known and isinstance(known[name][0], tuple):
            raise ValueError("it is a list of numbers; a list can be fixed, not varied")
        values = written.get("values")
        if (values is None) == ("from" not in written and "to" not in written):
            raise ValueError("say from and to, or values: one of them")
        if values is not None:
            if not isinstance(values, list) or not values or not all(_is_number(v) for v in values):
                raise ValueError("values must be a list of numbers")
            ends, scale = [float(v) for v in values], "linear"
        else:
            if not (_is_number(written.get("from")) and _is_number(written.get("to"))):
                raise ValueError("from and to must both be numbers")
            ends, scale = [float(written["from"]), float(written["to"])], written.get("scale", "linear")
            if ends[0] >= ends[1]:
                raise ValueError(f"from is {ends[0]:g} and to is {ends[1]:g}; from must be below to")
        if scale not in SCALES:
            raise ValueError(unknown("scale", str(scale), SCALES))
        if scale == "log" and ends[0] <= 0.0:
            raise ValueError(f"from is {ends[0]:g}; on a log scale it must be above 0")
        for end in (min(ends), max(ends)):
            if name in OF_PLACES:
                unit, least, most = OF_PLACES[name]
                if not least <= end <= most:
                    raise ValueError(
                        f"it reaches {end:g} {unit}; it must stay between {least:g} and {most:g}"
                    )
            else:
                _checked(name, end)
        return Range(name, min(ends), max(ends), str(scale), tuple(ends) if values is not None else ())

    def _design(self, varied: list[Range]) -> Design:
        w = self.written.design
        if w is None:
            if varied:
                self.wrong((), f"numbers are varied, but there is no design; there are: {', '.join(KINDS)}")
            return Design()
        if w.kind not in KINDS:
            self.wrong(("design", "kind"), unknown("design", w.kind, KINDS))
        elif not varied:
            self.wrong(("design",), "there is a design, but no number is varied", on_key=True)
        elif w.kind in SIZED and w.size is None:
            self.wrong(("design",), f"a {w.kind} design needs its size", on_key=True)
        elif w.kind == "table" and w.file is None:
            self.wrong(
                ("design",), "a table design needs its file, a CSV with one column per number", on_key=True
            )
        return Design(w.kind, w.size, w.levels, w.seed, self.folder / w.file if w.file else None)

    def _outcomes(self) -> None:
        from joinedup.experiments.results import units

        known = units()
        for k, name in enumerate(self.written.outcomes):
            if name not in known:
                near = get_close_matches(name, known, n=3)
                hint = f"; nearest: {', '.join(near)}" if near else ""
                self.wrong(("outcomes", k), f"no outcome {name!r}{hint}; `joinedup outcomes` lists them")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _checked(name: str, value: Any) -> dict[str, Any]:
    """A number of the register, or the sentence that says why it cannot be."""
    changed = Parameters().with_changes({name: value})
    section, _, last = name.partition(".")
    return {name: getattr(getattr(changed, section), last)}


def _not_fixed(name: str) -> str:
    if name in ("adequacy",):
        return "a fixed adequacy is a key of its own: adequacy: 0.97"
    fact = name.removeprefix("place.")
    return f"a fixed {fact} is a fact of the place: place: {{like: dudley, {fact}: …}}"


def _no_number(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    if not near:
        near = [k for k in known if k.split(".")[-1] == name.split(".")[-1]][:3]
    hint = f"; nearest: {', '.join(near)}" if near else ""
    return f"no number {name!r}{hint}; `joinedup parameters` lists them"
