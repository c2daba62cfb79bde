"""Money from outside opens places as fast as staff are found, not as fast as it arrives."""

from __future__ import annotations

import pytest

from joinedup.agents.investment import InvestmentParameters
from joinedup.agents.vocabulary import Sort
from joinedup.model.funded_places import most_more, opening
from joinedup.model.health_system import HealthSystem

P = InvestmentParameters()  # a service grows by a tenth a year


def test_a_service_grows_by_a_share_of_its_places_and_by_one_at_least():
    assert most_more(100, P) == 10
    assert most_more(1, P) == 1
    assert most_more(100, P._replace(rise_most=0.25)) == 25


def test_places_open_month_by_month_each_year_a_share_of_those_there_are():
    plan = opening(100, 1_000, 3.0, P)
    by_year = [sum(n for day, n in plan if 365 * y < day <= 365 * (y + 1)) for y in range(4)]
    assert by_year == [10, 11, 11, 0]  # of 100, 110 and 121; what would open on the last day does not: 12 - 1
    assert plan[0][0] >= 30
    assert max(n for _, n in plan) <= 1


@pytest.mark.parametrize("paid_for", [0, 1, 7, 15])
def test_no_more_open_than_the_money_pays_for(paid_for):
    assert sum(n for _, n in opening(100, paid_for, 3.0, P)) == paid_for


def test_a_small_service_gets_its_place_at_the_end_of_the_year():
    assert opening(1, 5, 3.0, P) == [(365, 1), (730, 1)]


@pytest.mark.parametrize(("frozen", "opened"), [(False, 1), (True, 0)])
def test_the_first_place_opens_after_a_year_and_its_hiring_is_paid_by_the_fund(frozen, opened):
    model = HealthSystem("dudley", people=1_000, rng=5)
    model.switch_at(365, "K", frozen=frozen)
    model.run_until(365)
    service = model.world.sites["role"] == Sort.COMMUNITY
    before = int(model.world.sites["places"][service].sum())
    model.run_until(2 * 365 - 1)
    assert model.world.sites["places"][service].sum() == before
    model.run_until(2 * 365)
    assert model.world.sites["places"][service].sum() == before + opened
    hired = model.accounts.ledger.paid(what="investment")
    assert hired == opened * round(100 * P.mobilisation * P.place_year)
    assert model.accounts.ledger.paid(what="transformation fund") >= hired
