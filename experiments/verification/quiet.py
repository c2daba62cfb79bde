"""A place where nothing happens by itself, for watching one patient at a time; and how to read what happened."""

from __future__ import annotations

from typing import Any

import numpy as np

from joinedup.agents.patient import NEVER
from joinedup.model.health_system import HealthSystem

MONDAY = 1  # day 0 is a Sunday
# nobody falls ill, no review is planned, nobody waits for treatment, nobody has social care
WELL: dict[str, Any] = {
    **{f"health.{kind}": 0.0 for kind in ("minor", "acute", "exacerbation", "crisis", "elective", "frailty")},
    "practice.reviews": 0.0,
    "practice.clinics": 0.0,
    "hospital.list_months_start": 0.0,
    "social_care.asks": 0.0,
    "care_home.residents_per_1000": 0.0,
    "home_care.receivers_per_1000": 0.0,
}
NOBODY_COMES_OR_GOES: dict[str, Any] = {
    "population.birth_rate": 0.0,
    "health.death_scale": 0.0,
    "health.boarding_death": 0.0,
}


def quiet_place(**numbers: Any) -> HealthSystem:
    """A place where nobody is born, falls ill or dies, played to its first Monday; `section__name=value`."""
    changed = {name.replace("__", "."): value for name, value in numbers.items()}
    parameters = {**WELL, **NOBODY_COMES_OR_GOES, **changed}
    model = HealthSystem("dudley", people=400, rng=5, parameters=parameters, log=True)
    model.world.people["death_day"] = NEVER
    model.run_for(MONDAY)
    return model


def hospital_of(model: HealthSystem) -> int:
    """Row of the hospital of the first practice."""
    return int(model.world.sites["hospital"][0])


def of_practice(model: HealthSystem, number: int) -> np.ndarray:
    """Rows of the first people of the first practice."""
    return np.flatnonzero(model.world.people["practice"] == 0)[:number]


def persons(model: HealthSystem, what: int) -> list[int]:
    """Ids of those to whom a thing happened, in order."""
    log = model.log
    return [int(person) for person in log["person"][log["what"] == what]]


def count(model: HealthSystem, what: int) -> int:
    """How much of a thing happened, in its own unit."""
    log = model.log
    return int(log["amount"][log["what"] == what].sum())
