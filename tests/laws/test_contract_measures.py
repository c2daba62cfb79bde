"""What contracts measure is read from what happened, kept by the month, and settled by the year."""

import numpy as np
import pytest

from joinedup.agents.costs import CostParameters
from joinedup.agents.happenings import WHATS, What
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Delay, Letter, Sort
from joinedup.model.accounts import Accounts
from joinedup.model.ledger import COMMISSIONER
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.block import Block
from joinedup.model.payment.measure import COUNTED, MEASURES, OF, Measure, measures_of, value
from joinedup.model.payment.outcome_withhold import FOUR_HOURS, OutcomeWithhold
from joinedup.model.payment.prices import PriceParameters


def test_measures_are_read_from_what_happened():
    activity = np.zeros((2, WHATS), np.int64)
    activity[1, [What.AE_MINOR, What.AE_MAJOR, What.AE_LONG]] = 60, 40, 7
    activity[1, [What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE]] = 900, 100
    activity[1, What.DELAYED_0 : What.DELAYED_0 + len(Delay)] = 1
    activity[1, What.LETTER_SENT_0 : What.LETTER_SENT_0 + len(Letter)] = 10
    activity[1, [What.LETTER_LOST_0, What.LETTER_LATE]] = 2, 3
    found = measures_of(activity)
    assert np.isnan(value(found[0], Measure.WITHIN_FOUR_HOURS))
    hospital = [float(value(found[1], m)) for m in range(MEASURES)]
    assert hospital[Measure.WITHIN_FOUR_HOURS] == pytest.approx(0.93)
    assert hospital[Measure.DELAYED_DAYS] == pytest.approx(len(Delay))
    assert hospital[Measure.LATE_LETTERS] == pytest.approx(5 / (10 * len(Letter)))
    unknown = (Measure.READMISSIONS, Measure.EXPERIENCE_PENALTY, Measure.USUAL_PROVIDER)
    assert np.isnan([hospital[m] for m in unknown]).all()


def a_year(long_waits):
    """Accounts after a year in which so many of 1,200 attendances were long."""
    sites = np.zeros(2, SITE)
    sites["role"], sites["hospital"], sites["people"] = [Sort.PRACTICE, Sort.HOSPITAL], 1, 1_000
    contract = OutcomeWithhold(payee=1, sites=(1,), lists=(0,), inner=Block(amount=1e6), target=FOUR_HOURS)
    accounts = Accounts(sites, Terms((contract,), (0, 1)), PriceParameters(), CostParameters())
    for month in range(12):
        activity = np.zeros((2, WHATS), np.int64)
        activity[1, [What.AE_MAJOR, What.AE_LONG]] = 100, long_waits // 12
        people = np.array([1_000.0, 0.0])
        accounts.close_month(30 * month + 29, activity, np.zeros((2, WHATS), np.int64), people, people)
    accounts.close_year(364)
    return accounts, contract


@pytest.mark.parametrize(("long_waits", "paid"), [(60, 1e6), (72, 0.975e6)])
def test_a_hospital_is_paid_in_full_if_few_waited_long(long_waits, paid):
    accounts, contract = a_year(long_waits)
    assert accounts.ledger.paid(payer=COMMISSIONER, payee=accounts.names[1]) == 100 * paid
    forecast = accounts.forecast()
    assert forecast.measures[1, Measure.WITHIN_FOUR_HOURS].tolist() == [1_200 - long_waits, 1_200]
    assert contract.worth_of_measure(forecast) > 0.0


def test_until_a_year_is_settled_what_is_at_stake_is_not_paid():
    accounts, _ = a_year(0)
    before = accounts.ledger.paid(payer=COMMISSIONER, payee=accounts.names[1])
    activity = np.zeros((2, WHATS), np.int64)
    people = np.array([1_000.0, 0.0])
    accounts.close_month(394, activity, activity, people, people)
    paid = accounts.ledger.paid(payer=COMMISSIONER, payee=accounts.names[1]) - before
    assert paid == pytest.approx(0.975 * 1e8 / 12, abs=1)
    assert accounts.measures[0, 1, Measure.WITHIN_FOUR_HOURS, [COUNTED, OF]].tolist() == [0.0, 0.0]
