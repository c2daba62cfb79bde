"""Money: what payers paid, what care cost, who was left with what. 2017/18 pounds."""

from typing import Any

from joinedup.agents.age_bands import age_band
from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.model.outcomes.outcome import outcome, per_1000, person_years, ratio, restricted, total

OVERHEADS = ("administration", "setting up", "tax", "record platform")
BONUSES = ("shared savings", "incentive", "withhold", "gain share", "gain and risk share")


def _a_head(book: Any, pounds: float) -> float:
    return ratio(pounds, person_years(book))


def _paid(book: Any, *words: str) -> float:
    return float(sum(v for what, v in book.spending["payers"].items() if any(w in what for w in words)))


def _cost(book: Any, *words: str) -> float:
    return float(sum(v for what, v in book.spending["resources"].items() if any(w in what for w in words)))


@outcome("£ per person a year", by_group=False)
def spend_total(book: Any) -> float:
    """What commissioner and council paid for care."""
    return _a_head(book, sum(v for what, v in book.spending["payers"].items() if what != "allocation"))


@outcome("£ per person a year", by_group=False)
def resource_cost(book: Any) -> float:
    """What care cost: staff, supplies, fixed costs, whoever paid."""
    return _a_head(book, sum(book.spending["resources"].values()))


def _variable(book: Any, *whats: What) -> float:
    return _a_head(book, float(book.spent[:, list(whats)].sum()) / 100.0)


@outcome("£ per person a year", by_group=False)
def variable_cost_emergency(book: Any) -> float:
    """Staff and supplies of A&E and of emergency stays, fixed costs aside."""
    return _variable(
        book,
        What.AE_MINOR,
        What.AE_MAJOR,
        What.URGENT_REFERRAL,
        What.ADMISSION,
        What.ADMISSION_ZERO_DAY,
        What.BED_DAYS_EMERGENCY,
    )


@outcome("£ per person a year", by_group=False)
def variable_cost_elective(book: Any) -> float:
    """Staff and supplies of elective treatment, fixed costs aside."""
    return _variable(book, What.DAY_CASE, What.ELECTIVE_STAY)


@outcome("£ per person a year", by_group=False)
def variable_cost_outpatient(book: Any) -> float:
    """Staff and supplies of hospital clinics, fixed costs aside."""
    return _variable(book, What.OUTPATIENT_FIRST, What.OUTPATIENT_FOLLOW_UP)


@outcome("£ per person a year", by_group=False)
def overheads(book: Any) -> float:
    """Administration, setting up, tax and record platform."""
    return _a_head(book, _cost(book, *OVERHEADS) + _paid(book, "tax"))


@outcome("£ per person a year", by_group=False)
def provider_surplus(book: Any) -> float:
    """Surplus of all providers together."""
    return _a_head(book, sum(book.surpluses.values()))


@outcome("£ per person a year", by_group=False)
def stranded_cost(book: Any) -> float:
    """Fixed cost that falls in activity have not released."""
    return _a_head(book, book.stranded)


@outcome("£ per person a year", by_group=False)
def payer_net(book: Any) -> float:
    """What the commissioner has left of its allocation."""
    return _a_head(book, book.payer_net)


@outcome("£ per person a year", by_group=False)
def profit_extracted(book: Any) -> float:
    """Profit paid out to private owners."""
    return _a_head(book, book.extracted)


@outcome("£ per person a year", by_group=False)
def bonuses(book: Any) -> float:
    """Shared savings, incentives and other bonuses that payers paid, less penalties they took."""
    return _a_head(book, _paid(book, *BONUSES))


@outcome("£ per person a year", by_group=False)
def set_up_cost(book: Any) -> float:
    """Setting up contracts and organisations."""
    return _a_head(book, _cost(book, "setting up"))


@outcome("£ per person a year", by_group=False)
def rescue_payments(book: Any) -> float:
    """Payments to keep failing organisations alive."""
    return _a_head(book, _paid(book, "rescue"))


@outcome("£ per person a year")
def patient_charges(book: Any) -> float:
    """What people paid towards social care themselves, arranged by the council or on their own."""
    return _a_head(book, _charged(book) / 100.0)


def _charged(book: Any) -> float:
    """Pence."""
    return total(book, What.SOCIAL_CHARGE) + total(book, What.SELF_FUNDED)


@outcome("£ per person of 65 and over a year", by_group=False)
def charges_per_older_person(book: Any) -> float:
    """What people paid towards social care themselves, shared among all of 65 and over."""
    older = restricted(book, [g for g in range(FIFTHS * AGE_GROUPS) if g % AGE_GROUPS >= age_band(65.0)])
    return ratio(_charged(book) / 100.0, person_years(older))


@outcome("per 1,000 people a year")
def refused_in_need(book: Any) -> float:
    """People in need of social care who are refused public support, or put off by its charge."""
    return per_1000(book, What.REFUSED_IN_NEED)
