"""Sensitivity against functions whose indices are known."""

import numpy as np
import pytest

from joinedup.experiments.sweep.designs import Range, draws_of, shares_of
from joinedup.experiments.uncertainty.sensitivity import morris, rank_regression, sobol

UNIT = tuple(Range(name, 0.0, 1.0) for name in ("first", "second", "third"))
NAMES = [r.name for r in UNIT]


def ishigami(x, a=7.0, b=0.1):
    """Ishigami & Homma (1990) on (-pi, pi); its indices are known in closed form."""
    z = np.pi * (2.0 * x - 1.0)
    return np.sin(z[:, 0]) + a * np.sin(z[:, 1]) ** 2 + b * z[:, 2] ** 4 * np.sin(z[:, 0])


def test_sobol_indices_of_ishigami_are_those_of_the_closed_form():
    x = draws_of("sobol-indices", UNIT, 2048, None, 1, {})
    found = {(i.number, i.measure): i for i in sobol(ishigami(x)[None, :], NAMES)}
    a, b, p = 7.0, 0.1, np.pi
    variance = a**2 / 8 + b * p**4 / 5 + b**2 * p**8 / 18 + 0.5
    first = 0.5 * (1 + b * p**4 / 5) ** 2 / variance
    third = b**2 * p**8 * (1 / 18 - 1 / 50) / variance  # with the first
    known = {
        ("first", "S1"): first, ("second", "S1"): a**2 / 8 / variance, ("third", "S1"): 0.0,
        ("first", "ST"): first + third, ("second", "ST"): a**2 / 8 / variance, ("third", "ST"): third,
    }  # fmt: skip
    for key, value in known.items():
        error = (found[key].high - found[key].low) / 2.0 / 1.96
        assert error < 0.05, "too noisy to test anything"
        assert abs(found[key].value - value) < 4.0 * error + 0.005, key


def test_mu_star_of_a_straight_line_is_its_slopes_and_sigma_is_zero():
    x = draws_of("morris", UNIT, 10, 4, 1, {})
    found = {(i.number, i.measure): i.value for i in morris(x, (x @ [5.0, -2.0, 0.0])[None, :], NAMES, 4)}
    assert [found[n, "mu*"] for n in NAMES] == pytest.approx([5.0, 2.0, 0.0], abs=1e-9)
    assert [found[n, "sigma"] for n in NAMES] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_morris_over_equal_factors_sees_the_exponent_of_a_power():
    ranges = (Range("power", 1.0, 100.0, "log"), Range("idle", 1.0, 2.0))
    x = draws_of("morris", ranges, 10, 4, 1, {})
    unit = np.column_stack([shares_of(x[:, i], r) for i, r in enumerate(ranges)])
    found = morris(unit, np.log10(x[:, 0])[None, :], ["power", "idle"], 4)
    assert found[0].number == "power"
    assert found[0].value == pytest.approx(2.0)  # from 10^0 to 10^2


def test_mu_star_of_luck_alone_is_what_luck_alone_gives():
    walks, replications = 200, 4
    x = draws_of("morris", UNIT, walks, 4, 1, {})
    noise = np.random.default_rng(1).normal(size=(replications, len(x)))
    for found in morris(x, noise, NAMES, 4):
        if found.measure == "mu*":
            error = found.value * 0.76 / np.sqrt(walks)  # |e|: sd is sqrt(pi/2 - 1) of the mean
            assert error < 0.1 * found.value
            assert abs(found.value - found.chance) < 4 * error


def test_a_walk_with_a_failed_draw_is_left_out_and_the_rest_is_read():
    x = draws_of("morris", UNIT, 10, 4, 1, {})
    y = (x @ [5.0, -2.0, 0.0])[None, :].copy()
    y[0, 5] = np.nan
    assert morris(x, y, NAMES, 4)[0].value == pytest.approx(5.0)
    y[0, 4::4] = np.nan
    with pytest.raises(ValueError, match="of 10 walks of Morris's design, 1 are whole"):
        morris(x, y, NAMES, 4)


def test_rank_regression_of_a_straight_line_has_its_standardised_slopes():
    x = draws_of("sobol", UNIT, 512, None, 1, {})
    found, explained = rank_regression(x, (np.exp(3.0 * x[:, 0]))[None, :], NAMES)
    assert found[0].number == "first"
    assert found[0].value == pytest.approx(1.0, abs=0.01)  # ranks do not see the curve
    assert explained == pytest.approx(1.0, abs=0.01)
    y = 4.0 * x[:, 0] - 3.0 * x[:, 1] + np.random.default_rng(1).normal(size=512) * 0.01
    found, _ = rank_regression(x, y[None, :], NAMES)
    slopes = {i.number: i for i in found}
    assert slopes["first"].value == pytest.approx(0.8, abs=0.03)
    assert slopes["second"].value == pytest.approx(-0.6, abs=0.03)
    assert slopes["third"].low < 0.0 < slopes["third"].high
