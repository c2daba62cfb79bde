"""How fast and how large: timed rounds, peak memory of a fresh process, and the table of `joinedup bench`.

A measurement belongs in one of the functions of `MEASURES`; `measurements` runs them all.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

MEGABYTE = 2**20


class Timing(NamedTuple):
    """Seconds of several rounds."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Measurement:
    """One figure of the machine or the code, and what it should be."""

    name: str
    unit: str
    value: float
    goal: float | None = None  # nothing to reach
    more_is_better: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; nothing if there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal


def timed(work: Callable[[], Any], rounds: int = 3) -> Timing:
    """Seconds that `work` takes: median, least and most of several rounds.

    Call `work` once before if its first call compiles.
    Raises: ValueError if there is no round.
    """
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}; it must be at least 1")
    seconds = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return Timing(median(seconds), min(seconds), max(seconds))


def own_peak_memory() -> float:
    """The most memory this process has held so far, MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # on Linux a child's ru_maxrss starts at its parent's size; this mark starts afresh
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / MEGABYTE
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def peak_memory(code: str) -> float:
    """The most memory a fresh Python process holds while it runs `code`, MB, imports and all.

    Raises: RuntimeError with the process's own words if it fails.
    """
    report = "from joinedup.experiments.speed import own_peak_memory; print(own_peak_memory())"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the process measured for memory failed:\n{done.stderr}")
    return float(done.stdout.split()[-1])


def reference_workload(full: bool) -> list[Measurement]:
    """The reference workload: against plain Mesa, at a million people, and free of the machine's speed.

    full: Mesa plays the whole year, about 45 s a round, instead of a fifth of it.
    """
    # imported here: Mesa takes a second to import and a process measured for memory may not need it
    from joinedup.experiments.reference_workload.machine import draws_per_patient_year, hash_and_log_rate
    from joinedup.experiments.reference_workload.place import EnginePlace
    from joinedup.experiments.reference_workload.ratio import reference_ratio

    ratio = reference_ratio(mesa_days=365 if full else 73)
    rate = hash_and_log_rate()
    million = 1_000_000
    places = [EnginePlace(million, seed) for seed in range(3)]
    year = timed(lambda: places.pop().play(), rounds=3)
    code = (
        "from joinedup.experiments.reference_workload.place import EnginePlace\n"
        f"EnginePlace({million}, 1).play()"
    )
    return [
        Measurement("Plain Mesa ÷ engine", "times", ratio.ratio, 300.0, more_is_better=True, note=str(ratio)),
        Measurement(
            "Reference workload, 1,000,000 people, a year",
            "seconds",
            year.median,
            0.4,
            note=f"one thread, {year.least:.2f} to {year.most:.2f} s",
        ),
        Measurement("Hash and logarithm, one thread", "million a second", rate / 1e6, note="this machine"),
        Measurement(
            "Reference workload, the machine's speed taken out",
            "draws per patient-year",
            draws_per_patient_year(year.median, million, rate),
            100.0,
            note="time in hash-and-logarithm draws; for comparing machines and commits",
        ),
        Measurement("Reference workload, 1,000,000 people, peak memory", "MB", peak_memory(code)),
    ]


_MILLION = """from joinedup.model.health_system import HealthSystem
model = HealthSystem("norfolk", people=1_000_000, rng=1)
model.run_until(2)
"""


def whole_model(full: bool) -> list[Measurement]:
    """The model itself, compiled: a million people, twenty years, and the comparisons a reader runs.

    full: also the README's comparison at full size, some minutes.
    """
    from joinedup.experiments.reference_workload.machine import draws_per_patient_year, hash_and_log_rate
    from joinedup.model.health_system import HealthSystem

    rate = hash_and_log_rate()
    million = [HealthSystem("norfolk", people=1_000_000, rng=1)]
    million[0].run_until(2)
    year = timed(lambda: million[0].run_for(365), rounds=2)
    million.clear()
    small = HealthSystem("dudley", people=20_000, rng=1)
    years = [timed(lambda: small.run_for(365), rounds=1).median for _ in range(20)]
    late, early = median(years[-5:]), median(years[1:6])
    cold = _seconds("compare", "dudley", "--people", "20000", "--years", "1", "--replications", "1")
    four = _seconds("compare", "dudley", "--people", "100000", "--replications", "1", "--workers", "2")
    rows = [
        Measurement("1,000,000 people, a year", "seconds", year.median, 3.0, note="one thread"),
        Measurement(
            "1,000,000 people, a year, the machine's speed taken out",
            "draws per patient-year",
            draws_per_patient_year(year.median, 1_000_000, rate),
        ),
        Measurement("1,000,000 people, peak memory", "MB", peak_memory(_MILLION), 600.0),
        Measurement("Years 16 to 20 ÷ years 2 to 6", "times", late / early, 1.1, note="20,000 people"),
        Measurement(
            "compare dudley, 20,000 people, 1 year, 1 replication", "seconds", cold, 6.0, note="warm"
        ),
        Measurement("compare dudley, 100,000 people, 4 arms, 2 workers", "seconds", four, 12.0),
    ]
    if full:
        rows.append(
            Measurement(
                "compare dudley, as the README runs it", "seconds", _seconds("compare", "dudley"), 300.0
            )
        )
    return rows


def _seconds(*command: str) -> float:
    """Seconds a `joinedup` command takes, from its start to its end."""
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "joinedup.experiments", *command], check=True, capture_output=True)
    return perf_counter() - start


def all_of_england(full: bool) -> list[Measurement]:
    """Every registered person of England for a year under one arm, places played side by side.

    full: without it nothing is measured, because it takes minutes.
    """
    if not full:
        return []
    command = ("england", "--arms", "fee", "--burn-in", "0", "--before", "0", "--json")
    start = perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "joinedup.experiments", *command], stdout=subprocess.DEVNULL, text=True
    )
    most = 0.0
    while running.poll() is None:
        most = max(most, memory_of_family(running.pid))
        sleep(0.5)
    if running.returncode:
        raise RuntimeError(f"joinedup {' '.join(command)} failed with exit code {running.returncode}")
    rows = [
        Measurement("England, 60.6 million people, a year, one arm", "seconds", perf_counter() - start, 180.0)
    ]
    if most:
        note = "sum over processes, shared pages counted once"
        rows.append(Measurement("England, peak memory", "MB", most, 6_000.0, note=note))
    return rows


def memory_of_family(process: int) -> float:
    """Memory that a process and its descendants hold together now, MB, shared pages once; 0 where it is not told."""
    held, waiting = 0.0, [process]
    while waiting:
        folder = Path(f"/proc/{waiting.pop()}")
        try:
            lines = (folder / "smaps_rollup").read_text().splitlines()
            held += int(next(x for x in lines if x.startswith("Pss:")).split()[1]) * 1024 / MEGABYTE
            for task in (folder / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, StopIteration):  # it has ended meanwhile, or this is not Linux
            continue
    return held


MEASURES: tuple[Callable[[bool], list[Measurement]], ...] = (
    reference_workload,
    whole_model,
    all_of_england,
)


def measurements(full: bool = False) -> list[Measurement]:
    """Everything `joinedup bench` reports, measured now."""
    return [row for measure in MEASURES for row in measure(full)]


def bench_table(rows: Iterable[Measurement], console: Console | None = None) -> None:
    """Print measurements with their goals, and the notes below the table."""
    console = console or Console()
    table = Table(title="Speed and size")
    for heading in ("measurement", "value", "unit", "goal", "met"):
        table.add_column(heading, justify="right" if heading in ("value", "goal") else "left")
    rows = list(rows)
    for row in rows:
        table.add_row(row.name, _figures(row.value), row.unit, _goal(row), _MET[row.met])
    console.print(table)
    for row in rows:
        if row.note:
            console.print(f"{row.name}: {row.note}", highlight=False, markup=False, soft_wrap=True)


_MET = {None: "", True: "yes", False: "no"}


def _figures(value: float) -> str:
    """Three figures, or all of a large number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _goal(row: Measurement) -> str:
    if row.goal is None:
        return ""
    return f"{'at least' if row.more_is_better else 'at most'} {_figures(row.goal)}"
