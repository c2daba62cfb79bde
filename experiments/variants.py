"""TEMPORARY."""

from pathlib import Path
from typing import Any

from joinedup.model.place import Place, load_place


def place_from(item: Any, folder: Path) -> Place:
    return load_place(item)
