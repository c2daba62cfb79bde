"""Health: quality-adjusted life, and who dies of what."""

from typing import Any

from joinedup.agents.happenings import What
from joinedup.agents.quality_of_life import QALY_UNITS
from joinedup.agents.vocabulary import Unmet
from joinedup.model.outcomes.outcome import outcome, per_1000, person_years, ratio, total


@outcome("QALYs per 1,000 people a year")
def qalys(book: Any) -> float:
    """Quality-adjusted life: years lived, times how good they were."""
    lost = per_1000(book, What.QALY_LOST_ILLNESS) + per_1000(book, What.QALY_LOST_WAITING)
    return (per_1000(book, What.QALY) - lost) / QALY_UNITS


@outcome("QALYs per 1,000 people a year")
def qalys_lost_to_illness(book: Any) -> float:
    """Quality of life lost while acute problems were open."""
    return per_1000(book, What.QALY_LOST_ILLNESS) / QALY_UNITS


@outcome("QALYs per 1,000 people a year")
def qalys_lost_to_waiting(book: Any) -> float:
    """Quality of life lost on waiting lists for treatment."""
    return per_1000(book, What.QALY_LOST_WAITING) / QALY_UNITS


@outcome("QALYs per 1,000 people a year")
def health_forgone(book: Any) -> float:
    """Health that help in time would have given: the need not met, at the worth of a QALY."""
    unmet = total(book, What.UNMET_WEIGHT_0, len(Unmet)) / book.health_worth
    return ratio(1_000.0 * unmet, person_years(book))


@outcome("deaths per 1,000 people a year")
def deaths(book: Any) -> float:
    """Deaths of registered people."""
    return per_1000(book, What.DEATH)


@outcome("deaths per 1,000 people a year")
def deaths_of_episodes(book: Any) -> float:
    """Deaths at the end of an acute episode."""
    return per_1000(book, What.DEATH_OF_EPISODE)


@outcome("deaths per 1,000 people a year")
def deaths_of_boarding(book: Any) -> float:
    """Deaths from a long wait in A&E for a bed."""
    return per_1000(book, What.DEATH_OF_BOARDING)


@outcome("births per 1,000 people a year")
def births(book: Any) -> float:
    """Children born: no policy of this model can reach their number, only that of the people it is divided by."""
    return per_1000(book, What.BIRTH)
