"""A care home: beds, quality, and which of two payers it takes."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.decision import logistic, shadow_price, worth
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Sort


class CareHomeParameters(NamedTuple):
    """Care homes of a place, and how people come to live in one."""

    homes_per_100k: float = sourced(
        8.0,
        unit="homes per 100,000",
        source="assumption: larger homes than in England, fewer rows; 5 to 25",
        low=0.0,
        high=100.0,
    )
    beds_per_1000: float = sourced(
        7.5, unit="beds per 1,000", source="assumption: varied 5 to 10", low=0.0, high=50.0
    )
    residents_per_1000: float = sourced(
        5.3,
        unit="residents from this place per 1,000 on day 0",
        source="assumption: occupancy about 0.88 with people from elsewhere",
        low=0.0,
        high=50.0,
    )
    quality: tuple[float, ...] = sourced_list(
        (6.0, 3.0),
        unit="shapes of a beta law of quality, whole numbers",
        source="assumption: varied",
        low=1.0,
        high=20.0,
    )
    risk: tuple[float, ...] = sourced_list(
        (1.5, 0.75),
        unit="hazard of acute illness at quality 0, and its fall to quality 1",
        source="assumption: varied",
        low=0.0,
        high=1.5,
    )
    spillover: float = sourced(
        0.6,
        unit="share of extra beds that people from elsewhere take",
        source="assumption: 0 to 0.9, fitted to Gaughan et al. 2015",
        low=0.0,
        high=0.95,
    )
    stay_months: float = sourced(
        30.0,
        unit="months of stay of people from elsewhere",
        source="assumption: 18 to 36",
        low=1.0,
        high=120.0,
    )
    leave: float = sourced(
        0.014,
        unit="chance a month that a resident moves away",
        source="assumption: varied 0 to 0.03",
        low=0.0,
        high=0.5,
    )
    settling_days: float = sourced(
        3.0,
        unit="days until the home has assessed, mean",
        source="assumption: fitted to delayed days by reason",
        low=0.0,
        high=60.0,
    )
    panel_days: float = sourced(
        3.7,
        unit="days until the council's panel agrees, mean",
        source="assumption: calibrated to delayed days for funding, 3.0%: NHS England DTOC, 2018/19",
        low=0.0,
        high=60.0,
    )
    suits: float = sourced(
        0.75,
        unit="chance a day of a place that suits, per share of beds free",
        source="assumption: fitted to delayed days by reason",
        low=0.0,
        high=10.0,
    )
    fee: float = sourced(
        600.0,
        unit="£ a week paid by the council",
        source="assumption: varied 500 to 700",
        low=0.0,
        high=5_000.0,
    )
    premium: float = sourced(
        0.40,
        unit="share that people who pay themselves pay more",
        source="assumption: 0.2 to 0.6",
        low=0.0,
        high=3.0,
    )
    cost: float = sourced(
        480.0,
        unit="£ a week of one more resident",
        source="assumption: varied 400 to 600",
        low=0.0,
        high=5_000.0,
    )
    benefit: float = sourced(
        40.0,
        unit="£ a week of health from living there",
        source="assumption: varied 0 to 100",
        low=0.0,
        high=1_000.0,
    )
    last_beds: float = sourced(
        400.0,
        unit="£ a week for which a home keeps its last beds",
        source="assumption: the premium and some empty weeks; 0 to 800",
        low=0.0,
        high=5_000.0,
    )
    full_from: float = sourced(
        0.95, unit="share of beds", source="assumption: varied 0.85 to 1", low=0.0, high=2.0
    )
    full_width: float = sourced(
        0.02, unit="share of beds", source="assumption: varied 0.01 to 0.05", low=0.001, high=1.0
    )
    noise: float = sourced(
        60.0, unit="£ a week, decision noise", source="assumption: varied x0.5 to x2", low=0.1, high=5_000.0
    )


@rule
def hazard_of_home(quality, p):
    """Multiplier of acute illness where a resident lives: 1.5 - 0.75·quality, at most 1.5."""
    return min(1.5, max(0.0, p.risk[0] - p.risk[1] * quality))


@rule
def takes_chance(site, pays, p):
    """Chance that a home takes an applicant it has room for: the decision rule, a week of residence at a time.

    pays: 1 if the applicant pays for all.  A nearly full home waits for one who does.
    """
    used = float(site.occupied + site.outside) / max(1, site.beds)
    margin = site.weekly_margin[1] if pays > 0 else site.weekly_margin[0]
    scarce = shadow_price(used, p.last_beds, p.full_from, p.full_width)
    return logistic(worth(site.altruism, p.benefit, site.response, site.money, margin, scarce) / p.noise)


class CareHome(Provider):
    """A care home."""

    sort = Sort.CARE_HOME
