"""Unmet need and waste, always side by side: a budget that cuts both is not one that cuts only waste."""

from typing import Any

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Unmet
from joinedup.model.outcomes.outcome import outcome, ratio, total

CAUSES = len(Unmet)


def _needed(book: Any) -> float:
    return total(book, What.MET_WEIGHT) + total(book, What.UNMET_WEIGHT_0, CAUSES)


@outcome("share of health at stake")
def rationing_index(book: Any) -> float:
    """Need with positive net benefit not met in time, whatever the cause, weighted by the health at stake."""
    return ratio(total(book, What.UNMET_WEIGHT_0, CAUSES), _needed(book))


def _by_cause(book: Any, cause: Unmet) -> float:
    return ratio(total(book, What.UNMET_WEIGHT_0 + cause), _needed(book))


@outcome("share of health at stake")
def unmet_not_sought(book: Any) -> float:
    """Need not met in time: the patient did not seek help."""
    return _by_cause(book, Unmet.DID_NOT_SEEK)


@outcome("share of health at stake")
def unmet_waiting(book: Any) -> float:
    """Need not met in time: waiting."""
    return _by_cause(book, Unmet.WAITING)


@outcome("share of health at stake")
def unmet_threshold(book: Any) -> float:
    """Need not met in time: seen, and refused or given less than would have helped."""
    return _by_cause(book, Unmet.THRESHOLD)


@outcome("share of health at stake")
def unmet_lost(book: Any) -> float:
    """Need not met in time: a message about it was lost."""
    return _by_cause(book, Unmet.LOST)


@outcome("share of health at stake")
def unmet_bounced(book: Any) -> float:
    """Need not met in time: the service was full."""
    return _by_cause(book, Unmet.BOUNCED)


@outcome("share of health at stake")
def unmet_means_test(book: Any) -> float:
    """Need not met in time: refused by the means test."""
    return _by_cause(book, Unmet.MEANS_TEST)


@outcome("share of health at stake")
def unmet_died(book: Any) -> float:
    """Need not met in time: the patient died first."""
    return _by_cause(book, Unmet.DIED)


@outcome("share of variable cost", by_group=False)
def waste_index(book: Any) -> float:
    """Cost of care whose benefit is less than its cost, duplicates included, in the variable cost of all care."""
    return ratio(total(book, What.WASTE), float(book.spent.sum()))
