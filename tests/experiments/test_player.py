"""The player of the dashboard: a month at a time, and it stops when asked or when nobody looks."""

from __future__ import annotations

import time

import pytest

from joinedup.experiments.setting import Setting
from joinedup.viz.dashboard import limits
from joinedup.viz.dashboard.player import CANCELLED, FAILED, FINISHED, PAUSED, PLAYING, WAITING, Player

SETTING = Setting(people=2_000, years=1, burn_in=1, years_before=1)


class Told:
    """What a player has told."""

    def __init__(self):
        self.states, self.seen, self.why = [], [], ""

    def __call__(self, seen, state, why):
        self.states.append(state)
        self.seen.append(seen)
        self.why = why

    def awaits(self, state, seconds=60.0):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.states and self.states[-1] == state:
                return
            time.sleep(0.01)
        raise AssertionError(f"never {state}: {self.states}")


@pytest.fixture
def told():
    return Told()


def player_of(told, replications=2, **more):
    return Player(SETTING.experiment(), replications, told, **more)


def test_it_plays_all_replications_to_the_end(told):
    player_of(told).plays_to_the_end()
    told.awaits(FINISHED)
    assert len(told.seen[-1].others) == 2
    assert told.seen[-1].digests
    assert limits.LIMITS.taken == 0


def test_a_step_is_one_month_and_then_it_waits(told):
    player = player_of(told)
    for month in (1, 2):
        player.steps()
        told.awaits(PAUSED)
        until = time.monotonic() + 20
        while player._worlds is None or player._worlds.month < month:
            assert time.monotonic() < until
            time.sleep(0.01)
    time.sleep(0.2)
    assert player._worlds.month == 2
    player.stops()


def test_cancelling_ends_it_within_half_a_second_and_gives_its_place_back(told):
    player = player_of(told, 20)
    player.plays_to_the_end()
    told.awaits(PLAYING)
    player.stops()
    began = time.monotonic()
    player._thread.join(5)
    assert time.monotonic() - began < 0.5
    assert player.state == CANCELLED
    assert limits.LIMITS.taken == 0


def test_it_pauses_while_nobody_looks_and_goes_on_when_somebody_does(told):
    looking = [False]
    player = player_of(told, 1, there=lambda: looking[0])
    player.plays_to_the_end()
    told.awaits(PAUSED)
    assert player._worlds.month == 0
    looking[0] = True
    told.awaits(FINISHED)


def test_more_runs_than_may_be_wait_for_their_turn(told, monkeypatch):
    monkeypatch.setattr(limits.LIMITS, "at_once", 1)
    first, second = Told(), told
    holds = player_of(first, 20)
    holds.plays_to_the_end()
    first.awaits(PLAYING)
    waits = player_of(second, 1)
    waits.plays_to_the_end()
    second.awaits(WAITING)
    holds.stops()
    second.awaits(FINISHED)


def test_a_failure_is_told_in_its_words_and_frees_the_place(told, monkeypatch):
    from joinedup.experiments.two_worlds import TwoWorlds

    def breaks(self, months):
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(TwoWorlds, "advance", breaks)
    player_of(told).plays_to_the_end()
    told.awaits(FAILED)
    assert told.why == "the sky fell"
    assert limits.LIMITS.taken == 0


def test_what_is_too_much_is_one_sentence():
    few = limits.Limits(people=1_000, years=1)
    with pytest.raises(
        ValueError, match="2,000 people are more than this server plays; choose at most 1,000"
    ):
        few.checked(SETTING)
    with pytest.raises(ValueError, match="years"):
        few.checked(Setting(people=500, years=2))
