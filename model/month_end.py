"""The end of a month: the books are audited, and what behaviour sees is brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from joinedup.agents.happenings import What
from joinedup.model import audit
from joinedup.model.edge_dynamics import maturity
from joinedup.model.head_count import Heads
from joinedup.model.monthly_review import hold_meetings, learn_response, set_levers
from joinedup.model.staff_pools import lend_staff

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem


def audits(model: HealthSystem, heads: Heads) -> None:
    """People, places and pence must balance.

    Raises: RuntimeError that says what does not.
    """
    world = model.world
    if world.today[0]["lost"]:
        raise RuntimeError(
            f"{int(world.today[0]['lost'])} entries found no room in the diary, the post or the log by day {model.day}"
        )
    tallied = world.tallies.sum(axis=0)
    fresh = tallied - model._tallied
    model._tallied = tallied
    model.census = audit.audit_people(
        heads,
        world.sites,
        model.census,
        int(fresh[What.BIRTH]),
        int(fresh[What.DEATH]),
    )
    audit.audit_places(world.sites)
    audit.audit_care(heads, world.sites)
    audit.audit_money(model.accounts.ledger)


def sets_policies(model: HealthSystem) -> None:
    """What behaviour sees of money, edges and meetings; then the levers of the coming month."""
    world, p, terms = model.world, model.parameters, model.felt.terms
    sites, edges = world.sites, world.edges
    model.felt.refill(sites)
    hours = hold_meetings(edges, sites, p, terms.meeting_pay, terms.may_meet, terms.plan_meeting_hours)
    world.activity[:, What.MEETING_HOURS] = np.rint(hours).astype(np.int64)
    agreed = terms.agreements()
    edges["agreement"] = agreed[edges["source"], edges["target"]]
    bought = np.zeros(len(sites))
    if terms.platform_day <= model.day:
        bought[list(terms.platform_sites)] = maturity(model.day, float(terms.platform_day), p.letters)
    one_system = (bought >= 1.0) & (
        np.bincount(terms.entity_of, minlength=len(sites) + 1)[list(terms.entity_of)] > 1
    )
    entity = np.asarray(terms.entity_of)
    push = one_system[edges["source"]] & (entity[edges["source"]] == entity[edges["target"]])
    model.graph.update(bought, model.day - 1, push.astype(np.float64))
    sizes = np.bincount(entity, minlength=len(sites) + 1)
    learn_response(sites, sizes[entity] == 1, edges, p)
    lend_staff(sites, entity, p)
    set_levers(sites, edges, p)
