"""Staff of every site, month by month: work counted, overtime paid, leavers replaced, minutes lent inside an employer.

Posts are reckoned on the work of the first year and then stay, unless slots, beds or places are opened or closed:
those come with their staff. What follows depends on the work and on who shares an employer, an array of numbers.
"""

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
    new = sites["posts_months"] < A_YEAR
    settled = np.flatnonzero(~new)
    if new.any():
        whole = minutes_needed(sites, activity, parameters, full=True)
        _reckons_posts(sites, np.flatnonzero(new), minutes, whole, p)
    _opens_posts(sites, settled)
    needed, staffed, posts = (sites[field][settled] for field in ("needed", "staffed", "posts"))
    needed += (minutes[settled] - needed) / p.memory
    load = np.where(posts > 0.0, workload(needed, staffed), 0.0)
    overtime = np.rint((overtime_share(load, p.overtime) * staffed).sum(axis=1))
    strained = np.where(load > p.strain, sites["strained"][settled] + 1, 0)
    after = next_staffed(staffed, posts, leaving_rate(strained, p), p.months_to_fill)
    sites["needed"][settled] = needed
    sites["strained"][settled] = strained
    sites["staffed"][settled] = np.where(posts > 0.0, after, staffed)
    sites["staffing"][settled] = staffing(sites[settled], p)
    activity[settled, What.OVERTIME] = overtime
    spent[settled, What.OVERTIME] = np.rint(PENCE * p.overtime_wage * overtime / HOUR)


def staffing(sites: np.ndarray, p: StaffParameters) -> np.ndarray:
    """(sites,) share of slots and places that there is staff for: of each skill, weighed by the work it does.

    Fewer slots and places are less work; people come to A&E all the same.
    """
    needed = sites["needed"]
    share = np.where(sites["role"] == Sort.HOSPITAL, 1.0, sites["staffing"])
    whole = needed.sum(axis=1)
    shares = capacity_share(needed, sites["staffed"], share[:, None], p.overtime)
    served = (shares * needed).sum(axis=1)
    mean = np.divide(served, whole, out=np.ones(len(sites)), where=whole > 0.0)
    return np.asarray(np.maximum(p.least_open, mean))


def _reckons_posts(
    sites: np.ndarray, rows: np.ndarray, minutes: np.ndarray, whole: np.ndarray, p: StaffParameters
) -> None:
    """In the first year posts follow the mean of the work so far, wards and teams as if full; some stay vacant.

    minutes, whole: (sites, Skill) this month's work as it was, and with every bed and place taken.
    """
    before = sites["posts_months"][rows, None].astype(np.float64)
    sites["posts_months"][rows] += 1
    sites["needed"][rows] += (minutes[rows] - sites["needed"][rows]) / (before + 1.0)
    staffed = (before * sites["staffed"][rows] + whole[rows] / p.planned) / (before + 1.0)
    sites["staffed"][rows] = staffed
    sites["posts"][rows] = staffed / (1.0 - usual_vacancy(p.leaving / A_YEAR, p.months_to_fill))
    sites["posts_for"][rows] = capacity_of(sites)[rows]


def _opens_posts(sites: np.ndarray, rows: np.ndarray) -> None:
    """New slots, beds or places come with their staff, and closed ones go with them."""
    now, before = capacity_of(sites)[rows], sites["posts_for"][rows]
    times = np.divide(now, before, out=np.ones(len(rows)), where=before > 0.0)
    for field in ("posts", "staffed"):
        sites[field][rows] *= times[:, None]
    sites["posts_for"][rows] = now


def capacity_of(sites: np.ndarray) -> np.ndarray:
    """(sites,) what each site's staff is for: appointments of a practice, else beds and places."""
    practice = sites["role"] == Sort.PRACTICE
    return np.where(practice, sites["slots"], sites["beds"] + sites["places"]).astype(np.float64)


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
            loads = workload(needed, staffed)
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
