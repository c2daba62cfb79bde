"""Where the money goes: every node of the picture closes to the penny, and its sums are the ledger's."""

import copy
from collections import Counter

import pytest

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.money_flows import (
    BACK_IN,
    BACK_OUT,
    DEFICITS,
    HELD,
    LOOPS,
    OVERSPENT,
    PASSED_IN,
    PASSED_OUT,
    SAVED,
    SPENT,
    SURPLUSES,
    closing_of,
    flows_of,
    mean_of,
    stage_of,
)
from joinedup.experiments.sectors import FIXED, sector_costs
from joinedup.model.health_system import HealthSystem
from joinedup.model.ledger import COMMISSIONER, COUNCIL, EQUITY, INPUTS, OUTSIDE, PATIENTS, TREASURY
from joinedup.model.organisation.entity import JOINT_NAME
from joinedup.model.outcomes import OUTCOMES

YEAR = 365
PEOPLE = 1_000
ENDS = (OVERSPENT, DEFICITS, SAVED, SURPLUSES, BACK_IN, BACK_OUT, PASSED_IN, PASSED_OUT)
CHANGES = {
    "as before": None,
    "P": "P",
    "PIOK": "PIOK",
    "stp": ("stp", {}),
    "acs+fund": ("acs", {"fund": True}),
    "us-aco": ("us-aco", {}),
    "aco-partial": ("aco-partial", {}),
    "aco-full+private+fund": ("aco-full", {"private": True, "fund": True}),
    "aco-full+social-care": ("aco-full", {"social_care": True}),
    "integrated": ("integrated", {}),
}
every_change = pytest.mark.parametrize("change", CHANGES)


@pytest.fixture(scope="module")
def worlds():
    """A common past of two years, then two years of each change."""
    past = HealthSystem("dudley", people=PEOPLE, rng=5)
    past.run_until(2 * YEAR)
    found = {}
    for name, change in CHANGES.items():
        model = past.branch()
        if isinstance(change, str):
            model.switch_at(2 * YEAR, change)
        elif change:
            form, left_open = change
            model.takes_form(2 * YEAR, form, **left_open)
        model.run_until(4 * YEAR)
        found[name] = model
    return found


def years_of(model):
    return [(year, flows_of(model, year)) for year in range(len(model.years))]


def into_and_out_of(flows):
    into, out_of = Counter(), Counter()
    for source, target, pence in flows.select("source", "target", "pence").iter_rows():
        out_of[source] += pence
        into[target] += pence
    return into, out_of


def spent_from_outside(ledger, year):
    """Pence that came from parties outside the place, and that went to them, net of what a contract took back."""
    outside = {TREASURY, PATIENTS, EQUITY, OUTSIDE, INPUTS}
    came = sum(
        p for (a, b, _, y), p in ledger.flows.items() if y == year and a in outside and b not in outside
    )
    went = sum(
        p for (a, b, _, y), p in ledger.flows.items() if y == year and b in outside and a not in outside
    )
    return came, went


@every_change
def test_what_comes_into_a_node_is_what_goes_out_of_it(worlds, change):
    for year, flows in years_of(worlds[change]):
        into, out_of = into_and_out_of(flows)
        between = into.keys() & out_of.keys()
        assert "Commissioner" in between
        for node in between:
            assert into[node] == out_of[node], (year, node)


@every_change
def test_money_moves_from_left_to_right_only(worlds, change):
    for _, flows in years_of(worlds[change]):
        assert all(stage_of(a) < stage_of(b) for a, b in flows.select("source", "target").iter_rows())


@every_change
def test_pence_are_whole_and_more_than_none(worlds, change):
    for _, flows in years_of(worlds[change]):
        assert flows["pence"].dtype.is_integer()
        assert flows["pence"].min() > 0


@every_change
def test_what_resources_cost_is_what_the_ledger_paid_for_them(worlds, change):
    model = worlds[change]
    for year, flows in years_of(model):
        into, _ = into_and_out_of(flows)
        drawn = sum(p for node, p in into.items() if node.startswith(SPENT))
        assert drawn == model.accounts.ledger.paid(payee=INPUTS, year=year)
        a_head = flows.filter(flows["target"].str.starts_with(SPENT))["pounds_a_head"].sum()
        assert a_head == pytest.approx(OUTCOMES["resource_cost"](model.years[year]))


@every_change
def test_what_is_spent_on_a_sector_is_what_the_tables_say_it_costs(worlds, change):
    model = worlds[change]
    costs = sector_costs(model, 0)
    for year, flows in years_of(model):
        for node, sector in (("hospital care", "cost_hospital"), ("general practice", "cost_general_practice"),
                             ("social care", "cost_social_care")):  # fmt: skip
            drawn = flows.filter(flows["target"] == SPENT + node)["pounds_a_head"].sum()
            assert drawn == pytest.approx(costs[sector][year], abs=1e-3)
        everything = sum(costs[sector][year] for sector in costs)
        assert everything == pytest.approx(OUTCOMES["resource_cost"](model.years[year]))


@every_change
def test_fixed_costs_stay_in_the_sector_of_the_site_whoever_pays_them(worlds, change):
    accounts = worlds[change].accounts
    levels = accounts.fixed + accounts.step
    for year, flows in years_of(worlds[change]):
        fixed = flows.filter(flows["kind"] == FIXED)
        for sort, node in ((Sort.PRACTICE, "general practice"), (Sort.HOSPITAL, "hospital care")):
            drawn = fixed.filter(fixed["target"] == SPENT + node)["pence"].sum() / 100
            assert drawn == pytest.approx(levels[accounts.sort == sort].sum(), rel=1e-4), year


@every_change
def test_results_are_those_of_the_ledger(worlds, change):
    model = worlds[change]
    ledger = model.accounts.ledger
    ours = {model.accounts.names[row] for row in range(len(model.accounts.sort))} | {JOINT_NAME, COUNCIL}
    for year, flows in years_of(model):
        into, out_of = into_and_out_of(flows)
        assert into[SAVED] - out_of[OVERSPENT] == ledger.surplus(COMMISSIONER, year)
        assert into[SURPLUSES] - out_of[DEFICITS] == sum(ledger.surplus(name, year) for name in ours)
        assert into["Profit taken out"] == ledger.paid(payee=EQUITY, year=year)


@every_change
def test_the_books_close(worlds, change):
    model = worlds[change]
    for year, flows in years_of(model):
        closing = closing_of(flows)
        assert closing.difference == 0
        came, went = spent_from_outside(model.accounts.ledger, year)
        assert closing.came_in - closing.went_out == came - went
        assert closing.came_in <= came
        assert closing.went_out <= went


@every_change
def test_what_ends_on_the_right_to_begin_again_on_the_left_is_the_same(worlds, change):
    for _, flows in years_of(worlds[change]):
        into, out_of = into_and_out_of(flows)
        assert into[BACK_OUT] == out_of[BACK_IN]
        assert into[PASSED_OUT] == out_of[PASSED_IN]
        assert not (into.keys() & out_of.keys() & (LOOPS | HELD))


def test_the_years_before_a_switch_are_the_same_in_every_world(worlds):
    first = years_of(worlds["as before"])[:2]
    for name, model in worlds.items():
        for (_, one), (_, other) in zip(first, years_of(model)):
            assert one.equals(other), name


def test_the_flows_that_a_change_is_about_are_there(worlds):
    def nodes(change, year=2):
        into, out_of = into_and_out_of(flows_of(worlds[change], year))
        return into | out_of

    assert nodes("PIOK")["Transformation fund"] > 0
    assert nodes("PIOK")["Pay for meetings"] > 0
    assert nodes("aco-full+private+fund")["Whole-population budget"] > 0
    assert nodes("aco-full+social-care")["Joint organisation"] > nodes("aco-partial")["Joint organisation"]
    assert nodes("aco-full+social-care")["Council"] == 0
    assert nodes("as before")["Council"] > 0


def test_a_companys_profit_its_loss_a_rescue_and_what_is_passed_on_are_flows_of_their_own(worlds):
    model = copy.copy(worlds["aco-full+private+fund"])
    model.accounts = copy.copy(model.accounts)
    model.accounts.ledger = ledger = model.accounts.ledger.copy()
    hospital, practice = model.codes[2], model.codes[0]
    before = into_and_out_of(flows_of(model, 3))
    for payer, payee, what in (
        (JOINT_NAME, EQUITY, "profit"),
        (EQUITY, JOINT_NAME, "loss of the owner"),
        (JOINT_NAME, COMMISSIONER, "surplus returned"),
        (COMMISSIONER, JOINT_NAME, "rescue"),
        (practice, hospital, "made up"),
        (practice, JOINT_NAME, "made up"),
        (COMMISSIONER, hospital, "Commissioner"),  # somebody's own contract, named like a node
    ):
        ledger.post(3 * YEAR, payer, payee, 700, what)
    into, out_of = (found - old for found, old in zip(into_and_out_of(flows_of(model, 3)), before))
    assert into["Profit taken out"] == out_of["Private owner"] == out_of["Rescue"] == 700
    assert into[BACK_OUT] == out_of[BACK_IN] == 700
    assert into[PASSED_OUT] == out_of[PASSED_IN] == 1_400
    assert out_of["Contract: Commissioner"] == 700
    assert closing_of(flows_of(model, 3)).difference == 0


def test_the_mean_of_years_has_all_their_pence_and_the_mean_of_their_pounds_a_head(worlds):
    years = [flows_of(worlds["us-aco"], year) for year in (2, 3)]
    mean = mean_of(years)
    assert mean["pence"].sum() == sum(flows["pence"].sum() for flows in years)
    assert mean["pounds_a_head"].sum() == pytest.approx(sum(f["pounds_a_head"].sum() for f in years) / 2)
    assert closing_of(mean).difference == 0
    assert mean.select("source", "target", "kind").is_duplicated().sum() == 0


def test_an_organisation_that_has_ended_keeps_what_it_paid_for(worlds):
    model = worlds["aco-full+social-care"].branch()
    model.takes_form(4 * YEAR, "separate")
    model.run_until(5 * YEAR)
    flows = flows_of(model, 3)
    assert flows.equals(flows_of(worlds["aco-full+social-care"], 3))
    assert sum(c[3] for c in sector_costs(model, 0).values()) == pytest.approx(
        OUTCOMES["resource_cost"](model.years[3])
    )


def test_a_year_that_is_not_closed_has_no_flows(worlds):
    with pytest.raises(ValueError, match="year 4 is not closed; 4 are"):
        flows_of(worlds["P"], 4)
