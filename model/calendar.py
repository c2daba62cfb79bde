"""Who is due when: one day per person in a table so small that all of it is read every morning.

Two bytes a person: the day on which something is next due. A million people are two megabytes, read in order in a
fifth of a millisecond; threading people through day buckets instead costs several cache misses whenever one moves.
Nothing has to be undone when a date changes: the new day replaces the old.
"""

import numpy as np

from joinedup.agents.compiled import kernel, rule

DAYS = 512  # ring of days that places and slots can lie ahead; a power of two, longer than a year
NOBODY = -1
NO_DAY = 32_767  # a day that does not come; the last day a run can hold is below it
CELLS = 256  # of a sort by leading bits
FEW = 24  # rows that are sorted by insertion alone


def empty_calendar(people: int) -> np.ndarray:
    """The day on which something is next due for each person, (people,): none yet."""
    return np.full(people, NO_DAY, np.int16)


@kernel
def take_due(wake, day, found):
    """Write the rows of everybody due today into `found`, in order; returns how many."""
    count = 0
    for row in range(len(wake)):
        found[count] = row
        count += wake[row] == day
    return count


@rule
def insertion_sort(keys, rows, count):
    """Order rows by key; quick where they are few or nearly in order."""
    for i in range(1, count):
        key, row, j = keys[i], rows[i], i
        while j > 0 and keys[j - 1] > key:
            keys[j], rows[j] = keys[j - 1], rows[j - 1]
            j -= 1
        keys[j], rows[j] = key, row


@kernel
def sort_by(keys, rows, count, ends):
    """Order the first `count` rows by their keys, in place: first by the leading eight bits, then exactly.

    keys: unsigned words, evenly spread, as luck is.  ends: (2, CELLS) scratch.
    """
    if count > FEW:
        for cell in range(CELLS):
            ends[0, cell] = 0
        for i in range(count):
            ends[0, int(keys[i] >> np.uint64(56))] += 1
        total = 0
        for cell in range(CELLS):
            ends[1, cell] = total
            total += ends[0, cell]
            ends[0, cell] = total
        for cell in range(CELLS):
            while ends[1, cell] < ends[0, cell]:
                i = ends[1, cell]
                home = int(keys[i] >> np.uint64(56))
                if home == cell:
                    ends[1, cell] = i + 1
                else:
                    j = ends[1, home]
                    keys[i], keys[j] = keys[j], keys[i]
                    rows[i], rows[j] = rows[j], rows[i]
                    ends[1, home] = j + 1
    insertion_sort(keys, rows, count)
