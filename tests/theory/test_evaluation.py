"""Estimators against panels whose effect and noise are known, and power against the normal theory."""

from math import log, sqrt

import numpy as np
import pytest
from scipy.stats import nct, t

from joinedup.experiments.evaluation.design import DID, SYNTHETIC, WEDGE, Design, checked
from joinedup.experiments.evaluation.estimators import difference_in_differences, stepped_wedge, wedge_weights
from joinedup.experiments.evaluation.synthetic import simplex_weights, synthetic_control, weights_of

PANELS = 4_000
NOISE = 0.03  # standard deviation of a place's year, in log units
FALL = log(0.96)
DESIGNS = [
    (difference_in_differences, Design(DID, 1, 1, 3, 3)),
    (difference_in_differences, Design(DID, 1, 8, 3, 2)),
    (difference_in_differences, Design(DID, 5, 10, 2, 3)),
    (stepped_wedge, Design(WEDGE, 10, 0, 3, 3)),
    (stepped_wedge, Design(WEDGE, 4, 0, 3, 3)),
]
every_design = pytest.mark.parametrize(("estimator", "design"), DESIGNS)


def panels(design, effect, seed=7, noise=NOISE):
    """Places of different levels, years of their own, one known effect, independent normal noise."""
    rng = np.random.default_rng(seed)
    shape = (PANELS, design.places, design.years)
    places = rng.normal(4.0, 0.3, (PANELS, design.places, 1))
    years = rng.normal(0.0, 0.1, (PANELS, 1, design.years))
    return places + years + effect * design.changed + noise * rng.standard_normal(shape)


@every_design
def test_the_mean_estimate_is_the_known_effect(estimator, design):
    found = estimator(panels(design, FALL), design).effect
    error = found.std(ddof=1) / sqrt(PANELS)
    assert error < 0.05 * abs(FALL)
    assert abs(found.mean() - FALL) < 4 * error


@every_design
def test_intervals_hold_the_known_effect_95_times_in_100(estimator, design):
    found = estimator(panels(design, FALL), design)
    covered = np.mean((found.low <= FALL) & (found.high >= FALL))
    # the jackknife of a few places is a little wide (MacKinnon et al. 2023); the t intervals are exact
    slack = 0.025 if design.kind == WEDGE else 0.0
    error = 4 * sqrt(0.05 * 0.95 / PANELS)
    assert 0.95 - error <= covered <= 0.95 + error + slack


@every_design
def test_nothing_is_called_an_effect_no_more_than_5_times_in_100(estimator, design):
    found = estimator(panels(design, 0.0), design)
    assert found.significant.mean() <= 0.05 + 4 * sqrt(0.05 * 0.95 / PANELS)


@pytest.mark.parametrize("design", [d for e, d in DESIGNS if e is difference_in_differences])
def test_power_is_what_normal_theory_says(design):
    n, m, before, after = design[1:]
    if n == m == 1:  # the difference of two places, year by year
        freedom, error = before + after - 2, NOISE * sqrt(2.0) * sqrt(1 / before + 1 / after)
    else:
        freedom, error = n + m - 2, NOISE * sqrt(1 / before + 1 / after) * sqrt(1 / n + 1 / m)
    edge, shift = t.ppf(0.975, freedom), FALL / error
    expected = nct.sf(edge, freedom, shift) + nct.cdf(-edge, freedom, shift)
    found = difference_in_differences(panels(design, FALL), design).significant.mean()
    assert 0.05 < expected < 0.999, "no power to test"
    assert abs(found - expected) < 4 * sqrt(expected * (1 - expected) / PANELS)


def test_the_variance_of_a_wedge_is_that_of_least_squares():
    design = Design(WEDGE, 10, 0, 3, 3)
    expected = NOISE**2 * (wedge_weights(design.changed) ** 2).sum()
    found = stepped_wedge(panels(design, FALL), design).effect.var(ddof=1)
    assert abs(found / expected - 1.0) < 4 * sqrt(2.0 / PANELS)


def test_a_wedge_is_least_squares_with_places_and_years():
    design = Design(WEDGE, 5, 1, 2, 4)
    panel = panels(design, FALL)[0]
    place, year = np.indices(panel.shape)
    columns = [place == i for i in range(6)] + [year == j for j in range(1, 6)] + [design.changed]
    x = np.array([c.ravel() for c in columns], float).T
    expected = np.linalg.lstsq(x, panel.ravel(), rcond=None)[0][-1]
    assert stepped_wedge(panel[None], design).effect[0] == pytest.approx(expected, abs=1e-12)


def test_two_places_in_steps_give_no_interval():
    found = stepped_wedge(panels(Design(WEDGE, 2, 0, 3, 3), 0.0), Design(WEDGE, 2, 0, 3, 3))
    assert np.isnan(found.low).all()
    assert not found.significant.any()


# --- synthetic control


def test_a_synthetic_control_reproduces_a_place_that_is_a_mixture():
    rng = np.random.default_rng(3)
    donors = rng.normal(4.0, 0.3, (4, 12))
    mixture = np.array([0.5, 0.0, 0.3, 0.2])
    design = Design(SYNTHETIC, 1, 4, 8, 4)
    panel = np.vstack([mixture @ donors + FALL * design.changed[0], donors])[None]
    np.testing.assert_allclose(weights_of(panel, design)[0, 0, 1:], mixture, atol=1e-6)
    assert synthetic_control(panel, design).effect[0] == pytest.approx(FALL, abs=1e-6)


def test_weights_lie_on_the_simplex_and_none_is_closer():
    rng = np.random.default_rng(5)
    for _ in range(20):
        donors, target = rng.normal(4.0, 0.3, (6, 4)), rng.normal(4.0, 0.5, 4)
        w = simplex_weights(donors, target)
        assert w.min() >= 0.0
        assert w.sum() == pytest.approx(1.0, abs=1e-12)
        others = rng.dirichlet(np.ones(6) * 0.5, 2_000)
        best = ((w @ donors - target) ** 2).sum()
        assert best <= ((others @ donors - target) ** 2).sum(axis=1).min() + 1e-9


def test_a_synthetic_control_is_unbiased_and_its_placebos_are_exact():
    design = Design(SYNTHETIC, 1, 19, 4, 2)
    rng = np.random.default_rng(11)
    some = 400
    level = 4.0 + NOISE * rng.standard_normal((some, 20, 6))  # places alike, as the copies of one place are
    found = synthetic_control(level + FALL * design.changed, design)
    error = found.effect.std(ddof=1) / sqrt(some)
    assert abs(found.effect.mean() - FALL) < 4 * error
    null = synthetic_control(level, design).significant.mean()
    # one rank of twenty: the treated's donors are one more than a placebo's, which is all that is not exchangeable
    assert abs(null - 0.05) < 4 * sqrt(0.05 * 0.95 / some)


def test_fewer_than_19_controls_can_never_call_one_place_an_effect():
    design = Design(SYNTHETIC, 1, 18, 3, 1)
    rng = np.random.default_rng(1)
    found = synthetic_control(rng.normal(4.0, 0.01, (20, 19, 4)) + 3.0 * design.changed, design)
    assert not found.significant.any()


# --- designs


def test_a_wedge_starts_with_nobody_and_ends_with_everybody():
    for places in range(2, 12):
        changed = Design(WEDGE, places, 0, 3, 3).changed
        assert not changed[:, 0].any()
        assert changed[:, -1].all()


@pytest.mark.parametrize(
    ("design", "missing"),
    [
        (Design(DID, 0, 3, 3, 3), "treated places is 0"),
        (Design(DID, 1, 0, 3, 3), "control places is 0"),
        (Design(SYNTHETIC, 1, 3, 0, 3), "years before the change is 0"),
        (Design(WEDGE, 1, 0, 3, 3), "change all at once"),
    ],
)
def test_a_design_that_can_show_nothing_is_refused(design, missing):
    with pytest.raises(ValueError, match=missing):
        checked(design)
