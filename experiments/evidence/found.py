"""Findings that another command has, too, taken over as they are: their estimators are no difference of two years."""

from __future__ import annotations

from collections.abc import Callable

from joinedup.experiments.compare import Difference


def care_homes(replications: int) -> Difference:
    """Percent by which a tenth more beds in care homes changes delayed days of social care: as `falsify --only F9`."""
    from joinedup.experiments.falsification.flow import more_care_homes

    return more_care_homes(replications)[0]


FOUND: dict[str, Callable[[int], Difference]] = {"care homes": care_homes}
