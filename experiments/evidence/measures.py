"""What is measured of one year: outcomes, counterparts of published figures, and what only the board needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.age_bands import age_band
from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Sort, Test
from joinedup.experiments.counterparts import PLAIN, TESTS
from joinedup.experiments.evidence.study import Key
from joinedup.experiments.sectors import SECTORS, sector_costs
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import person_years, ratio
from joinedup.model.parameters import Parameters
from joinedup.model.payment.service import Service, hospital_prices
from joinedup.model.payment.shared_savings import SharedSavings
from joinedup.model.yaml_file import unknown

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem
    from joinedup.model.payment.contract import Contract
    from joinedup.model.year_book import YearBook

ELECTIVE = (Service.OUTPATIENT_FIRST, Service.OUTPATIENT_FOLLOW_UP, Service.DAY_CASE, Service.ELECTIVE_STAY)


class Lived(NamedTuple):
    """A year that has just been lived."""

    book: YearBook
    model: HealthSystem
    contracts: tuple[Contract, ...]  # in force on its first day


def _repeats_in_hospital(year: Lived, kinds: tuple[Test, ...]) -> float:
    """Of some kinds of tests that hospitals do: done although a valid result existed anywhere, %."""
    there = year.book.by_site[np.asarray(year.book.sorts) == Sort.HOSPITAL]
    done = float(there[:, [What.TEST_0 + t for t in kinds]].sum())
    again = there[:, [What.DUPLICATE_0 + TESTS * cause + t for cause in range(4) for t in kinds]].sum()
    return 100.0 * ratio(float(again), done)


def hospital_blood_repeats(year: Lived) -> float:
    """Blood tests in hospitals done although a valid result existed, %."""
    return _repeats_in_hospital(year, (Test.BLOOD,))


def scan_repeats(year: Lived) -> float:
    """Scans in hospitals done although a valid one existed, %."""
    return _repeats_in_hospital(year, (Test.SCAN,))


def xray_repeats(year: Lived) -> float:
    """X-rays in hospitals done although a valid one existed, %."""
    return _repeats_in_hospital(year, (Test.XRAY,))


def blood_repeats(year: Lived) -> float:
    """Blood tests done anywhere although a valid result existed, %."""
    t = year.book.tallies.sum(axis=0)
    again = sum(float(t[What.DUPLICATE_0 + TESTS * cause + Test.BLOOD]) for cause in range(4))
    return 100.0 * ratio(again, float(t[What.TEST_0 + Test.BLOOD]))


def _at_prices(year: Lived, services: tuple[Service, ...] | None = None) -> float:
    """£ a head that hospital care comes to at the prices of the register, whatever was paid: its volume."""
    listed = np.array(hospital_prices(Parameters().prices))
    if services is not None:
        listed = np.where(np.isin(np.arange(len(listed)), services), listed, 0.0)
    hospitals = np.asarray(year.book.sorts) == Sort.HOSPITAL
    done = year.model.accounts.history[-1].services[hospitals].sum(axis=0)
    return float(done @ listed) / person_years(year.book)


def hospital_volume(year: Lived) -> float:
    """Hospital care at constant prices, £ a head."""
    return _at_prices(year)


def elective_volume(year: Lived) -> float:
    """Planned hospital care, clinics included, at constant prices, £ a head."""
    return _at_prices(year, ELECTIVE)


def _agreement(year: Lived) -> SharedSavings | None:
    return next((c for c in year.contracts if isinstance(c, SharedSavings)), None)


def claimed_saving(year: Lived) -> float:
    """£ a head by which care cost less than the benchmark of the agreement in force; nan without one."""
    from joinedup.model.payment.contract import Care

    contract = _agreement(year)
    if contract is None:
        return float("nan")
    counted = year.model.accounts.history[-1]
    services = counted.services[list(contract.sites)].sum(axis=0)
    people = person_years(year.book)
    care = Care(services, people, counted.weighted, day=year.model.day)
    return float(contract.expected_cost(care) - contract.spent(services)) / people


def claimed_net(year: Lived) -> float:
    """£ a head that the payer has of the claimed saving once the bonus is paid."""
    return claimed_saving(year) - OUTCOMES["bonuses"](year.book)


def under_benchmark(year: Lived) -> float:
    """100 if care cost less than the benchmark, else 0: over replications, % of groups under it."""
    saved = claimed_saving(year)
    return saved if np.isnan(saved) else 100.0 * (saved > 0.0)


def bonus_paid(year: Lived) -> float:
    """100 if a bonus was paid, else 0."""
    return 100.0 * (OUTCOMES["bonuses"](year.book) > 0.0)


OWN: dict[str, Callable[[Lived], float]] = {
    f.__name__: f
    for f in (
        hospital_blood_repeats, scan_repeats, xray_repeats, blood_repeats, hospital_volume, elective_volume,
        claimed_saving, claimed_net, under_benchmark, bonus_paid,
    )
}  # fmt: skip
_SECTORS = tuple(s.name for s in SECTORS)


@cache
def known_measures() -> tuple[str, ...]:
    """Every name of a measure."""
    return tuple(dict.fromkeys((*OWN, *PLAIN, *_SECTORS, *OUTCOMES)))


def checked(key: Key) -> Key:
    """A measure that there is.

    Raises: ValueError for an unknown one, or for people from an age where a measure is of everybody.
    """
    if key.of not in known_measures():
        raise ValueError(unknown("measure", key.of, known_measures()))
    if key.from_age is not None and (key.of not in OUTCOMES or not OUTCOMES[key.of].by_group):
        raise ValueError(f"{key.of} is of everybody; leave from_age out")
    return key


def measure(key: Key, year: Lived) -> float:
    """The value of a measure in one year."""
    if key.from_age is not None:
        return OUTCOMES[key.of](restricted(year.book, rows_from(key.from_age)))
    if key.of in OWN:
        return OWN[key.of](year)
    if key.of in PLAIN:
        return PLAIN[key.of](year.book, year.model)
    if key.of in _SECTORS:
        return sector_costs(year.model, len(year.model.years) - 1)[key.of][0]
    return OUTCOMES[key.of](year.book)


def rows_from(age: int) -> list[int]:
    """Rows of the tallies of people from an age, of whatever deprivation."""
    return [g for g in range(FIFTHS * AGE_GROUPS) if g % AGE_GROUPS >= age_band(float(age))]
