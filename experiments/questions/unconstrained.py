"""How much health do limits cost? The same people, with room for everybody and everything known to all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.quality_of_life import QALY_UNITS
from joinedup.agents.vocabulary import Sort
from joinedup.model.health_system import HealthSystem
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.place import Place

YEAR = 365
PLENTY = 1_000_000
FEW = 10_000  # appointments a weekday: more than any practice needs, and they fit the appointment book
ALL_KNOWN: dict[str, Any] = {
    "letters.base_loss": (0.0,) * 11,
    "letters.base_delay": (0.0,) * 11,
    "letters.complete_base": 1.0,
    "letters.complete_most": 1.0,
    "hospital.list_months_start": 0.0,
    "hospital.work_up_median": 0.0,  # tests and decisions cost no time where all is known and there is room
}


class HealthLoss(NamedTuple):
    """What limits cost, over some years, per 1,000 people registered at the start."""

    qalys: float  # lived less for want of room and of information
    deaths: float  # more
    rationing: float  # share of health at stake that is not met in time, less the same without limits


def remove_limits(model: HealthSystem) -> None:
    """Room for everybody: beds, places, appointments, theatres, A&E."""
    sites = model.world.sites
    practices, hospitals = sites["role"] == Sort.PRACTICE, sites["role"] == Sort.HOSPITAL
    sites["places"][sites["role"] > Sort.HOSPITAL] = PLENTY
    sites["beds"][hospitals | (sites["role"] == Sort.MENTAL_HEALTH)] = PLENTY
    sites["slots"][practices], sites["same_day"][practices] = 2 * FEW, FEW
    sites["ae_slots"][hospitals], sites["elective_slots"][hospitals] = PLENTY, FEW


def unconstrained(
    place: str | Place, people: int | None = None, seed: int = 1, parameters: Mapping[str, Any] | None = None
) -> HealthSystem:
    """A place on its first day with room for everybody, letters that arrive whole and records open to all."""
    model = HealthSystem(place, people, rng=seed, parameters={**(parameters or {}), **ALL_KNOWN})
    remove_limits(model)
    for _, _, edge in model.referral_graph.edges(data=True):
        edge["availability"], edge["look_minutes"] = 1.0, 0.0
    return model


def health_loss(
    place: str | Place,
    people: int | None = None,
    years: int = 3,
    seed: int = 1,
    parameters: Mapping[str, Any] | None = None,
) -> HealthLoss:
    """Health lost to limits: a place as it is, less the same people without limits, all years together.

    Raises: ValueError for fewer than one year.
    """
    if years < 1:
        raise ValueError(f"years is {years}; it must be at least 1")
    as_it_is = HealthSystem(place, people, rng=seed, parameters=parameters)
    without = unconstrained(place, people, seed, parameters)
    registered = len(as_it_is.records) / 1_000.0
    lived, died, rationed = [], [], []
    for model in (as_it_is, without):
        model.run_for(years * YEAR)
        all_years = np.sum([book.tallies.sum(axis=0) for book in model.years], axis=0)
        lost = all_years[What.QALY_LOST_ILLNESS] + all_years[What.QALY_LOST_WAITING]
        lived.append(float(all_years[What.QALY] - lost) / QALY_UNITS)
        died.append(float(all_years[What.DEATH]))
        rationed.append(float(np.mean([OUTCOMES["rationing_index"](book) for book in model.years])))
    return HealthLoss(
        (lived[1] - lived[0]) / registered, (died[0] - died[1]) / registered, rationed[0] - rationed[1]
    )
