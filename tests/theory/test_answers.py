"""What a sweep says of chance and of the numbers, against effects whose parts are known."""

from math import isnan, sqrt

import numpy as np

from joinedup.experiments.answers import answer

SD_NUMBERS, SD_COMMON, SD_REST = 3.0, 2.0, 1.5  # between draws; of a replication, all draws alike; of one run


def invented(seed, draws=60, replications=6, mean=1.0):
    """(draws, replications) a base, and an arm whose effect has three known sources of variance."""
    rng = np.random.default_rng(seed)
    base = 100.0 + rng.normal(0.0, 5.0, (draws, replications))
    effect = mean + rng.normal(0.0, SD_NUMBERS, (draws, 1)) + rng.normal(0.0, SD_COMMON, (1, replications))
    return base, base + effect + rng.normal(0.0, SD_REST, (draws, replications))


def test_chance_and_the_numbers_are_told_apart():
    found = [answer(*invented(seed)) for seed in range(200)]
    for name, truth in (
        ("sd_numbers", SD_NUMBERS**2),
        ("sd_chance", SD_COMMON**2 + SD_REST**2),
    ):
        squares = np.array([getattr(a, name) ** 2 for a in found])
        error = squares.std(ddof=1) / sqrt(len(squares))
        assert error < 0.05 * truth
        assert abs(squares.mean() - truth) < 4.0 * error
    share = SD_NUMBERS**2 / (SD_NUMBERS**2 + SD_COMMON**2 + SD_REST**2)
    assert abs(np.mean([a.share_of_numbers for a in found]) - share) < 0.05


def test_numbers_that_change_nothing_have_no_share():
    rng = np.random.default_rng(3)
    base = rng.normal(100.0, 5.0, (40, 5))
    effect = 1.0 + rng.normal(0.0, 2.0, (1, 5)) + np.zeros((40, 1))
    found = answer(base, base + effect)
    assert found.sd_numbers < 1e-6
    assert found.share_of_numbers < 1e-9


def test_the_interval_of_chance_covers_the_mean_of_the_draws_that_were_taken():
    covered = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        truth = rng.normal(0.0, SD_NUMBERS, (20, 1))
        base = rng.normal(100.0, 5.0, (20, 5))
        arm = base + truth + rng.normal(0.0, SD_COMMON, (1, 5)) + rng.normal(0.0, SD_REST, (20, 5))
        d = answer(base, arm).difference
        covered.append(d.low <= truth.mean() <= d.high)
    assert abs(np.mean(covered) - 0.95) < 4.0 * sqrt(0.05 * 0.95 / 400)


def test_pairing_takes_out_what_both_arms_share():
    found = answer(*invented(1, draws=1, replications=20_000))
    # base: 25; arm: 25 + common + rest; paired: common + rest
    effect = SD_COMMON**2 + SD_REST**2
    assert abs(found.variance_ratio - effect / (25.0 + 25.0 + effect)) < 0.01


def test_the_sign_holds_in_the_share_of_draws_that_have_it():
    base = np.zeros((10, 2))
    arm = np.repeat([[1.0], [2.0], [3.0], [1.0], [1.0], [1.0], [2.0], [-1.0], [-0.5], [0.0]], 2, axis=1)
    found = answer(base, arm)
    assert found.sign_holds == 0.7
    assert found.range[0] < 0.0 < found.range[1]


def test_a_draw_with_a_failed_run_is_left_out_whole():
    base, arm = invented(2, draws=5, replications=3)
    arm[1, 2] = np.nan
    found = answer(base, arm)
    rest = [0, 2, 3, 4]
    assert found.draws == 4
    assert abs(found.difference.mean - (arm - base)[rest].mean()) < 1e-12


def test_what_cannot_be_told_is_not_told():
    one = answer(np.array([[1.0]]), np.array([[2.0]]))
    assert one.difference.mean == 1.0
    for value in (one.difference.low, one.variance_ratio, one.sd_numbers, one.sd_chance, one.sign_holds):
        assert isnan(value)
    assert isnan(answer(np.full((2, 2), np.nan), np.ones((2, 2))).difference.mean)
