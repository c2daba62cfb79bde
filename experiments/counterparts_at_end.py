"""What answers to a published figure in the people of a place at a year's end: illness, waiting lists, care at home.

Functions of one year's book and the model at its end. A figure of people of some ages or deprivation fifths takes only
those; the groups of somebody born in the meantime or dead are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from joinedup.agents.household import CareState
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Where
from joinedup.model.outcomes.outcome import person_years, ratio

YEAR = 365
ADULT, OLDER = 18, 65  # years
EIGHTEEN_WEEKS = 126


def ages(model: Any) -> np.ndarray:
    """(people,) whole years of age today, of everybody, the unborn and the dead included."""
    return np.asarray((model.day - model.records["born"]) // YEAR)


def living(model: Any) -> np.ndarray:
    """(people,) who is alive."""
    return np.asarray(model.records["where"] < Where.UNBORN)


def multimorbid_adults(book: Any, model: Any) -> float:
    """Adults with two long-term conditions or more, %."""
    return _multimorbid(model, living(model) & (ages(model) >= ADULT))


def multimorbid_people(book: Any, model: Any) -> float:
    """People of all ages with two long-term conditions or more, %."""
    return _multimorbid(model, living(model))


def multimorbid_at(span: Sequence[int], fifth: int | None = None) -> Any:
    """People of some ages, both ends included, with two long-term conditions or more, %; of one fifth, or of all."""

    def compute(book: Any, model: Any) -> float:
        age = ages(model)
        chosen = living(model) & (age >= span[0]) & (age <= span[1])
        if fifth is not None:
            chosen &= model.records["decile"] // 2 == fifth
        return _multimorbid(model, chosen)

    return compute


def _multimorbid(model: Any, chosen: np.ndarray) -> float:
    return 100.0 * ratio(float((model.records["conditions"][chosen] >= 2).sum()), float(chosen.sum()))


def waiting_list(book: Any, model: Any) -> float:
    """People who wait for elective treatment at the end of the year, per 1,000."""
    return 1_000.0 * ratio(float(model.world.sites["list_length"].sum()), person_years(book))


def waited_so_far(model: Any) -> np.ndarray:
    """(people waiting,) days since the clock of each started: what referral-to-treatment figures are of."""
    people = model.records
    waiting = living(model) & ((people["marks"] & Mark.WAITING) > 0)
    return np.asarray(model.day - model.charts["clock_start"][waiting].astype(np.int64))


def list_median_wait(book: Any, model: Any) -> float:
    """Days that half of those on the list have waited so far, at most."""
    return _quantile(waited_so_far(model), 0.5)


def list_long_wait(book: Any, model: Any) -> float:
    """Days that 92 of 100 on the list have waited so far, at most."""
    return _quantile(waited_so_far(model), 0.92)


def list_in_18_weeks(book: Any, model: Any) -> float:
    """Of those on the list, how many have waited 18 weeks or less, %."""
    days = waited_so_far(model)
    return 100.0 * ratio(float((days <= EIGHTEEN_WEEKS).sum()), float(len(days)))


def _quantile(days: np.ndarray, share: float) -> float:
    return float(np.quantile(days, share)) if len(days) else float("nan")


def council_clients(book: Any, model: Any) -> float:
    """People with lasting care that the council arranges, at home or in a care home, per 1,000."""
    homes = model.world.households
    care = (homes["care"] == CareState.RECEIVES) | (homes["care"] == CareState.RESIDENT)
    return _per_1000(model, care & (homes["pays"] == 0))


def care_home_residents(book: Any, model: Any) -> float:
    """People of 65 and over who live in care homes, whoever pays, per 1,000 of all ages."""
    resident = model.world.households["care"] == CareState.RESIDENT
    return _per_1000(model, resident & (ages(model) >= OLDER))


def _per_1000(model: Any, who: np.ndarray) -> float:
    alive = living(model)
    return 1_000.0 * ratio(float((who & alive).sum()), float(alive.sum()))
