"""How much does seeing one's own doctor matter? Avoidable admissions when continuity is higher by 0.2."""

from __future__ import annotations

from typing import NamedTuple

from joinedup.model.health_system import HealthSystem
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.parameters import Parameters
from joinedup.model.place import Place

YEAR = 365
STEP = 0.2  # of the usual provider index: what Barker, Steventon & Deeny 2017 (BMJ 356:j84) report


class ContinuityEffect(NamedTuple):
    """What more continuity does."""

    index_gained: float  # usual provider index, measured
    avoidable: float  # share by which avoidable admissions differ; published: -0.06 for 0.2


def effect_of_continuity(
    place: str | Place, people: int | None = None, years: int = 6, seed: int = 1
) -> ContinuityEffect:
    """The same people with the usual doctor 0.1 oftener and 0.1 seldomer than today, in the last of some years.

    Control of long-term conditions moves slowly: the effect of a change is whole after some six years.

    Raises: ValueError for fewer than two years, which the index needs.
    """
    if years < 2:
        raise ValueError(f"years is {years}; it must be at least 2")
    today = float(Parameters().health.usual_share)
    index, avoidable = [], []
    for share in (today - STEP / 2.0, today + STEP / 2.0):
        model = HealthSystem(place, people, rng=seed, parameters={"health.usual_share": share})
        model.run_for(years * YEAR)
        book = model.years[-1]
        index.append(OUTCOMES["usual_doctor"](book))
        avoidable.append(OUTCOMES["avoidable_admissions"](book))
    return ContinuityEffect(index[1] - index[0], avoidable[1] / avoidable[0] - 1.0)
