"""A place of the reference workload on the fast engine: catchments, built and played by threads."""

from concurrent.futures import ThreadPoolExecutor
from math import log
from typing import Any

import numpy as np

from joinedup.experiments.reference_workload.calendar import DAYS, NOBODY, empty_calendar
from joinedup.experiments.reference_workload.engine import play_hospital, play_practices, settle
from joinedup.experiments.reference_workload.records import HOSPITAL, PERSON, Catchment, Queue, Terms
from joinedup.experiments.reference_workload.workload import (
    COUNTS,
    YEAR,
    ReferenceParameters,
    capacities,
    daily_need,
    edges,
    emergency_share,
    people,
)
from joinedup.model.chance import mixed_seed

WINDOW = 28  # days a practice plays in one go; the length changes speed and never a result


def _catchment(start: int, stop: int, days: int, numbers: Any) -> Catchment:
    """A catchment of persons `start` to `stop` with everything empty but the beds and packages."""
    size = stop - start
    bounds = edges(0, size, numbers.practice_size)
    heads, links = empty_calendar(len(bounds) - 1 + 2, size)
    hospital = np.zeros(1, HOSPITAL)
    hospital["free_beds"], hospital["free_packages"], _ = capacities(size, numbers)
    box = np.empty((size // 12 + size * WINDOW // 300 + 256, 3), np.int32)
    return Catchment(
        first_person=start,
        people=np.zeros(size, PERSON),
        heads=heads,
        links=links,
        bounds=bounds,
        contacts=np.zeros(len(bounds) - 1, np.int64),
        hospital=hospital,
        packages_ending=np.zeros(days + int(numbers.package_days) + 1, np.int64),
        queues=np.empty((len(Queue), size), np.int32),
        queue_ends=np.zeros((len(Queue), 2), np.int64),
        box=box,
        box_heads=np.full(days, NOBODY, np.int32),
        scratch=np.empty((3, size), np.int32),
        counts=np.zeros((days, len(COUNTS)), np.int64),
    )


class EnginePlace:
    """A place of the reference workload in which patients are records and time is day buckets."""

    def __init__(
        self,
        persons: int,
        seed: int,
        days: int = YEAR,
        threads: int = 1,
        numbers: ReferenceParameters | None = None,
    ) -> None:
        if persons < 1:
            raise ValueError(f"the reference workload has {persons} people; it must have at least 1")
        if not 1 <= days <= DAYS:
            raise ValueError(f"the reference workload plays {days} days; it must be between 1 and {DAYS}")
        self.numbers = numbers or ReferenceParameters()
        self.seed, self.days, self.threads = seed, days, threads
        self._word = np.uint64(mixed_seed(np.uint64(seed)))
        bounds = edges(0, persons, self.numbers.catchment_size).tolist()
        with ThreadPoolExecutor(threads) as pool:
            self.catchments = list(pool.map(self._settled, bounds[:-1], bounds[1:]))

    def _terms(self, catchment: Catchment) -> Terms:
        n = self.numbers
        return Terms(
            numbers=n._replace(condition_shares=(), relative_need=()),  # in `gaps`, or used already
            gaps=-1.0 / np.log1p(-daily_need(n)),
            emergency_share=emergency_share(n),
            log_stay=log(n.mean_stay) - n.stay_spread**2 / 2.0,
            slots=capacities(len(catchment.people), n)[2],
        )

    def _settled(self, start: int, stop: int) -> Catchment:
        catchment = _catchment(start, stop, self.days, self.numbers)
        age, conditions = people(start, stop, self.seed, self.numbers)
        settle(catchment, age, conditions, self._word, self._terms(catchment))
        return catchment

    def play(self, window: int = WINDOW) -> np.ndarray:
        """Live all days, once; returns the daily counts of the whole place, (days, 15).

        Raises: ValueError if `window` is not between 1 and 28 days.
        """
        if not 1 <= window <= WINDOW:
            raise ValueError(f"window is {window} days; it must be between 1 and {WINDOW}")
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(lambda c: self._play_catchment(c, window), self.catchments))
        return np.sum([c.counts for c in self.catchments], axis=0)

    def _play_catchment(self, c: Catchment, window: int) -> None:
        # catchments share nothing, so each may live its whole year before the next begins
        terms = self._terms(c)
        for start in range(0, self.days, window):
            stop = min(start + window, self.days)
            play_practices(c, start, stop, self._word, terms)
            sent = int(c.hospital[0]["messages"])
            if sent > len(c.box):
                raise RuntimeError(
                    f"{sent} messages were sent to a hospital in {window} days; its box holds {len(c.box)}"
                )
            play_hospital(c, start, stop, self._word, terms)
