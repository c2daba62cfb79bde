"""People differ by age, deprivation and beyond what is known of them; the stream of candidate needs covers it all."""

from math import exp
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.happenings import What
from joinedup.agents.health import frailty, need_rate, proneness
from joinedup.agents.help_seeking import ae_leaning
from joinedup.agents.vocabulary import Delay, Kind
from joinedup.experiments.counterparts_logged import followed
from joinedup.model.health_system import HealthSystem
from joinedup.model.journey.episode import bounds_row, fill_bounds
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.parameters import Parameters, packed
from joinedup.model.population import deprivation_scores
from joinedup.model.world import TODAY

P = packed(Parameters())[0]
SCORES = deprivation_scores()
NEEDS = tuple(k for k in Kind if k >= 0)


@pytest.fixture(scope="module")
def today():
    table = np.zeros(1, TODAY)
    table[0]["score"] = SCORES
    fill_bounds(table[0], P.health)
    return table[0]


@given(age=st.floats(0.0, 109.9), n=st.integers(0, 9), mind=st.integers(0, 1), tenth=st.integers(0, 9))
def test_no_need_arises_oftener_than_the_stream_of_candidates_allows(today, age, n, mind, tenth):
    row = bounds_row(age, n, mind)
    frail = frailty(age, n, 15, P.health.frailty_per_week)
    for kind in NEEDS:
        rate = need_rate(int(kind), age, n, mind, SCORES[tenth], frail, 0.35, P.health)
        assert rate <= today["bounds"][row, kind] * today["steeper"][tenth, kind] * (1.0 + 1e-9), kind


def test_people_differ_and_are_on_average_as_they_were():
    draws = [NormalDist().inv_cdf((k + 0.5) / 100_000) for k in range(100_000)]
    rates = [proneness(u, P.health) for u in draws]
    assert np.mean(rates) == pytest.approx(1.0, rel=0.01)
    assert np.std(np.log(rates)) == pytest.approx(P.health.unlike, rel=0.01)


def test_who_differs_more_has_more_of_the_needs():
    shares = []
    for unlike in (0.0, 1.5):
        model = HealthSystem(
            "dudley", 2_000, rng=3, parameters={"health.unlike": unlike}, log=followed(2_000)
        )
        model.run_for(365)
        grave = np.isin(
            model.log["what"], [What.NEED_0 + k for k in (Kind.ACUTE, Kind.EXACERBATION, Kind.ELECTIVE)]
        )
        each = np.sort(np.bincount(model.log["person"][grave], minlength=2_000))[::-1]
        shares.append(each[:200].sum() / each.sum())
    assert shares[1] > shares[0] + 0.05


def test_deprivation_weighs_most_in_middle_age():
    def ratio(age):
        ends = (need_rate(int(Kind.ACUTE), age, 0, 0, z, 0.0, 0.67, P.health) for z in (1.0, -1.0))
        return np.divide(*ends)

    assert ratio(50.0) == pytest.approx(
        exp(2.0 * P.health.deprivation[Kind.ACUTE] * P.health.deprived_by_age[4])
    )
    assert ratio(50.0) > ratio(20.0) > ratio(88.0)


@given(age=st.floats(15.0, 104.0), score=st.floats(-1.7, 1.7))
def test_the_old_lean_to_ae_less_and_the_deprived_more(age, score):
    assert ae_leaning(age + 1.0, score, P.seeking) < ae_leaning(age, score, P.seeking)
    assert ae_leaning(age, score + 0.1, P.seeking) > ae_leaning(age, score, P.seeking)
    assert ae_leaning(3.0, score, P.seeking) == ae_leaning(40.0, score, P.seeking)


def test_a_package_that_takes_longer_to_arrange_delays_longer_and_none_at_once():
    room = {"social_care.packages_per_1000": 5.0}
    days = []
    for arranged in (0.0, 2.0, 20.0):
        model = HealthSystem(
            "dudley", 4_000, rng=1, parameters={**room, "social_care.package_arranged": arranged}
        )
        model.run_for(2 * 365)
        days.append(sum(int(b.tallies[:, What.DELAYED_0 + Delay.CARE_PACKAGE].sum()) for b in model.years))
    assert days[0] == 0 < days[1] < days[2]


def test_elective_treatments_differ_in_cost_and_cost_the_same_on_average():
    book = {}
    for spread in (0.0, 1.0):
        model = HealthSystem("dudley", 4_000, rng=1, parameters={"costs.elective_spread": spread})
        model.run_for(365)
        book[spread] = model.years[0]
    assert OUTCOMES["electives"](book[0.0]) == OUTCOMES["electives"](book[1.0])
    cost = [OUTCOMES["variable_cost_elective"](book[s]) for s in (0.0, 1.0)]
    assert cost[0] != cost[1]
    assert cost[1] == pytest.approx(cost[0], rel=0.15)
