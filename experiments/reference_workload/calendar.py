"""Who is due when: one bucket of people per practice and day, threaded through two links per person.

Each person is in at most one bucket, so putting somebody in, taking somebody out and emptying a bucket
cost the same however many people there are: no heap, no event objects. The buckets are a ring of `DAYS`;
nobody is ever put further ahead than a birthday.
"""

import numpy as np

from joinedup.agents.compiled import kernel, rule

DAYS = 512  # days in the ring; a power of two, longer than a year
NOBODY = -1
LOOSE = -2_000_000_000  # the backward link of somebody who is in no bucket


def empty_calendar(practices: int, people: int) -> tuple[np.ndarray, np.ndarray]:
    """Empty buckets `(practices, DAYS)` and `(people, 2)` links: the next in the bucket, the one before."""
    heads = np.full((practices, DAYS), NOBODY, np.int32)
    links = np.full((people, 2), NOBODY, np.int32)
    links[:, 1] = LOOSE
    return heads, links


@rule
def schedule(heads, links, practice, day, row):
    """Put a person who is in no bucket into the bucket of a practice on a day less than `DAYS` ahead."""
    bucket = day & (DAYS - 1)
    first = heads[practice, bucket]
    links[row, 0] = first
    links[row, 1] = -(practice * DAYS + bucket) - 2  # the first of a bucket points back at the bucket itself
    if first != NOBODY:
        links[first, 1] = row
    heads[practice, bucket] = row


@kernel
def take_due(heads, links, practice, day, due):
    """Empty a bucket into `due`; returns how many people were in it."""
    bucket = day & (DAYS - 1)
    row = heads[practice, bucket]
    heads[practice, bucket] = NOBODY
    count = 0
    while row != NOBODY:
        due[count] = row
        count += 1
        links[row, 1] = LOOSE
        row = links[row, 0]
    return count
