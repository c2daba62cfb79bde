"""Whatever the numbers: every event is booked once, nobody is lost, no bed is held twice, books balance."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.happenings import GROUPS, WHATS, What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.health_system import HealthSystem
from joinedup.model.place import load_place
from joinedup.model.world import WEEKS
from joinedup.model.year_book import month_end_after

YEAR = 365
PEOPLE = 600


def recount(log):
    """{year: (groups, whats)} of a log."""
    years = {}
    for year in np.unique(log["day"] // YEAR):
        events = log[log["day"] // YEAR == year]
        table = np.zeros((GROUPS, WHATS), np.int64)
        np.add.at(table, (events["group"], events["what"]), events["amount"])
        years[int(year)] = table
    return years


@pytest.fixture(scope="module")
def logged():
    model = HealthSystem("dudley", people=PEOPLE, rng=8, log=True)
    model.switch_at(YEAR, "PIO")
    model.run_for(2 * YEAR + 100)
    return model


def test_the_log_recounts_every_tally_of_every_year(logged):
    found = recount(logged.log)
    assert len(logged.years) == 2
    for book in logged.years:
        assert np.array_equal(found[book.year], book.tallies)
    assert np.array_equal(found[2], logged.world.tallies)
    assert logged.years[1].tallies[:, What.CONTACT].sum() > PEOPLE


def test_the_log_recounts_waits_and_what_was_done_and_spent_at_each_site(logged):
    log = logged.log
    for book in logged.years:
        events = log[log["day"] // YEAR == book.year]
        waits = np.zeros((GROUPS, WEEKS), np.int64)
        stops = events[events["what"] == What.ELECTIVE_WAIT_DAYS]
        np.add.at(waits, (stops["group"], np.minimum(stops["amount"] // 7, WEEKS - 1)), 1)
        assert np.array_equal(waits, book.waits)
        counts, pence = np.zeros_like(book.by_site), np.zeros_like(book.spent)
        np.add.at(counts, (events["site"], events["what"]), events["amount"])
        np.add.at(pence, (events["site"], events["what"]), events["pence"])
        # meetings and overtime are held by sites, not by patients; person-days are noted when the month is closed
        own = np.ones(WHATS, bool)
        own[[What.MEETING_HOURS, What.OVERTIME]] = False
        assert np.array_equal(counts[:, own], book.by_site[:, own])
        assert np.array_equal(pence[:, own], book.spent[:, own])


def test_a_log_of_some_people_is_theirs_and_complete():
    chosen = (3, 77, 500)
    model = HealthSystem("dudley", people=PEOPLE, rng=8, log=chosen)
    model.run_for(YEAR)
    whole = HealthSystem("dudley", people=PEOPLE, rng=8, log=True)
    whole.run_for(YEAR)
    theirs = whole.log[np.isin(whole.log["person"], chosen)]
    assert np.array_equal(np.sort(model.log), np.sort(theirs))
    assert model.digest() == whole.digest()


def test_those_born_later_are_logged_too(logged):
    later = logged.log["person"] >= int(logged.world.people["person"].min()) + PEOPLE
    assert later.any()
    assert ((logged.world.people["marks"] & Mark.LOGGED) > 0).all()


TIGHT = {"beds_per_1000": 0.6}


def test_no_bed_or_place_is_ever_held_twice_in_a_place_that_is_too_small():
    place = replace(load_place("dudley").scaled(1_500), **TIGHT)
    model = HealthSystem(
        place, rng=9, parameters={"community.places_per_1000": 0.7, "social_care.packages_per_1000": 0.7}
    )
    sites = model.world.sites
    fullest, boarders = 0, 0
    for _ in range(YEAR):
        model.step()
        assert np.all(sites["occupied"] <= sites["beds"])
        assert np.all(sites["in_use"] <= sites["places"])
        assert np.all(sites["occupied"] >= 0)
        assert np.all(sites["in_use"] >= 0)
        hospital = sites["role"] == Sort.HOSPITAL
        fullest = max(fullest, int((sites["occupied"] / np.maximum(1, sites["beds"]))[hospital].max() * 100))
        boarders = max(boarders, int(sites["boarding"].sum()))
    assert fullest == 100, "beds were never short: nothing was tested"
    assert boarders > 5


def test_everybody_alive_is_in_one_place_every_day_and_flows_explain_the_census():
    model = HealthSystem("dudley", people=PEOPLE, rng=10, log=True)
    living = int((model.world.people["where"] < Where.UNBORN).sum())
    seen = 0
    for _ in range(200):
        model.step()
        log = model.log
        today = log[seen:]
        seen = len(log)
        where = model.world.people["where"]
        assert np.all(where <= Where.DEAD)
        births, deaths = (int((today["what"] == w).sum()) for w in (What.BIRTH, What.DEATH))
        now = int((where < Where.UNBORN).sum())
        assert now == living + births - deaths
        living = now
        assert np.all(model.world.people["death_day"][where < Where.UNBORN] >= model.day)


def test_nobody_who_is_dead_does_anything():
    model = HealthSystem("dudley", people=PEOPLE, rng=11, log=True, parameters={"health.death_scale": 2.0})
    model.run_for(YEAR)
    log = model.log
    died = {int(e["person"]): n for n, e in enumerate(log) if e["what"] == What.DEATH}
    assert len(died) > 5
    for person, n in died.items():
        after = log[n + 1 :]
        mine = after[after["person"] == person]
        assert set(mine["what"].tolist()) <= {int(What.DEATH_OF_BOARDING)}, person


@pytest.mark.parametrize("switches", ["", "P", "IO", "PIOK"])
def test_people_places_and_pence_balance_in_every_month_under_every_switch(switches):
    model = HealthSystem("dudley", people=400, rng=12)
    model.switch_at(YEAR, switches)
    while model.day < 2 * YEAR:
        model.run_for(month_end_after(model.day) - model.day)  # audits itself, or raises
        assert model.accounts.ledger.total() == 0
    assert len(model.years) == 2


def test_the_audit_stops_a_run_that_has_lost_a_letter_or_an_entry():
    model = HealthSystem("dudley", people=400, rng=12)
    model.world.today[0]["lost"] = 1
    with pytest.raises(RuntimeError, match="found no room"):
        model.run_for(40)


def test_money_spent_on_resources_is_what_the_diary_says_care_cost():
    model = HealthSystem("dudley", people=PEOPLE, rng=13)
    model.run_for(2 * YEAR)
    for book in model.years:
        resources = book.spending["resources"]
        overheads = ("fixed", "administration", "setting", "platform", "tax", "meetings")
        care = sum(v for what, v in resources.items() if not any(w in what for w in overheads))
        assert care == pytest.approx(book.spent.sum() / 100.0, abs=1.0)
