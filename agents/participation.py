"""How far a practice takes part in joint work: each year it chooses among what is offered, by the decision rule.

Independence is a preference of the practice, drawn once, and not a constant of the model. What taking part brings
is put to the rule in pounds a head; which arrangement the pounds come from is nobody's business here.
"""

from typing import NamedTuple

import numpy as np

from joinedup.agents.decision import worth
from joinedup.agents.sourced import sourced, sourced_list

_SWEPT = "assumption: swept x0.5 to x2, see experiments/questions"


class ParticipationParameters(NamedTuple):
    """What a practice weighs when it decides how far to take part.

    Depths: nothing, an agreement, an alliance, a shared incentive and team, one entity.
    """

    autonomy: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 3.0, 12.0),
        unit="£ a head and year, median worth of the independence given up, by depth",
        source=_SWEPT,
        low=0.0,
        high=200.0,
    )
    autonomy_sd: float = sourced(
        0.8,
        unit="sd of the logarithm, among practices",
        source="assumption: varied 0.2 to 1.5",
        low=0.0,
        high=3.0,
    )
    minutes: tuple[float, ...] = sourced_list(
        (0.0, 0.05, 0.1, 0.3, 0.5),
        unit="clinician-minutes a head and year spent on joint work, by depth",
        source=_SWEPT,
        low=0.0,
        high=20.0,
    )
    peers: float = sourced(
        1.0,
        unit="£ a head when all other practices are at that depth",
        source="assumption: half of £2 a head; varied 0 to 4",
        low=0.0,
        high=50.0,
    )
    noise: float = sourced(
        5.0, unit="£ a head, decision noise", source="assumption: varied 1 to 20", low=0.0, high=100.0
    )
    return_after: float = sourced(
        2.0,
        unit="years before a practice that gave up its own terms may take them up again",
        source="NHS England 2017, ACO contract: reactivation right of a suspended GMS or PMS contract",
        low=0.0,
        high=20.0,
    )
    return_cost: float = sourced(3.0, unit="£ a head, once", source=_SWEPT, low=0.0, high=50.0)
    incentive: float = sourced(
        0.02,
        unit="share of practice income paid when the joint result is good",
        source=_SWEPT,
        low=0.0,
        high=0.5,
    )


def worth_of_independence(taste: np.ndarray, p: ParticipationParameters) -> np.ndarray:
    """(practices, depths) £ a head and year that each practice would give up its income for to stay independent.

    Log-normal with the given medians. taste: (practices,) standard normal, one per practice and for life.
    """
    return np.asarray(np.outer(np.exp(p.autonomy_sd * taste), np.array(p.autonomy)))


def worth_of_depth(
    income: np.ndarray,
    benefit: np.ndarray,
    independence: np.ndarray,
    peers: np.ndarray,
    altruism: np.ndarray,
    money: np.ndarray,
    price_minute: np.ndarray,
    p: ParticipationParameters,
) -> np.ndarray:
    """(practices, depths) £ a head and year that each depth of taking part is worth to the partners.

    income, benefit: (practices, depths) £ a head of the practice's money and of its patients' health, against
    taking no part.  independence: (practices, depths) £ a head.  peers: (depths,) share of practices at that depth.
    altruism, money, price_minute: (practices,) as behaviour sees them; partners feel every pound.
    """
    practices, depths = income.shape
    value = np.empty((practices, depths))
    for i in range(practices):
        for depth in range(depths):
            scarce = float(price_minute[i]) * p.minutes[depth] + float(independence[i, depth])
            value[i, depth] = worth(
                float(altruism[i]),
                float(benefit[i, depth]),
                1.0,
                float(money[i]),
                float(income[i, depth]),
                scarce,
            )
    return value + p.peers * peers


def chosen_levels(
    value: np.ndarray,
    offered: np.ndarray,
    now: np.ndarray,
    may_leave: np.ndarray,
    luck: np.ndarray,
    p: ParticipationParameters,
) -> np.ndarray:
    """(practices,) depth each practice chooses: the best of what is offered, with decision noise.

    value: (practices, depths) from `worth_of_depth`.  offered: (depths,) or (practices, depths) True where open.
    now: (practices,) depth at present; giving up the deepest costs `return_cost` and is open to those who
    `may_leave`.  luck: (practices, depths) standard Gumbel draws.
    """
    deepest = value.shape[1] - 1
    inside = now == deepest
    felt = value + p.noise * luck
    felt[inside, :deepest] -= p.return_cost
    closed = ~np.broadcast_to(offered, value.shape).copy()
    closed[inside & ~may_leave, :deepest] = True
    closed[inside & ~may_leave, deepest] = False
    return np.asarray(np.where(closed, -np.inf, felt).argmax(axis=1))


def gain_of_joining(
    bonus: float, set_up: float, income_lost: float, response: float = 1.0, money: float = 1.0
) -> float:
    """£ a year a practice expects to gain by joining for a share of savings; it joins if above 0.

    bonus: expected, chance included.  set_up: its share of what joining costs.  income_lost: on services not given.
    """
    return float(worth(0.0, 0.0, response, money, bonus - set_up - income_lost, 0.0))
