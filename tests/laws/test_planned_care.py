"""Planned visits and joint meetings in a whole place: places are never held twice, and plans come from meetings held."""

import numpy as np
import pytest

from joinedup.agents.happenings import What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Letter, Sort
from joinedup.model.health_system import HealthSystem

PEOPLE = 1_500
EAGER = {"community.visits_avoid": 1.0, "community.places_per_1000": 2.0}


@pytest.fixture(scope="module")
def eager():
    """A place whose community team expects much of planned visits, played for ten months."""
    model = HealthSystem("dudley", people=PEOPLE, rng=9, parameters=EAGER, log=True)
    sites = model.world.sites
    for _ in range(300):
        model.step()
        assert np.all(sites["in_use"] <= sites["places"])
        assert np.all(sites["in_use"] >= 0)
    return model


def amount(model, what):
    return int(model.log["amount"][model.log["what"] == what].sum())


def test_a_team_that_expects_much_of_visits_makes_them_and_finds_what_nobody_had_told(eager):
    assert amount(eager, What.PROACTIVE_VISIT) > 100
    assert 0 < amount(eager, What.PROACTIVE_FINDING) < amount(eager, What.PROACTIVE_VISIT)


def test_everybody_visited_has_a_plan(eager):
    visited = set(eager.log["person"][eager.log["what"] == What.PROACTIVE_VISIT].tolist())
    people = eager.world.people
    planned = set(people["person"][people["marks"] & Mark.PLAN > 0].tolist())
    assert visited
    assert visited <= planned


def test_no_meeting_no_message_from_one(eager):
    assert amount(eager, What.PLAN_MADE) == 0
    assert amount(eager, What.LETTER_SENT_0 + Letter.MDT_ACTION) == 0


def test_meetings_send_actions_and_those_that_arrive_are_plans():
    model = HealthSystem("dudley", people=PEOPLE, rng=9, log=True)
    model.run_for(1)
    practice = model.world.sites["role"][model.world.edges["source"]] == Sort.PRACTICE
    model.world.edges["meeting_hours"][practice] = 20.0
    model.run_for(28)
    sent, lost = (
        amount(model, start + Letter.MDT_ACTION) for start in (What.LETTER_SENT_0, What.LETTER_LOST_0)
    )
    assert sent > 0
    assert amount(model, What.PLAN_MADE) == sent - lost
