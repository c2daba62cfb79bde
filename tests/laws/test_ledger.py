"""Money is moved, never made: the laws of the ledger."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.model.audit import audit_money
from joinedup.model.ledger import COMMISSIONER, INPUTS, SYSTEM, Ledger

ACCOUNTS = (*SYSTEM, "practice A", "hospital B")
payments = st.lists(
    st.tuples(
        st.integers(0, 2_000),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.integers(0, 10**15),
        st.sampled_from(("hospital", "block", "wages")),
    ),
    max_size=40,
)


def books_of(posts):
    ledger = Ledger(("practice A", "hospital B"))
    for post in posts:
        ledger.post(*post)
        assert ledger.total() == 0
    return ledger


@given(posts=payments)
def test_all_accounts_together_hold_nothing_after_every_payment(posts):
    audit_money(books_of(posts))


@given(posts=payments)
def test_each_account_holds_what_a_plain_sum_of_its_payments_makes(posts):
    ledger = books_of(posts)
    for account in ACCOUNTS:
        came = sum(pence for _, _, payee, pence, _ in posts if payee == account)
        went = sum(pence for _, payer, _, pence, _ in posts if payer == account)
        assert ledger.balances[account] == came - went


@given(posts=payments)
def test_what_payers_pay_is_what_payees_receive(posts):
    ledger = books_of(posts)
    years = {day // 365 for day, *_ in posts}
    assert sum(sum(ledger.by_heading(y).values()) for y in years) == ledger.paid()
    assert sum(ledger.paid(payer=a) for a in ACCOUNTS) == sum(ledger.paid(payee=a) for a in ACCOUNTS)


@given(before=payments, after=payments)
def test_a_copy_does_not_hear_of_later_payments(before, after):
    ledger = books_of(before)
    twins = (ledger.copy(), copy.deepcopy(ledger), pickle.loads(pickle.dumps(ledger)))
    for post in after:
        ledger.post(*post)
    assert all(twin == books_of(before) for twin in twins)


@pytest.mark.parametrize("pence", [-1, 1.0, True, float("nan")])
def test_a_payment_is_a_whole_number_of_pence(pence):
    with pytest.raises(ValueError, match="it must be a whole number"):
        Ledger().post(0, COMMISSIONER, INPUTS, pence, "care")


def test_nobody_is_paid_who_has_no_account():
    with pytest.raises(ValueError, match="no account 'nobody'; there are: Treasury"):
        Ledger().post(0, COMMISSIONER, "nobody", 1, "care")


@pytest.mark.parametrize("pence", [1, -1])
def test_the_audit_sees_a_single_penny(pence):
    ledger = books_of([(0, COMMISSIONER, "practice A", 100, "care")])
    ledger.balances["practice A"] += pence
    with pytest.raises(RuntimeError, match=f"all accounts together hold {pence} pence"):
        audit_money(ledger)
    ledger.balances[COMMISSIONER] -= pence
    with pytest.raises(RuntimeError, match="its payments make"):
        audit_money(ledger)
