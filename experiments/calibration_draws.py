"""Sets of numbers that published figures do not rule out: they come with the program, and give the range of the model.

The file is what `joinedup calibrate` leaves; its first lines say by which command it was made.
"""

from __future__ import annotations

from csv import DictReader
from functools import cache
from importlib.resources import files

FILE = "not_ruled_out.csv"
PEOPLE = 50_000  # of the place that each set is played on, at most


@cache
def not_ruled_out() -> tuple[dict[str, float], ...]:
    """The sets, each {"section.name": value}, in the order in which they were left.

    Raises: ValueError for a number that the model does not have, or one out of range.
    """
    from joinedup.model.parameters import Parameters

    text = (files("joinedup.experiments") / FILE).read_text(encoding="utf-8")
    rows = DictReader(line for line in text.splitlines() if not line.startswith("#"))
    sets = tuple({name: float(value) for name, value in row.items() if name != "draw"} for row in rows)
    for numbers in sets:
        Parameters().with_changes(numbers)
    return sets


def chosen_draws(number: int) -> tuple[dict[str, float], ...]:
    """The first so many of the sets.

    Raises: ValueError for fewer than none or more than there are.
    """
    if number == 0:
        return ()
    sets = not_ruled_out()
    if not 0 < number <= len(sets):
        raise ValueError(f"--draws is {number}; it must be between 0 and {len(sets)}")
    return sets[:number]
