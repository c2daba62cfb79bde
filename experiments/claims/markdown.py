"""The report of claims as Markdown: the same words and numbers as the page, for those who read text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from joinedup.experiments import limits
from joinedup.experiments.claims import tables, words
from joinedup.experiments.claims.claim import WHO
from joinedup.experiments.claims.judging import Evidence, Judged
from joinedup.experiments.claims.panels import says
from joinedup.experiments.claims.playing import Played
from joinedup.experiments.pictures import Panel, named


def markdown(title: str, found: Sequence[Judged], played: Played, panels: Sequence[Panel]) -> str:
    """The whole report; pictures are those of the folder's figures."""
    lines = [f"# {title}", "", tables.counted(found) + ".", "", tables.heading(played), ""]
    lines += [f"- {line}" for line in tables.reading()]
    lines += [
        "",
        "## All verdicts",
        "",
        *_rows(("", "claim", "who says so", "verdict", "why"), _board(found)),
    ]
    for one in found:
        lines += ["", *_claim(one, panels)]
    arms = sorted({run.arm for run in played.plan.where})
    lines += [
        "",
        "## What the arms are",
        "",
        *_rows(("arm", "what it is"), ((a, words.meaning_of(a)) for a in arms)),
    ]
    lines += ["", "## What this model cannot say", "", *(f"- {line}" for line in limits.chosen(1.0)), ""]
    return "\n".join(lines)


def _board(found: Sequence[Judged]) -> Iterator[tuple[str, ...]]:
    for one in found:
        verdict = f"{words.MARKS[one.verdict]} {one.verdict.value}"
        yield one.claim.id, one.claim.title, WHO[one.claim.stance], verdict, words.why(one)


def _claim(one: Judged, panels: Sequence[Panel]) -> Iterator[str]:
    yield f"## {one.claim.id} {one.claim.title}: {one.verdict.value}"
    yield ""
    yield f"**{one.claim.hypothesis}**"
    yield ""
    for head, text in says(one):
        yield f"- {head}: {text}"
    yield ""
    for name, panel in named(panels):
        if panel.title.startswith((f"{one.claim.id} ", f"{one.claim.id}:")) and panel.kind != "table":
            yield f"![{panel.title}](figures/{name}.svg)"
            yield ""
    if one.evidence:
        heads = (
            "measure",
            "what is compared",
            "base",
            "difference (95% interval)",
            "the claim says",
            "holds",
        )
        yield from _rows(
            heads, (_measure(e, d) for d, some in ((True, one.evidence), (False, one.beside)) for e in some)
        )


def _measure(e: Evidence, decides: bool) -> tuple[str, ...]:
    return (
        words.label_of(e.measure),
        words.compared(e.measure),
        words.base_of(e),
        words.amount(e),
        words.SAID[e.measure.direction],
        e.verdict.value if decides else "shown beside",
    )


def _rows(heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
