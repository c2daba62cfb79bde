"""The CSV door of places: the list of practices as NHS Digital publishes it."""

import pytest

from joinedup.model.place import HospitalFacts
from joinedup.model.practice_list import place_from_practices, read_practices

OLD = "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS"
NEW = OLD.replace("CCG_CODE", "SUB_ICB_LOCATION_CODE")
COMMISSIONERS = 106  # of England from April 2021


def row(practice, people, commissioner="05C", postcode="DY1 2HQ", sex="ALL", age="ALL"):
    return f"GP_PRAC_PAT_LIST,01APR2021,GP,{commissioner},E38,{practice},{postcode},{sex},{age},{people}"


def written(tmp_path, *lines, name="gp.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


@pytest.fixture(scope="module")
def england(tmp_path_factory):
    """A file of 106 commissioners with 1 to 9 practices each."""
    lines = [OLD]
    for c in range(COMMISSIONERS):
        lines += [row(f"P{c:03}{k:03}", 1 + 97 * k + c, f"{c:02}C", f"ZZ{k} 1AA") for k in range(1 + c % 9)]
    return written(tmp_path_factory.mktemp("england"), *lines)


def test_every_one_of_englands_106_commissioners_becomes_a_place(england):
    for c in range(COMMISSIONERS):
        place = place_from_practices(england, f"{c:02}C")
        people = sum(1 + 97 * k + c for k in range(1 + c % 9))
        assert (place.people, len(place.practices), place.name) == (people, 1 + c % 9, f"{c:02}C")
        assert [h.beds for h in place.hospitals] == [max(1, round(1.81 * people / 1000))]
        assert any("have no known position" in note for note in place.notes)


@pytest.mark.parametrize("header", [OLD, NEW, OLD.lower()])
def test_older_and_newer_files_give_the_same_practices(tmp_path, header):
    path = written(tmp_path, header, row("M87002", 300), row("M87001", 4500), row("X", 9, "99A"))
    found = read_practices(path, "05c ")
    assert [(p.code, p.list_size, p.area, p.located) for p in found] == [
        ("M87001", 4500, "DY1", True),
        ("M87002", 300, "DY1", True),
    ]


def test_a_byte_order_mark_blanks_empty_lines_and_windows_line_ends_do_not_matter(tmp_path):
    path = tmp_path / "gp.csv"
    text = "\r\n".join([OLD.replace(",", " , "), "", row(" M87001 ", ' "4500" '), "  ,,", ""])
    path.write_bytes(("\ufeff" + text.replace("  ,,", ",,,,,,,,,")).encode())
    assert [(p.code, p.list_size) for p in read_practices(path, "05C")] == [("M87001", 4500)]


def test_only_totals_count_where_the_file_also_splits_by_sex_and_age(tmp_path):
    split = [row("A", 50, sex="MALE"), row("A", 60, sex="FEMALE"), row("A", 110), row("A", 1, age="95+")]
    assert [p.list_size for p in read_practices(written(tmp_path, OLD, *split), "05C")] == [110]
    with pytest.raises(ValueError, match="1 practices, such as B, have no line with SEX and AGE both ALL"):
        read_practices(written(tmp_path, OLD, *split, row("B", 5, sex="MALE")), "05C")
    with pytest.raises(ValueError, match=r"practice A is there twice .* the file has no totals"):
        read_practices(written(tmp_path, OLD, *split[:2]), "05C")


BAD_SIZE = "it must be a whole number of people, at least 1"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([OLD, row("A", 5), row("B", -3)], f"gp.csv:3: practice B has NUMBER_OF_PATIENTS '-3'; {BAD_SIZE}"),
        ([OLD, row("A", 0)], f"gp.csv:2: practice A has NUMBER_OF_PATIENTS '0'; {BAD_SIZE}"),
        ([OLD, row("A", "12.5")], f"gp.csv:2: practice A has NUMBER_OF_PATIENTS '12.5'; {BAD_SIZE}"),
        ([OLD, row("A", "many")], f"gp.csv:2: practice A has NUMBER_OF_PATIENTS 'many'; {BAD_SIZE}"),
        ([OLD, row("A", '"1,200"')], f"gp.csv:2: practice A has NUMBER_OF_PATIENTS '1,200'; {BAD_SIZE}"),
        ([OLD, row("A", "")], f"gp.csv:2: practice A has NUMBER_OF_PATIENTS ''; {BAD_SIZE}"),
        ([OLD, row("A", "9" * 30)], "gp.csv:2: practice A has NUMBER_OF_PATIENTS '999"),
        ([OLD, row("", 5)], "gp.csv:2: the practice code is blank"),
        ([OLD, row("A", 5, "")], "gp.csv:2: the commissioner code is blank"),
        ([OLD, row("A", 5), "", row("a", 6)], "gp.csv:4: practice A is there twice (first on line 2)"),
        ([OLD, row("A", 5), row("B", 6) + ",7"], "gp.csv:3: the line has 11 values; the header names 10"),
        ([OLD], "gp.csv has a header and no practices"),
        ([OLD + ",CODE", row("A", 5) + ",A"], "gp.csv:1: column CODE is there twice"),
        ([OLD.replace(",", ";")], "gp.csv is separated by semicolons; it must be separated by commas"),
        ([OLD.replace(",", "\t")], "gp.csv is separated by tabs; it must be separated by commas"),
        (
            ["PRACTICE,POSTCODE,PATIENTS", "A,B,3"],
            "gp.csv:1: no column CCG_CODE or SUB_ICB_LOCATION_CODE, CODE, NUMBER_OF_PATIENTS; "
            "the columns found are: PRACTICE, POSTCODE, PATIENTS",
        ),
        (["<!DOCTYPE html>", "<p>moved</p>"], "the columns found are: <!DOCTYPE HTML>"),
        ([""], "gp.csv is empty"),
        ([OLD + ",LATITUDE", row("A", 5) + ",north"], "gp.csv:2: LATITUDE is 'north'; it must be a number"),
    ],
)
def test_a_list_that_cannot_be_used_says_why_in_one_sentence(tmp_path, lines, sentence):
    with pytest.raises(ValueError, match=r"gp\.csv") as caught:
        read_practices(written(tmp_path, *lines), "05C")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04rest", "is a workbook or zip archive"),
        (b"\x00\x01\x02", "is not a CSV file"),
        (b"\xff\xfeC\x00O\x00", "is not a CSV file: it is not text in UTF-8"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_not_a_csv_says_so(tmp_path, content, sentence):
    (tmp_path / "gp.csv").write_bytes(content)
    with pytest.raises(ValueError, match=sentence):
        read_practices(tmp_path / "gp.csv", "05C")


def test_a_missing_file_or_a_folder_is_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"none\.csv cannot be read: no such file or directory"):
        read_practices(tmp_path / "none.csv", "05C")
    with pytest.raises(ValueError, match="cannot be read: is a directory"):
        read_practices(tmp_path, "05C")


def test_an_unknown_commissioner_is_answered_with_near_ones(england):
    sentence = r"no commissioner '05X' in gp.csv; it has 106, and nearest by name: .*05C"
    with pytest.raises(ValueError, match=sentence):
        read_practices(england, "05X")


def test_hospitals_that_are_given_are_kept(tmp_path):
    path = written(tmp_path, OLD, row("A", 5000))
    own = (HospitalFacts("RNA", "Russells Hall", 700, 1.0, 2.0, True),)
    place = place_from_practices(path, "05C", own, title="Dudley", deprivation=(0.3, 0.2, 0.2, 0.2, 0.1))
    assert place.hospitals == own
    assert place.title == "Dudley"
    assert place.notes == ("from gp.csv",)


def test_the_general_hospital_stands_where_most_people_are(tmp_path):
    lines = [row("A", 3000) + ",0,0", row("B", 1000) + ",8,4"]
    place = place_from_practices(written(tmp_path, OLD + ",X_KM,Y_KM", *lines), "05C")
    (hospital,) = place.hospitals
    assert (hospital.x_km, hospital.y_km, hospital.beds) == (2.0, 1.0, 7)


@pytest.mark.parametrize(
    ("columns", "values"),
    [("EASTING,NORTHING", [(390_000, 290_000), (393_000, 294_000)]), ("X_KM,Y_KM", [(0, 0), (3, 4)])],
)
def test_positions_in_the_file_win_over_districts(tmp_path, columns, values):
    lines = [row(code, 100) + f",{x},{y}" for code, (x, y) in zip("AB", values, strict=True)]
    a, b = read_practices(written(tmp_path, f"{OLD},{columns}", *lines), "05C")
    assert ((a.x_km - b.x_km) ** 2 + (a.y_km - b.y_km) ** 2) ** 0.5 == pytest.approx(5.0)
    assert a.located
    assert b.located
