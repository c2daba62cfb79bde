"""Meetings are held when they are worth it to both ends and somebody pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.meetings import meeting_hours, offers_meetings
from joinedup.model.health_system import HealthSystem
from joinedup.model.monthly_review import reverse_of
from joinedup.model.year_book import month_end_after


@given(benefit=st.floats(1.0, 20_000.0), cost=st.floats(0.5, 200.0))
def test_no_other_number_of_hours_is_worth_more(benefit, cost):
    hours = np.linspace(0.0, 20.0, 2_001)
    worth = benefit * (1.0 - np.exp(-hours / 8.0)) - cost * hours
    best = meeting_hours(benefit, cost, 8.0, 20.0)
    mine = benefit * (1.0 - np.exp(-best / 8.0)) - cost * best
    assert 0.0 <= best <= 20.0
    assert mine >= worth.max() - 1e-9 * benefit


def test_a_site_meets_longer_when_an_hour_costs_less():
    hours = [meeting_hours(1_000.0, cost, 8.0, 20.0) for cost in (200.0, 100.0, 50.0, 25.0, 5.0)]
    assert hours == sorted(hours)
    assert (hours[0], hours[-1]) == (0.0, 20.0)


def test_where_no_contract_pays_nobody_offers_a_meeting():
    assert offers_meetings(10_000.0, 60.0, 0.0, 8.0, 20.0) == 0.0


def test_where_a_contract_pays_the_wage_sites_meet_as_long_as_there_is_anything_to_gain():
    assert offers_meetings(100.0, 60.0, 60.0, 8.0, 20.0) == 20.0
    assert offers_meetings(0.0, 60.0, 60.0, 8.0, 20.0) == 0.0


def test_half_the_wage_paid_is_weighed_against_the_other_half():
    expected = 8.0 * np.log(600.0 / (8.0 * 30.0))
    assert offers_meetings(600.0, 60.0, 30.0, 8.0, 20.0) == pytest.approx(expected)


@pytest.mark.compiled
def test_it_takes_two_to_meet():
    model = HealthSystem("dudley", people=2_000, rng=1)
    model.switch_at(month_end_after(0), "O")
    model.run_for(120)
    edges = model.world.edges
    back = reverse_of(edges)
    paired = back >= 0
    assert edges["meeting_hours"].max() > 0.0
    assert np.array_equal(edges["meeting_hours"][paired], edges["meeting_hours"][back[paired]])
    assert not edges["meeting_hours"][~paired].any()
