"""How much planned care: a practice's reviews, a community team's visits in an episode, and whom it visits unasked.

Each is a lever set at the monthly review by the decision rule, from margins and shadow prices alone.
"""

from typing import Any

from joinedup.agents.community_care import worthwhile_risk
from joinedup.agents.decision import best_intensity
from joinedup.agents.vocabulary import Act
from joinedup.model.parameters import Parameters

LEAST, MOST = 0.5, 1.5  # of the usual: nobody halves or doubles what staff and premises are for


def sets_reviews(site: Any, parameters: Parameters) -> None:
    """Reviews of long-term conditions: benefit that falls with each, against slots, cost and admissions avoided.

    A review's margin: one contact's, and the admissions it avoids where they cost or pay the practice's entity.
    """
    p = parameters.practice
    if p.reviews <= 0.0:
        return
    margin = float(site["margin"][Act.CONTACT]) - p.review_avoids * float(site["margin"][Act.ADMIT])
    best = best_intensity(
        float(site["altruism"]),
        p.review_first,
        p.review_fall,
        margin,
        0.0,
        float(site["board_response"]),
        float(site["money"]),
        p.review_minutes * float(site["price_minute"]),
    )
    site["reviews"] += (within_reason(best / p.reviews) - site["reviews"]) / p.review_year


def sets_visits(site: Any, parameters: Parameters) -> None:
    """Visits in a community episode, and the risk from which somebody is visited before falling ill.

    A visit's margin: its own, and the returns to hospital it avoids where they cost or pay the team's entity.
    """
    p, d = parameters.community, parameters.decision
    altruism, response, money = (float(site[name]) for name in ("altruism", "board_response", "money"))
    visit, price = float(site["margin"][Act.CONTACT]), float(site["price_lately"])
    avoided = p.return_typical * p.failure_slope / p.stay
    margin = visit - avoided * float(site["margin"][Act.READMIT])
    best = best_intensity(altruism, p.first_visit, p.visit_fall, margin, 0.0, response, money, price)
    site["visits"] += (within_reason(best / p.stay) - site["visits"]) / d.review_months
    admission = float(site["margin"][Act.ADMIT])
    site["caseload_from"] = worthwhile_risk(altruism, response, money, visit, admission, price, p)


def within_reason(share: float) -> float:
    """A multiplier of the usual, no further from it than a service can go."""
    return min(MOST, max(LEAST, share))
