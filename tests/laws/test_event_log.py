"""The event log for process mining is the model's own log: nothing twice, nothing lost, in the order it happened."""

import csv
import io
from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

import numpy as np
import pytest

from joinedup.agents.age_bands import AGE_BAND_NAMES
from joinedup.agents.happenings import AGE_GROUPS, GROUPS, WHATS, What, column_names
from joinedup.experiments.event_log import (
    COLUMNS,
    activity_of,
    cause_of,
    events,
    kind_of,
    logs_of,
    moment,
    write_csv,
)
from joinedup.experiments.experiment import BASELINE, YEAR, Experiment, arm, runs_of
from joinedup.experiments.xes import EXTENSIONS, KEYS, write_xes
from joinedup.model.outcomes import OUTCOMES

XES = "{http://www.xes-standard.org/}"
TYPES = {"string": str, "date": datetime.fromisoformat, "int": int, "float": float}


@pytest.fixture(scope="module")
def experiment():
    """Two arms in a village, one year after the switch."""
    return Experiment("dudley", (BASELINE, arm("PIO")), 1_000, years_before=1, years_after=1)


@pytest.fixture(scope="module")
def logs(experiment):
    return list(logs_of(experiment))


def as_csv(logs):
    file = io.StringIO()
    write_csv((row for log in logs for row in events(log)), file)
    return file.getvalue()


def as_xes(logs):
    file = io.StringIO()
    write_xes((row for log in logs for row in events(log)), file, 'a "village" <&>')
    return file.getvalue()


@pytest.fixture(scope="module")
def table(logs):
    return list(csv.DictReader(io.StringIO(as_csv(logs))))


@pytest.fixture(scope="module")
def document(logs):
    return ElementTree.fromstring(as_xes(logs))


def tallies_of(rows):
    """(groups, whats) as the model keeps them, from the rows of an arm."""
    column = {activity_of(what): what for what in range(WHATS)}
    found = np.zeros((GROUPS, WHATS), np.int64)
    for row in rows:
        group = (int(row["deprivation_fifth"]) - 1) * AGE_GROUPS + AGE_BAND_NAMES.index(row["age_band"])
        found[group, column[row["activity"]]] += int(row["amount"])
    return found


def test_every_thing_that_can_happen_has_an_activity_of_its_own():
    names = [activity_of(what) for what in range(WHATS)]
    assert len(set(names)) == WHATS == len(column_names())


def test_every_logged_event_is_there_exactly_once(logs, table):
    assert len(table) > 50_000
    for log in logs:
        expected = Counter(
            (int(e["person"]), activity_of(int(e["what"])), log.codes[e["site"]], int(e["amount"]))
            for e in log.log
        )
        found = Counter(
            (int(r["case_id"]), r["activity"], r["resource"], int(r["amount"]))
            for r in table
            if r["arm"] == log.arm
        )
        assert found == expected


def test_the_order_in_a_case_is_the_order_of_happening(logs, table):
    """Timestamps rise without a tie, and events in their order are those of the log in the order of booking."""
    for log in logs:
        mine = [r for r in table if r["arm"] == log.arm]
        for person in np.unique(log.log["person"])[::50]:
            case = [r for r in mine if r["case_id"] == str(person)]
            times = [r["timestamp"] for r in case]
            assert times == sorted(set(times))
            booked = log.log[log.log["person"] == person]
            assert np.all(np.diff(booked["day"]) >= 0)
            assert [r["activity"] for r in case] == [activity_of(int(w)) for w in booked["what"]]
            assert [r["timestamp"][:10] for r in case] == [moment(int(d), 0)[:10] for d in booked["day"]]


def test_outcomes_recomputed_from_the_csv_are_the_outcomes(experiment, table):
    """A&E attendances, emergency admissions and whatever else is counted from what happens to people."""
    for run in runs_of(experiment, 0, (0, 1)):
        name = experiment.arms[run.arm].name
        found = tallies_of(r for r in table if r["arm"] == name)
        years = found[:, What.PERSON_DAYS].sum() / 365
        per_1000 = {w: 1_000 * found[:, w].sum() / years for w in What}
        ae = per_1000[What.AE_MINOR] + per_1000[What.AE_MAJOR]
        admissions = per_1000[What.ADMISSION] + per_1000[What.ADMISSION_ZERO_DAY]
        assert ae == pytest.approx(run.values["ae_attendances"][-1])
        assert admissions == pytest.approx(run.values["emergency_admissions"][-1])
        assert ae > 100 < 3 * admissions


def test_tables_recomputed_from_the_csv_are_the_books_of_the_year(experiment, table):
    """Group by group and thing by thing; overtime and meetings are the sites', so no patient's log has them."""
    from joinedup.experiments.experiment import enact
    from joinedup.model import HealthSystem

    model = HealthSystem(experiment.where, rng=experiment.luck_of(0))
    model.run_until(experiment.switch_day)
    enact(experiment, experiment.arms[1], model)
    model.run_until(experiment.switch_day + YEAR)
    found = tallies_of(r for r in table if r["arm"] == experiment.arms[1].name)
    assert np.array_equal(found, model.years[-1].tallies)
    same = [o for o in OUTCOMES.values() if o.by_group]
    book = model.years[-1]._replace(tallies=found)
    assert len(same) > 40
    for outcome in same:
        assert outcome(book) == pytest.approx(outcome(model.years[-1]), nan_ok=True)


def test_cost_in_the_csv_is_the_pence_of_the_log(logs, table):
    for log in logs:
        pounds = sum(float(r["cost_pounds"] or 0) for r in table if r["arm"] == log.arm)
        assert pounds == pytest.approx(log.log["pence"].sum() / 100)
        assert pounds > 0


def test_both_arms_have_the_same_cases(table, experiment):
    first, second = ({r["case_id"] for r in table if r["arm"] == a.name} for a in experiment.arms)
    assert len(first) > 900
    assert len(first ^ second) <= 2  # a death may come before anything is noted


def test_the_xes_holds_the_same_events_as_the_csv(document, table):
    columns = {key: column for column, _, key in KEYS}
    found = []
    for trace in document.iter(f"{XES}trace"):
        about = {a.get("key"): a.get("value") for a in trace.findall(f"{XES}string")}
        for event in trace.findall(f"{XES}event"):
            row = dict.fromkeys(COLUMNS, "")
            row |= {columns[a.get("key")]: a.get("value") for a in event}
            found.append(row | {"case_id": about["concept:name"], "arm": about["arm"]})
    assert found == table


def test_the_xes_has_the_structure_of_its_schema(document):
    """The parts of a log in their order, attributes of their types, globals in every event, classifiers of globals."""
    assert document.tag == f"{XES}log"
    float(document.get("xes.version"))  # a decimal number, by the schema
    parts = [child.tag.removeprefix(XES) for child in document]
    order = ["extension", "global", "classifier", "string", "trace"]
    assert parts == sorted(parts, key=order.index)
    prefixes = {e.get("prefix") for e in document.findall(f"{XES}extension")}
    assert prefixes == set(EXTENSIONS.values()) == {"concept", "time", "lifecycle", "org"}
    scopes = {
        g.get("scope"): {(a.tag.removeprefix(XES), a.get("key")) for a in g}
        for g in document.findall(f"{XES}global")
    }
    assert set(scopes) == {"trace", "event"}
    for classifier in document.findall(f"{XES}classifier"):
        keys = {key for _, key in scopes[classifier.get("scope")]}
        assert set(classifier.get("keys").split()) <= keys
    for trace in document.findall(f"{XES}trace"):
        names = [child.tag.removeprefix(XES) for child in trace]
        assert names == sorted(names, key=["string", "event"].index)
        assert {("string", a.get("key")) for a in trace.findall(f"{XES}string")} >= scopes["trace"]
        for event in trace.findall(f"{XES}event"):
            attributes = [(a.tag.removeprefix(XES), a.get("key")) for a in event]
            assert len(set(attributes)) == len(attributes)
            assert set(attributes) >= scopes["event"]
            for attribute in event:
                TYPES[attribute.tag.removeprefix(XES)](attribute.get("value"))
                prefix, colon, _ = attribute.get("key").partition(":")
                assert not colon or prefix in prefixes


def test_the_same_question_gives_the_same_bytes(experiment, logs):
    again = list(logs_of(experiment))
    assert as_csv(again) == as_csv(logs)
    assert as_xes(again) == as_xes(logs)


def test_some_people_are_told_as_they_are_among_all(experiment, table):
    part = list(csv.DictReader(io.StringIO(as_csv(logs_of(experiment, [17, 3])))))
    assert part == [r for r in table if r["case_id"] in ("3", "17")]
    with pytest.raises(ValueError, match="no person 99999 in Dudley with 1,000 people"):
        list(logs_of(experiment, [99_999]))


def test_day_0_is_the_first_of_april_and_no_year_has_a_29_february():
    assert moment(0, 0, 2019) == "2019-04-01T00:00:00+00:00"
    assert moment(274, 61, 2019) == "2019-12-31T00:01:01+00:00"
    assert moment(275, 3_600 * 11, 2019) == "2020-01-01T11:00:00+00:00"
    assert moment(333, 0, 2019)[:10] == "2020-02-28"
    assert moment(334, 0, 2019)[:10] == "2020-03-01"
    assert moment(YEAR, 0, 2019)[:10] == "2020-04-01"


def test_activities_and_causes_are_words_of_the_vocabulary():
    assert activity_of(What.AE_MAJOR) == "A&E major"
    assert activity_of(What.TEST_0 + 1) == "test X-ray"
    assert cause_of(What.DUPLICATE_0 + 7, 1) == "not looked"
    assert cause_of(What.DELAYED_0 + 3, 3) == "care package"
    assert cause_of(What.PRIOR_USED, 2) == "scan"
    assert cause_of(What.AE_MAJOR, 2) == "exacerbation"
    assert cause_of(What.LETTER_SENT_0 + 3, 3) == cause_of(What.TEST_0, -1) == cause_of(What.WASTE, 0) == ""
    assert [kind_of(w) for w in (What.ADMISSION, What.READMISSION, What.PERSON_DAYS)] == [
        "event",
        "detail",
        "count",
    ]
