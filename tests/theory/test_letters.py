"""V18: letters are lost one by one, independently, hop by hop."""

import numpy as np
import pytest

from joinedup.agents.vocabulary import Luck
from joinedup.model.chance import uniforms
from joinedup.model.edge_dynamics import lost_on_the_way

LOSS = 0.08
LETTERS = 100_000


def test_two_hops_at_eight_per_cent_lose_more_than_fifteen():
    assert lost_on_the_way([LOSS, LOSS]) == pytest.approx(0.1536, abs=1e-15)


def test_certain_loss_and_no_hop_at_all():
    assert lost_on_the_way([LOSS, 0.0]) == pytest.approx(LOSS)
    assert lost_on_the_way([]) == 0.0


@pytest.mark.parametrize("seed", [0, 1, 2024])
def test_a_hundred_thousand_letters_over_two_hops_are_lost_as_the_binomial_law_says(seed):
    people = np.arange(LETTERS)
    first = uniforms(seed, Luck.LOST, people, 10) < LOSS
    second = uniforms(seed, Luck.LOST, people, 24) < LOSS
    expected = lost_on_the_way([LOSS, LOSS])
    error = np.sqrt(expected * (1.0 - expected) / LETTERS)
    both = np.sqrt(LOSS**2 * (1.0 - LOSS**2) / LETTERS)

    assert error < 0.01 * expected, "too noisy to test anything"
    assert abs((first | second).mean() - expected) < 4 * error
    assert abs((first & second).mean() - LOSS**2) < 4 * both
