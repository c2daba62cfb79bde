"""Which numbers are assumptions, over what each is varied, and the question that screens them all (Morris 1991)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from joinedup.agents.sourced import About
from joinedup.experiments.sweep.designs import Range
from joinedup.model.parameters import Parameters, every_number

ASSUMPTION = "assumption"
HALF, TWICE = 0.5, 2.0  # of the default, where nothing better is known
WIDE = 4.0  # the range of the register is taken if neither end is further from the default, by factors
FACTORS = 4.0  # a range whose ends are further apart is passed through by equal factors
# core numbers whose source names no range
SWEPT: dict[str, tuple[float, float]] = {
    "decision.response_owner": (0.5, 1.0),
    "decision.response_salaried": (0.05, 0.6),
    "decision.noise_test": (3.0, 30.0),
    "decision.noise_refer": (36.0, 360.0),
    "decision.noise_admit": (216.0, 2_160.0),
    "decision.admission_from": (0.32, 0.48),
    "decision.community_from": (0.27, 0.43),
    "decision.community_to": (0.54, 0.70),
    "decision.bed_most": (150.0, 800.0),
    "decision.bed_from": (0.88, 0.96),
    "decision.minute_from": (0.90, 0.99),
    "decision.place_from": (0.88, 0.96),
    "hospital.ae_use": (0.85, 0.95),
    "prices.council_growth": (-0.04, 0.02),
}
NO_USE = {
    "prices.care_packages": "the first year's cost replaces it, so it has no effect later",
    "means_test.free_personal_care": "a switch, 0 or 1, and no uncertain number",
    "health.control_loss": "tied to review_gain by the level at which control settles (0.6 to 0.75)",
    "health.control_floor": "tied to control_loss",
}

_NUMBER = r"(-?\d[\d,]*(?:\.\d+)?|-?\.\d+)"
_BY_FACTORS = re.compile(rf"x{_NUMBER} to x{_NUMBER}")
_AROUND = re.compile(rf"±{_NUMBER}")
_FROM_TO = re.compile(rf"(?<![\w.,]){_NUMBER}(?: \([^)]*\))? to {_NUMBER}")
_SAME_AS = re.compile(r"assumption: as (\w+\.\w+)")


class LeftOut(NamedTuple):
    """An assumption that the screening does not vary, and why."""

    name: str
    why: str


def assumed_ranges() -> list[Range]:
    """Every number graded an assumption that can be varied by itself, and over what.

    The range is that which its source names ("varied 0.1 to 0.3", "x0.5 to x2", "±0.1"), or that of the model's
    description; else the register's, where it stays within four times the default; else half to twice the default,
    within the register's.
    """
    return [r for r in _all() if isinstance(r, Range)]


def left_out() -> list[LeftOut]:
    """The assumptions that are not varied, each with the reason."""
    return [r for r in _all() if isinstance(r, LeftOut)]


def range_of(name: str, value: Any, about: About) -> Range | LeftOut:
    """Over what a number is varied, or why it is not."""
    if name in NO_USE:
        return LeftOut(name, NO_USE[name])
    if isinstance(value, tuple):
        return LeftOut(
            name, f"{len(value)} numbers of one meaning; change them together in a question of your own"
        )
    if same := _SAME_AS.match(about.source):
        return LeftOut(name, f"it is the same as {same[1]}")
    low, high = SWEPT.get(name) or _named(about.source, value) or _likely(value, about)
    low, high = max(low, about.low), min(high, about.high)
    if low >= high:
        return LeftOut(name, "it is 0, and its source names no range: no factor varies it")
    scale = "log" if low > 0.0 and high / low >= FACTORS else "linear"
    return Range(name, float(f"{low:.6g}"), float(f"{high:.6g}"), scale)


def ranges_called(text: str) -> list[Range]:
    """Ranges from "health.acute,seeking.seek_base=0.05..0.2"; a number without one has that of `assumed_ranges`.

    Raises: ValueError for a number that is not known, has no range, or leaves the register's.
    """
    from difflib import get_close_matches

    register = {name: (value, about) for name, value, about in every_number(Parameters())}
    found = []
    for word in filter(None, (w.strip() for w in text.split(","))):
        name, given, span = (part.strip() for part in word.partition("="))
        if name not in register:
            near = get_close_matches(name, register, n=3)
            hint = f" (did you mean {' or '.join(near)}?)" if near else ""
            raise ValueError(f"no number {name!r}{hint}; joinedup parameters lists them all")
        value, about = register[name]
        if isinstance(value, tuple):
            raise ValueError(f"{name} is a list of {len(value)} numbers; only single numbers can be fitted")
        found.append(_spanned(name, span, about) if given else _own(name, value, about))
    if not found:
        raise ValueError("--numbers is empty; name at least one number, such as health.acute=0.1..0.2")
    return found


def _spanned(name: str, span: str, about: About) -> Range:
    """The range that a user writes as LOW..HIGH."""
    low_text, dots, high_text = span.partition("..")
    try:
        low, high = float(low_text), float(high_text)
    except ValueError:
        dots = ""
        low = high = 0.0
    if not dots or not low < high:
        raise ValueError(
            f"--numbers {name}={span}: write {name}=LOW..HIGH, the lower first, such as 0.1..0.2"
        )
    if low < about.low or high > about.high:
        raise ValueError(
            f"{name} is tried from {low:g} to {high:g} {about.unit}; it must be between {about.low:g} and "
            f"{about.high:g}"
        )
    return Range(name, low, high, "log" if low > 0.0 and high / low >= FACTORS else "linear")


def _own(name: str, value: Any, about: About) -> Range:
    found = range_of(name, value, about)
    if isinstance(found, LeftOut):
        raise ValueError(f"{name} has no range of its own: {found.why}; write {name}=LOW..HIGH")
    return found


def _all() -> list[Range | LeftOut]:
    return [
        range_of(name, value, about)
        for name, value, about in every_number(Parameters())
        if about.source.startswith(ASSUMPTION)
    ]


def _named(source: str, value: float) -> tuple[float, float] | None:
    """The range that a source names, if the default lies in it."""
    if found := _BY_FACTORS.search(source):
        return _ordered(value * _float(found[1]), value * _float(found[2]))
    if found := _AROUND.search(source):
        return value - _float(found[1]), value + _float(found[1])
    for found in _FROM_TO.finditer(source):
        low, high = _float(found[1]), _float(found[2])
        if low <= value <= high and low < high:
            return low, high
    return None


def _likely(value: float, about: About) -> tuple[float, float]:
    """The register's range, where it is narrow; else half to twice the default."""
    low, high = about.low, about.high
    if value > 0.0 and isfinite(high) and low >= value / WIDE and high <= value * WIDE:
        return low, high
    return _ordered(HALF * value, TWICE * value)


def _ordered(a: float, b: float) -> tuple[float, float]:
    return (a, b) if a <= b else (b, a)


def _float(text: str) -> float:
    return float(text.replace(",", ""))


def screening_question(
    place: str,
    arms: Sequence[str],
    people: int = 20_000,
    trajectories: int = 10,
    replications: int = 2,
    years: int = 3,
    seed: int = 1,
    outcomes: Sequence[str] = (),
    ranges: Sequence[Range] | None = None,
) -> str:
    """The text of a question file that screens every assumption under some arms; the base is fee per procedure.

    Raises: ValueError if a number asked for cannot be.
    """
    from json import dumps

    varied = assumed_ranges() if ranges is None else ranges
    defaults = {name: value for name, value, _ in every_number(Parameters())}
    runs = trajectories * (len(varied) + 1) * replications
    lines = [
        f"# Which of {len(varied)} assumptions matter? Morris's screening: {trajectories} walks, each of which moves",
        f"# every number once. {trajectories * (len(varied) + 1):,} draws × {replications} replications ="
        f" {runs:,} jobs of {1 + len(arms)} arms.",
        "# Strike out what you do not doubt; narrow what you know. The comment behind each is its default and unit.",
        "# joinedup sweep THIS_FILE --out FOLDER; joinedup sensitivity FOLDER",
        "version: 2",
        "question: Which assumptions decide what the switch does?",
        f"place: {dumps(place, ensure_ascii=False)}",
        f"people: {people}",
        "arms:",
        "  base: separate",
        *(f"  {dumps(a, ensure_ascii=False)}: {dumps(a, ensure_ascii=False)}" for a in arms),
        "numbers:",
    ]
    about = {name: a for name, _, a in every_number(Parameters())}
    for r in varied:
        note = f"{float(defaults[r.name]):g}, {about[r.name].unit}" if r.name in defaults else ""
        scale = ", scale: log" if r.scale == "log" else ""
        lines.append(f"  {r.name}: {{from: {r.low:g}, to: {r.high:g}{scale}}}  # {note}".rstrip(" #"))
    lines += [
        f"design: {{kind: morris, size: {trajectories}, levels: 4, seed: {seed}}}",
        f"replications: {replications}",
        f"years: {years}",
        f"seed: {seed}",
    ]
    if outcomes:
        lines.append(f"outcomes: [{', '.join(outcomes)}]")
    missing = left_out() if ranges is None else []
    if missing:
        lines += ["", f"# Assumptions that are not varied here ({len(missing)}), and why:"]
        lines += [f"#   {x.name}: {x.why}" for x in missing]
    return "\n".join(lines) + "\n"
