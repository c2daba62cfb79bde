"""Arms in a user's words: forms, what is left open in them, paths with years, files; every mistake a sentence."""

import json
from dataclasses import replace

import pytest

from joinedup.experiments.arms import chosen_arms
from joinedup.experiments.experiment import BASELINE, Experiment
from joinedup.model.organisation.dimensions import DataSharing
from joinedup.model.organisation.forms import FORMS, Choice
from joinedup.model.place import load_place

COMPARE = ("compare", "dudley", "--people", 1_000, "--years", 2, "--replications", 1)


def test_a_form_is_taken_at_the_switch_and_a_path_has_its_years():
    arms = chosen_arms("separate,acs+fund,aco-full+private+social-care,stp@1>acs@2>aco-full@4,PI")
    assert [a.name for a in arms] == [
        "separate", "acs+fund", "aco-full+private+social-care", "stp@1>acs@2>aco-full@4",
        "capitated, shared records",
    ]  # fmt: skip
    assert arms[0].plan == ()
    assert arms[1].plan == ((1, Choice(FORMS["acs"], fund=True)),)
    assert arms[2].plan == ((1, Choice(FORMS["aco-full"], private=True, social_care=True)),)
    assert [(year, choice.form) for year, choice in arms[3].plan] == [
        (1, FORMS["stp"]),
        (2, FORMS["acs"]),
        (4, FORMS["aco-full"]),
    ]
    assert arms[4].switches == "PI"


def test_forms_and_paths_are_no_rungs_of_a_ladder():
    rungs = [a.adds_to for a in chosen_arms("P,acs,stp@1>acs@2,placebo")]
    assert rungs == ["", "P", None, None, None]


def test_the_baseline_may_be_any_form(cli):
    code, out, err = cli(*COMPARE, "--from", "acs", "--to", "aco-full@2", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert [a["name"] for a in found["arms"]] == ["acs", "aco-full@2"]
    assert [p["year"] for a in found["arms"] for p in a["plan"]] == [1, 2]
    assert found["arms"][1]["plan"][0]["form"]["entities"] == "one"
    assert found["identical_before_switch"]


def test_more_arms_than_the_screen_has_room_for_stand_in_a_further_table(cli):
    code, out, _ = cli(*COMPARE, "--arms", "separate,acs,aco-full,us-aco,integrated,stp@1>acs@2")
    assert code == 0
    assert out.count("Duplicate tests") == 2
    for name in ("separate", "acs", "aco-full", "us-aco", "integrated", "stp@1>acs@2"):
        assert name in out
    assert "rung by rung" not in out


FILE = """arms:
  slowly:
    - {form: stp, year: 1}
    - {form: acs, year: 3, fund: true}
  as said: aco-full+private
  one record:
    like: acs
    data_sharing: push
"""


def test_arms_may_be_in_a_file(tmp_path):
    file = tmp_path / "arms.yaml"
    file.write_text(FILE)
    base, slowly, as_said, own = chosen_arms(str(file))
    assert base == BASELINE
    assert (slowly.name, as_said.name, own.name) == ("slowly", "as said", "one record")
    assert slowly.plan == ((1, Choice(FORMS["stp"])), (3, Choice(FORMS["acs"], fund=True)))
    assert as_said.plan == ((1, Choice(FORMS["aco-full"], private=True)),)
    assert own.plan == ((1, Choice(FORMS["acs"]._replace(data_sharing=DataSharing.PUSH))),)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "arms:\n  a: {like: acz}\n",
            "arms.yaml:2:13: arms.a.like: unknown form .did you mean acs..; there are",
        ),
        (
            "arms:\n  a: {form: acs, data_sharing: shove}\n",
            "2:32: .*unknown choice; there are: sum",
        ),
        ("arms:\n  a: {form: acs, colour: 1}\n", "arms.yaml:2:18: arms.a.colour: unknown key"),
        ("arms:\n  a: {form: acs, private: true}\n", "2:6: arms.a: private: the form has no budget"),
        (
            "arms:\n  a:\n  - {form: acs, year: 2}\n  - {form: stp, year: 2}\n",
            "arms.yaml:4:5: .*year 2 comes after year 2; the years must rise",
        ),
        (
            "arms:\n  a:\n  - {form: acs}\n  - {form: stp}\n",
            "4:5: .*every form of a path after the first needs",
        ),
        (
            "arms:\n  a: {form: acs, year: soon}\n",
            "2:24: .*whole number of years after the switch, not 'soon'",
        ),
        ("arms:\n  a: acs\n  a: stp\n", "arms.yaml:3:3: arms.a: key given twice"),
        ("arms:\n  a: {payment: per-head}\n", "2:6: .*one entity to pay it to; make entities pool or one"),
        ("arms:\n  a: {payment: shared-savings}\n", "2:6: .*make entities group or group-and-hospitals"),
        ("arms:\n  a: 7\n", "2:6: arms.a: it is neither a form, nor a path"),
        ("forms: {}\n", "it has no arms; a file of arms begins with 'arms:'"),
        ("", "1:1: it is empty; a file of arms begins with 'arms:'"),
        ("arms: [", "not YAML"),
    ],
)
def test_every_mistake_in_a_file_has_its_line_and_column(tmp_path, written, sentence):
    file = tmp_path / "arms.yaml"
    file.write_text(written)
    with pytest.raises(ValueError, match=sentence):
        chosen_arms(str(file))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("acz", r"no arm 'acz' \(did you mean acs\?\); write any of the letters"),
        ("acs+privat", r"no \+privat; there are: \+private, \+fund, \+social-care"),
        ("acs@3>aco-full@2", "year 2 comes after year 3; the years must rise"),
        ("acs>aco-full", "every form of a path after the first needs its year"),
        ("acs@soon", "after @ comes the year"),
        ("acs@0", "year 0; the first year after the switch is 1"),
        ("stp+private", "no budget that a company could run; choose one of: aco-partial"),
        ("acs,acs", "arm 'acs' is there twice"),
        ("missing.yaml", "missing.yaml cannot be read"),
        (" , ", "no arms; write any of the letters"),
    ],
)
def test_every_mistake_in_words_is_one_sentence(words, sentence):
    with pytest.raises(ValueError, match=sentence):
        chosen_arms(words)


def test_a_path_that_goes_on_after_the_last_year_is_refused():
    with pytest.raises(ValueError, match="changes in year 4 after the switch, but only 3 are watched"):
        Experiment("dudley", chosen_arms("stp@1>acs@4"), 1_000, years_after=3)


@pytest.mark.parametrize(
    ("lacks", "arm", "sentence"),
    [
        (
            "community",
            "aco-full",
            "arm 'aco-full' in Dudley.*the place has no community service; add one",
        ),
        (
            "community",
            "stp@1>acs@2",
            "arm 'stp@1>acs@2' in .*no community service.*choose separate, stp or acp",
        ),
        ("council", "aco-full+social-care", "the place has no council whose care could be in the budget"),
    ],
)
def test_a_form_that_needs_a_provider_the_place_lacks_says_so_before_anything_is_run(lacks, arm, sentence):
    place = replace(load_place("dudley"), without=(lacks,))
    with pytest.raises(ValueError, match=sentence):
        Experiment(place, chosen_arms(arm), 1_000)
    Experiment(place, chosen_arms("stp,us-aco"), 1_000)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "acs"), "--from without --to"),
        (("--to", "acs", "--arms", "P"), "both --arms and --to; say one of them"),
        (("--from", "acz", "--to", "acs"), "no arm 'acz'"),
    ],
)
def test_a_comparison_that_is_half_said_says_so(cli, arguments, sentence):
    code, _, err = cli("compare", "dudley", *arguments)
    assert code == 2
    assert sentence in err


def test_the_table_of_forms_shows_every_form_and_says_how_to_write_an_arm(cli):
    code, out, _ = cli("forms")
    assert code == 0
    text = " ".join(out.split())
    for words in (*FORMS, "Payment", "Data sharing", "a sum per head for all care", "stp@1>acs@2>aco-full@4"):
        assert words in text
    code, out, _ = cli("forms", "--json")
    found = json.loads(out)
    assert list(found["forms"]) == list(FORMS)
    for form in found["forms"].values():
        for dimension, choices in found["choices"].items():
            assert form[dimension] in choices


def test_a_form_is_not_compared_with_itself(cli):
    code, _, err = cli(*COMPARE, "--from", "acs", "--to", "acs")
    assert code == 2
    assert "--from acs: there is nothing else to compare it with" in err
