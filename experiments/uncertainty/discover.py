"""In what share of worlds does the switch do what is wanted, and which numbers decide it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isnan, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.uncertainty.drawn import DIFFERENCE, Drawn
from joinedup.experiments.uncertainty.prim import Box, prim

if TYPE_CHECKING:
    from joinedup.experiments.pictures import Panel

_WANT = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*(-?\d*\.?\d+)\s*(%?)\s*")
FEWEST = 20  # worlds in which a box can be looked for


class Want(NamedTuple):
    """A condition on what an arm changes: emergency_admissions<0, or bed_days<=-1% (of the base)."""

    outcome: str
    sign: str  # <, <=, > or >=
    limit: float
    percent: bool = False

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.outcome}{self.sign}{self.limit:g}{'%' if self.percent else ''}"

    def holds(self, values: Any) -> Any:
        """Whether it holds for each value."""
        v = np.asarray(values)
        return {"<": v < self.limit, "<=": v <= self.limit, ">": v > self.limit, ">=": v >= self.limit}[
            self.sign
        ]


DEFAULT = (
    Want("emergency_admissions", "<", 0.0),
    Want("elective_median_wait", "<=", 0.0),
    Want("slope_rationing", "<=", 0.0),
)


class Met(NamedTuple):
    """How often a want is met, and in how many worlds it is sure."""

    want: Want
    share: float  # of worlds, by the mean over replications
    surely: float  # …in which the 95% interval over replications says so; nan with one replication
    surely_not: float  # …in which it says the opposite


class Discovery(NamedTuple):
    """What the worlds of a sweep say of one arm in one place."""

    place: str
    arm: str
    worlds: int
    met: tuple[Met, ...]
    good: np.ndarray  # (worlds,) whether all wants are met
    share: Difference  # of worlds in which all are met, and its interval (Wilson 1927)
    box: Box
    deciding: tuple[str, ...]  # the two numbers that decide most; the box's first
    values: np.ndarray  # (worlds, numbers)
    names: tuple[str, ...]


def wants_of(texts: Sequence[str]) -> tuple[Want, ...]:
    """Wants from "outcome<0" texts; the default where there are none.

    Raises: ValueError for a text that is no condition.
    """
    found = []
    for text in texts:
        parts = _WANT.fullmatch(text)
        if parts is None:
            raise ValueError(
                f"--want {text!r}: write outcome, <, <=, > or >=, and a number, such as 'emergency_admissions<0' or "
                "'bed_days<=-1%'"
            )
        found.append(Want(parts[1], parts[2], float(parts[3]), bool(parts[4])))
    return tuple(found) or DEFAULT


def discover(drawn: Drawn, place: str, arm: str, wants: Sequence[Want] = DEFAULT, seed: int = 1) -> Discovery:
    """Count the worlds in which an arm does all that is wanted, and look for the box they lie in.

    Raises: ValueError for an outcome that is not there, or too few worlds.
    """
    there = list(drawn.effects["outcome"].unique(maintain_order=True))
    drawn.chosen([w.outcome for w in wants], there, "outcome")
    runs = [_wanted_runs(drawn, place, arm, want) for want in wants]
    full = ~np.isnan(np.array(runs)).any(axis=(0, 1)) if runs else np.zeros(0, bool)
    if full.sum() < FEWEST:
        raise ValueError(
            f"{int(full.sum())} draws of {place} under {arm!r} are finished; at least {FEWEST} are needed to look for "
            "what decides, and some hundred are better"
        )
    good = np.ones(int(full.sum()), bool)
    met = []
    for want, values in zip(wants, runs):
        means = values[:, full].mean(axis=0)
        good &= want.holds(means)
        met.append(_met(want, values[:, full]))
    x = drawn.values[full]
    box = prim(x, good, seed)
    return Discovery(
        place, arm, len(good), tuple(met), good, _wilson(int(good.sum()), len(good)), box,
        _deciding(drawn.names, x, good, box), x, tuple(drawn.names),
    )  # fmt: skip


def _wanted_runs(drawn: Drawn, place: str, arm: str, want: Want) -> np.ndarray:
    """(replications, draws) what the arm changes, in percent of the draw's base where the want is."""
    runs = drawn.runs(place, arm, want.outcome, DIFFERENCE)
    if not want.percent:
        return runs
    base = np.abs(drawn.runs(place, arm, want.outcome, "baseline").mean(axis=0))
    return np.asarray(100.0 * runs / np.where(base > 0.0, base, np.nan))


def _met(want: Want, values: np.ndarray) -> Met:
    share = float(want.holds(values.mean(axis=0)).mean())
    if len(values) < 2:
        return Met(want, share, float("nan"), float("nan"))
    ends = np.array([interval(values[:, i])[1:] for i in range(values.shape[1])])
    both = want.holds(ends)
    return Met(want, share, float(both.all(axis=1).mean()), float((~both).all(axis=1).mean()))


def _wilson(hits: int, of: int, z: float = 1.96) -> Difference:
    """A share and its 95% interval. Source: Wilson (1927), J Am Stat Assoc 22:209-212."""
    p, n = hits / of, float(of)
    centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n)
    return Difference(p, max(0.0, centre - half), min(1.0, centre + half))


def _deciding(names: Sequence[str], x: np.ndarray, good: np.ndarray, box: Box) -> tuple[str, ...]:
    """The box's numbers first, then those whose ranks go most with what is wanted; two at most."""
    from scipy.stats import rankdata

    found = [limit.which for limit in box.limits]
    if len(found) < 2 and good.any() and not good.all():
        ranks = rankdata(x, axis=0)
        spread = ranks.std(axis=0)
        apart = np.abs(ranks[good].mean(axis=0) - ranks[~good].mean(axis=0)) / np.where(
            spread > 0.0, spread, np.inf
        )
        found += [int(i) for i in np.argsort(-apart) if i not in found]
    return tuple(names[i] for i in found[:2])


# --- in words, for JSON, as a picture


def sentences(found: Discovery) -> list[str]:
    """What was found, in plain words."""
    s = found.share
    said = [
        f"{found.place}, {found.arm}: in {s.mean:.0%} of {found.worlds} worlds ({s.low:.0%} to {s.high:.0%}) the switch "
        f"does all that is wanted: {', '.join(m.want.text for m in found.met)}."
    ]
    for m in found.met:
        sure = (
            ""
            if isnan(m.surely)
            else f"; told apart from luck in {m.surely:.0%}, the opposite in {m.surely_not:.0%}"
        )
        said.append(f"  {m.want.text}: in {m.share:.0%}{sure}")
    box = found.box
    if not found.good.any():
        said.append("In no world is all of it so; there is nothing to look for.")
    elif found.good.all():
        said.append("In every world it is so; no number within its range decides it.")
    elif not box.is_more_than_chance:
        tried = f" (shuffled worlds give as good a box {box.chance:.0%} of the time)" if box.limits else ""
        said.append(
            f"No range of the numbers tells these worlds from the others better than chance would{tried}."
        )
    else:
        said.append(
            f"They are likeliest where {'; and '.join(_limit(found, i) for i in range(len(box.limits)))}: "
            f"{box.density:.0%} of the {box.inside} worlds there are as wanted, and {box.coverage:.0%} of all wanted "
            f"worlds lie there. Shuffled worlds give as good a box {box.chance:.1%} of the time."
        )
        decide = [found.names[limit.which] for limit in box.limits[:2]]
        said.append(
            f"{' and '.join(decide)} decide{'s' if len(decide) == 1 else ''} it most"
            + (", the first more than the second." if len(decide) > 1 else ".")
        )
    return said


def _limit(found: Discovery, which: int) -> str:
    limit = found.box.limits[which]
    name = found.names[limit.which]
    p = f"quasi-p {limit.quasi_p:.2g}"
    if np.isinf(limit.low):
        return f"{name} is at most {limit.high:.4g} ({p})"
    if np.isinf(limit.high):
        return f"{name} is at least {limit.low:.4g} ({p})"
    return f"{name} lies between {limit.low:.4g} and {limit.high:.4g} ({p})"


def as_object(found: Discovery) -> dict[str, Any]:
    """What was found as plain lists, numbers and words; None where there is no number."""
    box = found.box
    return {
        "place": found.place,
        "arm": found.arm,
        "worlds": found.worlds,
        "share": {"mean": found.share.mean, "low": found.share.low, "high": found.share.high},
        "wants": [
            {
                "want": m.want.text,
                "share": m.share,
                "surely": _number(m.surely),
                "surely_not": _number(m.surely_not),
            }
            for m in found.met
        ],
        "box": {
            "more_than_chance": box.is_more_than_chance,
            "chance": box.chance,
            "density": box.density,
            "coverage": box.coverage,
            "worlds": box.inside,
            "limits": [
                {
                    "number": found.names[i.which],
                    "low": None if np.isinf(i.low) else i.low,
                    "high": None if np.isinf(i.high) else i.high,
                    "quasi_p": i.quasi_p,
                }
                for i in box.limits
            ],
        },
        "deciding": list(found.deciding),
        "sentences": sentences(found),
    }


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def panel(found: Discovery) -> Panel:
    """The worlds in the two numbers that decide most; a single number is drawn against how many worlds there are."""
    import polars as pl

    from joinedup.experiments.pictures import Panel

    names = found.deciding or found.names[:2]
    first = found.names.index(names[0])
    second = found.names.index(names[1]) if len(names) > 1 else None
    y = found.values[:, second] if second is not None else np.arange(found.worlds, dtype=float)
    table = pl.DataFrame(
        {
            "x": found.values[:, first],
            "y": y,
            "series": ["as wanted" if g else "not as wanted" for g in found.good],
        }
    )
    marks: dict[str, float] = {}
    for limit in found.box.limits:
        if limit.which == first and found.box.is_more_than_chance:
            marks |= {f"at least {limit.low:.3g}": limit.low} if np.isfinite(limit.low) else {}
            marks |= {f"at most {limit.high:.3g}": limit.high} if np.isfinite(limit.high) else {}
    return Panel(
        f"Worlds in which {found.arm} does what is wanted ({found.place})",
        "Each point is one world: a draw of all varied numbers, shown in the two that decide most. "
        + " ".join(s.strip() for s in sentences(found)[:1]),
        "points",
        table,
        {"x_label": names[0], "y_label": names[1] if second is not None else "draw", "marks": marks},
    )
