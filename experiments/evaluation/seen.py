"""What evaluators would have seen, on the screen, as JSON, as tables and as pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from joinedup.experiments.decomposition_tables import row_of
from joinedup.experiments.evaluation.bank import Bank, Wanted
from joinedup.experiments.evaluation.design import NAMES, SYNTHETIC, WEDGE
from joinedup.experiments.evaluation.power import EMERGENT, IMPOSED, NOTHING, Verdict
from joinedup.experiments.tables import blank_table, titled

if TYPE_CHECKING:
    import polars as pl

    from joinedup.experiments.pictures import Panel

METHODS = {
    "did": "Difference-in-differences: years before and after averaged, two-sample t (Bertrand et al. 2004); one pair "
    "has only the years of its difference.",
    SYNTHETIC: "Synthetic control: weights on the simplex by the years before, ranked among placebos (Abadie et al. "
    "2010); fewer than 19 controls can never call one place's effect significant.",
    WEDGE: "Stepped wedge: places change one after the other; fixed effects of place and year, jackknife over places "
    "(Hussey & Hughes 2007); three places or more give an interval.",
}
LIMITS = (
    "Places of this model differ by their people, providers and luck. Real ones also differ by what is not in it: "
    "other policies, recording, trends of their own. A real evaluator does worse.",
    "An imposed fall scales what was counted after the change. It is put in by hand to ask how large an effect must be "
    "to be seen; it is no result of the model.",
    "Designs drawn from one bank share its places, which the ± allows for: more --seeds make it smaller.",
)


def _of(verdicts: Sequence[Verdict], truth: str) -> list[Verdict]:
    return [v for v in verdicts if v.truth == truth]


def percent(value: float) -> str:
    """An effect in percent, with its sign."""
    return "–" if isnan(value) else f"{value:+.1f}%".replace("-", "−")


def in_ten(share: float, error: float | None = None) -> str:
    """A share as times in ten, with half its interval if there is one."""
    if isnan(share):
        return "–"
    return f"{10.0 * share:.1f}" + ("" if error is None else _half(10.0 * error))


def print_evaluation(
    wanted: Wanted, bank: Bank, people: str, verdicts: Sequence[Verdict], fall: float, out: Console
) -> None:
    """The question in one sentence first, then every design."""
    row = row_of(wanted.outcome)
    what = row.label.lstrip("…").lower()
    out.print(Text.assemble(("\nWhat an evaluator would have seen", "bold"), f": {what}, {people}."))
    for kind in dict.fromkeys(v.design.kind for v in verdicts):
        out.print(Text(sentence([v for v in verdicts if v.design.kind == kind], fall, what)))
    out.print(_imposed_table(verdicts, fall))
    if _of(verdicts, EMERGENT):
        out.print(_emergent_table(verdicts, wanted.arm.name))
    shown = {v.design.kind for v in verdicts}
    for kind, words in METHODS.items():
        if kind in shown:
            out.print(Text(f"• {words}", style="dim"))
    for words in LIMITS:
        out.print(Text(f"• {words}", style="dim"))


def _imposed_table(verdicts: Sequence[Verdict], fall: float) -> Group:
    """False alarms, and a fall that was put in by hand."""
    table = _table(
        "reports where nothing happens, in ten", "seen as", "95 of 100 lie in", "missed, times in ten"
    )
    for nothing, imposed in zip(_of(verdicts, NOTHING), _of(verdicts, IMPOSED), strict=True):
        alarms = in_ten(nothing.significant, nothing.significant_error)
        missed = in_ten(imposed.missed, imposed.missed_error)
        table.add_row(_label(nothing), alarms, percent(imposed.mean), _range(imposed), missed)
    note = "± half a 95% interval: another bank of places would say something else; – where the bank is too small."
    return titled(f"Nothing happens, and a fall of {fall:.0%} imposed", table, note)


def _emergent_table(verdicts: Sequence[Verdict], arm: str) -> Group:
    """What the change really does, and what is seen of it."""
    table = _table("true effect", "seen as", "95 of 100 lie in", "bias, points", "missed, times in ten")
    for v in _of(verdicts, EMERGENT):
        missed = in_ten(v.missed, v.missed_error)
        bias = f"{v.bias:+.1f}{_half(v.bias_error)}".replace("-", "−")
        table.add_row(_label(v), percent(v.true), percent(v.mean), _range(v), bias, missed)
    note = "The true effect is the mean over the places and years that had changed, each less its own twin."
    return titled(f"What {arm!r} really does, which only the twins tell", table, note)


def _table(*heads: str) -> Table:
    table = blank_table()
    for head in heads:
        table.add_column(head, justify="right", max_width=16)
    return table


def _label(v: Verdict) -> Text:
    d = v.design
    name = NAMES[d.kind]
    return Text.assemble(name[0].upper() + name[1:], (f"\n{d.words}, {d.before} + {d.after} years", "dim"))


def _range(v: Verdict) -> str:
    return f"{v.low:+.1f} to {v.high:+.1f}".replace("-", "−")


def _half(error: float) -> str:
    return " ±–" if isnan(error) else f" ±{error:.1f}"


def sentence(verdicts: Sequence[Verdict], fall: float, what: str) -> str:
    """The smallest design of a kind in one sentence: how often a true fall of so much is missed."""
    imposed, nothing = _of(verdicts, IMPOSED)[0], _of(verdicts, NOTHING)[0]
    d = imposed.design
    watched = f"{d.after} year{'s' if d.after > 1 else ''} after {d.before} before"
    return (
        f"{NAMES[d.kind].capitalize()} with {d.places} places ({d.words}) and {watched}: a true {fall:.0%} fall in {what} "
        f"is missed {in_ten(imposed.missed)} times in ten; where nothing happens an effect is reported in "
        f"{100.0 * nothing.significant:.0f} of 100."
    )


# --- tables


def table(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per design and truth."""
    import polars as pl

    return pl.DataFrame(
        [
            {
                "design": v.design.kind,
                "treated": v.design.treated,
                "controls": v.design.controls,
                "years_before": v.design.before,
                "years_after": v.design.after,
            }
            | {name: value for name, value in v._asdict().items() if name != "design"}
            for v in verdicts
        ],
        infer_schema_length=None,
    )


def histories(bank: Bank) -> pl.DataFrame:
    """One row per life, start of the change (none: never) and year."""
    import polars as pl

    rows = [
        {"life": k, "place": place, "start": start, "year": year, "value": float(value)}
        for start, lives in ((None, bank.unchanged), *zip(bank.starts, bank.changed, strict=True))
        for k, (place, values) in enumerate(zip(bank.places, lives, strict=True))
        for year, value in enumerate(values)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def as_object(
    wanted: Wanted, bank: Bank, verdicts: Sequence[Verdict], manifest: dict[str, Any]
) -> dict[str, Any]:
    """Everything as plain lists, numbers and words; None where there is no number."""
    rows = table(verdicts).to_dicts()
    return {
        "outcome": wanted.outcome,
        "arm": wanted.arm.name,
        "lives": len(bank),
        "unit_of_effects": "% of what was counted without the change",
        "methods": METHODS,
        "evaluations": [
            {k: None if isinstance(x, float) and isnan(x) else x for k, x in row.items()} for row in rows
        ],
        "manifest": manifest,
    }


def panels(wanted: Wanted, verdicts: Sequence[Verdict], fall: float) -> Iterator[Panel]:
    """How often an effect is missed, and where the estimates lie."""
    import polars as pl

    from joinedup.experiments.pictures import Panel

    what = row_of(wanted.outcome).label.lstrip("…").lower()

    def name(v: Verdict) -> str:
        d = v.design
        return f"{NAMES[d.kind]}, {d.words}, {d.before} + {d.after} years"

    imposed = _of(verdicts, IMPOSED)
    yield Panel(
        f"A {fall:.0%} fall in {what}: how often it is missed",
        "Each bar is a design: of ten evaluators, how many would not have reported a fall that was there. It is imposed, "
        "not a result of the model.",
        "bars",
        pl.DataFrame({"label": [name(v) for v in imposed], "value": [10.0 * v.missed for v in imposed]}),
        {"unit": "times in ten"},
    )
    yield Panel(
        "Nothing happens: how often an effect is reported",
        "Each bar is a design: of ten evaluators, how many would have reported an effect where there is none. A fair "
        "method does so half a time in ten.",
        "bars",
        pl.DataFrame(
            {
                "label": [name(v) for v in _of(verdicts, NOTHING)],
                "value": [10.0 * v.significant for v in _of(verdicts, NOTHING)],
            }
        ),
        {"unit": "times in ten"},
    )
    for truth, title in ((IMPOSED, f"a {fall:.0%} fall imposed"), (EMERGENT, wanted.arm.name)):
        some = _of(verdicts, truth)
        if some:
            yield Panel(
                f"What evaluators report of {what}: {title}",
                "The dot is the mean of all estimates, the line holds 95 of 100 of them; the mark is the true effect, "
                "which the twins tell.",
                "intervals",
                pl.DataFrame(
                    {
                        "label": [name(v) for v in some],
                        "mean": [v.mean for v in some],
                        "low": [v.low for v in some],
                        "high": [v.high for v in some],
                    }
                ),
                {"unit": "%", "marks": {"true": some[0].true}},
            )
