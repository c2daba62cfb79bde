"""Published figures, and how the model's counterpart of each is computed.

How minor attendances map to the types of A&E: one with a minor need is type 2 to 4, any other is type 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Letter, Sort, Test, Where
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import person_years, ratio, total

TOLERANCE = 0.10  # share of the target, where the row names no range
YEAR = 365
TESTS = len(Test)
IMAGES = (Test.XRAY, Test.SCAN)


@dataclass(frozen=True)
class Fit:
    """One published figure and what the model says."""

    pattern: str  # its number in the model's description, where it has one
    measure: str
    unit: str
    target: float
    model: float
    source: str
    low: float  # of the range that counts as met
    high: float

    @property
    def met(self) -> bool:
        """Whether the model lies in the range."""
        return not isnan(self.model) and self.low <= self.model <= self.high


@dataclass(frozen=True)
class Target:
    """One published figure, and how the model's counterpart is computed from a year's book and the model."""

    pattern: str
    measure: str
    unit: str
    value: float
    source: str
    compute: Callable[[Any, Any], float]
    low: float | None = None  # a published range, instead of the tolerance
    high: float | None = None

    def fit(self, book: Any, model: Any) -> Fit:
        """The target beside the model's figure."""
        low = self.value * (1.0 - TOLERANCE) if self.low is None else self.low
        high = self.value * (1.0 + TOLERANCE) if self.high is None else self.high
        found = self.compute(book, model)
        return Fit(self.pattern, self.measure, self.unit, self.value, found, self.source, low, high)


def _outcome(name: str, scale: float = 1.0) -> Callable[[Any, Any], float]:
    return lambda book, model: scale * OUTCOMES[name](book)


def _acsc_share(book: Any, model: Any) -> float:
    return 100.0 * ratio(OUTCOMES["avoidable_admissions"](book), OUTCOMES["emergency_admissions"](book))


def _overnight_stay(book: Any, model: Any) -> float:
    return OUTCOMES["emergency_stay"](book)


def _by_fifth(name: str) -> Callable[[Any, Any], float]:
    """Most ÷ least deprived fifth, everybody, as they are."""

    def compute(book: Any, model: Any) -> float:
        ends = (restricted(book, range(f * AGE_GROUPS, (f + 1) * AGE_GROUPS)) for f in (0, FIFTHS - 1))
        most, least = (OUTCOMES[name](part) for part in ends)
        return ratio(most, least)

    return compute


def _standardised(name: str) -> Callable[[Any, Any], float]:
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


def _emergencies_at(*bands: int) -> Callable[[Any, Any], float]:
    """Emergency admissions of some age bands."""
    rows = [fifth * AGE_GROUPS + band for fifth in range(FIFTHS) for band in bands]
    return lambda book, model: OUTCOMES["emergency_admissions"](restricted(book, rows))


def _usual_doctor(whose: str = "") -> Callable[[Any, Any], float]:
    """Usual provider index of those aged 62 to 82, as published."""
    return lambda book, model: 100.0 * book.continuity[f"usual doctor, 62 to 82{whose}"]


def _multimorbid_adults(book: Any, model: Any) -> float:
    people = model.records
    alive = people["where"] < Where.UNBORN
    adults = alive & (model.day - people["born"] >= 18 * YEAR)
    return 100.0 * float(np.mean(people["conditions"][adults] >= 2))


def _multimorbid_contacts(book: Any, model: Any) -> float:
    contacts = sum(total(book, w) for w in (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW))
    return 100.0 * ratio(total(book, What.MULTIMORBID_CONTACT), contacts)


def _opened_in_all(book: Any, model: Any) -> float:
    return 100.0 * ratio(total(book, What.LOOK), total(book, What.CONTACT))


def _image_repeats(book: Any, model: Any) -> float:
    """Of the images that hospitals take: done although a valid one existed."""
    there = book.by_site[np.asarray(model.world.sites["role"]) == Sort.HOSPITAL]
    images = there[:, [What.TEST_0 + t for t in IMAGES]].sum()
    repeats = there[:, [What.DUPLICATE_0 + TESTS * cause + t for cause in range(4) for t in IMAGES]].sum()
    return 100.0 * ratio(float(repeats), float(images))


def _lost(letter: Letter) -> Callable[[Any, Any], float]:
    return lambda book, model: (
        100.0 * ratio(total(book, What.LETTER_LOST_0 + letter), total(book, What.LETTER_SENT_0 + letter))
    )


def _list_months(book: Any, model: Any) -> float:
    return 1_000.0 * ratio(float(model.world.sites["list_length"].sum()), person_years(book))


_AE = "NHS England monthly A&E, 2018/19"
_HES = "HES 2011/12 by age and deprivation (Asaria 2017, PSSRU)"
_THOUSAND = "per 1,000 a year"
# finished consultant episodes, 1.41 to an admission; its bands put together from 5 years each
_BY_AGE = "HES 2011/12 by age, episodes ÷ 1.41"
_BARKER = "Barker 2017, BMJ, England 2011-13"
_CASSELL = "Cassell 2018, BJGP, England 2012-16"

TARGETS = (
    Target("P1", "A&E attendances, all types", _THOUSAND, 443.0, _AE, _outcome("ae_attendances")),
    Target("P1", "A&E attendances, type 1", _THOUSAND, 280.0, _AE, _outcome("ae_major_attendances")),
    Target(
        "P1",
        "Emergency admissions",
        _THOUSAND,
        110.0,
        "HES 2018/19: 6.2 to 6.4 m",
        _outcome("emergency_admissions"),
    ),
    Target(
        "P1",
        "…of them without a night",
        "%",
        33.3,
        "Health Foundation 2018",
        _outcome("zero_day_share", 100.0),
    ),
    Target(
        "P1",
        "…avoidable by good primary care",
        "%",
        19.0,
        "about 1 in 5 to 6; Purdy 2009, King's Fund",
        _acsc_share,
        16.0,
        21.0,
    ),
    Target(
        "P1", "Emergency stay of a night or more", "days", 7.9, "Health Foundation, 2019", _overnight_stay
    ),
    Target(
        "P1",
        "Readmissions in 30 days, of discharges",
        "%",
        6.8,
        "Friebel 2018, BMJ Open; Blunt 2015, EMJ",
        _outcome("readmission_rate", 100.0),
        6.2,
        7.4,
    ),
    Target(
        "P1",
        "Contacts with general practice",
        "per person a year",
        5.2,
        "NHS Digital, year to October 2018",
        _outcome("gp_contacts"),
    ),
    Target(
        "P1",
        "Outpatient attendances",
        _THOUSAND,
        1_721.0,
        "NHS Digital, 2018/19",
        _outcome("outpatient_visits"),
    ),
    Target(
        "P1",
        "Referrals to a clinic",
        _THOUSAND,
        240.0,
        "NHS England, 2018/19, roughly",
        _outcome("referrals"),
        225.0,
        250.0,
    ),
    Target("P1", "Elective treatments", _THOUSAND, 211.0, _HES, _outcome("electives")),
    Target("", "Deaths", _THOUSAND, 9.7, "ONS, England 2018", _outcome("deaths")),
    Target(
        "P3",
        "Emergencies, most ÷ least deprived fifth, ages as they are",
        "times",
        190.0 / 111.0,
        _HES,
        _by_fifth("emergency_admissions"),
    ),
    Target(
        "P3",
        "…ages and sexes made equal (here: ages)",
        "times",
        1.99,
        _HES,
        _standardised("emergency_admissions"),
    ),
    *(
        Target(
            "P2",
            f"Emergency admissions, {ages} years",
            _THOUSAND,
            rate,
            _BY_AGE,
            _emergencies_at(*bands),
            0.75 * rate,
            1.25 * rate,
        )
        for ages, rate, bands in (
            ("0-4", 106.0, (0,)),
            ("5-14", 32.0, (1,)),
            ("15-24", 52.0, (2,)),
            ("25-44", 56.0, (3,)),
            ("45-64", 84.0, (4,)),
            ("65-74", 176.0, (5,)),
            ("75 and over", 440.0, (6, 7)),
        )
    ),
    Target("P4", "Adults with two or more conditions", "%", 27.2, _CASSELL, _multimorbid_adults),
    Target("P4", "…their share of GP contacts", "%", 52.9, _CASSELL, _multimorbid_contacts),
    Target(
        "P6",
        "Occupancy of acute beds",
        "%",
        90.0,
        "Nuffield Trust, quarter 1 of 2018/19",
        _outcome("occupancy", 100.0),
        87.0,
        93.0,
    ),
    Target(
        "P7",
        "Delayed days",
        "days per 1,000 a year",
        29.8,
        "NHS England DTOC, 2018/19: 1.67 m",
        _outcome("delayed_days"),
    ),
    Target(
        "P7",
        "…for assessment or a care package",
        "%",
        32.1,
        "NHS England DTOC, 2018/19",
        _outcome("delayed_for_social_care", 100.0),
    ),
    Target(
        "P10",
        "A&E attendances after no suitable GP appointment",
        "%",
        26.5,
        "Cowling 2014, BJGP",
        _outcome("ae_after_failed_gp", 100.0),
    ),
    Target(
        "P11", "GP contacts with the usual doctor, 62 to 82", "%", 61.0, _BARKER, _usual_doctor(), 58.0, 64.0
    ),
    Target("P11", "…in small practices", "%", 70.0, _BARKER, _usual_doctor(", small practices"), 66.0, 74.0),
    Target("P11", "…in large practices", "%", 59.0, _BARKER, _usual_doctor(", large practices"), 56.0, 62.0),
    Target(
        "P15",
        "Images in hospital that repeat a valid one",
        "%",
        17.0,
        "A&E imaging, US: CT 14.7, X-ray 19.5, ultrasound 20.7",
        _image_repeats,
        13.0,
        21.0,
    ),
    Target(
        "P16",
        "Records opened, of those that could be",
        "%",
        21.0,
        "Greenhalgh 2010, BMJ",
        _outcome("records_opened", 100.0),
    ),
    Target(
        "P16", "Records opened, of all contacts", "%", 4.0, "Greenhalgh 2010, BMJ", _opened_in_all, 3.2, 4.8
    ),
    Target(
        "P17",
        "Discharge letters that never arrive",
        "%",
        10.0,
        "8 to 11, audits",
        _lost(Letter.DISCHARGE),
        7.0,
        12.0,
    ),
    Target(
        "P23",
        "Elective wait, median",
        "days",
        53.0,
        "NHS England RTT, September 2018: 7.6 weeks",
        _outcome("elective_median_wait"),
    ),
    Target(
        "P23",
        "Treated in 18 weeks",
        "%",
        86.7,
        "NHS England RTT, September 2018",
        _outcome("treated_in_18_weeks", 100.0),
        80.0,
        92.0,
    ),
    Target(
        "P23",
        "Waiting list",
        "people per 1,000",
        73.8,
        "NHS England RTT, September 2018: 4.13 m",
        _list_months,
    ),
)
