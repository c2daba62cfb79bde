"""Scenario discovery finds a box that was planted, and none where there is none."""

import numpy as np
import pytest

from joinedup.experiments.sweep.designs import Range, draws_of
from joinedup.experiments.uncertainty.prim import prim

RANGES = tuple(Range(f"n{i}", 0.0, 1.0) for i in range(6))
PLANTED = {1: (0.0, 0.5), 4: (0.6, 1.0)}


def worlds(draws=500, seed=1, ranges=RANGES):
    return draws_of("latin-hypercube", ranges, draws, None, seed, {})


def luck(draws, seed):
    return np.random.default_rng(1_000 + seed).random(draws)


def in_planted(x):
    return np.all([(x[:, i] >= low) & (x[:, i] <= high) for i, (low, high) in PLANTED.items()], axis=0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_box_is_found_through_noise(seed):
    x = worlds(seed=seed)
    good = np.where(in_planted(x), luck(500, seed) < 0.9, luck(500, seed) < 0.1)
    box = prim(x, good, shuffles=99)
    assert {limit.which for limit in box.limits} == set(PLANTED)
    assert box.is_more_than_chance
    # 9 in 10 wanted inside, of 100 draws: four standard errors
    assert abs(box.density - 0.9) < 4 * np.sqrt(0.09 / box.inside)
    for limit in box.limits:
        low, high = PLANTED[limit.which]
        if low > 0.0:
            assert limit.low == pytest.approx(low, abs=0.06)
            assert limit.high == np.inf
        else:
            assert limit.high == pytest.approx(high, abs=0.06)
            assert limit.low == -np.inf


def test_nothing_is_found_in_noise_but_once_in_twenty():
    ranges = tuple(Range(f"n{i}", 0.0, 1.0) for i in range(12))
    trials = 40
    boxes = [
        prim(worlds(100, s, ranges), luck(100, 50 + s) < 0.4, seed=s, shuffles=39) for s in range(trials)
    ]
    found = sum(box.is_more_than_chance for box in boxes)
    assert found <= 0.05 * trials + 4 * np.sqrt(trials * 0.05 * 0.95)
    assert found < trials / 2, "the bound is too wide to test anything"
    # a search finds limits in noise more often than that; shuffled labels show them to be no more
    assert any(box.limits and not box.is_more_than_chance for box in boxes)


def test_a_number_of_few_values_can_decide():
    ranges = (*RANGES[:2], Range("steps", 0.0, 0.0, "linear", (1.0, 2.0, 3.0)))
    x = worlds(300, ranges=ranges)
    box = prim(x, x[:, 2] == 3.0, shuffles=19)
    assert [(i.which, i.low) for i in box.limits] == [(2, 3.0)]
    assert box.density == box.coverage == 1.0


@pytest.mark.parametrize("good", [np.ones(50, bool), np.zeros(50, bool)])
def test_there_is_no_box_where_all_worlds_are_alike(good):
    assert prim(worlds(50), good).limits == ()
