"""Patients answer like a Mesa agent set, and like a table."""

import copy
import pickle

import mesa
import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet

from joinedup.agents.health import HealthParameters, frailty
from joinedup.agents.patient import CHART, RECORD, Patient
from joinedup.agents.patients import Patients
from joinedup.agents.vocabulary import Kind, Where


class World(mesa.Model):
    """Twenty people of 0, 5, 10, … 95 years, born in row order; row 3 is dead, row 4 is not yet born."""

    def __init__(self):
        super().__init__(rng=1)
        self.day = 100
        self.codes = ("M1", "M2", "M3")
        self.records = np.zeros(20, RECORD)
        self.charts = np.zeros(20, CHART)
        self.records["person"] = 1000 + np.arange(20)
        self.records["born"] = 100 - 365 * 5 * np.arange(20)
        self.records["kind"] = Kind.NONE
        self.records["sex"] = np.arange(20) % 2
        self.records["decile"] = np.arange(20) % 10
        self.records["practice"] = np.arange(20) % 3
        self.records["conditions"] = np.arange(20) // 5
        self.records["where"][3] = Where.DEAD
        self.records["where"][4] = Where.UNBORN
        self._agents_by_type[Patient] = Patients(self)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def patients(world):
    return world.agents_by_type[Patient]


def test_patients_are_a_mesa_agent_set_of_mesa_agents(patients):
    assert isinstance(patients, AbstractAgentSet)
    assert all(isinstance(patient, mesa.Agent) for patient in patients)


def test_only_those_born_and_not_dead_are_members(world, patients):
    assert len(patients) == len(list(patients)) == 18
    assert not {3, 4} & set(patients.rows.tolist())
    assert Patient(patients, 3) not in patients
    assert Patient(patients, 5) in patients


def test_a_death_leaves_the_table_and_stays_in_a_chosen_set(world, patients):
    chosen = patients.select()
    world.records["where"][0] = Where.DEAD
    assert (len(patients), len(chosen)) == (17, 18)
    assert chosen.alive.sum() == 17


def test_a_birth_into_a_longer_table_is_seen_without_being_told(world, patients):
    world.records = np.concatenate([world.records, world.records[:1]])
    world.charts = np.concatenate([world.charts, world.charts[:1]])
    assert len(patients) == 19


def test_a_view_reads_and_writes_the_record(world, patients):
    patient = patients[0]
    patient.conditions = 3
    patient.tested = [1, 2, 3, 4, 5, 6, 7]
    assert world.records["conditions"][0] == patient.conditions == 3
    assert patient.tested.tolist() == world.charts["tested"][0].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert type(patient.conditions) is int


def test_a_column_is_what_the_views_say_one_by_one(patients):
    for name in patients.columns:
        column = patients.get(name)
        assert [np.asarray(getattr(p, name)).tolist() for p in patients] == column.tolist(), name


def test_derived_columns_follow_from_the_record(patients):
    old = patients[-1]
    assert old.age == 95.0
    assert old.fifth == 4
    assert old.practice_code == "M2"
    assert old.frailty == pytest.approx(frailty(95.0, 3, 0, HealthParameters().frailty_per_week))


def test_several_columns_come_as_people_by_names(patients):
    numbers = patients.get(["age", "sex"])
    assert numbers.shape == (18, 2)
    mixed = patients.get(["practice_code", "sex"])
    assert list(mixed[1]) == ["M2", 1]


def test_a_missing_column_is_an_error_or_the_default(patients):
    with pytest.raises(AttributeError, match="a patient has no 'shoe_size'; there are: severity"):
        patients.get("shoe_size")
    assert patients.get("shoe_size", handle_missing="default", default_value=42).tolist() == [42] * 18
    with pytest.raises(ValueError, match="handle_missing is 'ignore'"):
        patients.get("age", handle_missing="ignore")
    assert not hasattr(patients[0], "shoe_size")


def test_a_column_is_set_for_all_members_and_nobody_else(world, patients):
    assert patients.set("visits", 7) is patients
    assert np.flatnonzero(world.records["visits"] != 7).tolist() == [3, 4]
    patients.set("severity", np.linspace(0, 1, 18))
    assert patients.severity[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sex", 300, "sex is 300; it must be a whole number from 0 to 255"),
        ("sex", 0.5, "sex is 0.5; it must be a whole number"),
        ("severity", np.nan, "severity is nan; it must be a finite number"),
        ("severity", "bad", "severity is 'bad'; it must be a number"),
        ("severity", [0.1, 0.2], "severity is of shape .2,. for 18 patients"),
        ("age", 50, "age is worked out from the record"),
        ("person", 5, "person is the key of a patient's luck"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_changes(world, patients, name, value, message):
    before = world.records.copy()
    with pytest.raises(ValueError, match=message):
        patients.set(name, value)
    assert (world.records == before).all()


def test_a_misspelt_field_cannot_be_set(patients):
    with pytest.raises(AttributeError, match="a patient has no 'severty'"):
        patients[0].severty = 1.0


def test_select_takes_a_mask_or_a_function_and_finds_the_same_people(patients):
    by_mask = patients.select(where=patients.age >= 75)
    assert by_mask == patients.select(patients.age >= 75) == patients.select(lambda p: p.age >= 75)
    assert by_mask.age.tolist() == [75, 80, 85, 90, 95]
    assert patients.select(lambda p: p.sex == 1, where=patients.age >= 75).age.tolist() == [75, 85, 95]


def test_at_most_takes_the_first_so_many_or_a_share(patients):
    assert patients.select(at_most=3).rows.tolist() == [0, 1, 2]
    assert len(patients.select(at_most=0.5)) == 9
    assert patients.select(lambda p: p.age >= 75, at_most=2).age.tolist() == [75, 80]


def test_select_by_type_keeps_patients_and_no_other_agents(patients):
    class Nurse(mesa.Agent):
        pass

    assert len(patients.select(agent_type=mesa.Agent)) == 18
    assert len(patients.select(agent_type=Nurse)) == 0


def test_a_mask_of_the_wrong_length_is_refused(patients):
    with pytest.raises(ValueError, match="one truth value for each of 18 patients"):
        patients.select(np.ones(20, bool))


def test_the_whole_table_is_not_changed_in_place_but_a_chosen_set_is(patients):
    with pytest.raises(ValueError, match="cannot be changed in place"):
        patients.select(at_most=3, inplace=True)
    chosen = patients.copy()
    assert chosen.select(at_most=3, inplace=True) is chosen
    assert len(chosen) == 3


def test_sorting_puts_the_highest_first_and_keeps_equals_in_order(patients):
    for ascending in (False, True):
        by_column = patients.sort("conditions", ascending=ascending)
        by_python = sorted(patients, key=lambda p: p.conditions, reverse=not ascending)
        assert by_column.to_list() == by_python
        assert patients.sort(lambda p: p.conditions, ascending=ascending).to_list() == by_python


def test_shuffling_keeps_everybody_and_repeats_with_the_models_seed():
    one, other = (World().agents_by_type[Patient].shuffle().rows.tolist() for _ in range(2))
    assert one == other != sorted(one)
    assert len(set(one)) == 18


def test_do_and_map_visit_every_patient_once(patients):
    assert patients.map(lambda p, more: p.age + more, 1.0) == (patients.age + 1.0).tolist()
    assert patients.map("__hash__") == [hash(p) for p in patients]

    def visits(patient):
        patient.visits += 1

    assert patients.do(visits).shuffle_do(visits) is patients
    assert (patients.visits == 2).all()


def test_groups_share_a_value_and_together_are_everybody(patients):
    groups = patients.groupby("fifth")
    assert groups.count() == {0: 4, 1: 3, 2: 3, 3: 4, 4: 4}
    assert groups.agg("age", np.mean)[2] == np.mean([25, 70, 75])
    by_function = patients.groupby(lambda p: p.decile // 2)
    assert {k: v.to_list() for k, v in by_function} == {k: v.to_list() for k, v in groups}
    assert patients.groupby("fifth", result_type="list").agg("age", sum) == groups.agg("age", sum)
    assert len(patients.select(at_most=0).groupby("fifth")) == 0


def test_agg_takes_one_function_or_several(patients):
    assert patients.agg("age", max) == 95.0
    assert patients.agg("age", [min, max]) == [0.0, 95.0]


def test_sets_of_patients_obey_set_algebra(patients):
    old, women = patients.select(patients.age >= 50), patients.select(patients.sex == 0)
    assert set(old & women) == set(old) & set(women)
    assert set(old | women) == set(old) | set(women)
    assert set(old - women) == set(old) - set(women)
    assert set(old ^ women) == set(old) ^ set(women)
    assert (old & women) <= old <= patients
    assert not old <= women


def test_two_views_of_one_person_are_equal_and_of_two_models_are_not(patients):
    assert patients[0] == patients[0]
    assert hash(patients[0]) == hash(patients[0])
    assert patients[0] != World().agents_by_type[Patient][0]


def test_people_are_neither_added_nor_removed_by_hand(patients):
    for change in (patients.add, patients.discard, patients.remove):
        with pytest.raises(ValueError, match="people (join|leave) a place by"):
            change(patients[0])
    with pytest.raises(ValueError, match="people leave a place by dying"):
        patients[0].remove()


def test_a_slice_is_a_set_and_an_index_a_patient(patients):
    assert patients[2:4].rows.tolist() == [2, 5]
    assert patients[-1].unique_id == 1019
    with pytest.raises(IndexError):
        patients[18]


def test_a_copied_model_has_patients_of_its_own(world):
    twin = copy.deepcopy(world)
    twin.agents_by_type[Patient].set("visits", 9)
    assert world.records["visits"].sum() == 0
    assert pickle.loads(pickle.dumps(world.agents_by_type[Patient][0])).unique_id == 1000


def test_mesas_data_collector_reads_patients(world):
    collector = mesa.DataCollector(
        model_reporters={"mean age": lambda m: m.agents_by_type[Patient].agg("age", np.mean)},
        agenttype_reporters={Patient: {"age": "age", "sick": lambda p: p.kind != Kind.NONE}},
    )
    collector.collect(world)
    table = collector.get_agenttype_vars_dataframe(Patient)
    assert len(table) == 18
    assert table["age"].mean() == collector.get_model_vars_dataframe()["mean age"].iloc[0]
