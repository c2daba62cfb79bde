"""What in the model answers to a published figure: functions of one year's book and the model at its end.

How minor attendances map to the types of A&E: one with a minor need is type 2 to 4, any other is type 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Letter, Sort, Test, Where
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import person_years, ratio, total

YEAR = 365
TESTS = len(Test)
IMAGES = (Test.XRAY, Test.SCAN)

type Counterpart = Callable[[Any, Any], float]  # of a year's book and the model


def outcome(name: str) -> Counterpart:
    """An outcome of the model, of everybody."""
    compute = OUTCOMES[name]
    return lambda book, model: compute(book)


def avoidable_share(book: Any, model: Any) -> float:
    """Emergency admissions that good primary care avoids, %."""
    return 100.0 * ratio(OUTCOMES["avoidable_admissions"](book), OUTCOMES["emergency_admissions"](book))


def by_fifth(name: str) -> Counterpart:
    """Most ÷ least deprived fifth, everybody, as they are."""

    def compute(book: Any, model: Any) -> float:
        ends = (restricted(book, range(f * AGE_GROUPS, (f + 1) * AGE_GROUPS)) for f in (0, FIFTHS - 1))
        most, least = (OUTCOMES[name](part) for part in ends)
        return ratio(most, least)

    return compute


def standardised(name: str) -> Counterpart:
    """Most ÷ least deprived fifth, each weighted to the ages of the whole place."""

    def compute(book: Any, model: Any) -> float:
        weights = [
            person_years(restricted(book, range(band, FIFTHS * AGE_GROUPS, AGE_GROUPS)))
            for band in range(AGE_GROUPS)
        ]
        rates = [
            sum(
                w * OUTCOMES[name](restricted(book, [f * AGE_GROUPS + band]))
                for band, w in enumerate(weights)
            )
            for f in (0, FIFTHS - 1)
        ]
        return ratio(rates[0], rates[1])

    return compute


def emergencies_at(bands: Sequence[int]) -> Counterpart:
    """Emergency admissions of some age bands."""
    rows = [fifth * AGE_GROUPS + band for fifth in range(FIFTHS) for band in bands]
    return lambda book, model: OUTCOMES["emergency_admissions"](restricted(book, rows))


def usual_doctor(whose: str) -> Counterpart:
    """Usual provider index of those aged 62 to 82, as published, %."""
    key = "usual doctor, 62 to 82" + (f", {whose}" if whose else "")
    return lambda book, model: 100.0 * book.continuity[key]


def multimorbid_adults(book: Any, model: Any) -> float:
    """Adults with two long-term conditions or more, %."""
    people = model.records
    alive = people["where"] < Where.UNBORN
    adults = alive & (model.day - people["born"] >= 18 * YEAR)
    return 100.0 * float(np.mean(people["conditions"][adults] >= 2))


def multimorbid_contacts(book: Any, model: Any) -> float:
    """Contacts with general practice that are theirs, %."""
    contacts = sum(total(book, w) for w in (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW))
    return 100.0 * ratio(total(book, What.MULTIMORBID_CONTACT), contacts)


def opened_in_all(book: Any, model: Any) -> float:
    """Contacts at which a record of elsewhere is opened, %."""
    return 100.0 * ratio(total(book, What.LOOK), total(book, What.CONTACT))


def image_repeats(book: Any, model: Any) -> float:
    """Of the images that hospitals take: done although a valid one existed, %."""
    there = book.by_site[np.asarray(model.world.sites["role"]) == Sort.HOSPITAL]
    images = there[:, [What.TEST_0 + t for t in IMAGES]].sum()
    repeats = there[:, [What.DUPLICATE_0 + TESTS * cause + t for cause in range(4) for t in IMAGES]].sum()
    return 100.0 * ratio(float(repeats), float(images))


def discharge_letters_lost(book: Any, model: Any) -> float:
    """Letters to a practice after hospital that never arrive, %."""
    sent, lost = (total(book, w + Letter.DISCHARGE) for w in (What.LETTER_SENT_0, What.LETTER_LOST_0))
    return 100.0 * ratio(lost, sent)


def waiting_list(book: Any, model: Any) -> float:
    """People who wait for elective treatment at the end of the year, per 1,000."""
    return 1_000.0 * ratio(float(model.world.sites["list_length"].sum()), person_years(book))


PLAIN: dict[str, Counterpart] = {
    f.__name__: f
    for f in (
        avoidable_share, multimorbid_adults, multimorbid_contacts, opened_in_all, image_repeats,
        discharge_letters_lost, waiting_list,
    )
}  # fmt: skip
OF_OUTCOMES = {"outcome": outcome, "by_fifth": by_fifth, "standardised": standardised}
NAMES = (*OF_OUTCOMES, "emergencies_at", "usual_doctor", *PLAIN)


def counterpart(model: str, of: str = "", bands: Sequence[int] = (), times: float = 1.0) -> Counterpart:
    """The function of a name, of what it is of, times a factor.

    Raises: ValueError for a name or an outcome that is not known.
    """
    if model in PLAIN:
        found = PLAIN[model]
    elif model in OF_OUTCOMES:
        if of not in OUTCOMES:
            raise ValueError(f"no outcome {of!r}; there are: {', '.join(OUTCOMES)}")
        found = OF_OUTCOMES[model](of)
    elif model == "emergencies_at":
        if not bands or not set(bands) <= set(range(AGE_GROUPS)):
            raise ValueError(f"bands are {list(bands)}; they must be of 0 to {AGE_GROUPS - 1}")
        found = emergencies_at(bands)
    elif model == "usual_doctor":
        found = usual_doctor(of)
    else:
        raise ValueError(f"no function {model!r}; there are: {', '.join(NAMES)}")
    return found if times == 1.0 else lambda book, at_end: times * found(book, at_end)
