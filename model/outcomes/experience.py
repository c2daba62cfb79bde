"""What patients put up with: stories told again, lost referrals, late letters, waits; the parts, then a sum."""

from typing import Any

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Letter
from joinedup.model.outcomes.outcome import outcome, per_1000

# points: model specification 7.3; a month on a waiting list is taken to be as bad as a story told again
STORY, LOST_REFERRAL, LATE_LETTER, MONTH_OF_WAITING = 1.0, 2.0, 0.5, 1.0
MONTH = 365.0 / 12.0  # days


@outcome("per 1,000 people a year")
def lost_referrals(book: Any) -> float:
    """Referrals to clinics and to the acute take that never arrive."""
    lost = (Letter.REFER_OP, Letter.REFER_URGENT)
    return sum(per_1000(book, What.LETTER_LOST_0 + letter) for letter in lost)


@outcome("per 1,000 people a year")
def late_letters(book: Any) -> float:
    """Hospital letters that were not there at the patient's next visit to the practice."""
    return per_1000(book, What.LETTER_LATE)


@outcome("months per 1,000 people a year")
def months_of_waiting(book: Any) -> float:
    """Months waited for an appointment with the practice or for elective treatment."""
    return (per_1000(book, What.GP_WAIT_DAYS) + per_1000(book, What.ELECTIVE_WAIT_DAYS)) / MONTH


@outcome("points per 1,000 people a year")
def experience_penalty(book: Any) -> float:
    """Stories told again, twice the lost referrals, half the late letters, months of waiting."""
    return (
        STORY * per_1000(book, What.HISTORY_REPEATED)
        + LOST_REFERRAL * lost_referrals(book)
        + LATE_LETTER * late_letters(book)
        + MONTH_OF_WAITING * months_of_waiting(book)
    )
