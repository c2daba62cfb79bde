"""The sites of a place: one row for every practice, hospital and service, sized from published numbers."""

from hashlib import sha256
from typing import NamedTuple

import numpy as np

from joinedup.agents.community_care import NOBODY_VISITED
from joinedup.agents.decision import shadow_price
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Sort
from joinedup.model.parameters import Parameters
from joinedup.model.place import Place

WEEKDAYS = 261.0  # a year


class Sites(NamedTuple):
    """The table of sites with the code and name of each row."""

    table: np.ndarray  # SITE
    codes: tuple[str, ...]
    names: tuple[str, ...]


def key_of(code: str) -> int:
    """A number that belongs to a site's code, whatever row it has."""
    return int.from_bytes(sha256(code.encode()).digest()[:6])


def build_sites(place: Place, parameters: Parameters) -> Sites:
    """Practices first, in order of code; then hospitals, community, mental health, council, out of hours."""
    practices = sorted(place.practices, key=lambda p: p.code)
    hospitals = sorted(place.hospitals, key=lambda h: h.code)
    services = (
        (f"{place.name}-community", "community trust", Sort.COMMUNITY),
        (f"{place.name}-mental-health", "mental health trust", Sort.MENTAL_HEALTH),
        (f"{place.name}-council", "council social care", Sort.COUNCIL),
        (f"{place.name}-111", "111 and out of hours", Sort.OUT_OF_HOURS),
    )
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
    for column, row in zip(("community", "mental_health", "council", "out_of_hours"), range(last, last + 4)):
        table[column] = row
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


def size_services(table: np.ndarray, people: int, parameters: Parameters) -> None:
    """Places and beds of community, mental health and council services; calls of 111."""
    thousand = people / 1_000.0
    community, mental_health, council, out_of_hours = table
    community["places"] = max(1, round(parameters.community.places_per_1000 * thousand))
    mental_health["places"] = max(1, round(parameters.mental_health.places_per_1000 * thousand))
    mental_health["beds"] = max(1, round(parameters.mental_health.beds_per_1000 * thousand))
    out_of_hours["calls"] = parameters.calls.calls_per_1000 * thousand
    council["places"] = max(1, round(parameters.social_care.packages_per_1000 * thousand))


def set_outlook(table: np.ndarray, parameters: Parameters) -> None:
    """How each decider starts: altruism, response to money, neutral levers."""
    p = parameters.decision
    table["altruism"] = p.altruism
    table["money"] = 1.0
    table["board_response"] = p.response_owner
    table["response"] = p.response_salaried
    table["response"][table["role"] == Sort.PRACTICE] = p.response_owner
    for role in (Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL):
        table["response"][table["role"] == role] = p.response_manager
    table["price_minute"] = p.minute_base
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
