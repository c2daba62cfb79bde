"""Teams: one queue for five, one for ten; and staff lent inside one employer do shorten the work per head."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from joinedup.agents.provider import SITE
from joinedup.agents.staff import waits_in_line, workload
from joinedup.agents.vocabulary import Luck, Skill
from joinedup.experiments.verification.check import Check, Estimate, exactly, near, within
from joinedup.model.chance import uniforms
from joinedup.model.parameters import Parameters
from joinedup.model.staff_pools import lend_staff

BATCHES = 20
MONTHS = 60


def waits_of_team(servers: int, arrivals: float, people: int, seed: int) -> np.ndarray:
    """Hours that each of `people` waits for a team, first come first served; care takes an hour on average.

    arrivals: an hour, with exponential gaps; care is exponential too.
    """
    ids = np.arange(people)
    come = np.cumsum(-np.log1p(-uniforms(seed, int(Luck.NEED_GAP), ids, 0)) / arrivals)
    care = -np.log1p(-uniforms(seed, int(Luck.COMMUNITY_STAY), ids, 0))
    free = [0.0] * servers  # when each member of the team is free again
    waits = np.zeros(people)
    for i, (arrives, takes) in enumerate(zip(come.tolist(), care.tolist(), strict=True)):
        starts = max(arrives, free[0])
        heapq.heapreplace(free, starts + takes)
        waits[i] = starts - arrives
    return waits


def teams(quick: bool = True) -> Iterator[Check]:
    """V2, V3: five at one desk, and ten who share two desks' work: chance of a wait and its mean."""
    people = 400_000 if quick else 2_000_000
    known = (("V2", 5, 4.0, 0.5541, 0.5541), ("V3", 10, 8.0, 0.4092, 0.2046))
    for id, servers, arrivals, chance, mean in known:
        exact = waits_in_line(servers, arrivals)
        yield within(id, f"Erlang's formula, chance of a wait, team of {servers}", chance, exact, 5e-5)
        waits = waits_of_team(servers, arrivals, people, servers)[people // BATCHES :]
        batches = waits.reshape(BATCHES - 1, -1)
        for claim, expected, found in (
            ("chance of a wait", chance, (batches > 0.0).mean(axis=1)),
            ("mean wait, hours", mean, batches.mean(axis=1)),
        ):
            yield near(id, f"{claim}, team of {servers}", expected, Estimate.of(found))


def one_employer(quick: bool = True) -> Iterator[Check]:
    """V3: two sites of one employer with uneven work come to share it, and no minute is made or lost."""
    parameters = Parameters()
    for same, claim in ((True, "one employer"), (False, "two employers")):
        sites = np.zeros(2, SITE)
        sites["posts"][:, Skill.NURSE] = sites["staffed"][:, Skill.NURSE] = 5.0
        sites["needed"][:, Skill.NURSE] = (3.0, 5.0)
        for _ in range(MONTHS):
            lend_staff(sites, np.array([0, 0 if same else 1]), parameters)
        staffed = sites["staffed"][:, Skill.NURSE]
        yield within("V3", f"staff of both sites, {claim}", 10.0, float(staffed.sum()), 1e-9)
        busiest = float(workload(5.0, staffed[1]))
        if same:
            yield within("V3", f"work per head at the busier site, {claim}", 0.8, busiest, 0.02)
        else:
            yield exactly("V3", f"work per head at the busier site, {claim}", 1.0, busiest)


CHECKS = (teams, one_employer)
