"""The first start on a machine: compile the model, once, and tell the user why it takes so long."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def warm_up() -> None:
    """Compile everything a run needs, if this machine has not yet: a year in the life of a hamlet."""
    from joinedup.agents.compiled import CACHE

    done = CACHE / "compiled"
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0") or done.exists():
        return
    print("compiling the model for this machine, once; this takes half a minute", file=sys.stderr, flush=True)
    from joinedup.model.health_system import HealthSystem

    HealthSystem("dudley", people=300).run_until(365)
    with suppress(OSError):  # a cache that cannot be written: it compiles again next time
        done.touch()
