"""Legal entities: which site belongs to which, and what its account is called."""

from collections.abc import Iterable, Sequence

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.ledger import COMMISSIONER, COUNCIL, INPUTS, OUTSIDE, PATIENTS, TREASURY
from joinedup.model.payment.contract import Party

NHS = frozenset({Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.OUT_OF_HOURS})
JOINT_NAME = "Joint entity"

_PARTIES = {
    int(Party.COMMISSIONER): COMMISSIONER,
    int(Party.TREASURY): TREASURY,
    int(Party.PATIENTS): PATIENTS,
    int(Party.INPUTS): INPUTS,
    int(Party.OUTSIDE): OUTSIDE,
}


def separate_entities(sort: Sequence[int]) -> tuple[int, ...]:
    """Every site its own legal entity, numbered by its row; all sites of the council are one."""
    councils = [i for i, s in enumerate(sort) if s == Sort.COUNCIL]
    return tuple(councils[0] if s == Sort.COUNCIL else i for i, s in enumerate(sort))


def joint_entity(sites: int) -> int:
    """The number of the one entity that several providers may form: the first after all rows of sites."""
    return sites


def joined_entities(entity_of: Sequence[int], sort: Sequence[int], members: Iterable[int]) -> tuple[int, ...]:
    """Membership after all sites of some sorts have joined one entity."""
    who = frozenset(int(m) for m in members)
    joint = joint_entity(len(entity_of))
    return tuple(joint if s in who else e for e, s in zip(entity_of, sort, strict=True))


def account_names(sort: Sequence[int], codes: Sequence[str]) -> dict[int, str]:
    """The account of every party and every legal entity there can be."""
    names = dict(_PARTIES)
    for row, (s, code) in enumerate(zip(sort, codes, strict=True)):
        names[row] = COUNCIL if s == Sort.COUNCIL else code
    names[joint_entity(len(codes))] = JOINT_NAME
    return names


def same_entity(entity_of: Sequence[int]) -> np.ndarray:
    """(sites, sites) whether two sites belong to the same legal entity."""
    entity = np.asarray(entity_of)
    return np.asarray(entity[:, None] == entity[None, :])
