"""Longer work of a page: it takes its turn, lets others have theirs, and ends when nobody wants it."""

import threading

import pytest

from joinedup.experiments.setting import Setting
from joinedup.viz.dashboard import work
from joinedup.viz.dashboard.limits import Limits
from joinedup.viz.dashboard.why_here import split
from joinedup.viz.dashboard.work import Turn, Unwanted


@pytest.fixture
def alone(monkeypatch):
    """One run and one core at a time."""
    limits, cores = Limits(at_once=1), threading.BoundedSemaphore(1)
    monkeypatch.setattr(work, "LIMITS", limits)
    monkeypatch.setattr(work, "CORES", cores)
    return limits, cores


class Task:
    """As much of a task as the work sees; cancelled after so many looks."""

    def __init__(self, looks=10**9):
        self.looks, self.progress = looks, None

    def is_current(self):
        self.looks -= 1
        return self.looks > 0


def test_between_two_steps_others_may_have_the_core(alone):
    _, cores = alone
    free = []
    with Turn(
        lambda: True, lambda: free.append(cores.acquire(blocking=False) and not cores.release()) or True
    ) as turn:
        assert not cores.acquire(blocking=False)
        turn.goes_on()
    assert free == [True]


def test_work_that_is_not_wanted_ends_and_gives_everything_back(alone):
    limits, cores = alone
    with pytest.raises(Unwanted), Turn(lambda: False) as turn:
        turn.goes_on()
    assert limits.taken == 0
    assert cores.acquire(blocking=False)


def test_work_that_waits_for_its_turn_can_be_cancelled(alone):
    limits, _ = alone
    assert limits.takes()
    with pytest.raises(Unwanted), Turn(lambda: False):
        raise AssertionError("it has begun")
    assert limits.taken == 1


def test_a_split_ends_when_cancelled_and_is_whole_when_not(alone):
    setting = Setting(people=1_000, years=1)
    with pytest.raises(Unwanted):
        split(setting, 1_000, 1, Task(looks=4), lambda: True)
    task = Task()
    panels, said = split(setting, 1_000, 2, task, lambda: True)
    assert task.progress == 1.0
    assert {p.kind for p in panels} == {"waterfall", "intervals"}
    assert "1,000 people" in said
    assert alone[0].taken == 0
