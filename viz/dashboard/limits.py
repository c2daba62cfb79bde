"""What a visitor may ask of the machine: people, years, runs at once, a folder; said in plain words beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from joinedup.experiments.executors.executor import usable_cores

if TYPE_CHECKING:
    from joinedup.experiments.setting import Setting

CORES = BoundedSemaphore(usable_cores())  # months that may be played at once; so that visitors take turns


@dataclass
class Limits:
    """How much may be asked, and which folder of results may be read. `taken` counts the runs that are played now."""

    people: int = 400_000
    years: int = 20  # after the switch
    at_once: int = 20  # runs
    results: Path = Path("results")
    taken: int = 0

    def __post_init__(self) -> None:
        self._lock = Lock()

    def checked(self, setting: Setting) -> None:
        """Nothing, if a setting is within the limits.

        Raises: ValueError with what is too much, and what may be.
        """
        if setting.people > self.people:
            raise ValueError(
                f"{setting.people:,} people are more than this server plays; choose at most {self.people:,}"
            )
        if setting.years > self.years:
            raise ValueError(
                f"{setting.years} years are more than this server plays; choose at most {self.years}"
            )

    def takes(self) -> bool:
        """Whether one more run may begin now; it is then counted until `gives_back`."""
        with self._lock:
            if self.taken >= self.at_once:
                return False
            self.taken += 1
            return True

    def gives_back(self) -> None:
        """A run has ended."""
        with self._lock:
            self.taken -= 1


LIMITS = Limits()
