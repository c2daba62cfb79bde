"""What Mesa's own tools expect of a model: a step of one's own, and a data collector."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mesa import DataCollector
from mesa.time import Priority, Schedule

from joinedup.model.outcomes import OUTCOMES
from joinedup.model.year_book import YEAR

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem


def takes_steps(model: HealthSystem) -> None:
    """Days are played by compiled code, not one event each; only a step of the user's own is an event of every day.

    It comes last in its day, when the books of a month or year that ends are closed and policies are changed.
    """
    from joinedup.model.health_system import HealthSystem  # here, because it imports this

    model._default_schedule.stop()
    if type(model).step is not HealthSystem.step:
        daily = Schedule(interval=1.0, start=float(int(model.time) + 1))
        model._default_schedule = model.schedule_recurring(model._do_step, daily, priority=Priority.LOW)


def yearly_collector(model: HealthSystem) -> Any:
    """A Mesa DataCollector that holds every outcome at the end of each year so far."""
    collector = DataCollector(model_reporters={name: partial(_outcome, name=name) for name in OUTCOMES})
    for year, book in enumerate(model.years, 1):
        collector.collect(SimpleNamespace(time=year * YEAR, book=book))
    return collector


def _outcome(year: Any, name: str) -> float:
    return OUTCOMES[name](year.book)
