"""The baseline against published figures: fee per procedure, one year of a place or of a place like England."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING, Any

from joinedup.experiments.counterparts import YEAR
from joinedup.experiments.counterparts_logged import followed
from joinedup.experiments.targets import Fit, Target, baseline_targets

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem
    from joinedup.model.place import Place

PLAYED_YEAR = 3  # looked at unless said; the first is 0


def calibrate(
    place: Place,
    year: int,
    seed: int = 1,
    parameters: Mapping[str, Any] | None = None,
    targets: Sequence[Target] | None = None,
    told: Callable[[float], None] = lambda done: None,
) -> list[Fit]:
    """Run the baseline to the end of a year, the first is 0, and hold it against the published figures.

    targets: other figures than those that come with the program.  told: how much is played, after every year.

    Raises: ValueError for a year that cannot be.
    """
    figures = baseline_targets() if targets is None else targets
    model = baseline(place, year, seed, parameters, told)
    return [target.fit(model.years[year], model) for target in figures if target.compute is not None]


def baseline(
    place: Place,
    year: int,
    seed: int = 1,
    parameters: Mapping[str, Any] | None = None,
    told: Callable[[float], None] = lambda done: None,
) -> HealthSystem:
    """The place under fee per procedure at the end of a year, some of its people followed for the last two years.

    Raises: ValueError for a year that cannot be.
    """
    from joinedup.model.health_system import HealthSystem

    if not 0 <= year <= 50:
        raise ValueError(f"year is {year}; it must be between 0 and 50")
    model = HealthSystem(place, rng=seed, parameters=parameters, log=followed(place.people))
    for done in range(1, year + 2):
        model.run_until(done * YEAR)
        if done < year:
            model.log_parts.clear()  # only the last two years are looked at
        told(done / (year + 1))
    return model


def at_place(fits: Iterable[Fit], place: Place, targets: Sequence[Target] | None = None) -> list[Fit]:
    """The same for a place that is not England: targets as they follow from its mix of deprivation.

    A figure that is published by deprivation fifth, or compares fifths, is held against the place; any other stands
    beside it as England's, without a verdict, because nothing published says what the place should have.
    """
    figures = [t for t in (baseline_targets() if targets is None else targets) if t.compute is not None]
    found = []
    for fit, target in zip(fits, figures, strict=True):
        factor, held = target.at(place.deprivation)
        found.append(
            replace(fit, target=fit.target * factor, low=fit.low * factor, high=fit.high * factor, held=held)
        )
    return found


def with_spread(fits: Iterable[Fit], others: Sequence[Sequence[Fit]]) -> list[Fit]:
    """The fits with the least and the most that other runs say: other luck, or numbers that are not ruled out."""
    found = []
    for i, fit in enumerate(fits):
        values = [v for v in (fit.model, *(other[i].model for other in others)) if v == v]
        found.append(replace(fit, least=min(values, default=nan), most=max(values, default=nan)))
    return found
