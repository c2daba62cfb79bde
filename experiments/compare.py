"""Paired differences with intervals: every arm against the baseline, same people, same luck."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from math import isnan, nan, sqrt
from typing import NamedTuple

import numpy as np

from joinedup.experiments.experiment import LETTERS, Arm, ArmRun, Experiment
from joinedup.experiments.workers import Task, played, tasks_of

PRIMARIES = (  # specified beforehand; everything else is descriptive
    "duplicates_given_valid",
    "repeated_histories",
    "ae_attendances",
    "emergency_admissions",
    "bed_days",
    "rationing_index",
)
PRECISION = 0.005  # half-width of a 95% interval as a share of the baseline
LEAST, MOST = 4, 30  # replications
MINUTES = 4.3  # after which no further replication is begun


class Difference(NamedTuple):
    """A mean over replications and its 95% interval; no interval from a single replication."""

    mean: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval; nan without one."""
        return (self.high - self.low) / 2.0

    @property
    def distinguishable(self) -> bool | None:
        """Whether the interval leaves out zero; None without an interval. Exactly zero is not."""
        if isnan(self.low) or isnan(self.high):
            return None
        return self.low > 0.0 or self.high < 0.0


def interval(values: np.ndarray) -> Difference:
    """mean ± t·sd/√n of one value per replication."""
    from scipy.special import stdtrit

    n = len(values)
    if n == 0 or np.isnan(values).any():
        return Difference(nan, nan, nan)
    mean = float(values.mean())
    if n == 1:
        return Difference(mean, nan, nan)
    half = float(stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / sqrt(n)
    return Difference(mean, mean - half, mean + half)


def variance_ratio(base: np.ndarray, other: np.ndarray) -> float:
    """Variance of the paired difference ÷ that of the difference of two separate runs, over replications.

    base, other: (…, replications), the mean of the variances taken over what comes before; nan with one replication.
    """
    if base.shape[-1] < 2:
        return nan
    apart = float(np.mean(base.var(axis=-1, ddof=1) + other.var(axis=-1, ddof=1)))
    return float(np.mean((other - base).var(axis=-1, ddof=1))) / apart if apart > 0.0 else nan


class Progress(NamedTuple):
    """Where a comparison stands."""

    seconds: float
    years: int  # played, of years_expected
    years_expected: int
    finished: int  # replications, of expected
    expected: int
    bound: bool  # the number expected is certain


class Comparison:
    """The replications of an experiment and what follows from them.

    Rows of every array are replications, columns are years, the years before the switch first.
    """

    def __init__(
        self, experiment: Experiment, runs: dict[int, list[ArmRun]], stopped: str = "", seconds: float = 0.0
    ) -> None:
        self.experiment = experiment
        self.replications = sorted(runs)
        self.runs = [sorted(runs[k]) for k in self.replications]
        # why there are no more: asked, precise, time, most, interrupted, worker lost
        self.stopped = stopped
        self.seconds = seconds

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Names of everything recorded."""
        return tuple(self.runs[0][0].values)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years counted from the switch: …, -2, -1, 1, 2, …"""
        e = self.experiment
        return (*range(-e.years_before, 0), *range(1, e.years_after + 1))

    def series(self, arm: int, outcome: str, group: str = "") -> np.ndarray:
        """(replications, years) one outcome of one arm, of everybody or of one group."""
        arms = (replication[arm] for replication in self.runs)
        return np.array([(run.by_group[group] if group else run.values)[outcome] for run in arms], float)

    def _after(self, arm: int, outcome: str, group: str, year: int | None) -> np.ndarray:
        """(replications,) one year, or the mean of the years after the switch."""
        series = self.series(arm, outcome, group)
        if year is not None:
            return series[:, self.years.index(year)]
        return series[:, self.experiment.years_before :].mean(axis=1)

    def value(self, arm: int, outcome: str, group: str = "", year: int | None = None) -> float:
        """The mean over replications of one year, or of all years after the switch."""
        return float(self._after(arm, outcome, group, year).mean())

    def difference(
        self, arm: int, outcome: str, group: str = "", year: int | None = None, against: int = 0
    ) -> Difference:
        """One arm less another, the baseline if not said, replication by replication."""
        mine, theirs = (self._after(a, outcome, group, year) for a in (arm, against))
        return interval(mine - theirs)

    def variance_ratio(self, arm: int, outcome: str, group: str = "", year: int | None = None) -> float:
        """What pairing is worth: variance of an arm's difference ÷ that of two separate runs; nan if unknown."""
        mine, base = (self._after(a, outcome, group, year) for a in (arm, 0))
        return variance_ratio(base, mine)

    @cached_property
    def steps(self) -> tuple[tuple[int, str], ...]:
        """The rungs of the ladder: arms that add switches to the arm before, and the letters they add."""
        found = []
        rungs = [a.adds_to for a in self.experiment.arms]
        for i, (before, after) in enumerate(pairwise(rungs), start=1):
            if before is None or after is None:
                continue
            added = "".join(x for x in LETTERS if x in after and x not in before)
            if added and set(before) <= set(after):
                found.append((i, added))
        return tuple(found)

    @cached_property
    def identical_before_switch(self) -> bool:
        """Whether all arms of a replication were the same world on the eve of the switch, to the last bit."""
        return all(len({run.digest_before for run in arms}) == 1 for arms in self.runs)

    def digest(self, arm: int) -> str:
        """One hash for an arm: of all its replications."""
        return sha256("".join(arms[arm].digest for arms in self.runs).encode()).hexdigest()[:16]

    def widest(self) -> tuple[float, str, Arm] | None:
        """The least precise primary: half-width ÷ baseline, its name, the arm; None if there is none."""
        found = [
            (d.half_width / abs(base) if base else (0.0 if d.half_width == 0.0 else nan), name, arm)
            for i, arm in enumerate(self.experiment.arms[1:], start=1)
            for name in PRIMARIES
            if not isnan(base := self.value(0, name))
            for d in [self.difference(i, name)]
        ]
        return max(found, key=lambda f: -1.0 if isnan(f[0]) else f[0]) if found else None

    @property
    def precise(self) -> bool:
        """Whether every primary of every arm is known to half a percent of its baseline."""
        if len(self.runs) < 2:
            return False
        widest = self.widest()
        return widest is None or widest[0] <= PRECISION


class Stop(NamedTuple):
    """When to stop: after a number of replications, or when precise, out of time, or at the most."""

    replications: int | None = None
    least: int = LEAST
    most: int = MOST
    minutes: float = MINUTES

    @property
    def limit(self) -> int:
        """The most replications there may be."""
        return self.most if self.replications is None else self.replications


def compare(
    experiment: Experiment,
    stop: Stop = Stop(),
    workers: int = 1,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Comparison:
    """Run the arms until the stop rule says so. Ctrl-C keeps what is finished (`stopped` says so).

    The numbers depend on the experiment and the number of replications only, not on the workers. The stop
    rule reads replications in their order, whatever order they finish in; only its clock knows the machine.

    Raises: ValueError for numbers of replications or workers that cannot be.
    """
    if stop.limit < 1:
        raise ValueError(f"replications is {stop.limit}; it must be at least 1")
    running = _Running(experiment, stop, workers, report)
    return running.run()


class _Running:
    """A comparison under way."""

    def __init__(
        self, experiment: Experiment, stop: Stop, workers: int, report: Callable[[Progress], None]
    ) -> None:
        self.experiment, self.stop, self.workers, self.report = experiment, stop, workers, report
        self.runs: dict[int, list[ArmRun]] = {}
        self.began = time.monotonic()
        self.why = ""
        self.expected = stop.limit if stop.replications else stop.least
        self.years = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def run(self) -> Comparison:
        playing = played(self.experiment, self._tasks(), self.workers, self._years_played)
        try:
            for task, arms in playing:
                self.runs.setdefault(task.replication, []).extend(arms)
                self._look()
                if self.why == "precise":
                    break
        except KeyboardInterrupt:
            self.why = "interrupted"
        except ChildProcessError:
            self.why = "worker lost"
        finally:
            playing.close()
        runs = self._whole()
        if self.why in ("precise", "time"):
            runs = {k: v for k, v in runs.items() if k < self._in_order()}
        return Comparison(self.experiment, runs, self.why or "asked", self.seconds)

    def _tasks(self) -> Iterator[Task]:
        if self.stop.replications:
            yield from tasks_of(self.experiment, self.stop.replications, self.workers)
            return
        for replication in range(self.stop.most):
            if replication >= self.stop.least and self._out_of_time():
                self.why = "time"
                return
            yield Task(replication, tuple(range(len(self.experiment.arms))))
        self.why = "most"

    def _out_of_time(self) -> bool:
        """Whether another replication would end after the time is up."""
        each = self.seconds / max(1.0, self.years) * self.experiment.model_years(len(self.experiment.arms))
        return self.seconds + each * self.workers > 60.0 * self.stop.minutes

    def _whole(self) -> dict[int, list[ArmRun]]:
        """Replications with all their arms."""
        arms = len(self.experiment.arms)
        return {k: v for k, v in self.runs.items() if len(v) == arms}

    def _in_order(self) -> int:
        """How many replications are finished with none missing before them."""
        whole = self._whole()
        return next(k for k in range(self.stop.limit + 1) if k not in whole)

    def _look(self) -> None:
        """After each finished task: is it precise, and if not, how many replications will it take?"""
        done = self._in_order()
        if self.stop.replications is None and done >= self.stop.least:
            for count in range(self.stop.least, done + 1):
                first = Comparison(self.experiment, {k: self.runs[k] for k in range(count)})
                if first.precise:
                    self.why = "precise"
                    self.runs = {k: self.runs[k] for k in range(count)}
                    return
            widest = first.widest()
            if widest and not isnan(widest[0]):
                wanted = int(done * (widest[0] / PRECISION) ** 2) + 1
                self.expected = min(self.stop.most, max(done + 1, wanted))
        self._tell()

    def _years_played(self, years: int) -> None:
        if years != self.years:
            self.years = years
            self._tell()

    def _tell(self) -> None:
        each = self.experiment.model_years(len(self.experiment.arms))
        expected = self.expected
        if not self.stop.replications and self.years:
            in_time = int(60.0 * self.stop.minutes / self.seconds * self.years / each)
            expected = max(self.stop.least, min(expected, in_time))
        total = max(self.years, expected * each)
        self.report(
            Progress(
                self.seconds, self.years, total, len(self._whole()), expected, bool(self.stop.replications)
            )
        )
