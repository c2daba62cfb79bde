"""Selection: whether to accept or keep a person whose care is expected to cost more than is paid for it.

dm = payment for the person's risk - E[cost | what the provider knows]. With perfect risk adjustment it is 0 for
everybody and nobody is refused; what a provider knows beyond the payment is what selection lives on. Refusing
costs the decider something too: duty, law, reputation.
"""

from typing import NamedTuple

import numpy as np

from joinedup.agents.decision import worth
from joinedup.agents.sourced import sourced


class SelectionParameters(NamedTuple):
    """What providers know of a person's coming cost beyond age and deprivation."""

    condition_cost: float = sourced(
        0.45,
        unit="rise of expected cost per long-term condition, as a share of the cost without any",
        source="assumption: costs rise steeply with multimorbidity; varied 0.2 to 0.8",
        low=0.0,
        high=5.0,
    )
    mind_cost: float = sourced(
        0.8,
        unit="rise of expected cost per level of mental illness",
        source="assumption: varied 0.2 to 1.5",
        low=0.0,
        high=5.0,
    )
    overheads: float = sourced(
        1.0,
        unit="share of fixed cost that is reckoned to each person",
        source="assumption: lists are reviewed at average cost; varied 0 (marginal cost) to 1",
        low=0.0,
        high=1.0,
    )
    refused_a_year: float = sourced(
        0.02,
        unit="share of a list that can be refused in a year at most",
        source="assumption: lists are reviewed by hand; varied 0.005 to 0.1",
        low=0.0,
        high=1.0,
    )


def known_cost(paid: np.ndarray, group: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """(people,) £ a year each is expected to cost, knowing more than the payment does.

    Within each group of the payment the known costs average what is paid: adjustment is right on average.
    paid: (people,) £.  group: (people,) the cell the payment is set for.  relative: (people,) cost against the
    others of the cell, any scale.
    """
    cells = int(group.max()) + 1 if len(group) else 0
    total = np.bincount(group, relative, minlength=cells)
    count = np.maximum(1, np.bincount(group, minlength=cells))
    mean = np.where(total > 0.0, total / count, 1.0)
    return np.asarray(paid * relative / mean[group])


def relative_cost(conditions: np.ndarray, mind: np.ndarray, p: SelectionParameters) -> np.ndarray:
    """(people,) expected cost by what stands in the record: 1 for somebody without any condition."""
    return np.asarray(1.0 + p.condition_cost * conditions + p.mind_cost * mind)


def refused(
    paid: np.ndarray,
    known: np.ndarray,
    borne: float,
    refusal_cost: float,
    response: float = 1.0,
    money: float = 1.0,
) -> np.ndarray:
    """(people,) True where refusing is worth more than keeping: η·μ·dm < -χ.

    paid, known: (people,) £ a year.  borne: share of the difference that falls on the decider's own entity.
    refusal_cost: χ, £ felt for refusing one person.
    """
    keeping = worth(0.0, 0.0, float(response), float(money), borne * (paid - known), 0.0)
    return np.asarray(keeping < -refusal_cost)
