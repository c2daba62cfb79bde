"""History matching of simulators whose truth is known."""

import numpy as np
import pytest

from joinedup.experiments.sweep.designs import Range, draws_of
from joinedup.experiments.uncertainty.history_matching import (
    Emulator,
    Observed,
    Rules,
    implausibility,
    matched,
)

SLOPES = np.array([[3.0, 1.0], [-1.0, 2.0], [1.0, 1.0]])  # quantities × numbers
NOISE = 0.1
REPLICATIONS = 3


def draws(width, size, seed):
    return draws_of(
        "latin-hypercube", tuple(Range(str(i), 0.0, 1.0) for i in range(width)), size, None, seed, {}
    )


def normal(size, seed):
    return np.random.default_rng(seed).normal(size=size)


def simulator(seed):
    def simulate(wave, unit):
        exact = unit @ SLOPES.T
        return exact[:, None, :] + NOISE * normal((len(unit), REPLICATIONS, 3), 1_000 * seed + wave)

    return simulate


def observed_at(truth, sd, seed):
    seen = SLOPES @ truth + sd * normal((3,), 77_000 + seed)
    return [Observed(f"q{k}", float(v), sd**2) for k, v in enumerate(seen)]


def test_the_truth_is_hardly_ever_ruled_out_and_the_space_shrinks():
    trials, out = 8, 0
    for seed in range(trials):
        truth = draws(2, 1, 500 + seed)[0]
        seen, rules = observed_at(truth, 0.1, seed), Rules(misses=0, seed=seed)
        waves = list(matched(simulator(seed), seen, 2, 2, 20, rules))
        out += bool(implausibility(waves, seen, truth[None, :], rules)[0] >= rules.cutoff)
        shares = [w.share.value for w in waves]
        assert shares[-1] < 0.35
        assert shares[1] <= shares[0] + 1e-9
    # of three normal quantities, one is three standard deviations off in 0.8% of trials; less, as two waves share it
    chance = 1.0 - 0.9973**3
    assert out <= trials * chance + 4.0 * np.sqrt(trials * chance * (1.0 - chance))
    assert out < trials / 4, "the bound is too wide to test anything"


def test_the_share_left_is_that_of_the_parallelogram():
    # without luck, |slopes·x - seen| < 3 sd is an area that can be counted point by point
    truth, sd = np.array([0.5, 0.5]), 0.05
    seen = [Observed(f"q{k}", float(v), sd**2) for k, v in enumerate(SLOPES @ truth)]
    rules = Rules(misses=0)
    *_, last = matched(
        lambda wave, unit: np.repeat((unit @ SLOPES.T)[:, None, :], 2, 1), seen, 2, 2, 20, rules
    )
    fine = draws(2, 200_000, 1)
    inside = (np.abs(fine @ SLOPES.T - SLOPES @ truth) < 3.0 * sd).all(axis=1).mean()
    assert last.share.low - 0.05 * inside < inside < last.share.high + 0.05 * inside


def test_nothing_is_left_where_the_model_cannot_give_what_was_seen():
    seen = [Observed("q0", 100.0, 0.01), Observed("q1", 0.0, 0.01), Observed("q2", 1.0, 0.01)]
    waves = list(matched(simulator(1), seen, 2, 3, 20, Rules(misses=0)))
    assert len(waves) == 1
    assert not len(waves[0].left)
    # one miss is allowed: the other two alone are matched
    assert len(list(matched(simulator(1), seen, 2, 2, 20, Rules(misses=1)))[-1].left)


def test_an_emulator_foretells_a_curve_within_its_own_variance():
    unit, fresh = draws(2, 40, 1), draws(2, 400, 2)

    def curve(x):
        return np.sin(4.0 * x[:, 0]) + x[:, 1] ** 2

    emulator = Emulator(unit, curve(unit), 1e-6, 1)
    mean, variance = emulator.foretold(fresh)
    errors = (mean - curve(fresh)) / np.sqrt(variance + 1e-6)
    assert emulator.trusted
    assert np.abs(mean - curve(fresh)).mean() < 0.02
    assert (np.abs(errors) < 3.0).mean() > 0.95


def test_an_emulator_of_luck_alone_foretells_its_mean_and_no_more():
    unit = draws(2, 60, 1)
    emulator = Emulator(unit, 5.0 + normal((60,), 3), 1.0, 1)
    mean, variance = emulator.foretold(draws(2, 200, 2))
    assert np.abs(mean - 5.0).mean() < 4.0 / np.sqrt(60) + 0.1
    assert (variance < 1.0).all()


def test_a_wave_of_which_too_little_could_be_run_is_refused():
    def fails(wave, unit):
        return np.full((len(unit), 2, 1), np.nan)

    with pytest.raises(ValueError, match="0 points of wave 1 could be run; at least 6"):
        list(matched(fails, [Observed("q", 1.0, 1.0)], 2, 1, 20))
