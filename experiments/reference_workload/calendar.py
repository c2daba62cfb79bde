"""Who is due when: one bucket of people per practice and day, threaded through one link per person.

Putting somebody in and emptying a bucket cost the same however many people there are: no heap, no event objects. The
buckets are a ring of `DAYS`; nobody is put further ahead, and nobody is taken out before the day.
"""

import numpy as np

from joinedup.agents.compiled import kernel, rule

DAYS = 512  # days in the ring; a power of two, longer than a year
NOBODY = -1


def empty_calendar(practices: int, people: int) -> tuple[np.ndarray, np.ndarray]:
    """Empty buckets `(practices, DAYS)` and `(people,)` links: the next in the bucket."""
    heads = np.full((practices, DAYS), NOBODY, np.int32)
    return heads, np.full(people, NOBODY, np.int32)


@rule
def schedule(heads, links, practice, day, row):
    """Put a person who is in no bucket into the bucket of a practice on a day less than `DAYS` ahead."""
    bucket = day & (DAYS - 1)
    links[row] = heads[practice, bucket]
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
        row = links[row]
    return count
