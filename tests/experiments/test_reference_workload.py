"""Two engines, one process: the fast one does what plain Mesa does, whatever its windows and threads."""

import os
import subprocess
import sys
import zlib

import numpy as np
import pytest

from joinedup.experiments.reference_workload.machine import draws_per_patient_year, hash_and_log_rate
from joinedup.experiments.reference_workload.mesa_patients import MesaPlace
from joinedup.experiments.reference_workload.place import EnginePlace
from joinedup.experiments.reference_workload.ratio import Ratio, reference_ratio
from joinedup.experiments.reference_workload.records import PERSON, Count, Queue, Where
from joinedup.experiments.reference_workload.workload import COUNTS, ReferenceParameters, capacities, rates
from joinedup.experiments.speed import Measurement, bench_table, peak_memory, timed

PEOPLE, DAYS = 20_000, 120


@pytest.fixture(scope="module")
def mesa_rates():
    return rates(MesaPlace(PEOPLE, seed=1).play(DAYS), PEOPLE)


@pytest.fixture(scope="module")
def engine_rates():
    """Rates of forty seeds of the engine."""
    return [rates(EnginePlace(PEOPLE, seed, DAYS).play(), PEOPLE) for seed in range(100, 140)]


@pytest.fixture(scope="module")
def year():
    """A place of 200,000 people after a year, and its counts."""
    place = EnginePlace(200_000, seed=5)
    return place, place.play()


@pytest.mark.parametrize(
    "outcome",
    [
        "gp_contacts",
        "emergencies",
        "admissions",
        "occupied",
        "tests",
        "duplicates",
        "avoided",
        "referrals",
        "seen",
        "readmissions",
        "discharges",
    ],
)
def test_plain_mesa_and_the_engine_agree_within_four_standard_errors(outcome, mesa_rates, engine_rates):
    values = np.array([r[outcome] for r in engine_rates])
    error = values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    assert abs(mesa_rates[outcome] - values.mean()) < 4 * error
    assert error < 0.15 * values.mean()  # small enough to fail


def _share_is(share, part, whole):
    assert whole > 2_000
    assert abs(part / whole - share) < 4 * np.sqrt(share * (1 - share) / whole)


def test_shares_are_the_declared_ones(year):
    counts = dict(zip(COUNTS, year[1].sum(axis=0), strict=True))
    p = ReferenceParameters()
    needs = counts["gp_contacts"] + counts["emergencies"]
    _share_is(p.emergency_rate / (p.emergency_rate + p.gp_rate), counts["emergencies"], needs)
    _share_is(p.admitted, counts["admissions"] - counts["readmissions"], counts["emergencies"])
    _share_is(p.tested, counts["tests"] + counts["avoided"], counts["gp_contacts"])
    _share_is(p.result_seen, counts["avoided"], counts["avoided"] + counts["duplicates"])


def test_everybody_is_at_home_in_the_queue_or_in_a_bed(year):
    place, counts = year
    for c in place.catchments:
        where = np.bincount(c.people["where"], minlength=len(Where))
        last = c.counts[-1]
        assert where.sum() == len(c.people)
        assert where[Where.QUEUE] == last[Count.BED_QUEUE] == c.queue_ends[Queue.BED, 1]
        assert where[Where.DELAYED] == last[Count.DELAYED]
        assert where[Where.BED] + where[Where.BED_THEN_CARE] + where[Where.DELAYED] == last[Count.OCCUPIED]
        assert c.people["waiting"].sum() == last[Count.CLINIC_QUEUE]
        assert c.contacts.sum() == c.counts[:, Count.GP_CONTACTS].sum()
    total = counts.sum(axis=0)
    assert total[Count.ADMISSIONS] - total[Count.DISCHARGES] == sum(
        (c.people["where"] != Where.HOME).sum() for c in place.catchments
    )


def test_beds_and_packages_are_free_or_in_use(year):
    place, counts = year
    for c in place.catchments:
        beds, packages, _ = capacities(len(c.people), place.numbers)
        assert c.hospital["free_beds"][0] + c.hospital["occupied"][0] == beds
        in_use = c.packages_ending[len(counts) :].sum()
        assert c.hospital["free_packages"][0] + in_use == packages
        assert c.hospital["free_beds"][0] >= 0
        assert c.hospital["free_packages"][0] >= 0


def test_the_window_changes_nothing():
    first, *others = (EnginePlace(30_000, seed=3, days=90).play(window) for window in (28, 1, 7))
    assert all(np.array_equal(first, other) for other in others)


def test_threads_change_nothing():
    smaller = ReferenceParameters()._replace(catchment_size=10_000.0)
    one, two = (EnginePlace(30_000, 3, 60, threads, smaller) for threads in (1, 2))
    assert len(one.catchments) == 3
    assert np.array_equal(one.play(), two.play())


def test_another_seed_is_another_year():
    assert not np.array_equal(EnginePlace(2_000, 1, 30).play(), EnginePlace(2_000, 2, 30).play())


def test_compiled_and_plain_python_play_the_same_days():
    code = (
        "import zlib; from joinedup.experiments.reference_workload.place import EnginePlace;"
        "print(zlib.crc32(EnginePlace(1_500, 4, 90).play().tobytes()))"
    )
    plain = subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", "-c", code],  # the hash wraps on purpose
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(plain.stdout) == zlib.crc32(EnginePlace(1_500, 4, 90).play().tobytes())


def test_the_columns_of_the_kernels_are_the_counts_of_a_day():
    assert tuple(c.name.lower() for c in Count) == COUNTS
    assert PERSON.itemsize == 32


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: EnginePlace(0, 1), "0 people"),
        (lambda: EnginePlace(100, 1, days=600), "600 days"),
        (lambda: EnginePlace(100, 1, days=20).play(window=90), "window is 90 days"),
        (lambda: reference_ratio(100, mesa_days=0), "mesa_days is 0 days"),
        (lambda: reference_ratio(100, rounds=0), "rounds is 0"),
        (lambda: timed(lambda: None, rounds=0), "rounds is 0"),
    ],
)
def test_impossible_requests_are_refused_with_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_ratio_says_how_it_was_measured():
    part = Ratio(people=100_000, rounds=2, mesa_days=73, mesa_year=45.0, engine_year=0.03)
    assert part.ratio == pytest.approx(1_500)
    assert part.scaled
    assert "73 of 365 days and scaled" in str(part)
    whole = Ratio(people=100_000, rounds=2, mesa_days=365, mesa_year=45.0, engine_year=0.03)
    assert "measured in full" in str(whole)
    small = reference_ratio(people=300, rounds=1, mesa_days=3)
    assert small.mesa_year > 0
    assert small.engine_year > 0


def test_a_goal_is_met_from_its_own_side():
    assert Measurement("speed", "times", 400.0, 300.0, more_is_better=True).met
    assert not Measurement("time", "seconds", 400.0, 300.0).met
    assert Measurement("size", "MB", 400.0).met is None


def test_the_table_shows_every_measurement_and_its_note():
    from rich.console import Console

    console = Console(record=True, width=120)
    bench_table([Measurement("A ratio", "times", 1_480.4, 300.0, True, "scaled")], console)
    text = console.export_text()
    for words in ("A ratio", "1,480", "at least 300", "yes", "scaled"):
        assert words in text


def test_peak_memory_is_that_of_the_code_and_not_of_whoever_asks():
    ballast = np.ones(30_000_000)  # 240 MB that a child's rusage would start from
    small = peak_memory("pass")
    large = peak_memory("data = bytearray(100_000_000)\nfor i in range(0, len(data), 4096): data[i] = 1")
    assert small < ballast.nbytes / 2**20
    assert 80 < large - small < 120


def test_rates_of_the_machine_are_positive_numbers():
    assert hash_and_log_rate(draws=1_000, rounds=1) > 0
    assert draws_per_patient_year(seconds=1.0, patient_years=1e6, rate=1e8) == pytest.approx(100.0)
