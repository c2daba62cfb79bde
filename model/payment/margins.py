"""The margin: what one more of each action does to the money of the decider's legal entity.

The only bridge from contracts to behaviour. An action sets off services at sites; each service moves money
through every contract that touches the decider's entity, as payee or as payer, and uses resources that the
entity bears if the site is its own. Behaviour sees the sum and cannot tell where it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from joinedup.agents.costs import CostParameters
from joinedup.agents.vocabulary import Act, Sort
from joinedup.model.payment.contract import NOTHING, Forecast
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import LABORATORY_TESTS, SERVICES, TESTS, Service, unit_costs

if TYPE_CHECKING:
    from joinedup.model.organisation.terms import Terms

OWN, HOSPITAL, COMMUNITY, MENTAL_HEALTH, COUNCIL = range(5)
_TARGETS = (("hospital", Sort.HOSPITAL), ("community", Sort.COMMUNITY), ("mental_health", Sort.MENTAL_HEALTH))


def targets(sites: np.ndarray) -> np.ndarray:
    """(sites, 5) rows where actions set off services: own, hospital, community, mental health, council.

    A site of the sort is its own target. `len(sites)` where there is none.
    """
    n = len(sites)
    rows = np.arange(n)
    columns = [rows]
    for field, sort in (*_TARGETS, ("council", Sort.COUNCIL)):
        usual = np.where(sites["role"] == sort, rows, sites[field])
        columns.append(np.where(usual >= 0, usual, n))
    return np.stack(columns, axis=1)


def worth_of_services(
    terms: Terms, target: np.ndarray, costs: CostParameters, prices: PriceParameters, forecast: Forecast
) -> np.ndarray:
    """(sites, 5, SERVICES) £ that one more service at each target brings to the entity that owns the site."""
    entity = np.append(terms.entity_of, -99)  # nobody owns the site that is not there
    owner = entity[:-1]
    worth = (entity[target] == owner[:, None])[:, :, None] * -unit_costs(costs, prices)
    member = np.zeros(len(entity), bool)
    for contract in terms.contracts:
        rates = contract.marginals(forecast)
        if rates is NOTHING:
            continue
        sign = (owner == contract.payee) * 1.0 - (owner == contract.payer) * 1.0
        concerned = np.flatnonzero(sign)
        if not len(concerned):
            continue
        member[:] = False
        member[list(contract.sites)] = True
        through = member[target[concerned]] * sign[concerned, None]
        worth[concerned] += through[:, :, None] * rates
    return np.asarray(worth)


class Mix(NamedTuple):
    """What an admission or a referral turns into at each site's hospital, (sites,) each."""

    zero_day: np.ndarray  # share of emergency spells
    day_case: np.ndarray  # share of elective treatments
    treated: np.ndarray  # treatments per first visit
    follow_ups: np.ndarray  # per first visit


def expected_mix(hospital: np.ndarray, prices: PriceParameters, forecast: Forecast) -> Mix:
    """The mix of the last year at each site's hospital, or the assumed one where nothing has been counted.

    hospital: (sites,) row of the hospital, `len(sites)` for none.
    """
    services = np.vstack([forecast.mean, np.zeros(SERVICES)])[hospital].T
    nights, zero_day = services[Service.EMERGENCY_SPELL], services[Service.ZERO_DAY_SPELL]
    treated = services[Service.DAY_CASE] + services[Service.ELECTIVE_STAY]
    first = services[Service.OUTPATIENT_FIRST]
    return Mix(
        _ratio(zero_day, nights + zero_day, prices.zero_day_share),
        _ratio(services[Service.DAY_CASE], treated, prices.day_case_share),
        _ratio(treated, first, prices.treated_share),
        _ratio(services[Service.OUTPATIENT_FOLLOW_UP], first, prices.follow_ups),
    )


def _ratio(part: np.ndarray, whole: np.ndarray, otherwise: float) -> np.ndarray:
    return np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), otherwise)


def margins(
    terms: Terms, sites: np.ndarray, costs: CostParameters, prices: PriceParameters, forecast: Forecast
) -> np.ndarray:
    """(sites, Act) £ that one more of each action at a site brings to the legal entity that owns it."""
    return margins_at(terms, sites["role"], targets(sites), costs, prices, forecast)


def margins_at(
    terms: Terms,
    sort: np.ndarray,
    target: np.ndarray,
    costs: CostParameters,
    prices: PriceParameters,
    forecast: Forecast,
) -> np.ndarray:
    """The same from the sorts of the sites and their `targets`."""
    worth = worth_of_services(terms, target, costs, prices, forecast)
    own, hospital, community = worth[:, OWN], worth[:, HOSPITAL], worth[:, COMMUNITY]
    mix = expected_mix(target[:, HOSPITAL], prices, forecast)
    nights, zero_day = hospital[:, Service.EMERGENCY_SPELL], hospital[:, Service.ZERO_DAY_SPELL]
    admit = (1.0 - mix.zero_day) * nights + mix.zero_day * zero_day
    readmit = admit + hospital[:, Service.READMISSION]
    stay, day_case = hospital[:, Service.ELECTIVE_STAY], hospital[:, Service.DAY_CASE]
    elective = mix.day_case * day_case + (1.0 - mix.day_case) * stay

    margin = np.zeros((len(sort), len(Act)))
    margin[:, : Act.TEST_MENTAL + 1] = _tests(sort, own, hospital, costs)
    margin[:, Act.OUTPATIENT_SCAN] = hospital[:, Service.TEST_SCAN]
    margin[:, Act.ADMIT] = admit
    margin[:, Act.READMIT] = readmit
    margin[:, Act.ELECTIVE] = elective
    margin[:, Act.REFER] = (
        hospital[:, Service.OUTPATIENT_FIRST]
        + mix.follow_ups * hospital[:, Service.OUTPATIENT_FOLLOW_UP]
        + mix.treated * elective
    )
    margin[:, Act.SEND_IN] = hospital[:, Service.AE_MAJOR] + prices.sent_in_admitted * admit
    avoided = np.array(prices.step_up_avoids)[sort]
    margin[:, Act.STEP_UP] = prices.community_days * community[:, Service.COMMUNITY_DAY] - avoided * admit
    margin[:, Act.CRISIS_CARE] = worth[:, MENTAL_HEALTH, Service.CRISIS_CASE]
    margin[:, Act.CRISIS_BED] = prices.crisis_bed_days * worth[:, MENTAL_HEALTH, Service.CRISIS_BED_DAY]
    margin[:, Act.OUT_OF_AREA] = prices.out_of_area_days * worth[:, MENTAL_HEALTH, Service.OUT_OF_AREA_DAY]
    margin[:, Act.CARE_PACKAGE] = prices.package_days * worth[:, COUNCIL, Service.CARE_PACKAGE_DAY]
    margin[:, Act.MEETING_HOUR] = own[:, Service.MEETING_HOUR]
    margin[:, Act.LOST_LETTER] = prices.lost_letter_readmission * readmit
    margin[:, Act.CONTACT] = np.take_along_axis(own, _CONTACT[sort][:, None], axis=1)[:, 0]
    return margin + 0.0  # no negative zeros: equal margins are equal bit by bit


# what one more contact is, by Sort; a council's is part of its packages
_CONTACT = np.array(
    [
        Service.GP_CONTACT,
        Service.OUTPATIENT_FOLLOW_UP,
        Service.COMMUNITY_DAY,
        Service.CRISIS_CASE,
        Service.CARE_PACKAGE_DAY,
        Service.OUT_OF_HOURS_CALL,
        Service.CARE_HOME_DAY,
        Service.HOME_CARE_HOUR,
    ]
)


def _tests(sort: np.ndarray, own: np.ndarray, hospital: np.ndarray, costs: CostParameters) -> np.ndarray:
    """(sites, TESTS) £: a hospital's tests are in the price of the stay; it does its practices' for a fee."""
    at = slice(int(Service.TEST_0), int(Service.TEST_0) + TESTS)
    tests = own[:, at].copy()
    tests[sort == Sort.HOSPITAL] = -np.array(costs.tests)
    practices = sort == Sort.PRACTICE
    laboratory = slice(int(Service.TEST_0), int(Service.TEST_0) + LABORATORY_TESTS)
    tests[practices, :LABORATORY_TESTS] = hospital[practices, laboratory]
    return tests
