"""Legal entities: which site belongs to which, and what its account is called."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.ledger import COMMISSIONER, COUNCIL, INPUTS, OUTSIDE, PATIENTS, TREASURY
from joinedup.model.payment.contract import Party

NHS = frozenset({Sort.PRACTICE, Sort.HOSPITAL, Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.OUT_OF_HOURS})
JOINT_NAME = "Joint entity"


class Founded(IntEnum):
    """Legal entities that a form may found; they are numbered after all rows of sites."""

    JOINT = 0  # owns the sites of its members and may hold one budget
    BODY = 1  # members keep their sites; it receives a share of what they save and passes it on
    OWNERS = 2  # a private company's: what it takes out of the joint entity, and what it puts in


FOUNDED_NAMES = {Founded.JOINT: JOINT_NAME, Founded.BODY: "Accountable body", Founded.OWNERS: "Owners"}

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


def founded(which: Founded, sites: int) -> int:
    """The number of an entity that a form founds in a place with so many sites."""
    return sites + which


def joint_entity(sites: int) -> int:
    """The number of the one entity that several providers may form."""
    return founded(Founded.JOINT, sites)


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
    names |= {founded(which, len(codes)): name for which, name in FOUNDED_NAMES.items()}
    return names


def same_entity(entity_of: Sequence[int]) -> np.ndarray:
    """(sites, sites) whether two sites belong to the same legal entity."""
    entity = np.asarray(entity_of)
    return np.asarray(entity[:, None] == entity[None, :])
