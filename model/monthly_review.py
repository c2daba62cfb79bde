"""The monthly review: what each provider senses of its month, and the levers it sets for the next."""

from typing import Any

import numpy as np

from joinedup.agents.decision import (
    best_effort,
    best_readiness,
    best_throughput,
    shadow_price,
)
from joinedup.agents.happenings import What
from joinedup.agents.meetings import meeting_hours, offers_meetings
from joinedup.agents.social_care import best_speed, best_threshold
from joinedup.agents.vocabulary import Act, Letter, Sort
from joinedup.model.edges import EDGE
from joinedup.model.parameters import Parameters
from joinedup.model.planned_care import sets_reviews, sets_visits
from joinedup.model.staff_pools import staff_month

DAYS_A_MONTH = 365.0 / 12.0
A_LIST = 8_000.0  # people of a usual practice


def sense_month(sites: np.ndarray, activity: np.ndarray, spent: np.ndarray, parameters: Parameters) -> None:
    """What the month told each site: how full its appointments were, how long its electives waited, its staff.

    activity, spent: (sites, WHATS) counts and pence; overtime is added to both.
    """
    staff_month(sites, activity, spent, parameters)
    p = parameters.decision
    for row in np.flatnonzero(sites["role"] == Sort.PRACTICE):
        site = sites[row]
        used = float(site["slots_used"]) / max(1.0, float(site["slots_offered"]))
        site["price_minute"] = shadow_price(used, p.minute_most, p.minute_from, p.minute_width)
    for row in np.flatnonzero(sites["role"] == Sort.COUNCIL):
        assessed = activity[row, What.SOCIAL_ASSESSED]
        if assessed:
            sites["assess_wait"][row] = activity[row, What.SOCIAL_ASSESSED_DAYS] / assessed / DAYS_A_MONTH
    sites["slots_used"] = 0
    sites["slots_offered"] = 0
    for row in np.flatnonzero(sites["role"] == Sort.HOSPITAL):
        treated = activity[row, What.DAY_CASE] + activity[row, What.ELECTIVE_STAY]
        if treated:
            sites["list_wait"][row] = activity[row, What.ELECTIVE_WAIT_DAYS] / treated / DAYS_A_MONTH


def set_levers(sites: np.ndarray, edges: np.ndarray, parameters: Parameters) -> None:
    """Boards set readiness, throughput and hand-off effort by the decision rule."""
    d, h = parameters.decision, parameters.hospital
    loss = mean_loss_by_sender(edges, len(sites), parameters)
    for row in range(len(sites)):
        site = sites[row]
        response, money = float(site["board_response"]), float(site["money"])
        site["effort"] = best_effort(
            d.altruism,
            h.handover_harm,
            response,
            money,
            float(site["margin"][Act.LOST_LETTER]),
            0.5 * loss[row],
            h.handover_minutes,
            max(0.2, float(site["price_minute"])),
        )
        if site["role"] == Sort.PRACTICE:
            sets_reviews(site, parameters)
        elif site["role"] == Sort.COMMUNITY:
            sets_visits(site, parameters)
        elif site["role"] == Sort.COUNCIL:
            set_access(site, parameters)
        if site["role"] != Sort.HOSPITAL:
            continue
        readiness = sustainable_readiness(site, parameters)
        site["readiness"] += (readiness - site["readiness"]) / d.review_months
        site["throughput"] = best_throughput(
            d.altruism,
            parameters.practice.wait_worth,
            float(site["list_wait"]),
            response,
            money,
            float(site["margin"][Act.ELECTIVE]),
            elective_cost(parameters),
            h.extra_list_slope,
        )
        if site["elective_plan"] > 0.0:
            site["throughput"] = min(site["throughput"], site["elective_plan"])


def set_access(site: Any, parameters: Parameters) -> None:
    """A council sets the need from which it gives care, and how fast it assesses, by what a pound is worth to it."""
    p = parameters.social_care
    response, money = float(site["board_response"]), float(site["money"])
    weekly = -7.0 * float(site["margin"][Act.CARE_PACKAGE]) / max(1.0, float(parameters.prices.package_days))
    altruism = float(site["altruism"])
    aim = best_threshold(altruism, response, money, max(0.0, weekly), p)
    site["threshold"] += (aim - site["threshold"]) / float(p.policy_months)
    site["speed"] = best_speed(altruism, response, money, float(site["assess_wait"]), p)


def sustainable_readiness(site: Any, parameters: Parameters) -> float:
    """The readiness that is best at the price of beds it would itself bring about: longer stays fill the wards.

    The price is that of an average day: occupancy varies from day to day by the square root of the patients, which
    widens the rise of the price. Found by bisection: the best readiness falls as the price rises.
    """
    d, h = parameters.decision, parameters.hospital
    beds, now = max(1.0, float(site["beds"])), float(site["readiness"])
    lately = float(site["occupancy_lately"])
    width = (d.bed_width**2 + d.price_spread**2 * lately / beds) ** 0.5
    low, high = 1.0, 3.0
    for _ in range(30):
        tried = (low + high) / 2.0
        price = shadow_price(lately * tried / now, d.bed_most, d.bed_from, width)
        best = best_readiness(
            h.readiness_slope,
            h.readmit_typical,
            h.readmit_harm,
            d.altruism,
            float(site["response"]),
            float(site["money"]),
            float(site["margin"][Act.READMIT]),
            parameters.costs.bed_day,
            price,
        )
        low, high = (tried, high) if best > tried else (low, tried)
    return low


def elective_cost(parameters: Parameters) -> float:
    """£ of variable cost of an average elective treatment without extra lists."""
    share = parameters.hospital.day_case_share
    return share * parameters.costs.day_case + (1.0 - share) * parameters.costs.elective_stay


def mean_loss_by_sender(edges: np.ndarray, sites: int, parameters: Parameters) -> np.ndarray:
    """(sites,) mean chance of losing a letter without any effort, over the edges a site sends on."""
    effortless = edges["loss"].mean(axis=1)
    total = np.bincount(edges["source"], effortless, minlength=sites)
    number = np.bincount(edges["source"], minlength=sites)
    return total / np.maximum(1, number)


def learn_response(sites: np.ndarray, owner: np.ndarray, edges: np.ndarray, parameters: Parameters) -> None:
    """Clinicians come to feel more of their entity's marginal pound as more of their decisions are reviewed jointly.

    η(t+1) = η + (η̂ - η)/T, η̂ = η0 + 0.3·share reviewed, at most 0.6 for salaried staff; owners feel all of it.
    owner: (sites,) True where the site is its entity's only one, so that its partners own the result.
    Source: assumption: `DecisionParameters.response_*`, swept.
    """
    p = parameters.decision
    hours = np.bincount(edges["source"], edges["meeting_hours"], minlength=len(sites))
    decisions = p.own_decisions * np.maximum(1.0, sites["people"] / A_LIST)
    reviewed = np.minimum(1.0, hours * p.cases_an_hour / decisions)
    role = sites["role"]
    manager = np.isin(role, (Sort.COMMUNITY, Sort.MENTAL_HEALTH, Sort.COUNCIL))
    start = np.where(manager, p.response_manager, p.response_salaried)
    aim = np.minimum(p.response_most, start + p.response_review * reviewed)
    practice = role == Sort.PRACTICE
    learnt = sites["response"] + (aim - sites["response"]) / p.response_months
    # partners who no longer own the result are salaried from the day they join; owners feel every pound
    salaried = practice & ~owner & (sites["response"] > p.response_most)
    learnt = np.where(salaried, p.response_salaried, learnt)
    sites["response"] = np.where(practice & owner, p.response_owner, learnt)


def hold_meetings(
    edges: np.ndarray,
    sites: np.ndarray,
    parameters: Parameters,
    pay: float,
    unpaid: bool = False,
    by_plan: float = 0.0,
) -> np.ndarray:
    """Joint meeting hours of the coming month: the smaller of the two ends' offers. Returns hours by site.

    Worth of meeting without end: messages a month × their loss × the fall of loss with trust × worth of a message.
    pay: £ an hour.  unpaid: sites may meet at their own cost.  by_plan: hours that are held anyway.
    """
    edges["meeting_hours"] = 0.0
    hours = np.zeros(len(sites))
    if pay <= 0.0 and by_plan <= 0.0 and not unpaid:
        return hours
    p, d, h = parameters.letters, parameters.decision, parameters.hospital
    worth = (
        d.altruism * h.handover_harm
        - sites["response"] * sites["money"] * sites["margin"][:, Act.LOST_LETTER]
    )
    benefit = (
        edges["flow"] * edges["loss"][:, Letter.DISCHARGE] * p.loss_relationship * worth[edges["source"]]
    )
    cost = parameters.prices.meeting_wage
    offers = np.array(
        [
            meeting_hours(float(b), cost, p.meeting_saturation, p.meeting_most)
            if unpaid and pay <= 0.0
            else offers_meetings(float(b), cost, pay, p.meeting_saturation, p.meeting_most)
            for b in benefit
        ]
    )
    back = reverse_of(edges)
    agreed = np.where(back >= 0, np.maximum(np.minimum(offers, offers[back]), by_plan), 0.0)
    edges["meeting_hours"] = agreed
    np.add.at(hours, edges["source"], agreed)
    return hours


def reverse_of(edges: np.ndarray) -> np.ndarray:
    """Row of the edge that leads back, -1 where there is none."""
    assert edges.dtype == EDGE
    rows = {(int(e["source"]), int(e["target"])): i for i, e in enumerate(edges)}
    return np.array([rows.get((int(e["target"]), int(e["source"])), -1) for e in edges], np.int64)
