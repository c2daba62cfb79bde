"""England place by place: the nation is the sum of its places, whoever plays them, and one that fails is not missed."""

import json
from dataclasses import replace
from math import isnan, sqrt

import numpy as np
import polars as pl
import pytest

from joinedup.experiments.england import playing
from joinedup.experiments.england.folder import failures
from joinedup.experiments.england.nation import Nation, half_width, total_of
from joinedup.experiments.england.panels import panels_of
from joinedup.experiments.england.playing import England, own_luck, play
from joinedup.experiments.england.tables import print_nation
from joinedup.experiments.england.tiles import TILE_KM, tiled
from joinedup.experiments.executors.executor import executor_called
from joinedup.experiments.experiment import BASELINE, arm
from joinedup.experiments.pictures import checked
from joinedup.experiments.tables import console
from joinedup.model.england import chosen_places, commissioners, places_of_england, share_of

SOME, SHARE = ("10C", "04Y", "10L"), 0.012  # three small places, some 1,200 to 1,700 people each
ASKED = ("england", "--only", ",".join(SOME), "--people-share", SHARE, "--burn-in", 1)


@pytest.fixture(scope="module")
def england():
    places = share_of(chosen_places(places_of_england(), SOME), SHARE)
    return England(places, years_burnt=1)


@pytest.fixture(scope="module")
def played(england):
    with executor_called(workers=1) as executor:
        return play(england, executor)


@pytest.fixture(scope="module")
def nation(played):
    return Nation(played)


def test_two_workers_play_the_same_england_as_one(england, played):
    with executor_called(workers=2) as executor:
        two = play(england, executor)
    assert [two.digest(a) for a in (0, 1)] == [played.digest(a) for a in (0, 1)]
    assert repr([two.lived[c].arms for c in SOME]) == repr([played.lived[c].arms for c in SOME])


def test_the_largest_place_is_begun_first(england):
    people = [experiment.where.people for experiment in england.experiments]
    assert people == sorted(people, reverse=True)
    assert len(set(people)) == 3


def test_no_two_places_share_their_luck(played):
    assert len({own_luck(code) for code in commissioners()}) == len(commissioners())
    assert len({played.lived[code].arms[0].digest for code in SOME}) == 3


def test_the_arms_of_a_place_are_one_world_until_the_switch(played):
    for code in SOME:
        one, other = played.lived[code].arms
        assert one.digest_before == other.digest_before
        assert one.digest != other.digest


def test_national_totals_are_the_sum_of_the_places(nation, played):
    for which in (0, 1):
        pounds, attendances, lived = 0.0, 0.0, 0.0
        for code in SOME:
            run = played.lived[code].arms[which]
            pounds += sum(run.spending[-1]["resources"].values())
            attendances += run.values["ae_attendances"][-1] * run.person_years[-1] / 1_000.0
            lived += run.person_years[-1]
        cost, ae = nation.figure(which, "resource_cost"), nation.figure(which, "ae_attendances")
        assert cost.total == pytest.approx(pounds)
        assert cost.value == pytest.approx(pounds / lived)
        assert ae.total == pytest.approx(attendances)
        assert ae.total == pytest.approx(round(ae.total))  # people who came, not a rate
        assert (cost.unit, ae.unit) == ("£ a year", "a year")
        assert nation.figure(which, "births").unit == "births a year"


def test_people_on_a_list_are_added_up(nation, played):
    waiting = sum(played.lived[code].arms[0].values["elective_list"][-1] for code in SOME)
    assert nation.figure(0, "elective_list").total == pytest.approx(waiting)


def test_a_difference_is_the_difference_of_what_is_shown(nation):
    for name in nation.outcomes:
        base, other = nation.figure(0, name), nation.figure(1, name)
        if not isnan(other.value):
            assert other.difference.mean == pytest.approx(other.value - base.value, abs=1e-12)
        if not isnan(other.total):
            assert other.total_difference == pytest.approx(other.total - base.total, abs=1e-6)
        assert base.difference.mean == 0.0 or isnan(base.difference.mean)


def test_what_cannot_be_added_up_has_no_total():
    assert isnan(total_of("rationing_index", "share of health at stake")[0])
    assert isnan(total_of("slope_qalys", "QALYs per 1,000 people a year")[0])
    assert isnan(total_of("charges_per_older_person", "£ per person of 65 and over a year")[0])
    assert total_of("ae_attendances", "per 1,000 people a year") == (1_000.0, "a year")


def test_the_interval_of_places_alike_is_students():
    differences = np.array([1.0, 2.0, 3.0])
    assert half_width(differences, np.ones(3)) == pytest.approx(4.302652729911275 / sqrt(3.0))
    assert half_width(differences, np.array([1.0, 1e-9, 1e-9])) == pytest.approx(0.0, abs=1e-6)
    assert isnan(half_width(np.ones(1), np.ones(1)))


def test_tiles_do_not_overlap_and_stay_near_their_towns():
    towns = {c.code: (c.latitude, c.longitude) for c in commissioners().values()}
    tiles = tiled(towns)
    assert set(tiles) == set(towns)
    assert len(set(tiles.values())) == len(towns)
    assert all(t.x_km % TILE_KM == t.y_km % TILE_KM == 0.0 for t in tiles.values())
    assert tiles["11N"].x_km < tiles["07K"].x_km - 300.0  # Cornwall is far west of Suffolk
    assert tiles["00L"].y_km > tiles["09D"].y_km + 400.0  # Northumberland far north of Brighton


def test_every_picture_can_be_drawn(nation):
    panels = [checked(panel) for panel in panels_of(nation)]
    assert {panel.kind for panel in panels} == {"intervals", "map", "table"}
    maps = [panel for panel in panels if panel.kind == "map"]
    assert all(panel.table["size"].sum() == nation.played.people for panel in maps)


# --- a baseline alone, from the first day


def test_a_baseline_alone_needs_no_year_before_the_switch(england):
    alone = replace(england, arms=(BASELINE,), years_burnt=0, years_before=0, places=england.places[:1])
    with executor_called(workers=1) as executor:
        found = Nation(play(alone, executor))
    assert alone.years == (1,)
    assert alone.years_a_place == 1
    assert found.figure(0, "ae_attendances").total > 0.0
    assert isnan(found.figure(0, "ae_attendances").difference.low)  # one place


def test_a_year_that_is_only_burnt_in_is_enough_for_a_switch(england):
    few = replace(england, years_before=0, places=england.places[:1])
    with executor_called(workers=1) as executor:
        runs = play(few, executor).lived[few.places[0].commissioner].arms
    assert runs[0].digest != runs[1].digest


def test_a_switch_on_the_first_day_is_refused(england):
    with pytest.raises(ValueError, match="changes on the first day, but new terms follow from what was paid"):
        replace(england, years_burnt=0, years_before=0)


# --- places that fail


@pytest.fixture
def one_fails(monkeypatch):
    """The Isle of Wight cannot be played."""
    real = playing.runs_of

    def runs(experiment, *rest):
        if experiment.where.commissioner == "10L":
            raise RuntimeError("the ferry is cancelled")
        return real(experiment, *rest)

    monkeypatch.setattr(playing, "runs_of", runs)


def test_a_place_that_fails_does_not_lose_the_others(england, played, one_fails):
    with executor_called(workers=1) as executor:
        found = play(england, executor)
    assert set(found.lived) == {"10C", "04Y"}
    assert "the ferry is cancelled" in found.failed["10L"].error
    assert found.lived["10C"].arms[1].digest == played.lived["10C"].arms[1].digest
    assert failures(found)[0]["name"] == "Isle of Wight"


def test_a_failure_ends_with_one_and_is_listed(cli, one_fails):
    code, out, err = cli(*ASKED, "--arms", "fee", "--before", 0, "--workers", 1)
    assert code == 1
    assert "Isle of Wight (10L) failed: RuntimeError: the ferry is cancelled" in " ".join(err.split())
    assert "NOT ALL OF IT" in out
    assert "FAILED: Isle of Wight (10L)" in out


def test_ctrl_c_keeps_the_places_that_are_finished(england, monkeypatch):
    real, begun = playing.runs_of, []

    def runs(experiment, *rest):
        if begun:
            raise KeyboardInterrupt
        begun.append(experiment)
        return real(experiment, *rest)

    monkeypatch.setattr(playing, "runs_of", runs)
    with executor_called(workers=1) as executor:
        found = play(england, executor)
    assert found.interrupted
    assert list(found.lived) == [begun[0].where.commissioner]


# --- the command


def test_england_prints_for_a_policy_reader(nation, capsys):
    print_nation(nation, console(), by_place=True)
    text = " ".join(capsys.readouterr().out.split())
    for words in (
        "What it saves", "What it does to patients", "A&E attendances", "all of it, a year", "Surrey Heath (10C)",
        "no patient crosses its border", "one replication in each place", "the places are scaled down",
        "need not met in time", "have no known position",
    ):  # fmt: skip
        assert words in text, words


def test_england_writes_its_tables_and_says_the_same_as_json(cli, tmp_path, played):
    out = tmp_path / "england"
    code, said, _ = cli(*ASKED, "--workers", 1, "--out", out, "--json")
    assert code == 0
    found = json.loads(said)
    assert [a["digest"] for a in found["arms"]] == [played.digest(0), played.digest(1)]
    assert found["people"] == found["people_asked"] == sum(p["people"] for p in found["places"])
    assert {p["place"] for p in found["places"]} == set(SOME)
    nation = pl.read_parquet(out / "nation.parquet")
    row = nation.filter((pl.col("arm") == "capitated") & (pl.col("outcome") == "bed_days")).row(0, named=True)
    assert row["difference"] == found["arms"][1]["outcomes"]["bed_days"]["difference"]
    places = pl.read_parquet(out / "places.parquet")
    assert places["place"].n_unique() == 3
    years = pl.read_parquet(out / "years.parquet")
    assert years["year"].unique().sort().to_list() == [-1, 1]
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["sources"][0].startswith("lists: NHS Digital")
    assert set(manifest["places"]) == set(SOME)


def test_a_mistake_is_one_sentence(cli):
    code, out, err = cli("england", "--people-share", 2)
    assert (code, out) == (2, "")
    assert err == "joinedup: people-share is 2; it must be above 0 and at most 1\n"
    assert cli("england", "--only", "99X")[0] == 2


def test_an_england_of_nowhere_is_refused():
    with pytest.raises(ValueError, match="there is no place to play"):
        England(())
    with pytest.raises(ValueError, match="arm 'capitated' is there twice"):
        England(places_of_england()[:1], (arm("P"), arm("P")))
