"""Numbers of the register that change on a day: which may, and everything that holds one is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.genesis import severity_quantiles
from joinedup.model.organisation.repricing import repriced
from joinedup.model.parameters import Parameters
from joinedup.model.settled_early import SETTLED_EARLY
from joinedup.model.sites import earns_of_homes

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem


class Numbers(NamedTuple):
    """Some numbers take new values from a day on; what was drawn, built or agreed before stays."""

    values: tuple[tuple[str, Any], ...]  # section.name, and its value


def numbers_of_a_day(changes: Mapping[str, Any]) -> Numbers:
    """The numbers that change, each checked against its range.

    Raises: ValueError for none, an unknown one, one out of range, or one that is settled before any switch.
    """
    if not changes:
        raise ValueError("no number is changed; name at least one, such as prices.council_growth")
    checked = Parameters().with_changes(changes)
    for path in changes:
        if path in SETTLED_EARLY:
            raise ValueError(
                f"{path} cannot change at a switch: {SETTLED_EARLY[path]}; "
                f"vary it over the whole life of every arm instead (numbers: in a question, --set {path}=...)"
            )
    return Numbers(tuple((path, number(checked, path)) for path in sorted(changes)))


def number(parameters: Parameters, path: str) -> Any:
    """A number by its path, section.name."""
    section, _, name = path.partition(".")
    return getattr(getattr(parameters, section), name)


def takes_numbers(model: HealthSystem, numbers: Numbers) -> None:
    """From today on these numbers hold: for behaviour, for the books, and for what the terms take from the register."""
    old, new = model.parameters, model.parameters.with_changes(dict(numbers.values))
    if new == old:
        return
    model.parameters = new
    _repack(model.world.parameters, old, new)
    _retell(model, old, new)
    accounts = model.accounts
    terms = repriced(accounts.terms, old.prices, new.prices, model.day, accounts.forecast().mean)
    accounts.takes_numbers(
        new.prices, new.costs, float(new.decision.income_effect), float(new.commissioner.rescue_chance)
    )
    if terms is not accounts.terms:
        accounts.amend(model.day, terms)
    accounts.refill(model.world.sites)


def _repack(record: np.ndarray, old: Parameters, new: Parameters) -> None:
    """Write what has changed into the record that kernels read; what an investment has scaled there stays scaled."""
    for section in record.dtype.names or ():
        for name in getattr(new, section)._fields:
            before, after = (np.asarray(getattr(getattr(p, section), name)) for p in (old, new))
            if np.array_equal(before, after):
                continue
            held = record[section][name]
            scale = np.divide(held, before, out=np.ones_like(held), where=before != 0.0)
            record[section][name] = np.where(held == before, after, after * scale)


def _retell(model: HealthSystem, old: Parameters, new: Parameters) -> None:
    """Tables that hold a copy of a number, or what was worked out from one, are made anew."""
    world, sites = model.world, model.world.sites
    if new.decision.altruism != old.decision.altruism:
        sites["altruism"] = new.decision.altruism
    if new.decision.response_owner != old.decision.response_owner:
        sites["board_response"] = new.decision.response_owner
        owned = np.isin(sites["role"], (Sort.CARE_HOME, Sort.HOME_CARE))
        sites["response"][owned] = new.decision.response_owner
    if new.care_home != old.care_home:
        sites["weekly_margin"][sites["role"] == Sort.CARE_HOME] = earns_of_homes(new.care_home)
    if new.health != old.health:
        world.today["quantiles"] = severity_quantiles(new.health)
    if new.letters != old.letters:
        model.graph.takes_numbers(new.letters)
