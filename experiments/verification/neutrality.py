"""What may not matter: a placebo, labels, the order of storage, money that nobody feels."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from math import inf
from typing import Any

import joinedup.agents.hospital as hospital_module
from joinedup.experiments.verification.check import Check, beyond, exactly
from joinedup.experiments.verification.runs import (
    FRICTIONLESS,
    KEEN,
    NUMB,
    PEOPLE,
    YEAR,
    different_tables,
    different_tallies,
    has_terms,
    life,
    same_outcomes,
    shuffle_people,
    sites_reversed,
    with_all_its_hospitals,
)
from joinedup.model.health_system import HealthSystem
from joinedup.model.organisation import parts as switches_module
from joinedup.model.payment.block import Block
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.contract import Contract
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.service import Service

NO_INCOME_EFFECT: dict[str, Any] = {"decision.income_effect": 1e9}


def placebo(quick: bool = True) -> Iterator[Check]:
    """V8c: new contracts with the same terms change nothing at all, at a year's end or in its middle."""
    for day, when in ((YEAR, "at a year's end"), (YEAR + 61, "two months into a year")):
        left, given = (life(switches, KEEN, day=day) for switches in (None, ""))
        yield exactly("V8c", f"digest of a placebo switch {when}", left.digest(), given.digest())
        yield exactly(
            "V8c", f"outcomes that differ {when}", "none", ", ".join(same_outcomes(left, given)) or "none"
        )
        yield exactly(
            "V8c", f"tables that differ {when}", "none", ", ".join(different_tables(left, given)) or "none"
        )
        same = left.accounts.ledger == given.accounts.ledger
        yield exactly("V8c", f"the books {when}", "the same", "the same" if same else "different")


def _emergencies_apart(model: HealthSystem) -> None:
    """Every fee contract becomes two: emergencies in one, all else in the other."""
    spells = (Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL)
    contracts: list[Contract] = []
    for contract in model.accounts.terms.contracts:
        if isinstance(contract, FeePerProcedure) and contract.baseline < inf:
            rest = tuple(0.0 if s in spells else price for s, price in enumerate(contract.prices))
            other = replace(contract, prices=rest, baseline=inf)
            other = replace(other, readmissions_agreed=inf, readmission_price=0.0)
            contracts += [contract.only(frozenset(spells)), other]
        else:
            contracts.append(contract)
    model.accounts.switch(model.day, replace(model.accounts.terms, contracts=tuple(contracts)))
    model.accounts.refill(model.world.sites)


def equal_money(quick: bool = True) -> Iterator[Check]:
    """V8a: two sets of contracts with equal margins and equal income: equal to the last bit."""
    parameters = {**KEEN, **FRICTIONLESS}
    one, two = life(None, parameters), life(None, parameters, at_switch=_emergencies_apart)
    more = len(two.accounts.terms.contracts) - len(one.accounts.terms.contracts)
    yield beyond("V8a", "contracts that the second set has more", 0.0, float(more))
    yield exactly("V8a", "digest under one fee contract and under two", one.digest(), two.digest())
    yield exactly("V8a", "tables that differ", "none", ", ".join(different_tables(one, two)) or "none")
    same = one.accounts.ledger.balances == two.accounts.ledger.balances
    yield exactly("V8a", "balances of all accounts", "the same", "the same" if same else "different")


def equal_margins(quick: bool = True) -> Iterator[Check]:
    """V8b: equal margins and unequal income, without an income effect: the same care, other books."""
    parameters = {**KEEN, **NO_INCOME_EFFECT}
    full, short = (life("P", parameters, adequacy=a) for a in (1.0, 0.9))
    yield exactly(
        "V8b", "cells of the tallies that differ at a tenth less income", 0, different_tallies(full, short)
    )
    same = full.accounts.ledger.balances == short.accounts.ledger.balances
    yield exactly("V8b", "balances", "different", "the same" if same else "different")
    parameters = {**KEEN, "decision.income_effect": 0.05}
    full, short = (life("P", parameters, adequacy=a) for a in (1.0, 0.9))
    claim = "cells that differ when income does matter"
    yield beyond("V8b", claim, 0.0, float(different_tallies(full, short)))


KINDS = (Block, Capitation, FeePerProcedure, GeneralPractice)


@contextmanager
def _other_names() -> Iterator[None]:
    """While open, contracts and providers' classes have other names, and meetings another heading."""
    classes = (*KINDS, hospital_module.Hospital)
    kept = [(c.__name__, c.__qualname__) for c in classes]
    heading = switches_module.MEETINGS
    for i, c in enumerate(classes):
        c.__name__ = c.__qualname__ = f"Nameless{i}"
    switches_module.MEETINGS = "heading of nothing"
    try:
        yield
    finally:
        switches_module.MEETINGS = heading
        for c, (name, qualname) in zip(classes, kept, strict=True):
            c.__name__, c.__qualname__ = name, qualname


def _other_headings(model: HealthSystem) -> None:
    terms = model.accounts.terms
    renamed = tuple(replace(c, what=f"heading {i}") for i, c in enumerate(terms.contracts))
    has_terms(model, replace(terms, contracts=renamed))


def labels(quick: bool = True) -> Iterator[Check]:
    """V9: under other names for contracts, headings and providers everything happens as before."""
    for switches in ("P", "PIO"):
        known = life(switches, KEEN)
        with _other_names():
            renamed = life(switches, KEEN, before=_other_headings)
        yield exactly("V9", f"digest under other names, switch {switches}", known.digest(), renamed.digest())
        tables = ", ".join(different_tables(known, renamed)) or "none"
        yield exactly("V9", f"tables that differ under other names, switch {switches}", "none", tables)
    faults = ", ".join(_behaviour_that_knows_contracts()) or "none"
    yield exactly("V9", "behaviour that imports a contract or a form", "none", faults)


def _behaviour_that_knows_contracts() -> list[str]:
    """Modules of agents/ and model/journey/ that import payment or organisation."""
    found = []
    folders = (files("joinedup.agents"), files("joinedup.model") / "journey")
    for folder in folders:
        for module in folder.iterdir():
            if not module.name.endswith(".py"):
                continue
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [f"{node.module}.{a.name}" for a in node.names]
                if any(".payment" in n or ".organisation" in n for n in names):
                    found.append(module.name)
    return sorted(set(found))


def nobody_feels_money(quick: bool = True) -> Iterator[Check]:
    """V21: where nobody feels the marginal pound, payment changes the books and no care."""
    fees, heads = life(None, NUMB), life("P", NUMB)
    yield exactly(
        "V21", "digest under fees and under a sum per head, felt by nobody", fees.digest(), heads.digest()
    )
    yield exactly("V21", "cells of the tallies that differ", 0, different_tallies(fees, heads))
    same = fees.accounts.ledger.balances == heads.accounts.ledger.balances
    yield exactly("V21", "balances", "different", "the same" if same else "different")
    fees, heads = life(None, KEEN), life("P", KEEN)
    yield beyond("V21", "cells that differ when all feel it", 0.0, float(different_tallies(fees, heads)))


def twins(quick: bool = True) -> Iterator[Check]:
    """V28: arms are one world until the switch, which itself changes only money, agreements and places."""
    worlds = []
    for switches in (None, "P", "PIO", "PIOK"):
        model = HealthSystem("dudley", people=PEOPLE, rng=3, parameters=KEEN)
        if switches is not None:
            model.switch_at(YEAR, switches)
        model.run_for(YEAR - 1)
        worlds.append((switches, model))
    base = worlds[0][1]
    for switches, model in worlds[1:]:
        tables = ", ".join(different_tables(base, model)) or "none"
        yield exactly("V28", f"tables that differ on the eve of switch {switches}", "none", tables)
    base.run_for(1)
    for switches, model in worlds[1:]:
        model.run_for(1)
        assert switches is not None
        allowed = ("margin", "money", *(("places",) if "K" in switches else ()))
        tables = ", ".join(different_tables(base, model, leave_out=allowed)) or "none"
        yield exactly(
            "V28",
            f"tables that switch {switches} itself changes, but margins, money and funded places",
            "none",
            tables,
        )


def order(quick: bool = True) -> Iterator[Check]:
    """V29: people or providers stored in another order live the same lives, with one hospital or several."""
    for name, switches in (("dudley", None), ("dudley", "PIO"), ("cheshire", "PIO")):
        place = with_all_its_hospitals(name)
        label = f"{name}, {'no switch' if switches is None else f'switch {switches}'}"
        base = life(switches, KEEN, place=place)
        shuffled = life(switches, KEEN, place=place, before=shuffle_people)
        moved = int((base.world.people["person"] != shuffled.world.people["person"]).sum())
        yield beyond("V29", f"people stored elsewhere, {label}", PEOPLE / 2.0, float(moved))
        yield exactly(
            "V29", f"digest with people in another order, {label}", base.digest(), shuffled.digest()
        )
        outcomes = ", ".join(same_outcomes(base, shuffled)) or "none"
        yield exactly("V29", f"outcomes that differ, {label}", "none", outcomes)
        with sites_reversed():
            turned = life(switches, KEEN, place=place)
        elsewhere = sum(a != b for a, b in zip(base.codes, turned.codes, strict=True))
        yield beyond("V29", f"sites stored elsewhere, {label}", len(base.codes) / 2.0, float(elsewhere))
        yield exactly(
            "V29", f"digest with providers in another order, {label}", base.digest(), turned.digest()
        )


CHECKS = (placebo, equal_money, equal_margins, labels, nobody_feels_money, twins, order)
