"""The sites of a place: one row for every practice, hospital and service, sized from published numbers."""

from hashlib import sha256
from typing import NamedTuple

import numpy as np

from joinedup.agents.care_home import CareHomeParameters
from joinedup.agents.community_care import NOBODY_VISITED
from joinedup.agents.decision import shadow_price
from joinedup.agents.provider import SITE
from joinedup.agents.social_care import short_packages
from joinedup.agents.vocabulary import Sort
from joinedup.model.chance import uniforms
from joinedup.model.parameters import Parameters
from joinedup.model.place import Place, apportioned

WEEKDAYS = 261.0  # a year
QUALITY = -6  # occasion of luck: a site's quality is its own, whatever the seed
START_THRESHOLD = 0.4  # social need from which care begins in the first month; then the council decides


class Sites(NamedTuple):
    """The table of sites with the code and name of each row."""

    table: np.ndarray  # SITE
    codes: tuple[str, ...]
    names: tuple[str, ...]


def key_of(code: str) -> int:
    """A number that belongs to a site's code, whatever row it has."""
    return int.from_bytes(sha256(code.encode()).digest()[:6])


def build_sites(place: Place, parameters: Parameters) -> Sites:
    """Practices first, in order of code; then hospitals, community, mental health, council, out of hours, care homes."""
    practices = sorted(place.practices, key=lambda p: p.code)
    hospitals = sorted(place.hospitals, key=lambda h: h.code)
    services = services_of(place, parameters)
    codes = [p.code for p in practices] + [h.code for h in hospitals] + [s[0] for s in services]
    names = [f"practice {p.code}" for p in practices] + [h.name for h in hospitals] + [s[1] for s in services]
    table = np.zeros(len(codes), SITE)
    table["row"] = np.arange(len(codes))
    table["key"] = [key_of(code) for code in codes]
    first = len(practices)
    last = first + len(hospitals)
    table["role"][:first] = Sort.PRACTICE
    table["role"][first:last] = Sort.HOSPITAL
    table["role"][last:] = [s[2] for s in services]
    table["people"][:first] = [p.list_size for p in practices]
    table["people"][first:] = place.people
    table["x_km"][:last] = [p.x_km for p in practices] + [h.x_km for h in hospitals]
    table["y_km"][:last] = [p.y_km for p in practices] + [h.y_km for h in hospitals]

    beds = np.array([h.beds for h in hospitals], np.float64)
    table["hospital"] = first + nearest_hospital(table[:first], table[first:last], beds, len(table))
    for sort in (Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL, Sort.OUT_OF_HOURS):
        rows = np.flatnonzero(table["role"] == sort)
        table[sort.name.lower()] = rows[0] if len(rows) else -1
    beside = np.arange(last, len(table)) % max(1, first)  # care homes and agencies stand beside practices
    small = table["role"][last:] >= Sort.CARE_HOME
    for axis in ("x_km", "y_km"):
        table[axis][last:] = np.where(small, table[axis][beside], 0.0)
    size_practices(table[:first], parameters)
    size_hospitals(table, first, last, beds, place, parameters)
    size_services(table[last:], place.people, parameters)
    set_outlook(table, parameters)
    return Sites(table, tuple(codes), tuple(names))


def nearest_hospital(practices: np.ndarray, hospitals: np.ndarray, beds: np.ndarray, rows: int) -> np.ndarray:
    """Position of the hospital each practice mainly uses: the nearest, a bigger one reaching further.

    Distance is divided by the square root of beds (Reilly's law), as catchments of big hospitals are wider.
    """
    x = practices["x_km"][:, None] - hospitals["x_km"]
    y = practices["y_km"][:, None] - hospitals["y_km"]
    distance = np.hypot(x, y) / np.sqrt(beds)
    choice = np.zeros(rows, np.int64)
    choice[: len(practices)] = distance.argmin(axis=1)
    choice[len(practices) : len(practices) + len(hospitals)] = np.arange(len(hospitals))
    return choice


def size_practices(table: np.ndarray, parameters: Parameters) -> None:
    """Appointments by list size."""
    p = parameters.practice
    table["slots"] = np.maximum(1, np.round(p.slots_per_1000 * table["people"] / 1_000.0))
    table["same_day"] = np.round(p.same_day_share * table["slots"])


def size_hospitals(
    table: np.ndarray, first: int, last: int, beds: np.ndarray, place: Place, parameters: Parameters
) -> None:
    """Beds from the place's beds per 1,000, by the people of each hospital's practices; A&E and theatres likewise."""
    hospitals = table[first:last]
    people = np.array(
        [table["people"][:first][table["hospital"][:first] == row].sum() for row in range(first, last)]
    )
    # a hospital that no practice mainly uses keeps a small share, so that it exists in the place
    share = np.maximum(people / place.people, 0.02)
    share /= share.sum()
    hospitals["people"] = people
    hospitals["beds"] = np.maximum(1, np.round(place.beds_per_1000 * share * place.people / 1_000.0))
    attendances = parameters.hospital.attendances_expected / 1_000.0 * share * place.people / 365.0
    hospitals["ae_slots"] = np.maximum(1.0, attendances / parameters.hospital.ae_use)
    referrals = parameters.hospital.referrals_expected / 1_000.0 * share * place.people
    hospitals["elective_slots"] = parameters.hospital.ordinary_share * referrals / WEEKDAYS
    hospitals["occupancy"] = parameters.hospital.occupancy_expected
    d = parameters.decision
    price = shadow_price(parameters.hospital.occupancy_expected, d.bed_most, d.bed_from, d.bed_width)
    hospitals["price_bed"] = price
    hospitals["occupancy_lately"] = parameters.hospital.occupancy_expected


def services_of(place: Place, parameters: Parameters) -> list[tuple[str, str, Sort]]:
    """Code, name and sort of each service that the place has."""
    one = {
        Sort.COMMUNITY: ("community", "community trust"),
        Sort.MENTAL_HEALTH: ("mental-health", "mental health trust"),
        Sort.COUNCIL: ("council", "council social care"),
        Sort.OUT_OF_HOURS: ("111", "111 and out of hours"),
    }
    found = [(f"{place.stem}-{code}", name, sort) for sort, (code, name) in one.items()]
    for sort, code, name, per_100k in (
        (Sort.CARE_HOME, "care-home", "care home", parameters.care_home.homes_per_100k),
        (Sort.HOME_CARE, "home-care", "home-care agency", parameters.home_care.agencies_per_100k),
    ):
        number = max(1, round(per_100k * place.people / 100_000.0))
        found += [(f"{place.stem}-{code}-{k:02d}", f"{name} {k}", sort) for k in range(1, number + 1)]
    lacking = {name.removesuffix("s") if name == "care_homes" else name for name in place.without}
    return [s for s in found if s[2].name.lower() not in lacking and s[0] not in place.closed]


def size_services(table: np.ndarray, people: int, parameters: Parameters) -> None:
    """Places, beds and hours of services other than practices and hospitals; calls of 111."""
    thousand, role, p = people / 1_000.0, table["role"], parameters
    for sort, field, number in (
        (Sort.COMMUNITY, "places", p.community.places_per_1000 * thousand),
        (Sort.MENTAL_HEALTH, "places", p.mental_health.places_per_1000 * thousand),
        (Sort.MENTAL_HEALTH, "beds", p.mental_health.beds_per_1000 * thousand),
        (Sort.COUNCIL, "places", short_packages(thousand, p.social_care)),
        (Sort.CARE_HOME, "beds", p.care_home.beds_per_1000 * thousand),
        (Sort.HOME_CARE, "hours", p.home_care.hours_per_1000 * thousand),
    ):
        rows = np.flatnonzero(role == sort)
        if len(rows):
            table[field][rows] = apportioned(max(len(rows), round(number)), [1] * len(rows))
    table["calls"][role == Sort.OUT_OF_HOURS] = p.calls.calls_per_1000 * thousand
    homes = role == Sort.CARE_HOME
    a, b = (int(x) for x in p.care_home.quality)
    waits = [-np.log1p(-uniforms(0, k, table["key"][homes], QUALITY)) for k in range(a + b)]
    good, poor = np.sum(waits[:a], axis=0), np.sum(waits[a:], axis=0)
    table["quality"][homes] = good / (good + poor)
    table["weekly_margin"][homes] = earns_of_homes(p.care_home)
    council = role == Sort.COUNCIL
    table["assessments"][council] = p.social_care.assessments_per_1000 * thousand / WEEKDAYS
    table["assess_room"][council] = 1.0
    table["threshold"][council] = START_THRESHOLD


def earns_of_homes(p: CareHomeParameters) -> tuple[float, float]:
    """£ a week that a resident leaves a care home: whom the council pays for, and who pays the whole fee."""
    fee, cost = float(p.fee), float(p.cost)
    return fee - cost, fee * (1.0 + float(p.premium)) - cost


def set_outlook(table: np.ndarray, parameters: Parameters) -> None:
    """How each decider starts: altruism, response to money, neutral levers."""
    p = parameters.decision
    table["altruism"] = p.altruism
    table["money"] = 1.0
    table["board_response"] = p.response_owner
    table["response"] = p.response_salaried
    for role in (Sort.PRACTICE, Sort.CARE_HOME, Sort.HOME_CARE):
        table["response"][table["role"] == role] = p.response_owner
    for role in (Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL):
        table["response"][table["role"] == role] = p.response_manager
    table["price_minute"] = p.minute_base
    table["speed"] = 1.0
    table["dispute"] = 1.0
    table["readiness"] = 1.0
    table["throughput"] = 1.0
    table["reviews"] = 1.0
    table["staffing"] = 1.0
    table["visits"] = 1.0
    table["caseload_from"] = NOBODY_VISITED
    table["effort"] = parameters.hospital.effort_start
    table["ae_hours"] = 3.0
    table["list_wait"] = parameters.hospital.list_months_start
    table["list_head"], table["list_tail"] = -1, -1
    table["queue_head"], table["queue_tail"] = -1, -1
