"""Rules of testing: who needs a test, how long a result is good for, when it repeats another."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Kind

_UNIT_COST = "assumption: orders of magnitude from reference costs 2018; experiments/questions"


class TestingParameters(NamedTuple):
    """Need, worth and validity of tests by Test: blood, x-ray, scan, heart, function, needs, mental."""

    need_gp: tuple[float, ...] = sourced_list(
        (0.38, 0.042, 0.013, 0.04, 0.0, 0.0, 0.0),
        unit="chance at a contact",
        source="assumption: calibrated to 372 X-rays and 210 scans (Diagnostic Imaging Dataset "
        "2012/13) and towards 4,927 tests of practices per 1,000 a year (O'Sullivan 2018, BMJ 363:k4666)",
        low=0.0,
        high=1.0,
    )
    need_ae: tuple[float, ...] = sourced_list(
        (0.55, 0.27, 0.1, 0.2, 0.0, 0.0, 0.0),
        unit="chance at an attendance",
        source="assumption: calibrated to 372 X-rays and 210 scans per 1,000 a year: Diagnostic "
        "Imaging Dataset 2012/13; others assumed",
        low=0.0,
        high=1.0,
    )
    need_clinic: tuple[float, ...] = sourced_list(
        (0.3, 0.04, 0.09, 0.1, 0.0, 0.0, 0.0),
        unit="chance at a visit",
        source="assumption: calibrated to 372 X-rays and 210 scans per 1,000 a year: Diagnostic "
        "Imaging Dataset 2012/13; others assumed",
        low=0.0,
        high=1.0,
    )
    need_community: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 0.0, 0.6, 0.0, 0.0),
        unit="chance at a start of care",
        source=_UNIT_COST,
        low=0.0,
        high=1.0,
    )
    need_council: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        unit="chance at an assessment",
        source=_UNIT_COST,
        low=0.0,
        high=1.0,
    )
    need_mental: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        unit="chance at a crisis contact",
        source=_UNIT_COST,
        low=0.0,
        high=1.0,
    )
    need_talk: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        unit="chance at a call or a planned visit at home",
        source="assumption: nothing is tested there; varied 0 to 0.1",
        low=0.0,
        high=1.0,
    )
    benefit: tuple[float, ...] = sourced_list(
        (12.0, 35.0, 50.0, 30.0, 60.0, 80.0, 80.0),
        unit="£ of health",
        source=_UNIT_COST,
        low=0.0,
        high=10_000.0,
    )
    burden: tuple[float, ...] = sourced_list(
        (3.0, 5.0, 10.0, 3.0, 10.0, 15.0, 15.0),
        unit="£ of patient burden",
        source=_UNIT_COST,
        low=0.0,
        high=1_000.0,
    )
    valid_days: tuple[float, ...] = sourced_list(
        (14.0, 30.0, 30.0, 60.0, 28.0, 180.0, 60.0),
        unit="days a result is good for",
        source="30 days for imaging as in Lammers et al. 2014, Med Care 52:227; others assumed, 7 to 90",
        low=1.0,
        high=400.0,
    )
    severity_moved: float = sourced(
        0.15, unit="severity change that makes a result out of date", source=_UNIT_COST, low=0.0, high=1.0
    )
    kept: float = sourced(
        0.9,
        unit="share of a fresh test's benefit a valid result keeps",
        source="assumption: 0.6 to 1",
        low=0.0,
        high=1.0,
    )
    order_minutes: float = sourced(1.0, unit="minutes to order a test", source=_UNIT_COST, low=0.0, high=30.0)
    clinician_sd: float = sourced(
        0.8,
        unit="log sd of look-up time over clinicians",
        source="Greenhalgh et al. 2010: clinicians opened the summary record in 0 to 84% of encounters",
        low=0.0,
        high=3.0,
    )
    history_minutes: tuple[float, ...] = sourced_list(
        (5.0, 8.0, 8.0, 8.0, 15.0, 5.0),
        unit="minutes to tell the story again, by Sort of provider",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=60.0,
    )
    history_days: float = sourced(
        365.0,
        unit="days a history is good for",
        source="assumption: a year, varied 90 to 730",
        low=1.0,
        high=2_000.0,
    )
    own_record: float = sourced(
        0.95,
        unit="chance that a provider's own file shows its own result",
        source="assumption: varied 0.8 to 1",
        low=0.0,
        high=1.0,
    )


@rule
def is_valid(day, tested, valid_days, severity, test_severity, severity_moved, same_problem):
    """Whether an earlier result is still good: same problem, young enough, severity not moved much.

    test_severity: 0 to 1, when tested.  same_problem: same episode, or same long-term condition.
    """
    young = day - tested <= valid_days
    return young and same_problem and abs(severity - test_severity) <= severity_moved


@rule
def same_condition(kind, conditions):
    """Whether a new episode of this kind is of the same condition as an older result of the same type."""
    return kind == Kind.EXACERBATION or kind == Kind.FRAILTY or (kind < 0 and conditions > 0)
