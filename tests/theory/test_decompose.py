"""Shapley values and interactions against games whose answers are known, and the axioms that define them."""

from fractions import Fraction
from math import fsum, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.experiments.decompose import arms_for, channels, in_floats, sets_of, together
from joinedup.experiments.experiment import LETTERS

SETS = sets_of(LETTERS)
values = st.lists(
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: 0.0 if abs(x) < 1e-9 else x), min_size=16, max_size=16
)


def shapley_by_orders(game, players=4):
    """The obvious twin: what each switch adds, averaged over all orders in which they can be thrown."""
    from itertools import permutations

    found = [Fraction(0)] * players
    orders = list(permutations(range(players)))
    for order in orders:
        thrown = 0
        for i in order:
            found[i] += Fraction(game[thrown | 1 << i]) - Fraction(game[thrown])
            thrown |= 1 << i
    return [f / len(orders) for f in found]


def test_switches_that_do_not_meet_do_what_they_do_alone():
    alone = {"P": 3.0, "I": -1.0, "O": 0.5, "K": 0.0}
    beyond = together([10.0 + sum(alone[x] for x in s) for s in SETS])
    assert channels(beyond) == [3, -1, Fraction(1, 2), 0]
    assert all(d == 0 for s, d in zip(SETS, beyond, strict=True) if len(s) > 1)


@pytest.mark.parametrize("needed", [s for s in SETS if s])
def test_what_needs_several_switches_is_shared_equally_between_them(needed):
    beyond = together([float(set(needed) <= set(s)) for s in SETS])  # the unanimity game
    assert channels(beyond) == [Fraction(int(x in needed), len(needed)) for x in LETTERS]
    assert beyond == [int(s == needed) for s in SETS]


def test_records_that_pay_only_under_one_budget_interact_with_payment():
    # payment alone −2, records alone −1, both −6: −3 is done by neither alone, and each has half of it
    beyond = together([0.0, -2.0, -1.0, -6.0])
    assert beyond == [0, -2, -1, -3]
    assert channels(beyond) == [Fraction(-7, 2), Fraction(-5, 2)]


@given(values)
def test_channels_are_what_switches_add_averaged_over_all_orders(game):
    assert channels(together(game)) == shapley_by_orders(game)


@given(values)
def test_channels_sum_to_the_whole_effect(game):
    beyond, whole = together(game), Fraction(game[-1]) - Fraction(game[0])
    assert sum(channels(beyond)) == whole
    assert sum(beyond[1:]) == whole


@given(values)
def test_channels_sum_to_the_whole_effect_to_the_last_bit_of_a_float(game):
    beyond = together(game)
    exact = Fraction(game[-1]) - Fraction(game[0])
    whole, (by_channel, by_set) = in_floats(exact, channels(beyond), beyond[1:])
    for split in (by_channel, by_set):
        assert sum(split) == sum(reversed(split)) == fsum(split) == whole
    largest = max(map(abs, (*by_channel, *by_set)))
    assert abs(whole - exact) <= 1e-13 * largest
    for rounded, part in zip(by_channel, channels(beyond), strict=True):
        assert abs(rounded - part) <= 1e-13 * largest


@given(values, st.integers(0, 3))
def test_a_switch_that_never_changes_anything_has_no_channel(game, dummy):
    without = [game[k & ~(1 << dummy)] for k in range(16)]
    assert channels(together(without))[dummy] == 0


@given(values, st.integers(0, 3), st.integers(0, 3))
def test_switches_that_do_the_same_in_all_company_have_the_same_channel(game, i, j):
    assume(i != j)

    def swapped(k):
        a, b = k >> i & 1, k >> j & 1
        return k & ~(1 << i) & ~(1 << j) | b << i | a << j

    alike = [game[min(k, swapped(k))] for k in range(16)]
    found = channels(together(alike))
    assert found[i] == found[j]


@given(values, values)
def test_the_channels_of_two_outcomes_added_are_the_channels_added(one, other):
    both = [Fraction(a) + Fraction(b) for a, b in zip(one, other, strict=True)]
    apart = zip(channels(together(one)), channels(together(other)), strict=True)
    assert channels(together(both)) == [a + b for a, b in apart]


def test_there_is_an_arm_for_every_set_and_one_for_money_alone():
    arms = arms_for()
    assert [a.switches for a in arms[:16]] == list(SETS)
    assert len({a.name for a in arms}) == 17
    assert arms[16].frozen
    assert arms[16].plan == arms[15].plan


@pytest.mark.parametrize("wrong", ["P", "PX", "PP", ""])
def test_fewer_than_two_switches_cannot_be_split(wrong):
    with pytest.raises(ValueError, match="two or more of the letters"):
        arms_for(wrong)


def test_nothing_can_be_said_of_an_unknown_outcome():
    with pytest.raises(ValueError, match="NaN"):
        together([nan, 1.0])
