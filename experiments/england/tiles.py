"""Where each place stands in a picture in which no two overlap: one tile a place, moved as little as possible."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, cos, radians, sqrt
from typing import NamedTuple

import numpy as np

from joinedup.model.positions import KM_PER_DEGREE

TILE_KM = 34.0  # side of a tile: 135 tiles cover about as much as England's 130,000 km²
SPARE = 4  # tiles of free room around the outermost towns


class Tile(NamedTuple):
    """The middle of a tile, kilometres east and north of the middle of all towns."""

    x_km: float
    y_km: float


def tiled(towns: Mapping[str, tuple[float, float]]) -> dict[str, Tile]:
    """A tile for each town, {name: (degrees north, degrees east)}, so that the sum of squared moves is least."""
    from scipy.optimize import linear_sum_assignment

    if not towns:
        return {}
    names = sorted(towns)
    north, east = np.array([towns[name] for name in names], float).T
    x = (east - east.mean()) * KM_PER_DEGREE * cos(radians(float(north.mean())))
    y = (north - north.mean()) * KM_PER_DEGREE
    room = SPARE + ceil(sqrt(len(names)) / 2.0)
    columns, rows = (
        np.arange(np.floor(axis.min() / TILE_KM) - room, np.ceil(axis.max() / TILE_KM) + room + 1)
        for axis in (x, y)
    )
    column, row = (grid.ravel() * TILE_KM for grid in np.meshgrid(columns, rows))
    moved = (x[:, None] - column) ** 2 + (y[:, None] - row) ** 2
    which, where = linear_sum_assignment(moved)
    return {names[i]: Tile(float(column[j]), float(row[j])) for i, j in zip(which, where, strict=True)}
