"""The four switches of policy: payment, information, organisation, capacity. Terms in, terms out."""

from collections.abc import Iterable
from dataclasses import replace

from joinedup.model.organisation import parts
from joinedup.model.organisation.entity import NHS, joint_entity
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.terms import Terms

SWITCHES = {
    "P": "payment: a sum per head, weighted for need, instead of fees and blocks",
    "I": "information: a record platform for all and data-sharing agreements",
    "O": "organisation: one legal entity with one budget; joint meetings are paid",
    "K": "capacity: a fund for community places",
}


def checked_switches(switches: Iterable[str]) -> frozenset[str]:
    """The switches, if they are there.

    Raises: ValueError for an unknown switch.
    """
    wanted = frozenset(switches)
    unknown = sorted(wanted - SWITCHES.keys())
    if unknown:
        raise ValueError(f"no switch {unknown[0]!r}; there are: {', '.join(SWITCHES)}")
    return wanted


def switched(terms: Terms, switches: Iterable[str], facts: Facts, members: Iterable[int] = NHS) -> Terms:
    """The terms after some switches; none at all is a placebo: new objects, the same terms.

    members: Sorts of provider that join under O. Under P with O the joint entity holds the budget for all
    care that the commissioner paid for, and buys at the old prices what its members do not give themselves.
    Raises: ValueError for an unknown switch.
    """
    wanted = checked_switches(switches)
    draft = parts.drafted(terms, facts)
    if "O" in wanted:
        draft = parts.joins(draft, facts, members)
    if "P" not in wanted:
        draft = parts.scaled(draft, facts.adequacy)
    elif "O" in wanted:
        draft = parts.pays_one_per_head(draft, facts)
    else:
        draft = parts.pays_each_per_head(draft, facts)
    if "O" in wanted:
        joint = joint_entity(len(draft.entity_of))
        draft = parts.pays_for_meetings(
            draft, facts, [i for i, e in enumerate(draft.entity_of) if e == joint]
        )
    if "K" in wanted:
        draft = parts.funds(draft, terms, facts)
    new = replace(terms, contracts=draft.contracts, entity_of=draft.entity_of, before=terms.before or terms)
    return parts.buys_platform(new, facts, parts.sites_of(facts, NHS)) if "I" in wanted else new
