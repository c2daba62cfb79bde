"""Arms in a user's words: forms, what is left open in them, paths with years, files; every mistake a sentence."""

import json
from dataclasses import replace

import pytest

from joinedup.experiments.arms import chosen_arms, contract_files
from joinedup.experiments.experiment import BASELINE, Experiment
from joinedup.model.new_numbers import Numbers
from joinedup.model.organisation.dimensions import DataSharing
from joinedup.model.organisation.forms import FORMS, Choice
from joinedup.model.organisation.own_contracts import OwnContracts
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


def test_an_arm_may_differ_in_a_number_alone_or_besides_its_form():
    base, cuts, both, late = chosen_arms(
        "set:prices.council_growth=-0.04,aco-full+private+set:decision.altruism=1,stp@1>acs+set:costs.bed_day=200@3"
    )
    assert base == BASELINE
    assert cuts.plan == ((1, Numbers((("prices.council_growth", -0.04),))),)
    assert (cuts.switches, cuts.adds_to) == ("", None)
    assert both.plan == (
        (1, Numbers((("decision.altruism", 1.0),))),
        (1, Choice(FORMS["aco-full"], private=True)),
    )
    assert [year for year, _ in late.plan] == [1, 3, 3]


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


MORE = """arms:
  cuts: {set: {prices.council_growth: -0.04}}
  terms: {contract: block.yaml}
  all of it:
    - {set: {decision.altruism: 1}, form: acs, contract: block.yaml}
    - {set: {costs.bed_day: 200}, year: 2}
    - {form: aco-full, year: 2}
"""


def test_arms_in_a_file_may_change_numbers_and_put_contracts_in_force(tmp_path, cli):
    (tmp_path / "arms.yaml").write_text(MORE)
    (tmp_path / "block.yaml").write_text("contract: block\npayee: hospital\n")
    _, cuts, terms, whole = chosen_arms(str(tmp_path / "arms.yaml"))
    assert cuts.plan == ((1, Numbers((("prices.council_growth", -0.04),))),)
    assert [(w.kind, w.payee) for w in terms.plan[0][1].written] == [("block", "hospital")]
    assert [(year, type(change)) for year, change in whole.plan] == [
        (1, Numbers), (1, Choice), (1, OwnContracts), (2, Numbers), (2, Choice),
    ]  # fmt: skip
    assert contract_files((cuts, terms, whole)) == [tmp_path / "block.yaml"]
    code, out, err = cli(*COMPARE, "--arms", tmp_path / "arms.yaml", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["identical_before_switch"]
    assert found["arms"][1]["plan"] == [{"year": 1, "set": {"prices.council_growth": -0.04}}]
    assert found["arms"][2]["plan"] == [
        {"year": 1, "contracts": [{"contract": "block", "payee": "hospital"}]}
    ]
    assert found["manifest"]["arms"]["cuts"] == found["arms"][1]["plan"]
    assert {"arms.yaml", "block.yaml"} <= found["manifest"]["inputs"].keys()
    code, out, _ = cli(*COMPARE, "--arms", tmp_path / "arms.yaml")
    assert "cuts, year 1: prices.council_growth = -0.04." in " ".join(out.split())
    assert "terms, year 1: block with hospital." in " ".join(out.split())


def test_an_arm_with_todays_values_is_the_placebo_whatever_the_adequacy_of_others(tmp_path, cli):
    (tmp_path / "arms.yaml").write_text(
        "arms:\n  same: {set: {decision.altruism: 2.0}}\n  placebo: placebo\n"
    )
    code, out, err = cli(*COMPARE, "--arms", tmp_path / "arms.yaml", "--adequacy", 0.9, "--json")
    assert code == 0, err
    base, same, placebo = json.loads(out)["arms"]
    assert base["digest"] == same["digest"] == placebo["digest"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "arms:\n  a: {set: {decision.altruizm: 1}}\n",
            r"arms.yaml:2:13: arms.a.set.decision.altruizm: no parameter .*did you mean altruism\?",
        ),
        (
            "arms:\n  a: {set: {prices.council_growth: 3}}\n",
            "arms.yaml:2:36: .*it must be between -0.2 and 0.2",
        ),
        (
            "arms:\n  a: {set: {community.places_per_1000: 3}}\n",
            "arms.yaml:2:13: .*cannot change at a switch: the place is built from it",
        ),
        ("arms:\n  a: {set: {costs.bed_day: much}}\n", "2:28: .*it must be a number or a list of numbers"),
        ("arms:\n  a: {set: 3}\n", "2:12: arms.a.set: it must name numbers and their values"),
        ("arms:\n  a: {contract: no.yaml}\n", "2:17: arms.a.contract: .*no.yaml cannot be read"),
        ("arms:\n  a: {contract: 3}\n", "2:17: arms.a.contract: it must be a YAML file of contracts"),
        (
            "arms:\n  a:\n  - {set: {costs.bed_day: 3}, year: 2}\n  - {form: acs, year: 1}\n",
            "4:5: .*the years must rise",
        ),
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
        ("set:decision.altruizm=1", "arm 'set:decision.altruizm=1': no parameter"),
        ("set:decision.altruism=", "it must be a number"),
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
