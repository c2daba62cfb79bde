"""The queue laboratory agrees with exact chains (`verify` Q1 to Q3), disagrees with wrong ones, and refuses nonsense."""

import doctest

import pytest

from joinedup.experiments.verification import small_systems
from joinedup.experiments.verification.networks import expected, stationary, ward_and_packages
from joinedup.experiments.verify import Estimate, Service, Stay, compared, play

DAY = Stay.geometric(5.0)


def test_its_example_is_true():
    assert doctest.testmod(small_systems).failed == 0


def test_the_same_seed_plays_the_same_and_another_does_not():
    desk = Service(2, DAY, 0.3)
    one, again, other = (play(4_000, seed, desk=desk)["desk"].wait for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_a_ward_that_nothing_blocks_does_not_pass_for_one_that_packages_block():
    chain = ward_and_packages(4, 5.0, 3, 8.0, 0.24, 40)
    ward = Service(4, DAY, 0.24, then="packages", blocks=False)
    found = play(ward=ward, packages=Service(3, Stay.geometric(8.0)))
    assert not compared("beds taken", expected(chain, lambda x: x[0] + x[1]), found["ward"].in_use).passed


def test_the_blocked_are_counted_among_the_beds_taken():
    found = play(20_000, ward=Service(2, DAY, 0.12, then="package"), package=Service(1, DAY))
    treated = found["ward"].in_use.mean - found["ward"].blocked.mean
    assert compared("in treatment", 0.12 * 5.0, Estimate(treated, found["ward"].in_use.standard_error)).passed
    assert found["ward"].blocked.mean > 0.1


def test_urgent_people_wait_less_than_others_and_together_they_are_all():
    found = play(20_000, desk=Service(1, DAY, 0.16, urgent=0.3))["desk"]
    assert found.urgent.wait.mean < 0.6 * found.routine.wait.mean
    assert (found.urgent.parts + found.routine.parts[:, :8] == found.parts[:, :8]).all()


def test_a_fixed_stay_is_as_long_as_it_says():
    found = play(4_000, rooms=Service(500, Stay.fixed(9), 2.0))["rooms"]
    assert compared("in use", 18.0, found.in_use).passed


def test_a_chain_of_a_coin_is_half_and_half_and_one_that_is_biased_is_not():
    def coin(heads):
        return stationary((0,), lambda state: iter([((1,), heads), ((0,), 1.0 - heads)]))

    assert coin(0.5)[(1,)] == pytest.approx(0.5)
    assert coin(0.2)[(1,)] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Service(0, DAY), "places: 0; it must be between 1"),
        (lambda: Service(1, Stay.geometric(0.5)), "days of a stay: 0.5"),
        (lambda: Service(1, DAY, urgent=1.5), "the share that is urgent: 1.5"),
        (lambda: play(4_000, a=Service(1, DAY, then="b")), "a goes on to 'b', which is no service"),
        (lambda: play(10, a=Service(1, DAY)), "200 or more days"),
        (lambda: play(50_000, a=Service(1, DAY, 0.5)), "more come than the places can serve"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
