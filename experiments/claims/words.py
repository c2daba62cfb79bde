"""Verdicts in words that a councillor can follow and a reviewer can check; every number comes from the runs."""

from __future__ import annotations

from math import isnan

from joinedup.experiments.claims.claim import SPAN, Measure, Side
from joinedup.experiments.claims.judging import At, Evidence, Judged
from joinedup.experiments.claims.verdict import Direction, Flip, Verdict
from joinedup.experiments.comparison_panels import full_label
from joinedup.experiments.question import ADEQUACY, OF_PLACES
from joinedup.experiments.results import units
from joinedup.experiments.rows import PERCENT, ROWS, Row, percent, plain, signed

MEANS = {
    Verdict.SUPPORTED: (
        "In this model it comes out as said, beyond the luck of the draw. That is no proof for a real place."
    ),
    Verdict.NOT_SUPPORTED: (
        "In this model, with these numbers, it does not come out as said. That is not the same as false: the model may "
        "lack what would make it so."
    ),
    Verdict.DEPENDS: (
        "It comes out as said under some assumptions and not under others; which, and where it turns, is said."
    ),
    Verdict.UNDECIDED: "The interval is too wide to say: luck could give either answer. More replications may tell.",
    Verdict.OUTSIDE: "No experiment of this model can say anything about it.",
}
MARKS = {
    Verdict.SUPPORTED: "✓",
    Verdict.NOT_SUPPORTED: "✗",
    Verdict.DEPENDS: "⇄",
    Verdict.UNDECIDED: "?",
    Verdict.OUTSIDE: "–",
}
SAID = {
    Direction.LESS: "less",
    Direction.MORE: "more",
    Direction.SAME: "no difference that matters",
    Direction.DIFFERENT: "a difference, either way",
    Direction.NOT_LESS: "not less",
    Direction.NOT_MORE: "not more",
}
# switches whose effect hangs on one assumption; a claim that rests on one says so
CAUTION = {
    "K": "Caution: this rests on community money (switch K), and what that does on how fast places open: a tenth a "
    "year, an assumption (investment.rise_most). Opened at once they would empty far more beds than evaluations found.",
}
NUMBERS = {
    ADEQUACY: "budgets after the switch, as a share of what was paid before",
    "place.joint_working": "how closely providers worked together before (0.1 strangers, 0.25 usual, 0.55 a long history)",
    "arm": "form of organisation",
    "prices.council_growth": "yearly growth of the council's budget",
    "organisation.private_altruism": "£ that a company gives up per £ of patient benefit (an NHS body: 2)",
}


def row_of(outcome: str) -> Row:
    """How an outcome is written: as in the tables, or by its own meaning and unit."""
    from joinedup.experiments.sectors import SECTORS
    from joinedup.model.outcomes import OUTCOMES

    if outcome in ROWS:
        return ROWS[outcome]._replace(label=full_label(outcome))
    unit = units()[outcome]
    share = unit.startswith("share ")
    label = (
        OUTCOMES[outcome].meaning
        if outcome in OUTCOMES
        else next(s.name for s in SECTORS if s.name == outcome)
    )
    return Row(outcome, label, PERCENT if share else unit, 100.0 if share else 1.0)


def row_for(measure: Measure) -> Row:
    """How a measure is written: the share of trials that miss, or its outcome."""
    if measure.trial is not None:
        return Row(measure.outcome, "Trials that miss the effect", PERCENT, 100.0)
    return row_of(measure.outcome)


def label_of(measure: Measure) -> str:
    """What a measure counts, with its years and group where they are not the usual ones."""
    words = measure.label or row_for(measure).label
    side = measure.side
    if side.group:
        words += f", {side.group}"
    if side.years != SPAN:
        words += f", {_years(side)}"
    return words + (f", less that of {_beyond(side, measure.beyond)}" if measure.beyond else "")


def _beyond(side: Side, beyond: Side) -> str:
    """In what a difference that is taken off differs from the first."""
    parts = [beyond.group] * (beyond.group != side.group) + [_years(beyond)] * (beyond.years != side.years)
    return ", ".join(parts) or _arm(beyond.arm, beyond.given)


def _years(side: Side) -> str:
    first, last = side.years
    return f"year {first}" if first == last else f"years {first} to {last}"


def compared(measure: Measure) -> str:
    """Which arms a measure compares, under which numbers."""
    side = measure.side
    words = f"{_arm(side.arm, side.given)} against {_arm(side.against, _other(side))}"
    if measure.trial is not None:
        t = measure.trial
        words += f", seen in trials of {t.treated} places and {t.controls} others"
        words += f", {t.before} years before and {t.after} after"
    if measure.beyond is not None:
        b = measure.beyond
        words += f"; less the same of {_arm(b.arm, b.given)} against {_arm(b.against, _other(b))}"
        words += f", {b.group}" if b.group != side.group else ""
        words += f", {_years(b)}" if b.years != side.years else ""
    return words


def _other(side: Side) -> tuple[tuple[str, float | tuple[float, ...]], ...]:
    return side.given if side.otherwise is None else side.otherwise


def _arm(arm: str, given: tuple[tuple[str, float | tuple[float, ...]], ...]) -> str:
    if not given:
        return arm
    return f"{arm} ({', '.join(f'{name} {_value(value)}' for name, value in given)})"


def _value(value: float | tuple[float, ...]) -> str:
    return ", ".join(f"{v:g}" for v in value) if isinstance(value, tuple) else f"{value:g}"


def unit_of(evidence: Evidence) -> str:
    """The unit of a difference: that of two percentages is in points."""
    row = row_for(evidence.measure)
    return "% points" if row.unit == PERCENT else row.unit


def amount(evidence: Evidence) -> str:
    """A difference with its interval, and in percent of its base."""
    row, found, unit = row_for(evidence.measure), evidence.found, unit_of(evidence)
    size = (abs(evidence.base) or abs(found.mean)) * row.scale
    if isnan(found.mean):
        return "not known"
    mean, low, high = (signed(x * row.scale, size) for x in found)
    if unit.startswith("£"):
        unit = unit.removeprefix("£ ")
        mean, low, high = (f"{x[0]}£{x[1:]}" if x[0] in "+−" else f"£{x}" for x in (mean, low, high))
    share = (
        f", {percent(found.mean, evidence.base)}" if evidence.base and evidence.measure.trial is None else ""
    )
    inside = "no interval" if isnan(found.low) else f"{low} to {high}"
    return f"{mean} {unit} ({inside}{share})"


def base_of(evidence: Evidence) -> str:
    """The value of what a measure is compared with."""
    row = row_for(evidence.measure)
    size = evidence.base * row.scale
    return f"{plain(size, size)} {row.unit}"


def why(found: Judged) -> str:
    """The reason for a verdict, in a sentence or two."""
    if found.verdict is Verdict.OUTSIDE:
        return found.outside[0].upper() + found.outside[1:].rstrip(".") + "."
    if found.verdict is Verdict.DEPENDS:
        return depends(found)
    holds = [e for e in found.evidence if e.verdict is Verdict.SUPPORTED]
    n = len(found.evidence)
    if found.claim.rule == "mixed":
        return _mixed(found)
    if found.verdict is Verdict.SUPPORTED:
        return "Yes: " + "; ".join(_told(e, found) for e in found.evidence) + "."
    kept = f" {len(holds)} of {n} measures hold." if n > 1 else ""
    if found.verdict is Verdict.NOT_SUPPORTED:
        fails = [e for e in found.evidence if e.verdict is Verdict.NOT_SUPPORTED]
        return "; ".join(_failed(e, found) for e in fails) + "." + kept
    open_ = [e for e in found.evidence if e.verdict is Verdict.UNDECIDED]
    return "Too uncertain to say: " + "; ".join(_told(e, found) for e in open_) + "." + kept


def _told(e: Evidence, found: Judged) -> str:
    """A measure with its number; with its arm, where another one of the claim counts the same."""
    label = label_of(e.measure)
    twice = sum(label_of(other.measure) == label for other in found.evidence) > 1
    arm = f" under {_arm(e.measure.side.arm, e.measure.side.given)}" if twice else ""
    return f"{_small(label)}{arm} {amount(e)}"


def _failed(e: Evidence, found: Judged) -> str:
    told = _told(e, found)
    if e.contrary:
        return f"The other way round: {told}"
    if e.measure.direction in (Direction.LESS, Direction.MORE):
        sign = 1.0 if e.measure.direction is Direction.MORE else -1.0
        enough = " by enough to matter" if sign * e.found.mean > 0.0 else ""
        return f"Not {e.measure.direction.value}{enough}: {told}"
    return f"It is not so: {told}"


def _mixed(found: Judged) -> str:
    parts = []
    for outcome in dict.fromkeys(e.measure.outcome for e in found.evidence):
        mine = [e for e in found.evidence if e.measure.outcome == outcome]
        up = sum(e.found.low > e.margin for e in mine)
        down = sum(e.found.high < -e.margin for e in mine)
        parts.append(
            f"{_small(row_of(outcome).label)}: more in {up}, less in {down} of {len(mine)} comparisons"
        )
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def depends(found: Judged) -> str:
    """On which number a verdict depends, and where it turns."""
    assert found.claim.sweep is not None
    over = found.claim.sweep.over
    name = NUMBERS.get(over, over)
    if found.flips:
        turns = "; ".join(_turn(flip) for flip in found.flips)
        return f"On {name}: {turns}. With the numbers as stated first: {found.at_default.value}."
    holds = [str(v.value) for v in found.values if v.verdict is Verdict.SUPPORTED]
    fails = [str(v.value) for v in found.values if v.verdict is Verdict.NOT_SUPPORTED]
    rest = [str(v.value) for v in found.values if v.verdict is Verdict.UNDECIDED]
    unsure = f", undecided for {', '.join(rest)}" if rest else ""
    return f"On the {name}: it holds for {', '.join(holds)}, not for {', '.join(fails)}{unsure}."


def _turn(flip: Flip) -> str:
    about = "" if isnan(flip.about) else f", turning at about {flip.about:.2g}"
    return f"it holds at {flip.holds_at:g} and not at {flip.fails_at:g}{about}"


def steps(found: Judged) -> str:
    """The verdict at each value of what was varied, in a sentence; nothing if nothing was."""
    if found.claim.sweep is None or not found.values:
        return ""
    over = found.claim.sweep.over
    name = NUMBERS.get(over, over)
    return f"Varied: {name}. " + "; ".join(f"{_at(v)}: {v.verdict.value}" for v in found.values) + "."


def _at(v: At) -> str:
    return v.value if isinstance(v.value, str) else f"{v.value:g}"


def notes(found: Judged) -> list[str]:
    """What a reader should bear in mind about one claim."""
    claim = found.claim
    said = [CAUTION.get(x, f"It rests on switch {x}.") for x in claim.rests_on]
    if claim.untested:
        said.append(f"Not tested: {claim.untested}")
    return said


def _small(label: str) -> str:
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def number_unit(over: str) -> str:
    """The unit of a number that is varied."""
    from joinedup.model.parameters import Parameters, every_number

    if over in OF_PLACES:
        return OF_PLACES[over][0]
    return next((about.unit for name, _, about in every_number(Parameters()) if name == over), "")


FLAGS = {
    "private": "a company runs the budget",
    "fund": "money from outside for community places",
    "social-care": "social care in the budget",
}


def meaning_of(arm: str) -> str:
    """An arm in words, for those who do not know its name."""
    from joinedup.experiments.arms import SET
    from joinedup.experiments.experiment import FROZEN, LETTERS, WORDS
    from joinedup.model.organisation.forms import MEANINGS

    if arm.startswith(FROZEN):
        return f"{meaning_of(arm.removeprefix(FROZEN))}; money flows so, and everybody behaves as before"
    if set(arm) <= set(LETTERS):
        return "separate organisations, but: " + ", ".join(WORDS[x] for x in arm)
    name, *rest = arm.split("+")
    said = [MEANINGS.get(name, name)]
    said += [f"with {x.removeprefix(SET)}" if x.startswith(SET) else FLAGS.get(x, x) for x in rest]
    return "; ".join(said)
