"""One self-contained page per run: every picture with its table, what it cannot say and where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Report


def draws(folder: Path, report: Report) -> list[Path]:
    """Draw every panel as SVG and PNG, and the page that holds them all; say what was written."""
    return []
