"""What has to be known on the day of a switch to make it budget-neutral."""

from typing import NamedTuple

import numpy as np

from joinedup.model.organisation.form_parameters import FormParameters
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import SERVICES

NONE_COUNTED = np.zeros((0, SERVICES))
NO_COSTS = np.zeros(SERVICES)


class CountedYear(NamedTuple):
    """What care was given in a year, and for whom."""

    services: np.ndarray  # (sites, SERVICES)
    weighted: float  # people registered in the place, weighted for need


class Facts(NamedTuple):
    """What the books and the sites know on the day of a switch."""

    day: int
    sort: tuple[int, ...]  # Sort of each site
    paid: tuple[float, ...]  # £ a year each contract of the terms that are changed paid lately
    weighted: np.ndarray  # (sites,) weighted people registered
    prices: PriceParameters
    adequacy: float = 1.0  # budgets after the switch as a share of what was paid before
    services: np.ndarray = NONE_COUNTED  # (sites, SERVICES) of the last twelve months
    costs: np.ndarray = NO_COSTS  # (SERVICES,) £ of one more of each service
    history: tuple[CountedYear, ...] = ()  # the last years, the oldest first
    numbers: FormParameters = FormParameters()
    willing: frozenset[int] | None = None  # sites that would sign data sharing if asked; None: all
