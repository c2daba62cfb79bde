"""People whose age, sex and illness are given, not drawn: from an export of another program, or a table of one's own."""

from typing import NamedTuple

import numpy as np

from joinedup.agents.age_bands import AGE_BANDS
from joinedup.agents.patient import LONG_AGO
from joinedup.agents.vocabulary import Sort


class GivenPeople(NamedTuple):
    """What is known of some people on day 0; one entry a person in every column.

    Person i of a place is entry i modulo their number, so a place of more people uses each several times.
    """

    source: str  # where they come from, in words
    days_old: tuple[int, ...]
    sex: tuple[int, ...]  # 0 woman, 1 man
    conditions: tuple[int, ...]  # long-term conditions, 0 to 9
    mind: tuple[int, ...]  # severity of mental illness, 0 to 3

    @property
    def number(self) -> int:
        """How many people there are."""
        return len(self.sex)

    def uses(self, people: int) -> str:
        """How often each is used in a place of so many people, in words."""
        times, more = divmod(people, self.number)
        used = f"{times} or {times + 1} times" if more else "once" if times == 1 else f"{times} times"
        return f"{counted(people)} from {self.number:,} of {self.source}: each is used {used}"


def counted(people: int) -> str:
    """A number of people in words."""
    return f"{people:,} {'person' if people == 1 else 'people'}"


def wrong_people(given: GivenPeople) -> str:
    """What is wrong with given people, as the rest of a sentence; empty if nothing."""
    if not given.number:
        return "are none; there must be at least one"
    limits = {"days_old": 1 << 20, "sex": 1, "conditions": 9, "mind": 3}
    for name, most in limits.items():
        column = getattr(given, name)
        if len(column) != given.number:
            return f"have {len(column)} values of {name} for {counted(given.number)}; every column must be as long"
        odd = next((n for n, value in enumerate(column) if not 0 <= value <= most), None)
        if odd is not None:
            return f"have {name} {column[odd]} at entry {odd}; it must be between 0 and {most}"
    return ""


def take_given(records: np.ndarray, charts: np.ndarray, given: GivenPeople) -> None:
    """Write what is given over what was drawn; deprivation, control, practice and history stay as luck had them."""
    entry = records["person"] % given.number
    days_old = np.asarray(given.days_old, np.int32)[entry]
    records["born"] = -days_old
    for name in ("sex", "conditions", "mind"):
        records[name] = np.asarray(getattr(given, name), np.uint8)[entry]
    bands = np.searchsorted(AGE_BANDS, days_old // 365, "right") - 1
    records["group"] = records["decile"] // 2 * len(AGE_BANDS) + bands
    told = charts["history"][:, Sort.PRACTICE]
    told[told != LONG_AGO] = np.maximum(told, records["born"])[told != LONG_AGO]
