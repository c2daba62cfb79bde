"""`joinedup verify`: the known answers that must come out, checked on the shipped code; and a queue laboratory.

    from joinedup.experiments.verify import Service, Stay, compared, play

builds any small system of queues out of the model's own parts; see `docs/how_to/queue_laboratory.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.table import Table

from joinedup.experiments.verification import (
    altruism,
    books,
    desks,
    encounters,
    evaluators,
    free_care,
    little,
    networks,
    neutrality,
    payments,
    pooling,
    queues,
    rules,
    social_care,
    yearly,
)
from joinedup.experiments.verification.check import Check, Estimate, exactly
from joinedup.experiments.verification.networks import expected, stationary
from joinedup.experiments.verification.small_systems import Played, Service, Stay, compared, play

__all__ = [
    "GROUPS",
    "IDS",
    "Check",
    "Estimate",
    "Played",
    "Service",
    "Stay",
    "compared",
    "expected",
    "play",
    "run",
    "stationary",
    "table",
]

type Group = Callable[[bool], Iterator[Check]]

GROUPS: tuple[Group, ...] = (
    *rules.CHECKS,
    *encounters.CHECKS,
    *little.CHECKS,
    *queues.CHECKS,
    *networks.CHECKS,
    *pooling.CHECKS,
    *social_care.CHECKS,
    *books.CHECKS,
    *payments.CHECKS,
    *neutrality.CHECKS,
    *desks.CHECKS,
    *altruism.CHECKS,
    *evaluators.CHECKS,
    *free_care.CHECKS,
    *yearly.CHECKS,
)
# of the model's specification: V known answers, W worked numbers, M claims that must hold in every arm;
# Q queues beyond it, against exact chains
IDS = (
    "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8a", "V8b", "V8c", "V9", "V10", "V11", "V12", "V13", "V14",
    "V15", "V16", "V17", "V18", "V19", "V20", "V21", "V22", "V23", "V24", "V25", "V26", "V27", "V28", "V29", "V30",
    "V31", "V32", "V33", "V34", "V35", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10", "W11", "W12", "M19",
    "Q1", "Q2", "Q3",
)  # fmt: skip


def run(quick: bool = True, only: Sequence[str] = ()) -> list[Check]:
    """All known answers, in the order of their ids; or those of some ids.

    quick: about half a minute once compiled; else with more days and people, and so with smaller errors.
    Raises: ValueError for an id that there is not.
    """
    checked(only)
    groups = [g for g in GROUPS if not only or not set(only).isdisjoint(_ids(g))]
    found = [check for group in groups for check in _answers(group, quick)]
    return sorted(
        (check for check in found if not only or check.id in only), key=lambda check: IDS.index(check.id)
    )


def checked(only: Sequence[str]) -> None:
    """Nothing, if there are such ids.

    Raises: ValueError for one that there is not.
    """
    for id in only:
        if id not in IDS:
            raise ValueError(f"no known answer {id!r}; there are: {', '.join(IDS)}")


def as_object(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """The checks as plain values: id, what, expected, observed, standard_error (0 for exact), allowed, passed."""
    return [
        {
            "id": c.id,
            "what": c.claim,
            "expected": c.expected,
            "observed": c.observed,
            "standard_error": c.standard_error,
            "allowed": c.error,
            "passed": bool(c.passed),
        }
        for c in checks
    ]


def _ids(group: Group) -> list[str]:
    """The ids that a group gives answers to, by its first words."""
    return re.findall(r"[VWMQ]\d+[a-c]?", (group.__doc__ or "").split(":")[0])


def _answers(group: Group, quick: bool) -> list[Check]:
    """The answers of a group; a run that its own audit stops is an answer too, for each id that it was to give."""
    found = []
    try:
        for check in group(quick):
            found.append(check)
    except RuntimeError as fault:
        found += [
            exactly(id, "a run that its audit does not stop", "sound", str(fault)) for id in _ids(group)
        ]
    return found


def table(checks: Iterable[Check], every: bool = False) -> Table:
    """The checks as a table: one line an id, and one for every answer that did not come out.

    every: a line for every answer.
    """
    out = Table(title="Known answers")
    for heading in ("id", "what must come out", "expected", "observed", "standard error", ""):
        out.add_column(heading, justify="left" if heading in ("id", "what must come out") else "right")
    for id, group in groupby(checks, key=lambda check: check.id):
        answers = list(group)
        failed = [check for check in answers if not check.passed]
        shown = answers if every or len(answers) == 1 else failed
        if len(shown) != len(answers):
            held = f"{len(answers) - len(failed)} of {len(answers)} answers: {answers[0].claim}, …"
            out.add_row(id, held, "", "", "", "fails" if failed else "holds")
        for check in shown:
            out.add_row(
                id,
                check.claim,
                _shown(check.expected),
                _shown(check.observed),
                _chance(check),
                "holds" if check.passed else "[bold red]fails[/]",
            )
    return out


def _chance(check: Check) -> str:
    """The standard error; an answer without chance is exact, if not to the last bit then to a rounding."""
    if check.standard_error:
        return f"{check.standard_error:.2g}"
    return f"exact, to {check.error:.2g}" if check.error else "exact"


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
