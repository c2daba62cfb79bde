"""How pictures look: colours that the colour-blind can tell apart, shapes beside them, letters, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.experiments.rows import signed

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel

WIDE, NARROW = 760, 342  # px: a page on a screen, and on a telephone of 390 px within its margins
LETTERS = 13.0  # px
SMALL = 12.0
INK, GREY, FAINT, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
LESS, MORE, SAME = "#0072b2", "#d55e00", "#8a8a8a"  # below zero, above it, neither: never without a sign


class Look(NamedTuple):
    """How one series is told from the others, in colour and without."""

    colour: str
    marker: str
    dash: str | tuple[int, tuple[int, ...]]


# Okabe & Ito (2008), "Color universal design": those of 3:1 and more on white (WCAG 2.2, 1.4.11)
LOOKS = (
    Look("#0072b2", "o", "-"),
    Look("#d55e00", "s", (0, (6, 2))),
    Look("#1a1a1a", "^", (0, (2, 2))),
    Look("#009e73", "D", (0, (8, 2, 2, 2))),
    Look("#cc79a7", "v", (0, (1, 1))),
    Look("#0072b2", "P", (0, (4, 1, 1, 1, 1, 1))),
    Look("#d55e00", "X", (0, (3, 1))),
    Look("#1a1a1a", "p", (0, (10, 3))),
)
SETTINGS: Any = {  # typed loosely, as matplotlib types it by every name
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": LETTERS,
    "svg.fonttype": "none",  # letters stay letters: they can be read out, searched and copied
    "axes.unicode_minus": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "text.parse_math": False,  # a £ or $ in a label is a £ or $
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def look(i: int) -> Look:
    """The look of the i-th series."""
    return LOOKS[i % len(LOOKS)]


def written(value: float | None, unit: str = "", sign: bool = False, size: float | None = None) -> str:
    """A number as the tables write it, with its unit; a dash for none.

    size: the size of the numbers it stands among, which says the decimals; its own if not said.
    """
    if value is None:
        return "–"
    text = signed(value, abs(value) if size is None else size)
    text = text if sign else text.lstrip("+")
    return (
        f"£{text}".replace("£−", "−£").replace("£+", "+£")
        if unit == "£"
        else text + ("%" if unit == "%" else "")
    )


def tick(value: float, step: float, unit: str = "", sign: bool = False) -> str:
    """A number on an axis whose ticks are a step apart."""
    digits = 0 if step <= 0 else min(6, max(0, -floor(log10(step) + 1e-9)))
    text = f"{0.0 if abs(value) < step / 1e6 else value:{'+' if sign else ''},.{digits}f}"
    text = text.lstrip("+") if float(text.replace(",", "")) == 0.0 else text
    return text.replace("-", "−") + ("%" if unit == "%" else "")


def with_unit(words: str, unit: str) -> str:
    """The name of an axis with its unit, unless it is said already."""
    return f"{words} ({unit})".strip() if unit and unit not in words else words


@lru_cache(maxsize=20_000)
def width_of(text: str, letters: float = LETTERS, bold: bool = False) -> float:
    """How wide a line of text is, px."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    face = FontProperties(family=SETTINGS["font.sans-serif"], weight="bold" if bold else "normal")
    font = get_font(findfont(face))
    font.set_size(letters, 72)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64.0


def wrapped(
    text: str, width: float, letters: float = LETTERS, most: int = 6, bold: bool = False
) -> list[str]:
    """A text in lines no wider than so many px; a word that is too long is cut, a text too long ends in …."""
    lines: list[str] = []
    line = ""
    for word in _pieces(" ".join(text.split()), width, letters, bold):
        longer = f"{line} {word}".strip()
        if not line or width_of(longer, letters, bold) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and width_of(lines[-1] + "…", letters, bold) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return lines


def _pieces(text: str, width: float, letters: float, bold: bool) -> list[str]:
    """The words, each cut into parts that fit."""
    found = []
    for word in text.split(" "):
        while width_of(word, letters, bold) > width and len(word) > 1:
            fits = next(
                (n for n in range(len(word) - 1, 0, -1) if width_of(word[:n], letters, bold) <= width), 1
            )
            found.append(word[:fits])
            word = word[fits:]
        found.append(word)
    return found


def series_of(panel: Panel) -> dict[str, int]:
    """The series of a panel and the number of their look: in the order of the option `series`, then as they come."""
    if "series" not in panel.table.columns:
        return {"": 0}
    there = dict.fromkeys(str(s) for s in panel.table["series"])
    order = dict.fromkeys([*map(str, panel.options.get("series") or ()), *there])
    return {name: i for i, name in enumerate(order) if name in there}


def rows_of(table: Any) -> list[dict[str, Any]]:
    """The rows of a table, each with a series and a place for an interval."""
    return [{"low": None, "high": None, "series": "", **row} for row in table.iter_rows(named=True)]


def largest(values: Sequence[float | None]) -> float:
    """The size of the largest number there is."""
    return max((abs(v) for v in values if v is not None), default=0.0)
