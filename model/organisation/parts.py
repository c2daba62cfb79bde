"""The parts that a change of policy is made of: who joins, what is paid per head, what else is paid for.

A part takes a draft of the terms and returns another. The four switches and all forms are put together from them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.entity import joined_entities, joint_entity
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.service import Service, one_price
from joinedup.model.payment.transformation_fund import TransformationFund

MEETINGS = "meetings"  # heading of the contract that pays for joint meetings
WHOLE_BUDGET = "whole-population budget"


class Draft(NamedTuple):
    """Contracts and legal entities in the making."""

    contracts: tuple[Contract, ...]
    paid: tuple[float, ...]  # £ a year each of them paid lately
    entity_of: tuple[int, ...]

    def adding(self, contracts: Iterable[Contract]) -> "Draft":
        """With contracts that nothing was paid under so far."""
        new = tuple(contracts)
        return self._replace(contracts=self.contracts + new, paid=self.paid + (0.0,) * len(new))


def drafted(terms: Terms, facts: Facts) -> Draft:
    """A draft with new objects of the same terms."""
    return Draft(tuple(replace(c) for c in terms.contracts), facts.paid, terms.entity_of)


def joins(draft: Draft, facts: Facts, members: Iterable[int]) -> Draft:
    """Members, by Sort, become one legal entity; contracts between them end."""
    after = joined_entities(draft.entity_of, facts.sort, members)
    now = dict(zip(draft.entity_of, after, strict=True))
    moved = [
        replace(c, payer=now.get(c.payer, c.payer), payee=now.get(c.payee, c.payee)) for c in draft.contracts
    ]
    kept = [i for i, c in enumerate(moved) if c.payer != c.payee]
    return Draft(tuple(moved[i] for i in kept), tuple(draft.paid[i] for i in kept), after)


def scaled(draft: Draft, adequacy: float) -> Draft:
    """What the commissioner pays, times a share."""
    if adequacy == 1.0:
        return draft
    return draft._replace(contracts=tuple(_scaled(c, adequacy) for c in draft.contracts))


def _scaled(contract: Contract, adequacy: float) -> Contract:
    if contract.payer != Party.COMMISSIONER:
        return contract
    return replace(contract, adequacy=contract.adequacy * adequacy)


def is_bought(contract: Contract) -> bool:
    """Whether a contract is care the commissioner buys that a sum per head could replace."""
    return contract.payer == Party.COMMISSIONER and contract.what != MEETINGS


def is_bought_beyond_practices(contract: Contract) -> bool:
    """The same, core general practice left out."""
    return is_bought(contract) and not isinstance(contract, GeneralPractice)


def pays_each_per_head(draft: Draft, facts: Facts) -> Draft:
    """Every provider a sum per head for its own care; a practice's stays what it is."""
    return draft._replace(
        contracts=tuple(
            _per_head(c, (c,), draft.paid[i], c.payee, c.what, facts)
            if is_bought_beyond_practices(c)
            else _scaled(c, facts.adequacy)
            for i, c in enumerate(draft.contracts)
        )
    )


def pays_one_per_head(
    draft: Draft, facts: Facts, covers: Callable[[Contract], bool] = is_bought, what: str = WHOLE_BUDGET
) -> Draft:
    """The joint entity gets a sum per head for all care covered, and buys what its members do not give."""
    holder = joint_entity(len(draft.entity_of))
    inside = [i for i, c in enumerate(draft.contracts) if covers(c)]
    if not inside:
        return draft
    covered = tuple(draft.contracts[i] for i in inside)
    budget = _per_head(covered[0], covered, sum(draft.paid[i] for i in inside), holder, what, facts)
    bought = [(replace(c, payer=holder), draft.paid[i]) for i, c in zip(inside, covered) if c.payee != holder]
    rest = [
        (_scaled(c, facts.adequacy), draft.paid[i]) for i, c in enumerate(draft.contracts) if not covers(c)
    ]
    contracts, paid = zip((budget, 0.0), *bought, *rest)
    return draft._replace(contracts=contracts, paid=paid)


def _per_head(
    like: Contract, covered: tuple[Contract, ...], paid: float, payee: int, what: str, facts: Facts
) -> Contract:
    """A sum per head that pays, for the people registered today, what the covered contracts paid."""
    lists = tuple(sorted({p for c in covered for p in c.lists}))
    sites = tuple(sorted({s for c in covered for s in c.sites}))
    weighted = float(facts.weighted[list(lists)].sum())
    if weighted <= 0.0:
        return like
    rate = facts.adequacy * paid / weighted
    return Capitation(
        payer=Party.COMMISSIONER, payee=payee, sites=sites, lists=lists, what=what, per_weighted=rate
    )


def pays_for_meetings(draft: Draft, facts: Facts, sites: Iterable[int]) -> Draft:
    """The commissioner pays for the staff hours of joint meetings at some sites."""
    payees: dict[int, list[int]] = {}
    for site in sites:
        payees.setdefault(draft.entity_of[site], []).append(site)
    return draft.adding(
        FeePerProcedure(
            payer=Party.COMMISSIONER,
            payee=payee,
            sites=tuple(members),
            lists=(),
            what=MEETINGS,
            prices=one_price(Service.MEETING_HOUR, float(facts.prices.meeting_pay)),
        )
        for payee, members in payees.items()
    )


def funds(draft: Draft, terms: Terms, facts: Facts) -> Draft:
    """One fund per community service, for the people it serves, paid to whoever owns it.

    Raises: ValueError where there is no community service.
    """
    served = {s: c.lists for c in terms.contracts for s in c.sites if len(c.sites) == 1}
    communities = [i for i, s in enumerate(facts.sort) if s == Sort.COMMUNITY]
    if not communities:
        raise ValueError("switch K pays for community places; this place has no community service")
    practices = tuple(i for i, s in enumerate(facts.sort) if s == Sort.PRACTICE)
    return draft.adding(
        TransformationFund(
            payer=Party.TREASURY,
            payee=draft.entity_of[i],
            sites=(i,),
            lists=served.get(i, practices),
            what="transformation fund",
            per_person=float(facts.prices.fund),
            start=facts.day,
            years=float(facts.prices.fund_years),
        )
        for i in communities
    )


def sites_of(facts: Facts, sorts: Iterable[int]) -> frozenset[int]:
    """Rows of the sites of some sorts."""
    wanted = frozenset(int(s) for s in sorts)
    return frozenset(i for i, s in enumerate(facts.sort) if s in wanted)


def buys_platform(terms: Terms, facts: Facts, sites: frozenset[int]) -> Terms:
    """Some sites buy the record platform and sign data sharing with one another; one that is there is kept."""
    return replace(
        terms,
        signed=sites,
        platform_day=min(facts.day, terms.platform_day),
        platform_sites=sites | terms.platform_sites,
    )
