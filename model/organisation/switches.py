"""The four switches of policy: payment, information, organisation, capacity. Terms in, terms out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.entity import NHS, joined_entities, joint_entity
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import Service, one_price
from joinedup.model.payment.transformation_fund import TransformationFund

MEETINGS = "meetings"  # heading of the contract that pays for joint meetings

SWITCHES = {
    "P": "payment: a sum per head, weighted for need, instead of fees and blocks",
    "I": "information: a record platform for all and data-sharing agreements",
    "O": "organisation: one legal entity with one budget; joint meetings are paid",
    "K": "capacity: a fund for community places",
}


class Facts(NamedTuple):
    """What has to be known on the day of a switch to make it budget-neutral."""

    day: int
    sort: tuple[int, ...]  # Sort of each site
    paid: tuple[float, ...]  # £ a year each contract paid lately
    weighted: np.ndarray  # (sites,) weighted people registered
    prices: PriceParameters
    adequacy: float = 1.0  # budgets after the switch as a share of what was paid before


def switched(terms: Terms, switches: Iterable[str], facts: Facts, members: Iterable[int] = NHS) -> Terms:
    """The terms after some switches; none at all is a placebo: new objects, the same terms.

    members: Sorts of provider that join under O. Under P with O the joint entity holds the budget for all
    care that the commissioner paid for, and buys at the old prices what its members do not give themselves.
    Raises: ValueError for an unknown switch.
    """
    wanted = frozenset(switches)
    unknown = sorted(wanted - SWITCHES.keys())
    if unknown:
        raise ValueError(f"no switch {unknown[0]!r}; there are: {', '.join(SWITCHES)}")
    contracts = [replace(c) for c in terms.contracts]
    paid = list(facts.paid)
    entity_of = terms.entity_of
    if "O" in wanted:
        entity_of = joined_entities(entity_of, facts.sort, members)
        contracts, paid = _joined(contracts, paid, terms.entity_of, entity_of)
    if "P" in wanted:
        contracts = _capitated(
            contracts, paid, joint_entity(len(entity_of)) if "O" in wanted else None, facts
        )
    elif facts.adequacy != 1.0:
        contracts = [_scaled(c, facts.adequacy) for c in contracts]
    if "O" in wanted:
        contracts.append(_meetings(entity_of, facts))
    if "K" in wanted:
        contracts += _funds(terms, entity_of, facts)
    new = replace(terms, contracts=tuple(contracts), entity_of=entity_of)
    if "I" in wanted:
        sites = frozenset(i for i, s in enumerate(facts.sort) if s in NHS)
        new = replace(new, signed=sites, platform_day=facts.day, platform_sites=sites)
    return new


def _scaled(contract: Contract, adequacy: float) -> Contract:
    if contract.payer != Party.COMMISSIONER:
        return contract
    return replace(contract, adequacy=contract.adequacy * adequacy)


def _joined(
    contracts: list[Contract], paid: list[float], before: tuple[int, ...], after: tuple[int, ...]
) -> tuple[list[Contract], list[float]]:
    """The contracts with members replaced by their joint entity, less those between members."""
    now = dict(zip(before, after, strict=True))
    moved = [replace(c, payer=now.get(c.payer, c.payer), payee=now.get(c.payee, c.payee)) for c in contracts]
    kept = [i for i, c in enumerate(moved) if c.payer != c.payee]
    return [moved[i] for i in kept], [paid[i] for i in kept]


def _is_budget(contract: Contract) -> bool:
    """Whether a contract is care the commissioner buys that a sum per head could replace."""
    return contract.payer == Party.COMMISSIONER and contract.what != MEETINGS


def _capitated(
    contracts: list[Contract], paid: list[float], joint: int | None, facts: Facts
) -> list[Contract]:
    """Budgets instead of fees and blocks: one per provider, or one for a joint entity that buys the rest."""
    if joint is None:
        return [
            _as_capitation(c, (c,), paid[i], c.payee, facts)
            if _is_budget(c) and not isinstance(c, GeneralPractice)  # its sum per head stays what it is
            else _scaled(c, facts.adequacy)
            for i, c in enumerate(contracts)
        ]
    budget = [i for i, c in enumerate(contracts) if _is_budget(c)]
    if not budget:
        return contracts
    covered = tuple(contracts[i] for i in budget)
    whole = _as_capitation(covered[0], covered, sum(paid[i] for i in budget), joint, facts)
    bought = [replace(c, payer=joint) for c in covered if c.payee != joint]
    return [whole, *bought, *(c for c in contracts if not _is_budget(c))]


def _as_capitation(
    like: Contract, covered: tuple[Contract, ...], paid: float, payee: int, facts: Facts
) -> Contract:
    """A sum per head that pays, for the people registered today, what the covered contracts paid."""
    lists = tuple(sorted({p for c in covered for p in c.lists}))
    sites = tuple(sorted({s for c in covered for s in c.sites}))
    weighted = float(facts.weighted[list(lists)].sum())
    if weighted <= 0.0:
        return like
    rate = facts.adequacy * paid / weighted
    what = like.what if len(covered) == 1 else "whole-population budget"
    return Capitation(
        payer=Party.COMMISSIONER, payee=payee, sites=sites, lists=lists, what=what, per_weighted=rate
    )


def _meetings(entity_of: tuple[int, ...], facts: Facts) -> Contract:
    joint = joint_entity(len(entity_of))
    return FeePerProcedure(
        payer=Party.COMMISSIONER,
        payee=joint,
        sites=tuple(i for i, e in enumerate(entity_of) if e == joint),
        lists=(),
        what=MEETINGS,
        prices=one_price(Service.MEETING_HOUR, float(facts.prices.meeting_pay)),
    )


def _funds(terms: Terms, entity_of: tuple[int, ...], facts: Facts) -> list[Contract]:
    """One fund per community service, for the people it serves, paid to whoever owns it."""
    served = {s: c.lists for c in terms.contracts for s in c.sites if len(c.sites) == 1}
    communities = [i for i, s in enumerate(facts.sort) if s == Sort.COMMUNITY]
    if not communities:
        raise ValueError("switch K pays for community places; this place has no community service")
    practices = tuple(i for i, s in enumerate(facts.sort) if s == Sort.PRACTICE)
    return [
        TransformationFund(
            payer=Party.TREASURY,
            payee=entity_of[i],
            sites=(i,),
            lists=served.get(i, practices),
            what="transformation fund",
            per_person=float(facts.prices.fund),
            start=facts.day,
            years=float(facts.prices.fund_years),
        )
        for i in communities
    ]
