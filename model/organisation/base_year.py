"""The terms of the base year: all providers separate; fees, blocks, lists and a cash-limited council."""

from dataclasses import replace
from math import inf

import numpy as np

from joinedup.agents.costs import CostParameters
from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.entity import separate_entities
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.block import Block
from joinedup.model.payment.client_contribution import ClientContribution
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import Service, hospital_prices
from joinedup.model.payment.social_care_cash import SocialCareCash


def served_by(sites: np.ndarray, row: int) -> tuple[int, ...]:
    """Practices whose patients are usually sent to a site; all of them when none names it."""
    sort = sites["role"]
    field = {
        Sort.HOSPITAL: "hospital",
        Sort.COMMUNITY: "community",
        Sort.MENTAL_HEALTH: "mental_health",
        Sort.COUNCIL: "council",
        Sort.OUT_OF_HOURS: "out_of_hours",
    }[Sort(sort[row])]
    practices = np.flatnonzero(sort == Sort.PRACTICE)
    named = practices[sites[field][practices] == row]
    only_one = np.count_nonzero(sort == sort[row]) == 1
    return tuple(int(p) for p in (practices if only_one else named))


def separate_providers(sites: np.ndarray, prices: PriceParameters, costs: CostParameters) -> Terms:
    """The terms of the base year: fees for hospitals, blocks, practice lists, a cash-limited council.

    Baselines are expectations until the first year's books are closed; see `rebased`.
    """
    entity_of = separate_entities(sites["role"].tolist())
    contracts: list[Contract] = []
    for row, sort in enumerate(sites["role"]):
        if sort == Sort.PRACTICE:
            contracts.append(_practice(row, prices))
        elif sort == Sort.HOSPITAL:
            contracts.append(_hospital(row, sites, prices))
        elif sort < Sort.COUNCIL or sort == Sort.OUT_OF_HOURS:
            contracts.append(_block(row, sites, prices))
    councils = tuple(int(i) for i in np.flatnonzero(sites["role"] == Sort.COUNCIL))
    if councils:
        contracts += _council(councils, sites, prices)
    return Terms(tuple(contracts), entity_of)


def _practice(row: int, prices: PriceParameters) -> Contract:
    return GeneralPractice(
        payee=row,
        sites=(row,),
        lists=(row,),
        what="general practice",
        per_weighted=float(prices.practice_list),
        per_person=float(prices.practice_quality + prices.practice_rest),
    )


def expected_emergencies(people: float, prices: PriceParameters) -> tuple[float, float, float]:
    """Spells of a night or more, without a night, and readmissions, a year, before anything was counted."""
    spells = people * prices.admissions / 1_000.0
    zero_day = spells * prices.zero_day_share
    return spells - zero_day, zero_day, spells * prices.readmission_share


def _hospital(row: int, sites: np.ndarray, prices: PriceParameters) -> Contract:
    lists = served_by(sites, row)
    nights, zero_day, again = expected_emergencies(float(sites["people"][list(lists)].sum()), prices)
    value = nights * prices.emergency_spell + zero_day * prices.zero_day
    share = prices.zero_day_share
    return FeePerProcedure(
        payee=row,
        sites=(row,),
        lists=lists,
        what="hospital",
        prices=hospital_prices(prices),
        marginal_rate=float(prices.marginal_rate),
        baseline=float(prices.emergency_baseline * value),
        readmission_price=float((1.0 - share) * prices.emergency_spell + share * prices.zero_day),
        readmissions_agreed=float(prices.readmission_agreed * again),
    )


def _block(row: int, sites: np.ndarray, prices: PriceParameters) -> Contract:
    sort = Sort(sites["role"][row])
    per_head, what = {
        Sort.COMMUNITY: (prices.community, "community"),
        Sort.MENTAL_HEALTH: (prices.mental_health, "mental health"),
        Sort.OUT_OF_HOURS: (prices.out_of_hours, "out of hours"),
    }[sort]
    lists = served_by(sites, row)
    people = float(sites["people"][list(lists)].sum())
    return Block(payee=row, sites=(row,), lists=lists, what=what, amount=float(per_head * people))


def _council(councils: tuple[int, ...], sites: np.ndarray, prices: PriceParameters) -> list[Contract]:
    """A cash limit, and what people who get care packages pay towards them."""
    practices = tuple(int(i) for i in np.flatnonzero(sites["role"] == Sort.PRACTICE))
    people = float(sites["people"][list(practices)].sum())
    cash = SocialCareCash(
        payer=Party.TREASURY,
        payee=councils[0],
        sites=councils,
        lists=practices,
        what="social care",
        amount=float(prices.care_packages * people),
        growth=float(prices.council_growth),
    )
    contribution = ClientContribution(
        payee=councils[0], sites=councils, lists=(), what="client contributions"
    )
    return [cash, contribution]


def rebased(
    terms: Terms,
    services: np.ndarray,
    variable_cost: np.ndarray,
    prices: PriceParameters,
    costs: CostParameters,
) -> Terms:
    """The terms once the first year has been counted: its emergencies and its social care set the levels.

    services: (sites, SERVICES) of the year.  variable_cost: (sites,) £ of the year.
    """
    return replace(
        terms,
        contracts=tuple(_rebased(c, services, variable_cost, prices, costs) for c in terms.contracts),
        before=terms.before and rebased(terms.before, services, variable_cost, prices, costs),
    )


def _rebased(
    contract: Contract,
    services: np.ndarray,
    variable_cost: np.ndarray,
    prices: PriceParameters,
    costs: CostParameters,
) -> Contract:
    counted = services[list(contract.sites)].sum(axis=0)
    if isinstance(contract, FeePerProcedure) and contract.baseline < inf:
        value = sum(
            counted[s] * contract.prices[s] for s in (Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL)
        )
        return replace(
            contract,
            baseline=float(prices.emergency_baseline * value),
            readmissions_agreed=float(prices.readmission_agreed * counted[Service.READMISSION]),
        )
    if isinstance(contract, SocialCareCash):
        # what the year's care cost, the council's own with its overheads, less what patients paid
        bought = (
            prices.care_home_day * counted[Service.CARE_HOME_DAY]
            + prices.home_care_hour * counted[Service.HOME_CARE_HOUR]
        )
        own = float(variable_cost[list(contract.sites)].sum()) - bought
        spent = bought + own / (1.0 - costs.fixed_share - costs.step_share)
        return replace(contract, amount=max(0.0, float(spent - counted[Service.SOCIAL_CHARGE])), start=365)
    return contract
