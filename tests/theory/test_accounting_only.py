"""What frozen behaviour leaves of a change of payment: chance, and a bonus for it."""

import numpy as np
import pytest

from joinedup.model.health_system import HealthSystem
from joinedup.model.outcomes import OUTCOMES

YEAR = 365
LIVES = 6


@pytest.fixture(scope="module")
def lives():
    """Small places before the change, and as they go on without one."""
    found = []
    for seed in range(LIVES):
        past = HealthSystem("dudley", people=2_000, rng=100 + seed)
        past.run_until(4 * YEAR)
        unchanged = past.branch()
        unchanged.run_for(2 * YEAR)
        found.append((past, unchanged))
    return found


def after(model, outcome):
    return np.mean([OUTCOMES[outcome](book) for book in model.years[-2:]])


def test_a_budget_neutral_sum_per_head_costs_payers_the_same_in_expectation(lives):
    # V35: fees of the coming years are those of the last one, give or take the luck of the draw
    paid = []
    for past, unchanged in lives:
        frozen = past.branch()
        frozen.switch_at(4 * YEAR, "P", frozen=True)
        frozen.run_for(2 * YEAR)
        assert frozen.digest() == unchanged.digest()
        paid.append(after(frozen, "spend_total") / after(unchanged, "spend_total") - 1.0)
    error = np.std(paid, ddof=1) / np.sqrt(LIVES)
    assert error < 0.02, "too noisy to test anything"
    assert abs(np.mean(paid)) < 4 * error


def test_one_sided_shared_savings_pay_for_luck_where_nobody_behaves_differently(lives):
    # F10: a share of what chance saves is paid and nothing of what chance costs, so the mean is above 0
    paid = []
    for past, unchanged in lives:
        frozen = past.branch()
        frozen.takes_form(4 * YEAR, "us-aco", frozen=True)
        frozen.run_for(2 * YEAR)
        assert frozen.digest() == unchanged.digest()
        paid += [OUTCOMES["bonuses"](book) for book in frozen.years[-2:]]
    assert min(paid) >= 0.0
    assert max(paid) > 0.0
