"""What in the model answers to a published figure: functions of one year's book and the model at its end.

How minor attendances map to the types of A&E: one with a minor need is type 2 to 4, any other is type 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Delay, Letter, Sort, Test
from joinedup.experiments import counterparts_at_end as at_end
from joinedup.experiments import counterparts_logged as logged
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import person_years, ratio, total

YEAR = at_end.YEAR
TESTS = len(Test)
IMAGES = (Test.XRAY, Test.SCAN)
CONTACTS = (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW)

type Counterpart = Callable[[Any, Any], float]  # of a year's book and the model


def outcome(name: str, bands: Sequence[int] = (), fifths: Sequence[int] = ()) -> Counterpart:
    """An outcome of the model: of everybody, or of some age bands and deprivation fifths."""
    compute = OUTCOMES[name]
    if not bands and not fifths:
        return lambda book, model: compute(book)
    rows = groups(bands, fifths)
    return lambda book, model: compute(restricted(book, rows))


def groups(bands: Sequence[int], fifths: Sequence[int]) -> list[int]:
    """Rows of the tallies of some age bands and deprivation fifths; empty: all."""
    return [f * AGE_GROUPS + b for f in fifths or range(FIFTHS) for b in bands or range(AGE_GROUPS)]


def index(name: str, bands: Sequence[int], fifths: Sequence[int]) -> Counterpart:
    """An outcome of some age bands and deprivation fifths ÷ that of everybody."""
    part, whole = outcome(name, bands, fifths), outcome(name)
    return lambda book, model: ratio(part(book, model), whole(book, model))


def by_fifth(name: str, bands: Sequence[int] = ()) -> Counterpart:
    """Most ÷ least deprived fifth, everybody or some age bands, as they are."""
    most, least = outcome(name, bands, (0,)), outcome(name, bands, (FIFTHS - 1,))
    return lambda book, model: ratio(most(book, model), least(book, model))


def avoidable_share(book: Any, model: Any) -> float:
    """Emergency admissions that good primary care avoids, %."""
    return 100.0 * ratio(OUTCOMES["avoidable_admissions"](book), OUTCOMES["emergency_admissions"](book))


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


def usual_doctor(whose: str) -> Counterpart:
    """Usual provider index of those aged 62 to 82, as published, %."""
    key = "usual doctor, 62 to 82" + (f", {whose}" if whose else "")
    return lambda book, model: 100.0 * book.continuity[key]


def multimorbid_contacts(book: Any, model: Any) -> float:
    """Contacts with general practice that are of adults with two long-term conditions or more, %."""
    contacts = sum(total(book, w) for w in CONTACTS)
    return 100.0 * ratio(total(book, What.MULTIMORBID_CONTACT), contacts)


def same_day_contacts(book: Any, model: Any) -> float:
    """Contacts with general practice on the day of asking, %."""
    return 100.0 * ratio(total(book, What.GP_SAME_DAY), sum(total(book, w) for w in CONTACTS))


def attendances_admitted(book: Any, model: Any) -> float:
    """A&E attendances that end in an admission, %: as many of type 1 as of everybody whom the take sees."""
    every = total(book, What.AE_MINOR) + total(book, What.AE_MAJOR)
    return 100.0 * OUTCOMES["share_admitted"](book) * ratio(total(book, What.AE_MAJOR), every)


def within_four_hours(book: Any, model: Any) -> float:
    """A&E attendances on days when a newcomer is done within four hours, %."""
    return 100.0 * (1.0 - OUTCOMES["ae_over_four_hours"](book))


def elective_stay(book: Any, model: Any) -> float:
    """Days of an elective stay of a night or more."""
    return ratio(total(book, What.BED_DAYS_ELECTIVE), total(book, What.ELECTIVE_STAY))


def overnight_stay(book: Any, model: Any) -> float:
    """Days of a stay of a night or more, emergency or elective."""
    days = total(book, What.BED_DAYS_EMERGENCY) + total(book, What.BED_DAYS_ELECTIVE)
    return ratio(days, total(book, What.ADMISSION) + total(book, What.ELECTIVE_STAY))


def follow_ups(book: Any, model: Any) -> float:
    """Follow-up attendances per first one."""
    return ratio(total(book, What.OUTPATIENT_FOLLOW_UP), total(book, What.OUTPATIENT_FIRST))


def delay_share(reasons: str) -> Counterpart:
    """Delayed days for some reasons, of all, %. reasons: names of Delay, with + between them."""
    codes = [Delay[name.strip().upper()] for name in reasons.split("+")]

    def compute(book: Any, model: Any) -> float:
        days = sum(total(book, What.DELAYED_0 + code) for code in codes)
        return 100.0 * ratio(days, total(book, What.DELAYED_0, len(Delay)))

    return compute


def delayed_by(body: str) -> Counterpart:
    """Delayed days that a body answers for, of all, %. body: nhs, council or both."""
    days = OUTCOMES[f"delayed_by_{body}"]
    return lambda book, model: 100.0 * ratio(days(book), OUTCOMES["delayed_days"](book))


def practice_tests(book: Any, model: Any) -> float:
    """Tests that practices ask for, per 1,000 a year."""
    return _tests(book, book.sorts == Sort.PRACTICE, range(TESTS))


def images(name: str) -> Counterpart:
    """Images of a type, wherever they are asked for, per 1,000 a year. name: of Test."""
    test = Test[name.upper()]
    return lambda book, model: _tests(book, book.sorts >= 0, [test])


def _tests(book: Any, sites: np.ndarray, tests: Sequence[int]) -> float:
    done = book.by_site[sites][:, [What.TEST_0 + t for t in tests]].sum()
    return 1_000.0 * ratio(float(done), person_years(book))


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


PLAIN: dict[str, Counterpart] = {
    f.__name__: f
    for f in (
        avoidable_share, multimorbid_contacts, same_day_contacts, attendances_admitted, within_four_hours, elective_stay,
        overnight_stay, follow_ups, practice_tests, opened_in_all, image_repeats, discharge_letters_lost,
        at_end.multimorbid_adults, at_end.multimorbid_people, at_end.waiting_list, at_end.list_median_wait,
        at_end.list_long_wait, at_end.list_in_18_weeks, at_end.council_clients, at_end.care_home_residents,
        logged.cost_most_least, logged.top_share, logged.ae_tenths, logged.emergency_share_tenths,
        logged.multimorbid_admissions, logged.tested_twice, logged.several_hospitals,
    )
}  # fmt: skip
OF_OUTCOMES = ("outcome", "index", "by_fifth", "standardised")
OF_WORDS = {
    "usual_doctor": usual_doctor,
    "delay_share": delay_share,
    "delayed_by": delayed_by,
    "images": images,
}
OF_AGES = {"multimorbid_at": at_end.multimorbid_at, "attendances_aged": logged.attendances_aged}
NAMES = (*OF_OUTCOMES, *OF_WORDS, *OF_AGES, "cost_index", *PLAIN)


def counterpart(
    model: str,
    of: str = "",
    bands: Sequence[int] = (),
    times: float = 1.0,
    fifths: Sequence[int] = (),
    ages: Sequence[int] = (),
) -> Counterpart:
    """The function of a name, of what it is of and of whom, times a factor.

    Raises: ValueError for a name, an outcome, an age band or a fifth that is not known.
    """
    _check_groups(bands, fifths)
    if model in PLAIN:
        found = PLAIN[model]
    elif model in OF_OUTCOMES:
        found = _of_outcome(model, of, bands, fifths)
    elif model in OF_WORDS:
        found = OF_WORDS[model](of)
    elif model in OF_AGES:
        if len(ages) != 2 or ages[0] > ages[1]:
            raise ValueError(f"ages are {list(ages)}; they must be the youngest and the oldest, in years")
        found = OF_AGES[model](ages, *fifths) if model == "multimorbid_at" else OF_AGES[model](ages)
    elif model == "cost_index":
        found = logged.cost_index(bands, fifths)
    else:
        raise ValueError(f"no function {model!r}; there are: {', '.join(NAMES)}")
    return found if times == 1.0 else lambda book, at_the_end: times * found(book, at_the_end)


def _check_groups(bands: Sequence[int], fifths: Sequence[int]) -> None:
    for name, given, number in (("bands", bands, AGE_GROUPS), ("fifths", fifths, FIFTHS)):
        if not set(given) <= set(range(number)):
            raise ValueError(f"{name} are {list(given)}; they must be of 0 to {number - 1}")


def _of_outcome(model: str, of: str, bands: Sequence[int], fifths: Sequence[int]) -> Counterpart:
    if of not in OUTCOMES:
        raise ValueError(f"no outcome {of!r}; there are: {', '.join(OUTCOMES)}")
    if (bands or fifths) and not OUTCOMES[of].by_group:
        raise ValueError(f"{of} is not known by age or deprivation; leave bands and fifths out")
    if model == "outcome":
        return outcome(of, bands, fifths)
    if model == "index":
        return index(of, bands, fifths)
    return by_fifth(of, bands) if model == "by_fifth" else standardised(of)
