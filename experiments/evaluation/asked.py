"""What a user asks of an evaluation, turned into lives to be lived and designs to be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from joinedup.experiments.arms import arm_called
from joinedup.experiments.decomposition_tables import chosen_outcomes
from joinedup.experiments.evaluation.bank import Bank, Filling, Wanted
from joinedup.experiments.evaluation.design import NAMES, WEDGE, Design, checked
from joinedup.experiments.evaluation.power import starts_of
from joinedup.experiments.experiment import BASELINE
from joinedup.model.place import Place

__all__ = ["Filling", "Question", "grid", "is_a_fall", "is_a_number", "manifest", "question", "seeds_for"]

DESIGNS_APART = 3  # how many of the largest design the bank holds that share no place, unless said otherwise


class Question(NamedTuple):
    """Which places live, and what is asked of them."""

    places: tuple[Place, ...]
    designs: tuple[Design, ...]
    wanted: Wanted

    def words(self, bank: Bank) -> str:
        """The bank in words."""
        names = ", ".join(f"{p.title} ({p.people:,} people)" for p in self.places)
        return f"{len(bank)} lives of {names}"


def question(
    places: Sequence[Place],
    people: int | None,
    designs: Sequence[Design],
    arm: str,
    outcome: str,
    seed: int,
    parameters: Mapping[str, Any],
    adequacy: float,
) -> Question:
    """All that is lived and drawn.

    Raises: ValueError for an arm or an outcome there is not.
    """
    from joinedup.experiments.results import units

    (name,) = chosen_outcomes(outcome, tuple(units()), ())[:1]
    policy = BASELINE if arm.strip().lower() == "none" else arm_called(arm)
    years = max(d.years for d in designs)
    starts = starts_of(designs) if policy.plan else ()
    wanted = Wanted(policy, starts, years, name, seed, dict(parameters), adequacy)
    scaled = tuple(p if people is None else p.scaled(people) for p in places)
    return Question(scaled, tuple(designs), wanted)


def grid(kinds: str, treated: str, controls: str, years: str, before: int) -> list[Design]:
    """Every kind of design for every pair of treated and controls and every number of years.

    A design that comes twice is drawn once.
    Raises: ValueError for words that are none of them, or lists of different lengths.
    """
    some = [word.strip().lower() for word in kinds.split(",") if word.strip()]
    wrong = [word for word in some if word not in NAMES]
    if wrong or not some:
        raise ValueError(f"--designs {kinds!r}: there are {', '.join(NAMES)}")
    numbers = {"--treated": _numbers("--treated", treated), "--controls": _numbers("--controls", controls)}
    longest = max(map(len, numbers.values()))
    for option, found in numbers.items():
        if len(found) not in (1, longest):
            raise ValueError(
                f"{option} has {len(found)} numbers and the other {longest}; give one for each design, or one for all"
            )
    n, m = (found * (longest // len(found)) for found in numbers.values())
    designs = [
        Design(kind, *((a + b, 0) if kind == WEDGE else (a, b)), before, after)
        for kind in some
        for a, b in zip(n, m, strict=True)
        for after in _numbers("--years", years)
    ]
    return [checked(d) for d in dict.fromkeys(designs)]


def _numbers(option: str, text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words or not all(word.isdecimal() for word in words):
        raise ValueError(f"{option} {text!r}: write whole numbers between commas, such as 1,5")
    return [int(word) for word in words]


def is_a_fall(fall: float) -> None:
    """Nothing, if it is one.

    Raises: ValueError for a share that is none.
    """
    if not 0.0 < fall < 1.0:
        raise ValueError(f"--fall is {fall:g}; it must be a share above 0 and below 1, such as 0.04 for 4%")


def is_a_number(name: str, value: int, least: int) -> None:
    """Nothing, if it is large enough.

    Raises: ValueError if not.
    """
    if value < least:
        raise ValueError(f"{name} is {value}; it must be at least {least}")


def seeds_for(question: Question, said: int | None) -> int:
    """How many times each place is lived: enough for the largest design, or as often as said.

    Raises: ValueError for too few.
    """
    largest = max(d.places for d in question.designs)
    places = len(question.places)
    seeds = -(-DESIGNS_APART * largest // places) if said is None else said
    is_a_number("seeds", seeds, 1)
    if seeds * places < largest:
        raise ValueError(
            f"--seeds {seeds} of {places} place{'s' if places > 1 else ''} are {seeds * places} lives, but the largest "
            f"design has {largest} places; say --seeds {-(-largest // places)} or more"
        )
    return seeds


def manifest(question: Question, bank: Bank, draws: int, volunteers: bool, fall: float) -> dict[str, Any]:
    """What the answer came from, and everything needed to repeat it."""
    from joinedup.experiments.provenance import command_line, source_digest, versions
    from joinedup.experiments.results import planned

    w = question.wanted
    return {
        "command": " ".join(command_line()),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "source_digest": source_digest(),
        "places": [{"name": p.name, "people": p.people, "sources": list(p.sources)} for p in question.places],
        "lives": len(bank),
        "arm": {
            "name": w.arm.name,
            "frozen": w.arm.frozen,
            "plan": [planned(*stage) for stage in w.arm.plan],
        },
        "outcome": w.outcome,
        "seed": w.seed,
        "adequacy": w.adequacy,
        "changed": {name: str(value) for name, value in w.parameters.items()},
        "fall_imposed": fall,
        "draws": draws,
        "volunteers": volunteers,
        "years": w.years,
        "starts": list(w.starts),
    }
