"""Settlements as tables: one a contract, one column a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from joinedup.experiments.settlement import Settled
from joinedup.model.payment.settlements import PENCE

MEASURED_BELOW = 10.0  # a value below is a measure or a share and keeps its decimals


def print_settled(found: Sequence[Settled], out: Console) -> None:
    """Every contract with its years, and what all come to."""
    for _, group in groupby(found, key=lambda s: s.written.where):
        years = list(group)
        w = years[0].written
        title = f"\n{w.contract.what}: {w.kind}, {w.payer} to {w.payee}"
        out.print(Text(title, style="bold"), _years_table(years))
    if len(found) > 1:
        out.print(Text(f"In all: {_pounds(sum(s.paid for s in found) / PENCE)}", style="bold"))


def _years_table(years: Sequence[Settled]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("")
    for settled in years:
        table.add_column(str(settled.year), justify="right")

    def section(title: str, names: Sequence[str], cell: Callable[[Settled, str], str]) -> None:
        table.add_row(Text(title, style="italic"))
        for name in names:
            table.add_row(name, *(cell(settled, name) for settled in years))
        table.add_section()

    first = years[0]
    section("counted", list(first.counted), lambda s, name: _plain(s.counted.get(name)))
    clauses = [{c.what: c for c in s.clauses} for s in years]
    by_year = dict(zip((s.year for s in years), clauses, strict=True))
    said = [c.what for c in first.clauses]

    def clause(s: Settled, name: str) -> str:
        c = by_year[s.year][name]
        return _pounds(c.value) if c.unit else _share(c.value)

    section("what each clause comes to", said, clause)
    paid = [Text(_pounds(s.paid / PENCE), style="bold") for s in years]
    table.add_row(Text("paid", style="bold"), *paid)
    table.add_section()
    if first.members:
        section("of that, to", list(first.members), lambda s, name: _pounds(s.members[name] / PENCE))
    section("one more pays", list(first.marginals), lambda s, name: _pounds(s.marginals[name], decimals=2))
    return table


def _pounds(value: float, decimals: int = 0) -> str:
    shown = f"{abs(value):,.{decimals}f}"
    return f"-£{shown}" if value < 0.0 and float(shown.replace(",", "")) > 0.0 else f"£{shown}"


def _plain(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= MEASURED_BELOW or value == int(value) else _share(value)


def _share(value: float) -> str:
    return "yes" if value == 1.0 else "no" if value == 0.0 else f"{value:.4f}"
