"""The baseline against published figures."""

import json
from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from joinedup.agents.happenings import What
from joinedup.experiments import counterparts_at_end as at_end
from joinedup.experiments import counterparts_logged as logged
from joinedup.experiments.calibration import at_place, baseline, calibrate, with_spread
from joinedup.experiments.calibration_draws import not_ruled_out
from joinedup.experiments.calibration_table import misses, summary
from joinedup.experiments.england.typical import typical_place
from joinedup.experiments.targets import baseline_targets, targets_in
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.place import load_place


@pytest.fixture(scope="module")
def dudley():
    return load_place("dudley").scaled(2_000)


@pytest.fixture(scope="module")
def rows(dudley):
    return calibrate(dudley, year=1)


@pytest.fixture(scope="module")
def model(dudley):
    return baseline(dudley, year=1)


def test_every_target_has_a_source_a_grade_and_an_answer_of_the_model(rows):
    assert len(rows) == len(baseline_targets())
    for row in rows:
        assert row.source
        assert row.grade in ("A", "A*", "B", "C")
        assert row.low < row.target < row.high
        # a small place may have no large practice, nobody of some group, and too few beds for a planned stay
        few = row.measure.startswith(("…in ", "Elective stay")) or "÷" in row.measure
        assert not isnan(row.model) or few, row.measure


def test_the_command_prints_misses_first_and_model_against_target(cli):
    code, out, _ = cli("calibration", "england", "--people", 1_000, "--year", 0)
    assert code == 0
    said = " ".join(out.split())
    assert said.index("figures of grade A or A* are within range") < said.index(
        "Missed, the furthest off first"
    )
    assert said.index("Missed, the furthest off first") < said.index(
        "Fee per procedure against published figures"
    )
    code, out, _ = cli("calibration", "dudley", "england", "--people", 1_000, "--year", 0, "--json")
    found = json.loads(out)
    assert {"place", "measure", "target", "model", "met", "grade", "off", "source"} <= set(found[0])
    assert [r["place"] for r in found] == ["dudley"] * (len(found) // 2) + ["england"] * (len(found) // 2)
    assert {r["met"] for r in found if r["place"] == "dudley"} == {True, False, None}
    assert {r["met"] for r in found if r["place"] == "england"} == {True, False}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dudley", "--all"), "both places and --all; say one of them"),
        (("england", "--draws", 9_999), "--draws is 9999; it must be between 0 and "),
        (("englnd",), "no place 'englnd'"),
    ],
)
def test_a_wrong_word_is_told_in_a_sentence(cli, words, said):
    code, _, err = cli("calibration", *words)
    assert code == 2
    assert said in err


def test_misses_stand_in_the_order_of_how_far_off_they_are(rows):
    missed = misses(rows)
    assert {id(f) for f in missed} == {id(f) for f in rows if not f.met}
    known = [abs(f.off) for f in missed if not isnan(f.off)]
    assert known == sorted(known, reverse=True)
    graded = [f for f in rows if f.grade in ("A", "A*")]
    assert f"{sum(f.met for f in graded)} of {len(graded)} figures of grade A" in summary(rows, "Dudley")[0]


def test_a_place_is_held_to_what_follows_from_its_deprivation_and_to_nothing_else(rows, dudley):
    poor = replace(dudley, deprivation=(1.0, 0.0, 0.0, 0.0, 0.0))
    here = {f.measure: f for f in at_place(rows, poor)}
    assert here["Emergency admissions"].target == pytest.approx(110.0 * 190.0 / 145.4)
    assert here["Emergency admissions"].low == pytest.approx(99.0 * 190.0 / 145.4)
    assert here["Electives, most ÷ least deprived fifth, ages as they are"].held
    assert not here["Occupancy of acute beds"].held
    assert not here["Emergency admissions, most deprived fifth"].held
    even = at_place(rows, replace(dudley, deprivation=(0.2, 0.2, 0.2, 0.2, 0.2)))
    assert [f.target for f in even] == pytest.approx([f.target for f in rows])


def test_england_in_small_has_its_lists_its_deprivation_and_its_beds():
    place = typical_place(60_000)
    sizes = sorted(p.list_size for p in place.practices)
    assert place.people == 60_000
    assert 0.85 < np.median(sizes) / 7_930.0 < 1.15  # NHS Digital, January 2021
    assert place.deprivation == (0.2,) * 5
    assert place.beds_per_1000 == 1.81
    assert typical_place(60_000) == place


def test_sets_of_numbers_that_are_not_ruled_out_give_the_range_of_the_model(cli):
    sets = not_ruled_out()
    assert len(sets) >= 10
    assert all(s.keys() == sets[0].keys() for s in sets)
    assert len({tuple(s.values()) for s in sets}) == len(sets)
    code, out, _ = cli("calibration", "england", "--people", 1_000, "--year", 0, "--draws", 2, "--json")
    assert code == 0
    rows = [r for r in json.loads(out) if r["model"] is not None]
    assert all(r["least"] <= r["model"] <= r["most"] for r in rows)
    assert sum(r["least"] < r["most"] for r in rows) > 80


def test_the_range_of_other_runs_holds_the_run_itself(rows):
    others = [[replace(f, model=f.model + step) for f in rows] for step in (-1.0, 2.0)]
    for fit, spread in zip(rows, with_spread(rows, others)):
        if not isnan(fit.model):
            assert (spread.least, spread.most) == pytest.approx((fit.model - 1.0, fit.model + 2.0))


def test_the_lives_followed_are_the_lives_lived(model):
    """Everybody of a small place is followed, so what is counted from lives is what the year's book counts."""
    lives, book = logged.lives_of(model), model.years[-1]
    assert len(lives.rows) == at_end.living(model).sum() + book.tallies[:, What.DEATH].sum()
    for what in (What.GP_BOOKED, What.AE_MAJOR, What.OUTPATIENT_FIRST, What.BED_DAYS_EMERGENCY):
        assert lives.counted([what]).sum() == book.tallies[:, what].sum()


def test_costs_add_up_at_published_average_costs(model):
    lives = logged.lives_of(model)
    each = logged.costs(lives, model)
    counted = {w: lives.counted([w]).sum() for w in logged.UNIT_COSTS}
    expected = sum(counted[w] * pounds for w, pounds in logged.UNIT_COSTS.items())
    expected += logged.EMERGENCY_SPELL * lives.counted(logged.ADMITTED).sum()
    expected += logged.DAY_CASE * lives.counted([What.DAY_CASE]).sum()
    expected += logged.ELECTIVE_STAY * lives.counted([What.ELECTIVE_STAY]).sum()
    expected += logged.EXCESS_DAY * lives.counted(range(What.DELAYED_0, What.DELAYED_0 + 10)).sum()
    assert each.sum() == pytest.approx(expected + logged.MEDICINES * len(each))
    assert each.min() >= 0.0
    index = logged.cost_index(range(8), range(5))
    assert index(None, model) == pytest.approx(1.0)


def test_the_list_is_of_waits_so_far_not_of_waits_that_ended(model):
    days = at_end.waited_so_far(model)
    assert len(days) == pytest.approx(model.world.sites["list_length"].sum(), abs=5)
    assert at_end.list_median_wait(None, model) == pytest.approx(np.median(days))
    assert at_end.list_in_18_weeks(None, model) == pytest.approx(100.0 * (days <= 126).mean())


def test_figures_of_some_people_only_are_of_those():
    row = "- {measure: x, unit: y, value: 1, source: none at all, use: fit, model: MODEL}\n"

    def figure(words):
        (target,) = targets_in(row.replace("MODEL", words), "x")
        return target.compute

    book = baseline(load_place("dudley").scaled(3_000), 0).years[0]
    everybody = figure("outcome, of: gp_contacts")(book, None)
    assert everybody == pytest.approx(OUTCOMES["gp_contacts"](book))
    assert figure("outcome, of: gp_contacts, bands: [7]")(book, None) > everybody
    assert figure("index, of: gp_contacts, bands: [0, 1, 2, 3, 4, 5, 6, 7]")(book, None) == pytest.approx(1.0)
    ratio = figure("by_fifth, of: gp_contacts, bands: [4]")(book, None)
    ends = [figure(f"outcome, of: gp_contacts, bands: [4], fifths: [{f}]")(book, None) for f in (0, 4)]
    assert ratio == pytest.approx(ends[0] / ends[1])
    reasons = (
        "care_package+further_nhs+nursing+choice+residential+assessment+housing+funding+equipment+dispute"
    )
    assert figure(f"delay_share, of: {reasons}")(book, None) == pytest.approx(100.0)
