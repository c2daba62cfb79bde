"""Claims on the screen: who says what, what the runs say, in one table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from joinedup.experiments import limits
from joinedup.experiments.claims import words
from joinedup.experiments.claims.claim import WHO
from joinedup.experiments.claims.judging import Judged
from joinedup.experiments.claims.playing import Played
from joinedup.experiments.claims.verdict import Verdict

STYLES = {
    Verdict.SUPPORTED: "bold green",
    Verdict.NOT_SUPPORTED: "bold red",
    Verdict.DEPENDS: "bold magenta",
    Verdict.UNDECIDED: "yellow",
    Verdict.OUTSIDE: "dim",
}


def print_claims(found: Sequence[Judged], played: Played, out: Console) -> None:
    """What was played, every claim with its verdict, what the verdicts mean, and what the model cannot say."""
    out.print(Text(f"\n{heading(played)}"))
    out.print(Text(counted(found), style="bold"))
    table = Table(box=SIMPLE_HEAD, show_lines=True, padding=(0, 1))
    table.add_column("", no_wrap=True)
    table.add_column("claim, and who says so", max_width=38)
    table.add_column("verdict", min_width=13, max_width=13)
    table.add_column("why, with 95% intervals", min_width=44)
    for one in found:
        table.add_row(one.claim.id, _claim(one), Text(one.verdict.value, STYLES[one.verdict]), _why(one))
    out.print(table)
    for line in reading():
        out.print(Text(f"• {line}"))
    out.print(Text("\nWhat this model cannot say", style="bold"))
    for sentence in limits.chosen(1.0):
        out.print(Text(f"• {sentence}"))


def _claim(one: Judged) -> Text:
    return Text.assemble(one.claim.hypothesis, (f" ({WHO[one.claim.stance]})", "dim"))


def _why(one: Judged) -> Text:
    text = Text(words.why(one))
    if one.values and not (one.verdict is Verdict.DEPENDS and not one.flips):
        text.append(f" {words.steps(one)}", style="dim")
    for note in words.notes(one):
        text.append(f" {note}", style="italic")
    return text


def heading(played: Played) -> str:
    """What was played, in two sentences."""
    plan, n = played.plan, len(played.replications)
    same = (
        "Before the switch all arms are the same to the last bit."
        if played.identical_before_switch
        else "BEFORE THE SWITCH THE ARMS DIFFER: do not use these results."
    )
    return (
        f"{plan.place.title}: {plan.place.people:,} registered people, {len(plan.where)} different runs of "
        f"{n} replication{'' if n == 1 else 's'} each, seed {plan.seed}; {played.seconds:.0f} s. {same}"
    )


def counted(found: Sequence[Judged]) -> str:
    """How many claims came out how."""
    counts = {v: sum(one.verdict is v for one in found) for v in Verdict}
    return f"{len(found)} claim{'' if len(found) == 1 else 's'}: " + ", ".join(
        f"{n} {v.value}" for v, n in counts.items() if n
    )


def reading() -> list[str]:
    """What the verdicts mean, and what an interval leaves open."""
    lines = [f"{v.value}: {meaning}" for v, meaning in words.MEANS.items()]
    return [
        *lines,
        "The direction of every measure was written down before the runs, and one rule judges supporters, critics and the "
        "neutral alike. A difference below 0.5% of its base counts as none unless a claim says otherwise.",
        "Arms are named as in `joinedup forms`; letters are switches alone: P payment per head, I shared records, O one "
        "organisation, K community money.",
        "Of twenty intervals one misses the truth by luck: with so many measures, take no single one for certain.",
    ]
