"""What a reader must know: what is left out, what the interval is, and harm beside savings."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from joinedup.experiments import limits
from joinedup.experiments.england.nation import Figure, Nation
from joinedup.experiments.england.playing import England
from joinedup.experiments.pictures import Summary
from joinedup.experiments.rows import ROWS, Row, decimals, mark, percent, signed
from joinedup.model.england import left_out

SAVINGS = ("spend_total", "resource_cost")
HARM = ("qalys", "deaths", "rationing_index", "elective_median_wait", "slope_rationing")
INTERVAL = (
    "The intervals show how much the places differ: 95%, weighted by people, from one replication in each place, with "
    "luck of its own. They hold the luck of the draw and the differences between places; replications of all England "
    "would differ by less, as the places themselves stay. The uncertainty of the numbers of the model is not in them: "
    "`joinedup parameters` lists each with its source; those marked as assumptions are no more."
)
ALIKE = (
    "Every place has the ages and deprivation of England and as many beds per person: places differ by their "
    "practices, lists, hospitals and luck. A difference between two places is therefore no sign of local need."
)
NOTHING_BURNT = (
    "No year was burnt in, and the first year is unlike those that follow, because nobody has an open problem on the "
    "first day and few providers have heard a story: in Devon and Northumberland A&E attendances were 5 to 10% lower "
    "in it, elective waits half as long again and repeated histories three quarters more."
)
SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def limits_of(england: England) -> tuple[str, ...]:
    """What this cannot say, a sentence each: what standing alone leaves out first."""
    general = [sentence for sentence in limits.SENTENCES if sentence not in (limits.ALONE, limits.LUCK_ONLY)]
    burnt = (NOTHING_BURNT,) if not england.years_burnt else ()
    return (*left_out(england.places), ALIKE, INTERVAL, *burnt, *general)


def positions_note(england: England) -> str:
    """How many distances are invented, in all places together."""
    practices = [practice for place in england.places for practice in place.practices]
    lost = sum(not practice.located for practice in practices)
    if not lost:
        return ""
    return (
        f"{lost:,} of {len(practices):,} practices have no known position: how far their patients live from a "
        "hospital, and which of several they use, is invented"
    )


def large(value: float, unit: str, sign: bool = False) -> str:
    """A total in words of its size: 26.40 m, £131.2 bn; a dash for none."""
    if isnan(value):
        return "–"
    scale, letters = next(((s, w) for s, w in SCALES if abs(value) >= s), (1.0, ""))
    scaled = value / scale
    places = decimals(scaled) if letters else 0
    number = f"{scaled:{'+' if sign else ''},.{places}f}".replace("-", "−")
    if unit.startswith("£"):
        number = f"{number[0]}£{number[1:]}" if number[0] in "+−" else f"£{number}"
    return f"{number} {letters}".strip()


def changed(row: Row, figure: Figure) -> str:
    """How one outcome differs from the baseline, as a sentence."""
    base = figure.value - figure.difference.mean
    size = base * row.scale
    words = f"{row.label.lstrip('…')}: {signed(figure.difference.mean * row.scale, size)} {row.unit}"
    words += f" ({percent(figure.difference.mean, base)})"
    if not isnan(figure.total_difference):
        words += f", {large(figure.total_difference, figure.unit, sign=True)} {figure.unit.lstrip('£ ')}"
    return f"{words}; {_certainty(figure)}"


def summary(nation: Nation) -> Summary:
    """Harm beside savings: what the first arm after the baseline saves, and what it does to patients."""
    if len(nation.england.arms) < 2:
        return Summary(f"{nation.played.people:,} people under {nation.england.arms[0].name}")
    return Summary(
        f"{nation.england.arms[1].name}, less {nation.england.arms[0].name}, for {nation.played.people:,} people",
        _sentences(nation, SAVINGS),
        _sentences(nation, HARM),
    )


def _sentences(nation: Nation, outcomes: Sequence[str]) -> list[str]:
    found = [(ROWS[name], nation.figure(1, name)) for name in outcomes]
    return [changed(row, figure) for row, figure in found if figure.places]


def _certainty(figure: Figure) -> str:
    low, high = figure.difference.low, figure.difference.high
    if isnan(low):
        return "no interval from one place"
    if mark(figure.difference) == "=":
        return "the same in every place"
    leaves_out_zero = low > 0.0 or high < 0.0
    return "the interval across places leaves out zero" if leaves_out_zero else "not to be told from zero"
