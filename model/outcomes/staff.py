"""Staff and governance: how hard each skill works, where its minutes go, how independent practices are."""

from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Cause, Letter, Skill, Sort, Test
from joinedup.model.organisation.terms import Level
from joinedup.model.outcomes.outcome import outcome, person_years, ratio, total

WEEKDAYS = 261.0  # a year
CHASING_MINUTES = (
    10.0  # staff minutes to ask again for a letter that is lost or not there yet; assumption: 5 to 30
)


def staff_of(sites: np.ndarray, by_site: np.ndarray, parameters: Any) -> dict[str, float]:
    """Workload by skill and posts vacant at the year's end; hours spent on what better information would save.

    sites: SITE.  by_site: (sites, whats) counts of the year.
    """
    found = {}
    for skill in Skill:
        needed, staffed, posts = (float(sites[x][:, skill].sum()) for x in ("needed", "staffed", "posts"))
        found[f"workload, {skill.name.lower()}"] = ratio(needed, staffed)
        found[f"vacant, {skill.name.lower()}"] = 1.0 - ratio(staffed, posts)
    contacts = by_site[:, [What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW]].sum()
    slots = sites["slots"][sites["role"] == Sort.PRACTICE].sum()
    found["appointments used"] = ratio(float(contacts), WEEKDAYS * float(slots))
    found["vacant"] = 1.0 - ratio(float(sites["staffed"].sum()), float(sites["posts"].sum()))
    duplicates = by_site[:, What.DUPLICATE_0 : What.DUPLICATE_0 + len(Test) * len(Cause)].sum()
    lost = by_site[:, What.LETTER_LOST_0 : What.LETTER_LOST_0 + len(Letter)].sum()
    chased = float(lost + by_site[:, What.LETTER_LATE].sum())
    found["hours on histories"] = float(by_site[:, What.HISTORY_MINUTES].sum()) / 60.0
    found["hours on duplicate tests"] = float(duplicates) * float(parameters.testing.order_minutes) / 60.0
    found["hours on chasing letters"] = chased * CHASING_MINUTES / 60.0
    found["hours in meetings"] = float(by_site[:, What.MEETING_HOURS].sum())
    return found


def governance_of(sites: np.ndarray, terms: Any) -> dict[str, float]:
    """Shares of practices by level of participation; with a contract of their own; whom nobody asked to give it up."""
    practices = np.flatnonzero(sites["role"] == Sort.PRACTICE)
    levels = np.array(terms.levels or [Level.NONE] * len(sites))[practices]
    shares = {
        f"practices {level.name.lower()}": ratio(float((levels == level).sum()), len(practices))
        for level in Level
    }
    keep = sum(terms.keeps_contract(row) for row in practices.tolist())
    own = ratio(float(keep), len(practices))
    asked = bool(terms.levels) and not terms.employed
    return shares | {"own contract": own, "unasked": 0.0 if asked else 1.0 - own}


def _staff(book: Any, name: str) -> float:
    return float(book.staff.get(name, float("nan")))


def _hours(book: Any, name: str) -> float:
    return ratio(1_000.0 * _staff(book, name), person_years(book))


@outcome("share of appointments", by_group=False)
def appointments_used(book: Any) -> float:
    """Contacts of practices ÷ appointments they have."""
    return _staff(book, "appointments used")


def _workload_of(skill: Skill) -> None:
    """Register how hard one skill works."""
    words = skill.name.lower().replace("_", " ")

    def compute(book: Any) -> float:
        return _staff(book, f"workload, {skill.name.lower()}")

    compute.__name__ = f"workload_{skill.name.lower()}"
    compute.__doc__ = f"Work ÷ staff time at the year's end: {words}."
    outcome("share of time", by_group=False)(compute)


for _skill in Skill:
    _workload_of(_skill)


@outcome("share of posts", by_group=False)
def vacancies(book: Any) -> float:
    """Posts without anybody in them at the year's end: people leave, faster when overworked."""
    return _staff(book, "vacant")


@outcome("hours per 1,000 people a year", by_group=False)
def wasted_hours(book: Any) -> float:
    """Staff hours on histories told again, duplicate tests and letters chased."""
    names = ("histories", "duplicate tests", "chasing letters")
    return sum(_hours(book, f"hours on {name}") for name in names)


@outcome("hours per 1,000 people a year", by_group=False)
def overtime(book: Any) -> float:
    """Staff hours beyond those that are planned."""
    minutes = float(book.by_site[:, What.OVERTIME].sum())  # of sites, not of patients
    return ratio(1_000.0 * minutes / 60.0, person_years(book))


@outcome("hours per 1,000 people a year", by_group=False)
def meeting_hours(book: Any) -> float:
    """Staff hours in joint meetings."""
    return _hours(book, "hours in meetings")


@outcome("share of contacts")
def usual_doctor_contacts(book: Any) -> float:
    """Contacts with the practice that are with the patient's usual doctor."""
    contacts = sum(total(book, w) for w in (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW))
    return ratio(total(book, What.SAME_DOCTOR), contacts)


@outcome("share of practices", by_group=False)
def practices_independent(book: Any) -> float:
    """Practices that are paid for their own list, alone or in a group of practices."""
    return float(book.governance.get("own contract", float("nan")))


@outcome("share of practices", by_group=False)
def practices_unasked(book: Any) -> float:
    """Practices without a contract of their own that did not choose so: employed, or joined by decree."""
    return float(book.governance.get("unasked", float("nan")))


@outcome("share of practices", by_group=False)
def practices_in_alliance(book: Any) -> float:
    """Practices that take part in a joint organisation at any level."""
    return 1.0 - float(book.governance.get("practices none", float("nan")))
