"""The books of a whole place: what holds in every month, every year and across a switch."""

import copy
import pickle

import numpy as np
import pytest

from joinedup.agents.costs import CostParameters
from joinedup.agents.happenings import WHATS, What
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Act, Sort
from joinedup.model.accounts import Accounts
from joinedup.model.audit import audit_money
from joinedup.model.ledger import COMMISSIONER, INPUTS, TREASURY
from joinedup.model.organisation.base_year import separate_providers
from joinedup.model.organisation.dimensions import Outcomes
from joinedup.model.organisation.entity import JOINT_NAME, NHS, joint_entity
from joinedup.model.organisation.forms import FORMS, Choice, form_called
from joinedup.model.organisation.switches import switched
from joinedup.model.organisation.taking_form import before_any, under_form
from joinedup.model.payment.contract import Care
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.service import unit_costs

PRACTICES, LIST = 4, 8_000
HOSPITAL, COMMUNITY, MENTAL_HEALTH, COUNCIL, OUT_OF_HOURS = range(PRACTICES, PRACTICES + 5)
PEOPLE = PRACTICES * LIST
CODES = [f"P{i}" for i in range(PRACTICES)] + ["H", "C", "M", "council", "111"]

YEARLY = [  # site, what, per 1,000 people a year, £ each
    (HOSPITAL, What.ADMISSION, 76, 1_300),
    (HOSPITAL, What.ADMISSION_ZERO_DAY, 38, 250),
    (HOSPITAL, What.READMISSION, 14, 0),
    (HOSPITAL, What.AE_MINOR, 160, 25),
    (HOSPITAL, What.AE_MAJOR, 280, 45),
    (HOSPITAL, What.URGENT_REFERRAL, 30, 45),
    (HOSPITAL, What.DAY_CASE, 100, 350),
    (HOSPITAL, What.ELECTIVE_STAY, 10, 1_700),
    (HOSPITAL, What.OUTPATIENT_FIRST, 110, 70),
    (HOSPITAL, What.OUTPATIENT_FOLLOW_UP, 240, 45),
    (COMMUNITY, What.COMMUNITY_DAYS, 128, 55),
    (MENTAL_HEALTH, What.CRISIS_CARE, 8, 360),
    (COUNCIL, What.CARE_PACKAGE_DAYS, 140, 24.3),
    (OUT_OF_HOURS, What.OUT_OF_HOURS, 100, 12),
    *((i, What.GP_BOOKED, 5_000 / PRACTICES, 18) for i in range(PRACTICES)),
    *((i, What.TEST_0, 1_000 / PRACTICES, 3) for i in range(PRACTICES)),
]


def place():
    n = PRACTICES + 5
    sites = np.zeros(n, SITE)
    sites["role"][PRACTICES:] = range(1, 6)
    for column, row in zip(
        ("hospital", "community", "mental_health", "council", "out_of_hours"), range(4, 9)
    ):
        sites[column] = row
    sites["people"] = PEOPLE
    sites["people"][:PRACTICES] = LIST
    return sites


def month_of(rng=None, more=1.0):
    """A month's tables: as expected, or drawn around it."""
    activity, spent = np.zeros((PRACTICES + 5, WHATS), np.int64), np.zeros((PRACTICES + 5, WHATS), np.int64)
    for site, what, rate, cost in YEARLY:
        mean = more * rate * PEOPLE / 12_000
        count = round(mean) if rng is None else int(rng.poisson(mean))
        activity[site, what] += count
        spent[site, what] += count * round(100 * cost)
    return activity, spent


def opened():
    # a year that is lived again is paid for as before
    prices = PriceParameters(council_growth=0.0)
    sites, costs = place(), CostParameters()
    return Accounts(sites, separate_providers(sites, prices, costs), prices, costs, codes=CODES)


def live(accounts, years, rng=None, more=1.0):
    people = place()["people"].astype(float)
    for _ in range(round(12 * years)):
        month = accounts.closed % 12
        year = accounts.closed // 12
        day = 365 * year + round(365 * (month + 1) / 12) - 1
        accounts.close_month(day, *month_of(rng, more), people * 1.1, people)
        assert accounts.ledger.total() == 0
        if month == 11:
            accounts.close_year(day)
    return accounts


def takes(accounts, day, form, **left_open):
    choice = Choice(form_called(form), **left_open)
    facts = accounts.facts(day, of=before_any(accounts.terms))
    accounts.switch(day, under_form(accounts.terms, choice, facts))


def moved(accounts, what, **where):
    return accounts.ledger.paid(what=what, **where) / 100


@pytest.mark.parametrize("form", FORMS)
def test_the_books_balance_in_every_month_under_every_form(form):
    accounts = live(opened(), 2, np.random.default_rng(7))
    takes(accounts, 730, form)
    live(accounts, 2, np.random.default_rng(8))
    audit_money(accounts.ledger)


def test_the_first_year_ends_at_the_usual_margin():
    accounts = live(opened(), 1, np.random.default_rng(1))
    share = accounts.surplus_share()
    assert share[[HOSPITAL, COMMUNITY, MENTAL_HEALTH, OUT_OF_HOURS]] == pytest.approx(-0.01)
    assert share[[*range(PRACTICES), COUNCIL]] == pytest.approx(0.0, abs=1e-6)


def test_the_same_year_again_ends_the_same_way():
    accounts = live(opened(), 3)
    assert accounts.surplus_share()[HOSPITAL] == pytest.approx(-0.01, abs=1e-5)
    first, second, third = (accounts.spending(y) for y in range(3))
    # the first year's repayments had been administered already
    assert second["payers"] == pytest.approx(first["payers"], rel=1e-3)
    assert third["payers"] == pytest.approx(second["payers"], rel=1e-5)
    assert third["resources"] == pytest.approx(second["resources"], rel=1e-5)


def test_what_surpluses_sum_to_is_what_came_in_less_what_was_used_up():
    accounts = live(opened(), 2, np.random.default_rng(3))
    spending = accounts.spending(1)
    providers = sum(accounts.surpluses(1).values())
    used_by_providers = sum(
        pence for (payer, payee, _, year), pence in accounts.ledger.flows.items()
        if payee == INPUTS and year == 1 and payer != COMMISSIONER
    )  # fmt: skip
    paid_to_providers = sum(spending["payers"].values()) - spending["payers"]["administration"]
    assert providers == pytest.approx(paid_to_providers - used_by_providers / 100)


def test_a_test_a_practice_asks_for_is_paid_to_and_spent_by_its_hospital():
    accounts = live(opened(), 1)
    blood = sum(month_of()[0][i, What.TEST_0] for i in range(PRACTICES)) * 12
    assert moved(accounts, "hospital, tests", payer="H", payee=INPUTS) == blood * 3
    contacts = sum(month_of()[0][i, What.GP_BOOKED] for i in range(PRACTICES)) * 12
    assert moved(accounts, "general practice", payee=INPUTS) == contacts * 18


def test_more_emergencies_lose_a_hospital_less_than_under_a_sum_per_head():
    gains = {}
    for switches in ("", "P"):
        accounts = live(opened(), 2)
        accounts.switch(730, switched(accounts.terms, switches, accounts.facts(730)))
        calm = live(copy.deepcopy(accounts), 1)
        busy = live(accounts, 1, more=1.1)
        gains[switches] = busy.surpluses(2)["H"] - calm.surpluses(2)["H"]
    extra = sum(
        (month_of(more=1.1)[1] - month_of()[1])[i, w] for i, w in np.ndindex(PRACTICES + 5, WHATS)
        if i == HOSPITAL or (i < PRACTICES and w == What.TEST_0)
    ) * 12 / 100  # fmt: skip
    assert gains["P"] == pytest.approx(-extra)
    assert gains[""] > gains["P"]


@pytest.mark.parametrize("years", [1.5, 2.0])
def test_a_placebo_switch_leaves_the_books_and_the_margins_as_they_are(years):
    twin, accounts = (live(opened(), years, np.random.default_rng(5)) for _ in range(2))
    day = round(365 * years)
    new = switched(accounts.terms, "", accounts.facts(day))
    assert all(a is not b for a, b in zip(new.contracts, accounts.terms.contracts, strict=True))
    accounts.switch(day, new)
    tables = []
    for books in (twin, accounts):
        live(books, 3 - years, np.random.default_rng(6))
        sites = place()
        books.refill(sites)
        tables.append(sites.tobytes())
    assert accounts.ledger == twin.ledger
    assert tables[0] == tables[1]


def test_a_contract_that_ends_in_mid_year_is_settled_for_its_part_of_the_year():
    accounts = live(opened(), 1)
    live(accounts, 0.25, more=0.5)  # months far below the baseline, then far above: paid on account apart
    live(accounts, 0.25, more=1.5)
    fee = next(c for c in accounts.terms.contracts if c.what == "hospital")
    half = Care(accounts.services[:6, HOSPITAL].sum(axis=0), 0.0, 0.0, 0.5)
    on_account = sum(
        fee.payment(half._replace(services=s, years=1 / 12)) for s in accounts.services[:6, HOSPITAL]
    )
    assert fee.payment(half) > 1.01 * on_account, "nothing to settle"
    accounts.switch(547, switched(accounts.terms, "P", accounts.facts(547)))
    received = moved(accounts, "hospital", payee="H", year=1) - moved(accounts, "hospital", payer="H", year=1)
    assert received == pytest.approx(fee.payment(half), abs=0.1)


def test_payers_pay_the_same_after_a_budget_neutral_switch_if_nothing_else_changes():
    accounts = live(opened(), 2)
    accounts.switch(730, switched(accounts.terms, "P", accounts.facts(730)))
    live(accounts, 1)
    dropped = {"administration", "setting up"}
    before, after = (
        sum(v for k, v in accounts.spending(y)["payers"].items() if k not in dropped) for y in (1, 2)
    )
    assert after == pytest.approx(before, rel=1e-6)
    assert accounts.spending(2)["payers"]["administration"] < accounts.spending(1)["payers"]["administration"]


def test_members_of_one_entity_no_longer_pay_one_another():
    accounts = live(opened(), 1)
    outside = NHS - {Sort.HOSPITAL}
    accounts.switch(365, switched(accounts.terms, "PO", accounts.facts(365), outside))
    bought = live(accounts, 1)
    assert moved(bought, "hospital", payer=JOINT_NAME, payee="H", year=1) > 0
    assert moved(bought, "tax", payer=JOINT_NAME, payee=TREASURY) > 0
    takes(bought, 730, "aco-full")
    live(bought, 1)
    assert moved(bought, "hospital", payer=JOINT_NAME, year=2) == 0.0
    assert all(c.payer != c.payee for c in bought.terms.contracts)
    members = set(CODES) - {"council"}
    assert not [f for f in bought.ledger.flows if f[3] == 2 and f[0] in members]


def test_a_merger_changes_nobodys_books_but_their_name():
    accounts = live(opened(), 2)
    members = [i for i in range(PRACTICES + 5) if i != COUNCIL]
    surplus = (accounts.income - accounts.outgo).sum(axis=0)[members].sum()
    accounts.switch(730, switched(accounts.terms, "O", accounts.facts(730)))
    joint = (accounts.income - accounts.outgo).sum(axis=0)
    assert joint[joint_entity(PRACTICES + 5)] == pytest.approx(surplus)
    assert joint[members] == pytest.approx(np.zeros(len(members)))


def test_a_merger_that_is_undone_loses_no_books_on_the_way():
    accounts = live(opened(), 2)
    before, terms = (accounts.income.sum(), accounts.outgo.sum()), accounts.terms
    accounts.switch(730, switched(terms, "O", accounts.facts(730)))
    accounts.switch(730, terms)
    assert (accounts.income.sum(), accounts.outgo.sum()) == pytest.approx(before)
    assert accounts.income[:, joint_entity(PRACTICES + 5)].sum() == 0.0
    audit_money(accounts.ledger)


def test_a_fund_is_granted_for_three_years_and_drawn_as_it_is_spent_by_whoever_owns_the_service():
    accounts = live(opened(), 1)
    accounts.switch(365, switched(accounts.terms, "K", accounts.facts(365)))
    live(accounts, 4, more=0.9)
    granted = accounts.fund_left[COMMUNITY]
    assert granted == pytest.approx(3 * 26 * PEOPLE, rel=1e-3)
    assert (moved(accounts, "transformation fund"), accounts.fund_a_year(2_000)[COMMUNITY]) == (0.0, 0.0)
    live(accounts, 1, more=1.5)
    extra = (month_of(more=1.5)[1] - month_of()[1])[COMMUNITY].sum() * 12 / 100
    assert moved(accounts, "transformation fund") == pytest.approx(extra, rel=1e-6)
    assert granted - accounts.fund_left[COMMUNITY] == pytest.approx(extra, rel=1e-6)
    accounts.switch(2_190, switched(accounts.terms, "OK", accounts.facts(2_190)))
    accounts.draw_fund(COMMUNITY, 1e9, 2_190)
    assert accounts.income[(accounts.closed - 1) % 12, joint_entity(PRACTICES + 5)] >= granted - extra - 1.0


def test_who_paid_back_more_than_it_got_bears_nothing_of_a_platform():
    accounts = live(opened(), 2)
    accounts.income[:, 0] = -1.0
    accounts.switch(730, switched(accounts.terms, "I", accounts.facts(730)))
    assert 0 in accounts.terms.platform_sites
    assert moved(accounts, "record platform") == pytest.approx(4.0 * PEOPLE, abs=1.0)
    assert moved(accounts, "record platform", payer=accounts.names[0]) == 0.0


def test_a_platform_is_bought_once_and_kept_up_by_all_who_bought_it():
    accounts = live(opened(), 1)
    accounts.switch(365, switched(accounts.terms, "I", accounts.facts(365)))
    live(accounts, 1)
    assert moved(accounts, "record platform") == pytest.approx((4.0 + 2.5) * PEOPLE, abs=1.0)
    assert moved(accounts, "record platform", payer="Council") == 0.0
    assert accounts.terms.agreements()[0, HOSPITAL]
    assert not accounts.terms.agreements()[0, COUNCIL]


def test_a_provider_that_loses_a_share_of_its_work_strands_that_share_of_its_fixed_cost():
    accounts = live(opened(), 1)
    live(accounts, 1, more=0.9)
    lost = 1 - month_of(more=0.9)[1][COMMUNITY].sum() / month_of()[1][COMMUNITY].sum()
    assert 0.05 < lost < 0.15
    fixed, step = accounts.fixed[COMMUNITY], accounts.step[COMMUNITY]
    assert accounts.stranded_cost()[COMMUNITY] == pytest.approx(lost * (fixed + step))
    accounts.release_step(COMMUNITY, 1.0)
    assert accounts.stranded_cost()[COMMUNITY] == pytest.approx(lost * fixed)


def test_deficit_makes_money_weigh_more():
    accounts = live(opened(), 2)
    sites = place()
    accounts.refill(sites)
    calm = sites["money"][HOSPITAL]
    accounts.switch(730, switched(accounts.terms, "P", accounts.facts(730)))
    live(accounts, 1, more=1.1)
    accounts.refill(sites)
    assert sites["money"][HOSPITAL] > 1.5 * calm
    assert sites["margin"][HOSPITAL, Act.ADMIT] < 0.0


def test_accounts_can_be_copied_and_sent_to_another_computer():
    accounts = live(opened(), 1, np.random.default_rng(9))
    for twin in (copy.deepcopy(accounts), pickle.loads(pickle.dumps(accounts))):
        live(twin, 1, np.random.default_rng(10))
        audit_money(twin.ledger)
        assert twin.closed == 24
    live(accounts, 1, np.random.default_rng(10))
    assert accounts.ledger == twin.ledger


def test_a_switch_before_anything_was_paid_is_refused_with_the_reason():
    with pytest.raises(ValueError, match="let a month pass first"):
        opened().facts(0)


def test_sorts_of_sites_are_in_the_order_the_place_gives_them():
    assert list(place()["role"][PRACTICES:]) == [s for s in Sort if Sort.PRACTICE < s <= Sort.OUT_OF_HOURS]


@pytest.mark.parametrize("form", FORMS)
def test_payers_pay_the_same_under_every_form_if_nothing_else_changes(form):
    accounts = live(opened(), 4)
    takes(accounts, 4 * 365, form)
    live(accounts, 1)
    apart = {"administration", "setting up", "tax"}
    before, after = (
        sum(v for k, v in accounts.spending(y)["payers"].items() if k not in apart) for y in (3, 4)
    )
    assert after == pytest.approx(before, rel=1e-6)


def test_a_path_leads_from_budget_to_budget_without_a_windfall():
    accounts = live(opened(), 2)
    takes(accounts, 730, "aco-full")
    live(accounts, 1, more=0.8)  # under fees this would be paid less; the budget does not shrink with it
    takes(accounts, 3 * 365, "integrated")
    live(accounts, 1, more=0.8)
    budgets = [accounts.spending(y)["payers"]["whole-population budget"] for y in (2, 3)]
    assert budgets[1] == pytest.approx(budgets[0], rel=1e-3)


@pytest.mark.parametrize("more", [0.99, 1.01, 0.7])
def test_members_of_a_system_share_half_of_what_is_over_or_under_within_the_collar(more):
    accounts = live(opened(), 2)
    before = accounts.services.sum(axis=0)
    takes(accounts, 730, "acs")
    live(accounts, 1, more=more)
    members = [i for i in range(PRACTICES + 5) if i != COUNCIL]
    unit = unit_costs(accounts.costs, accounts.prices)
    total, spent = (float(s[members].sum(axis=0) @ unit) for s in (before, accounts.services.sum(axis=0)))
    over = min(max(total - spent, -0.05 * total), 0.05 * total)
    received = moved(accounts, "gain and risk share", payer=COMMISSIONER)
    given = moved(accounts, "gain and risk share", payee=COMMISSIONER)
    assert received - given == pytest.approx(0.5 * over, abs=0.1)
    assert (received > 0.0) == (more < 1.0)


def test_a_group_shares_savings_only_beyond_the_minimum_and_only_if_readmissions_are_few():
    shared = {}
    for more in (1.0, 0.99, 0.9):
        accounts = live(opened(), 3)
        takes(accounts, 3 * 365, "us-aco")
        live(accounts, 1, more=more)
        shared[more] = moved(accounts, "shared savings", payer=COMMISSIONER, payee=JOINT_NAME)
    assert shared[1.0] == shared[0.99] == 0.0
    assert shared[0.9] > 0.0


def test_social_care_in_the_budget_is_paid_for_by_the_joint_entity_and_people_pay_what_they_did():
    accounts = live(opened(), 2)
    takes(accounts, 730, "aco-full", social_care=True)
    live(accounts, 1)
    assert accounts.terms.entity_of[COUNCIL] == accounts.terms.entity_of[HOSPITAL]
    assert moved(accounts, "social care", payee=JOINT_NAME, year=2) == pytest.approx(
        moved(accounts, "social care", payee="Council", year=1), rel=1e-6
    )
    assert moved(accounts, "client contributions", payee=JOINT_NAME, year=2) == pytest.approx(
        moved(accounts, "client contributions", payee="Council", year=1), rel=1e-6
    )


def test_a_readmission_costs_a_joint_budget_more_where_a_part_of_it_hangs_on_readmissions():
    margin = {}
    for outcomes in Outcomes:
        accounts = live(opened(), 2)
        form = form_called("aco-full")._replace(outcomes=outcomes)
        facts = accounts.facts(730)
        accounts.switch(730, under_form(accounts.terms, Choice(form), facts))
        sites = place()
        accounts.refill(sites)
        margin[outcomes] = sites["margin"][HOSPITAL, Act.READMIT]
    assert margin[Outcomes.READMISSIONS] < margin[Outcomes.NONE] < 0.0
