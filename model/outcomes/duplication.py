"""Duplication and information: tests done again, stories told again, records opened, letters lost."""

from typing import Any

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Cause, Letter, Sort, Test
from joinedup.model.outcomes.outcome import outcome, outcomes_of, per_1000, person_years, ratio, total

TESTS, CAUSES, LETTERS = len(Test), len(Cause), len(Letter)


@outcome("tests per 1,000 people a year")
def duplicate_tests(book: Any) -> float:
    """Tests done although a valid result existed somewhere."""
    return per_1000(book, What.DUPLICATE_0, TESTS * CAUSES)


@outcome("share of tests")
def duplicate_share(book: Any) -> float:
    """Duplicates among all tests."""
    return ratio(total(book, What.DUPLICATE_0, TESTS * CAUSES), total(book, What.TEST_0, TESTS))


@outcome("share of needs with a valid earlier result")
def duplicates_given_valid(book: Any) -> float:
    """Chance that a test is done again although a valid result exists."""
    return ratio(total(book, What.DUPLICATE_0, TESTS * CAUSES), total(book, What.VALID_PRIOR_0, TESTS))


def _by_cause(book: Any, cause: Cause) -> float:
    return per_1000(book, What.DUPLICATE_0 + TESTS * cause, TESTS)


@outcome("tests per 1,000 people a year")
def duplicates_no_channel(book: Any) -> float:
    """Duplicates because no record of the other provider could be opened."""
    return _by_cause(book, Cause.NO_CHANNEL)


@outcome("tests per 1,000 people a year")
def duplicates_not_looked(book: Any) -> float:
    """Duplicates because the record was not opened."""
    return _by_cause(book, Cause.NOT_LOOKED)


@outcome("tests per 1,000 people a year")
def duplicates_not_found(book: Any) -> float:
    """Duplicates because the record was opened and the result not found."""
    return _by_cause(book, Cause.LOOKED_NOT_FOUND)


def _of_type(test: Test) -> None:
    """Register the duplicates of one type of test, whatever their cause."""

    def compute(book: Any) -> float:
        return sum(per_1000(book, What.DUPLICATE_0 + TESTS * cause + test) for cause in Cause)

    compute.__name__ = f"duplicates_{test.name.lower()}"
    compute.__doc__ = f"Duplicate tests, by type: {test.name.lower()}."
    outcome("tests per 1,000 people a year")(compute)


for _test in Test:
    _of_type(_test)


@outcome("tests per 1,000 people a year")
def tests(book: Any) -> float:
    """Tests and assessments done."""
    return per_1000(book, What.TEST_0, TESTS)


@outcome("share of earlier results used")
def stale_results_used(book: Any) -> float:
    """Earlier results used although no longer valid: the price of trusting old results."""
    return ratio(total(book, What.PRIOR_USED_STALE), total(book, What.PRIOR_USED))


@outcome("per 1,000 people a year")
def repeated_histories(book: Any) -> float:
    """Times a patient tells the story again although another provider has it."""
    return per_1000(book, What.HISTORY_REPEATED)


@outcome("share of contacts")
def histories_unseen(book: Any) -> float:
    """Contacts at which no history could be seen."""
    return ratio(total(book, What.HISTORY_UNSEEN), total(book, What.CONTACT))


@outcome("hours per 1,000 people a year")
def history_hours(book: Any) -> float:
    """Staff time spent on taking histories that could not be seen."""
    return per_1000(book, What.HISTORY_MINUTES) / 60.0


@outcome("share of contacts where one was available")
def records_opened(book: Any) -> float:
    """Shared records opened when they could be."""
    return ratio(total(book, What.LOOK), total(book, What.LOOK_OFFERED))


@outcome("share of records opened")
def records_found(book: Any) -> float:
    """Opened records that held what was sought."""
    return ratio(total(book, What.LOOK_FOUND), total(book, What.LOOK))


@outcome("share of letters")
def letters_lost(book: Any) -> float:
    """Letters, referrals and requests that never arrive."""
    return ratio(total(book, What.LETTER_LOST_0, LETTERS), total(book, What.LETTER_SENT_0, LETTERS))


outcomes_of(
    Letter,
    What.LETTER_LOST_0,
    "lost",
    "Messages that never arrive, by kind",
    "per 1,000 people a year",
    __name__,
)


@outcome("share of discharge, clinic and A&E letters")
def letters_late(book: Any) -> float:
    """Letters that had not arrived at the patient's next contact with the practice."""
    kinds = (Letter.DISCHARGE, Letter.CLINIC_LETTER, Letter.AE_LETTER)
    sent = sum(total(book, What.LETTER_SENT_0 + kind) for kind in kinds)
    return ratio(total(book, What.LETTER_LATE), sent)


@outcome("requests per 1,000 people a year")
def requests_bounced(book: Any) -> float:
    """Requests that arrived at a service that was full."""
    return per_1000(book, What.LETTER_BOUNCED)


def _bounced(book: Any, sort: Sort) -> float:
    there = book.by_site[book.sorts == sort, What.LETTER_BOUNCED].sum()
    return ratio(1_000.0 * float(there), person_years(book))


@outcome("requests per 1,000 people a year", by_group=False)
def bounced_step_up(book: Any) -> float:
    """Requests for community care instead of hospital that found it full."""
    return _bounced(book, Sort.COMMUNITY)


@outcome("requests per 1,000 people a year", by_group=False)
def bounced_crisis(book: Any) -> float:
    """Mental-health crises that found the crisis team full."""
    return _bounced(book, Sort.MENTAL_HEALTH)


@outcome("requests per 1,000 people a year", by_group=False)
def bounced_social_care(book: Any) -> float:
    """Requests to the council that found no care package free."""
    return _bounced(book, Sort.COUNCIL)


@outcome("times a year", by_group=False)
def stories_told_again(book: Any) -> float:
    """Repeated histories per patient who sees more than one provider."""
    patients = book.continuity["several providers"] * person_years(book)
    return ratio(total(book, What.HISTORY_REPEATED), patients)


@outcome("patient-days per 1,000 people a year")
def through_the_net(book: Any) -> float:
    """Days on which a lost or bounced message was the only answer to a need."""
    return per_1000(book, What.THROUGH_NET_DAYS)


@outcome("admissions per 1,000 people a year")
def admissions_after_loss(book: Any) -> float:
    """Emergency admissions within 30 days of falling through the net."""
    return per_1000(book, What.ADMISSION_AFTER_LOSS)
