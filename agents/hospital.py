"""An acute hospital: A&E, admission, beds, leaving, electives."""

from math import exp
from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Sort

_FITTED = "assumption: prototype, then fitted to 2018/19 (`joinedup calibration`)"


class HospitalParameters(NamedTuple):
    """A&E, stays, readmission and electives."""

    ae_use: float = sourced(
        0.88,
        unit="attendances ÷ staffed places at the start",
        source="assumption: 0.90 to 0.95",
        low=0.1,
        high=1.0,
    )
    attendances_expected: float = sourced(
        443.0,
        unit="attendances per 1,000 a year",
        source="NHS England monthly A&E, 2018/19",
        low=1.0,
        high=5_000.0,
    )
    referrals_expected: float = sourced(
        225.0, unit="elective referrals per 1,000 a year", source=_FITTED, low=1.0, high=2_000.0
    )
    occupancy_expected: float = sourced(
        0.90,
        unit="share of beds",
        source="Nuffield Trust QualityWatch, quarter 1 of 2018/19",
        low=0.0,
        high=1.0,
    )
    list_months_start: float = sourced(
        1.55,
        unit="months",
        source="assumption: calibrated to a list of 73.8 per 1,000, of which half has waited 7.6 "
        "weeks: NHS England RTT, September 2018",
        low=0.0,
        high=24.0,
    )
    effort_start: float = sourced(0.3, unit="hand-off effort, 0 to 1", source=_FITTED, low=0.0, high=1.0)
    ae_base_hours: float = sourced(1.5, unit="hours", source=_FITTED, low=0.0, high=12.0)
    ae_busy_hours: float = sourced(
        0.12, unit="hours ÷ share of places free", source=_FITTED, low=0.0, high=5.0
    )
    ae_boarder_hours: float = sourced(2.5, unit="hours per 20 boarders", source=_FITTED, low=0.0, high=50.0)
    ae_long: float = sourced(
        4.0,
        unit="hours in A&E that count as long",
        source="Handbook to the NHS Constitution: four-hour standard",
        low=0.5,
        high=24.0,
    )
    cost_with_stay: float = sourced(
        0.5,
        unit="correlation of the log cost of a spell with its log length",
        source="assumption: varied 0 to 0.9",
        low=-1.0,
        high=1.0,
    )
    zero_base: float = sourced(
        0.67, unit="chance", source="about a third: Health Foundation 2018", low=0.0, high=1.0
    )
    zero_severity: float = sourced(
        0.55, unit="chance per unit of severity", source=_FITTED, low=0.0, high=2.0
    )
    zero_frail: float = sourced(0.25, unit="chance at full frailty", source=_FITTED, low=0.0, high=2.0)
    stay_median: float = sourced(
        3.7,
        unit="days",
        source="assumption: calibrated to emergency stays of 7.9 days and 90% of beds in use: "
        "Health Foundation 2019; Nuffield Trust 2018/19",
        low=0.5,
        high=60.0,
    )
    stay_severity: float = sourced(
        0.9, unit="log days per unit of severity", source=_FITTED, low=0.0, high=5.0
    )
    stay_frail: float = sourced(
        1.1,
        unit="log days at full frailty",
        source="assumption: calibrated to stays of 10.8 days at 85 and over: Health Foundation 2019",
        low=0.0,
        high=5.0,
    )
    stay_sd: float = sourced(0.85, unit="log days", source=_FITTED, low=0.0, high=3.0)
    stay_mind: float = sourced(
        1.3,
        unit="multiplier of physical stays with serious mental illness (2 or 3)",
        source="assumption: varied 1 to 1.6",
        low=0.5,
        high=3.0,
    )
    liaison_wait: float = sourced(
        2.0,
        unit="hours in A&E in a mental health crisis ÷ usual hours",
        source="assumption: varied 1 to 3",
        low=1.0,
        high=10.0,
    )
    readmit_base: float = sourced(
        0.045,
        unit="chance in 30 days",
        source="assumption: calibrated to readmissions of 6.8% of discharges: Friebel 2018, "
        "BMJ Open; Blunt 2015, EMJ",
        low=0.0,
        high=1.0,
    )
    readmit_frail: float = sourced(0.10, unit="chance at full frailty", source=_FITTED, low=0.0, high=1.0)
    readmit_condition: float = sourced(0.012, unit="chance per condition", source=_FITTED, low=0.0, high=1.0)
    readmit_most: float = sourced(0.40, unit="chance", source=_FITTED, low=0.0, high=1.0)
    readmit_unheard: float = sourced(
        0.35,
        unit="extra, when the practice has not heard by day 3",
        source="assumption: varied 0 to 0.7",
        low=0.0,
        high=3.0,
    )
    relapse_from: float = sourced(0.45, unit="severity, least", source=_FITTED, low=0.0, high=1.0)
    relapse_range: float = sourced(
        0.45, unit="severity, greatest less least", source=_FITTED, low=0.0, high=1.0
    )
    readiness_slope: float = sourced(
        0.35,
        unit="fall of log readmission per unit of stay",
        source="assumption: varied x0.5 to x2",
        low=0.01,
        high=3.0,
    )
    readmit_harm: float = sourced(
        1_500.0, unit="£ of health per readmission", source="assumption: varied x0.5 to x2", low=0.0, high=1e5
    )
    readmit_typical: float = sourced(
        0.12, unit="chance the board reckons with", source=_FITTED, low=0.0, high=1.0
    )
    elective_readmit: float = sourced(
        0.025,
        unit="chance in 30 days",
        source="assumption: calibrated to readmissions of 6.8% of discharges: Friebel 2018, "
        "BMJ Open; Blunt 2015, EMJ",
        low=0.0,
        high=1.0,
    )
    day_case_share: float = sourced(
        0.926,
        unit="share of completed pathways",
        source="assumption: calibrated to 90% of beds in use: Nuffield Trust, quarter 1 of 2018/19",
        low=0.0,
        high=1.0,
    )
    urgent_share: float = sourced(
        0.045,
        unit="share of referrals (cancer and urgent)",
        source="assumption: calibrated to a list of which half has waited 7.6 weeks: NHS England "
        "RTT, September 2018; varied 0.03 to 0.25",
        low=0.0,
        high=1.0,
    )
    work_up_median: float = sourced(
        38.0,
        unit="days from referral until a routine treatment can be given, after clinics, tests and the decision",
        source="assumption: calibrated to waits so far of 7.6 weeks (half), 22.2 weeks (92 in 100) and 86.7% within "
        "18 weeks: NHS England RTT, September 2018",
        low=0.0,
        high=365.0,
    )
    work_up_sd: float = sourced(
        1.0,
        unit="log days",
        source="assumption: calibrated together with the median: NHS England RTT, September 2018",
        low=0.0,
        high=3.0,
    )
    elective_stay_median: float = sourced(
        3.55,
        unit="days",
        source="assumption: calibrated to a mean of 5.2 days, within a tenth: Health Foundation "
        "long read, 2019",
        low=0.5,
        high=60.0,
    )
    elective_stay_sd: float = sourced(
        0.8, unit="log days", source="assumption: mean 5.2 days", low=0.0, high=3.0
    )
    follow_ups: float = sourced(
        2.2, unit="follow-up visits per first visit", source="HES 2018/19, about 1 to 2.2", low=0.0, high=20.0
    )
    ordinary_share: float = sourced(
        0.77,
        unit="share of baseline demand treated without extra lists",
        source="assumption: calibrated to a waiting list of 73.8 per 1,000: NHS England RTT, September 2018",
        low=0.1,
        high=1.5,
    )
    extra_list_slope: float = sourced(
        28.0,
        unit="rise of marginal cost per unit of throughput over ordinary",
        source="assumption: calibrated to a waiting list of 73.8 per 1,000: NHS England RTT, September 2018",
        low=0.1,
        high=200.0,
    )
    handover_minutes: float = sourced(
        10.0,
        unit="minutes at full hand-off effort",
        source="assumption: varied x0.5 to x2",
        low=0.1,
        high=120.0,
    )
    handover_harm: float = sourced(
        15.0,
        unit="£ of health lost per message lost",
        source="assumption: gives effort 0.3 today",
        low=0.0,
        high=1e4,
    )


class Hospital(Provider):
    """An acute hospital trust."""

    sort = Sort.HOSPITAL


@rule
def zero_day_chance(severity, frail, p):
    """Chance that an emergency admission has no night: clip(0.62 - 0.55·s - 0.25·frail, 0.02, 0.9)."""
    return min(0.9, max(0.02, p.zero_base - p.zero_severity * severity - p.zero_frail * frail))


@rule
def clinical_stay(severity, frail, mind, readiness, u, p):
    """Days from bed to fit: median·e^{0.9·(s - 0.5) + 0.85·frail + sd·u}·readiness, at least one night.

    A third longer with serious mental illness.

    mind: severity of mental illness, 0 to 3.  u: a standard normal draw.
    Source: fitted to overnight emergency stays of 7.9 days (Health Foundation 2019).
    """
    log_stay = p.stay_severity * (severity - 0.5) + p.stay_frail * frail + p.stay_sd * u
    longer = p.stay_mind if mind >= 2 else 1.0
    return max(1, int(p.stay_median * exp(log_stay) * longer * readiness + 0.5))


@rule
def expected_stay(severity, frail, readiness, p):
    """Days a clinician expects a patient to stay, zero-day stays included."""
    mean = p.stay_median * exp(p.stay_severity * (severity - 0.5) + p.stay_frail * frail + p.stay_sd**2 / 2.0)
    zero = min(0.9, max(0.02, p.zero_base - p.zero_severity * severity - p.zero_frail * frail))
    return (1.0 - zero) * mean * readiness


@rule
def readmission_chance(frail, conditions, readiness, unheard, p):
    """Chance of an emergency return in 30 days.

    clip(0.05 + 0.10·frail + 0.012·n, 0, 0.4)·e^{-k·(readiness - 1)}·(1 + 0.35·[practice has not heard by day 3]).
    """
    chance = min(
        p.readmit_most, max(0.0, p.readmit_base + p.readmit_frail * frail + p.readmit_condition * conditions)
    )
    return chance * exp(-p.readiness_slope * (readiness - 1.0)) * (1.0 + p.readmit_unheard * unheard)


@rule
def hours_in_ae(use, boarders, p):
    """Hours a newcomer spends in A&E: 1.5 + 0.12/max(0.02, 1 - use) + 2.5·boarders/20, at most 14."""
    return min(
        14.0, p.ae_base_hours + p.ae_busy_hours / max(0.02, 1.0 - use) + p.ae_boarder_hours * boarders / 20.0
    )
