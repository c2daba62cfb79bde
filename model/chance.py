"""Luck that belongs to the patient: every draw is a hash of (seed, purpose, person, occasion).

Nothing is stored and nothing depends on the order in which code runs: one more patient, one more contact
or one more worker changes nobody else's luck. Each word is mixed in by itself with the finaliser of
SplitMix64, so that no two (seed, purpose, person, occasion) share a draw in a systematic way.
`docs/luck.md` records the battery of randomness tests this generator passes.
"""

from math import cos, log, pi, sqrt

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
    """A standard normal draw (Box and Muller); it uses the draws of `purpose` and `purpose + 1`."""
    return sqrt(-2.0 * log(1.0 - draw(key, purpose))) * cos(2.0 * pi * draw(key, purpose + 1))


@kernel
def uniforms(seed, purpose, people, occasion):
    """Draws of many people for one purpose and occasion: (people,) floats on [0, 1)."""
    word = mixed_seed(seed)
    out = np.empty(len(people))
    for i in range(len(people)):
        out[i] = draw(luck(word, people[i], occasion), purpose)
    return out
