"""Council social care: assessment and care packages at home."""

from typing import NamedTuple

from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Sort


class SocialCareParameters(NamedTuple):
    """Packages, assessment and the delays no place can cure."""

    packages_per_1000: float = sourced(
        0.265,
        unit="short packages after hospital per 1,000",
        source="assumption: fitted to delays, 0.2 to 0.6",
        low=0.0,
        high=10.0,
    )
    package_days: float = sourced(
        42.0, unit="days a place is held", source="assumption: six weeks of reablement", low=1.0, high=365.0
    )
    package_base: float = sourced(
        0.005, unit="share of stays", source="assumption: fitted to delays", low=0.0, high=1.0
    )
    package_frail: float = sourced(
        0.165, unit="share of stays at full frailty", source="assumption: fitted to delays", low=0.0, high=1.0
    )
    assessment_days: float = sourced(
        0.0, unit="days to assess", source="assumption: fitted to delays", low=0.0, high=60.0
    )
    other_share: tuple[float, ...] = sourced_list(
        (0.0, 0.004, 0.0, 0.0, 0.045, 0.045, 0.003, 0.007, 0.002, 0.0005),
        unit="share of stays delayed for this reason, by Delay; residential and nursing at full frailty",
        source="assumption: fitted to delayed days by reason, NHS England 2018/19",
        low=0.0,
        high=1.0,
    )
    other_days: tuple[float, ...] = sourced_list(
        (0.0, 4.0, 0.0, 0.0, 12.0, 14.0, 4.0, 7.0, 10.0, 8.0),
        unit="days, mean, by Delay",
        source="assumption: fitted to delayed days by reason, NHS England 2018/19",
        low=0.0,
        high=365.0,
    )


class SocialCare(Provider):
    """A council's social care."""

    sort = Sort.COUNCIL
