"""What decides a run, in words and numbers: the manifest of a sweep, and how it differs from another's."""

from __future__ import annotations

from typing import Any

from joinedup.experiments.question import Question

WORDS = {"varied": "the numbers that are varied"}


def manifest_of(question: Question) -> dict[str, Any]:
    """Everything needed to play the runs again and to see that they are the same; no dates and no machine."""
    from joinedup.experiments.provenance import runs_digest, versions
    from joinedup.experiments.results import units
    from joinedup.model.parameters import Parameters, every_number

    unit = units()
    years = [*range(-question.years_before, 0), *range(1, question.years + 1)]
    numbers = Parameters().with_changes(question.numbers)
    return {
        "facts": {
            "places": [p.name for p in question.places],
            "titles": [p.title for p in question.places],
            "people": [p.people for p in question.places],
            "notes": {p.name: list(p.notes) for p in question.places},
            "sources": {p.name: list(p.sources) for p in question.places},
            "arms": [a.name for a in question.arms],
            "draws": question.draws,
            "years": years,
            "outcomes": list(unit),
            "units": unit,
            "leading": list(question.outcomes),
        },
        "question": question.canonical(),
        "program": runs_digest(),
        "versions": versions(),
        "parameters": {
            name: [float(v) for v in value] if isinstance(value, tuple) else float(value)
            for name, value, _ in every_number(numbers)
        },
        "replications": question.first_replications,
        "settled": question.precision is None,
    }


def differences(manifest: dict[str, Any], question: Question) -> list[str]:
    """How a sweep on disk differs from a question and this program, in words; none if it does not."""
    from importlib.metadata import version

    from joinedup.experiments.provenance import runs_digest

    found = []
    theirs, mine = manifest["question"], question.canonical()
    for key in sorted((theirs.keys() | mine.keys()) - {"question"}):  # other words are no other question
        a, b = theirs.get(key), mine.get(key)
        if a != b:
            found.append(f"{WORDS.get(key, key)} there {_short(a, b)}, here {_short(b, a)}")
    if manifest["program"] != runs_digest():
        there = manifest["versions"].get("joinedup", "?")
        found.append(
            f"it was begun by joinedup {there} (program {manifest['program']}); this is {version('joinedup')} "
            f"(program {runs_digest()})"
        )
    return found


def _short(value: Any, other: Any) -> str:
    """What one of two values has that the other has not, cut to a line."""
    if isinstance(value, dict) and isinstance(other, dict):
        value = {k: v for k, v in value.items() if other.get(k) != v} or "has no more"
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "…"
