"""A hash of a world, by which two runs are told apart or shown to be the same."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from joinedup.model.world import World
from joinedup.model.year_book import YearBook

DIGITS = 16
COLUMNS = (
    "person", "born", "need_day", "death_day", "step_day", "review_day", "onset", "kind", "doing", "where",
    "conditions", "delayed_weeks", "failed", "visits", "severity", "control", "unmet_social", "home_risk",
)  # fmt: skip
OF_HOUSEHOLDS = ("capital", "asked", "hours", "care", "pays", "social_need")


def digest_of(years: Sequence[YearBook], world: World) -> str:
    """Sixteen hex digits of all tallies, waits and people, whatever the order in which people are stored."""
    found = sha256()
    for book in years:
        found.update(book.tallies.tobytes())
        found.update(book.waits.tobytes())
    found.update(world.tallies.tobytes())
    order = _order(world.people["person"])
    for name in COLUMNS:
        found.update(np.ascontiguousarray(world.people[name][order]))
    for name in OF_HOUSEHOLDS:
        found.update(np.ascontiguousarray(world.households[name][order]))
    return found.hexdigest()[:DIGITS]


def _order(person: np.ndarray) -> slice | np.ndarray:
    """Rows in the order of ids: as they are, if they are so already, as people are unless a user moved them."""
    if (person[1:] > person[:-1]).all():
        return slice(None)
    return np.argsort(person, kind="stable")
