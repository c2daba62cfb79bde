"""Investment of a surplus: each year an entity with funds ranks what it could open, close or buy, by present value.

The value of an option is that of any other action: altruism × health + own-entity money, over the years that are
left, at the return the owner wants. Effects are learned: a prior that shrinks with the entity's own experience, so
that optimism and pessimism are possible and errors are paid for. Money that falls to others does not count, which
is all there is to a wrong pocket.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from joinedup.agents.decision import worth
from joinedup.agents.sourced import sourced

_ASSUMED = "assumption: varied x0.5 to x2, see experiments/questions"


class Option(IntEnum):
    """What a surplus can be spent on."""

    COMMUNITY_PLACE = 0
    CARE_PACKAGE = 1
    GP_SESSION = 2
    CRISIS_PLACE = 3
    RECORDS = 4  # a record platform for the entity's sites
    CLOSE_WARD = 5
    OPEN_WARD = 6
    PREVENTION = 7


class InvestmentParameters(NamedTuple):
    """Costs and expected effects of what a surplus can be spent on, and how owners discount."""

    hurdle: float = sourced(
        0.035,
        unit="yearly return wanted",
        source="HM Treasury Green Book 2018, social time preference rate",
        low=0.0,
        high=1.0,
    )
    longest: float = sourced(
        5.0, unit="years looked ahead at most", source="assumption: varied 2 to 10", low=1.0, high=30.0
    )
    borrowing: float = sourced(
        0.02, unit="share of turnover an entity may borrow", source=_ASSUMED, low=0.0, high=0.5
    )
    mobilisation: float = sourced(
        0.25,
        unit="share of a year's running cost spent once on hiring, training and rooms",
        source="assumption: three months; varied 0 to 1",
        low=0.0,
        high=2.0,
    )
    rise_most: float = sourced(
        0.1,
        unit="share by which a service can grow in a year",
        source="assumption: staff must be found; varied 0.05 to 0.3",
        low=0.0,
        high=2.0,
    )
    place_year: float = sourced(20_000.0, unit="£ a year", source=_ASSUMED, low=0.0, high=1e5)
    diverted: float = sourced(
        4.0,
        unit="admissions a year that one more community place is expected to avoid before anything is known",
        source=_ASSUMED,
        low=-20.0,
        high=40.0,
    )
    diverted_sd: float = sourced(
        4.0, unit="admissions a year, sd of that belief", source=_ASSUMED, low=0.01, high=100.0
    )
    package_year: float = sourced(
        8_870.0, unit="£ a year: 10 hours a week at £17", source=_ASSUMED, low=0.0, high=1e5
    )
    session_year: float = sourced(
        12_000.0, unit="£ a year for one session of a GP a week", source=_ASSUMED, low=0.0, high=1e5
    )
    session_slots: float = sourced(
        3.6,
        unit="appointments a weekday from one session a week",
        source="assumption: 18 of ten minutes a session; varied 12 to 24",
        low=0.1,
        high=50.0,
    )
    crisis_year: float = sourced(21_900.0, unit="£ a year", source=_ASSUMED, low=0.0, high=1e5)
    ward_beds: float = sourced(28.0, unit="beds", source=_ASSUMED, low=1.0, high=200.0)
    ward_notice: float = sourced(1.0, unit="years before a ward closes", source=_ASSUMED, low=0.0, high=5.0)
    fixed_released: float = sourced(
        550.0,
        unit="£ of fixed cost released with the step cost per admission avoided, once a ward closes",
        source="assumption: part of £850; varied 0 to 850",
        low=0.0,
        high=850.0,
    )
    prevention_head: float = sourced(20.0, unit="£ a person and year", source=_ASSUMED, low=0.0, high=500.0)
    prevention_effect: float = sourced(
        0.03,
        unit="fall of new long-term conditions",
        source="assumption: varied 0 to 0.1",
        low=0.0,
        high=1.0,
    )
    prevention_years: float = sourced(
        5.0,
        unit="years until prevention shows",
        source="assumption: varied 2 to 10",
        low=0.0,
        high=30.0,
    )
    movers: float = sourced(
        0.05,
        unit="share of people who move away in a year, with what was done for them",
        source="assumption: varied 0 to 0.15",
        low=0.0,
        high=0.5,
    )


class Belief(NamedTuple):
    """What an entity holds an effect to be: a normal law."""

    mean: float
    variance: float


def learnt(belief: Belief, seen: float, noise: float) -> Belief:
    """The belief after one year's experience: means weighted by precision, the conjugate normal update.

    seen: the effect as it appeared.  noise: variance of what appears around the truth; infinite tells nothing.
    """
    share = belief.variance / (belief.variance + noise)
    return Belief(belief.mean + share * (seen - belief.mean), belief.variance * (1.0 - share))


def annuity(years: float, hurdle: float, start: float = 0.0, leaving: float = 0.0) -> float:
    """Present value of £1 a year from year `start` + 1 to year `years`, with a share `leaving` lost each year."""
    kept = (1.0 - leaving) / (1.0 + hurdle)
    return float(sum(kept**t for t in range(int(start) + 1, int(years) + 1)))


def present_value(
    altruism: float,
    benefit: float,
    response: float,
    money: float,
    saved: float,
    cost: float,
    once: float,
    factor: float,
) -> float:
    """£ a board expects an option to be worth: Σ(α·benefit + η·μ·(saved - cost)) - η·μ·once.

    benefit, saved, cost: £ a year of health, of own money saved and spent.  once: £ spent at the start.
    factor: years in present value, from `annuity`.
    """
    return float(
        factor * worth(altruism, benefit, response, money, saved - cost, 0.0)
        + worth(0.0, 0.0, response, money, -once, 0.0)
    )


class Offer(NamedTuple):
    """One option as it stands before a board."""

    option: int  # Option
    site: int  # row where it would be
    value: float  # £, present value
    price: float  # £ of funds it takes
    most: int  # units that make sense this year


class Chosen(NamedTuple):
    """What a board decided to buy."""

    option: int
    site: int
    units: int
    price: float  # £ of funds, all units


def invests(offers: Sequence[Offer], funds: float) -> list[Chosen]:
    """What is bought with the funds: best value per pound first, only what is worth more than nothing.

    What takes no funds (closing a ward) needs none to be chosen. Ties keep the order of the offers.
    """
    worthwhile = [o for o in offers if o.value > 0.0 and o.most > 0]
    ranked = sorted(worthwhile, key=lambda o: -o.value / max(1.0, o.price))
    bought, left = [], max(0.0, funds)
    for offer in ranked:
        units = offer.most if offer.price <= 0.0 else min(offer.most, int(left / offer.price))
        if units > 0:
            bought.append(Chosen(offer.option, offer.site, units, units * offer.price))
            left -= units * offer.price
    return bought
