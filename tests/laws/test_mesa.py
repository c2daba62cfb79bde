"""What a user of Mesa expects of a model holds for this one, and changes nothing that happens in it."""

import mesa
import numpy as np
import pytest
from mesa import DataCollector
from mesa.batchrunner import batch_run
from mesa.time import Schedule

from joinedup.agents import GPPractice, Hospital, Patient
from joinedup.experiments.verification.runs import different_tables
from joinedup.model import HealthSystem
from joinedup.model.outcomes import OUTCOMES

YEAR = 365


class Watched(HealthSystem):
    """A user's own model: it collects at every step."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.datacollector = DataCollector(
            model_reporters={
                "people": lambda m: len(m.agents_by_type[Patient]),
                "years closed": lambda m: len(m.years),
                "day": "day",
            },
            agenttype_reporters={
                Hospital: {"occupied": "occupied"},
                GPPractice: {"code": "code", "twice the row": lambda a: 2 * a.row},
            },
        )

    def step(self):
        super().step()
        self.datacollector.collect(self)


class Inspector(mesa.Agent):
    """A user's own agent."""

    def __init__(self, model):
        super().__init__(model)
        self.visits = []

    def visit(self):
        self.visits.append((self.model.time, len(self.model.agents_by_type[Patient])))


@pytest.fixture
def village():
    return HealthSystem("dudley", people=400, rng=3)


def test_steps_runs_for_and_runs_until_play_the_same_days(village):
    other = HealthSystem("dudley", people=400, rng=3)
    for _ in range(40):
        village.step()
    other.run_for(15)
    other.run_until(40)
    assert village.steps == village.time == village.day == other.steps == 40
    assert different_tables(village, other) == []


def test_a_step_of_ones_own_is_called_once_a_day_and_changes_nothing(village):
    mine = Watched(place="dudley", people=400, rng=3)
    mine.run_for(30)
    for _ in range(10):
        mine.step()
    village.run_for(40)
    told = mine.datacollector.get_model_vars_dataframe()
    assert told["day"].tolist() == list(range(1, 41))
    assert mine.steps == 40
    assert different_tables(mine, village) == []


def test_a_step_of_ones_own_finds_the_year_closed_on_its_last_day():
    mine = Watched(place="dudley", people=200, rng=3)
    mine.run_for(YEAR + 1)
    closed = mine.datacollector.get_model_vars_dataframe()["years closed"].tolist()
    assert closed == [0] * (YEAR - 1) + [1, 1]


def test_the_collector_tells_of_agents_by_type_as_they_were():
    mine = Watched(place="dudley", people=400, rng=3)
    occupied = []
    for _ in range(5):
        mine.step()
        occupied += mine.agents_by_type[Hospital].get("occupied")
    told = mine.datacollector.get_agenttype_vars_dataframe(Hospital)
    assert told["occupied"].tolist() == occupied
    practices = mine.datacollector.get_agenttype_vars_dataframe(GPPractice)
    assert len(practices) == 5 * len(mine.agents_by_type[GPPractice])
    collector = DataCollector(agenttype_reporters={Patient: {"age": "age"}})
    collector.collect(mine)
    ages = collector.get_agenttype_vars_dataframe(Patient)["age"]
    assert np.array_equal(ages, mine.agents_by_type[Patient].get("age"))


def test_without_a_collector_of_ones_own_there_is_every_outcome_by_year(village):
    village.run_for(2 * YEAR + 10)
    told = village.datacollector.get_model_vars_dataframe()
    assert list(told.columns) == list(OUTCOMES)
    for name, by_year in village.outcomes().items():
        assert np.array_equal(told[name], by_year, equal_nan=True), name


def test_events_and_agents_of_ones_own_run_on_their_days_and_change_nothing(village):
    other = HealthSystem("dudley", people=400, rng=3)
    inspector = Inspector(village)
    village.schedule_recurring(inspector.visit, Schedule(interval=30))
    village.schedule_event(inspector.visit, at=45.5)
    village.schedule_event(inspector.visit, at=50).cancel()
    for model in (village, other):
        model.run_for(100)
    assert [day for day, _ in inspector.visits] == [30, 45.5, 60, 90]
    assert inspector in village.agents
    assert list(village.agents_by_type[Inspector]) == [inspector]
    assert different_tables(village, other) == []


def test_an_event_of_ones_own_may_change_what_happens_afterwards(village):
    other = HealthSystem("dudley", people=400, rng=3)
    patients = village.agents_by_type[Patient]

    def falls_ill():
        patients.set("conditions", 9)

    village.schedule_event(falls_ill, at=20)
    for model in (village, other):
        model.run_until(19)
    assert village.digest() == other.digest()
    for model in (village, other):
        model.run_until(200)
    assert village.digest() != other.digest()


def test_a_branch_takes_steps_of_its_own():
    past = Watched(place="dudley", people=400, rng=3)
    past.run_for(10)
    future = past.branch()
    future.datacollector = DataCollector(model_reporters={"steps": "steps"})
    future.run_for(3)
    assert future.datacollector.model_vars["steps"] == [11, 12, 13]
    assert past.steps == len(past.datacollector.model_vars["day"]) == 10
    past.run_for(3)
    assert past.digest() == future.digest()


def test_batch_run_takes_the_model_as_it_is():
    parameters = {"place": "dudley", "people": [200, 300], "parameters": [{"decision.altruism": 0.3}]}
    rows = batch_run(HealthSystem, parameters, rng=[1, 2], max_steps=YEAR, display_progress=False)
    assert [(r["people"], r["rng"], r["Step"]) for r in rows] == [
        (200, 1, YEAR), (300, 1, YEAR), (200, 2, YEAR), (300, 2, YEAR),
    ]  # fmt: skip
    one = HealthSystem("dudley", people=300, rng=2, parameters={"decision.altruism": 0.3})
    one.run_for(YEAR)
    for name, (value,) in one.outcomes().items():
        assert rows[3][name] == pytest.approx(value, nan_ok=True), name


def test_batch_run_takes_a_model_of_ones_own_day_by_day():
    rows = batch_run(
        Watched, {"place": "dudley", "people": 200}, rng=[1], max_steps=5, data_collection_period=1,
        display_progress=False,
    )  # fmt: skip
    assert sorted({r["Step"] for r in rows}) == [1, 2, 3, 4, 5]
    assert {r["people"] for r in rows} <= set(range(190, 210))
    assert len(rows) == 5 * (1 + 2)  # a hospital and two practices


def test_without_a_seed_mesa_draws_one():
    one, other = (HealthSystem("dudley", people=100, rng=None) for _ in range(2))
    assert one.seed_of_luck != other.seed_of_luck
    same = HealthSystem("dudley", people=100, rng=one.seed_of_luck)
    assert different_tables(one, same) == []
