"""All of England as places: the table is whole, shares add up, and every trust stands somewhere or says nowhere."""

from collections import Counter

import pytest

from joinedup.model.england import (
    built_in_practices,
    chosen_places,
    commissioners,
    left_out,
    places_of_england,
    share_of,
    trusts,
)

PRACTICES, COMMISSIONERS, PEOPLE = 6_658, 135, 60_606_345  # of the list of January 2021


@pytest.fixture(scope="module")
def england():
    return places_of_england()


def test_the_table_of_practices_is_whole(england):
    assert len(england) == COMMISSIONERS
    assert sum(len(place.practices) for place in england) == PRACTICES
    assert sum(place.people for place in england) == PEOPLE
    codes = Counter(practice.code for place in england for practice in place.practices)
    assert max(codes.values()) == 1


def test_every_commissioner_has_a_name_and_a_town(england):
    assert {place.commissioner for place in england} == set(commissioners())
    for place in england:
        town = commissioners()[place.commissioner]
        assert place.title == town.name
        assert 49.9 < town.latitude < 55.9
        assert -6.0 < town.longitude < 1.8


def test_every_trust_stands_in_one_place_or_in_none(england):
    placed = [h.code for place in england for h in place.hospitals if h.code != "GENERAL"]
    assert len(placed) == len(set(placed))
    nowhere = {trust.code for trust in trusts() if not trust.commissioner}
    assert nowhere == {"RW6", "RYJ"}  # Pennine Acute and Imperial: several sites of like size
    assert set(placed) | nowhere == {trust.code for trust in trusts()}


def test_a_place_says_which_beds_are_known_and_which_are_scaled(england):
    bury, dudley = chosen_places(england, ["00V", "05C"])
    assert [h.code for h in bury.hospitals] == ["GENERAL"]
    assert "stands for the real ones" in " ".join(bury.notes)
    assert [h.code for h in dudley.hospitals] == ["RNA"]
    assert "beds are scaled to 1.81 per 1,000 people" in " ".join(dudley.notes)
    assert "700 published beds of Dudley Group" in " ".join(dudley.notes)


def test_a_list_as_published_makes_the_same_places(england, tmp_path):
    lines = ["PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS"]
    for code, practices in built_in_practices().items():
        for p in practices:
            lines.append(f"X,01JAN2021,GP,{code},E,{p.code},{p.area} 1AA,ALL,ALL,{p.list_size}")
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines))
    read = places_of_england(path)
    assert [(p.title, p.practices, p.hospitals) for p in read] == [
        (p.title, p.practices, p.hospitals) for p in england
    ]


def test_a_commissioner_that_is_not_known_by_name_keeps_its_code(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "CODE,SUB_ICB_LOCATION_CODE,POSTCODE,NUMBER_OF_PATIENTS\nM1,Q9Q9,DY1 1AA,600\nM2,Q9Q9,DY2 1AA,500\n"
    )
    (place,) = places_of_england(path)
    assert place.title == "Commissioner Q9Q9"


@pytest.mark.parametrize("share", [0.0015, 0.01, 0.5, 1.0])
def test_a_share_of_the_people_is_exactly_that_share(england, share):
    some = share_of(england, share)
    assert sum(place.people for place in some) == round(share * PEOPLE)
    for whole, part in zip(england, some, strict=True):
        assert part.people == pytest.approx(share * whole.people, abs=1.0)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, float("nan")])
def test_a_share_that_cannot_be_is_refused(england, share):
    with pytest.raises(ValueError, match="must be above 0 and at most 1"):
        share_of(england, share)


def test_a_share_too_small_says_which_would_do(england):
    with pytest.raises(ValueError, match=r"leaves Surrey Heath 98 people.* say 0\.0011 or more"):
        share_of(england, 0.001)
    share_of(england, 0.0011)


def test_a_commissioner_that_is_not_there_is_refused(england):
    with pytest.raises(ValueError, match=r"no commissioner '99X'; there are 135"):
        chosen_places(england, ["05C", "99X"])
    with pytest.raises(ValueError, match="05C is there twice"):
        chosen_places(england, ["05c", "05C "])


def test_what_standing_alone_leaves_out_is_measured(england):
    said = " ".join(left_out(england))
    assert "no patient crosses its border" in said
    assert "40 of the 135 places have no general trust of their own" in said
    assert "17% of the people" in said
    assert "unknown" in said
