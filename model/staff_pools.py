"""Staff of every site, month by month: work counted, overtime paid, leavers replaced, minutes lent inside an employer.

Posts are reckoned on the work of the first year and then stay, unless slots, beds or places are opened or closed:
those come with their staff. What follows depends on the work and on who shares an employer, an array of numbers.
"""

from typing import Any

import numpy as np

from joinedup.agents.decision import shadow_price
from joinedup.agents.happenings import WHATS, What
from joinedup.agents.staff import (
    StaffParameters,
    capacity_share,
    leaving_rate,
    next_staffed,
    overtime_share,
    usual_vacancy,
    workload,
)
from joinedup.agents.vocabulary import Skill, Sort
from joinedup.model.parameters import Parameters

SKILLS = len(Skill)
A_YEAR = 12
DAYS_A_MONTH = 365.0 / A_YEAR
HOUR, PENCE = 60.0, 100.0

_READ_FROM = {
    "gp_contact": (What.GP_SAME_DAY, What.GP_BOOKED),
    "gp_review": (What.GP_REVIEW,),
    "call": (What.OUT_OF_HOURS,),
    "attendance": (What.AE_MINOR, What.AE_MAJOR, What.URGENT_REFERRAL),
    "spell": (What.ADMISSION, What.ADMISSION_ZERO_DAY),
    "clinic": (What.OUTPATIENT_FIRST, What.OUTPATIENT_FOLLOW_UP),
    "elective": (What.DAY_CASE, What.ELECTIVE_STAY),
    "assessment": (What.SOCIAL_ASSESSED,),
}
# whose minutes go on stories told again, by Sort; care homes and agencies have hours and beds of their own instead
_LEAD = np.full(len(Sort), int(Skill.NURSE))
_LEAD[[Sort.PRACTICE, Sort.HOSPITAL, Sort.COUNCIL]] = Skill.GP, Skill.CONSULTANT, Skill.SOCIAL_WORKER


def minutes_needed(
    sites: np.ndarray, activity: np.ndarray, parameters: Parameters, full: bool = False
) -> np.ndarray:
    """(sites, Skill) minutes of staff time that a month's work took.

    What comes and goes is counted; beds and places need staff by those in them tonight, as long stays are booked
    in lumps.

    activity: (sites, WHATS) counts.  full: as if every bed and place were taken.
    """
    p, role = parameters.staff, sites["role"]
    table = np.zeros((WHATS, SKILLS))
    for name, whats in _READ_FROM.items():
        table[list(whats)] = getattr(p, name)
    minutes = activity @ table
    beds, places = ("beds", "places") if full else ("occupied", "in_use")
    for sort, field, per_day in (
        (Sort.HOSPITAL, beds, p.bed_day),
        (Sort.MENTAL_HEALTH, beds, p.crisis_bed_day),
        (Sort.MENTAL_HEALTH, places, np.array(p.crisis_case) / parameters.mental_health.care_days),
        (Sort.COMMUNITY, places, p.community_day),
        (Sort.COUNCIL, places, p.package_day),
    ):
        of = role == sort
        minutes[of] += DAYS_A_MONTH * sites[field][of, None] * np.asarray(per_day)
    rows = np.arange(len(activity))
    # hours in joint meetings are bought by the hour, at the meeting wage: they are no work of those in post
    minutes[rows, _LEAD[role]] += activity[:, What.HISTORY_MINUTES]
    return np.asarray(minutes)


def staff_month(sites: np.ndarray, activity: np.ndarray, spent: np.ndarray, parameters: Parameters) -> None:
    """Close a month: work, overtime and its pay, strain, leavers and recruits; then what there is staff for.

    activity: (sites, WHATS) counts.  spent: (sites, WHATS) pence of variable cost; overtime is added to both.
    """
    p = parameters.staff
    minutes = minutes_needed(sites, activity, parameters)
    if (sites["posts_months"] < A_YEAR).any():
        whole = minutes_needed(sites, activity, parameters, full=True)
    for row in range(len(sites)):
        site = sites[row]
        if site["posts_months"] < A_YEAR:
            _reckons_posts(site, minutes[row], whole[row], p)
            continue
        _opens_posts(site)
        overtime = 0.0
        needed, staffed = site["needed"], site["staffed"]
        needed += (minutes[row] - needed) / p.memory
        for skill in np.flatnonzero(site["posts"]).tolist():
            load = workload(float(needed[skill]), float(staffed[skill]))
            overtime += overtime_share(load, p.overtime) * float(staffed[skill])
            site["strained"][skill] = site["strained"][skill] + 1 if load > p.strain else 0
            leaving = leaving_rate(float(site["strained"][skill]), p)
            staffed[skill] = next_staffed(
                float(staffed[skill]), float(site["posts"][skill]), leaving, p.months_to_fill
            )
        site["staffing"] = staffing(site, p)
        activity[row, What.OVERTIME] = round(overtime)
        spent[row, What.OVERTIME] = round(PENCE * p.overtime_wage * overtime / HOUR)


def staffing(site: Any, p: StaffParameters) -> float:
    """Share of a site's slots and places that there is staff for: of each skill, weighed by the work it does.

    Fewer slots and places are less work; people come to A&E all the same.
    """
    needed = site["needed"]
    share = 1.0 if site["role"] == Sort.HOSPITAL else float(site["staffing"])
    whole = float(needed.sum())
    if whole <= 0.0:
        return 1.0
    shares = [
        capacity_share(float(n), float(s), share, p.overtime)
        for n, s in zip(needed, site["staffed"], strict=True)
    ]
    return max(p.least_open, float(np.dot(shares, needed) / whole))


def _reckons_posts(site: Any, minutes: np.ndarray, whole: np.ndarray, p: StaffParameters) -> None:
    """In the first year posts follow the mean of the work so far, wards and teams as if full; some stay vacant.

    minutes, whole: (Skill,) this month's work as it was, and with every bed and place taken.
    """
    before, site["posts_months"] = float(site["posts_months"]), site["posts_months"] + 1
    site["needed"] += (minutes - site["needed"]) / (before + 1.0)
    site["staffed"] = (before * site["staffed"] + whole / p.planned) / (before + 1.0)
    site["posts"] = site["staffed"] / (1.0 - usual_vacancy(p.leaving / A_YEAR, p.months_to_fill))
    site["posts_for"] = capacity_of(site)


def _opens_posts(site: Any) -> None:
    """New slots, beds or places come with their staff, and closed ones go with them."""
    now, before = capacity_of(site), float(site["posts_for"])
    if before > 0.0 and now != before:
        site["posts"] *= now / before
        site["staffed"] *= now / before
    site["posts_for"] = now


def capacity_of(site: Any) -> float:
    """What a site's staff is for: appointments of a practice, else beds and places."""
    if site["role"] == Sort.PRACTICE:
        return float(site["slots"])
    return float(site["beds"] + site["places"])


def lend_staff(sites: np.ndarray, employer: np.ndarray, parameters: Parameters) -> None:
    """Within one employer, staff move to where a minute of their skill is worth most: 2% of each site's a month.

    No more moves than makes the work per head equal; posts go with people, so both sums stay.

    employer: (sites,) a number; sites with the same number may lend to one another.
    """
    p, d = parameters.staff, parameters.decision
    numbers, counts = np.unique(employer, return_counts=True)
    for number in numbers[counts > 1]:
        rows = np.flatnonzero(employer == number)
        for skill in range(SKILLS):
            rows_with = rows[sites["posts"][rows, skill] > 0.0]
            if len(rows_with) < 2:
                continue
            needed, staffed = sites["needed"][rows_with, skill], sites["staffed"][rows_with, skill]
            loads = [workload(float(n), float(s)) for n, s in zip(needed, staffed, strict=True)]
            prices = np.array([shadow_price(w, d.minute_most, d.minute_from, d.minute_width) for w in loads])
            # at both ends of the price's range work decides between equals
            receiver = int(np.lexsort((loads, prices))[-1])
            level = needed.sum() / max(1e-9, staffed.sum())
            wanted = max(0.0, needed[receiver] / level - staffed[receiver])
            spare = np.clip(staffed - needed / level, 0.0, p.moving * staffed)
            spare[prices >= prices[receiver]] = 0.0
            given = spare * min(1.0, wanted / spare.sum()) if spare.sum() > 0.0 else spare
            for field in ("staffed", "posts"):
                sites[field][rows_with, skill] -= given
                sites[field][rows_with[receiver], skill] += given.sum()
