"""What a folder of results holds: sweeps, and runs of other commands that were kept with --out."""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any, NamedTuple

SWEEP, REPORT = "sweep", "report"
DEEPEST = 3  # folders below the first one that are looked into
MOST = 300  # runs that are listed
UNKNOWN = "unknown command"


class Stored(NamedTuple):
    """One run that was kept."""

    name: str  # its folder, below the folder of results
    folder: Path
    kind: str  # sweep, or report: panels of any other command
    command: str  # decompose, sensitivity, compare…

    @property
    def label(self) -> str:
        """As a list names it."""
        return f"{self.name} ({self.command})"


def stored_in(root: Path) -> list[Stored]:
    """Every run that is kept in a folder or below, by name; what is neither is left out.

    Raises: ValueError if the folder is not there.
    """
    if not root.is_dir():
        raise ValueError(
            f"there is no folder {root.name!r} with results yet; any command makes one, such as: "
            f"joinedup decompose dudley --out {root.name}/dudley"
        )
    found: list[Stored] = []
    for folder in _folders(root):
        stored = what_is_in(root, folder)
        if stored is not None:
            found.append(stored)
        if len(found) == MOST:
            break
    return sorted(found)


def _folders(root: Path) -> Iterator[Path]:
    """The folder and those below, the nearest first; links lead nowhere."""
    level = [root]
    for _ in range(DEEPEST + 1):
        yield from level
        level = [
            below
            for folder in level
            for below in sorted(folder.iterdir())
            if below.is_dir() and not below.is_symlink() and not below.name.startswith(".")
        ]


def what_is_in(root: Path, folder: Path) -> Stored | None:
    """What one folder holds; None for neither a sweep nor a run that was kept."""
    manifest = _manifest(folder)
    name = str(folder.relative_to(root)) if folder != root else root.name
    if "facts" in manifest:
        return Stored(name, folder, SWEEP, "sweep")
    if (folder / "figures" / "panels.json").is_file():
        return Stored(name, folder, REPORT, _command(manifest))
    return None


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, JSONDecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _command(manifest: dict[str, Any]) -> str:
    """The second word of the command that made a run."""
    words = str(manifest.get("command", "")).split()
    return words[1] if len(words) > 1 else UNKNOWN


def inside(root: Path, words: str) -> Path:
    """The folder of results that somebody names by its path below the root.

    Raises: ValueError for a path that leads out of it, or to no folder.
    """
    try:
        path = (root / words.strip()).resolve()
    except (OSError, ValueError):
        raise ValueError(f"{words!r} is no name of a folder") from None
    if not path.is_relative_to(root.resolve()):
        raise ValueError(f"{words!r} lies outside the folder of results; name one within it")
    if not path.is_dir():
        raise ValueError(f"there is no folder {words!r} among the results")
    return root / path.relative_to(root.resolve())


def opened(root: Path, words: str) -> Stored:
    """The run in a folder below the root.

    Raises: ValueError for a path that leads out of it, or to a folder that holds no run.
    """
    folder = inside(root, words)
    stored = what_is_in(root, folder)
    if stored is None:
        raise ValueError(
            f"{words!r} holds neither a sweep nor a run that was kept with --out, or its files are damaged"
        )
    return stored
