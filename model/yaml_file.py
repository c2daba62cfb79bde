"""What YAML doors share: reading a text, and saying of every fault where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

type Fault = tuple[int, int, str, str]  # line, column, path, message


class Strict(BaseModel):
    """A mapping whose keys and types are all known."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def read_text(path: Path, what: str) -> str:
    """The text of a file; `what` is what it should hold, such as "a place is a YAML text file".

    Raises: ValueError if it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not text in UTF-8; {what}") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None


def parsed(text: str, file: str, empty: str) -> tuple[yaml.Node, Any]:
    """The nodes of a YAML text, which know their lines, and its data; `empty` is what it needs at least.

    Raises: ValueError if it is not YAML or empty.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 1}:{mark.column + 1}" if mark is not None else "1:1"
        raise ValueError(f"{file}:{where}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # control characters, impossible dates
        raise ValueError(f"{file}:1:1: not YAML: {' '.join(str(error).split())}") from None
    if root is None:
        raise ValueError(f"{file}:1:1: it is empty; {empty}")
    return root, data


def in_lines(file: str, faults: Iterable[Fault]) -> str:
    """All faults, one a line, in the order of the file."""
    return "\n".join(f"{file}:{line}:{column}: {path}: {m}" for line, column, path, m in sorted(faults))


def fault_at(root: yaml.Node, loc: Sequence[str | int], message: str, on_key: bool = False) -> Fault:
    """A fault at a value of the file, or at its key; at what should hold it, where it is missing."""
    node, mark = root, root.start_mark
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == str(part)]
            if not pairs:
                break  # the missing key: stay on the parent
            key, node = pairs[-1]
            mark = key.start_mark if on_key else node.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
    return mark.line + 1, mark.column + 1, ".".join(map(str, loc)) or "the file", message


def fault(root: yaml.Node, error: Any, known: Callable[[Sequence[str | int]], list[str]]) -> Fault:
    """Where and what: the position of the value in the file and a sentence about it.

    error: one of pydantic's.  known: the keys that there are at a path.
    """
    loc, message = error["loc"], str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        return fault_at(root, loc, "it is missing")
    if error["type"] == "extra_forbidden":
        return fault_at(root, loc, unknown("key", str(loc[-1]), known(loc)), on_key=True)
    if isinstance(error["input"], str | int | float):
        message = f"{message}, not {error['input']!r}"
    return fault_at(root, loc, message)


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """A sentence about a name that is not known, with the nearest that is."""
    near = get_close_matches(name, known, n=1)
    return f"unknown {what}{f' (did you mean {near[0]}?)' if near else ''}; there are: {', '.join(known)}"


def doubled(node: yaml.Node, path: str = "", met: set[int] | None = None) -> Iterator[Fault]:
    """Keys given twice, anywhere in the file."""
    met = set() if met is None else met
    if id(node) in met:  # an alias: its anchor has been looked at
        return
    met.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            here = f"{path}.{key.value}".lstrip(".")
            line = key.start_mark.line + 1
            if key.value in seen:
                message = f"key given twice (first on line {seen[key.value]})"
                yield line, key.start_mark.column + 1, here, message
            seen.setdefault(str(key.value), line)
            yield from doubled(value, here, met)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from doubled(value, f"{path}.{i}".lstrip("."), met)
