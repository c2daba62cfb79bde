"""Places: the built-in ones, and smaller ones made from them."""

import random
from dataclasses import replace

import pytest

from joinedup.model.place import (
    HospitalFacts,
    Place,
    PracticeFacts,
    apportioned,
    known_places,
    load_place,
)
from joinedup.model.positions import Site, districts, outward, positions

LISTS = {
    "cheshire": (79, 783_954),
    "dudley": (43, 327_966),
    "liverpool": (86, 553_802),
    "manchester": (85, 675_754),
    "norfolk": (105, 1_072_070),
    "wirral": (47, 338_130),
}


def test_the_six_places_have_the_lists_that_nhs_digital_published():
    found = {name: load_place(name) for name in known_places()}
    assert {n: (len(p.practices), p.people) for n, p in found.items()} == LISTS


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_practice_and_hospital_of_a_built_in_place_is_located_and_near(name):
    place = load_place(name)
    sites = (*place.practices, *place.hospitals)
    assert all(site.located for site in sites)
    assert all(abs(site.x_km) < 70 and abs(site.y_km) < 70 for site in sites), "on the map of the place"
    assert {p.area for p in place.practices} <= set(districts())
    assert place.sources
    assert place.notes


def test_norwich_is_55_km_from_kings_lynn_as_on_the_map():
    hospitals = {h.code: h for h in load_place("norfolk").hospitals}
    norwich, lynn = hospitals["RM1"], hospitals["RCX"]
    distance = ((norwich.x_km - lynn.x_km) ** 2 + (norwich.y_km - lynn.y_km) ** 2) ** 0.5
    assert distance == pytest.approx(55, abs=2), "as the crow flies between the two hospitals"


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("people", [100, 2_000, 50_000, 299_999])
def test_a_scaled_place_has_exactly_the_people_asked_for(name, people):
    whole = load_place(name)
    small = whole.scaled(people)
    assert small.people == people
    assert 2 <= len(small.practices) <= len(whole.practices)
    assert min(p.list_size for p in small.practices) >= 1
    assert small.deprivation == whole.deprivation


def test_scaling_keeps_the_size_of_practices_and_the_largest_hospital():
    whole = load_place("norfolk")
    small = whole.scaled(200_000)
    mean, before = 200_000 / len(small.practices), whole.people / len(whole.practices)
    assert mean == pytest.approx(before, rel=0.05)
    published = {p.code: p.list_size for p in whole.practices}
    assert all(p.list_size == pytest.approx(published[p.code], rel=0.1) for p in small.practices)
    assert [h.code for h in small.hospitals] == ["RM1"]


def test_scaling_to_everybody_changes_nothing():
    place = load_place("dudley")
    assert place.scaled(place.people) is place


def test_the_order_in_which_a_place_is_listed_changes_nothing():
    place = load_place("cheshire")
    practices, hospitals = list(place.practices), list(place.hospitals)
    random.Random(1).shuffle(practices)
    random.Random(2).shuffle(hospitals)
    again = replace(place, practices=tuple(practices), hospitals=tuple(hospitals))
    assert again == place
    assert again.scaled(30_000) == place.scaled(30_000)


@pytest.mark.parametrize("people", [99, 0, -5, 327_967])
def test_a_place_refuses_to_be_scaled_to_more_people_than_it_has_or_to_almost_none(people):
    with pytest.raises(ValueError, match=r"Dudley cannot be scaled to .* people; it has 327,966"):
        load_place("dudley").scaled(people)


def test_parts_in_proportion_sum_exactly():
    assert apportioned(10, [1, 1, 1]) == [4, 3, 3]
    assert apportioned(7, [0, 5, 9]) == [0, 3, 4]  # 2.5 and 4.5: a tie goes to the first
    for total in (0, 1, 99, 12_345):
        assert sum(apportioned(total, [3, 1, 4, 1, 5, 9])) == total


def test_an_unknown_place_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match=r"no place 'dudly' \(did you mean dudley\?\); there are: cheshire, "
    ):
        load_place("dudly")
    with pytest.raises(ValueError, match="say also which commissioner"):
        load_place("lists.csv")


def a_place(**changes):
    values = {
        "name": "test",
        "title": "Test",
        "commissioner": "X",
        "practices": (PracticeFacts("P1", 500),),
        "hospitals": (HospitalFacts("H1", "H", 10),),
    }
    return Place(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"practices": ()}, "Test has no practice; a place needs at least one"),
        ({"hospitals": ()}, "Test has no hospital; a place needs at least one"),
        ({"practices": (PracticeFacts("P1", 5),) * 2}, "Test has practice P1 twice"),
        ({"joint_working": 1.5}, "joint_working of Test is 1.5; it must be between 0 and 1"),
        ({"beds_per_1000": 0.0}, "beds_per_1000 of Test is 0 beds; it must be above 0"),
        ({"deprivation": (0.2, 0.2, 0.2, 0.2, 0.3)}, "deprivation of Test sums to 1.1"),
        ({"deprivation": (1.0,)}, "deprivation of Test has 1 shares; it must have five"),
        ({"deprivation": (-0.2, 0.6, 0.2, 0.2, 0.2)}, "every share must be at least 0"),
    ],
)
def test_a_place_that_cannot_be_says_what_is_wrong(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        a_place(**changes)


def test_empty_practices_and_hospitals_are_refused():
    with pytest.raises(ValueError, match="practice P has a list of 0 people; it must be at least 1"):
        PracticeFacts("P", 0)
    with pytest.raises(ValueError, match="hospital H has 0 beds; it must have at least 1"):
        HospitalFacts("H", "H", 0)


def test_the_district_is_the_first_half_of_a_postcode():
    assert [outward(p) for p in ("DY1 2HQ", "dy12hq", " M4 1AA ", "DY1", "")] == [
        "DY1",
        "DY1",
        "M4",
        "DY1",
        "",
    ]


def test_a_degree_of_latitude_is_111_km_and_one_of_longitude_shrinks_northwards():
    sites = [Site("A", latitude=53.0, longitude=-2.0), Site("B", latitude=54.0, longitude=-2.0)]
    (south, north), _ = positions(sites)
    assert north.y_km - south.y_km == pytest.approx(111.2)
    (west, east), _ = positions(
        [Site("A", latitude=60.0, longitude=0.0), Site("B", latitude=60.0, longitude=1.0)]
    )
    assert east.x_km - west.x_km == pytest.approx(111.2 / 2), "cos 60° = ½"


def test_a_position_that_is_given_wins_over_the_district():
    (here, there), _ = positions([Site("A", "DY1", 3.0, 4.0), Site("B", "DY2")])
    assert here == (3.0, 4.0, True)
    assert not there.located, "a district has no place on a plane of one's own"


def test_practices_of_one_district_are_neighbours_but_not_on_one_spot():
    found, _ = positions([Site(c, "DY1") for c in "ABCDEFGH"])
    spots = {(round(p.x_km, 3), round(p.y_km, 3)) for p in found}
    assert len(spots) == 8
    assert max(x * x + y * y for x, y in spots) < 2.0**2


def test_practices_without_position_cover_a_disc_evenly_whatever_their_order():
    codes = [f"P{k:03}" for k in range(60)]
    found, (hospital,) = positions([Site(c) for c in codes], [Site("H")])
    back, _ = positions([Site(c) for c in reversed(codes)])
    assert found == back[::-1]
    assert not any(p.located for p in found)
    nearest = [
        min(((a.x_km - b.x_km) ** 2 + (a.y_km - b.y_km) ** 2) ** 0.5 for b in found if b is not a)
        for a in found
    ]
    assert min(nearest) > 1.3, "each has about 6 km² around it"
    assert max(nearest) < 3.5
    assert (hospital.x_km, hospital.y_km, hospital.located) == (0.0, 0.0, False)
