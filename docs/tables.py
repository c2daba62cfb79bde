"""The tables of docs/odd.md and docs/model_card.md, written from the code: uv run python docs/tables.py

Whatever stands between `<!-- table: NAME -->` and `<!-- end of table -->` is replaced by the table of that name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from inspect import getsource
from math import isinf
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from joinedup.agents import household, patient, provider
from joinedup.agents.sourced import About
from joinedup.experiments.limits import SENTENCES
from joinedup.model import edges, outcomes
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.parameters import Parameters, every_number

PAGE = Path(__file__).parent / "odd.md"
CARD = Path(__file__).parent / "model_card.md"
BEGIN, END = "<!-- table: {} -->", "<!-- end of table -->"
_FIELD = re.compile(
    r'^\s*\(\s*"(?P<name>\w+)",\s*"(?P<kind>\w+)"(?:,\s*\((?P<shape>[^()]*)\),?\s*)?\s*\),(?:[ \t]*# (?P<about>[^\n]*))?',
    re.MULTILINE,
)
_KINDS = {"f": "real", "i": "whole", "u": "whole, not negative"}
_COUNTS = {"TESTS": "by Test", "ACTS": "by Act", "SKILLS": "by Skill", "LETTERS": "by Letter"}


def rows(heading: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *cells]
    return "\n".join("| " + " | ".join(c.replace("|", r"\|") for c in line) + " |" for line in lines)


def parameters() -> str:
    """Every number of the register, a table a section."""
    parts = []
    for section in Parameters._fields:
        meaning = (Parameters.__annotations__[section].__doc__ or "").splitlines()[0]
        numbers = [n for n in every_number(Parameters()) if n[0].startswith(f"{section}.")]
        cells = [(f"`{path}`", shown(value), a.unit, range_of(a), a.source) for path, value, a in numbers]
        parts.append(
            f"**{section}** — {meaning}\n\n" + rows(("name", "value", "unit", "range", "source"), cells)
        )
    return "\n\n".join(parts)


def shown(value: Any) -> str:
    """A number as a reader takes it, or several."""
    return ", ".join(f"{v:,g}" for v in value) if isinstance(value, tuple) else f"{value:,g}"


def range_of(about: About) -> str:
    """The range within which a person may set a number."""
    low = "" if isinf(about.low) else f"{about.low:,g}"
    high = "" if isinf(about.high) else f"{about.high:,g}"
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"to {high}" if high else "any"


def assumptions() -> str:
    """How many of the numbers are assumptions, by their own words; as the dashboard counts them."""
    numbers = [about for _, _, about in every_number(Parameters())]
    guessed = sum("assum" in about.source.lower() for about in numbers)
    return (
        f"{len(numbers)} numbers or lists of numbers. {guessed} of them, {guessed / len(numbers):.0%}, are assumptions, "
        "wholly or in part: no source gives them as they are, they were chosen or fitted, and it says so."
    )


def outcome_tables() -> str:
    """Every outcome, a table a concern."""
    parts = []
    for module in concerns():
        own = [o for o in OUTCOMES.values() if o.compute.__module__ == module.__name__]
        found = [(f"`{o.name}`", o.unit, o.meaning, "yes" if o.by_group else "no") for o in own]
        if found:
            meaning = (module.__doc__ or "").splitlines()[0]
            name = module.__name__.rpartition(".")[2]
            parts.append(f"**{name}** — {meaning}\n\n" + rows(("name", "unit", "meaning", "by group"), found))
    return "\n\n".join(parts)


def concerns() -> Iterator[ModuleType]:
    """The modules in which outcomes are declared, in the order of their names."""
    for found in iter_modules(outcomes.__path__):
        yield import_module(f"{outcomes.__name__}.{found.name}")


def fields(module: ModuleType, table: str) -> str:
    """The fields of a table of records, with the meaning that stands beside each in the code."""
    text = getsource(module)
    text = text[text.index(f"{table} = np.dtype(") :]
    known = {m["name"]: m for m in _FIELD.finditer(text[: text.index("\n)\n")])}
    cells = []
    for name in getattr(module, table).names:
        field = known[name]
        kind = _KINDS[field["kind"][0]]
        if field["shape"]:
            size = field["shape"].strip(" ,")
            kind += f", {_COUNTS.get(size, size)}"
        cells.append((f"`{name}`", kind, (field["about"] or "").strip()))
    return rows(("field", "type", "meaning and unit"), cells)


TABLES: dict[str, Callable[[], str]] = {
    "person": lambda: fields(patient, "RECORD"),
    "chart": lambda: fields(patient, "CHART"),
    "household": lambda: fields(household, "HOUSEHOLD"),
    "provider": lambda: fields(provider, "SITE"),
    "link": lambda: fields(edges, "EDGE"),
    "outcomes": outcome_tables,
    "assumptions": assumptions,
    "limits": lambda: "\n".join(f"- {sentence}" for sentence in SENTENCES),
    "parameters": parameters,
}


def filled(text: str) -> str:
    """The page with every table made anew.

    Raises: KeyError for a table that is not known, ValueError for one without an end.
    """
    parts = re.split(rf"({BEGIN.format(r'[a-z]+')}\n)", text)
    out = [parts[0]]
    for begin, rest in zip(parts[1::2], parts[2::2], strict=True):
        name = begin.split()[2]
        out += [begin, "\n", TABLES[name](), "\n\n", rest[rest.index(END) :]]
    return "".join(out)


if __name__ == "__main__":
    for page in (PAGE, CARD):
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
