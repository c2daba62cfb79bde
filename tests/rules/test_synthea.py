"""The door for Synthea: who becomes a person here, which conditions count, and what is said of the rest."""

from datetime import date

import pytest

from joinedup.model.synthea import COUNTED, VERDICTS, meanings, read_synthea, told

PATIENTS = "Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,GENDER,ADDRESS,CITY"
CONDITIONS = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"
ANN, BOB, CAT, DAN = (
    "ann,1950-06-01,,999,Ann1,Bell2,F,1 Road,Town",
    "bob,1980-01-31,,999,Bob1,Cole2,M,2 Road,Town",
    "cat,2015-12-24,,999,Cat1,Dunn2,F,3 Road,Town",
    "dan,1930-03-05,2016-02-29,999,Dan1,East2,M,4 Road,Town",
)


def export(folder, conditions=(), patients=(ANN, BOB, CAT, DAN), header=CONDITIONS):
    folder.mkdir(exist_ok=True)
    (folder / "patients.csv").write_text("\n".join([PATIENTS, *patients]) + "\n", encoding="utf-8")
    (folder / "conditions.csv").write_text("\n".join([header, *conditions]) + "\n", encoding="utf-8")
    return folder


def people_of(found):
    """{age in days: (sex, conditions, mental illness)}"""
    return dict(zip(found.people.days_old, zip(*found.people[2:], strict=True), strict=True))


def seen(found):
    return {s.code: (s.verdict, s.people, s.counted) for s in found.seen}


DAY = date(2018, 4, 1)
AGE = {"ann": 24_776, "bob": 13_940, "cat": 829}  # days on that day


def test_the_living_come_with_their_age_and_sex_and_the_dead_do_not(tmp_path):
    found = read_synthea(export(tmp_path / "out"), DAY)
    assert people_of(found) == {AGE["ann"]: (0, 0, 0), AGE["bob"]: (1, 0, 0), AGE["cat"]: (0, 0, 0)}
    assert (found.dead, found.unborn) == (1, 0)
    before = read_synthea(tmp_path / "out", date(2015, 1, 1))
    assert (before.people.number, before.dead, before.unborn) == (3, 0, 1)
    assert before.people.source == "the Synthea export in out"


def test_without_a_day_it_is_the_last_one_of_the_export(tmp_path):
    found = read_synthea(export(tmp_path, ["2019-07-30,,bob,e,65363002,Otitis media"]))
    assert found.day == date(2019, 7, 30)
    assert read_synthea(export(tmp_path)).day == date(2016, 2, 29)


def test_several_codes_of_one_condition_are_one_condition(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            [
                "2001-01-01,,ann,e,44054006,Diabetes",
                "2005-01-01,,ann,e,422034002,Diabetic retinopathy associated with type II diabetes mellitus (disorder)",
                "2006-01-01,,ann,e,59621000,Hypertension",
                "2007-01-01,,ann,e,433144002,Chronic kidney disease stage 3 (disorder)",
            ],
        ),
        DAY,
    )
    assert people_of(found)[AGE["ann"]] == (0, 3, 0)
    assert seen(found)["422034002"] == ("long-term", 1, 1)


def test_what_has_stopped_counts_only_if_once_begun_is_for_ever(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            [
                "2001-01-01,2001-02-01,bob,e,22298006,Myocardial Infarction",
                "2001-01-01,2010-02-01,bob,e,233678006,Childhood asthma",
                "2001-01-01,2018-04-02,ann,e,195967001,Asthma",
            ],
        ),
        DAY,
    )
    assert people_of(found)[AGE["bob"]] == (1, 1, 0)
    assert people_of(found)[AGE["ann"]] == (0, 1, 0)
    assert seen(found)["233678006"] == ("long-term", 1, 0)


def test_mental_illness_is_a_condition_and_the_worst_of_its_severities(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            [
                "2010-01-01,,bob,e,36923009,Major depression  single episode",
                "2012-01-01,,bob,e,370143000,Major depressive disorder",
                "2013-01-01,,bob,e,7200002,Alcoholism",
            ],
        ),
        DAY,
    )
    assert people_of(found)[AGE["bob"]] == (1, 2, 2)


def test_what_begins_later_or_belongs_to_the_dead_is_left_out(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            ["2018-04-02,,ann,e,59621000,Hypertension", "2001-01-01,,dan,e,59621000,Hypertension"],
        ),
        DAY,
    )
    assert people_of(found)[AGE["ann"]] == (0, 0, 0)
    assert (found.later, found.seen) == (1, ())


def test_nothing_is_dropped_in_silence(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            [
                "2010-01-01,2010-01-09,ann,e,444814009,Viral sinusitis (disorder)",
                "2011-01-01,2011-01-09,ann,e,444814009,Viral sinusitis (disorder)",
                "2011-01-01,2011-01-09,bob,e,444814009,Viral sinusitis (disorder)",
                "2011-01-01,,bob,e,123456789,A thing nobody knows",
                "2011-01-01,,bob,e,162864005,Body mass index 30+ - obesity (finding)",
                "2011-01-01,,bob,e,160903007,Full-time employment (finding)",
                "2011-01-01,,bob,e,78275009,Obstructive sleep apnea syndrome (disorder)",
            ],
        ),
        DAY,
    )
    assert seen(found) == {
        "444814009": ("acute", 2, 0),
        "123456789": ("unknown", 1, 0),
        "162864005": ("sign", 1, 0),
        "160903007": ("life", 1, 0),
        "78275009": ("unlisted", 1, 0),
    }
    words = "\n".join(told(found))
    assert (
        "NOT mapped: unknown: not in the table of conditions\n  A thing nobody knows [123456789]: 1 person"
        in words
    )
    assert (
        "NOT mapped: acute, not a long-term condition\n  Viral sinusitis (disorder) [444814009]: 2 people"
        in words
    )
    assert "left out: 1 who had died, 0 born later" in words


def test_nobody_has_more_conditions_than_the_model_counts_and_it_is_said(tmp_path):
    codes = {m.condition: code for code, m in meanings().items() if m.verdict == "long-term" and m.ever}
    assert len(codes) > 9
    found = read_synthea(export(tmp_path, [f"2001-01-01,,ann,e,{code},x" for code in codes.values()]), DAY)
    assert people_of(found)[AGE["ann"]] == (0, 9, 0)
    assert found.above == 1
    assert "1 person with more than 9 long-term conditions" in "\n".join(told(found))


def test_the_order_of_the_files_changes_nothing(tmp_path):
    lines = ["2001-01-01,,ann,e,59621000,Hypertension", "2002-01-01,,bob,e,90560007,Gout"]
    one = read_synthea(export(tmp_path / "a", lines), DAY)
    other = read_synthea(export(tmp_path / "a", lines[::-1], patients=(DAN, CAT, BOB, ANN)), DAY)
    assert one == other


def test_newer_and_older_columns_and_times_are_read(tmp_path):
    found = read_synthea(
        export(
            tmp_path,
            ["2001-01-01T10:00:00Z,2001-01-01,ann,e,http://snomed.info/sct,59621000,Essential hypertension"],
            header="\ufeffSTART,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION",
        ),
        DAY,
    )
    assert people_of(found)[AGE["ann"]] == (0, 1, 0)


def test_the_table_of_conditions_is_whole():
    assert len(meanings()) > 250
    for code, meaning in meanings().items():
        assert code.isdigit()
        assert meaning.verdict in VERDICTS
        assert (meaning.verdict in COUNTED) == bool(meaning.condition), code
        assert (meaning.verdict == "mental") == (1 <= meaning.severity <= 3), code
    conditions = {m.condition for m in meanings().values()}
    wanted = (
        "diabetes", "hypertension", "chronic obstructive pulmonary disease", "asthma", "heart failure",
        "chronic kidney disease", "coronary heart disease", "stroke and transient ischaemic attack",
        "atrial fibrillation", "epilepsy", "dementia", "depression", "osteoporosis", "cancer", "painful condition",
        "inflammatory arthritis and connective tissue disease",
    )  # fmt: skip
    assert set(wanted) <= conditions


@pytest.mark.parametrize(
    ("patients", "conditions", "words"),
    [
        ([], [], "patients.csv has a header and no patients"),
        (
            ["ann,1950-13-01,,9,A,B,F,R,T"],
            [],
            "patients.csv:2: BIRTHDATE is '1950-13-01'; it must be a date such as",
        ),
        (["ann,,,9,A,B,F,R,T"], [], "patients.csv:2: BIRTHDATE is ''; it must be a date"),
        (
            ["ann,1950-01-01,soon,9,A,B,F,R,T"],
            [],
            "patients.csv:2: DEATHDATE is 'soon'; it must be .* or blank",
        ),
        (
            ["ann,1950-01-01,1949-01-01,9,A,B,F,R,T"],
            [],
            "patients.csv:2: DEATHDATE is 1949-01-01, before BIRTHDATE",
        ),
        ([ANN, ANN], [], "patients.csv:3: patient 'ann' is there twice"),
        ([",1950-01-01,,9,A,B,F,R,T"], [], "patients.csv:2: patient '' has no Id"),
        (["ann,1950-01-01,,9,A,B,X,R,T"], [], "patients.csv:2: GENDER is 'X'; it must be M or F"),
        (["ann,1950-01-01"], [], "patients.csv:2: the line has 2 values; the header names 9"),
        ([ANN], ["2001-01-01,,eve,e,59621000,x"], "conditions.csv:2: patient 'eve' is not in patients.csv"),
        ([ANN], ["1/2/2001,,ann,e,59621000,x"], "conditions.csv:2: START is '1/2/2001'; it must be a date"),
        (
            [ANN],
            ["2001-01-01,2001-01-01x,ann,e,59621000,x"],
            "conditions.csv:2: STOP is '2001-01-01x'; it must be",
        ),
        ([DAN], [], "patients.csv has nobody who lives on 2018-04-01; say another day"),
    ],
)
def test_a_mistake_in_the_files_is_one_sentence_with_its_line(tmp_path, patients, conditions, words):
    with pytest.raises(ValueError, match=words):
        read_synthea(export(tmp_path, conditions, patients), DAY)


def test_a_file_or_column_that_is_not_there_is_named(tmp_path):
    folder = export(tmp_path)
    (folder / "conditions.csv").unlink()
    with pytest.raises(
        ValueError, match=r"conditions\.csv cannot be read: no such file or directory; an export has"
    ):
        read_synthea(folder, DAY)
    export(tmp_path, header="START,STOP,PATIENT,CODE")
    with pytest.raises(
        ValueError, match=r"conditions\.csv:1: no column DESCRIPTION; the columns found are: START"
    ):
        read_synthea(folder, DAY)
    (folder / "patients.csv").write_bytes(b"")
    with pytest.raises(ValueError, match=r"patients\.csv is empty"):
        read_synthea(folder, DAY)
    (folder / "patients.csv").write_bytes(b"Id,\xff\xfe")
    with pytest.raises(ValueError, match="not text in UTF-8"):
        read_synthea(folder, DAY)
    with pytest.raises(ValueError, match="cannot be read"):
        read_synthea(folder / "nowhere", DAY)
