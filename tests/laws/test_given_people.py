"""People who are given live as anybody does: what is given holds, and luck has the rest."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.agents.age_bands import group_of
from joinedup.agents.patient import LONG_AGO
from joinedup.agents.vocabulary import Sort
from joinedup.model import HealthSystem
from joinedup.model.given_people import GivenPeople
from joinedup.model.place import load_place
from joinedup.model.population import PopulationParameters, draw_people

P = PopulationParameters()
DUDLEY = load_place("dudley").scaled(300)

person = st.tuples(st.integers(0, 40_000), st.integers(0, 1), st.integers(0, 9), st.integers(0, 3))
populations = st.lists(person, min_size=1, max_size=40).map(
    lambda rows: GivenPeople("a test", *map(tuple, zip(*rows, strict=True)))
)


@given(people=populations, seed=st.integers(0, 2**31))
@settings(max_examples=30)
def test_everybody_is_as_given_in_turn(people, seed):
    records, charts = draw_people(replace(DUDLEY, given=people), seed, P)
    entry = records["person"] % people.number
    assert np.array_equal(-records["born"], np.array(people.days_old)[entry])
    for name in ("sex", "conditions", "mind"):
        assert np.array_equal(records[name], np.array(getattr(people, name))[entry])
    for record in records[::17]:
        assert record["group"] == group_of(int(record["decile"]) // 2, -int(record["born"]) // 365)
    told = charts["history"][:, Sort.PRACTICE]
    assert np.all((told == LONG_AGO) | (told >= records["born"]))


@given(people=populations, seed=st.integers(0, 2**31))
@settings(max_examples=10)
def test_what_is_not_given_is_as_luck_had_it(people, seed):
    records, _ = draw_people(replace(DUDLEY, given=people), seed, P)
    drawn, _ = draw_people(DUDLEY, seed, P)
    for name in ("person", "practice", "decile", "control"):
        assert np.array_equal(records[name], drawn[name])


def test_a_year_of_given_people_balances_and_repeats():
    """Audited every month, or it raises; the ill of the export are ill in the place."""
    well = GivenPeople("a test", (12_000,) * 3, (0, 1, 0), (0, 0, 0), (0, 0, 0))
    ill = well._replace(conditions=(6, 6, 6), mind=(2, 2, 2))
    models = [HealthSystem(load_place("dudley").peopled(p, 1_000), rng=2) for p in (well, ill, ill)]
    for model in models:
        model.run_for(365)
    assert models[1].digest() == models[2].digest() != models[0].digest()
    few, many, _ = (m.outcomes()["emergency_admissions"][0] for m in models)
    assert many > 2 * few


def test_a_place_is_as_large_as_there_are_people_unless_it_is_said():
    people = GivenPeople("a test", (9_000,) * 150, (0,) * 150, (0,) * 150, (0,) * 150)
    dudley = load_place("dudley")
    assert dudley.peopled(people).people == 150
    assert "each is used once" in dudley.peopled(people).notes[-2]
    place = dudley.peopled(people, 400)
    assert place.people == 400
    assert "400 people from 150 of a test: each is used 2 or 3 times" in place.notes
    smaller = HealthSystem(place, people=200)
    assert (smaller.records["born"][:200] == -9_000).all()
    few = GivenPeople("a test", (9_000,), (0,), (0,), (0,))
    with pytest.raises(ValueError, match="a test is 1 person and a place needs at least 100"):
        dudley.peopled(few)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sex": (2,)}, "have sex 2 at entry 0; it must be between 0 and 1"),
        ({"conditions": (10,)}, "have conditions 10 at entry 0; it must be between 0 and 9"),
        ({"mind": (-1,)}, "have mind -1 at entry 0; it must be between 0 and 3"),
        ({"days_old": (1, 2)}, "have 2 values of days_old for 1 person; every column must be as long"),
        ({"sex": ()}, "are none; there must be at least one"),
    ],
)
def test_people_that_cannot_be_are_refused(change, words):
    people = GivenPeople("a test", (9_000,), (0,), (0,), (0,))._replace(**change)
    with pytest.raises(ValueError, match=words):
        replace(DUDLEY, given=people)
