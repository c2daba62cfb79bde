"""Tables of fixed records that begin where cache lines do and have room to grow.

A record of 64 bytes that starts on a cache line is fetched once, not twice. Room that nobody has written to
costs no memory.
"""

from typing import Any

import numpy as np

CACHE_LINE = 64  # bytes
SPARE = 0.15  # rows a table may still grow by, as a share: births of about thirteen years


def room_for(rows: int, dtype: Any, columns: tuple[int, ...] = ()) -> np.ndarray:
    """An unwritten table of `rows`, with room to grow."""
    width = np.dtype(dtype).itemsize * int(np.prod(columns, initial=1))
    room = np.empty(int(rows * (1.0 + SPARE)) * width + 16 * width + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return _view(room, start, rows, dtype, columns)


def _view(room: np.ndarray, start: int, rows: int, dtype: Any, columns: tuple[int, ...]) -> np.ndarray:
    width = np.dtype(dtype).itemsize * int(np.prod(columns, initial=1))
    table: np.ndarray = room[start : start + rows * width].view(dtype).reshape((rows, *columns))
    return table


def copied(table: np.ndarray) -> np.ndarray:
    """A copy with room of its own."""
    twin = room_for(len(table), table.dtype, table.shape[1:])
    twin[:] = table
    return twin


def lengthened(table: np.ndarray, more: np.ndarray) -> np.ndarray:
    """The table with more rows at its end: in place while its room lasts, else a copy.

    table: from `room_for`, `copied` or this function.
    """
    room = table
    while isinstance(room.base, np.ndarray):
        room = room.base
    start = table.ctypes.data - room.ctypes.data
    width = table.strides[0]
    rows = len(table) + len(more)
    if room.dtype != np.uint8 or start + rows * width > room.nbytes:
        longer = room_for(rows, table.dtype, table.shape[1:])
        longer[: len(table)] = table
    else:
        longer = _view(room, start, rows, table.dtype, table.shape[1:])
    longer[len(table) :] = more
    return longer
