"""What a contract can count, and how it is read from the tables of what happened."""

from enum import IntEnum

import numpy as np

from joinedup.agents.costs import CostParameters
from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort, Test
from joinedup.model.payment.prices import PriceParameters


class Service(IntEnum):
    """Units of care that a contract can count."""

    GP_CONTACT = 0
    OUT_OF_HOURS_CALL = 1
    OUTPATIENT_FIRST = 2
    OUTPATIENT_FOLLOW_UP = 3
    AE_MINOR = 4
    AE_MAJOR = 5  # and patients a practice sends in
    EMERGENCY_SPELL = 6  # a night or more
    ZERO_DAY_SPELL = 7
    READMISSION = 8  # of both, within 30 days; its cost is in the spell
    DAY_CASE = 9
    ELECTIVE_STAY = 10
    TEST_0 = 11  # + Test: tests billed separately
    TEST_SCAN = 13
    COMMUNITY_DAY = 18
    CRISIS_CASE = 19  # all contacts of one crisis
    CRISIS_BED_DAY = 20
    OUT_OF_AREA_DAY = 21
    CARE_PACKAGE_DAY = 22
    MEETING_HOUR = 23
    CARE_HOME_DAY = 24  # arranged by the council
    HOME_CARE_HOUR = 25
    SOCIAL_CHARGE = 26  # £ people pay the council towards its care


SERVICES = 27
# what people may be charged for; all other care is free at the point of need
CHARGEABLE = frozenset(
    {Service.CARE_PACKAGE_DAY, Service.CARE_HOME_DAY, Service.HOME_CARE_HOUR, Service.SOCIAL_CHARGE}
)
TESTS = 7
LABORATORY_TESTS = 4  # blood, x-ray, scan, heart: a practice asks, its hospital does them

# what services are called in files and tables
SERVICE_NAMES = {
    **{service.name.lower(): int(service) for service in Service if service != Service.TEST_0},
    **{f"test_{test.name.lower()}": int(Service.TEST_0) + int(test) for test in Test},
}
NAMES_OF_SERVICES = {service: name for name, service in SERVICE_NAMES.items()}

_TEST = slice(Service.TEST_0, Service.TEST_0 + TESTS)

# tests at A&E and on the ward are in the price of the stay; scans at a clinic are not
_OUTPATIENT_SCAN = What.__members__.get("OUTPATIENT_SCAN")

_READ_FROM = {
    Service.OUT_OF_HOURS_CALL: What.OUT_OF_HOURS,
    Service.OUTPATIENT_FIRST: What.OUTPATIENT_FIRST,
    Service.OUTPATIENT_FOLLOW_UP: What.OUTPATIENT_FOLLOW_UP,
    Service.AE_MINOR: What.AE_MINOR,
    Service.EMERGENCY_SPELL: What.ADMISSION,
    Service.ZERO_DAY_SPELL: What.ADMISSION_ZERO_DAY,
    Service.READMISSION: What.READMISSION,
    Service.DAY_CASE: What.DAY_CASE,
    Service.ELECTIVE_STAY: What.ELECTIVE_STAY,
    Service.COMMUNITY_DAY: What.COMMUNITY_DAYS,
    Service.CRISIS_CASE: What.CRISIS_CARE,
    Service.CRISIS_BED_DAY: What.BED_DAYS_MENTAL,
    Service.OUT_OF_AREA_DAY: What.CRISIS_OUT_OF_AREA,
    Service.CARE_PACKAGE_DAY: What.CARE_PACKAGE_DAYS,
    Service.MEETING_HOUR: What.MEETING_HOURS,
    Service.CARE_HOME_DAY: What.CARE_HOME_DAYS,
    Service.HOME_CARE_HOUR: What.HOME_CARE_HOURS,
}
_TO = np.array([int(s) for s in _READ_FROM])
_FROM = np.array([int(w) for w in _READ_FROM.values()])


def services_of(activity: np.ndarray, sort: np.ndarray, laboratory: np.ndarray) -> np.ndarray:
    """Services each site gave, (sites, SERVICES) float, from a table of what happened there.

    activity: (sites, WHATS) counts.  laboratory: (sites,) row of the site that does a practice's tests, -1
    none. A test that a practice asks for counts at its laboratory; a hospital's own tests do not count,
    outpatient scans excepted.
    """
    found = np.zeros((len(activity), SERVICES))
    found[:, _TO] = activity[:, _FROM]
    found[:, Service.GP_CONTACT] = (
        activity[:, What.GP_SAME_DAY] + activity[:, What.GP_BOOKED] + activity[:, What.GP_REVIEW]
    )
    found[:, Service.SOCIAL_CHARGE] = activity[:, What.SOCIAL_CHARGE] / 100.0
    found[:, Service.AE_MAJOR] = activity[:, What.AE_MAJOR] + activity[:, What.URGENT_REFERRAL]
    tests = activity[:, What.TEST_0 : What.TEST_0 + TESTS]
    hospital = sort == Sort.HOSPITAL
    found[~hospital, _TEST] = tests[~hospital]
    if _OUTPATIENT_SCAN is not None:
        found[hospital, Service.TEST_SCAN] = activity[hospital, _OUTPATIENT_SCAN]
    sent = np.flatnonzero((sort == Sort.PRACTICE) & (laboratory >= 0))
    kinds = slice(Service.TEST_0, Service.TEST_0 + LABORATORY_TESTS)
    np.add.at(found[:, kinds], laboratory[sent], found[sent, kinds])
    found[sent, kinds] = 0.0
    return found


def unit_costs(costs: CostParameters, prices: PriceParameters) -> np.ndarray:
    """Variable cost of one more of each service, (SERVICES,) £."""
    unit = np.zeros(SERVICES)
    unit[Service.GP_CONTACT] = costs.gp_contact
    unit[Service.OUT_OF_HOURS_CALL] = costs.ooh_call
    unit[Service.OUTPATIENT_FIRST] = costs.outpatient_first
    unit[Service.OUTPATIENT_FOLLOW_UP] = costs.outpatient_follow_up
    unit[Service.AE_MINOR] = costs.ae_minor
    unit[Service.AE_MAJOR] = costs.ae_major
    unit[Service.EMERGENCY_SPELL] = costs.emergency_spell
    unit[Service.ZERO_DAY_SPELL] = costs.zero_day
    unit[Service.DAY_CASE] = costs.day_case
    unit[Service.ELECTIVE_STAY] = costs.elective_stay
    unit[_TEST] = costs.tests
    unit[Service.COMMUNITY_DAY] = costs.community_day
    unit[Service.CRISIS_CASE] = costs.crisis_contact * prices.crisis_contacts
    unit[Service.CRISIS_BED_DAY] = costs.crisis_bed_day
    unit[Service.OUT_OF_AREA_DAY] = costs.out_of_area_day
    unit[Service.CARE_PACKAGE_DAY] = costs.care_package_day
    unit[Service.MEETING_HOUR] = prices.meeting_wage
    unit[Service.CARE_HOME_DAY] = prices.care_home_day
    unit[Service.HOME_CARE_HOUR] = prices.home_care_hour
    return unit


def hospital_prices(prices: PriceParameters) -> tuple[float, ...]:
    """The price of each service under a hospital's fee per procedure, £."""
    price = np.zeros(SERVICES)
    price[Service.OUTPATIENT_FIRST] = prices.outpatient_first
    price[Service.OUTPATIENT_FOLLOW_UP] = prices.outpatient_follow_up
    price[Service.AE_MINOR] = prices.ae_minor
    price[Service.AE_MAJOR] = prices.ae_major
    price[Service.EMERGENCY_SPELL] = prices.emergency_spell
    price[Service.ZERO_DAY_SPELL] = prices.zero_day
    price[Service.DAY_CASE] = prices.day_case
    price[Service.ELECTIVE_STAY] = prices.elective_stay
    price[_TEST] = prices.tests
    return tuple(float(p) for p in price)


def one_price(service: Service, price: float) -> tuple[float, ...]:
    """A price list with one service on it, £."""
    return tuple(price if s == service else 0.0 for s in range(SERVICES))
