"""V18: letters are lost one by one, independently, hop by hop."""

import numpy as np
import pytest

from joinedup.agents.vocabulary import Luck
from joinedup.model.chance import uniforms

LOSS = 0.08
LETTERS = 100_000


@pytest.mark.parametrize("seed", [0, 1, 2024])
def test_a_hundred_thousand_letters_over_two_hops_are_lost_as_the_binomial_law_says(seed):
    people = np.arange(LETTERS)
    first = uniforms(seed, Luck.LOST, people, 10) < LOSS
    second = uniforms(seed, Luck.LOST, people, 24) < LOSS
    expected = 0.1536  # 1 - 0.92²
    error = np.sqrt(expected * (1.0 - expected) / LETTERS)
    both = np.sqrt(LOSS**2 * (1.0 - LOSS**2) / LETTERS)

    assert error < 0.01 * expected, "too noisy to test anything"
    assert abs((first | second).mean() - expected) < 4 * error
    assert abs((first & second).mean() - LOSS**2) < 4 * both
