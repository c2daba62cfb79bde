"""Claims: the file, the plan that plays each run once, the verdicts of whole claims, the command and its report."""

import json
from dataclasses import replace
from math import isnan
from types import SimpleNamespace

import numpy as np
import pytest

from joinedup.experiments.claims import words
from joinedup.experiments.claims.claim import Claim, Measure, Rule, Side, Sweep
from joinedup.experiments.claims.claim_file import parse_claims, read_claims
from joinedup.experiments.claims.judging import judge
from joinedup.experiments.claims.plan import Plan, Run, chosen
from joinedup.experiments.claims.playing import play
from joinedup.experiments.claims.verdict import OPPOSITE, Direction, Verdict
from joinedup.experiments.executors.here import Here
from joinedup.experiments.inventory import MECHANISMS, Stance
from joinedup.model.place import known_places, load_place

CLAIMS = read_claims()
EFFECTS = (Direction.LESS, Direction.MORE, Direction.DIFFERENT)
GOOD = """
claims:
  x1:
    title: It does something
    hypothesis: Fewer admissions.
    stance: critics
    said: Nobody.
    experiment: One form against another.
    measures:
      - {outcome: emergency_admissions, is: less, arm: acs}
"""


def claim(*measures, **other):
    return Claim("x1", "t", "h", Stance.FOR, "s", "e", tuple(measures), **other)


def stub(claims, effect, noise=0.0):
    """Runs that were never played: in each, 100, the effect of its arm under its numbers, and some luck."""
    plan = Plan(claims, load_place("dudley"), 2_000)
    luck = np.random.default_rng(7)

    def values(run, outcome, side):
        return 100.0 + effect(run.arm, dict(run.given)) + noise * luck.standard_normal(8)

    return SimpleNamespace(plan=plan, values=values, replications=list(range(8)))


# --- the claims that come with the program


def test_every_claim_of_the_inventory_is_there_with_its_stance():
    assert [(c.id, c.stance) for c in CLAIMS] == [(m.id, m.stance) for m in MECHANISMS]


def test_supporters_and_critics_are_asked_for_the_same_size_of_effect():
    for c in CLAIMS:
        for m in c.measures:
            if c.stance is not Stance.NEUTRAL:
                assert m.margin is None, f"{c.id} has a margin of its own"


def test_what_rests_on_community_money_says_so():
    def is_k(side):
        letters = set(side.arm)
        return "+fund" in side.arm or (letters <= set("PIOK") and "K" in letters)

    for c in CLAIMS:
        sides = [m.side for m in (*c.measures, *c.beside)]
        swept = [Side(a) for a in c.sweep.arms] if c.sweep else []
        assert ("K" in c.rests_on) == any(map(is_k, (*sides, *swept))), c.id
        if c.rests_on:
            assert "+fund" in c.experiment or "(K)" in c.experiment, f"{c.id} does not say which arm it uses"


def test_every_place_can_play_every_claim():
    for name in known_places():
        assert not Plan(CLAIMS, load_place(name), 2_000).impossible


# --- the door


def test_a_claim_is_read():
    (found,) = parse_claims(GOOD, "f.yaml")
    assert found.measures == (Measure("emergency_admissions", Direction.LESS, Side("acs")),)
    assert found.stance is Stance.AGAINST


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("emergency_admissions", "emergency_admission", "did you mean emergency_admissions"),
        ("is: less", "is: fewer", "unknown direction"),
        ("arm: acs", "arm: asc", "did you mean acs"),
        ("stance: critics", "stance: critic", "did you mean critics"),
        ("arm: acs", "arm: acs, given: {decision.altruism: -1}", "must be"),
        ("arm: acs", "arm: acs, given: {adequacy: 9}", "between 0.5 and 1.5"),
        ("arm: acs", "arm: acs, group: age 7", "unknown group"),
        ("arm: acs", "arm: acs, years: [3, 2]", "in order"),
        ("arm: acs", "arm: acs, colour: red", "unknown key"),
        ("arm: acs}", "arm: acs}\n    outside: it is", "one of them"),
        ("arm: acs}", "arm: acs}\n    sweep: {over: arm, values: [1]}", "say over"),
        ("arm: acs}", "arm: acs}\n    rests_on: Q", "unknown switch"),
        ("    experiment: One form against another.\n", "", "no experiment"),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, fault):
    with pytest.raises(ValueError, match=r"f\.yaml:\d+:\d+: ") as told:
        parse_claims(GOOD.replace(old, new), "f.yaml")
    assert fault in str(told.value)


def test_an_unknown_id_is_a_mistake():
    with pytest.raises(ValueError, match="no claim 'm99'"):
        chosen(CLAIMS, ["m99"])
    assert [c.id for c in chosen(CLAIMS, ["M22", "m1"])] == ["m1", "m22"]


# --- the plan


def test_each_distinct_run_is_played_once():
    plan = Plan(CLAIMS, load_place("dudley"), 2_000)
    assert len(plan.where) == sum(len(e.arms) for e in plan.experiments)
    asked = sum(2 for c in CLAIMS for m in (*c.measures, *c.beside) for s in (m.side, m.beyond) if s)
    assert len(plan.where) < asked / 2


def test_numbers_that_are_as_they_are_anyway_make_no_run_of_their_own():
    usual = Measure("bed_days", Direction.LESS, Side("acs"))
    given = (("place.joint_working", 0.55),)  # as in Dudley
    same = usual._replace(side=Side("acs", given=given))
    idle = usual._replace(side=Side("acs", given=(("adequacy", 0.9),)))
    plan = Plan([claim(usual, same, idle)], load_place("dudley"), 2_000)
    assert set(plan.where) == {Run("acs"), Run("separate"), Run("acs", (("adequacy", 0.9),))}


def test_a_place_that_cannot_take_a_form_puts_the_claim_outside():
    bare = replace(load_place("dudley"), without=("council",))
    c = claim(Measure("bed_days", Direction.LESS, Side("aco-full+social-care")))
    plan = Plan([c], bare, 2_000)
    found = judge(c, SimpleNamespace(plan=plan, values=None, replications=[0]))
    assert found.verdict is Verdict.OUTSIDE
    assert "no council" in words.why(found)


# --- verdicts of whole claims


def test_a_claim_is_judged_on_what_the_runs_say():
    less = claim(Measure("bed_days", Direction.LESS, Side("acs")))
    for effect, verdict in (
        (-5.0, Verdict.SUPPORTED),
        (5.0, Verdict.NOT_SUPPORTED),
        (0.1, Verdict.NOT_SUPPORTED),
    ):
        assert judge(less, stub([less], lambda arm, _, e=effect: e * (arm == "acs"), 0.1)).verdict is verdict
    wide = judge(less, stub([less], lambda arm, _: -2.0 * (arm == "acs"), 10.0))
    assert wide.verdict is Verdict.UNDECIDED
    assert "Too uncertain to say" in words.why(wide)


def test_turning_the_sign_of_every_result_turns_every_verdict():
    def effect(sign):
        return lambda arm, _: sign * (len(arm) % 5 - 2.0) * (arm != "separate")

    simple = [
        c._replace(measures=(m,), beside=(), rule=Rule.ALL, sweep=None)
        for c in CLAIMS
        for m in c.measures
        if m.trial is None
    ]
    turned = [
        c._replace(measures=(c.measures[0]._replace(direction=OPPOSITE[c.measures[0].direction]),))
        for c in simple
    ]
    one, other = stub(simple, effect(1.0)), stub(turned, effect(-1.0))
    verdicts = [judge(c, one).verdict for c in simple]
    assert verdicts == [judge(c, other).verdict for c in turned]
    assert {Verdict.SUPPORTED, Verdict.NOT_SUPPORTED} <= set(verdicts)
    for c, before in zip(simple, verdicts, strict=True):
        if before is Verdict.SUPPORTED and c.measures[0].direction in (Direction.LESS, Direction.MORE):
            assert judge(c, stub([c], effect(-1.0))).verdict is Verdict.NOT_SUPPORTED


def test_a_claim_depends_where_it_holds_at_one_value_and_not_at_another():
    c = claim(
        Measure("bed_days", Direction.LESS, Side("acs")),
        sweep=Sweep("place.joint_working", (0.15, 0.35, 0.75)),
    )
    found = judge(
        c, stub([c], lambda arm, n: (arm == "acs") * 20.0 * (n.get("place.joint_working", 0.55) - 0.525))
    )
    assert found.verdict is Verdict.DEPENDS
    assert found.at_default is Verdict.NOT_SUPPORTED
    (flip,) = found.flips
    assert (flip.holds_at, flip.fails_at) == (0.35, 0.55)
    assert flip.about == pytest.approx(0.5)  # where the fall is the half percent that matters
    assert "holds at 0.35 and not at 0.55, turning at about 0.5" in words.why(found)


def test_a_claim_depends_on_the_form():
    c = claim(Measure("bed_days", Direction.LESS, Side("acs")), sweep=Sweep("arm", arms=("acp", "stp")))
    found = judge(c, stub([c], lambda arm, _: {"acs": -5.0, "acp": 5.0}.get(arm, 0.0), 0.1))
    assert found.verdict is Verdict.DEPENDS
    assert "it holds for acs, not for acp, stp" in words.why(found)


def test_what_is_beyond_another_difference_is_taken_off():
    m = Measure("bed_days", Direction.MORE, Side("acs"), beyond=Side("acp"))
    found = judge(claim(m), stub([claim(m)], lambda arm, _: {"acs": 7.0, "acp": 4.0}.get(arm, 0.0)))
    assert found.evidence[0].found.mean == pytest.approx(3.0)


def test_an_arm_is_told_in_words():
    assert (
        words.meaning_of("PIO") == "separate organisations, but: capitated, shared records, one organisation"
    )
    assert words.meaning_of("acs+fund").endswith(
        "on a control total; money from outside for community places"
    )
    assert "behaves as before" in words.meaning_of("frozen:us-aco")
    assert words.meaning_of("stp+set:decision.altruism=1").endswith("with decision.altruism=1")


# --- a placebo, played


def as_placebo(c):
    """The claim with the same form in both arms: the second switches to terms that are the same."""

    def same(side):
        return side and side._replace(
            arm="placebo", against="separate", given=(), otherwise=None, years=(1, 1)
        )

    measures = [m._replace(side=same(m.side), beyond=same(m.beyond)) for m in c.measures if m.trial is None]
    return c._replace(measures=tuple(measures), beside=(), sweep=None)


def test_on_a_placebo_no_claim_of_an_effect_is_supported():
    claims = [c for c in map(as_placebo, CLAIMS) if c.measures]
    played = play(Plan(claims, load_place("dudley"), 1_000), 2, Here())
    assert played.identical_before_switch
    effects = 0
    for c in claims:
        found = judge(c, played)
        for e in found.evidence:
            assert e.found.mean == 0.0 or isnan(e.found.mean)
            if e.measure.direction in EFFECTS or c.rule is Rule.MIXED:
                effects += 1
                assert e.verdict is not Verdict.SUPPORTED, (c.id, e)
        if any(m.direction in EFFECTS for m in c.measures):
            assert found.verdict is not Verdict.SUPPORTED, c.id
    assert effects > 40


# --- the command


def test_the_command_prints_writes_and_repeats(cli, tmp_path):
    folder = tmp_path / "out"
    few = (
        "claims",
        "dudley",
        "--people",
        1_000,
        "--replications",
        2,
        "--workers",
        1,
        "--only",
        "m3",
        "--only",
        "m31",
    )
    code, said, _ = cli(*few, "--out", folder)
    assert code == 0
    assert "2 claims:" in said
    assert "outside the model" in said
    assert "not the same as false" in " ".join(said.split())
    page, text = ((folder / name).read_text(encoding="utf-8") for name in ("report.html", "claims.md"))
    for words_of in (page, text):
        assert "Patients repeat their story less" in words_of
        assert "It never went through Parliament" in words_of
    assert "<details>" in page
    assert "<script" not in page
    assert 'src="http' not in page
    held = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    code, said, _ = cli(*few, "--json")
    assert json.loads(said)["claims"] == held["claims"]
    assert [r["digest"] for r in json.loads(said)["manifest"]["runs"]] == [
        r["digest"] for r in held["manifest"]["runs"]
    ]


def test_a_mistake_is_one_sentence(cli, tmp_path):
    code, _, told = cli("claims", "dudley", "--only", "m36")
    assert (code, told.count("\n")) == (2, 1)
    assert "no claim 'm36'" in told
    own = tmp_path / "own.yaml"
    own.write_text(GOOD.replace("acs", "asc"), encoding="utf-8")
    code, _, told = cli("claims", "dudley", "--file", own)
    assert code == 2
    assert f"{own}:10:" in told


def test_the_example_of_the_guide_is_a_claim(root):
    text = (root / "docs" / "claims.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert [c.id for c in parse_claims(example, "docs/claims.md")] == ["x1"]
