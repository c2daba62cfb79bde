"""Finished jobs, appended one by one: a record is there whole, with its checksum, or not at all.

A process that dies while it writes leaves half a line at the end; it is cut off before the next is appended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from json import dumps, loads
from pathlib import Path
from typing import Any
from zlib import crc32

type Record = dict[str, Any]


def line_of(record: Record) -> bytes:
    """A record as one line: eight hex digits that change with any of its bytes, and its JSON."""
    text = dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (crc32(text), text)


def record_of(line: bytes) -> Record | None:
    """The record of a line; None if it is not whole."""
    digits, _, text = line.rstrip(b"\n").partition(b" ")
    try:
        if not line.endswith(b"\n") or int(digits, 16) != crc32(text):
            return None
        record = loads(text)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def records_in(path: Path) -> Iterator[Record]:
    """The whole records of a journal, in the order in which they were written; none if it is not there."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        for line in file:
            record = record_of(line)
            if record is not None:
                yield record


def append(path: Path, record: Record) -> None:
    """Add a record and see it safely on the disk.

    Raises: OSError if the disk is full; half a record is cut off again.
    """
    with path.open("ab") as file:
        end = file.tell()
        try:
            file.write(line_of(record))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                os.truncate(path, end)
            raise


def mend(path: Path, quarantine: Path) -> bool:
    """Leave only whole records in a journal; a copy goes to quarantine unless just its last line was cut short.

    Returns whether anything but the last line was wrong.
    """
    lines = path.read_bytes().splitlines(keepends=True)
    whole = [line for line in lines if record_of(line) is not None]
    if len(whole) == len(lines):
        return False
    harmless = len(lines) - len(whole) == 1 and record_of(lines[-1]) is None and not lines[-1].endswith(b"\n")
    if not harmless:
        quarantine.mkdir(exist_ok=True)
        (quarantine / path.name).write_bytes(b"".join(lines))
    mended = path.with_suffix(f".{os.getpid()}.tmp")
    mended.write_bytes(b"".join(whole))
    mended.replace(path)
    return not harmless
