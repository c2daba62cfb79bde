"""What terms become when practices choose how far they take part: contracts suspended and taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.terms import Level, Terms
from joinedup.model.payment.contract import Contract


def with_levels(terms: Terms, chosen: Mapping[int, int], sort: Sequence[int]) -> Terms:
    """The terms after some practices have changed their level.

    chosen: Level by the row of the practice.  Who takes part in full belongs to the budget holder, and its own
    contract is suspended; who leaves has it back, on the terms of before, paid by whoever pays for it now.
    """
    levels = list(terms.levels)
    entity_of = list(terms.entity_of)
    contracts = list(terms.contracts)
    signed, colocated = set(terms.signed), set(terms.colocated)
    for row, level in chosen.items():
        if sort[row] != Sort.PRACTICE or levels[row] == level:
            continue
        before, levels[row] = levels[row], int(level)
        if terms.budget_holder is not None and Level.FULL in (before, level):
            owner = terms.budget_holder if level == Level.FULL else row
            contracts = _handed_over(contracts, row, entity_of[row], owner, terms)
            entity_of[row] = owner
        (signed.add if level >= Level.ALLIANCE else signed.discard)(row)
        (colocated.add if level >= Level.PARTIAL else colocated.discard)(row)
    if not terms.signed:
        signed = set()  # nobody shares by agreement here
    return replace(
        terms,
        levels=tuple(levels),
        entity_of=tuple(entity_of),
        contracts=tuple(contracts),
        signed=frozenset(signed),
        colocated=frozenset(colocated),
    )


def _handed_over(contracts: list[Contract], row: int, giver: int, taker: int, terms: Terms) -> list[Contract]:
    """The contracts of a practice's own care with another payee; none is needed between parts of one entity."""
    own = [c for c in contracts if c.sites == (row,) and c.payee == giver]
    rest = [c for c in contracts if c not in own]
    if taker == row and not own and terms.before is not None:
        # suspended inside the entity: it comes back as it was, and the holder of the money for it pays
        own = [
            replace(c, payer=giver) for c in terms.before.contracts if c.sites == (row,) and c.payee == row
        ]
    moved = [replace(c, payee=taker) for c in own]
    return rest + [c for c in moved if c.payer != c.payee]


def reverted(terms: Terms) -> Terms:
    """The terms of before an agreement; records once bought or shared by signature go on.

    Raises: ValueError where nothing was before.
    """
    if terms.before is None:
        raise ValueError(
            "an agreement ended, and its terms do not say what was before; build them with a form"
        )
    return replace(
        terms.before,
        platform_day=terms.platform_day,
        platform_sites=terms.platform_sites,
        signed=terms.signed | terms.before.signed,
    )
