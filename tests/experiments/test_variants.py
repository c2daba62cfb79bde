"""Places like others: what is said changes, nothing else does, not even luck; mistakes have their place."""

import re
from math import hypot
from pathlib import Path

import pytest

from joinedup.experiments.arms_file import MistakeError
from joinedup.experiments.variants import place_from, with_hospitals
from joinedup.model.health_system import HealthSystem
from joinedup.model.parameters import Parameters
from joinedup.model.place import load_place
from joinedup.model.sites import build_sites

HERE = Path()


def variant(people=None, /, **facts):
    return place_from({"like": "dudley", **facts}, ("places", 0), HERE, people)


def way(place):
    """Mean km to the nearest hospital."""
    ways = [
        p.list_size * min(hypot(p.x_km - h.x_km, p.y_km - h.y_km) for h in place.hospitals)
        for p in place.practices
    ]
    return sum(ways) / place.people


def test_a_name_or_a_file_is_a_place(tmp_path):
    assert place_from("dudley", (), HERE) == load_place("dudley")
    assert place_from("dudley", (), HERE, 5_000) == load_place("dudley").scaled(5_000)
    assert place_from({"like": "dudley"}, (), HERE) == load_place("dudley")
    (tmp_path / "small.yaml").write_text(
        'title: Small\ncommissioner: "X"\npractices: [{code: "A", list_size: 900}]\n'
        'hospitals: [{code: "H", name: H, beds: 10}]\n'
    )
    assert place_from("small.yaml", (), tmp_path).title == "Small"
    assert place_from({"like": "small.yaml", "joint_working": 0.5}, (), tmp_path).joint_working == 0.5


def test_what_is_said_changes_and_the_rest_stays():
    base = load_place("dudley").scaled(20_000)
    place = variant(
        people=20_000, joint_working=0.1, beds_per_1000=1.6, deprivation=[0.6, 0.1, 0.1, 0.1, 0.1],
        without=["council"], name="apart",
    )  # fmt: skip
    assert (place.name, place.people) == ("apart", 20_000)
    assert (place.joint_working, place.beds_per_1000) == (0.1, 1.6)
    assert (place.deprivation, place.without) == ((0.6, 0.1, 0.1, 0.1, 0.1), ("council",))
    assert (place.practices, place.hospitals) == (base.practices, base.hospitals)


def test_a_variant_without_a_name_is_told_apart_by_what_differs():
    assert variant(joint_working=0.1, hospitals=2).name == "dudley with joint_working 0.1, 2 hospitals"
    assert variant(joint_working=0.1).name != variant(joint_working=0.2).name


def test_a_variant_keeps_the_luck_of_its_original():
    base, same = load_place("dudley").scaled(2_000), variant(people=2_000, hospitals=1, name="another name")
    assert build_sites(base, Parameters()).codes == build_sites(same, Parameters()).codes
    digests = []
    for place in (base, same):
        model = HealthSystem(place, rng=3)
        model.run_for(90)
        digests.append(model.digest())
    assert digests[0] == digests[1]


def test_hospitals_survive_a_smaller_place():
    assert len(load_place("liverpool").scaled(20_000).hospitals) == 1
    for place in (variant(20_000, hospitals=3), variant(people=20_000, hospitals=3)):
        assert (place.people, len(place.hospitals)) == (20_000, 3)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_more_hospitals_have_equal_beds_that_sum_and_bring_people_nearer(number):
    one, more = load_place("dudley"), variant(hospitals=number)
    assert sum(h.beds for h in more.hospitals) == sum(h.beds for h in one.hospitals)
    beds = [h.beds for h in more.hospitals]
    assert max(beds) - min(beds) <= 1
    assert way(more) < way(variant(hospitals=number - 1))
    assert len({(h.x_km, h.y_km) for h in more.hospitals}) == number


def test_fewer_hospitals_are_the_largest():
    place = load_place("norfolk")
    largest = sorted(place.hospitals, key=lambda h: -h.beds)[:2]
    assert set(with_hospitals(place, 2)) == set(largest)


def test_hospitals_may_stand_where_they_are_said_to():
    place = variant(
        people=5_000, hospitals=[{"x_km": 0.0, "y_km": 1.0, "beds": 300}, {"x_km": 9.0, "y_km": 0.0}]
    )
    assert [(h.x_km, h.y_km, h.beds) for h in place.hospitals] == [(0.0, 1.0, 300), (9.0, 0.0, 1)]


@pytest.mark.parametrize(
    ("written", "loc", "sentence"),
    [
        ({"like": "dudly"}, ("like",), r"no place 'dudly' \(did you mean dudley\?\)"),
        ("dudly", (), r"no place 'dudly' \(did you mean dudley\?\)"),
        ({"joint_working": 0.3}, ("like",), "it is missing"),
        (
            {"like": "dudley", "joint_wrking": 0.3},
            ("joint_wrking",),
            r"unknown key \(did you mean joint_working\?\)",
        ),
        ({"like": "dudley", "joint_working": 3.0}, ("joint_working",), "less than or equal to 1, not 3.0"),
        ({"like": "dudley", "hospitals": 0}, ("hospitals",), "greater than or equal to 1, not 0"),
        ({"like": "dudley", "hospitals": "two"}, ("hospitals",), "not 'two'"),
        ({"like": "dudley", "hospitals": [{"x_km": 1.0}]}, ("hospitals", 0, "y_km"), "it is missing"),
        ({"like": "dudley", "deprivation": [1.0]}, ("deprivation",), "it has 1 shares; it must have five"),
        ({"like": "dudley", "without": ["bakery"]}, ("without",), "names 'bakery'; a place can do without"),
        ({"like": "dudley", "people": 900_000}, ("people",), "cannot be scaled to 900,000 people"),
        (7, (), "it is no place: give a name"),
    ],
)
def test_a_mistake_says_where_and_what(written, loc, sentence):
    with pytest.raises(MistakeError) as found:
        place_from(written, ("places", 0), HERE)
    assert found.value.loc == ("places", 0, *loc)
    assert re.search(sentence, found.value.message)
