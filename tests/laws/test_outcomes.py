"""What a year's book says of health and continuity is what happened to its people, one by one."""

import numpy as np
import pytest

from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.quality_of_life import QALY_UNITS
from joinedup.agents.vocabulary import Unmet, Where
from joinedup.model import HealthSystem
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.outcomes.continuity import bice_boxerman, care_density, same_again, usual_shares
from joinedup.model.outcomes.equity import by_fifth, england_by_age, relative_index, slope_index
from joinedup.model.outcomes.use import quantile_of
from joinedup.model.panel import CELLS, DOCTORS, OCCUPANCY, PRACTICE, STAYS, two_years

YEAR = 365
FACTS = {"quality.illness": 0.5, "quality.waiting": 0.1}


@pytest.fixture(scope="module")
def model():
    """A village that lived a year and a half, every event noted."""
    model = HealthSystem("dudley", people=1_000, rng=4, parameters=FACTS, log=True)
    model.run_until(YEAR + 180)
    return model


# --- quality of life


def test_a_year_of_good_health_is_worth_its_quality_and_no_more(model):
    """By hand: everybody alive all year, without condition or mental illness, is worth 0.95 - 0.0022·(age - 25)."""
    log = model.log
    year = log[log["day"] < YEAR]
    people = model.world.people
    ill = set(year["person"][np.isin(year["what"], (What.DEATH, What.BIRTH))].tolist())
    checked = 0
    for event in year[year["what"] == What.QALY]:
        person = people[people["person"] == event["person"]][0]
        if person["conditions"] or person["mind"] or int(event["person"]) in ill:
            continue
        age = (YEAR - 1 - int(person["born"])) / YEAR
        assert event["amount"] == int(10_000 * (0.95 - 0.0022 * max(0.0, age - 25.0)) + 0.5)
        checked += 1
    assert checked > 200


def test_nobody_lives_better_than_fully_and_everybody_who_lives_is_counted(model):
    book = model.years[0].tallies.sum(axis=0)
    days = book[What.PERSON_DAYS]
    assert 0.7 < YEAR * book[What.QALY] / QALY_UNITS / days < 0.95
    assert book[What.QALY_LOST_ILLNESS] > 0 < book[What.QALY_LOST_WAITING]
    assert OUTCOMES["qalys"](model.years[0]) == pytest.approx(
        1_000
        * (book[What.QALY] - book[What.QALY_LOST_ILLNESS] - book[What.QALY_LOST_WAITING])
        / 10_000
        / (days / YEAR)
    )


def test_waiting_is_lost_day_by_day_in_the_year_it_is_waited():
    """On the list all year: a tenth of a year's quality is lost, and no more than a year's in any year."""
    model = HealthSystem("dudley", people=1_000, rng=4, parameters=FACTS, log=True)
    model.world.sites["elective_slots"] = 0.0
    model.run_until(2 * YEAR)
    log = model.log
    people = model.world.people
    first = np.flatnonzero((model.world.charts["clock_start"] < 0) & (people["where"] != Where.DEAD))
    assert len(first) > 5
    for person in people["person"][first][:20]:
        mine = log[log["person"] == person]
        lost = mine[mine["what"] == What.QALY_LOST_WAITING]["amount"]
        whole = mine[mine["what"] == What.QALY]["amount"]
        assert np.abs(lost - 0.1 * whole).max() <= 1
        assert len(lost) == len(whole) == 2


def test_the_causes_of_unmet_need_add_up_to_all_of_it(model):
    book = model.years[0]
    causes = [name for name in OUTCOMES if name.startswith("unmet_")]
    assert len(causes) == len(Unmet)
    whole = sum(OUTCOMES[name](book) for name in causes)
    assert whole == pytest.approx(OUTCOMES["rationing_index"](book))
    forgone = book.tallies[:, What.UNMET_WEIGHT_0 : What.UNMET_WEIGHT_0 + len(Unmet)].sum() / 20_000.0
    years = book.tallies[:, What.PERSON_DAYS].sum() / YEAR
    assert OUTCOMES["health_forgone"](book) == pytest.approx(1_000.0 * forgone / years)


# --- continuity


def test_the_panel_is_what_the_log_says_of_its_members(model):
    """Contacts of a person with the practice, with the usual doctor, and with every other site."""
    world, log = model.world, model.log
    practices = len(world.booked)
    counted = two_years(world.panel)
    contacts = log[log["what"] == What.CONTACT]
    for person in range(0, len(counted), 37):
        mine = contacts[contacts["person"] == person]
        assert counted[person, PRACTICE] == (mine["site"] < practices).sum()
        for site in range(practices, len(world.sites)):
            assert counted[person, PRACTICE + 1 + site - practices] == (mine["site"] == site).sum()
        usual = ((log["person"] == person) & (log["what"] == What.SAME_DOCTOR)).sum()
        assert counted[person, 0] == usual
        assert counted[person, :DOCTORS].sum() == counted[person, PRACTICE]
    assert counted.sum() > 1_000


def test_contacts_of_two_years_count_and_older_ones_are_forgotten(model):
    twin = model.branch()
    before = two_years(twin.world.panel)
    assert np.array_equal(before, two_years(model.world.panel))
    twin.run_until(2 * YEAR)
    log = np.concatenate([part for part in (twin.log,)])
    contacts = log[log["what"] == What.CONTACT]
    members = two_years(twin.world.panel)
    recent = contacts["day"] >= YEAR  # the year that has just ended; the next one has begun empty
    assert members[:, PRACTICE:].sum() == recent.sum()
    assert len(members) >= len(before)


def test_continuity_of_many_people_is_that_of_each():
    rng = np.arange(40).reshape(8, 5) * 7 % 11
    rng[0] = (0, 1, 0, 0, 0)
    assert np.isnan(usual_shares(rng)[0])
    assert np.isnan(same_again(rng)[0])
    for visits, usual, again in zip(rng[1:], usual_shares(rng)[1:], same_again(rng)[1:], strict=True):
        assert usual == pytest.approx(max(visits) / sum(visits))
        assert again == pytest.approx(bice_boxerman(visits.tolist()))


def test_care_density_of_three_people_by_hand():
    """Two of three share practice 0 and service 1; the third has practice 5 and service 1 to herself and both."""
    practice = np.array([0, 0, 5])
    seen = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 1]])
    # pair practice 0 and service 1 is shared with one other; services 1 and 2, and practice 5, with nobody
    found = care_density(practice, seen)
    assert found == pytest.approx([np.log(2.0), np.log(2.0), 0.0])
    assert np.isnan(care_density(practice, seen * np.array([1, 0, 0]))).all()


# --- equity, spread


def test_ages_of_england_are_shares():
    assert sum(england_by_age()) == pytest.approx(1.0)
    assert len(england_by_age()) == AGE_GROUPS


def test_an_outcome_that_differs_by_age_alone_has_no_slope(model):
    """The deprived are younger: deaths that depend on age alone must not look like inequality, or its reverse."""
    book = model.years[0]
    tallies = book.tallies.copy()
    rng = np.arange(FIFTHS * AGE_GROUPS)
    tallies[:, What.PERSON_DAYS] = 36_500 * (1 + rng // AGE_GROUPS * (rng % AGE_GROUPS))
    tallies[:, What.DEATH] = tallies[:, What.PERSON_DAYS] // 36_500 * (rng % AGE_GROUPS)
    values, people = by_fifth(book._replace(tallies=tallies), OUTCOMES["deaths"].compute)
    assert max(values) == pytest.approx(min(values))
    assert slope_index(values, people) == pytest.approx(0.0, abs=1e-9)


def test_the_relative_index_is_the_slope_over_the_mean():
    people = [1.0, 1.0, 1.0, 1.0, 1.0]
    values = [10.0 + 5.0 * r for r in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert slope_index(values, people) == pytest.approx(5.0)
    assert relative_index(values, people) == pytest.approx(5.0 / 12.5)
    assert np.isnan(relative_index([0.0, 0.0], [1.0, 1.0]))


def test_quantiles_of_a_histogram_are_those_of_its_values():
    counts = np.zeros(CELLS, np.int64)
    counts[[3, 7, 50]] = (90, 9, 1)
    assert quantile_of(counts, 0.9) == 3.0
    assert quantile_of(counts, 0.95) == 7.0
    assert np.isnan(quantile_of(np.zeros(CELLS, np.int64), 0.5))


def test_every_hospital_day_and_every_long_stay_is_in_the_histograms(model):
    book = model.years[0]
    hospitals = (model.world.sites["hospital"] == np.arange(len(model.world.sites))).sum()
    assert book.spread[OCCUPANCY].sum() == YEAR * hospitals
    home = book.tallies[:, What.DISCHARGE].sum() - book.tallies[:, What.DAY_CASE].sum()
    assert 0 < book.spread[STAYS].sum() < home
    nights = (book.spread[STAYS] * np.arange(CELLS)).sum()
    assert nights <= book.tallies[:, What.BED_DAYS_EMERGENCY].sum() + YEAR


def test_readmissions_are_after_elective_treatment_or_after_an_emergency(model):
    book = model.years[0].tallies.sum(axis=0)
    assert 0 <= book[What.READMISSION_ELECTIVE] < book[What.READMISSION]


def test_standardised_figures_are_plain_ones_where_the_ages_are_those_of_england(model):
    book = model.years[0]
    tallies = book.tallies.copy()
    shares = np.tile(np.rint(np.array(england_by_age()) * 36_500_000), FIFTHS).astype(np.int64)
    tallies[:, What.PERSON_DAYS] = shares
    book = book._replace(tallies=tallies)
    plain = OUTCOMES["emergency_admissions"](book)
    assert OUTCOMES["standardised_admissions"](book) == pytest.approx(plain, rel=1e-6)


def test_every_outcome_has_an_answer_or_none_but_never_an_error(model):
    for name, outcome in OUTCOMES.items():
        assert isinstance(outcome(model.years[0]), float), name
        assert outcome.meaning, name


def test_the_two_indices_of_an_outcome_read_the_same_fifths(model):
    book = model.years[0]
    values, people = by_fifth(book, OUTCOMES["duplicate_tests"].compute)
    mean = np.dot(values, people) / sum(people)
    slope, relative = OUTCOMES["slope_duplicates"](book), OUTCOMES["relative_duplicates"](book)
    assert slope == pytest.approx(slope_index(values, people))
    assert relative * mean == pytest.approx(slope)
