"""Elective lists and queues for a bed or a place: people standing in line, threaded through one link each."""

from joinedup.agents.compiled import rule

NOBODY = -1
LIST, QUEUE = 0, 1  # the two threads a person can be on at once


@rule
def joins_list(threads, site, which, i):
    """Stand at the end of a hospital's elective list: 0 urgent, 1 routine."""
    threads[i, LIST] = NOBODY
    if site.list_length[which] == 0:
        site.list_head[which] = i
    else:
        threads[site.list_tail[which], LIST] = i
    site.list_tail[which] = i
    site.list_length[which] += 1


@rule
def next_on_list(threads, site, which):
    """Take whoever stands first on a list."""
    i = site.list_head[which]
    site.list_head[which] = threads[i, LIST]
    site.list_length[which] -= 1
    return i


@rule
def stand_first(threads, site, which, first, last, number):
    """Put a chain of people, threaded from `first` to `last`, back in front of a list."""
    threads[last, LIST] = site.list_head[which]
    if site.list_length[which] == 0:
        threads[last, LIST] = NOBODY
        site.list_tail[which] = last
    site.list_head[which] = first
    site.list_length[which] += number


@rule
def joins_queue(threads, site, i):
    """Stand at the end of a site's queue for a bed or a place."""
    threads[i, QUEUE] = NOBODY
    if site.queue_length == 0:
        site.queue_head = i
    else:
        threads[site.queue_tail, QUEUE] = i
    site.queue_tail = i
    site.queue_length += 1


@rule
def next_in_queue(threads, site):
    """Take whoever stands first in a queue."""
    i = site.queue_head
    site.queue_head = threads[i, QUEUE]
    site.queue_length -= 1
    return i
