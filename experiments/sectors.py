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
ROUNDING = 1.0  # £ a year: twelve payments of whole pence come as near as that to a level
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
                costs[sector_of(heading)] += pounds
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


def sector_of(heading: str) -> str:
    """The name of the sector that a heading of the ledger belongs to.

    Raises: ValueError for a heading nobody has placed: a sum must not vanish from the table.
    """
    for sector in SECTORS:
        if heading.startswith(sector.words):
            return sector.name
    raise ValueError(f"cost heading {heading!r} belongs to no sector; add it to experiments/sectors.py")


def fixed_shares(accounts: Any, year: int) -> dict[str, dict[str, float]]:
    """Of what each account paid for fixed and step costs in a year, the share of each sector.

    A joint entity paid for the sites whose own accounts did not: its sum is split as their levels are, so that who
    joined or left in the year, or since, counts for the part of the year in which it belonged.
    """
    sector_by_sort = {int(sort): s.name for s in SECTORS for sort in s.sorts}
    paid: dict[str, float] = defaultdict(float)
    for (payer, _, what, when), pence in accounts.ledger.flows.items():
        if when == year and what == FIXED:
            paid[payer] += pence / 100.0
    sector: dict[str, str] = {}
    level: dict[str, float] = defaultdict(float)
    for row, (sort, cost) in enumerate(zip(accounts.sort.tolist(), accounts.fixed + accounts.step)):
        sector[accounts.names[row]] = sector_by_sort[sort]
        level[accounts.names[row]] += float(cost)
    unpaid = {site: cost - paid.get(site, 0.0) for site, cost in level.items()}
    rest = {site: cost for site, cost in unpaid.items() if cost > ROUNDING} or level
    return {p: {sector[p]: 1.0} if p in sector else _shares_by_sector(rest, sector) for p in paid}


def _shares_by_sector(level: dict[str, float], sector: dict[str, str]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for site, cost in level.items():
        sums[sector[site]] += cost
    whole = sum(sums.values())
    return {name: part / whole for name, part in sums.items()}


def _fixed_by_sector(accounts: Any, year: int) -> dict[str, float]:
    """£ of fixed and step cost in a year."""
    shares = fixed_shares(accounts, year)
    costs: dict[str, float] = defaultdict(float)
    for (payer, _, what, when), sum_paid in accounts.ledger.flows.items():
        if when == year and what == FIXED:
            for sector, share in shares[payer].items():
                costs[sector] += sum_paid / 100.0 * share
    return costs
