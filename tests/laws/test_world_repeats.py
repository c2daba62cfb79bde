"""The same question gets the same answer: after a branch, for any hash seed, compiled or not, in any order."""

import os
import subprocess
import sys

import numpy as np
import pytest

from joinedup.experiments.verification.runs import (
    different_tables,
    shuffle_people,
    sites_reversed,
    with_all_its_hospitals,
)
from joinedup.model.health_system import HealthSystem

YEAR = 365
PEOPLE = 500
SHORT = """
import sys
from joinedup.model.health_system import HealthSystem
m = HealthSystem("dudley", people=300, rng=3)
m.run_for(30)
m.takes_form(30, "aco-full")
m.run_for(31)
print(m.digest())
print(int(m.world.tallies.sum()), m.accounts.ledger.total(), sorted(m.accounts.ledger.balances.values()))
"""


def answer_of(script, **settings):
    """What a script prints in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", "-c", script],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2_000:]
    return told.stdout.strip().splitlines()


def test_compiled_and_plain_python_live_the_same_lives():
    compiled = answer_of(SHORT, NUMBA_DISABLE_JIT="0")
    plain = answer_of(SHORT, NUMBA_DISABLE_JIT="1")
    assert compiled == plain


def test_the_hash_seed_of_python_changes_nothing():
    assert answer_of(SHORT, PYTHONHASHSEED="1") == answer_of(SHORT, PYTHONHASHSEED="4242")


def test_one_seed_one_life_another_seed_another():
    one, same, other = (HealthSystem("dudley", people=PEOPLE, rng=s) for s in (1, 1, 2))
    for model in (one, same, other):
        model.run_for(120)
    assert one.digest() == same.digest()
    assert different_tables(one, same) == []
    assert one.digest() != other.digest()


@pytest.mark.parametrize("day", [0, 100, 122, YEAR, YEAR + 17])
def test_a_branch_equals_an_uninterrupted_run_to_the_last_bit(day):
    whole = HealthSystem("dudley", people=PEOPLE, rng=6)
    whole.switch_at(YEAR + 61, "PIO")
    parent = HealthSystem("dudley", people=PEOPLE, rng=6)
    parent.run_for(day)
    branch = parent.branch()
    branch.switch_at(YEAR + 61, "PIO")
    branch.run_for(2 * YEAR - day)
    whole.run_for(2 * YEAR)
    assert branch.digest() == whole.digest()
    assert different_tables(branch, whole) == []
    assert branch.accounts.ledger == whole.accounts.ledger
    assert branch.outcomes().keys() == whole.outcomes().keys()
    for name, values in branch.outcomes().items():
        assert np.array_equal(values, whole.outcomes()[name], equal_nan=True), name


def test_a_switch_that_is_planned_happens_in_a_branch_too():
    parent = HealthSystem("dudley", people=120, rng=6)
    parent.switch_at(122, "P")
    parent.run_for(61)
    branch = parent.branch()
    for model in (parent, branch):
        model.run_for(80)
    assert parent.switches
    assert branch.switches == parent.switches
    assert branch.digest() == parent.digest()


def test_a_branch_on_the_first_morning_takes_over_what_was_edited_in_the_graph():
    parent = HealthSystem("dudley", people=120, rng=6)
    edge = next(iter(parent.referral_graph.edges))
    parent.referral_graph.edges[edge]["relationship"] = 0.9
    branch = parent.branch()
    for model in (parent, branch):
        model.run_for(1)
    assert (
        branch.referral_graph.edges[edge]["relationship"] == parent.referral_graph.edges[edge]["relationship"]
    )


def test_a_branch_leaves_its_parent_alone():
    parent = HealthSystem("dudley", people=PEOPLE, rng=6)
    parent.run_for(YEAR)
    before, balances = parent.digest(), dict(parent.accounts.ledger.balances)
    tables = [array.tobytes() for array in parent.world]
    branch = parent.branch()
    branch.switch_at(YEAR, "PIOK")
    branch.run_for(YEAR)
    assert parent.digest() == before
    assert parent.accounts.ledger.balances == balances
    assert [array.tobytes() for array in parent.world] == tables


def test_days_played_one_by_one_are_the_days_played_together():
    together, apart = (HealthSystem("dudley", people=PEOPLE, rng=7) for _ in range(2))
    together.run_for(100)
    for _ in range(100):
        apart.step()
    assert different_tables(together, apart) == []


def test_people_in_another_order_live_the_same_lives():
    base, shuffled = (HealthSystem("dudley", people=PEOPLE, rng=8) for _ in range(2))
    shuffle_people(shuffled)
    for model in (base, shuffled):
        model.run_for(400)
    assert not np.array_equal(base.world.people["person"], shuffled.world.people["person"])
    assert base.digest() == shuffled.digest()
    assert np.array_equal(base.years[0].by_site, shuffled.years[0].by_site)
    assert base.accounts.ledger == shuffled.accounts.ledger


@pytest.mark.parametrize("place", ["dudley", "cheshire", "manchester"])
def test_providers_in_another_order_treat_the_same_people(place):
    base = HealthSystem(with_all_its_hospitals(place), rng=8)
    with sites_reversed():
        turned = HealthSystem(with_all_its_hospitals(place), rng=8)
        for model in (base, turned):
            model.run_for(200)
    assert base.codes != turned.codes
    assert base.digest() == turned.digest()


def test_one_more_person_changes_nobody_elses_needs():
    few, many = (HealthSystem("dudley", people=n, rng=9) for n in (500, 900))
    assert few.world.people["person"][0] == many.world.people["person"][0]
    columns = ("sex", "decile", "born", "need_day")
    one, other = (m.world.people[np.argsort(m.world.people["person"])][:200] for m in (few, many))
    same_home = one["practice"] == other["practice"]
    assert same_home.sum() > 50
    for column in columns:
        assert np.array_equal(one[column][same_home], other[column][same_home]), column
