"""A design of an evaluation: how many places, watched for how long, and who changes when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

DID, SYNTHETIC, WEDGE = "did", "synthetic", "wedge"
NAMES = {DID: "difference in differences", SYNTHETIC: "synthetic control", WEDGE: "stepped wedge"}


class Design(NamedTuple):
    """Some places change and others do not; in a stepped wedge all change, one after the other.

    before, after: years watched before the first and from the change on; a wedge's steps lie in all of them but
    the first.
    """

    kind: str
    treated: int
    controls: int
    before: int
    after: int

    @property
    def places(self) -> int:
        """All of them."""
        return self.treated + self.controls

    @property
    def years(self) -> int:
        """All of them."""
        return self.before + self.after

    @property
    def starts(self) -> tuple[int, ...]:
        """The year, from 0, in which each place changes; `years` for one that never does. The treated come first."""
        if self.kind == WEDGE:
            steps = self.years - 1
            return tuple(1 + slot * steps // self.places for slot in range(self.places))
        return (self.before,) * self.treated + (self.years,) * self.controls

    @property
    def changed(self) -> np.ndarray:
        """(places, years) whether a place has changed by a year."""
        return np.arange(self.years) >= np.array(self.starts)[:, None]

    @property
    def words(self) -> str:
        """Who, in words."""
        if self.kind == WEDGE:
            return f"{self.places} in steps"
        return f"{self.treated} + {self.controls}"


def checked(design: Design) -> Design:
    """The design, if its estimator can be computed.

    Raises: ValueError that names what is missing.
    """
    for name, value, least in (
        ("treated places", design.treated, 1),
        ("years before the change", design.before, 1),
        ("years after it", design.after, 1),
        ("control places", design.controls, 0 if design.kind == WEDGE else 1),
    ):
        if value < least:
            raise ValueError(f"{NAMES[design.kind]}: {name} is {value}; it must be at least {least}")
    if design.kind == WEDGE and len(set(design.starts)) < 2:
        raise ValueError(
            f"{NAMES[WEDGE]}: {design.places} places over {design.years} years change all at once; "
            "take more places or more years"
        )
    return design
