"""A sheet of paper measured in px from its upper left corner: title, legend, axes, rows of text and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from joinedup.viz.figures.style import FAINT, INK, LETTERS, PAPER, SMALL, tick, width_of, with_unit, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 17.0  # px from one line of text to the next
EDGE = 6.0
Sample = Callable[["Axes", float, float], object]  # draws the sample of a legend with its middle at x, y


class Sheet:
    """A figure that is written from the top down; `y` is where the next thing goes, px."""

    def __init__(self, width: int, title: str = "") -> None:
        from matplotlib.figure import Figure

        self.width = width
        self.figure: Figure = Figure(figsize=(width / 72, 1), facecolor=PAPER)
        self.y = EDGE
        self.texts: list[tuple[float, float, str, dict[str, object]]] = []
        self.boxes: list[tuple[Axes, float, float, float, float]] = []
        self.rules: list[float] = []
        if title:
            for line in wrapped(title, width - 2 * EDGE, LETTERS + 2, 3, bold=True):
                self.text(EDGE, self.y + LINE / 2, line, size=LETTERS + 2, weight="bold")
                self.y += LINE + 3
            self.y += 6

    @property
    def narrow(self) -> bool:
        """Whether labels must stand above what they name, not beside it."""
        return self.width < 500

    def text(self, x: float, y: float, text: str, **style: object) -> None:
        """Write one line, its middle at y."""
        self.texts.append((x, y, text, {"size": LETTERS, "va": "center", **style}))

    def rule(self, y: float) -> None:
        """Draw a faint line from side to side."""
        self.rules.append(y)

    def lines(self, text: str, size: float = SMALL, colour: str = INK) -> None:
        """Write a paragraph."""
        for line in wrapped(text, self.width - 2 * EDGE, size):
            self.text(EDGE, self.y + LINE / 2, line, size=size, color=colour)
            self.y += LINE

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """A plain pair of axes at a place, px; without a frame but its lower line."""
        axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0), label=str(len(self.boxes)))
        axes.set_facecolor("none")
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(labelsize=SMALL, length=4, width=0.8)
        self.boxes.append((axes, left, top, width, height))
        return axes

    def legend(self, entries: Sequence[tuple[str, Sample]]) -> None:
        """Name what is drawn: each entry a text and a function that draws its sample at a place."""
        if not entries:
            return
        x, first = EDGE, self.y
        placed: list[tuple[float, float, Sample]] = []
        for words, sample in entries:
            room = self.width - 2 * EDGE - 34
            parts = wrapped(words, room, SMALL, 3)
            wide = 34 + max(width_of(p, SMALL) for p in parts) + 18
            if x > EDGE and x + wide - 18 > self.width - EDGE:
                x, self.y = EDGE, self.y + LINE + 3
            placed.append((x + 12, self.y + LINE / 2, sample))
            for i, part in enumerate(parts):
                self.text(x + 32, self.y + i * LINE + LINE / 2, part, size=SMALL)
            self.y += (len(parts) - 1) * LINE
            x += wide
        self.y += LINE + 8
        axes = self.axes(0, first, self.width, self.y - first)
        axes.set(xlim=(0, self.width), ylim=(self.y, first))
        axes.axis("off")
        for at, y, sample in placed:
            sample(axes, at, y)

    def x_axis(
        self,
        axes: Axes,
        left: float,
        width: float,
        words: str,
        unit: str,
        sign: bool = False,
        whole: bool = False,
    ) -> None:
        """Put ticks, faint lines and the name of the axis, with its unit, under axes that end at `y`."""
        ticks = ticks_of(*axes.get_xlim(), max(2, int(width / 62)), whole)
        step = min((b - a for a, b in pairwise(ticks)), default=1.0)
        axes.set_xticks(ticks, [tick(t, step, unit, sign) for t in ticks])
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)
        self.y += LINE + 8
        for line in wrapped(with_unit(words, unit), width + left - EDGE, SMALL, 3):
            at = min(left + width / 2, self.width - EDGE - width_of(line, SMALL) / 2)
            self.text(at, self.y + LINE / 2, line, size=SMALL, ha="center")
            self.y += LINE

    def done(self) -> Figure:
        """The figure, as high as what is on it."""
        from matplotlib.lines import Line2D

        height = self.y + EDGE
        self.figure.set_size_inches(self.width / 72, height / 72)
        for axes, left, top, w, h in self.boxes:
            axes.set_position((left / self.width, 1 - (top + h) / height, w / self.width, h / height))
        for x, y, text, style in self.texts:
            self.figure.text(x / self.width, 1 - y / height, text, **style)  # type: ignore[arg-type]
        for y in self.rules:
            ends = (EDGE / self.width, 1 - EDGE / self.width)
            self.figure.add_artist(Line2D(ends, (1 - y / height,) * 2, color=FAINT, linewidth=0.8, zorder=0))
        return self.figure


def ticks_of(low: float, high: float, most: int, whole: bool = False) -> list[float]:
    """Round numbers between two others, no more than so many."""
    from matplotlib.ticker import MaxNLocator

    inside: list[float] = []
    for pieces in range(most + 2, 0, -1):
        found = MaxNLocator(pieces, steps=[1, 2, 2.5, 5, 10], integer=whole).tick_values(low, high)
        inside = [float(t) for t in found if low <= t <= high]
        if len(inside) <= most:
            break
    return inside


def with_room(values: Sequence[float | None], zero: bool = True, share: float = 0.05) -> tuple[float, float]:
    """Limits that hold all values, zero if wanted, and a little room at both ends."""
    known = [v for v in values if v is not None] + ([0.0] if zero else [])
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = share * (high - low) or (abs(high) * share or 1.0)
    return low - room, high + room
