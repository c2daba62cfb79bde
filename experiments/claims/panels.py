"""Claims as pictures: all verdicts on top, then an interval plot for each claim, and the course of what is varied."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from joinedup.experiments.claims import tables, words
from joinedup.experiments.claims.claim import WHO
from joinedup.experiments.claims.judging import Evidence, Judged
from joinedup.experiments.claims.playing import Played
from joinedup.experiments.pictures import Panel, Summary

if TYPE_CHECKING:
    import polars as pl

HEADS = {
    "label": "measure", "compared": "what is compared", "mean": "difference", "claimed": "the claim says",
    "in_unit": "difference in its unit (95% interval)",
}  # fmt: skip
ANCHOR = "claim-{id}"


def panels_of(found: Sequence[Judged], played: Played) -> list[Panel]:
    """Verdicts by who makes the claims, all claims at a glance, then each claim."""
    claims = [panel for one in found for panel in claim_panels(one)]
    return [board(found), *claims, *glossary(played)]


def glossary(played: Played) -> list[Panel]:
    """What the arms are, in words; nothing if none was played."""
    import polars as pl

    arms = sorted({run.arm for run in played.plan.where})
    if not arms:
        return []
    table = pl.DataFrame({"arm": arms, "what it is": [words.meaning_of(arm) for arm in arms]})
    return [Panel("What the arms are", "Every arm that was played, by its name above.", "table", table)]


def summary_of(found: Sequence[Judged], played: Played) -> Summary:
    """How many claims came out how, and what was run."""
    return Summary(tables.counted(found) + ".", about=tables.heading(played))


def board(found: Sequence[Judged]) -> Panel:
    """Every claim with its verdict, by who makes it."""
    import polars as pl

    rows = [
        {
            "claim": one.claim.id,
            "what is claimed": one.claim.title,
            "who says so": WHO[one.claim.stance],
            "verdict": one.verdict.value,
            "why": words.why(one),
        }
        for one in found
    ]
    tiles = {
        who: [
            {
                "id": one.claim.id,
                "title": one.claim.title,
                "verdict": one.verdict.value,
                "mark": words.MARKS[one.verdict],
                "kind": one.verdict.name.lower().replace("_", "-"),
                "anchor": ANCHOR.format(id=one.claim.id),
            }
            for one in found
            if WHO[one.claim.stance] == who
        ]
        for who in WHO.values()
    }
    return Panel(
        "All verdicts",
        "Each claim with what the runs say about it, by who makes it; follow a claim to its picture.",
        "table",
        pl.DataFrame(rows),
        {"board": {who: claims for who, claims in tiles.items() if claims}, "notes": tables.reading()},
    )


def claim_panels(one: Judged) -> list[Panel]:
    """The intervals of one claim, in percent where there is a base to take it of; then what was varied."""
    title = f"{one.claim.id} {one.claim.title}: {one.verdict.value}"
    options = {"says": says(one), "anchor": ANCHOR.format(id=one.claim.id)}
    if not one.evidence and not one.beside:
        return [
            Panel(title, one.claim.hypothesis, "table", _nothing(), {**options, "empty": "nothing was run"})
        ]
    panels = [_intervals(title, one, options)]
    if one.values:
        panels.append(_course(one))
    return panels


def says(one: Judged) -> list[tuple[str, str]]:
    """A claim in words, under headings."""
    parts = [
        ("Who says so", f"{WHO[one.claim.stance].capitalize()}. {one.claim.said}"),
        ("What was played", one.claim.experiment),
        ("Verdict", f"{one.verdict.value.capitalize()}. {words.why(one)}"),
        ("What was varied", _capital(words.steps(one).removeprefix("Varied: "))),
        ("Bear in mind", " ".join(words.notes(one))),
    ]
    return [(head, text) for head, text in parts if text]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing() -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(schema={"label": pl.String})


def _relative(e: Evidence) -> bool:
    """Whether a measure can be written in percent of its base."""
    return abs(e.base) > 1e-9 and e.measure.trial is None


def _record(e: Evidence, decides: bool) -> dict[str, Any]:
    row = words.row_for(e.measure)
    scale = 100.0 / abs(e.base) if _relative(e) else row.scale
    mean, low, high = (None if isnan(x) else x * scale for x in e.found)
    label = words.label_of(e.measure)
    return {
        "label": label if _relative(e) else f"{label} ({words.unit_of(e)})",
        "series": "decides" if decides else "beside",
        "mean": mean,
        "low": low,
        "high": high,
        "claimed": words.SAID[e.measure.direction],
        "verdict": e.verdict.value if decides else "–",
        "base": words.base_of(e),
        "in_unit": words.amount(e),
        "compared": words.compared(e.measure),
    }


def _intervals(title: str, one: Judged, options: dict[str, Any]) -> Panel:
    import polars as pl

    evidence = [(e, True) for e in one.evidence] + [(e, False) for e in one.beside]
    records = [_record(e, decides) for e, decides in evidence]
    for record in records:
        same = [r for r in records if r["label"] == record["label"]]
        if len(same) > 1:
            for r in same:
                r["label"] = f"{r['label']}: {r['compared']}"
    percents = all(_relative(e) for e, _ in evidence)
    if not percents:
        for record, (e, _) in zip(records, evidence):
            record["label"] += " (%)" if _relative(e) else ""
    return Panel(
        title,
        one.claim.hypothesis,
        "intervals",
        pl.DataFrame(records, infer_schema_length=None),
        {
            **options,
            "unit": "%" if percents else "",
            "x_label": "difference, in percent of what it is compared with"
            + ("" if percents else ", or as said"),
            "heads": HEADS,
            "series": ["decides", "beside"],
        },
    )


def _course(one: Judged) -> Panel:
    import polars as pl

    assert one.claim.sweep is not None
    over = one.claim.sweep.over
    name = words.NUMBERS.get(over, over)
    categories = any(isinstance(v.value, str) for v in one.values)
    records = []
    for v in one.values:
        for e in v.evidence:
            record = _record(e, True)
            at: dict[str, Any] = {"label": str(v.value)} if categories else {"x": float(v.value)}
            at |= {"series": record["label"], "low": record["low"], "high": record["high"]}
            at |= {"mean" if categories else "y": record["mean"], "verdict of the claim": v.verdict.value}
            records.append(at)
    percents = all(_relative(e) for v in one.values for e in v.evidence)
    turns = [flip.about for flip in one.flips if not isnan(flip.about)]
    marks = {f"turns at {at:.2g}": at for at in turns}
    options: dict[str, Any] = {"unit": "%" if percents else "", "belongs": True}
    if categories:
        options |= {"x_label": "difference, in percent of what it is compared with", "heads": {"label": name}}
    else:
        options |= {"x_label": name, "y_label": "difference", "marks": marks, "zero": True, "signed": True}
    return Panel(
        f"{one.claim.id}: what varying the {_short(over)} does",
        "The measures that decide, at each value; the bar or the shade is the 95% interval.",
        "intervals" if categories else "lines",
        pl.DataFrame(records, infer_schema_length=None),
        options,
    )


def _short(over: str) -> str:
    short = {
        "arm": "form of organisation",
        "adequacy": "size of the budget",
        "place.joint_working": "joint working before",
        "prices.council_growth": "growth of the council's budget",
        "organisation.private_altruism": "altruism of the company",
    }
    return short.get(over, f"number {over}")
