"""Designs: which sets of numbers a sweep runs. The same kind, ranges, size and seed give the same draws.

A draw of 2n from a Sobol sequence begins with the draw of n, so a sweep can be extended.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from math import isfinite, prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

LEVELS = {"grid": 3, "one-at-a-time": 3, "morris": 4}  # unless said otherwise
SIZED = ("latin-hypercube", "sobol", "sobol-indices", "morris")
KINDS = ("grid", "one-at-a-time", *SIZED, "table")
MOST_COLUMNS = 10_000  # numbers a Sobol sequence can vary (scipy: 21,201; two for each in Saltelli's design)


class Range(NamedTuple):
    """What one number is varied over: from low to high by equal steps or equal factors, or some values."""

    name: str
    low: float
    high: float
    scale: str = "linear"  # or "log"
    values: tuple[float, ...] = ()


def at(shares: Any, over: Range) -> np.ndarray:
    """The values at some shares of a range: 0 is low, 1 is high."""
    u = np.asarray(shares, float)
    if over.values:
        n = len(over.values)
        # the least more than u·n lets the levels 0, 1/n, 2/n … fall on the value they name
        picked: np.ndarray = np.asarray(over.values, float)[np.minimum((u * n + 1e-9).astype(int), n - 1)]
        return picked
    if over.scale == "log":
        found = np.exp(np.log(over.low) + u * (np.log(over.high) - np.log(over.low)))
    else:
        found = over.low + u * (over.high - over.low)
    return np.asarray(np.clip(found, over.low, over.high))  # rounding must not leave the range


def shares_of(values: Any, over: Range) -> np.ndarray:
    """The share of a range at which each value lies; the inverse of `at`."""
    x = np.asarray(values, float)
    if over.values:
        places = np.argmin(np.abs(x[..., None] - np.asarray(over.values, float)), axis=-1)
        return (places + 0.5) / len(over.values)
    if over.scale == "log":
        x, low, high = np.log(x), np.log(over.low), np.log(over.high)
    else:
        low, high = over.low, over.high
    return np.asarray((x - low) / (high - low))


def count_of(
    kind: str, ranges: Sequence[Range], size: int | None, levels: int | None, table: Path | None = None
) -> int:
    """How many draws a design has, reckoned without drawing them.

    Raises: ValueError for a design that cannot be.
    """
    checked(kind, ranges, size, levels, table)
    steps = levels or LEVELS.get(kind, 0)
    if kind == "grid":
        return prod(len(r.values) or steps for r in ranges)
    if kind == "one-at-a-time":
        return 1 + sum(len(r.values) or steps for r in ranges)
    if kind == "table":
        assert table is not None
        return len(_rows(table, ranges)[1])
    assert size is not None
    each = {"morris": len(ranges) + 1, "sobol-indices": len(ranges) + 2}.get(kind, 1)
    return size * each


def draws_of(
    kind: str,
    ranges: Sequence[Range],
    size: int | None,
    levels: int | None,
    seed: int,
    base: Mapping[str, float],
    table: Path | None = None,
) -> np.ndarray:
    """(draws, ranges) the sets of numbers of a design, in natural units.

    kind: one of KINDS.  size: draws of a latin hypercube or Sobol sequence; trajectories of Morris; rows of
    Saltelli's base sample.  levels: steps of a grid, one-at-a-time or Morris.
    base: where the others stay while one number is varied at a time.  table: a CSV file.

    Raises: ValueError for a design that cannot be; of a table, every fault with its line.
    """
    checked(kind, ranges, size, levels, table)
    if kind == "table":
        assert table is not None
        return _rows(table, ranges)[1]
    if kind == "grid":
        axes = [_steps(r, levels or LEVELS[kind]) for r in ranges]
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(ranges))
    if kind == "one-at-a-time":
        return _one_at_a_time(ranges, levels or LEVELS[kind], base)
    assert size is not None
    unit = _unit(kind, len(ranges), size, levels or LEVELS.get(kind, 0), seed)
    return np.column_stack([at(unit[:, i], r) for i, r in enumerate(ranges)])


def ranges_of_table(table: Path) -> list[Range]:
    """The numbers that a table of draws has a column for, each over the range of its values.

    Raises: ValueError with every fault of the table and its line.
    """
    names, found = _rows(table, ())
    return [
        Range(n, float(found[:, i].min()), float(found[:, i].max()), "linear") for i, n in enumerate(names)
    ]


def checked(
    kind: str, ranges: Sequence[Range], size: int | None, levels: int | None, table: Path | None = None
) -> None:
    """Nothing, if a design can be drawn.

    Raises: ValueError that says what is wrong with it and what it must be.
    """
    if kind not in KINDS:
        raise ValueError(f"no design {kind!r}; there are: {', '.join(KINDS)}")
    if kind == "table":
        if table is None:
            raise ValueError("design table: no table said; name a CSV file with a column for each number")
        return
    if table is not None:
        raise ValueError(f"design {kind} reads no table; leave the table out, or say design table")
    if not ranges:
        raise ValueError(f"design {kind}: there is no number to vary; name one with its range")
    names = [r.name for r in ranges]
    for name in sorted({n for n in names if names.count(n) > 1}):
        raise ValueError(f"{name} is varied twice; once is enough")
    for r in ranges:
        _checked_range(r)
    if kind in SIZED:
        if size is None or size < 1:
            raise ValueError(f"design {kind}: size is {size}; it must be at least 1")
    elif size is not None:
        raise ValueError(f"design {kind}: size is {size}, but levels decide its size; leave size out")
    if levels is not None and kind in ("latin-hypercube", "sobol", "sobol-indices"):
        raise ValueError(f"design {kind}: levels is {levels}, but it has none; leave levels out")
    if levels is not None and levels < 2:
        raise ValueError(f"design {kind}: levels is {levels}; it must be at least 2")
    if kind == "morris" and (levels or 4) % 2:
        raise ValueError(f"design morris: levels is {levels}; it must be even (Morris 1991), such as 4")
    if kind == "sobol-indices" and size is not None and size & (size - 1):
        less = 1 << (size.bit_length() - 1)
        raise ValueError(
            f"design sobol-indices: size is {size}; it must be a power of two, such as {less} or {2 * less}"
        )
    if kind in ("sobol", "sobol-indices") and len(ranges) > MOST_COLUMNS:
        raise ValueError(f"design {kind}: {len(ranges)} numbers are varied; at most {MOST_COLUMNS}")


def _checked_range(r: Range) -> None:
    if r.values:
        if not all(isfinite(v) for v in r.values) or len(set(r.values)) < len(r.values):
            raise ValueError(f"{r.name}: values are {list(r.values)}; they must be finite and differ")
        return
    if r.scale not in ("linear", "log"):
        raise ValueError(f"{r.name}: scale is {r.scale!r}; it must be linear or log")
    if not (isfinite(r.low) and isfinite(r.high)) or r.low >= r.high:
        raise ValueError(
            f"{r.name}: it is varied from {r.low:g} to {r.high:g}; the first must be the smaller"
        )
    if r.scale == "log" and r.low <= 0.0:
        raise ValueError(
            f"{r.name}: it is varied from {r.low:g} by equal factors; begin above 0, or use scale linear"
        )


def _steps(r: Range, levels: int) -> np.ndarray:
    return np.asarray(r.values, float) if r.values else at(np.linspace(0.0, 1.0, levels), r)


def _one_at_a_time(ranges: Sequence[Range], levels: int, base: Mapping[str, float]) -> np.ndarray:
    """The base, then each number at each of its steps while all others stay at the base."""
    missing = [r.name for r in ranges if r.name not in base]
    if missing:
        raise ValueError(
            f"design one-at-a-time: {missing[0]} has no value to stay at while others are varied"
        )
    stay = np.array([float(base[r.name]) for r in ranges])
    rows = [stay]
    for i, r in enumerate(ranges):
        for value in _steps(r, levels):
            row = stay.copy()
            row[i] = value
            rows.append(row)
    return np.array(rows)


def _unit(kind: str, width: int, size: int, levels: int, seed: int) -> np.ndarray:
    """(draws, width) points of the unit cube."""
    if kind == "latin-hypercube":
        from scipy.stats.qmc import LatinHypercube

        return np.asarray(LatinHypercube(width, rng=seed).random(size))
    if kind == "sobol":
        from scipy.stats.qmc import Sobol

        # a whole power of two, cut: the sequence is balanced there, and its beginning does not move
        return np.asarray(Sobol(width, scramble=True, rng=seed).random_base2((size - 1).bit_length()))[:size]
    problem = {"num_vars": width, "names": [str(i) for i in range(width)], "bounds": [[0.0, 1.0]] * width}
    if kind == "sobol-indices":
        from SALib.sample.sobol import sample as saltelli

        return np.asarray(saltelli(problem, size, calc_second_order=False, seed=seed))
    from SALib.sample.morris import sample as trajectories

    return np.asarray(trajectories(problem, size, num_levels=levels, seed=seed))


def _rows(table: Path, ranges: Sequence[Range]) -> tuple[list[str], np.ndarray]:
    """The names and the draws of a CSV table; a column "draw" numbers the rows and is not read."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            lines = [
                (reader.line_num, [c.strip() for c in row]) for row in reader if any(map(str.strip, row))
            ]
    except UnicodeDecodeError:
        raise ValueError(f"{table} is not text in UTF-8; a table of draws is a CSV file") from None
    except csv.Error as error:
        raise ValueError(f"{table}: not CSV: {error}") from None
    except OSError as error:
        raise ValueError(f"{table} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(lines) < 2:
        raise ValueError(f"{table}:1: it has no draws; write the names of the numbers, then a line for each")
    head, body = lines[0][1], lines[1:]
    wanted = [r.name for r in ranges] or [name for name in head if name != "draw"]
    faults = _faults_of_head(table, lines[0][0], head, wanted)
    if faults:
        raise ValueError("\n".join(faults))
    over = {r.name: r for r in ranges}
    columns = [(head.index(name), name, over.get(name)) for name in wanted]
    found = np.empty((len(body), len(wanted)))
    for row, (line, cells) in enumerate(body):
        if len(cells) != len(head):
            faults.append(f"{table}:{line}: it has {len(cells)} cells; it must have {len(head)}")
            continue
        for i, (column, name, within) in enumerate(columns):
            try:
                value = float(cells[column])
            except ValueError:
                value = float("nan")
            if not isfinite(value):
                faults.append(f"{table}:{line}: {name} is {cells[column]!r}; it must be a number")
            elif within is not None and not within.values and not within.low <= value <= within.high:
                faults.append(
                    f"{table}:{line}: {name} is {value:g}; it must be between {within.low:g} and {within.high:g}"
                )
            found[row, i] = value
    if faults:
        raise ValueError("\n".join(faults))
    return wanted, found


def _faults_of_head(table: Path, line: int, head: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """What is wrong with the names of the columns."""
    faults = [f"{table}:{line}: column {i + 1} has no name" for i, name in enumerate(head) if not name]
    faults += [
        f"{table}:{line}: column {n} is there twice" for n in sorted({h for h in head if head.count(h) > 1})
    ]
    faults += [f"{table}:{line}: there is no column {n}" for n in wanted if n not in head]
    faults += [
        f"{table}:{line}: unknown column {n}; there are: {', '.join(wanted)}, draw"
        for n in head
        if n and n != "draw" and n not in wanted
    ]
    return faults
