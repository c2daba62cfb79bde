"""Money: what payers paid, what care cost, who was left with what. 2017/18 pounds."""

from typing import Any

from joinedup.model.outcomes.outcome import outcome, person_years, ratio

OVERHEADS = ("administration", "setting up", "tax", "record platform")


def _a_head(book: Any, pounds: float) -> float:
    return ratio(pounds, person_years(book))


def _paid(book: Any, *words: str) -> float:
    return float(sum(v for what, v in book.spending["payers"].items() if any(w in what for w in words)))


def _cost(book: Any, *words: str) -> float:
    return float(sum(v for what, v in book.spending["resources"].items() if any(w in what for w in words)))


@outcome("£ per person a year", by_group=False)
def spend_total(book: Any) -> float:
    """What commissioner and council paid for care."""
    return _a_head(book, sum(v for what, v in book.spending["payers"].items() if what != "allocation"))


@outcome("£ per person a year", by_group=False)
def resource_cost(book: Any) -> float:
    """What care cost: staff, supplies, fixed costs, whoever paid."""
    return _a_head(book, sum(book.spending["resources"].values()))


@outcome("£ per person a year", by_group=False)
def overheads(book: Any) -> float:
    """Administration, setting up, tax and record platform."""
    return _a_head(book, _cost(book, *OVERHEADS) + _paid(book, "tax"))


@outcome("£ per person a year", by_group=False)
def provider_surplus(book: Any) -> float:
    """Surplus of all providers together."""
    return _a_head(book, sum(book.surpluses.values()))


@outcome("£ per person a year", by_group=False)
def stranded_cost(book: Any) -> float:
    """Fixed cost that falls in activity have not released."""
    return _a_head(book, book.stranded)
