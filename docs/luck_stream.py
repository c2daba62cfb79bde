"""Raw 64-bit words of the model's luck on standard output, in an order chosen to be hard on it.

    python docs/luck_stream.py ORDER [SEED] | dieharder -a -g 200

The orders put neighbours next to each other, because a hash fails where its inputs differ least:

    occasions   ten years of days of one person, one purpose; then the next person
    people      a million people on one day, one purpose; then the next day
    purposes    150 purposes of one person on one day; then the next day, then the next person
    seeds       consecutive seeds; one person, one day, one purpose
    arms        ten seeds of one person on one day; then the next person: replications side by side
    corners     people, days and purposes that differ in one bit only: a Gray code over all three
"""

import sys

import numpy as np
from numpy import uint64

from joinedup.agents.compiled import kernel, rule
from joinedup.model.chance import draw, luck, mixed, mixed_seed

BLOCK = 1 << 18  # words written at a time
DAYS, PEOPLE, PURPOSES, SEEDS = 3_650, 1_000_000, 150, 10


@rule
def raw(key, purpose):
    """The whole word of which `draw` keeps the first 53 bits (`main` checks that it is the same word)."""
    return mixed(key + uint64(purpose + 1) * uint64(0x9E3779B97F4A7C15))


@kernel
def occasions(seed, start, words):
    """Days of one person, then the next person."""
    word = mixed_seed(seed)
    for i in range(len(words)):
        person, day = divmod(start + i, DAYS)
        words[i] = raw(luck(word, person, day), 50)


@kernel
def people(seed, start, words):
    """People on one day, then the next day."""
    word = mixed_seed(seed)
    for i in range(len(words)):
        day, person = divmod(start + i, PEOPLE)
        words[i] = raw(luck(word, person, day), 50)


@kernel
def purposes(seed, start, words):
    """Purposes of one person on one day, then the next day, then the next person."""
    word = mixed_seed(seed)
    for i in range(len(words)):
        contact, purpose = divmod(start + i, PURPOSES)
        person, day = divmod(contact, DAYS)
        words[i] = raw(luck(word, person, day), purpose)


@kernel
def seeds(seed, start, words):
    """Consecutive seeds, all else the same."""
    for i in range(len(words)):
        words[i] = raw(luck(mixed_seed(seed + start + i), 1, 100), 50)


@kernel
def arms(seed, start, words):
    """The same person and day under consecutive seeds, then the next person, then the next day."""
    for i in range(len(words)):
        case, replication = divmod(start + i, SEEDS)
        day, person = divmod(case, PEOPLE)
        words[i] = raw(luck(mixed_seed(seed + replication), person, day), 50)


@kernel
def corners(seed, start, words):
    """A Gray code over the low bits of person (20), day (12) and purpose (7): one bit changes at a time."""
    word = mixed_seed(seed)
    for i in range(len(words)):
        code = (start + i) ^ ((start + i) >> 1)
        purpose, rest = code & 127, code >> 7
        words[i] = raw(luck(word, rest >> 12, rest & 4095), purpose)


ORDERS = {f.__name__: f for f in (occasions, people, purposes, seeds, arms, corners)}


def main(order: str, seed: int = 1) -> None:
    """Write words until the reader has had enough.

    Raises: ValueError for an order that does not exist.
    """
    if order not in ORDERS:
        raise ValueError(f"no order {order!r}; there are: {', '.join(ORDERS)}")
    key = luck(mixed_seed(seed), 12, 34)
    assert int(raw(key, 56)) >> 11 == round(draw(key, 56) * 2**53), "raw() is no longer the word of draw()"
    words, start = np.empty(BLOCK, np.uint64), 0
    try:
        while True:
            ORDERS[order](seed, start, words)
            sys.stdout.buffer.write(words.tobytes())
            start += BLOCK
    except BrokenPipeError:
        pass  # the battery has read what it needs


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
