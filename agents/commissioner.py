"""Who pays: the clinical commissioning group of the base year, and how it lives within its allocation."""

from math import inf
from typing import NamedTuple

import mesa

from joinedup.agents.sourced import sourced


class CommissionerParameters(NamedTuple):
    """The payer's money and what it does when that does not suffice."""

    growth: float = sourced(
        0.01,
        unit="real growth a year of the allocation",
        source="assumption: about 1% a year; varied -0.05 to 0.03",
        low=-0.5,
        high=0.5,
    )
    contingency: float = sourced(
        0.005,
        unit="share of the allocation held back for the unexpected",
        source="NHS England planning guidance 2016/17 to 2018/19: commissioners hold 0.5%",
        low=0.0,
        high=0.2,
    )
    cut_most: float = sourced(
        0.2,
        unit="share by which a year's plan of elective treatments can be cut",
        source="assumption: varied 0.05 to 0.5",
        low=0.0,
        high=1.0,
    )
    exit_cost: float = sourced(
        5.0,
        unit="£ a head, once, when a joint agreement fails",
        source="assumption: 0 to 20, swept; NAO 2016 on UnitingCare names costs that fell to the commissioner",
        low=0.0,
        high=200.0,
    )
    rescue_chance: float = sourced(
        0.5,
        unit="chance that a failing agreement is rescued",
        source="assumption: soft budgets, swept 0 to 1",
        low=0.0,
        high=1.0,
    )
    deficit_most: float = sourced(
        0.04,
        unit="cumulative deficit ÷ yearly turnover at which an agreement is ended or rescued",
        source="assumption: varied 0.01 to 0.1",
        low=0.001,
        high=1.0,
    )


def planned_electives(
    treated: float,
    price: float,
    forecast: float,
    allocation: float,
    in_force: bool,
    p: CommissionerParameters,
) -> float:
    """Elective treatments the payer plans to pay for in the coming year; infinite when it need not plan any fewer.

    Beyond its contingency, an overspend is taken out of what can wait: as many treatments fewer as the money lacks,
    at most a share `cut_most` of them. Once a plan is in force it follows the money, up as well as down.
    treated: last year.  price: £ of one more treatment to the payer.  forecast, allocation: £ of the coming year.
    """
    short = forecast - allocation
    if price <= 0.0 or (not in_force and short <= p.contingency * allocation):
        return inf
    return max(treated * (1.0 - p.cut_most), treated - short / price)


class Commissioner(mesa.Agent):
    """Holds the allocation and pays for care under whatever terms are in force."""

    def __init__(self, model: mesa.Model, code: str, name: str) -> None:
        super().__init__(model)
        self.code = code
        self.name = name
