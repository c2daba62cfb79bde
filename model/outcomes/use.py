"""Use and flow: general practice, A&E, admissions, beds, delays, electives."""

from typing import Any

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Delay
from joinedup.model.outcomes.outcome import outcome, outcomes_of, per_1000, ratio, total
from joinedup.model.panel import OCCUPANCY, STAYS

REASONS = len(Delay)
CRISIS = 96  # percent of beds: days that are fuller than 95 are counted from here


@outcome("contacts per person a year")
def gp_contacts(book: Any) -> float:
    """Contacts with general practice, planned reviews included."""
    return sum(per_1000(book, w) for w in (What.GP_SAME_DAY, What.GP_BOOKED, What.GP_REVIEW)) / 1_000.0


@outcome("days")
def gp_wait(book: Any) -> float:
    """Days to a booked appointment, from asking."""
    return ratio(total(book, What.GP_WAIT_DAYS), total(book, What.GP_BOOKED))


@outcome("share of booked appointments")
def gp_long_waits(book: Any) -> float:
    """Booked appointments with the practice more than ten working days ahead."""
    return ratio(total(book, What.GP_LONG_WAIT), total(book, What.GP_BOOKED))


@outcome("per 1,000 people a year")
def ae_attendances(book: Any) -> float:
    """A&E attendances of all types."""
    return per_1000(book, What.AE_MINOR) + per_1000(book, What.AE_MAJOR)


@outcome("per 1,000 people a year")
def ae_major_attendances(book: Any) -> float:
    """A&E attendances with more than a minor need (type 1)."""
    return per_1000(book, What.AE_MAJOR)


@outcome("share of attendances")
def ae_after_failed_gp(book: Any) -> float:
    """A&E attendances that a suitable appointment would have prevented."""
    return ratio(total(book, What.AE_FAILED_GP), total(book, What.AE_MINOR) + total(book, What.AE_MAJOR))


@outcome("share of attendances")
def ae_over_four_hours(book: Any) -> float:
    """A&E attendances on days when a newcomer waits over four hours."""
    return ratio(total(book, What.AE_LONG), total(book, What.AE_MINOR) + total(book, What.AE_MAJOR))


def _admissions(book: Any) -> float:
    return total(book, What.ADMISSION) + total(book, What.ADMISSION_ZERO_DAY)


@outcome("per 1,000 people a year")
def emergency_admissions(book: Any) -> float:
    """Emergency admissions, with or without a night."""
    return per_1000(book, What.ADMISSION) + per_1000(book, What.ADMISSION_ZERO_DAY)


@outcome("share of attendances and urgent referrals")
def share_admitted(book: Any) -> float:
    """Admitted, of those with more than a minor need who come or are sent in."""
    return ratio(_admissions(book), total(book, What.AE_MAJOR) + total(book, What.URGENT_REFERRAL))


@outcome("per 1,000 people a year")
def ae_mental_health(book: Any) -> float:
    """A&E attendances for a mental-health crisis."""
    return per_1000(book, What.AE_MENTAL)


@outcome("share of emergency admissions")
def zero_day_share(book: Any) -> float:
    """Emergency admissions without a night."""
    return ratio(total(book, What.ADMISSION_ZERO_DAY), _admissions(book))


@outcome("per 1,000 people a year")
def avoidable_admissions(book: Any) -> float:
    """Emergency admissions for conditions that good primary care keeps at home (ambulatory-care-sensitive)."""
    return per_1000(book, What.ADMISSION_ACSC)


@outcome("per 1,000 people a year")
def readmissions(book: Any) -> float:
    """Emergency admissions within 30 days of leaving hospital."""
    return per_1000(book, What.READMISSION)


@outcome("share of discharges")
def readmission_rate(book: Any) -> float:
    """Emergency admissions within 30 days ÷ live discharges, day cases included."""
    return ratio(total(book, What.READMISSION), total(book, What.DISCHARGE))


def _electives(book: Any) -> float:
    return total(book, What.DAY_CASE) + total(book, What.ELECTIVE_STAY)


@outcome("share of elective treatments")
def readmission_rate_elective(book: Any) -> float:
    """Emergency admissions within 30 days of elective treatment, day cases included."""
    return ratio(total(book, What.READMISSION_ELECTIVE), _electives(book))


@outcome("share of emergency discharges")
def readmission_rate_emergency(book: Any) -> float:
    """Emergency admissions within 30 days of leaving hospital after another one."""
    again = total(book, What.READMISSION) - total(book, What.READMISSION_ELECTIVE)
    return ratio(again, total(book, What.DISCHARGE) - _electives(book))


@outcome("days per 1,000 people a year")
def bed_days(book: Any) -> float:
    """Days in acute hospital beds, emergency and elective."""
    return per_1000(book, What.BED_DAYS_EMERGENCY) + per_1000(book, What.BED_DAYS_ELECTIVE)


@outcome("days")
def emergency_stay(book: Any) -> float:
    """Length of an emergency stay of a night or more, delays included."""
    return ratio(total(book, What.BED_DAYS_EMERGENCY), total(book, What.ADMISSION))


@outcome("share of beds", by_group=False)
def occupancy(book: Any) -> float:
    """Acute beds in use."""
    return ratio(float(book.occupied_bed_days), float(book.bed_days_available))


@outcome("nights", by_group=False)
def emergency_stay_long(book: Any) -> float:
    """Nights within which 90 of 100 emergency stays end."""
    return quantile_of(book.spread[STAYS], 0.9)


@outcome("share of beds", by_group=False)
def occupancy_busy(book: Any) -> float:
    """Acute beds in use, exceeded on 5 of 100 days."""
    return quantile_of(book.spread[OCCUPANCY], 0.95) / 100.0


@outcome("share of days", by_group=False)
def days_over_95(book: Any) -> float:
    """Days on which more than 95 of 100 acute beds were in use."""
    days = book.spread[OCCUPANCY]
    return ratio(float(days[CRISIS:].sum()), float(days.sum()))


def quantile_of(counts: np.ndarray, share: float) -> float:
    """The least value of a histogram that so large a share does not exceed; nan when it is empty."""
    whole = int(counts.sum())
    return float(np.searchsorted(np.cumsum(counts), share * whole)) if whole else float("nan")


@outcome("patients per 1,000 people a year")
def boarders(book: Any) -> float:
    """Admitted patients without a bed by the first night: over twelve hours in A&E."""
    return per_1000(book, What.BOARDED)


@outcome("patient-days per 1,000 people a year")
def boarded_days(book: Any) -> float:
    """Nights admitted patients spent in A&E for want of a bed."""
    return per_1000(book, What.BOARDED_DAYS)


@outcome("days per 1,000 people a year")
def delayed_days(book: Any) -> float:
    """Days in a hospital bed after being fit to leave."""
    return per_1000(book, What.DELAYED_0, REASONS)


@outcome("share of delayed days")
def delayed_for_social_care(book: Any) -> float:
    """Delayed days for assessment or a care package at home."""
    social = total(book, What.DELAYED_0 + Delay.ASSESSMENT) + total(book, What.DELAYED_0 + Delay.CARE_PACKAGE)
    return ratio(social, total(book, What.DELAYED_0, REASONS))


@outcome("days per 1,000 people a year")
def delayed_by_nhs(book: Any) -> float:
    """Delayed days for which the health service answers."""
    return per_1000(book, What.DELAYED_NHS)


@outcome("days per 1,000 people a year")
def delayed_by_council(book: Any) -> float:
    """Delayed days for which social care answers."""
    return per_1000(book, What.DELAYED_SOCIAL)


@outcome("days per 1,000 people a year")
def delayed_by_both(book: Any) -> float:
    """Delayed days for which both answer."""
    return per_1000(book, What.DELAYED_BOTH)


outcomes_of(
    Delay, What.DELAYED_0, "delayed", "Delayed days, by reason", "days per 1,000 people a year", __name__
)


@outcome("people", by_group=False)
def elective_list(book: Any) -> float:
    """People waiting for elective treatment at the year's end."""
    return float(book.list_length)


@outcome("per 1,000 people a year")
def referrals(book: Any) -> float:
    """Elective referrals by practices."""
    return per_1000(book, What.REFERRAL)


@outcome("per 1,000 people a year")
def electives(book: Any) -> float:
    """Elective treatments begun, day cases included."""
    return per_1000(book, What.DAY_CASE) + per_1000(book, What.ELECTIVE_STAY)


@outcome("days")
def elective_median_wait(book: Any) -> float:
    """Median days from clock start to treatment, of those treated in the year."""
    return _wait_quantile(book, 0.5)


@outcome("days")
def elective_long_wait(book: Any) -> float:
    """Days within which 95 of 100 are treated."""
    return _wait_quantile(book, 0.95)


def _wait_quantile(book: Any, share: float) -> float:
    """A quantile of waits in days, linear within the week it falls in; nan when nobody was treated."""
    weeks = book.waits.sum(axis=0).astype(float)
    if not weeks.sum():
        return float("nan")
    below = np.concatenate(([0.0], np.cumsum(weeks)))
    return float(7.0 * np.interp(share * weeks.sum(), below, np.arange(len(below))))


@outcome("share of people treated")
def treated_in_18_weeks(book: Any) -> float:
    """Treated within 18 weeks of referral."""
    return ratio(
        total(book, What.ELECTIVE_IN_18_WEEKS), total(book, What.DAY_CASE) + total(book, What.ELECTIVE_STAY)
    )


@outcome("per 1,000 people a year")
def cancelled_electives(book: Any) -> float:
    """Elective stays cancelled because the hospital was full."""
    return per_1000(book, What.ELECTIVE_CANCELLED)


@outcome("attendances per 1,000 people a year")
def outpatient_visits(book: Any) -> float:
    """Outpatient attendances, first and follow-up."""
    return per_1000(book, What.OUTPATIENT_FIRST) + per_1000(book, What.OUTPATIENT_FOLLOW_UP)


@outcome("per 1,000 people a year")
def step_up_episodes(book: Any) -> float:
    """Community care instead of hospital."""
    return per_1000(book, What.STEP_UP)
