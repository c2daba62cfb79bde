"""Who is due when, and the order they stand in."""

import numpy as np

from joinedup.model.calendar import CELLS, FEW, empty_calendar, sort_by, take_due

LUCK = np.random.default_rng(1)


def test_nobody_is_due_in_an_empty_calendar():
    assert take_due(empty_calendar(50), 0, np.empty(51, np.int32)) == 0


def test_all_who_are_due_today_are_found_in_order_and_nobody_else():
    wake = LUCK.integers(0, 5, 300).astype(np.int16)
    found = np.empty(301, np.int32)
    for day in range(6):
        count = take_due(wake, day, found)
        assert found[:count].tolist() == np.flatnonzero(wake == day).tolist()


def test_rows_stand_in_the_order_of_their_keys_however_many_they_are():
    for count in (0, 1, 2, FEW, FEW + 1, 200, 3_000):
        keys = LUCK.integers(0, 2**64, count, dtype=np.uint64)
        rows = np.arange(count, dtype=np.int32)
        wanted = np.argsort(keys, kind="stable").tolist()
        sort_by(keys, rows, count, np.zeros((2, CELLS), np.int64))
        assert rows.tolist() == wanted
        assert (keys[1:] >= keys[:-1]).all()


def test_keys_that_share_their_leading_bits_are_sorted_too():
    keys = LUCK.integers(0, 1_000, 400, dtype=np.uint64)
    rows = np.arange(400, dtype=np.int32)
    sort_by(keys, rows, 400, np.zeros((2, CELLS), np.int64))
    assert (keys[1:] >= keys[:-1]).all()
    assert sorted(rows.tolist()) == list(range(400))
