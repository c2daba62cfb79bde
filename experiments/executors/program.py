"""Which program this is: workers elsewhere must play the same one, or their results are not ours."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

DECIDE = ("numpy", "numba", "mesa")  # packages that lives depend on to the last bit


@cache
def program() -> dict[str, str]:
    """Digest of the sources, Python and packages as they were when first asked for: later edits are not played."""
    from joinedup.experiments.provenance import source_digest

    return {
        "joinedup": source_digest(),
        "python": platform.python_version(),
        **{name: version(name) for name in DECIDE},
    }


def difference(wanted: Mapping[str, str], found: Mapping[str, str]) -> str:
    """How a program differs from the one wanted, in words; empty if it does not."""
    return ", ".join(f"{n} {found.get(n)} instead of {w}" for n, w in wanted.items() if found.get(n) != w)
