"""The means test, one person at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.means_test import assumed_income, contribution, means, pays_all
from joinedup.model.parameters import Parameters, packed

P = packed(Parameters())[0].means_test
FREE = packed(Parameters().with_changes({"means_test.free_personal_care": 1.0}))[0].means_test
ALLOWANCE, GUARANTEE = 24.90, 189.0
COST = 600.0
A_HOME = 160_000.0


@pytest.mark.parametrize(
    ("capital", "weekly"), [(10_000, 0), (14_250, 0), (14_251, 1), (20_000, 23), (23_250, 36)]
)
def test_every_started_250_pounds_between_the_limits_counts_as_a_pound_a_week(capital, weekly):
    assert assumed_income(capital, P) == weekly
    assert contribution(capital, ALLOWANCE, COST, 0.0, P) == pytest.approx(weekly)
    assert not pays_all(capital, 0.0, P)


def test_whoever_has_more_than_the_upper_limit_pays_all():
    assert pays_all(23_251, 0.0, P)
    assert contribution(30_000, 0.0, COST, 0.0, P) == COST


def test_income_above_what_is_kept_is_asked_for_and_more_is_kept_at_home():
    assert contribution(0, 250.0, COST, 0.0, P) == pytest.approx(250.0 - ALLOWANCE)
    assert contribution(0, 250.0, COST, 1.0, P) == pytest.approx(250.0 - GUARANTEE)
    assert contribution(0, 100.0, COST, 1.0, P) == 0.0


@given(
    capital=st.integers(-200_000, 500_000),
    income=st.floats(0.0, 2_000.0),
    cost=st.floats(0.0, 2_000.0),
    more=st.integers(0, 100_000),
    at_home=st.sampled_from([0.0, 1.0]),
)
def test_nobody_pays_more_than_the_cost_and_the_richer_never_pay_less(capital, income, cost, more, at_home):
    pays = contribution(capital, income, cost, at_home, P)
    assert 0.0 <= pays <= cost
    assert contribution(capital + more, income, cost, at_home, P) >= pays


def test_a_home_counts_only_for_a_care_home_and_only_if_nobody_stays_in_it():
    assert means(1_000, 1, 0, 0.0, A_HOME) == 1_000 + A_HOME
    assert means(1_000, 1, 1, 0.0, A_HOME) == 1_000
    assert means(1_000, 1, 0, 1.0, A_HOME) == 1_000
    assert means(1_000, 0, 0, 0.0, A_HOME) == 1_000


def test_free_personal_care_is_free_at_home_and_nowhere_else():
    assert contribution(500_000, 900.0, COST, 1.0, FREE) == 0.0
    assert not pays_all(500_000, 1.0, FREE)
    assert contribution(500_000, 900.0, COST, 0.0, FREE) == COST
