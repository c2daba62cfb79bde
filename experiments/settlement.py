"""`joinedup contract`: what contracts pay for a table of activity, year by year, without any patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from math import inf, isnan
from typing import Any, NamedTuple

import numpy as np

from joinedup.experiments.clauses import Clause, clauses_of
from joinedup.model.payment.activity_table import EVERYWHERE, ActivityTable
from joinedup.model.payment.contract import Care, Contract, Forecast
from joinedup.model.payment.contract_file import Written
from joinedup.model.payment.distribution import distributed
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.measure import MEASURE_NAMES, MOVED, OF, Measure, value, with_services
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import NAMES_OF_SERVICES, SERVICES, Service
from joinedup.model.payment.settlements import PENCE, pence
from joinedup.model.payment.shared_savings import SharedSavings, benchmark_from

YEAR = 365
_MEASURED = {measure: name for name, measure in MEASURE_NAMES.items()}


class Settled(NamedTuple):
    """What one contract pays for one year."""

    written: Written
    year: int
    counted: dict[str, float]  # services, people and measures it was settled on
    clauses: tuple[Clause, ...]  # what each of its clauses comes to
    paid: int  # pence; negative, the payee pays back
    members: dict[str, int]  # pence, where it is divided
    marginals: dict[str, float]  # £ of one more of each counted service in such a year


def settled(contracts: Sequence[Written], table: ActivityTable) -> list[Settled]:
    """Every contract for every year that comes after all base years.

    Raises: ValueError if a contract needs a year, a site or a measure that the table lacks.
    """
    first = _first_year(contracts, table)
    for written in contracts:
        _check(written, table, first)
    return [found for written in contracts for found in _years(written, table, first)]


def _first_year(contracts: Sequence[Written], table: ActivityTable) -> int:
    after_base = [1 + max(w.benchmark_years) for w in contracts if w.benchmark_years]
    given = [w.first_year for w in contracts if w.first_year is not None]
    least = max(given or after_base or [0])
    years = [year for year in table.years if year >= least]
    if not years:
        last = max(table.years)
        raise ValueError(
            f"{table.file}: its last year is {last} and the first to be settled is {least}; "
            f"add a line for {least}, or settle earlier with first_year"
        )
    return years[0]


def _check(written: Written, table: ActivityTable, first: int) -> None:
    """Whether the table has what a contract needs."""
    for year in written.benchmark_years:
        if year not in table.years:
            known = ", ".join(map(str, table.years))
            raise ValueError(
                f"{written.where}: benchmark_years: {year} is not in {table.file}, which has {known}; "
                "take one of those or add the year to the table"
            )
        if year >= first:
            raise ValueError(
                f"{written.where}: benchmark_years: {year} is not before {first}, the first settled year; "
                "take earlier years, or settle later with first_year"
            )
    for name in (*written.sites, *written.lists):
        if name not in table.sites:
            has = "no column site" if table.sites == (EVERYWHERE,) else f"the sites {', '.join(table.sites)}"
            raise ValueError(
                f"{written.where}: sites: there is no {name!r} in {table.file}, which has {has}; "
                "name one of those, or leave sites and lists out to take all"
            )
    for service, name in _services(written.contract):
        if not table.counts(service):
            raise ValueError(
                f"{written.where}: it counts {name}, and {table.file} has no column {name}; "
                "add the column, with zeros if there was none, or take the service out of the contract"
            )
    for measure in _measures(written.contract):
        name = _MEASURED[measure]
        if measure == Measure.READMISSIONS:
            continue  # made of services
        for year, found in table.years.items():
            if year >= first and found.measures[_rows(written.sites, table), measure, OF].sum() <= 0.0:
                raise ValueError(
                    f"{written.where}: it depends on {name}, which {table.file} does not give for {year}; "
                    f"add it to the column {name}, or take the condition out"
                )


def _measures(contract: Contract) -> Iterator[int]:
    """Measures a contract depends on."""
    if isinstance(contract, SharedSavings) and contract.gate is not None:
        yield contract.gate.measure
    if isinstance(contract, OutcomeWithhold):
        yield contract.target.measure
        yield from _measures(contract.inner)


def _rows(names: Sequence[str], table: ActivityTable) -> list[int]:
    return [table.sites.index(name) for name in names] if names else list(range(len(table.sites)))


def _years(written: Written, table: ActivityTable, first: int) -> Iterator[Settled]:
    """The years of one contract; shared savings are rebased when an agreement ends."""
    contract = _placed(written, table)
    if isinstance(contract, SharedSavings) and written.benchmark_years:
        contract = _with_benchmark(contract, written, table, first)
    spent: list[float] = []
    for year, found in table.years.items():
        if year < first:
            continue
        if isinstance(contract, SharedSavings) and len(spent) == contract.years:
            contract = contract.rebased(spent, YEAR * (year - first))
            spent = []
        care = _care(contract, table, year, YEAR * (year - first + 1))
        if isinstance(contract, SharedSavings):
            spent.append(_spent_per_weighted(contract, care))
        paid = pence(float(contract.payment(care)))
        shares = None if written.division is None else written.division.of(paid / PENCE)
        names = () if written.division is None else written.division.names
        parts = [] if shares is None else distributed(paid, shares)
        forecast = Forecast(
            found.services,
            float(PriceParameters().forecast_error),
            found.people,
            found.weighted,
            care.day - YEAR,
            found.measures,
        )
        yield Settled(
            written,
            year,
            _counted(contract, care),
            tuple(clauses_of(contract, care)),
            paid,
            dict(zip(names, parts, strict=True)),
            _marginals(contract, forecast, table),
        )


def _placed(written: Written, table: ActivityTable) -> Contract:
    sites, lists = (tuple(_rows(names, table)) for names in (written.sites, written.lists))
    return replace(written.contract, sites=sites, lists=lists)


def _care(contract: Contract, table: ActivityTable, year: int, day: int) -> Care:
    """What a year's care was at the sites of a contract, for the people on its lists."""
    found = table.years[year]
    sites, lists = list(contract.sites), list(contract.lists)
    services = found.services[sites].sum(axis=0)
    return Care(
        services,
        float(found.people[lists].sum()),
        float(found.weighted[lists].sum()),
        1.0,
        day,
        with_services(found.measures[sites].sum(axis=0), services),
    )


def _spent_per_weighted(contract: SharedSavings, care: Care) -> float:
    return float(contract.spent(care.services)) / care.weighted if care.weighted > 0.0 else 0.0


def _with_benchmark(
    contract: SharedSavings, written: Written, table: ActivityTable, first: int
) -> SharedSavings:
    years = written.benchmark_years
    spent = [_spent_per_weighted(contract, _care(contract, table, year, YEAR)) for year in years]
    ahead = [first - year for year in years]
    return replace(contract, benchmark=benchmark_from(spent, contract.weights, contract.trend, ahead))


def _counted(contract: Contract, care: Care) -> dict[str, float]:
    counted = {"people": care.people, "weighted": care.weighted}
    counted |= {name: float(care.services[s]) for s, name in _services(contract)}
    measured = {_MEASURED[m]: float(value(care.measures, m)) for m in _measures(contract)}
    return counted | {name: found for name, found in measured.items() if not isnan(found)}


def _services(contract: Contract) -> list[tuple[int, str]]:
    """The services a contract gives a price or a cost, and those that its measures are made of."""
    counted = np.zeros(SERVICES)
    for layer in _layers(contract):
        for field in fields(layer):
            if field.name in ("prices", "costs", "items") and getattr(layer, field.name):
                counted += np.array(getattr(layer, field.name))
        if isinstance(layer, FeePerProcedure) and layer.readmissions_agreed < inf:
            counted[Service.READMISSION] += 1.0
    if Measure.READMISSIONS in _measures(contract):
        counted += np.abs(MOVED[:, Measure.READMISSIONS]).sum(axis=1)
    return [(service, name) for service, name in sorted(NAMES_OF_SERVICES.items()) if counted[service] > 0.0]


def _layers(contract: Contract) -> Iterator[Contract]:
    yield contract
    if isinstance(contract, OutcomeWithhold):
        yield from _layers(contract.inner)


def _marginals(contract: Contract, forecast: Forecast, table: ActivityTable) -> dict[str, float]:
    rates = contract.marginals(forecast)
    return {name: float(rates[s]) for s, name in sorted(NAMES_OF_SERVICES.items()) if table.counts(s)}


def as_json(found: Sequence[Settled]) -> dict[str, Any]:
    """One object: every contract's years."""
    return {
        "contracts": [
            {
                "contract": s.written.kind,
                "what": s.written.contract.what,
                "payer": s.written.payer,
                "payee": s.written.payee,
                "year": s.year,
                "counted": s.counted,
                "clauses": {c.what: c.value for c in s.clauses},
                "paid": s.paid / PENCE,
                "members": {name: part / PENCE for name, part in s.members.items()},
                "one_more_pays": s.marginals,
            }
            for s in found
        ],
        "total": sum(s.paid for s in found) / PENCE,
    }
