"""What every form keeps, whatever it is made of: people, places and pence; and nothing but terms at the switch."""

import numpy as np
import pytest

from joinedup.agents.vocabulary import Sort
from joinedup.model.audit import audit_money
from joinedup.model.health_system import HealthSystem
from joinedup.model.organisation.dimensions import Fund
from joinedup.model.organisation.forms import FORMS
from joinedup.model.organisation.terms import Level
from joinedup.model.outcomes.staff import governance_of
from joinedup.model.year_book import month_end_after

YEAR = 365
PEOPLE = 600
LEFT_OPEN = [(name, {}) for name in FORMS]
LEFT_OPEN += [(n, {"private": True}) for n, f in FORMS.items() if f.has_joint_result]
LEFT_OPEN += [(n, {"fund": True}) for n, f in FORMS.items() if f.outside_money is not Fund.NONE]
LEFT_OPEN += [(n, {"social_care": True}) for n, f in FORMS.items() if f.has_one_budget]
every_form = pytest.mark.parametrize(
    ("form", "chosen"), LEFT_OPEN, ids=["+".join([n, *chosen]) for n, chosen in LEFT_OPEN]
)


@pytest.fixture(scope="module")
def past():
    model = HealthSystem("dudley", people=PEOPLE, rng=21)
    model.run_until(2 * YEAR)
    return model


@every_form
def test_the_switch_itself_changes_nothing_but_terms_and_what_is_seen_of_money(past, form, chosen):
    model = past.branch()
    model.takes_form(2 * YEAR, form, **chosen)
    seen = ["margin", "money", "dispute"]
    for name, before, after in zip(past.world._fields, past.world, model.world, strict=True):
        if name == "sites":
            before, after = before.copy(), after.copy()
            for column in seen:
                before[column] = after[column] = 0
        assert before.tobytes() == after.tobytes(), name


@every_form
def test_people_places_and_pence_balance_in_every_month_under_every_form(past, form, chosen):
    model = past.branch()
    model.takes_form(2 * YEAR, form, **chosen)
    while model.day < 3 * YEAR:
        model.run_for(month_end_after(model.day) - model.day)  # audits itself, or raises
        assert model.accounts.ledger.total() == 0


@pytest.mark.parametrize("form", [name for name in FORMS if name != "separate"])
def test_a_form_that_is_left_again_leaves_the_terms_that_were_there_before(past, form):
    model = past.branch()
    before = model.accounts.terms
    model.takes_form(2 * YEAR, form)
    model.takes_form(2 * YEAR, "separate")
    after = model.accounts.terms
    assert after.contracts == before.contracts
    assert after.entity_of == before.entity_of
    assert (after.levels, after.budget_holder, after.operator, after.signed) == ((), None, None, frozenset())


def test_a_path_may_lead_through_all_forms(past):
    model = past.branch()
    day = 2 * YEAR
    for form in FORMS:
        model.takes_form(day, form)
        day = month_end_after(day)
    model.run_until(day)
    assert [p.change.form for p in model.switches] == list(FORMS.values())


def test_the_name_of_a_form_is_nothing_to_anybody(past):
    by_name, by_choices = past.branch(), past.branch()
    by_name.takes_form(2 * YEAR, "aco-full")
    by_choices.takes_form(2 * YEAR, FORMS["aco-full"]._replace())
    for model in (by_name, by_choices):
        model.run_for(YEAR)
    assert by_name.digest() == by_choices.digest()
    assert by_name.accounts.ledger == by_choices.accounts.ledger


def test_a_form_that_is_planned_is_taken_in_a_branch_too(past):
    parent = past.branch()
    parent.takes_form(2 * YEAR + 61, "acs", fund=True)
    branch = parent.branch()
    for model in (parent, branch):
        model.run_for(120)
    assert parent.switches
    assert branch.switches == parent.switches
    assert branch.digest() == parent.digest()


@pytest.mark.parametrize(
    ("form", "practices", "hospital", "premises"),
    [
        ("separate", None, None, False),
        ("acs", Level.ALLIANCE, Level.ALLIANCE, False),
        ("aco-virtual", Level.VIRTUAL, Level.VIRTUAL, False),
        ("aco-partial", Level.PARTIAL, Level.FULL, True),
        ("aco-full", Level.FULL, Level.FULL, True),
        ("us-aco", Level.FULL, Level.NONE, False),
        ("integrated", Level.FULL, Level.FULL, True),
    ],
)
def test_who_takes_part_how_far_and_who_shares_premises(past, form, practices, hospital, premises):
    model = past.branch()
    model.takes_form(2 * YEAR, form)
    terms, role = model.accounts.terms, model.world.sites["role"]
    levels = {
        sort: {terms.levels[i] for i in np.flatnonzero(role == sort)} if terms.levels else {None}
        for sort in (Sort.PRACTICE, Sort.HOSPITAL)
    }
    assert levels[Sort.HOSPITAL] == {hospital}
    if practices is None or form in ("us-aco", "integrated"):
        assert levels[Sort.PRACTICE] == {practices}
    else:
        assert max(levels[Sort.PRACTICE]) <= practices
    near = [i for i in np.flatnonzero(role == Sort.PRACTICE).tolist() if premises and terms.levels[i] >= 3]
    assert terms.colocated == frozenset(near)


@pytest.mark.parametrize(
    ("form", "own", "unasked"),
    [("separate", 1.0, 0.0), ("acs", 1.0, 0.0), ("aco-partial", 1.0, 0.0), ("us-aco", 1.0, 0.0),
     ("integrated", 0.0, 1.0)],
)  # fmt: skip
def test_practices_keep_their_contract_unless_they_are_employed(past, form, own, unasked):
    model = past.branch()
    model.takes_form(2 * YEAR, form)
    found = governance_of(model.world.sites, model.accounts.terms)
    assert (found["own contract"], found["unasked"]) == (own, unasked)


@pytest.mark.parametrize(("dear", "joined"), [(0.0, 1.0), (200.0, 0.0)])
def test_practices_join_one_budget_only_if_they_choose(past, dear, joined):
    model = past.branch()
    wanted = {"participation.autonomy": (0.0, 0.0, 0.0, 200.0 - dear, dear), "participation.noise": 0.0}
    model.parameters = model.parameters.with_changes(wanted)
    model.takes_form(2 * YEAR, "aco-full")
    found = governance_of(model.world.sites, model.accounts.terms)
    assert (found["practices full"], found["own contract"], found["unasked"]) == (joined, 1.0 - joined, 0.0)
    model.run_for(YEAR)
    audit_money(model.accounts.ledger)
    names, practice = model.accounts.names, int(np.flatnonzero(model.world.sites["role"] == Sort.PRACTICE)[0])
    holder = names[model.accounts.terms.budget_holder]
    paid = model.accounts.ledger.paid(payer=holder, payee=names[practice], what="general practice", year=2)
    assert (paid > 0) == (joined == 0.0)


def test_a_platform_once_bought_is_kept_and_not_bought_again(past):
    model = past.branch()
    model.takes_form(2 * YEAR, "acs")
    model.run_for(YEAR)
    model.takes_form(3 * YEAR, "aco-full")
    assert model.accounts.terms.platform_day == 2 * YEAR
    bought = model.accounts.prices.platform_purchase * PEOPLE
    paid = model.accounts.ledger.paid(what="record platform", year=2) / 100
    assert paid == pytest.approx(bought + model.accounts.prices.platform_year * PEOPLE, rel=0.05)


@pytest.mark.parametrize(
    ("form", "chosen", "sentence"),
    [
        (
            "acs",
            {"private": True},
            "no budget that a company could run; choose one of: aco-partial, aco-full",
        ),
        ("stp", {"fund": True}, "no money from outside; choose one of: acs, aco-virtual"),
        ("us-aco", {"social_care": True}, "no one budget that could pay for it; choose one of: aco-partial"),
        ("acx", {}, r"no form 'acx' \(did you mean acs\?\); there are: separate, stp"),
    ],
)
def test_a_form_with_no_room_for_what_is_wanted_says_so(past, form, chosen, sentence):
    with pytest.raises(ValueError, match=sentence):
        past.branch().takes_form(2 * YEAR, form, **chosen)
