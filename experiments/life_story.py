"""A patient's event log in words, and why two logs of the same patient first part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Cause, Delay, Kind, Letter, Test, Unmet

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
LENGTHS = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31)

KIND = ("a minor illness", "an acute illness", "a flare-up of a long-term condition",
        "a mental health crisis", "a problem that may need planned treatment",
        "frailty or trouble at home")  # fmt: skip
TEST = ("blood test", "X-ray", "scan", "heart test", "therapy assessment", "social care assessment",
        "mental health assessment")  # fmt: skip
LETTER = ("referral to a clinic", "urgent referral", "test result", "discharge letter",
          "request for rehabilitation", "request for community care", "request for social care",
          "call to the crisis team", "clinic letter", "A&E letter", "action from a meeting")  # fmt: skip
DELAY = ("assessment", "funding", "further NHS care", "a care package", "a residential home",
         "a nursing home", "equipment", "the family's choice", "housing", "a dispute")  # fmt: skip
UNMET = ("help was not sought", "waiting", "more was not done", "a lost message", "a full service",
         "the means test", "death")  # fmt: skip
CAUSE = ("the other provider's record could not be opened", "the record was not opened",
         "the record was opened and did not show it", "it was repeated knowingly")  # fmt: skip
for _words, _codes in ((TEST, Test), (LETTER, Letter), (DELAY, Delay), (UNMET, Unmet), (CAUSE, Cause)):
    assert len(_words) == len(_codes), _codes  # a new code needs its words
assert len(KIND) == len(Kind) - 1  # no words for NONE

_PLAIN = {
    What.BIRTH: "is born",
    What.DEATH: "dies",
    What.GP_SAME_DAY: "sees the practice the same day",
    What.GP_BOOKED: "keeps a booked appointment at the practice",
    What.GP_REVIEW: "has a review of long-term conditions",
    What.GP_WAIT_DAYS: "books an appointment {n} days ahead",
    What.GP_FAILED: "wants an appointment today, finds none",
    What.GP_ABANDONED: "gives up waiting for an appointment",
    What.OUT_OF_HOURS: "calls 111",
    What.MISHAP: "falls ill from being treated without the history",
    What.AE_MINOR: "goes to A&E with something minor",
    What.AE_MAJOR: "goes to A&E",
    What.AE_FAILED_GP: "would have taken a suitable GP appointment",
    What.AE_LONG: "waits in A&E on a day over four hours",
    What.URGENT_REFERRAL: "is sent in to hospital by the practice",
    What.ADMISSION: "is admitted as an emergency",
    What.ADMISSION_ZERO_DAY: "is admitted as an emergency, home the same day",
    What.READMISSION: "(within 30 days of leaving hospital)",
    What.BOARDED_DAYS: "spends a night in A&E for want of a bed",
    What.DISCHARGE: "leaves hospital",
    What.REFERRAL: "is referred to a clinic",
    What.CLOCK_START: "joins the waiting list",
    What.DAY_CASE: "has planned treatment, a day case",
    What.ELECTIVE_STAY: "has planned treatment and stays",
    What.ELECTIVE_WAIT_DAYS: "(after {n} days of waiting)",
    What.ELECTIVE_CANCELLED: "has planned treatment cancelled: the hospital is full",
    What.OUTPATIENT_FIRST: "goes to a clinic",
    What.OUTPATIENT_FOLLOW_UP: "goes back to a clinic",
    What.LOOK: "the shared record is opened",
    What.LOOK_FOUND: "(and shows what is needed)",
    What.HISTORY_REPEATED: "tells the story again",
    What.LETTER_LATE: "the hospital's letter is not there yet",
    What.LETTER_BOUNCED: "the request meets a full service",
    What.THROUGH_NET_DAYS: "had fallen through the net for {n} days",
    What.STEP_UP: "gets community care instead of hospital",
    What.STEP_DOWN: "gets community care after hospital",
    What.CRISIS_CARE: "the crisis team takes the case",
    What.CRISIS_ADMISSION: "gets a mental health bed",
    What.CRISIS_OUT_OF_AREA: "gets a mental health bed far away",
    What.SOCIAL_REQUEST: "asks the council for help",
    What.CARE_PACKAGE: "gets a care package",
    What.CALL_UNANSWERED: "calls 111 and finds it engaged",
    What.PROACTIVE_VISIT: "is visited by the community team as planned",
    What.PROACTIVE_FINDING: "(who see that something is wrong)",
    What.COMMUNITY_FAILED: "is not helped enough by community care",
    What.CRISIS_LINE: "calls the crisis team",
    What.CRISIS_DISCHARGE: "is assessed in a crisis and sent home",
    What.PLAN_MADE: "gets a care plan from a joint meeting",
    What.SOCIAL_ASSESSED: "is assessed by the council",
    What.SOCIAL_REFUSED: "is refused: the need is below the council's threshold",
    What.SELF_FUNDER: "must pay for care: means above the limit",
    What.CARE_DECLINED: "finds the charge for care too high",
    What.HOME_CARE_START: "gets care at home",
    What.CARE_HOME_START: "moves into a care home",
    What.CARE_HOME_REFUSED: "is turned away by a care home",
    What.SPENT_DOWN: "has spent the savings: the council pays",
}  # fmt: skip

_BLOCKS: tuple[tuple[int, Sequence[str], str], ...] = (
    (What.NEED_0, KIND, "{part} begins"),
    (What.DELAYED_0, DELAY, "was fit to leave for {n} days, waiting for {part}"),
    (What.TEST_0, TEST, "{part}"),
    (What.LETTER_LOST_0, LETTER, "the {part} is lost"),
    (What.UNMET_WEIGHT_0, UNMET, "need not met in time: {part}"),
)


class Event(NamedTuple):
    """One row of the log, without its cost and group."""

    day: int
    what: int
    site: int
    cause: int
    amount: int


def events_of(log: np.ndarray, person: int) -> list[Event]:
    """One person's events in order of time."""
    rows = log[log["person"] == person]
    found = [Event(*(int(row[name]) for name in Event._fields)) for row in rows]
    return sorted(found, key=lambda e: e.day)  # stable: the order of booking within a day


def date_of(day: int, switch: int) -> str:
    """A day as a date, years counted from the switch: 14 Jun, year 2; before it year -1, -2."""
    year, left = divmod(day - switch, 365)
    for month, length in zip(MONTHS, LENGTHS):
        if left < length:
            return f"{left + 1} {month}, year {year + 1 if year >= 0 else year}"
        left -= length
    raise AssertionError("a year has twelve months")


def in_words(event: Event) -> str:
    """An event as a patient or a doctor would tell it; empty for what is only counted."""
    what = event.what
    if What.DUPLICATE_0 <= what < What.JUSTIFIED_REPEAT_0:
        cause, test = divmod(what - What.DUPLICATE_0, len(TEST))
        return f"({TEST[test]} done again though a valid result exists: {CAUSE[cause]})"
    if what == What.PRIOR_USED:
        return f"an earlier {TEST[event.cause]} is seen and used"
    for start, parts, text in _BLOCKS:
        if start <= what < start + len(parts):
            return text.format(part=parts[what - start], n=event.amount)
    return _PLAIN.get(What(what), "").format(n=event.amount) if what in What else ""


def told(events: Iterable[Event]) -> str:
    """The events of a day as one text."""
    return "; ".join(words for e in events if (words := in_words(e))).replace("; (", " (")


class Parting(NamedTuple):
    """The first day on which two lives differ."""

    day: int
    first: list[Event]
    second: list[Event]
    cause: str


def parting(first: Sequence[Event], second: Sequence[Event], arms: tuple[str, str]) -> Parting | None:
    """The first day whose events differ, and why; None if none does."""
    for day in sorted({e.day for e in (*first, *second)}):
        mine, theirs = ([e for e in life if e.day == day] for life in (first, second))
        if sorted(mine) != sorted(theirs):
            return Parting(day, mine, theirs, _cause(mine, theirs, arms))
    return None


def _block(start: int, length: int) -> Callable[[int], bool]:
    return lambda what: start <= what < start + length


def _any(*whats: int) -> Callable[[int], bool]:
    return lambda what: what in whats


_BOOK = (What.GP_WAIT_DAYS, What.GP_BOOKED, What.GP_REVIEW, What.GP_FAILED, What.GP_ABANDONED)
_LIST = (What.DAY_CASE, What.ELECTIVE_STAY, What.ELECTIVE_CANCELLED, What.OUTPATIENT_FIRST)

# what differs, most telling first, and what it means; {arm} is where it happened
_CAUSES: tuple[tuple[Callable[[int], bool], str], ...] = (
    (_any(What.PLAN_MADE), "under “{arm}” a joint meeting had agreed a care plan"),
    (
        _any(What.PROACTIVE_VISIT, What.PROACTIVE_FINDING),
        "under “{arm}” the community team came as planned: its visits differ",
    ),
    (_any(What.LOOK_FOUND), "under “{arm}” the other provider's record could be seen, and was"),
    (_any(What.PRIOR_USED), "under “{arm}” an earlier result was seen, so the test was not done again"),
    (_block(What.DUPLICATE_0, 28), "under “{arm}” a test was done again although a valid result existed"),
    (_any(What.LOOK_OFFERED, What.LOOK), "under “{arm}” there was a shared record to open"),
    (_any(What.HISTORY_UNSEEN, What.HISTORY_REPEATED), "under “{arm}” the history could not be seen"),
    (_block(What.LETTER_LOST_0, len(LETTER)), "under “{arm}” a message between providers was lost"),
    (_any(What.LETTER_LATE), "under “{arm}” a letter came too late"),
    (_any(What.LETTER_BOUNCED), "under “{arm}” the service asked for was full"),
    (
        _any(What.ADMISSION, What.ADMISSION_ZERO_DAY),
        "the illness is the same, but under “{arm}” admission was chosen: what it earns or costs and the "
        "price of a bed weigh differently there",
    ),
    (
        _any(What.STEP_UP, What.STEP_DOWN),
        "under “{arm}” there was a place in the community and it was chosen",
    ),
    (_any(What.URGENT_REFERRAL), "under “{arm}” the practice sent the patient in"),
    (
        _any(What.REFERRAL),
        "under “{arm}” the practice referred: treatment, wait and money weigh differently there",
    ),
    (
        _any(What.AE_MINOR, What.AE_MAJOR),
        "under “{arm}” the patient chose A&E: waits at the other doors differ",
    ),
    (
        _any(What.GP_SAME_DAY),
        "under “{arm}” the practice had a slot that day: others used its book differently",
    ),
    (
        _any(*_BOOK),
        "the practice's book was differently full, because other patients had been treated differently",
    ),
    (
        _any(What.DISCHARGE),
        "under “{arm}” the patient left hospital that day: readiness to discharge, or what was waited for, "
        "differs",
    ),
    (_block(What.DELAYED_0, len(DELAY)), "the delay in leaving hospital differs"),
    (
        _any(What.CLOCK_START),
        "under “{arm}” the referral reached the hospital on that day: messages travel at another pace",
    ),
    (_any(*_LIST), "under “{arm}” the turn on the waiting list came: the list moves at another pace"),
    (
        _block(What.TEST_0, len(TEST)),
        "under “{arm}” a test was ordered: its price or its need is different there",
    ),
    (
        _any(What.CRISIS_ADMISSION, What.CRISIS_OUT_OF_AREA, What.CRISIS_CARE, What.CRISIS_DISCHARGE),
        "the crisis is the same, but under “{arm}” the crisis team answered it differently: its places were "
        "differently full, or money weighs differently there",
    ),
    (
        _any(
            What.SOCIAL_ASSESSED,
            What.SOCIAL_REFUSED,
            What.CARE_PACKAGE,
            What.HOME_CARE_START,
            What.CARE_HOME_START,
        ),
        "under “{arm}” social care came to this person that day: its line moves at another pace",
    ),
    (
        _any(What.AE_LONG, What.BOARDED_DAYS, What.BOARDED),
        "A&E was differently full, because other patients had been treated differently",
    ),
    (_any(What.OUTPATIENT_FOLLOW_UP), "the clinic had the patient back at another time"),
)


def _cause(first: Sequence[Event], second: Sequence[Event], arms: tuple[str, str]) -> str:
    mine, theirs = ({e.what for e in events} for events in (first, second))
    for concerns, text in _CAUSES:
        for arm, only in ((arms[0], mine - theirs), (arms[1], theirs - mine)):
            if any(concerns(what) for what in only):
                return text.format(arm=arm)
    apart = {
        e.what for e in set(first) ^ set(second)
    }  # the same things, in another amount or at another site
    for concerns, text in _CAUSES:
        if any(concerns(what) for what in apart) and "{" not in text:
            return text
    return "the same day went differently because other patients had been treated differently before"
