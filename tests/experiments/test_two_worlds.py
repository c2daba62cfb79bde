"""Two worlds in lock-step are the worlds of `joinedup run`, and what is read month by month adds up to its years."""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.experiments.experiment import Experiment, arm, runs_of
from joinedup.experiments.observing import A_YEAR
from joinedup.experiments.setting import Setting
from joinedup.experiments.snapshot import MONTH, YEAR, snapshot
from joinedup.experiments.two_worlds import TwoWorlds
from joinedup.viz.dashboard.player import outcomes_watched

SETTING = Setting(people=2_000, years=2, burn_in=1, years_before=1)


@pytest.fixture(scope="module")
def lived():
    worlds = TwoWorlds(SETTING.experiment(), outcomes_watched())
    while not worlds.finished:
        worlds.advance()
    return worlds


@pytest.fixture(scope="module")
def runs():
    return list(runs_of(SETTING.experiment(), 0, [0, 1]))


def test_worlds_in_lock_step_end_in_the_digests_of_a_run(lived, runs):
    assert lived.digests() == tuple(run.digest for run in runs)


def test_a_year_that_ends_reads_as_its_book(lived, runs):
    for world, run in enumerate(runs):
        for k, name in enumerate(lived.names):
            ends = lived.values[world, A_YEAR - 1 :: A_YEAR, k, YEAR]
            np.testing.assert_array_equal(ends, run.values[name], err_msg=name)


def test_months_add_up_to_their_year(lived):
    k = lived.names.index("ae_attendances")
    months = lived.values[0, :A_YEAR, k, MONTH]
    year = lived.values[0, A_YEAR - 1, k, YEAR]
    # rates a person-year: months differ in length and people, by less than 2%
    assert months.mean() == pytest.approx(year, rel=0.02)


def test_worlds_are_one_until_the_switch(lived):
    before = lived.values[:, : lived.switch - lived.burnt]
    np.testing.assert_array_equal(before[0], before[1])
    after = lived.values[:, lived.switch - lived.burnt :]
    assert (after[0] != after[1]).any()


def test_a_past_lived_before_leads_to_the_same_worlds_and_stays_as_it_is(lived):
    digest = lived.past.model.digest()
    again = TwoWorlds(SETTING.experiment(), outcomes_watched(), past=lived.past)
    assert again.month == again.switch
    while not again.finished:
        again.advance()
    assert again.digests() == lived.digests()
    np.testing.assert_array_equal(again.values, lived.values)
    assert lived.past.model.digest() == digest


def test_a_baseline_lived_before_is_recalled_month_by_month_and_not_lived_again(lived):
    names, kept = outcomes_watched(), lived.past.baseline
    experiment = SETTING.changed(policy="acs").experiment()
    lived.past.baseline = None
    anew = TwoWorlds(experiment, names, past=lived.past)
    lived.past.baseline = kept
    again = TwoWorlds(experiment, names, past=lived.past)
    while not anew.finished:
        anew.advance()
        again.advance()
        one, other = (snapshot(worlds, [], 1) for worlds in (anew, again))
        np.testing.assert_array_equal(one.values, other.values)
        for mine, theirs in zip(one.maps, other.maps, strict=True):
            for a, b in zip(mine, theirs, strict=True):
                np.testing.assert_array_equal(a, b)
        assert one.flows.keys() == other.flows.keys()
        assert one.digests == other.digests
    assert all(a.equals(b) for y in one.flows for a, b in zip(one.flows[y], other.flows[y]))
    assert again.models[0] is lived.past.model, "the baseline was lived again"


def test_a_baseline_of_other_terms_or_years_is_lived_anew(lived):
    for setting in (SETTING.changed(years=1), SETTING.changed(adequacy=0.95)):
        worlds = TwoWorlds(setting.experiment(), outcomes_watched(), past=lived.past)
        worlds.advance()
        assert worlds.models[0] is not lived.past.model


def test_a_difference_has_an_interval_once_there_are_two_replications(lived):
    one = snapshot(lived, [lived.values[..., YEAR]], 2)
    last = int(one.months[-1])
    alone = one.difference("bed_days", last)
    assert np.isnan(alone.low)
    shifted = lived.values[..., YEAR].copy()
    shifted[1] += 1.0
    two = snapshot(lived, [lived.values[..., YEAR], shifted], 2)
    d = two.difference("bed_days", last)
    assert d.low < d.mean < d.high
    assert d.mean == pytest.approx(alone.mean + 0.5)
    # two values a and a + 1: half-width t(1; .975) x sd / sqrt 2, sd = 1 / sqrt 2
    assert d.half_width == pytest.approx(12.7062 * 0.5, rel=1e-4)


def test_two_worlds_are_two():
    with pytest.raises(ValueError, match="two worlds"):
        TwoWorlds(Experiment("dudley", (arm(""),), people=2_000), ())


def test_the_money_of_every_year_watched_is_followed_in_both_worlds(lived):
    again = TwoWorlds(SETTING.experiment(), lived.names, past=lived.past)
    assert list(again.flows[0]) == [-1]
    again.advance(12)
    again.advance(12)
    for flows in (again.flows, lived.flows):
        assert [list(of_world) for of_world in flows] == [[-1, 1, 2]] * 2
        assert flows[0][-1].equals(flows[1][-1])
        assert not flows[0][2].equals(flows[1][2])
        assert flows[1][2].equals(lived.flows[1][2])
