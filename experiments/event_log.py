"""The event log of arms as rows for process mining: a case is a person, an activity what happened, a resource a provider.

Every row of the model's log is one event, so whatever is counted from the log can be counted from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache
from typing import NamedTuple, TextIO

import numpy as np

from joinedup.agents.age_bands import AGE_BAND_NAMES
from joinedup.agents.happenings import AGE_GROUPS, What, column_names
from joinedup.agents.vocabulary import Cause, Delay, Kind, Letter, Sort, Test
from joinedup.experiments.experiment import YEAR, Experiment, enact
from joinedup.experiments.life_story import LENGTHS, Event, in_words

FIRST_YEAR = 2018  # 2018/19 is the year that the model is calibrated to
MOST_ROWS = 1 << 16  # turned into words at a time
WORDS = {
    "ae": "A&E", "gp": "GP", "nhs": "NHS", "qaly": "QALYs", "xray": "X-ray", "op": "outpatient", "sc": "social care",
    "mh": "mental health", "mdt": "meeting", "acsc": "ambulatory-care-sensitive",
}  # fmt: skip
COLUMNS = (
    "case_id", "activity", "timestamp", "resource", "lifecycle", "arm", "role", "kind", "amount", "cause",
    "age_band", "deprivation_fifth", "cost_pounds",
)  # fmt: skip


class LoggedEvent(NamedTuple):
    """One event, in the words of its columns."""

    case_id: int  # the person's number, the same in every arm
    activity: str
    timestamp: str  # ISO 8601; the time of day only keeps the order of what happened on a day
    resource: str  # code of the provider
    lifecycle: str  # complete for what happens; empty for what qualifies or counts it
    arm: str
    role: str  # sort of provider
    kind: str  # event; detail, which qualifies an event of the day; count, which only measures
    amount: int  # 1, or days, minutes, pounds, pence or 1/10,000 QALY by activity
    cause: str
    age_band: str
    deprivation_fifth: int  # 1 the most deprived
    cost_pounds: str  # variable cost of care; empty if there is none


class ArmLog(NamedTuple):
    """The log of one arm, from the day of the switch."""

    arm: str
    log: np.ndarray  # EVENT, days counted from the switch
    codes: tuple[str, ...]  # of providers, by site
    roles: tuple[str, ...]


def logs_of(
    experiment: Experiment, persons: Iterable[int] = (), tick: Callable[[], None] = lambda: None
) -> Iterator[ArmLog]:
    """Live every arm of one replication and give its log after the switch; of some persons, or of everybody.

    Raises: ValueError for a person who is not there.
    """
    from joinedup.model.health_system import HealthSystem

    chosen = sorted(set(persons))
    past = HealthSystem(
        experiment.where,
        rng=experiment.luck_of(0),
        parameters=experiment.parameters,
        log=chosen or True,
    )
    strangers = np.setdiff1d(chosen, past.records["person"])
    if len(strangers):
        known = past.records["person"]
        raise ValueError(
            f"no person {int(strangers[0])} in {experiment.where.title} with {experiment.where.people:,} people; "
            f"they are numbered from {known.min()} to {known.max()}"
        )
    for year in range(1, experiment.switch_day // YEAR + 1):
        past.run_until(year * YEAR)
        past.log_parts.clear()  # what happens before the switch is not told
        tick()
    for policy in experiment.arms:
        future = past.branch()
        enact(experiment, policy, future)
        for year in range(1, experiment.years_after + 1):
            future.run_until(experiment.switch_day + year * YEAR)
            tick()
        log = future.log
        log = log[log["day"] >= experiment.switch_day]
        log["day"] -= experiment.switch_day
        roles = tuple(Sort(int(r)).name.lower().replace("_", " ") for r in future.world.sites["role"])
        yield ArmLog(policy.name, log, tuple(future.codes), roles)


def events(found: ArmLog, first_year: int = FIRST_YEAR) -> Iterator[LoggedEvent]:
    """Every event of an arm, person by person, in the order in which it happened; day 0 is 1 April."""
    log, place = _by_person(found.log)
    activity = [activity_of(what) for what in range(len(column_names()))]
    for start in range(0, len(log), MOST_ROWS):
        part = log[start : start + MOST_ROWS]
        columns = (
            part[name].tolist()
            for name in ("person", "day", "what", "site", "cause", "group", "amount", "pence")
        )
        for person, day, what, site, cause, group, amount, pence, n in zip(
            *columns, place[start : start + MOST_ROWS].tolist(), strict=True
        ):
            kind = kind_of(what)
            yield LoggedEvent(
                person,
                activity[what],
                moment(day, n, first_year),
                found.codes[site],
                "complete" if kind == "event" else "",
                found.arm,
                found.roles[site],
                kind,
                amount,
                cause_of(what, cause),
                AGE_BAND_NAMES[group % AGE_GROUPS],
                group // AGE_GROUPS + 1,
                f"{pence / 100:.2f}" if pence else "",
            )


def _by_person(log: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The log by person and day, in the order of booking; and the place of each event in its person's day."""
    log = log[np.lexsort((log["day"], log["person"]))]  # stable
    places = np.arange(len(log))
    if len(log):
        new = np.empty(len(log), bool)
        new[0] = True
        new[1:] = (np.diff(log["person"]) != 0) | (np.diff(log["day"]) != 0)
        places -= np.maximum.accumulate(np.where(new, places, 0))
    return log, places


@cache
def _date(day: int, first_year: int) -> str:
    """Day 0 is 1 April; a year of the model has 365 days, so there is never a 29 February."""
    year, left = divmod(day, YEAR)
    for month, length in enumerate(LENGTHS, 4):
        if left < length:
            return f"{first_year + year + (month > 12):04}-{(month - 1) % 12 + 1:02}-{left + 1:02}"
        left -= length
    raise AssertionError("a year has twelve months")


def moment(day: int, place: int, first_year: int = FIRST_YEAR) -> str:
    """The timestamp of the event at a place (0 the first) in its day: one second apart, to keep their order."""
    return f"{_date(day, first_year)}T{timedelta(seconds=place)!s:0>8}+00:00"


@cache
def activity_of(what: int) -> str:
    """What happened, in the words of the vocabulary."""
    return " ".join(WORDS.get(word, word) for word in column_names()[what].split("_"))


@cache
def kind_of(what: int) -> str:
    """event for what a life story tells, detail for what it tells in brackets, count for what it leaves out."""
    words = in_words(Event(0, what, 0, 0, 1))
    return "count" if not words else "detail" if words.startswith("(") else "event"


@cache
def cause_of(what: int, code: int) -> str:
    """The cause of an event in words; empty if it has none, or if the activity says it already."""
    if code < 0 or what == What.WASTE:  # waste: of a test or of a treatment, as the event before it says
        return ""
    if What.LETTER_SENT_0 <= what < What.LETTER_LOST_0 + len(Letter):
        return ""
    duplicate = What.DUPLICATE_0 <= what < What.JUSTIFIED_REPEAT_0
    delays = (What.BED_DAYS_EMERGENCY, What.DELAYED_NHS, What.DELAYED_SOCIAL, What.DELAYED_BOTH)
    delay = What.DELAYED_0 <= what < What.DELAYED_0 + len(Delay) or what in delays
    test = what in (What.PRIOR_USED, What.PRIOR_USED_STALE)
    codes = Cause if duplicate else Delay if delay else Test if test else Kind
    return " ".join(WORDS.get(word, word) for word in codes(code).name.lower().split("_"))


def write_csv(rows: Iterable[LoggedEvent], file: TextIO) -> None:
    """Write events as CSV with a header."""
    import csv

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
