"""Two lives of many people: nothing is lost or made on the way from the log to the accounts, the marks and the lists."""

import numpy as np
import pytest

from joinedup.agents.happenings import WHATS, What
from joinedup.experiments.experiment import BASELINE, PLACEBO_ARM, YEAR, Experiment, arm
from joinedup.experiments.journey import story, summary
from joinedup.experiments.life_account import COLUMNS, COST, COSTS, HEALTH, ITEMS, in_units
from joinedup.experiments.life_marks import KINDS, OF, as_table, marks
from joinedup.experiments.life_story import Event, in_words, parting
from joinedup.experiments.people_found import ORDERS, Wanted, found, of_interest, told, with_differences
from joinedup.experiments.sectors import FIXED, sector_of
from joinedup.experiments.two_lives import TwoLives, journeys

PEOPLE = 2_000


def lived(experiment, keep=None, everybody=True):
    two = TwoLives(experiment, keep, everybody=everybody)
    while not two.finished:
        two.advance()
    return two, two.lives()


@pytest.fixture(scope="module")
def experiment():
    """Two arms in a village, one year burnt, one before and one after the switch."""
    return Experiment("dudley", (BASELINE, arm("PIO")), PEOPLE, years_burnt=1, years_before=1, years_after=1)


@pytest.fixture(scope="module")
def ran(experiment):
    return lived(experiment)


@pytest.fixture(scope="module")
def lives(ran):
    return ran[1]


@pytest.fixture(scope="module")
def people(lives):
    return with_differences(lives)


def test_costs_of_everybody_are_the_books_of_the_year_less_what_is_nobodys(ran):
    """By sector and to the penny: fixed costs, overtime, meetings and the platform belong to no one person."""
    two, lives = ran
    for world, model in enumerate(two.worlds.models):
        book = model.years[-1]
        expected = dict.fromkeys((s.name for s in COSTS), 0.0)
        for heading, pounds in book.spending["resources"].items():
            if heading != FIXED and (sector := sector_of(heading)) in expected:
                expected[sector] += pounds
        overtime = book.spent[:, What.OVERTIME] / 100.0
        for row, sector in enumerate(two._sector[:, What.OVERTIME]):
            expected[COSTS[sector].name] -= overtime[row]
        born_since = pence_of_newborn(two, world)
        for name, pounds in expected.items():
            of_followed = in_units(lives.sums[world], name).sum()
            assert of_followed + born_since[name] == pytest.approx(pounds, abs=0.01), name
        assert in_units(lives.sums[world], COST).sum() > 100 * PEOPLE


def pence_of_newborn(two, world):
    """£ by sector of people born after the switch, from a log of everybody: they are in the books and not in the lives."""
    from joinedup.experiments.two_worlds import TwoWorlds

    e = two.worlds.experiment
    worlds = TwoWorlds(e, (), log=True)
    while not worlds.finished:
        worlds.advance(12)
    log = worlds.models[world].log
    log = log[(log["day"] >= e.switch_day) & (log["person"] > two.lives().people["person"].max())]
    sector = two._sector[log["site"], log["what"]]
    return {s.name: log["pence"][sector == i].sum() / 100.0 for i, s in enumerate(COSTS)}


def test_the_account_of_one_person_is_the_sum_of_their_events(lives):
    for person in sorted(lives.kept)[::40]:
        for world, life in enumerate(lives.logs):
            mine = life[(life["person"] == person) & (life["day"] >= lives.switch_day)]
            sums = lives.sums[world, lives.row(person)]
            assert in_units(sums, COST) == pytest.approx(mine["pence"].sum() / 100.0)
            good = mine["amount"][mine["what"] == What.QALY].sum()
            lost = mine["amount"][
                np.isin(mine["what"], (What.QALY_LOST_ILLNESS, What.QALY_LOST_WAITING))
            ].sum()
            assert in_units(sums, HEALTH) == pytest.approx((good - lost) / 10_000.0)
            tests = (mine["what"] >= What.TEST_0) & (mine["what"] < What.DUPLICATE_0)
            assert in_units(sums, "tests") == mine["amount"][tests].sum()
            unmet = (mine["what"] >= What.UNMET_WEIGHT_0) & (mine["what"] < What.WASTE)
            assert in_units(sums, "unmet") == unmet.sum()


def test_an_account_shows_the_difference_of_its_two_lives(lives):
    person = max(lives.kept)
    table = lives.account(person)
    assert table["what"][0] == "Cost of care"
    for row in table.iter_rows():
        assert row[4] == pytest.approx(row[3] - row[2])
    parts = table.filter(table["what"].str.starts_with("…"))["what"].to_list()
    assert "…hospital care" in parts


def test_every_column_of_an_account_has_a_name_of_its_own():
    assert len(set(COLUMNS)) == len(COLUMNS) == len(ITEMS) + len(COSTS)


def test_before_the_switch_both_lives_are_one(lives):
    for person in sorted(lives.kept)[::20]:
        first, second = lives.journeys(person).lives
        assert [e for e in first if e.day < lives.switch_day] == [
            e for e in second if e.day < lives.switch_day
        ]
        assert not any(m.differs for m in marks(lives.journeys(person)) if m.day + m.days < 0)


def test_a_life_among_many_is_the_life_alone(experiment, lives):
    person = sorted(lives.kept)[3]
    alone, among = journeys(experiment, person), lives.journeys(person)
    assert alone == among
    assert story(alone) == story(among)


def test_whoever_is_named_is_kept_and_the_accounts_are_the_same(experiment, lives):
    _, again = lived(experiment, [17, 3])
    assert again.kept == {3, 17}
    assert np.array_equal(again.sums, lives.sums)
    with pytest.raises(ValueError, match="events of person 5 were not kept"):
        again.journeys(5)
    with pytest.raises(ValueError, match="no person 99999 in Dudley with 2,000 people"):
        TwoLives(experiment, [99_999])


def test_under_a_placebo_all_accounts_are_the_same():
    placebo = Experiment("dudley", (BASELINE, PLACEBO_ARM), 1_000, years_before=1, years_after=1)
    _, lives = lived(placebo)
    assert np.array_equal(lives.sums[0], lives.sums[1])
    assert lives.sums.any()
    person = of_interest(with_differences(lives), lives)
    assert "No divergence" in summary(lives.journeys(person))
    assert not any(m.differs for m in marks(lives.journeys(person)))


def test_in_a_large_place_one_in_so_many_is_followed(experiment, lives, monkeypatch):
    everybody = lives
    monkeypatch.setattr("joinedup.experiments.two_lives.FOLLOWED", 700)
    _, lives = lived(experiment, [17])
    for person in (17, 30, 600):
        assert lives.account(person).equals(everybody.account(person))
    assert lives.every == 3
    ids = lives.people["person"].to_list()
    assert {17} == {i for i in ids if i % 3}
    assert len(ids) == pytest.approx(PEOPLE / 3 + 1, abs=1)
    assert lives.sums.shape[1] == len(ids)


def test_all_that_a_story_tells_has_a_row_on_the_time_line():
    told_of = {w for w in range(WHATS) if in_words(Event(0, w, 0, 0, 3))}
    assert told_of <= set(OF)
    assert len({k.name for k in KINDS}) == len(KINDS)


def test_no_event_that_is_told_is_missing_among_the_marks(lives):
    """Day by day, in each world: what the life story says stands in a mark that covers the day."""
    for person in sorted(lives.kept)[::40]:
        found_ = lives.journeys(person)
        drawn = marks(found_)
        for world, life in enumerate(found_.lives):
            for event in life:
                words = in_words(event)
                if not words or What.NEED_0 <= event.what < What.BIRTH:
                    continue
                day = event.day - found_.switch_day
                covering = [
                    m.text for m in drawn
                    if m.world == world and m.kind == OF[event.what] and m.day <= day <= m.day + m.days
                ]  # fmt: skip
                assert any(words.strip("()") in text for text in covering), (words, covering)


def test_a_stay_and_a_delay_are_drawn_from_their_first_day_to_their_last(lives):
    """Days in bed are booked when they are over: each booking has a mark of its length that ends on that day."""
    beds = (What.BED_DAYS_EMERGENCY, What.BED_DAYS_ELECTIVE, What.BED_DAYS_MENTAL)
    seen = 0
    for person in sorted(lives.kept):
        found_ = lives.journeys(person)
        there = {(m.kind, m.day, m.days) for m in marks(found_) if m.world == 0}
        for event in found_.lives[0]:
            ward = event.what in beds and (event.what != What.BED_DAYS_EMERGENCY or event.cause < 0)
            if (ward or What.DELAYED_0 <= event.what < What.REFERRAL) and event.amount:
                first = event.day - event.amount - found_.switch_day
                assert (OF[event.what], first, event.amount) in there
                seen += 1
    assert seen > 50


def test_the_table_of_marks_says_what_happened_and_whether_it_differs(lives):
    person = next(p for p in sorted(lives.kept) if lives.journeys(p).parting)
    found_ = lives.journeys(person)
    table = as_table(found_, marks(found_))
    first, second = found_.arms
    assert table.filter(table["differs"] == "differs")["day"].min() >= 0 - YEAR
    for row in table.iter_rows(named=True):
        if not row["differs"]:
            assert row[first] == row[second]


def test_search_returns_exactly_those_who_fit(people):
    practice = people["practice"][100]
    wanted = Wanted(
        youngest=60, oldest=80, sex="woman", fifth=2, least_conditions=1, most_conditions=4, practice=practice
    )
    got = set(found(people, wanted)["person"].to_list())
    want = {
        r["person"] for r in people.iter_rows(named=True)
        if 60 <= r["age"] <= 80 and r["sex"] == "woman" and r["fifth"] == 2 and 1 <= r["conditions"] <= 4
        and r["practice"] == practice and r["alive"]
    }  # fmt: skip
    assert got == want
    assert want


def test_most_different_lives_come_first(lives, people):
    for name, order in ORDERS.items():
        sizes = found(people, Wanted(order=name))[f"{name}_differs"].abs().to_list()
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[0] > 0
        top = int(found(people, Wanted(order=name))["person"][0])
        apart = in_units(lives.sums[1, lives.row(top)], order.column) - in_units(
            lives.sums[0, lives.row(top)], order.column
        )
        assert abs(apart) == pytest.approx(sizes[0])


def test_a_number_finds_its_person_whatever_else_is_asked(people):
    assert found(people, Wanted((17,), youngest=119))["person"].to_list() == [17]
    with pytest.raises(ValueError, match="ages from 80 to 20"):
        found(people, Wanted(youngest=80, oldest=20))
    with pytest.raises(ValueError, match="no order 'fame'"):
        found(people, Wanted(order="fame"))


def test_the_person_offered_first_is_old_ill_and_lives_two_different_lives(lives, people):
    person = of_interest(people, lives)
    who = lives.who(person)
    assert who.alive
    assert who.age >= 70
    assert who.conditions >= 3
    assert lives.journeys(person).parting
    row = found(people, Wanted((person,))).to_dicts()[0]
    assert told(row).startswith(f"{person}: {who.sex}, {who.age}, {who.conditions} conditions; ")


def test_a_care_plan_that_only_one_life_has_is_the_cause_of_its_parting():
    review, plan = Event(9, What.GP_REVIEW, 1, -1, 1), Event(9, What.PLAN_MADE, 1, -1, 1)
    apart = parting([review], [review, plan], ("fee", "one organisation"))
    assert apart.cause == "under “one organisation” a joint meeting had agreed a care plan"


def test_what_both_lives_have_is_no_cause_of_their_parting():
    review, late = Event(9, What.GP_REVIEW, 1, -1, 1), Event(9, What.AE_LONG, 1, -1, 1)
    apart = parting([review, late], [review], ("fee", "shared"))
    assert apart.cause.startswith("A&E was differently full")
