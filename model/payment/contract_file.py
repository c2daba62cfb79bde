"""The YAML door of contracts: terms by their names, parties by name, every fault with its line and column.

A file is one contract or a list of them. `contract:` says which kind, the other keys are its terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import yaml
from pydantic import BaseModel, ValidationError

from joinedup.model.payment.contract import Contract
from joinedup.model.payment.contract_terms import (
    KINDS,
    PARTIES,
    PARTY_NAMES,
    PRICE_LISTS,
    DistributionTerms,
    MemberTerms,
    TargetTerms,
    as_held,
    default_of,
    terms_of,
)
from joinedup.model.payment.distribution import KEYS, Members, shares_by
from joinedup.model.payment.measure import MEASURE_NAMES
from joinedup.model.payment.service import SERVICE_NAMES
from joinedup.model.payment.shared_savings import PRESETS, SharedSavings, preset
from joinedup.model.yaml_file import Fault, doubled, fault, fault_at, in_lines, parsed, read_text, unknown

type Path_ = Sequence[str | int]


class Division(NamedTuple):
    """Between whom what a contract pays is divided, and how."""

    key: str  # of KEYS, or "shares"
    names: tuple[str, ...]
    members: Members
    shares: tuple[float, ...]

    def of(self, pounds: float) -> np.ndarray:
        """(members,) shares of a sum, or of a loss where it is negative."""
        return np.array(self.shares) if self.key == "shares" else shares_by(self.key, pounds, self.members)


class Written(NamedTuple):
    """A contract as it was written: with the names of its parties, sites and years."""

    contract: Contract
    kind: str
    where: str  # file:line:column
    payer: str
    payee: str
    sites: tuple[str, ...]  # none: all of the table
    lists: tuple[str, ...]
    first_year: int | None
    benchmark_years: tuple[int, ...]
    division: Division | None
    given: frozenset[str] = frozenset()  # terms that were written; the others have their usual values
    preset: str | None = None  # kind of agreement
    inner: Written | None = None  # what a part is held back of


def read_contracts(path: str | Path, people: float = 0.0, whole: bool = True) -> list[Written]:
    """The contracts in a YAML file.

    people: on the lists; the minimum saving of a one-sided preset depends on it.
    whole: sums and prices must be there; False where books will tell what is left out.
    Raises: ValueError with one line per fault, `file:line:column: path: message`.
    """
    path = Path(path)
    return parse_contracts(read_text(path, "a contract is a YAML text file"), str(path), people, whole)


def parse_contracts(text: str, file: str, people: float = 0.0, whole: bool = True) -> list[Written]:
    """The contracts in a YAML text; `file` is what the faults call it."""
    root, data = parsed(
        text, file, "a contract begins with 'contract: ...', such as 'contract: shared savings'"
    )
    faults = list(doubled(root))
    if isinstance(root, yaml.MappingNode):
        items: list[tuple[Path_, Any]] = [((), data)]
    elif isinstance(root, yaml.SequenceNode):
        items = [((i,), item) for i, item in enumerate(data)]
    else:
        raise ValueError(f"{file}:1:1: it is not a list of keys and values; begin with 'contract: ...'")
    written: list[Written] = []
    for loc, item in items:
        line, column, _, _ = fault_at(root, loc, "")
        found = _contract(root, loc, item, f"{file}:{line}:{column}", people, whole)
        if isinstance(found, Written):
            written.append(found)
        else:
            faults += found
    if faults or not written:
        raise ValueError(in_lines(file, set(faults) or {(1, 1, "the file", "it holds no contract")}))
    return written


def _contract(
    root: yaml.Node, loc: Path_, item: Any, where: str, people: float, whole: bool
) -> Written | list[Fault]:
    """A contract, or what is wrong with it."""
    if not isinstance(item, dict):
        return [fault_at(root, loc, "it is not a contract; begin with 'contract: ...'")]
    kind = item.get("contract")
    if "contract" not in item:
        message = f"it is missing; there are: {', '.join(KINDS)}"
        line, column, _, _ = fault_at(root, loc, "")
        return [(line, column, ".".join(map(str, (*loc, "contract"))), message)]
    if not isinstance(kind, str) or kind not in KINDS:
        return [fault_at(root, (*loc, "contract"), unknown("contract", str(kind), list(KINDS)))]
    try:
        given = terms_of(KINDS[kind], whole).model_validate(item)
    except ValidationError as error:
        known = list(terms_of(KINDS[kind], whole).model_fields)
        return [*_unknown_names(root, loc, item), *(_fault(root, loc, e, known) for e in error.errors())]
    terms = given.model_dump(exclude_unset=True)
    faults = [*_unknown_names(root, loc, item), *_wrong_division(root, loc, terms)]
    years = terms.get("benchmark_years")
    if whole and KINDS[kind] is SharedSavings and not years and "benchmark" not in terms:
        faults.append(fault_at(root, loc, "say benchmark, £ per weighted person, or benchmark_years"))
    if "preset" in terms and terms["preset"] not in PRESETS:
        faults.append(fault_at(root, (*loc, "preset"), unknown("preset", terms["preset"], list(PRESETS))))
    if faults:
        return faults
    inner = None
    if "inner" in terms:
        found = _contract(root, (*loc, "inner"), item["inner"], where, people, whole)
        if not isinstance(found, Written):
            return found
        inner = found
    return _written(root, loc, kind, terms, inner, where, people)


def _written(
    root: yaml.Node,
    loc: Path_,
    kind: str,
    terms: dict[str, Any],
    inner: Written | None,
    where: str,
    people: float,
) -> Written | list[Fault]:
    """The contract of checked terms, or the sentence with which it refuses them."""
    years = tuple(terms.get("benchmark_years", ()))
    if again := [year for k, year in enumerate(years) if year in years[:k]]:
        at = (*loc, "benchmark_years")
        return [fault_at(root, at, f"{again[0]} is there twice; give each year once")]
    if years and "weights" not in terms and len(years) != 3:
        even = "give weights, one for each year"
        return [
            fault_at(root, (*loc, "benchmark_years"), f"there are {len(years)} years and 3 weights; {even}")
        ]
    own = {f.name for f in fields(KINDS[kind])}
    made = {name: as_held(name, value) for name, value in terms.items() if name in own}
    made |= {name: () for name in ("sites", "lists") if name in made}
    party = str(terms.get("payer", PARTY_NAMES[int(cast(int, default_of(KINDS[kind], "payer")))]))
    made |= {"payer": PARTIES.get(party, 1), "payee": 0}
    if years and "years" not in terms:
        made["years"] = len(years)
    if inner is not None:
        made["inner"] = inner.contract
    if "preset" in terms:
        made = preset(terms["preset"], people or np.inf) | made
    try:
        contract = KINDS[kind](**made)
    except ValueError as error:
        name, _, rest = str(error).partition(".")[2].partition(" ")
        # a term that is not written has its usual value, and the contract's own line
        line, column, _, _ = fault_at(root, (*loc, name) if name in terms else loc, "")
        return [(line, column, ".".join(map(str, (*loc, name))), f"it {rest}")]
    division = _division(terms["distribution"]) if "distribution" in terms else None
    return Written(
        replace(contract, sites=(0,), lists=(0,)),
        kind,
        where,
        party,
        str(terms.get("payee", "the provider")),
        tuple(terms.get("sites", ())),
        tuple(terms.get("lists", ())),
        terms.get("first_year"),
        years,
        division,
        frozenset(terms),
        terms.get("preset"),
        inner,
    )


def _fault(root: yaml.Node, loc: Path_, error: Any, known: list[str]) -> Fault:
    """A fault of one contract, where it stands in the file."""
    inside: dict[str, type[BaseModel]] = {
        "gate": TargetTerms,
        "target": TargetTerms,
        "members": MemberTerms,
        "distribution": DistributionTerms,
    }
    path = error["loc"]
    holder = next((inside[str(part)] for part in reversed(path[:-1]) if str(part) in inside), None)
    keys = known if holder is None else list(holder.model_fields)
    return fault(root, {**error, "loc": (*loc, *path)}, lambda _: keys)


def _unknown_names(root: yaml.Node, loc: Path_, item: dict[str, Any]) -> Iterator[Fault]:
    """Services and measures that there are not; what is no mapping is somebody else's fault to find."""
    for name in PRICE_LISTS:
        prices = item.get(name)
        for service in prices if isinstance(prices, dict) else ():
            if service not in SERVICE_NAMES:
                at = (*loc, name, str(service))
                yield fault_at(root, at, unknown("service", str(service), list(SERVICE_NAMES)), on_key=True)
    for name in ("gate", "target"):
        target = item.get(name)
        measure = target.get("measure") if isinstance(target, dict) else None
        if isinstance(measure, str) and measure not in MEASURE_NAMES:
            message = unknown("measure", measure, list(MEASURE_NAMES))
            yield fault_at(root, (*loc, name, "measure"), message)


def _wrong_division(root: yaml.Node, loc: Path_, terms: dict[str, Any]) -> Iterator[Fault]:
    if "distribution" not in terms:
        return
    at = (*loc, "distribution")
    key, members = terms["distribution"]["key"], terms["distribution"]["members"]
    if key not in ("shares", *KEYS):
        yield fault_at(root, (*at, "key"), unknown("distribution key", key, ["shares", *KEYS]))
    if key == "shares":
        total = sum(m.get("share", 0.0) for m in members)
        if abs(total - 1.0) > 1e-9:
            yield fault_at(root, (*at, "members"), f"their shares sum to {total:g}; they must sum to 1")


def _division(given: dict[str, Any]) -> Division:
    members = given["members"]
    columns = [np.array([float(m.get(field, 0.0)) for m in members]) for field in Members._fields]
    return Division(
        given["key"],
        tuple(m["name"] for m in members),
        Members(*columns),
        tuple(float(m.get("share", 0.0)) for m in members),
    )
