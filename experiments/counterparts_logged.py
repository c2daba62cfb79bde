"""What answers to a published figure in the lives of single people: who costs how much, who comes how often.

Functions of one year's book and the model at its end, from the event log of the people it follows; nan where it
follows nobody. Costs are what the published ones are of: general practice, hospital and medicines, each unit at its
published average cost, so that they differ from the model's own prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import AGE_GROUPS, What
from joinedup.agents.vocabulary import Cause, Delay, Sort, Test
from joinedup.experiments.counterparts_at_end import ADULT, YEAR, ages, living
from joinedup.model.outcomes.outcome import ratio

FOLLOWED = 40_000  # people of a place, drawn by lot: ids say nothing about people
TOP = 0.05  # share of people who cost most
UNIT_COSTS = {  # £, average: A&E to day cases HFMA on NHS Improvement, reference costs 2016/17; practice NHS England 2018
    What.GP_SAME_DAY: 30.0, What.GP_BOOKED: 30.0, What.GP_REVIEW: 30.0,
    What.AE_MINOR: 148.0, What.AE_MAJOR: 148.0, What.URGENT_REFERRAL: 148.0,
    What.OUTPATIENT_FIRST: 120.0, What.OUTPATIENT_FOLLOW_UP: 120.0,
}  # fmt: skip
DAY_CASE, ELECTIVE_STAY, EXCESS_DAY = 738.0, 3_684.0, 313.0  # £; reference costs 2016/17
EMERGENCY_SPELL = 1_590.0 * 1.41  # £; reference costs 2016/17 by episode, 1.41 episodes a spell (HES)
MEDICINES = (
    10.3e9 / 53.1e6
)  # £ a person; prescribing and pharmacy 2011/12 (Asaria 2017, PSSRU), England mid-2011
ATTENDED = (What.AE_MINOR, What.AE_MAJOR)
ADMITTED = (What.ADMISSION, What.ADMISSION_ZERO_DAY)
PLANNED = (What.DAY_CASE, What.ELECTIVE_STAY)


class Lives(NamedTuple):
    """The people who are followed and what happened to them."""

    rows: np.ndarray  # (followed,) of the records: alive at the year's end, or dead since its start
    log: np.ndarray  # EVENT of this year and the last, of these people
    who: np.ndarray  # (events,) place in `rows`
    this_year: np.ndarray  # (events,) whether it happened this year

    def counted(self, whats: Sequence[int], weights: np.ndarray | None = None) -> np.ndarray:
        """(followed,) how much of some things happened to each this year; weights: (events,), else the amounts."""
        chosen = self.this_year & np.isin(self.log["what"], np.array(whats, np.int64))
        amounts = self.log["amount"] if weights is None else weights
        return np.bincount(self.who[chosen], amounts[chosen], len(self.rows))


def followed(people: int) -> range:
    """The ids of the people whose lives are followed: every so many."""
    return range(0, 2 * people, max(1, people // FOLLOWED))


def lives_of(model: Any) -> Lives | None:
    """The followed people who lived this year, with the last two years; None where nobody is followed."""
    kept: tuple[int, Lives | None] | None = model.__dict__.get(
        "_lives"
    )  # made once a year, read by many figures
    if kept is not None and kept[0] == model.day:
        return kept[1]
    found = _lives(model)
    model.__dict__["_lives"] = (model.day, found)
    return found


def _lives(model: Any) -> Lives | None:
    log = model.log
    if not len(log):
        return None
    person = model.records["person"]
    every = max(1, model.place.people // FOLLOWED)
    died = log["person"][(log["what"] == What.DEATH) & (log["day"] >= model.day - YEAR)]
    there = living(model) | np.isin(person, died)
    rows = np.flatnonzero((person % every == 0) & there)
    rows = rows[np.argsort(person[rows])]
    log = log[(log["day"] >= model.day - 2 * YEAR)]
    place = np.searchsorted(person[rows], log["person"])
    place = np.minimum(place, len(rows) - 1)
    log, place = log[person[rows][place] == log["person"]], place[person[rows][place] == log["person"]]
    return Lives(rows, log, place, log["day"] >= model.day - YEAR)


def costs(lives: Lives, model: Any) -> np.ndarray:
    """(followed,) £ that each cost this year: general practice, hospital and medicines at published average costs.

    Spells differ as they do in the model: each costs its share of all pence of its kind. Medicines go by long-term
    conditions.
    """
    total = np.zeros(len(lives.rows))
    for what, pounds in UNIT_COSTS.items():
        total += pounds * lives.counted([what])
    pence = lives.log["pence"].astype(np.float64)
    for whats, pounds in (
        (ADMITTED, EMERGENCY_SPELL),
        ([PLANNED[0]], DAY_CASE),
        ([PLANNED[1]], ELECTIVE_STAY),
    ):
        spells = lives.counted(whats, pence)
        total += spells * (pounds * lives.counted(whats).sum() / max(1.0, spells.sum()))
    total += EXCESS_DAY * lives.counted(range(What.DELAYED_0, What.DELAYED_0 + len(Delay)))
    conditions = model.records["conditions"][lives.rows].astype(np.float64)
    return np.asarray(total + MEDICINES * conditions * len(conditions) / max(1.0, conditions.sum()))


def cost_index(bands: Sequence[int], fifths: Sequence[int]) -> Any:
    """Mean cost of people of some age bands and deprivation fifths (empty: all) ÷ that of everybody."""

    def compute(book: Any, model: Any) -> float:
        lives = lives_of(model)
        if lives is None:
            return float("nan")
        group, each = model.records["group"][lives.rows], costs(lives, model)
        chosen = np.ones(len(each), bool)
        if bands:
            chosen &= np.isin(group % AGE_GROUPS, bands)
        if fifths:
            chosen &= np.isin(group // AGE_GROUPS, fifths)
        return ratio(float(each[chosen].mean()), float(each.mean())) if chosen.any() else float("nan")

    return compute


def cost_most_least(book: Any, model: Any) -> float:
    """Mean cost of the most deprived fifth ÷ that of the least."""
    return ratio(cost_index((), (0,))(book, model), cost_index((), (4,))(book, model))


def top_share(book: Any, model: Any) -> float:
    """Share of all cost that the twentieth of people who cost most have, %."""
    lives = lives_of(model)
    if lives is None:
        return float("nan")
    each = np.sort(costs(lives, model))[::-1]
    return 100.0 * ratio(float(each[: max(1, round(TOP * len(each)))].sum()), float(each.sum()))


def attendances_aged(span: Sequence[int]) -> Any:
    """Of A&E attendances, those by people of some ages, both ends included, %."""

    def compute(book: Any, model: Any) -> float:
        lives = lives_of(model)
        if lives is None:
            return float("nan")
        each, age = lives.counted(ATTENDED), ages(model)[lives.rows]
        return 100.0 * ratio(float(each[(age >= span[0]) & (age <= span[1])].sum()), float(each.sum()))

    return compute


def ae_tenths(book: Any, model: Any) -> float:
    """A&E attendances of the most deprived tenth ÷ those of the least, per person."""
    lives = lives_of(model)
    return float("nan") if lives is None else _of_tenths(lives, model, lives.counted(ATTENDED), None)


def emergency_share_tenths(book: Any, model: Any) -> float:
    """Share of admissions that are emergencies: most deprived tenth ÷ least deprived."""
    lives = lives_of(model)
    if lives is None:
        return float("nan")
    urgent = lives.counted(ADMITTED)
    return _of_tenths(lives, model, urgent, urgent + lives.counted(PLANNED))


def _of_tenths(lives: Lives, model: Any, part: np.ndarray, whole: np.ndarray | None) -> float:
    tenth = model.records["decile"][lives.rows]
    ends = []
    for end in (0, 9):
        there = tenth == end
        ends.append(
            ratio(float(part[there].sum()), float(there.sum() if whole is None else whole[there].sum()))
        )
    return ratio(ends[0], ends[1])


def multimorbid_admissions(book: Any, model: Any) -> float:
    """Of adults' hospital admissions, those of adults with two long-term conditions or more, %."""
    lives = lives_of(model)
    if lives is None:
        return float("nan")
    adults = ages(model)[lives.rows] >= ADULT
    each = lives.counted((*ADMITTED, *PLANNED))
    many = adults & (model.records["conditions"][lives.rows] >= 2)
    return 100.0 * ratio(float(each[many].sum()), float(each[adults].sum()))


def tested_twice(book: Any, model: Any) -> float:
    """Adults with two long-term conditions or more who had a duplicate test in two years, %."""
    lives = lives_of(model)
    if lives is None:
        return float("nan")
    last = What.DUPLICATE_0 + len(Test) * len(Cause)
    twice = (lives.log["what"] >= What.DUPLICATE_0) & (lives.log["what"] < last)
    had = np.bincount(lives.who[twice], minlength=len(lives.rows)) > 0
    sicker = (ages(model)[lives.rows] >= ADULT) & (model.records["conditions"][lives.rows] >= 2)
    return 100.0 * ratio(float((had & sicker).sum()), float(sicker.sum()))


def several_hospitals(book: Any, model: Any) -> float:
    """Of adults with two hospital contacts or more in a year, those with more than one hospital, %."""
    lives = lives_of(model)
    if lives is None:
        return float("nan")
    roles = np.asarray(model.world.sites["role"])
    visits = (*ATTENDED, *ADMITTED, *PLANNED, What.OUTPATIENT_FIRST, What.OUTPATIENT_FOLLOW_UP)
    seen = lives.this_year & (roles[lives.log["site"]] == Sort.HOSPITAL)
    seen &= np.isin(lives.log["what"], np.array(visits, np.int64))
    adults = ages(model)[lives.rows] >= ADULT
    contacts = np.bincount(lives.who[seen], lives.log["amount"][seen], len(lives.rows))
    pairs = np.unique(lives.who[seen].astype(np.int64) * len(roles) + lives.log["site"][seen])
    hospitals = np.bincount(pairs // len(roles), minlength=len(lives.rows))
    often = adults & (contacts >= 2)
    return 100.0 * ratio(float((often & (hospitals >= 2)).sum()), float(often.sum()))
