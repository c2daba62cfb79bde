"""`joinedup falsify`: what would show that this is a toy, run and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from math import isnan
from multiprocessing import get_context
from typing import Any

from rich.table import Table

from joinedup.experiments.compare import Difference
from joinedup.experiments.executors.executor import usable_cores
from joinedup.experiments.falsification import (
    agreements,
    assumptions,
    contracts,
    flow,
    labels,
    need,
    payment,
    time,
    trials,
)
from joinedup.experiments.falsification.finding import Finding, Number, Verdict

type Check = Callable[[bool], Finding]

_FOUND: dict[str, Check] = {
    id: check
    for concern in (labels, time, payment, need, agreements, flow, contracts, trials, assumptions)
    for id, check in concern.CHECKS.items()
}
CHECKS: dict[str, Check] = dict(sorted(_FOUND.items(), key=lambda item: int(item[0][1:])))
APART = {
    "F3",
    "F6",
    "F9",
    "F13",
    "F14",
    "F17",
    "F21",
}  # share no run with the others: a second core plays them
STYLES = {Verdict.PASS: "", Verdict.FAIL: "bold red", Verdict.UNDECIDED: "yellow"}


def run(quick: bool = True, only: Sequence[str] = ()) -> Iterator[Finding]:
    """Each check as it is finished, in the order of the list.

    quick: about three minutes on two cores once compiled; else more replications, and so narrower intervals.
    only: ids of the checks to run; none for all.

    Raises: ValueError for an id that is not on the list.
    """
    wanted = [id.upper() for id in only] or list(CHECKS)
    for id in wanted:
        if id not in CHECKS:
            raise ValueError(f"no check {id}; there are: {', '.join(CHECKS)}")
    parts = [[id for id in wanted if (id in APART) is apart] for apart in (False, True)]
    if usable_cores() < 2 or not all(parts):
        for id in wanted:
            yield CHECKS[id](quick)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        apart = other.submit(_judged, parts[1], quick)
        mine = _judged(parts[0], quick)
        yield from sorted([*mine, *apart.result()], key=lambda finding: wanted.index(finding.id))


def _judged(ids: list[str], quick: bool) -> list[Finding]:
    return [CHECKS[id](quick) for id in ids]


def table(findings: Sequence[Finding]) -> Table:
    """The findings as a table: what would show a toy, what was run, the numbers, the verdict."""
    out = Table(title="What would show that this is a toy", show_lines=True, title_justify="left")
    out.add_column("", no_wrap=True)
    out.add_column("it would be a toy if", max_width=30)
    out.add_column("what was run", max_width=26)
    out.add_column("numbers, with 95% intervals", min_width=34)
    out.add_column("verdict", no_wrap=True)
    for f in findings:
        numbers = "\n".join(f"{n.what}: {written(n)}" for n in f.numbers)
        out.add_row(
            f.id, f.toy, f.ran, f"{numbers}\n[dim]{f.why}[/]".strip(), f"[{STYLES[f.verdict]}]{f.verdict}[/]"
            if STYLES[f.verdict]
            else str(f.verdict),
        )  # fmt: skip
    return out


def written(number: Number) -> str:
    """A number with its interval and unit: "-3.94 (-5.76 to -2.11) %"."""
    mean, low, high = number.value
    text = _plain(mean)
    if not (isnan(low) or low == high == mean):
        text += f" ({_plain(low)} to {_plain(high)})"
    return f"{text} {number.unit}".strip().replace("-", "−")


def _plain(value: float) -> str:
    if isnan(value):
        return "–"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1_000 else f"{value:.3g}"


def as_object(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The findings for other programs."""
    return [
        {
            "id": f.id,
            "toy": f.toy,
            "ran": f.ran,
            "numbers": [{"what": n.what, "unit": n.unit, **_object(n.value)} for n in f.numbers],
            "verdict": str(f.verdict),
            "why": f.why,
        }
        for f in findings
    ]


def _object(value: Difference) -> dict[str, float | None]:
    return {k: None if isnan(v) else float(v) for k, v in value._asdict().items()}
