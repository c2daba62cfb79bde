"""The YAML door of places: every fault with its line and column."""

import pytest

from joinedup.model.place import EVEN_DEPRIVATION, load_place
from joinedup.model.place_file import parse_place

GOOD = """\
title: Two villages
commissioner: "99X"
practices:
  - {code: "P2", list_size: 3000, x_km: 1.0, y_km: 2.0}
  - {code: "P1", list_size: 2000, x_km: -1.0, y_km: 0.0}
hospitals:
  - {code: "H1", name: Cottage, beds: 12, x_km: 0.0, y_km: 0.0}
"""


def faults(text):
    with pytest.raises(ValueError, match="f.yaml:") as caught:
        parse_place(text, "f", "f.yaml")
    return str(caught.value).splitlines()


def test_a_place_file_is_a_place(tmp_path):
    path = tmp_path / "villages.yaml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    place = load_place(path)
    assert (place.name, place.title, place.commissioner, place.people) == (
        "villages",
        "Two villages",
        "99X",
        5_000,
    )
    assert [(p.code, p.x_km, p.y_km, p.located) for p in place.practices] == [
        ("P1", -1.0, 0.0, True),
        ("P2", 1.0, 2.0, True),
    ]
    assert (place.joint_working, place.deprivation, place.beds_per_1000) == (0.25, EVEN_DEPRIVATION, 1.81)


def test_every_fault_is_reported_at_once_with_line_and_column():
    bad = """\
title: Bad
comissioner: "05C"
joint_working: 2
deprivation: [0.5, 0.5, 0.5, 0.0, 0.0]
beds_per_1000: -1.0
practices:
  - {code: "P1", list_size: 0, district: DY1}
  - {code: "P2", list_size: 12.5}
  - {code: "P3", list_size: "many", colour: blue}
  - {code: "P4", list_size: 10, latitude: 52.0}
hospitals: []
"""
    assert faults(bad) == [
        "f.yaml:1:1: commissioner: it is missing",
        "f.yaml:2:1: comissioner: unknown key (did you mean commissioner?); there are: title, commissioner, "
        "practices, hospitals, joint_working, deprivation, beds_per_1000, sources, notes, without",
        "f.yaml:3:16: joint_working: Input should be less than or equal to 1, not 2",
        "f.yaml:4:14: deprivation: it sums to 1.5; the five shares must sum to 1",
        "f.yaml:5:16: beds_per_1000: Input should be greater than 0, not -1.0",
        "f.yaml:7:29: practices.0.list_size: Input should be greater than or equal to 1, not 0",
        "f.yaml:8:29: practices.1.list_size: Input should be a valid integer, not 12.5",
        "f.yaml:9:29: practices.2.list_size: Input should be a valid integer, not 'many'",
        "f.yaml:9:37: practices.2.colour: unknown key; there are: code, x_km, y_km, latitude, longitude, "
        "list_size, district",
        "f.yaml:10:5: practices.3: latitude and longitude come together; give both or neither",
        "f.yaml:11:12: hospitals: it is empty; a place needs at least one",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: Two villages", "title: A\ntitle: B", "f.yaml:2:1: title: key given twice (first on line 1)"),
        ("beds: 12", "beds: 12, beds: 13", "hospitals.0.beds: key given twice (first on line 7)"),
        (
            'code: "P2"',
            'code: "P1"',
            "f.yaml:4:3: practices: P1 is there twice; each code must be there once",
        ),
        ('"99X"', "99", "f.yaml:2:15: commissioner: Input should be a valid string, not 99"),
        (
            "list_size: 3000",
            "list_size: true",
            "practices.0.list_size: Input should be a valid integer, not True",
        ),
        ("x_km: 1.0", "x_km: .nan", "practices.0.x_km: Input should be a finite number"),
        ("title: Two", "title: [", "not YAML:"),
        ("title: Two", "title: \x07", "f.yaml:1:1: not YAML:"),
        ("title: Two", "a: &a [*a]\ntitle: Two", "f.yaml:1:1: a: unknown key"),
    ],
)
def test_a_fault_says_where_it_is_and_what_must_be(old, new, fault):
    assert any(fault in line for line in faults(GOOD.replace(old, new, 1)))


def test_doubled_keys_do_not_hide_the_other_faults():
    found = faults(GOOD.replace("beds: 12", "beds: 12, beds: none"))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "fault"), [("", "it is empty"), ("# nothing\n", "it is empty"), ("- 1", "keys and")]
)
def test_a_file_that_is_not_a_place_says_so(text, fault):
    assert fault in faults(text)[0]


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="none.yaml cannot be read: no such file"):
        load_place(tmp_path / "none.yaml")
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(ValueError, match="cannot be read: is a directory"):
        load_place(tmp_path / "a.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00title")
    with pytest.raises(ValueError, match=r"b.yaml is not text in UTF-8"):
        load_place(tmp_path / "b.yaml")


def test_a_practice_in_an_unknown_district_is_placed_and_the_place_says_so():
    text = GOOD.replace("x_km: 1.0, y_km: 2.0", "district: ZZ9").replace(
        "x_km: -1.0, y_km: 0.0", "latitude: 52.0, longitude: -2.0"
    )
    place = parse_place(text.replace(", x_km: 0.0, y_km: 0.0", ""), "f", "f.yaml")
    assert [p.located for p in place.practices] == [True, False]
    assert "1 of 2 practices have no known position; their distances are invented" in place.notes
    assert any("1 of 1 hospitals" in note for note in place.notes)
