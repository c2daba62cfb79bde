"""A branch: an independent copy of a model, from which another future is lived."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import mesa

from joinedup.agents.accountable_body import AccountableBody
from joinedup.model.mesa_tools import takes_steps
from joinedup.model.policy import plan
from joinedup.model.tables import copied
from joinedup.model.world import World

if TYPE_CHECKING:
    from joinedup.model.health_system import HealthSystem


def branched(model: HealthSystem) -> HealthSystem:
    """A copy that shares nothing with the original and goes on exactly as it would."""
    twin: HealthSystem = type(model).__new__(type(model))
    mesa.Model.__init__(twin, rng=model.seed_of_luck)
    twin.time, twin.steps = model.time, model.steps
    takes_steps(twin)
    for name in (
        "seed_of_luck", "place", "parameters", "codes", "names", "day", "_logging", "_bed_days",
        "_months_noted", "_started", "census",
    ):  # fmt: skip
        setattr(twin, name, getattr(model, name))
    twin.years, twin.log_parts, twin.switches = (
        list(model.years),
        list(model.log_parts),
        list(model.switches),
    )
    for name in ("_by_site", "_spent", "_tallied"):
        setattr(twin, name, getattr(model, name).copy())
    twin.world = World(*(copied(array) for array in model.world))
    twin.graph = model.graph.copied(twin.world.sites, twin.world.edges)
    twin.accounts = copy.deepcopy(model.accounts)
    twin._kept_on = copy.deepcopy(model._kept_on)
    twin._make_agents()
    mine, theirs = (
        next(iter(model._agents_by_type[AccountableBody])),
        next(iter(twin._agents_by_type[AccountableBody])),
    )
    theirs.holds_budget = mine.holds_budget
    twin._schedule_month_end()
    twin._planned = []
    for planned in model._planned:
        plan(twin, planned)
    return twin
