"""What a user chose on the command line, turned into an experiment; every mistake is one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joinedup.experiments.arms import is_file

if TYPE_CHECKING:
    from datetime import date

    from joinedup.model.place import Place
    from joinedup.model.synthea import Export


def changed_numbers(settings: Iterable[str]) -> dict[str, Any]:
    """{"section.name": value} from "section.name=value" texts; several values are separated by commas.

    Raises: ValueError for a text that is not of that form, or a number that is unknown or out of range.
    """
    changes: dict[str, Any] = {}
    for text in settings:
        path, sign, value = text.partition("=")
        path = path.strip()
        if not sign or not path:
            raise ValueError(f"--set {text!r}: write section.name=value, such as decision.altruism=0.4")
        if path in changes:
            raise ValueError(f"--set {path} is there twice")
        parts = [part.strip() for part in value.split(",")]
        changes[path] = parts[0] if len(parts) == 1 else parts
    if changes:
        from joinedup.model.parameters import Parameters

        checked = Parameters().with_changes({p: _as_list(p, v) for p, v in changes.items()})
        changes = {p: getattr(getattr(checked, p.split(".")[0]), p.split(".")[1]) for p in changes}
    return changes


def _as_list(path: str, value: Any) -> Any:
    """A single value for a list of numbers is a list of one, so that it is told what is missing."""
    from joinedup.model.parameters import Parameters

    section, _, name = path.partition(".")
    default = getattr(getattr(Parameters(), section, None), name, None)
    if isinstance(default, tuple):
        return value if isinstance(value, list) else [value]
    if isinstance(value, list) and default is not None:
        raise ValueError(f"{path} is {len(value)} values; it must be one number")
    return value


def chosen_place(name: str | None, practices: Path | None, commissioner: str | None) -> Place:
    """A built-in place or a YAML file, or the place of one commissioner in a list of practices.

    Raises: ValueError if neither is said, or both, or the place cannot be read.
    """
    from joinedup.model.place import known_places, load_place
    from joinedup.model.practice_list import place_from_practices

    if practices is None and commissioner is None:
        if name is None:
            raise ValueError(
                f"no place said; there are: {', '.join(known_places())}; or give a .yaml file, "
                "or --practices FILE --commissioner CODE"
            )
        return load_place(name)
    if practices is None or commissioner is None:
        missing, there = (
            ("--practices", "--commissioner") if practices is None else ("--commissioner", "--practices")
        )
        raise ValueError(f"{there} is there without {missing}; a place is built from both")
    if name is not None:
        raise ValueError(f"both a place, {name!r}, and --practices; say one of them")
    return place_from_practices(practices, commissioner)


def a_day(option: str, text: str | None) -> date | None:
    """The day that an option names; None if it is not there.

    Raises: ValueError for a text that is no date.
    """
    from datetime import date

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} {text!r}: it must be a date such as 2018-04-01") from None


def peopled(place: Place, folder: Path, as_of: str | None, people: int | None) -> tuple[Place, Export]:
    """The place with the people of a Synthea export, and what was read of it.

    Raises: ValueError for an export that cannot be read, or that has too few people for a place.
    """
    from joinedup.model.synthea import read_synthea

    export = read_synthea(folder, a_day("--as-of", as_of))
    return place.peopled(export.people, people), export


def input_files(name: str | None, practices: Path | None, arms: str | None = None) -> Sequence[Path]:
    """The files a run read, for its manifest."""
    read = [] if practices is None else [practices]
    return read + [Path(n) for n in (name, arms) if n is not None and is_file(n)]


def chosen_places(name: str | None, names: str | None) -> list[Place]:
    """One place or several, between commas.

    Raises: ValueError if neither is said, or both, or one is there twice.
    """
    if name is not None and names is not None:
        raise ValueError(f"both a place, {name!r}, and --places; say one of them")
    if names is None:
        return [chosen_place(name, None, None)]
    words = [word.strip() for word in names.split(",") if word.strip()]
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise ValueError(f"--places: {twice[0]!r} is there twice; it is lived --seeds times anyway")
    if not words:
        raise ValueError("--places is empty; write places between commas, such as dudley,wirral")
    return [chosen_place(word, None, None) for word in words]
