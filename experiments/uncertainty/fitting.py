"""A place fitted to published figures by history matching: the runs of each wave, kept in a folder as they finish."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from hashlib import sha256
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.experiments.counterparts import YEAR
from joinedup.experiments.executors.executor import Executor, Failed
from joinedup.experiments.sweep.designs import Range, at
from joinedup.experiments.targets import Target, every_target, fitted, targets_in
from joinedup.experiments.uncertainty.history_matching import Observed, Rules, Wave, matched
from joinedup.model.place import Place

if TYPE_CHECKING:
    from joinedup.experiments.sweep.sweeping import Standing

DISCREPANCY = 0.05  # sd of what the model may be off by, as a share of each figure; assumption, --discrepancy
RANGE_SDS = 4.0  # standard deviations in the range that counts as met
SEEDS_APART = 1_000_003  # between waves; a prime
RUNS, SETTING = "runs.jsonl", "fitting.json"


class Run(NamedTuple):
    """One run of the baseline: a point of a wave with luck of its own."""

    wave: int
    point: int
    replication: int
    luck: int
    values: tuple[float, ...]  # of the numbers


@dataclass(frozen=True)
class Fitting:
    """What is fitted to what.

    place: scaled.  ranges: the numbers, and over what each is tried.  year: of the run, the first is 0.
    targets_text: YAML of figures of one's own, which goes along to other machines.
    patterns: those to fit to, all that may be if none.
    discrepancy: standard deviation of what the model may be off by, as a share of each figure.

    Raises: ValueError for what cannot be.
    """

    place: Place
    ranges: tuple[Range, ...]
    year: int = 2
    replications: int = 2
    size: int = 60
    waves: int = 3
    seed: int = 1
    discrepancy: float = DISCREPANCY
    targets_text: str = ""
    patterns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        from joinedup.experiments.sweep.designs import checked

        checked("latin-hypercube", self.ranges, self.size, None)
        for name, value, least, most in (
            ("year", self.year, 0, 50), ("replications", self.replications, 2, 1_000), ("waves", self.waves, 1, 50),
            ("size", self.size, max(10, 4 * len(self.ranges)), 100_000), ("seed", self.seed, 0, 2**31),
        ):  # fmt: skip
            if not least <= value <= most:
                raise ValueError(f"{name} is {value}; it must be between {least} and {most}")
        if not 0.0 <= self.discrepancy <= 1.0:
            raise ValueError(
                f"discrepancy is {self.discrepancy:g} of each figure; it must be between 0 and 1"
            )
        _ = self.targets

    @property
    def targets(self) -> tuple[Target, ...]:
        """The figures that are fitted to; those that are held out are not among them."""
        return _targets(self.targets_text, self.patterns)

    @property
    def observed(self) -> list[Observed]:
        """Each figure with the variance of what it may be off by: its own, and the model's discrepancy."""
        return [
            Observed(
                t.measure, t.value, ((t.high - t.low) / RANGE_SDS) ** 2 + (self.discrepancy * t.value) ** 2
            )
            for t in self.targets
        ]

    def setting(self) -> dict[str, Any]:
        """Everything that decides a run, as plain lists, numbers and words."""
        from joinedup.experiments.provenance import runs_digest

        figures = [(t.pattern, t.measure, t.value, t.low, t.high) for t in self.targets]
        return {
            "place": _digest(asdict(self.place)),
            "numbers": [[r.name, r.low, r.high, r.scale, list(r.values)] for r in self.ranges],
            "year": self.year,
            "replications": self.replications,
            "size": self.size,
            "seed": self.seed,
            "discrepancy": self.discrepancy,
            "targets": _digest(figures),
            "program": runs_digest(),
        }


@cache
def _targets(text: str, patterns: tuple[str, ...]) -> tuple[Target, ...]:
    return fitted(targets_in(text, "targets") if text else every_target(), patterns)


def _digest(facts: Any) -> str:
    return sha256(dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def played(fitting: Fitting, run: Run) -> list[float]:
    """What the baseline says of every figure that is fitted to, and of no other."""
    from joinedup.experiments.executors.ticking import tick
    from joinedup.model.health_system import HealthSystem

    numbers = dict(zip((r.name for r in fitting.ranges), run.values))
    model = HealthSystem(fitting.place, rng=run.luck, parameters=numbers)
    for year in range(fitting.year + 1):
        model.run_until((year + 1) * YEAR)
        tick()
    found = []
    for target in fitting.targets:
        assert target.compute is not None
        found.append(float(target.compute(model.years[fitting.year], model)))
    return found


class Kept:
    """The runs of a folder: one line each, written as they finish.

    Raises: ValueError if the folder holds runs of something else.
    """

    def __init__(self, folder: Path, fitting: Fitting, resume: bool) -> None:
        from joinedup.experiments.results import claimed

        self.path = folder / RUNS
        setting = folder / SETTING
        now = fitting.setting()
        if resume and setting.exists():
            there = loads(setting.read_text(encoding="utf-8"))
            wrong = [f"{k} there {there.get(k)}, here {now[k]}" for k in now if there.get(k) != now[k]]
            if wrong:
                raise ValueError(f"{folder} holds another fit, and runs are never mixed: {'; '.join(wrong)}")
        elif resume:
            raise ValueError(f"{folder} holds no fit to go on with: there is no {SETTING} in it")
        else:
            claimed(folder)
            setting.write_text(dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.found: dict[tuple[int, int, int], dict[str, Any]] = {}
        if self.path.exists():
            self._read()

    def _read(self) -> None:
        whole = b""
        for line in self.path.read_bytes().splitlines(keepends=True):
            try:
                record = loads(line)
            except (JSONDecodeError, UnicodeDecodeError):
                break  # cut off when it was last stopped: the run is played again
            if not line.endswith(b"\n"):
                break
            whole += line
            self.found[record["wave"], record["point"], record["replication"]] = record
        if len(whole) < self.path.stat().st_size:
            self.path.write_bytes(whole)

    def of(self, run: Run) -> dict[str, Any] | None:
        """The record of a run, if it has been played with these very numbers."""
        record = self.found.get((run.wave, run.point, run.replication))
        return record if record is not None and tuple(record["values"]) == run.values else None

    def add(self, run: Run, found: list[float] | Failed) -> dict[str, Any]:
        """Keep what a run came to, or why it failed."""
        record: dict[str, Any] = run._asdict() | {"values": list(run.values)}
        record |= {"failed": found.error} if isinstance(found, Failed) else {"figures": found}
        with self.path.open("ab") as file:
            file.write((dumps(record, ensure_ascii=False) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
        self.found[run.wave, run.point, run.replication] = record
        return record


def fit(
    fitting: Fitting,
    rules: Rules,
    executor: Executor,
    kept: Kept,
    report: Callable[[Standing], None] = lambda standing: None,
) -> Iterator[Wave]:
    """Wave after wave; each is yielded when it has been run and learnt from.

    Raises: ValueError if too few runs of a wave succeed.
    """
    going = _Going(fitting, executor, kept, report)
    yield from matched(
        going.simulate, fitting.observed, len(fitting.ranges), fitting.waves, fitting.size, rules
    )


class _Going:
    """One go at the runs of all waves."""

    def __init__(
        self, fitting: Fitting, executor: Executor, kept: Kept, report: Callable[[Standing], None]
    ) -> None:
        self.fitting, self.executor, self.kept, self.report = fitting, executor, kept, report
        self.began = time.monotonic()
        self.years, self.years_of_earlier, self.done, self.failed = 0, 0, 0, 0
        self.mine = 0  # runs of this go

    def simulate(self, wave: int, unit: np.ndarray) -> np.ndarray:
        """(points, replications, figures) the runs of a wave; nan where one failed."""
        f = self.fitting
        runs = list(runs_of(f, wave, unit))
        missing = [run for run in runs if self.kept.of(run) is None]
        self.done += len(runs) - len(missing)
        left_in_later = (f.waves - wave) * f.size * f.replications
        self.years_of_earlier = self.years
        playing = self.executor.played(partial(played, f), iter(missing), self._ticked)
        expected = self.mine + len(missing) + left_in_later
        self.expected = expected
        try:
            for run, found in playing:
                record = self.kept.add(run, found)
                self.done += "figures" in record
                self.failed += "failed" in record
                self.mine += 1
                self._tell()
        finally:
            playing.close()
        table = np.full((len(unit), f.replications, len(f.targets)), np.nan)
        for run in runs:
            record = self.kept.of(run) or {}
            if "figures" in record:
                table[run.point, run.replication] = record["figures"]
        return table

    def _ticked(self, years: int) -> None:
        self.years = self.years_of_earlier + years
        self._tell()

    def _tell(self) -> None:
        from joinedup.experiments.sweep.sweeping import Standing

        each = self.fitting.year + 1
        whole = self.fitting.waves * self.fitting.size * self.fitting.replications
        self.report(
            Standing(
                time.monotonic() - self.began,
                self.years,
                self.expected * each,
                self.done,
                self.failed,
                whole,
                False,
            )
        )


def runs_of(fitting: Fitting, wave: int, unit: np.ndarray) -> Iterator[Run]:
    """The runs of a wave; every one has luck of its own, so that an emulator averages it away."""
    values = in_units(fitting.ranges, unit)
    for point in range(len(unit)):
        for replication in range(fitting.replications):
            number = point * fitting.replications + replication
            luck = (fitting.seed * 1_009 + wave) * SEEDS_APART + number
            yield Run(wave, point, replication, luck, tuple(float(v) for v in values[point]))


def in_units(ranges: Sequence[Range], unit: np.ndarray) -> np.ndarray:
    """(points, numbers) in their own units, from shares of their ranges."""
    return np.column_stack([at(unit[:, i], r) for i, r in enumerate(ranges)])
