"""How many visits an episode gets, who is visited unasked, and how many reviews: levers of margins and crowding."""

import numpy as np
import pytest

from joinedup.agents.community_care import (
    NOBODY_VISITED,
    CommunityParameters,
    admission_risk,
    failure_chance,
    worthwhile_risk,
)
from joinedup.agents.health import HealthParameters
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Act, Sort
from joinedup.model.parameters import Parameters
from joinedup.model.planned_care import sets_reviews, sets_visits

C, NUMBERS = CommunityParameters(), Parameters()
USUAL_PRICE = 15.0  # £ a place-day


def a_team(contact=-55.0, admission=0.0, price=USUAL_PRICE, altruism=2.0):
    site = np.zeros(1, SITE)[0]
    site["role"], site["altruism"], site["board_response"], site["money"] = Sort.COMMUNITY, altruism, 1.0, 1.0
    site["visits"], site["price_lately"] = 1.0, price
    site["margin"][[Act.CONTACT, Act.ADMIT, Act.READMIT]] = contact, admission, admission
    return site


def settled(site, sets=sets_visits):
    for _ in range(200):
        sets(site, NUMBERS)
    return site


def test_a_team_that_bears_no_admission_gives_about_ten_visits():
    assert settled(a_team())["visits"] == pytest.approx(1.0, abs=0.03)


def test_whoever_bears_admissions_visits_more_often_and_more_people():
    separate, one = settled(a_team()), settled(a_team(admission=-950.0))
    assert one["visits"] > separate["visits"] + 0.01
    assert one["caseload_from"] < 0.9 * separate["caseload_from"]


def test_whoever_is_paid_for_admissions_visits_fewer():
    paid, separate = settled(a_team(admission=700.0)), settled(a_team())
    assert paid["visits"] < separate["visits"]
    assert paid["caseload_from"] > separate["caseload_from"]


def test_crowding_shortens_episodes_and_closes_the_caseload():
    crowded, roomy = settled(a_team(price=100.0)), settled(a_team(price=0.0))
    assert crowded["visits"] < roomy["visits"]
    assert crowded["caseload_from"] > 1.5 * roomy["caseload_from"]


def test_a_fee_for_each_visit_lengthens_episodes():
    assert settled(a_team(contact=20.0))["visits"] > settled(a_team())["visits"]


def test_a_change_of_rule_takes_months():
    site = a_team(price=100.0)
    sets_visits(site, NUMBERS)
    first = float(site["visits"])
    assert settled(site)["visits"] < first < 1.0


def test_where_an_avoided_admission_gains_nothing_nobody_is_visited():
    assert worthwhile_risk(0.0, 1.0, 1.0, -55.0, 0.0, 0.0, C) == NOBODY_VISITED
    assert worthwhile_risk(2.0, 1.0, 1.0, -55.0, 700.0, 0.0, C) == pytest.approx(660.0 / (0.1 * 2_300.0))


def test_few_visits_fail_more_often_and_never_more_than_always():
    assert failure_chance(0.5, 1.0, 0.62, C) == pytest.approx(0.05)
    assert failure_chance(0.7, 1.0, 0.62, C) == pytest.approx(0.5)
    chances = [failure_chance(0.7, visits, 0.62, C) for visits in (0.0, 0.5, 1.0, 1.5)]
    assert chances == sorted(chances, reverse=True)
    assert max(chances) <= 1.0


def test_the_score_rises_with_age_conditions_poor_control_and_a_recent_stay():
    health = HealthParameters()

    def risk(age=80.0, conditions=3, control=0.67, lately=0.0, frail=0.3):
        return admission_risk(age, conditions, 0, 0.0, frail, control, lately, health, C)

    assert risk() < risk(age=90.0)
    assert risk() < risk(conditions=5)
    assert risk() < risk(control=0.4)
    assert risk(lately=1.0) == pytest.approx(2.0 * risk())
    assert 0.0 < risk(age=30.0, conditions=0, frail=0.0) < 0.1


def a_practice(contact=-18.0, admission=0.0, price=1.6):
    site = np.zeros(1, SITE)[0]
    site["role"], site["altruism"], site["board_response"], site["money"] = Sort.PRACTICE, 2.0, 1.0, 1.0
    site["reviews"], site["price_minute"] = 1.0, price
    site["margin"][[Act.CONTACT, Act.ADMIT]] = contact, admission
    return site


def test_a_practice_reviews_as_often_as_its_slots_allow():
    usual, crowded, roomy = (settled(a_practice(price=w), sets_reviews)["reviews"] for w in (1.6, 4.0, 0.0))
    assert usual == pytest.approx(1.0, abs=0.02)
    assert crowded < usual < roomy


def test_a_practice_whose_entity_bears_admissions_reviews_more_often():
    assert (
        settled(a_practice(admission=-950.0), sets_reviews)["reviews"]
        > settled(a_practice(), sets_reviews)["reviews"]
    )


def test_only_margins_are_seen_not_where_they_come_from():
    one, other = a_team(contact=-30.0, admission=-400.0), a_team(contact=-30.0, admission=-400.0)
    other["key"], other["row"], other["people"] = 77, 3, 9_000
    assert settled(one)["visits"] == settled(other)["visits"]
    assert settled(one)["caseload_from"] == settled(other)["caseload_from"]
