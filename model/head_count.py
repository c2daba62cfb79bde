"""Who is where, on whose list and in whose care: everybody is counted in one pass, once a month."""

from typing import NamedTuple

import numpy as np

from joinedup.agents.compiled import kernel
from joinedup.agents.happenings import GROUPS
from joinedup.agents.vocabulary import Where

WHERES = len(Where)
HOME, UNBORN = int(Where.HOME), int(Where.UNBORN)


class Heads(NamedTuple):
    """People counted by where they are, by list and by who cares for them."""

    where: np.ndarray  # (Where,) people
    in_beds: np.ndarray  # (sites, Where) people not at home, by the hospital that has them
    registered: np.ndarray  # (sites, groups) living people by practice
    residents: np.ndarray  # (sites,) people of care homes
    hours: np.ndarray  # (sites,) a week of home care


def heads_of(people: np.ndarray, households: np.ndarray, sites: int) -> Heads:
    """Count everybody. people: RECORD.  households: HOUSEHOLD, in the same order.  sites: how many there are.

    Raises: RuntimeError when somebody is nowhere, or gets care and is not alive.
    """
    heads = Heads(
        np.zeros(WHERES, np.int64),
        np.zeros((sites, WHERES), np.int64),
        np.zeros((sites, GROUPS), np.int64),
        np.zeros(sites, np.int64),
        np.zeros(sites, np.int64),
    )
    row = counts_heads(people, households, *heads)
    if row >= 0:
        raise RuntimeError(_what_is_wrong(people[row], households[row], sites))
    return heads


@kernel
def counts_heads(people, households, where, in_beds, registered, residents, hours):
    """Count everybody into the tables of `Heads`; returns the first row that cannot be, -1 if all can."""
    sites = len(registered)
    for i in range(len(people)):
        patient, home = people[i], households[i]
        place, hospital = int(patient.where), int(patient.hospital)
        alive, cared_for = place < UNBORN, home.residence >= 0 or home.agency >= 0
        if place >= WHERES or (cared_for and not alive):
            return i
        where[place] += 1
        if alive:
            registered[patient.practice, patient.group] += 1
            if place != HOME:
                if hospital < 0 or hospital >= sites:
                    return i
                in_beds[hospital, place] += 1
        if home.residence >= 0:
            residents[home.residence] += 1
        if home.agency >= 0:
            hours[home.agency] += int(home.hours)
    return -1


def _what_is_wrong(patient: np.record, home: np.record, sites: int) -> str:
    """A sentence about somebody who cannot be counted."""
    if patient["where"] >= WHERES:
        return (
            f"person {patient['person']} is at place {patient['where']}; it must be one of 0 to {WHERES - 1}"
        )
    if patient["where"] >= UNBORN:
        what = "lives in a care home" if home["residence"] >= 0 else "has home care"
        return f"person {patient['person']} {what} and is not alive"
    return f"a patient lies in the hospital of row {patient['hospital']}; there are {sites} sites"
