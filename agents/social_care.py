"""Council social care: who is assessed, who is in need, who gets care, and the delays it causes."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.decision import best_throughput, logistic, referral_cut_off
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Sort

_FITTED = "assumption: fitted to delayed days by reason, NHS England 2018/19"


class SocialCareParameters(NamedTuple):
    """Assessment, eligibility, short packages, and the delays no place can cure."""

    packages_per_1000: float = sourced(
        0.205,
        unit="short packages after hospital per 1,000, in a place of `packages_for` people",
        source="assumption: fitted to delays, 0.15 to 0.6",
        low=0.0,
        high=10.0,
    )
    packages_for: float = sourced(
        328.0,
        unit="thousand people",
        source="Dudley, the place the packages were fitted to: NHS Digital, January 2021",
        low=1.0,
        high=1e5,
    )
    packages_busy: float = sourced(
        0.85,
        unit="share of those packages in use; what is spare grows with the square root of what is used",
        source="assumption: 0.7 to 0.95; the square root: Halfin & Whitt 1981, Oper Res 29:567",
        low=0.0,
        high=1.0,
    )
    package_arranged: float = sourced(
        7.4,
        unit="days, mean, that a package takes to arrange once the need is assessed",
        source="assumption: calibrated to delayed days for a care package at home, 20.8%: NHS "
        "England DTOC, 2018/19",
        low=0.0,
        high=30.0,
    )
    package_days: float = sourced(
        42.0, unit="days a place is held", source="assumption: six weeks of reablement", low=1.0, high=365.0
    )
    package_base: float = sourced(
        0.0035,
        unit="share of stays",
        source="assumption: calibrated to delayed days for an assessment, 11.3%: NHS England DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    package_frail: float = sourced(
        0.11,
        unit="share of stays at full frailty",
        source="assumption: calibrated to delayed days for an assessment, 11.3%: NHS England DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    assessments_per_1000: float = sourced(
        16.0, unit="assessments per 1,000 a year", source="assumption: varied 8 to 30", low=0.0, high=500.0
    )
    assessment_cost: float = sourced(
        300.0, unit="£ per assessment", source="assumption: varied 150 to 600", low=1.0, high=5_000.0
    )
    assessment_slope: float = sourced(
        2.0,
        unit="rise of that cost per share of extra assessments",
        source="assumption: varied 1 to 5",
        low=0.1,
        high=20.0,
    )
    wait_worth: float = sourced(
        150.0,
        unit="£ a month of waiting to be assessed",
        source="assumption: varied 50 to 400",
        low=0.0,
        high=5_000.0,
    )
    need_worth: float = sourced(
        212.0,
        unit="£ a week of health per unit of social need met, as the council sees it",
        source="assumption: puts the threshold at 0.4 where a pound counts as a pound; varied x0.5 to x2",
        low=1.0,
        high=5_000.0,
    )
    threshold: tuple[float, ...] = sourced_list(
        (0.25, 0.75),
        unit="lowest and highest need at which care begins",
        source="assumption: varied",
        low=0.0,
        high=1.0,
    )
    policy_months: float = sourced(
        12.0,
        unit="months in which rules of eligibility follow the budget",
        source="assumption: varied 3 to 24",
        low=1.0,
        high=120.0,
    )
    crisis_need: float = sourced(
        0.30, unit="need added by a crisis", source="assumption: varied 0.1 to 0.5", low=0.0, high=1.0
    )
    residential_from: float = sourced(
        0.66,
        unit="need from which a care home is sought",
        source="assumption: fitted to steady occupancy",
        low=0.0,
        high=1.0,
    )
    nursing_share: float = sourced(
        0.5,
        unit="share of seekers who need nursing",
        source="assumption: fitted to delayed days by reason",
        low=0.0,
        high=1.0,
    )
    asks: float = sourced(
        0.022,
        unit="chance a month of asking the council at full need, from 65",
        source="assumption: fitted to steady numbers in care",
        low=0.0,
        high=1.0,
    )
    asks_from: float = sourced(
        0.30, unit="need below which nobody asks", source="assumption: varied 0.2 to 0.4", low=0.0, high=1.0
    )
    asks_again: float = sourced(
        180.0, unit="days after a refusal", source="assumption: varied 90 to 365", low=1.0, high=2_000.0
    )
    stops: float = sourced(
        0.025,
        unit="chance a month that care at home ends: recovered, or helped by others",
        source="assumption: fitted to steady numbers in care, 0.01 to 0.05",
        low=0.0,
        high=0.5,
    )
    moves: float = sourced(
        0.05,
        unit="chance a month of seeking a care home, with home care and need above the level",
        source="assumption: fitted to steady occupancy",
        low=0.0,
        high=1.0,
    )
    charge_worth: float = sourced(
        450.0,
        unit="£ a week a person pays at most for a unit of need",
        source="assumption: varied 250 to 800",
        low=0.0,
        high=5_000.0,
    )
    charge_noise: float = sourced(
        50.0, unit="£ a week", source="assumption: varied 20 to 100", low=0.1, high=1_000.0
    )
    other_share: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.0, 0.0, 0.063, 0.075, 0.003, 0.0078, 0.0018, 0.0005),
        unit="share of stays delayed for this reason, by Delay; residential and nursing at full frailty",
        source="assumption: calibrated to delayed days by reason: NHS England DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    other_days: tuple[float, ...] = sourced_list(
        (0.0, 4.0, 0.0, 0.0, 12.0, 14.0, 4.0, 7.0, 10.0, 8.0),
        unit="days, mean, by Delay; residential and nursing only below 65 or where there are no homes",
        source=_FITTED,
        low=0.0,
        high=365.0,
    )
    by_health: tuple[float, ...] = sourced_list(
        (0.62, 0.6, 0.98, 0.34, 0.37, 0.6, 0.65, 0.9, 0.9, 0.4),
        unit="share of delayed days that the health service answers for, by Delay",
        source="assumption: calibrated to 62.2% of delayed days: NHS England DTOC, 2018/19",
        low=0.0,
        high=1.0,
    )
    by_both: tuple[float, ...] = sourced_list(
        (0.15, 0.2, 0.02, 0.08, 0.08, 0.12, 0.25, 0.0, 0.0, 0.4),
        unit="share for which both answer, by Delay",
        source="assumption: fitted to 7.8% of all, NHS England DTOC 2016/17",
        low=0.0,
        high=1.0,
    )


@rule
def takes_up_chance(need, charge, p):
    """Chance that somebody in need takes care at a charge of £ a week: logistic((worth·need - charge)/noise)."""
    return logistic((p.charge_worth * need - charge) / p.charge_noise)


def best_threshold(
    altruism: float, response: float, money: float, cost: float, p: SocialCareParameters
) -> float:
    """Need from which a council gives care: η·μ·cost/(α·worth of need), within its two limits.

    cost: £ a week of a package less what people pay.  money: rises with a forecast overspend, and the threshold with it.
    """
    aim = referral_cut_off(cost, altruism, response, money) / float(p.need_worth)
    low, high = (float(x) for x in p.threshold)
    return min(high, max(low, aim))


def best_speed(
    altruism: float, response: float, money: float, wait_months: float, p: SocialCareParameters
) -> float:
    """Multiplier of ordinary assessments, 0.8 to 1.3: shorter waits against dearer assessments."""
    cost = float(p.assessment_cost)
    # an ordinary assessment is worth its cost where a pound counts as a pound
    margin = -cost + cost / max(0.25, money)
    slope = float(p.assessment_slope)
    return float(
        best_throughput(altruism, float(p.wait_worth), wait_months, response, money, margin, cost, slope)
    )


def short_packages(thousand: float, p: SocialCareParameters) -> float:
    """Short packages of a place: those in use in proportion to its people, those to spare to their square root.

    In proportion altogether, a small place would wait for them for years by chance alone.
    thousand: people in thousands.
    """
    whole = p.packages_per_1000 * p.packages_for
    share = thousand / p.packages_for
    spare = (1.0 - p.packages_busy) * share**0.5
    return float(whole * (p.packages_busy * share + spare))


class SocialCare(Provider):
    """A council's social care."""

    sort = Sort.COUNCIL
