"""Luck that belongs to the patient: every draw is a hash of (seed, purpose, person, occasion).

Nothing is stored and nothing depends on the order in which code runs: one more patient, one more contact
or one more worker changes nobody else's luck. Each word is mixed in by itself with the finaliser of
SplitMix64, so that no two (seed, purpose, person, occasion) share a draw in a systematic way.
`docs/luck.md` records the battery of randomness tests this generator passes.
"""

from math import log, sqrt

import numpy as np
from numpy import uint64

from joinedup.agents.compiled import kernel, rule


@rule
def mixed(word):
    """The word with every input bit spread over all output bits.

    Source: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", variant 13 of Stafford.
    """
    word = (word ^ (word >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> uint64(27))) * uint64(0x94D049BB133111EB)
    return word ^ (word >> uint64(31))


@rule
def mixed_seed(seed):
    """The seed as a word far from its neighbours: adjacent seeds must not give adjacent luck."""
    return mixed(mixed(uint64(seed) + uint64(0x9E3779B97F4A7C15)) + uint64(0xD1342543DE82EF95))


@rule
def luck(seed, person, occasion):
    """The key of one person's luck on one occasion, from which each purpose takes its own draw.

    seed: a word from `mixed_seed`.  person: id, never a row.  occasion: a day, or a count of events.
    """
    word = mixed(seed ^ (uint64(person) * uint64(0xD1342543DE82EF95) + uint64(0x632BE59BD9B4E019)))
    return mixed(word + uint64(occasion + 4_000_000) * uint64(0x9E3779B97F4A7C15))


@rule
def draw(key, purpose):
    """A uniform number on [0, 1) for one purpose of a key from `luck`, in steps of 2^-53."""
    word = mixed(key + uint64(purpose + 1) * uint64(0x9E3779B97F4A7C15))
    return (word >> uint64(11)) * (1.0 / 9007199254740992.0)


@rule
def gumbel(key, purpose):
    """A standard Gumbel draw: the taste shock of a multinomial logit choice."""
    return -log(-log(draw(key, purpose) + 5e-17))


@rule
def exponential(key, purpose):
    """An exponential draw with mean 1."""
    return -log(1.0 - draw(key, purpose))


@rule
def normal(key, purpose):
    """A standard normal draw: the inverse of the normal law at a uniform draw, to nine digits.

    One draw gives one normal, and a larger draw a larger normal, so that arms stay paired.
    Source: Acklam (2003), rational approximation of the inverse normal distribution, relative error 1.15e-9.
    """
    u = draw(key, purpose)
    if 0.02425 < u < 0.97575:
        q = u - 0.5
        r = q * q
        top = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r
                + 138.3577518672690) * r - 30.66479806614716) * r + 2.506628277459239  # fmt: skip
        low = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r
                + 66.80131188771972) * r - 13.28068155288572) * r + 1.0  # fmt: skip
        return top * q / low
    tail = u if u < 0.5 else 1.0 - u
    q = sqrt(-2.0 * log(tail + 5e-17))
    top = ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q
            - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783  # fmt: skip
    low = (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q
           + 3.754408661907416) * q + 1.0  # fmt: skip
    return top / low if u < 0.5 else -top / low


@kernel
def uniforms(seed, purpose, people, occasion):
    """Draws of many people for one purpose and occasion: (people,) floats on [0, 1)."""
    word = mixed_seed(seed)
    out = np.empty(len(people))
    for i in range(len(people)):
        out[i] = draw(luck(word, people[i], occasion), purpose)
    return out
