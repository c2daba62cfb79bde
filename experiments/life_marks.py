"""Two lives as marks on one time line: what kind of thing, when, how long, in words, and whether the lives differ in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Cause, Delay, Letter, Test, Unmet
from joinedup.experiments.journey import Journeys
from joinedup.experiments.life_story import KIND, Event, date_of, in_words

if TYPE_CHECKING:
    import polars as pl

_W = What


class Kind(NamedTuple):
    """One kind of mark: its name beside the line, what it means, and the events it is made of."""

    name: str
    meaning: str
    whats: tuple[int, ...]


def _block(start: What, length: int) -> range:
    return range(int(start), int(start) + length)


KINDS = (
    Kind("Need", "a need for help, as long as it was open", (
        *_block(_W.NEED_0, len(KIND)), _W.MISHAP, _W.MET_WEIGHT, _W.BIRTH)),
    Kind("Not met", "a need that was not met in time", tuple(_block(_W.UNMET_WEIGHT_0, len(Unmet)))),
    Kind("GP, 111", "the practice and telephone calls", (
        _W.GP_SAME_DAY, _W.GP_BOOKED, _W.GP_REVIEW, _W.GP_WAIT_DAYS, _W.GP_FAILED, _W.GP_ABANDONED,
        _W.OUT_OF_HOURS, _W.CALL_UNANSWERED)),
    Kind("A&E, clinic", "A&E, clinics and the waiting list", (
        _W.AE_MINOR, _W.AE_MAJOR, _W.AE_FAILED_GP, _W.AE_LONG, _W.URGENT_REFERRAL, _W.BOARDED_DAYS, _W.REFERRAL,
        _W.CLOCK_START, _W.ELECTIVE_CANCELLED, _W.OUTPATIENT_FIRST, _W.OUTPATIENT_FOLLOW_UP)),
    Kind("In hospital", "a stay, as long as it was", (
        _W.ADMISSION, _W.ADMISSION_ZERO_DAY, _W.READMISSION, _W.DISCHARGE, _W.DAY_CASE, _W.ELECTIVE_STAY,
        _W.ELECTIVE_WAIT_DAYS, _W.CRISIS_ADMISSION, _W.CRISIS_OUT_OF_AREA, _W.BED_DAYS_EMERGENCY,
        _W.BED_DAYS_ELECTIVE, _W.BED_DAYS_MENTAL)),
    Kind("Delayed", "fit to leave and still in a bed", tuple(_block(_W.DELAYED_0, len(Delay)))),
    Kind("Test", "a test or assessment", (*_block(_W.TEST_0, len(Test)), _W.PRIOR_USED)),
    Kind("Done twice", "a test done again though a valid result existed, a story told again", (
        *_block(_W.DUPLICATE_0, len(Cause) * len(Test)), _W.HISTORY_REPEATED)),
    Kind("Record", "a shared record that was opened, a plan that was shared", (
        _W.LOOK, _W.LOOK_FOUND, _W.PLAN_MADE)),
    Kind("Lost, late", "a message lost, late, or to a service that was full", (
        *_block(_W.LETTER_LOST_0, len(Letter)), _W.LETTER_LATE, _W.LETTER_BOUNCED, _W.THROUGH_NET_DAYS)),
    Kind("Care", "community, crisis and social care", (
        _W.STEP_UP, _W.STEP_DOWN, _W.COMMUNITY_FAILED, _W.PROACTIVE_VISIT, _W.PROACTIVE_FINDING, _W.CRISIS_CARE,
        _W.CRISIS_LINE, _W.CRISIS_DISCHARGE, _W.SOCIAL_REQUEST, _W.SOCIAL_ASSESSED, _W.SOCIAL_REFUSED,
        _W.SELF_FUNDER, _W.CARE_DECLINED, _W.CARE_PACKAGE, _W.HOME_CARE_START, _W.CARE_HOME_START,
        _W.CARE_HOME_REFUSED, _W.SPENT_DOWN)),
    Kind("Death", "the end of this life", (_W.DEATH,)),
)  # fmt: skip
OF = {int(what): row for row, kind in enumerate(KINDS) for what in kind.whats}
_STAYS = (_W.BED_DAYS_EMERGENCY, _W.BED_DAYS_ELECTIVE, _W.BED_DAYS_MENTAL)
_DELAYS = _block(_W.DELAYED_0, len(Delay))
_UNMET = _block(_W.UNMET_WEIGHT_0, len(Unmet))


class Mark(NamedTuple):
    """One mark: everything of a kind that happened in one world on a day.

    kind: row of KINDS.  day: from the switch.  days: how long it lasted, from that day on; 0 a moment.
    """

    world: int
    kind: int
    day: int
    days: int
    text: str
    differs: bool = False


def marks(found: Journeys) -> list[Mark]:
    """Both lives as marks in order of time; a mark differs if the other world has none like it on that day."""
    lives = [_marks_of(world, life, found.switch_day) for world, life in enumerate(found.lives)]
    there = [{mark[1:] for mark in life} for life in lives]
    one = [
        mark._replace(differs=mark[1:] not in there[1 - world]) for world in (0, 1) for mark in lives[world]
    ]
    return sorted(one, key=lambda mark: (mark.day, mark.kind, mark.world))


def _marks_of(world: int, life: Iterable[Event], switch: int) -> list[Mark]:
    """One life's marks: stays and delays are booked on their last day, and drawn from their first."""
    texts: dict[tuple[int, int], list[str]] = {}
    lasts: dict[tuple[int, int], int] = {}
    begun: dict[int, int] = {}  # kind of need: the day it began
    for event in life:
        if (row := OF.get(event.what)) is None:
            continue
        day, text = event.day - switch, _text(event)
        if event.what in _STAYS or event.what in _DELAYS:
            day -= event.amount
            lasts[row, day] = max(event.amount, lasts.get((row, day), 0))
        elif event.what == _W.CRISIS_OUT_OF_AREA:
            lasts[row, day] = max(event.amount, lasts.get((row, day), 0))
        elif event.what in _block(_W.NEED_0, len(KIND)):
            begun[event.what - _W.NEED_0] = day
        elif event.what == _W.MET_WEIGHT or event.what in _UNMET:
            since = begun.pop(event.cause, None)
            if since is not None:
                need = OF[int(_W.NEED_0)]
                lasts[need, since] = max(day - since, lasts.get((need, since), 0))
                if event.what == _W.MET_WEIGHT:
                    texts[need, since].append(f"(met in time, {_after(day - since)})")
                    continue
        if text:
            texts.setdefault((row, day), []).append(text)
    return [
        Mark(world, row, day, lasts.get((row, day), 0), _said(said)) for (row, day), said in texts.items()
    ]


def _said(texts: list[str]) -> str:
    """Texts of a day as one; what stands in brackets follows what it is about, and stands free where that is elsewhere."""
    plain = [i for i, text in enumerate(texts) if not text.startswith("(")]
    if not plain:
        return "; ".join(text[1:-1] for text in texts)
    first = plain[0]
    return "; ".join([texts[first], *texts[:first], *texts[first + 1 :]]).replace("; (", " (")


def _after(days: int) -> str:
    return "the same day" if days == 0 else f"after {days} day{'' if days == 1 else 's'}"


def _text(event: Event) -> str:
    """An event in words that stand on the time line by themselves."""
    if event.what in _STAYS:
        if event.what == _W.BED_DAYS_EMERGENCY and event.cause >= 0:
            return ""  # the days of a delay, which has a mark of its own
        return f"{event.amount} day{'' if event.amount == 1 else 's'} in a bed"
    if event.what == _W.MET_WEIGHT:
        return f"{KIND[event.cause]} is met in time" if 0 <= event.cause < len(KIND) else ""
    return in_words(event)


def as_table(found: Journeys, drawn: Iterable[Mark]) -> pl.DataFrame:
    """Rows of marks: date, day, kind, what happened in each world, whether it differs."""
    import polars as pl

    rows: dict[tuple[int, int], dict[str, object]] = {}
    for mark in drawn:
        row = rows.setdefault(
            (mark.day, mark.kind),
            {
                "date": date_of(mark.day + found.switch_day, found.switch_day),
                "day": mark.day,
                "kind": KINDS[mark.kind].name,
                found.arms[0]: "–",
                found.arms[1]: "–",
                "differs": "",
            },
        )
        row[found.arms[mark.world]] = mark.text
        if mark.differs:
            row["differs"] = "differs"
    names = ["date", "day", "kind", *found.arms, "differs"]
    types = {name: pl.Int64 if name == "day" else pl.String for name in names}
    return pl.DataFrame(list(rows.values()), schema=types)
