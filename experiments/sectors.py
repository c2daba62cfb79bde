"""What care costs by sector, whoever pays: comparable also when one organisation holds the budget."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import WHATS, What
from joinedup.agents.vocabulary import Sort


class Sector(NamedTuple):
    """One heading of the table of costs."""

    name: str
    meaning: str
    words: tuple[str, ...]  # a heading of the ledger that begins with one of these belongs here
    sorts: tuple[Sort, ...] = ()  # whose fixed and step costs belong here


FIXED = "fixed and step costs"
UNIT = "£ per person a year"
SECTORS = (
    Sector("cost_hospital", "Hospital care", ("hospital",), (Sort.HOSPITAL,)),
    Sector("cost_general_practice", "General practice", ("general practice",), (Sort.PRACTICE,)),
    Sector("cost_community", "Community health services", ("community",), (Sort.COMMUNITY,)),
    Sector("cost_mental_health", "Mental health care", ("mental health",), (Sort.MENTAL_HEALTH,)),
    Sector(
        "cost_social_care",
        "Social care",
        ("social care", "care homes", "home care"),
        (Sort.COUNCIL, Sort.CARE_HOME, Sort.HOME_CARE),
    ),
    Sector("cost_out_of_hours", "Out-of-hours care", ("out of hours",), (Sort.OUT_OF_HOURS,)),
    Sector(
        "cost_administration",
        "Administration, meetings, records, setting up, investing and ending",
        (
            "administration",
            "meetings",
            "record platform",
            "setting up",
            "investment",
            "taking up own terms",
            "ending an agreement",
        ),
    ),
)


def sector_costs(model: Any, first_year: int) -> dict[str, list[float]]:
    """£ per person by sector and year, from `first_year` on: variable, fixed and step costs."""
    from joinedup.model.outcomes.outcome import person_years

    found: dict[str, list[float]] = {s.name: [] for s in SECTORS}
    for book in model.years[first_year:]:
        costs: dict[str, float] = defaultdict(float)
        for heading, pounds in book.spending["resources"].items():
            if heading != FIXED:
                costs[_sector_of(heading)] += pounds
        for sector, pounds in _fixed_by_sector(model.accounts, book.year).items():
            costs[sector] += pounds
        people = person_years(book)
        for sector in found:
            found[sector].append(costs[sector] / people if people else float("nan"))
    return found


def sector_of_events(sort: np.ndarray, laboratory: np.ndarray) -> np.ndarray:
    """(sites, WHATS) the row of SECTORS that bears the variable cost of an event.

    As the books have it: tests that a practice asks for are its laboratory's, and that is a hospital.
    laboratory: (sites,) row of the site that does a practice's tests, -1 none.
    """
    from joinedup.model.payment.service import LABORATORY_TESTS

    names = [s.name for s in SECTORS]
    of_sort = {int(sort): row for row, s in enumerate(SECTORS) for sort in s.sorts}
    found = np.repeat([[of_sort[x]] for x in sort.tolist()], WHATS, axis=1)
    sent = (sort == Sort.PRACTICE) & (laboratory >= 0)
    found[sent, What.TEST_0 : What.TEST_0 + LABORATORY_TESTS] = names.index("cost_hospital")
    return found


def _sector_of(heading: str) -> str:
    """Raises: ValueError for a heading nobody has placed: a sum must not vanish from the table."""
    for sector in SECTORS:
        if heading.startswith(sector.words):
            return sector.name
    raise ValueError(f"cost heading {heading!r} belongs to no sector; add it to experiments/sectors.py")


def _fixed_by_sector(accounts: Any, year: int) -> dict[str, float]:
    """£ of fixed and step cost in a year. A joint entity's is split as the levels of its sites are."""
    level = accounts.fixed + accounts.step
    sector_of = {int(sort): s.name for s in SECTORS for sort in s.sorts}
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row, sort in enumerate(accounts.sort.tolist()):
        owners = {accounts.names[row], accounts.names[accounts.terms.entity_of[row]]}
        for owner in owners:
            shares[owner][sector_of[sort]] += float(level[row])
    costs: dict[str, float] = defaultdict(float)
    for (payer, _, what, when), sum_paid in accounts.ledger.flows.items():
        if when == year and what == FIXED:
            whole = sum(shares[payer].values())
            for sector, level_there in shares[payer].items():
                costs[sector] += sum_paid / 100.0 * (level_there / whole if whole else 0.0)
    return costs
