"""Contracts of a user's own, put in force on a day: today's terms are a placebo, a sum pays nothing at the margin."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.vocabulary import Act, Sort
from joinedup.model.audit import audit_money
from joinedup.model.health_system import HealthSystem
from joinedup.model.organisation.own_contracts import BESIDE, IN_PLACE, OwnContracts
from joinedup.model.payment.block import Block
from joinedup.model.payment.contract import Party
from joinedup.model.payment.contract_file import parse_contracts
from joinedup.model.payment.contract_terms import KINDS
from joinedup.model.payment.service import NAMES_OF_SERVICES, unit_costs
from joinedup.model.place import HospitalFacts, load_place
from joinedup.model.policy import Planned, plan

YEAR = 365
SWITCH = 2 * YEAR


@pytest.fixture(scope="module")
def past():
    model = HealthSystem("dudley", people=2_000, rng=5)
    model.run_until(SWITCH)
    return model


@pytest.fixture
def under(past, tmp_path):
    """A branch under contracts written in a file."""

    def begun(text, model=None):
        file = tmp_path / "terms.yaml"
        file.write_text(text)
        model = past.branch() if model is None else model
        model.takes_contracts(SWITCH, file)
        return model

    return begun


def hospital(model):
    return int(np.flatnonzero(model.world.sites["role"] == Sort.HOSPITAL)[0])


def contract_of(model, row):
    return next(c for c in model.accounts.terms.contracts if c.sites == (row,))


def lived(model, years=1):
    model.run_until(SWITCH + years * YEAR)
    audit_money(model.accounts.ledger)
    return model.digest(), repr([book.spending for book in model.years])


def todays_fees(model, times=1.0):
    fee = contract_of(model, hospital(model))
    prices = ", ".join(f"{NAMES_OF_SERVICES[s]}: {times * p:g}" for s, p in enumerate(fee.prices) if p)
    return (
        f"contract: fee per procedure\npayee: hospital\nmarginal_rate: {fee.marginal_rate:g}\n"
        f"readmission_price: {fee.readmission_price:g}\nprices: {{{prices}}}\n"
    )


def test_fees_at_todays_prices_are_a_placebo(past, under):
    placebo = past.branch()
    placebo.switch_at(SWITCH)
    assert lived(under(todays_fees(past))) == lived(placebo)


@pytest.mark.parametrize(
    "written",
    [
        "contract: general practice\npayee: practices\n",
        "contract: block\npayee: community\n",
        "contract: block\npayee: mental health\n",
        "contract: social care cash\npayee: council\n",
    ],
)
def test_what_a_file_leaves_out_is_as_it_was(past, under, written):
    placebo = past.branch()
    placebo.switch_at(SWITCH)
    mine, theirs = under(written), placebo.accounts.terms
    for new, old in zip(mine.accounts.terms.contracts, theirs.contracts, strict=True):
        assert (type(new), new.payer, new.payee, new.sites, new.lists, new.what) == (
            type(old), old.payer, old.payee, old.sites, old.lists, old.what,
        )  # fmt: skip
    spent = [sum(m.years[-1].spending["payers"].values()) for m in (mine, placebo) if lived(m)]
    assert spent[0] == pytest.approx(spent[1], rel=0.005)


def test_a_block_pays_nothing_for_one_more(under):
    model = under("contract: block\npayee: hospital\n")
    row = hospital(model)
    block = contract_of(model, row)
    assert isinstance(block, Block)
    assert not block.marginals(model.accounts.forecast()).any()
    a = model.accounts
    share = a.services.sum(axis=0)[row][[6, 7]]
    cost = unit_costs(a.costs, a.prices)[[6, 7]]
    assert model.world.sites["margin"][row, Act.ADMIT] == pytest.approx(-(share @ cost) / share.sum())


def test_a_block_without_a_sum_pays_what_was_paid(past, under):
    model = under("contract: block\npayee: hospital\n")
    row = hospital(model)
    contracts = past.accounts.terms.contracts
    before = past.accounts.last_year_payments()[contracts.index(contract_of(past, row))]
    assert contract_of(model, row).amount == pytest.approx(before)


def test_a_lower_price_lowers_the_margin(past, under):
    row = hospital(past)
    now, half = (
        under(todays_fees(past, times)).world.sites["margin"][row, [Act.ADMIT, Act.ELECTIVE]]
        for times in (1.0, 0.5)
    )
    assert (half < now).all()


@pytest.mark.parametrize(
    "terms",
    [
        "contract: capitation",
        "contract: aligned incentive\nrate: 0.2",
        "contract: outcome withhold\nshare: 0.025\ninner: {contract: fee per procedure, marginal_rate: 0.7}",
        "contract: outcome withhold\nshare: 0.025\ninner: {contract: block}",
        "contract: gain and risk share\nshare: 0.5",
        "contract: shared savings\npreset: one-sided",
        "contract: fee per procedure\nprices: {emergency_spell: 900}",
    ],
)
def test_books_balance_under_every_kind_and_others_keep_their_contract(past, under, terms):
    model = under(f"{terms}\npayee: hospital\n")
    row = hospital(model)
    mine, theirs = ({c for c in m.accounts.terms.contracts if c.sites != (row,)} for m in (model, past))
    assert mine == theirs
    lived(model)


def test_two_hospitals_share_a_sum_by_what_they_were_paid():
    place = load_place("dudley")
    second = HospitalFacts("SECOND", "second hospital", 300, x_km=4.0, located=True)
    place = replace(place, hospitals=(*place.hospitals, second)).scaled(4_000)
    place = replace(place, hospitals=(*place.hospitals[:1], second))
    model = HealthSystem(place, rng=2)
    model.run_until(SWITCH)
    rows = np.flatnonzero(model.world.sites["role"] == Sort.HOSPITAL)
    assert len(rows) == 2
    contracts = model.accounts.terms.contracts
    before = [model.accounts.last_year_payments()[contracts.index(contract_of(model, r))] for r in rows]
    written = parse_contracts("contract: block\npayee: hospitals\namount: 1000000\n", "f.yaml", whole=False)
    plan(model, Planned(SWITCH, OwnContracts(tuple(written))))
    sums = np.array([contract_of(model, r).amount for r in rows])
    assert sums.sum() == pytest.approx(1e6)
    assert sums / sums.sum() == pytest.approx(np.array(before) / sum(before))


def test_cuts_by_contract_and_by_number_are_the_same(past, under):
    by_number = past.branch()
    by_number.changes_numbers(SWITCH, {"prices.council_growth": -0.05})
    by_contract = under("contract: social care cash\npayee: council\ngrowth: -0.05\n")
    cash = [
        next(c for c in m.accounts.terms.contracts if c.payer == Party.TREASURY)
        for m in (by_number, by_contract)
    ]
    assert cash[0].growth == cash[1].growth
    grown = [c.amount * (1.0 + c.growth) ** ((SWITCH - c.start) // YEAR) for c in cash]
    assert grown[0] == pytest.approx(grown[1])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "contract: cost centre\npayee: hospital\n",
            "terms.yaml:1:1: contract: a cost centre cannot be put in force",
        ),
        ("contract: block\n", "payee: it is missing; inside a run it must be one of practices, hospital"),
        ("contract: block\npayee: General\n", "payee: it is 'General', and the place has none such"),
        ("contract: block\npayee: hospital\npayer: patients\n", "payer"),
        ("contract: block\npayee: hospital\npayer: treasury\n", "inside a run it must be the commissioner"),
        ("contract: general practice\npayee: hospital\n", "a general practice contract is with practices"),
        ("contract: social care cash\npayee: community\n", "a social care cash contract is with council"),
        ("contract: block\npayee: hospital\nsites: [X]\n", "there is no site 'X' in the place"),
        ("contract: fee per procedure\npayee: community\n", "prices: they are missing, and only hospitals"),
        (
            "contract: shared savings\npayee: hospital\nbenchmark_years: [2015, 2016, 2017]\n",
            "benchmark_years: it speaks of a table, and a run has none",
        ),
        ("contract: block\npayee: hospital\namount: -3\n", "terms.yaml:3:9: amount"),
    ],
)
def test_what_cannot_be_put_in_force_is_one_sentence(under, text, sentence):
    with pytest.raises(ValueError, match=sentence):
        under(text)


def test_care_in_a_joint_budget_has_no_contract_to_replace(past, under):
    model = past.branch()
    model.takes_form(SWITCH, "aco-full")
    with pytest.raises(
        ValueError, match="has no contract of its own on day 730, as its care is in a joint budget"
    ):
        under("contract: block\npayee: hospital\n", model)


def test_kinds_are_named_as_in_files():
    assert set(IN_PLACE) | set(BESIDE) < set(KINDS)
