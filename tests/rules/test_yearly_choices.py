"""The choices of a year, one decider at a time: taking part, investing, keeping patients, planning, ending."""

from math import exp, inf

import numpy as np
import pytest

from joinedup.agents.accountable_body import CONTINUES, ENDED, RESCUED, felt_share, review
from joinedup.agents.commissioner import CommissionerParameters, planned_electives
from joinedup.agents.investment import Belief, Offer, annuity, invests, learnt, present_value
from joinedup.agents.participation import (
    ParticipationParameters,
    chosen_levels,
    gain_of_joining,
    worth_of_depth,
    worth_of_independence,
)
from joinedup.agents.selection import SelectionParameters, known_cost, refused, relative_cost

P = ParticipationParameters()
DEPTHS = 5
EVERYTHING = np.ones(DEPTHS, bool)


def depths_of(n, income=0.0, benefit=0.0, taste=0.0, money=1.0, minute=0.0, peers=0.0):
    """Worth of each depth for n equal practices; income and benefit of the deepest only."""
    pay, health = np.zeros((n, DEPTHS)), np.zeros((n, DEPTHS))
    pay[:, -1], health[:, -1] = income, benefit
    ones = np.ones(n)
    share = np.zeros(DEPTHS)
    share[-1] = peers
    independence = worth_of_independence(taste * ones, P)
    return worth_of_depth(pay, health, independence, share, 2.0 * ones, money * ones, minute * ones, P)


def test_half_of_practices_give_up_less_than_the_median_for_independence():
    taste = np.linspace(-3, 3, 2_001)
    price = worth_of_independence(taste, P)
    assert np.median(price[:, 4]) == pytest.approx(12.0)
    assert np.median(price[:, 3]) == pytest.approx(3.0)
    assert not price[:, :3].any()
    assert price[-1, 4] == pytest.approx(12.0 * exp(3 * P.autonomy_sd))


def test_a_depth_is_worth_its_money_and_its_health_less_the_independence_it_takes():
    value = depths_of(1, income=20.0, benefit=3.0)[0]
    assert value[4] == pytest.approx(20.0 + 2.0 * 3.0 - 12.0)
    assert depths_of(1, income=20.0, money=2.0)[0, 4] == pytest.approx(40.0 - 12.0)
    assert depths_of(1, minute=4.0)[0, 4] == pytest.approx(-12.0 - 4.0 * P.minutes[4])
    assert depths_of(1, peers=0.5)[0, 4] == pytest.approx(-12.0 + 0.5)


def chance_of_each(value, noise):
    weight = np.exp((value - value.max()) / noise)
    return weight / weight.sum()


def test_shares_of_practices_follow_the_logit_law():
    n = 40_000
    value = depths_of(n, income=14.0)
    draws = np.random.default_rng(1).gumbel(size=value.shape)
    chosen = chosen_levels(value, EVERYTHING, np.zeros(n, int), np.zeros(n, bool), draws, P)
    found = np.bincount(chosen, minlength=DEPTHS) / n
    expected = chance_of_each(value[0], P.noise)
    assert found == pytest.approx(expected, abs=4 * 0.5 / n**0.5)


def test_nobody_chooses_what_is_not_offered_and_nobody_is_made_to_choose():
    luck = np.zeros((3, DEPTHS))
    offered = np.array([True, False, True, False, False])
    chosen = chosen_levels(depths_of(3, income=500.0), offered, np.zeros(3, int), np.ones(3, bool), luck, P)
    assert set(chosen) <= {0, 2}
    dear = chosen_levels(depths_of(3), EVERYTHING, np.zeros(3, int), np.ones(3, bool), luck, P)
    assert not (dear == 4).any()


def test_who_gave_up_its_own_terms_comes_back_after_the_term_and_for_a_price():
    value, luck = depths_of(2, income=10.5), np.zeros((2, DEPTHS))  # £1.50 below independence
    inside = np.full(2, 4)
    chosen = chosen_levels(value, EVERYTHING, inside, np.array([False, True]), luck, P)
    assert chosen.tolist() == [4, 4], "leaving costs £3 a head, more than it brings"
    value = depths_of(2, income=5.0)
    chosen = chosen_levels(value, EVERYTHING, inside, np.array([False, True]), luck, P)
    assert chosen[0] == 4
    assert chosen[1] < 4


def test_a_practice_joins_for_a_bonus_that_covers_what_joining_costs():
    assert gain_of_joining(10_000, 4_000, 5_000) > 0.0 > gain_of_joining(10_000, 4_000, 7_000)


def test_a_belief_moves_by_the_precision_of_what_is_seen():
    belief = Belief(4.0, 16.0)
    after = learnt(belief, 12.0, 16.0)
    assert after == pytest.approx((8.0, 8.0))
    assert learnt(belief, 12.0, inf) == belief
    assert learnt(belief, 12.0, 0.0) == pytest.approx((12.0, 0.0))
    for _ in range(50):
        belief = learnt(belief, 1.0, 16.0)
    # n like observations: mean (m0/v0 + n·x/v)/(1/v0 + n/v), variance 1/(1/v0 + n/v)
    assert belief == pytest.approx(((4 + 50 * 1.0) / 51, 16 / 51))


def test_the_present_value_of_a_pound_a_year():
    assert annuity(5, 0.0) == 5.0
    assert annuity(5, 0.035) == pytest.approx((1 - 1.035**-5) / 0.035)
    assert annuity(5, 0.0, start=5) == 0.0, "what shows only after the last year is worth nothing"
    assert annuity(2, 0.0, leaving=0.05) == pytest.approx(0.95 + 0.95**2)


def test_a_higher_return_wanted_turns_an_option_down():
    slot = dict(altruism=0.0, benefit=0.0, response=1.0, money=1.0, saved=10_000, cost=8_000, once=8_000)
    assert present_value(**slot, factor=annuity(5, 0.035)) > 0.0
    assert present_value(**slot, factor=annuity(5, 0.12)) < 0.0


def test_funds_go_to_the_best_value_per_pound_and_no_further():
    offers = [Offer(0, 1, 50.0, 100.0, 3), Offer(1, 2, 90.0, 100.0, 1), Offer(2, 3, -1.0, 1.0, 9)]
    bought = invests(offers, 250.0)
    assert [(c.option, c.units) for c in bought] == [(1, 1), (0, 1)]
    assert sum(c.price for c in bought) <= 250.0
    assert invests(offers, -5.0) == []
    assert [c.option for c in invests([Offer(5, 0, 1.0, 0.0, 1)], 0.0)] == [5], (
        "closing a ward takes no funds"
    )


def test_perfect_payment_leaves_nobody_to_refuse():
    paid = np.array([100.0, 5_000.0, 40_000.0])
    for refusal_cost in (0.01, 300.0, 5_000.0):
        assert not refused(paid, paid.copy(), 1.0, refusal_cost).any()


def test_those_known_to_cost_more_than_is_paid_are_refused_when_it_costs_little():
    p = SelectionParameters()
    group = np.zeros(100, int)
    conditions = np.repeat([0, 9], [95, 5])
    known = known_cost(np.full(100, 1_700.0), group, relative_cost(conditions, np.zeros(100), p))
    assert known.mean() == pytest.approx(1_700.0)
    paid = np.full(100, 1_700.0)
    assert refused(paid, known, 1.0, 300.0).tolist() == (conditions == 9).tolist()
    assert not refused(paid, known, 1.0, 10_000.0).any()
    assert not refused(paid, known, 0.0, 300.0).any(), "who bears no cost refuses nobody"
    assert not refused(paid, known, 1.0, 300.0, response=0.0).any()


def test_a_payer_that_can_pay_plans_nothing_and_one_that_cannot_cuts_what_can_wait():
    p = CommissionerParameters()
    assert planned_electives(1_000, 750.0, 10e6, 10e6, False, p) == inf
    assert planned_electives(1_000, 750.0, 10.04e6, 10e6, False, p) == inf, "within its contingency"
    assert planned_electives(1_000, 0.0, 12e6, 10e6, False, p) == inf, "fewer would spare it nothing"
    assert planned_electives(1_000, 750.0, 10.075e6, 10e6, False, p) == pytest.approx(900.0)
    assert planned_electives(1_000, 750.0, 12e6, 10e6, False, p) == pytest.approx(800.0), "a fifth at most"
    assert planned_electives(900, 750.0, 9.985e6, 10e6, True, p) == pytest.approx(920.0), "money to spare"


def test_an_agreement_ends_when_its_deficit_is_neither_small_nor_rescued():
    assert review(3.9, 100.0, 0.04, inf, 0.5, 0.99) == CONTINUES
    assert review(4.1, 100.0, 0.04, inf, 0.5, 0.49) == RESCUED
    assert review(4.1, 100.0, 0.04, inf, 0.5, 0.51) == ENDED
    assert review(-9.0, 100.0, 0.04, 0.0, 1.0, 0.0) == ENDED, "nobody rescues an owner with nothing left"
    assert felt_share(-0.04, 0.5) == -0.02
    assert felt_share(0.04, 0.5) == 0.04
