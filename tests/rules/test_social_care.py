"""Social care: thresholds, homes, hazards, the line, and a place that lacks a service."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.care_home import hazard_of_home
from joinedup.agents.happenings import What
from joinedup.agents.household import CareState, social_need
from joinedup.agents.social_care import SocialCareParameters, best_speed, best_threshold
from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.health_system import HealthSystem
from joinedup.model.parameters import Parameters, packed
from joinedup.model.place import SERVICES, load_place
from joinedup.model.place_file import parse_place

COUNCIL = SocialCareParameters()
NUMBERS = packed(Parameters())[0]
YEAR = 365


def test_a_council_short_of_money_gives_care_only_to_greater_need():
    levels = [best_threshold(2.0, 1.0, money, 170.0, COUNCIL) for money in (0.25, 1.0, 1.5, 4.0)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0.25, 0.75)
    assert levels[1] == pytest.approx(0.40, abs=0.01)
    # what matters is its own money: with nobody to feel a pound everybody in need is helped
    assert best_threshold(2.0, 0.0, 4.0, 170.0, COUNCIL) == 0.25


def test_a_council_short_of_money_assesses_more_slowly_and_a_long_wait_speeds_it_up():
    assert best_speed(2.0, 1.0, 4.0, 0.2, COUNCIL) < best_speed(2.0, 1.0, 1.0, 0.2, COUNCIL)
    assert best_speed(2.0, 1.0, 1.0, 3.0, COUNCIL) > best_speed(2.0, 1.0, 1.0, 0.2, COUNCIL)


def test_need_rises_with_frailty_and_differs_between_people_as_frail():
    p = NUMBERS.household
    assert social_need(0.0, 0.5, p) == 0.0
    assert social_need(0.2, 0.5, p) > social_need(0.05, 0.5, p)
    assert social_need(0.05, 0.9, p) > social_need(0.05, 0.1, p)
    assert social_need(1.0, 0.999, p) <= 1.0


def test_the_best_homes_are_safer_than_living_at_home_and_no_home_exceeds_the_bound():
    p = NUMBERS.care_home
    assert hazard_of_home(1.0, p) == 0.75
    assert hazard_of_home(0.0, p) == 1.5
    assert hazard_of_home(-1.0, p) == 1.5


@pytest.fixture(scope="module")
def lived():
    """A place after two years."""
    model = HealthSystem("dudley", people=8_000, rng=4)
    model.run_for(2 * YEAR)
    return model


def counted(model, what):
    return sum(int(year.tallies[:, what].sum()) for year in model.years)


def test_only_people_of_65_and_over_have_lasting_care_or_lack_it(lived):
    people, homes = lived.records, lived.world.households
    age = (lived.day - people["born"]) / YEAR
    alive = people["where"] < Where.UNBORN
    in_care = alive & np.isin(homes["care"], (CareState.RECEIVES, CareState.RESIDENT))
    assert in_care.sum() > 20
    assert age[in_care].min() >= 65.0
    assert age[alive & (people["unmet_social"] > 0)].min() >= 65.0
    assert np.all(people["home_risk"][alive & (homes["care"] != CareState.RESIDENT)] == 64)


def test_people_in_care_pay_and_the_council_books_what_they_pay(lived):
    charged = counted(lived, What.SOCIAL_CHARGE)
    assert charged > 0
    months = sum(
        pence
        for (payer, payee, what, _), pence in lived.accounts.ledger.flows.items()
        if what == "client contributions"
    )
    assert months == pytest.approx(charged, rel=1e-6)


def test_some_are_refused_and_what_they_lack_makes_them_ill_more_often(lived):
    assert counted(lived, What.SOCIAL_ASSESSED) > counted(lived, What.SOCIAL_REFUSED) > 0
    everybody = HealthSystem(
        "dudley", people=8_000, rng=4, parameters={"social_care.threshold": (0.75, 0.75)}
    )
    everybody.world.sites["threshold"] = 0.75
    everybody.run_for(2 * YEAR)
    assert counted(everybody, What.SOCIAL_REFUSED) > counted(lived, What.SOCIAL_REFUSED)
    assert counted(everybody, What.FRAILTY_EXTRA) > counted(lived, What.FRAILTY_EXTRA) > 0


def test_every_delayed_day_has_somebody_who_answers_for_it(lived):
    days = sum(counted(lived, What.DELAYED_0 + reason) for reason in range(10))
    bodies = sum(counted(lived, body) for body in (What.DELAYED_NHS, What.DELAYED_SOCIAL, What.DELAYED_BOTH))
    assert days == bodies > 0


def test_where_care_at_home_is_free_nobody_buys_hours_and_the_charge_puts_hardly_anybody_off(lived):
    model = HealthSystem("dudley", people=8_000, rng=4, parameters={"means_test.free_personal_care": 1.0})
    model.run_for(YEAR)
    assert counted(model, What.HOME_CARE_OWN_HOURS) == 0
    assert counted(model, What.CARE_DECLINED) < counted(lived, What.CARE_DECLINED)
    assert counted(model, What.SOCIAL_CHARGE) > 0  # care homes are not free


# --- places that lack a service


@pytest.mark.parametrize("lacking", [*[(s,) for s in SERVICES], SERVICES])
def test_a_place_without_a_service_lives_on(lacking):
    model = HealthSystem(replace(load_place("dudley").scaled(2_500), without=lacking), rng=2)
    model.run_for(62)
    sorts = {Sort(int(role)).name.lower() for role in model.world.sites["role"]}
    assert not sorts & {name.replace("care_homes", "care_home") for name in lacking}
    assert model.accounts.ledger.total() == 0


PLACE = """\
title: Small
commissioner: "05C"
without: [{}]
practices:
  - {{code: "P1", list_size: 1000, district: DY1}}
hospitals:
  - {{code: "H1", name: General, beds: 10}}
"""


def test_a_place_file_says_what_the_place_lacks():
    assert parse_place(PLACE.format("council, care_homes"), "small", "small.yaml").without == (
        "council",
        "care_homes",
    )


@pytest.mark.parametrize(
    ("name", "cure"),
    [("hospital", "needs a practice and a hospital"), ("comunity", "did you mean community")],
)
def test_a_service_no_place_can_lack_or_that_nobody_knows_is_refused_with_its_line(name, cure):
    with pytest.raises(ValueError, match=f"small.yaml:3:10: without: it names .*{cure}"):
        parse_place(PLACE.format(name), "small", "small.yaml")
