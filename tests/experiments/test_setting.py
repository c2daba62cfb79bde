"""A setting of the dashboard: a question that `joinedup run` plays, a link, and a file that is read back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.experiments.experiment import runs_of
from joinedup.experiments.levers import FROM_SWITCH, levers
from joinedup.experiments.question_file import parse_question
from joinedup.experiments.setting import AS_THE_FORM, FLAGS, PLATFORMS, POLICIES, Setting, opened

moved = st.fixed_dictionaries({}, optional={lv.number: st.sampled_from([lv.low, lv.high]) for lv in levers()})
settings = st.builds(
    lambda policy, platform, flags, numbers, joint, beds, years: Setting().changed(
        policy=policy, people=2_000, platform=platform, joint_working=joint, beds_per_1000=beds, years=years,
        numbers=numbers,
        **{flag: flag in flags for flag in FLAGS},
    ),
    st.sampled_from(list(POLICIES)), st.sampled_from(PLATFORMS), st.sets(st.sampled_from(FLAGS)), moved,
    st.none() | st.sampled_from([0.0, 0.8]), st.none() | st.sampled_from([1.0, 3.0]), st.integers(1, 20),
)  # fmt: skip


@given(setting=settings)
def test_a_setting_comes_back_from_its_file_and_from_its_link(setting):
    assert Setting.from_question(setting.as_question()) == setting
    assert Setting.from_query(setting.as_query()) == setting


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_is_two_arms_of_a_question(policy):
    arms = Setting(policy=policy, people=2_000).experiment().arms
    assert [bool(arm.plan) for arm in arms] == [False, True]


def test_what_a_form_does_not_leave_open_is_left_out():
    setting = Setting(policy="aco-full", private=True, social_care=True, platform="summary")
    assert setting.changed(policy="us-aco").private
    assert not setting.changed(policy="us-aco").social_care
    assert setting.changed(policy="PIO").platform == AS_THE_FORM
    assert (opened("stp"), opened("us-aco")) == ((), ("private",))


def test_numbers_of_the_agreement_change_at_the_switch_and_others_hold_always():
    setting = Setting(numbers={"organisation.withheld": 0.05, "practice.slots_per_1000": 18.0})
    question = parse_question(setting.as_question(), "setting", Path()).question
    assert question.numbers == {"practice.slots_per_1000": 18.0}
    assert any("organisation.withheld" in str(change) for _, change in question.arms[1].plan)
    assert {lv.number for lv in levers() if lv.when == FROM_SWITCH} >= {"organisation.withheld"}


def test_a_lever_that_is_moved_is_in_the_question_whatever_the_policy():
    for lever in levers():
        for policy in ("PI", "aco-full"):
            setting = Setting(policy=policy, people=2_000, numbers={lever.number: lever.high})
            assert f"{lever.number}: {lever.high}" in setting.as_question()


def test_a_question_that_says_less_is_read_with_the_defaults_of_a_question():
    text = "version: 2\nplace: dudley\npeople: 2000\narms: {a: separate, b: P}\n"
    setting = Setting.from_question(text)
    assert (setting.years_before, setting.burn_in) == (2, 2)
    theirs = parse_question(text, "t", Path()).question.experiment(0)
    mine = setting.experiment()
    assert (mine.switch_day, mine.where) == (theirs.switch_day, theirs.where)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a\n- b", "no question file"),
        (": : :", "no YAML"),
        (5_000 * "[", "no YAML"),
        ("a: &a [x, x]\nplace: *a\npeople: 2000\narms: {a: separate, b: P}\n", "no YAML"),
        (70_000 * "x", "longer than 64 kB"),
        ("version: 2\nplace: dudley\npeople: many\narms: {a: separate, b: P}\n", "must be a whole number"),
        ("version: 2\nplace: dudley\npeople: 2000\narms: {a: separate, b: P, c: PI}\n", "other arms"),
        ("version: 2\nplace: /etc/passwd\npeople: 2000\narms: {a: separate, b: P}\n", "no place"),
        ("version: 2\nplace: {like: secret.yaml}\npeople: 2000\narms: {a: separate, b: P}\n", "no place"),
        (
            "version: 2\nplace: dudley\npeople: 2000\narms: {a: separate, b: P}\nby_group: true\n",
            "more than this page can show (by_group)",
        ),
        ("version: 2\nplace: dudley\narms: {a: separate, b: P}\n", "people"),
    ],
)
def test_a_file_that_is_no_setting_is_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=f"^[^\\n]*{re.escape(sentence)}[^\\n]*$"):
        Setting.from_question(text)


def test_a_link_that_names_no_lever_is_one_sentence():
    with pytest.raises(ValueError, match="no lever"):
        Setting.from_query("?beds=3")
    for number in ("many", "1e400", "nan"):
        with pytest.raises(ValueError, match="must be a number"):
            Setting.from_query(f"?people={number}")
    with pytest.raises(ValueError, match="edits of the map"):
        Setting.from_query(f"?edits={5_000 * '['}")


def test_no_lever_reaches_beyond_its_number_and_each_has_a_source():
    for lever in levers():
        assert lever.low <= lever.default <= lever.high
        assert all((lever.source, lever.unit))
        for end in (lever.low, lever.high):
            Setting(people=2_000, numbers={lever.number: end}).experiment()


def test_numbers_of_records_mean_nothing_to_the_baseline():
    usual = Setting(policy="PI", people=500, years=1)
    moved = usual.changed(numbers={"letters.platform_months": 6.0, "letters.shared_record_most": 0.5})
    mine, theirs = (list(runs_of(s.experiment(), 0, [0, 1])) for s in (usual, moved))
    assert mine[0].digest == theirs[0].digest
    assert mine[1].digest != theirs[1].digest
