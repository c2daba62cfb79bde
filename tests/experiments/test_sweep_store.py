"""The store of a sweep: whatever happens to it, every run is there once and the bytes are the same."""

import errno
import os
import shutil
import sys
import tracemalloc
from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.experiments.executors.executor import Executor
from joinedup.experiments.executors.here import Here
from joinedup.experiments.question_file import parse_question
from joinedup.experiments.sweep import journal, parts, store, sweeping
from joinedup.experiments.sweep.sign_of_life import Pulse
from joinedup.experiments.sweep.store import Store
from joinedup.experiments.sweep.sweeping import sweep

TEXT = """version: 2
place: dudley
people: 2000
arms: {fees: separate, records: I}
numbers: {decision.altruism: {values: [1, 2, 3, 4, 5]}}
design: {kind: grid}
replications: 5
years: 1
years_before: 1
"""
JOBS = 25


@pytest.fixture
def question(tmp_path):
    return parse_question(TEXT, "q.yaml", tmp_path).question


@pytest.fixture(autouse=True)
def invented(monkeypatch):
    """Jobs that take no time, in blocks of ten."""
    monkeypatch.setattr(sweeping, "play", invents)
    for module in (parts, store, sweeping):
        monkeypatch.setattr(module, "BLOCK", 10)


def invents(question, job):
    values = {"bed_days": [job.number + 0.1, job.number / 3.0], "deaths": [float("nan"), 1.0]}
    arms = [
        {
            "before": "b",
            "digest": f"{job.number}-{a}",
            "groups": {"everybody": {k: [v + a for v in vs] for k, vs in values.items()}},
        }
        for a in range(2)
    ]
    return {"job": job.number, "luck": 7, "arms": arms}


def made(folder, question, shard=(1, 1)):
    return Store.created(folder, question, TEXT, shard)


def go(found, question, executor=None, **more):
    return sweep(
        question, found, executor or Here(), Pulse(found.folder, found.shard, "here", "test"), **more
    )


def whole(folder):
    """Every byte of the results, by file."""
    return {p.name: p.read_bytes() for p in sorted((folder / "results").iterdir())} | {
        p.name: p.read_bytes() for p in folder.glob("failures.jsonl")
    }


@pytest.fixture
def uninterrupted(tmp_path, question):
    found = made(tmp_path / "whole", question)
    go(found, question)
    return whole(found.folder)


class Stops(Executor):
    """Plays some jobs, backwards within a handful, and is then killed."""

    slots = 1

    def __init__(self, after, handful):
        self.after, self.handful = after, handful

    def played(self, work, tasks, report=lambda years: None):
        done, hand = 0, []
        for task in tasks:
            hand.append(task)
            if len(hand) == self.handful:
                for t in reversed(hand):
                    if done == self.after:
                        raise KeyboardInterrupt
                    yield t, work(t)
                    done += 1
                hand = []
        for t in reversed(hand):
            yield t, work(t)

    def close(self):
        pass


def test_results_are_one_row_for_each_arm_and_year_of_every_job(tmp_path, question):
    found = made(tmp_path / "s", question)
    go(found, question)
    rows = found.results().collect()
    assert rows.height == JOBS * 2 * 2
    assert rows.select("job", "arm", "year").is_unique().all()
    assert rows.filter((rows["job"] == 7) & (rows["arm"] == "records"))["bed_days"].to_list() == [
        8.1,
        7 / 3.0 + 1,
    ]
    assert found.draws["decision.altruism"].to_list() == [1, 2, 3, 4, 5]
    one = rows.filter(rows["job"] == 12).row(0, named=True)
    assert (one["replication"], one["draw"]) == divmod(12, 5)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 7), st.integers(0, 60)), max_size=6))
def test_a_sweep_killed_anywhere_ends_in_the_same_bytes(tmp_path_factory, stops):
    folder = tmp_path_factory.mktemp("killed")
    question = parse_question(TEXT, "q.yaml", folder).question
    go(made(folder / "whole", question), question)
    made(folder / "s", question)
    for after, handful, torn in stops:
        found = Store(folder / "s")
        found.mended()
        try:
            go(found, question, Stops(after, handful))
        except KeyboardInterrupt:
            for path in (folder / "s" / "journal").glob("*.jsonl"):  # the last line, half written
                os.truncate(path, max(0, path.stat().st_size - torn))
    found = Store(folder / "s")
    found.mended()
    go(found, question)
    assert whole(folder / "s") == whole(folder / "whole")
    assert not list((folder / "s" / "journal").glob("*.jsonl"))


def test_shards_on_one_folder_end_in_the_same_bytes(tmp_path, question, uninterrupted):
    for i in (2, 3, 1):
        go(made(tmp_path / "s", question, (i, 3)), question)
    assert whole(tmp_path / "s") == uninterrupted


def test_added_replications_are_played_and_no_others(tmp_path, question, uninterrupted):
    from dataclasses import replace

    few = replace(question, replications=3)
    found = made(tmp_path / "s", few)
    assert go(found, few).done == 15
    found.wants(5)
    played = []
    go(found, question, report=lambda now: played.append(now.done))
    assert played[-1] - played[0] + 1 == 10
    assert whole(tmp_path / "s") == uninterrupted


def test_a_full_disk_stops_the_sweep_and_loses_nothing(tmp_path, question, uninterrupted, monkeypatch):
    found = made(tmp_path / "s", question)
    real, left = os.fsync, [13]

    def full(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        go(found, question)
    monkeypatch.setattr(os, "fsync", real)
    found = Store(tmp_path / "s")
    assert not found.mended()
    assert (found.states() == store.DONE).sum() == 12
    go(found, question)
    assert whole(tmp_path / "s") == uninterrupted


def test_a_damaged_part_goes_to_quarantine_and_its_jobs_are_played_again(tmp_path, question, uninterrupted):
    found = made(tmp_path / "s", question)
    go(found, question)
    part = tmp_path / "s" / "results" / "part-00001.parquet"
    rows, _ = parts.read(part)
    content = part.read_bytes()
    for at in range(
        0, len(content), 97
    ):  # wherever a byte is wrong: either nothing is told wrongly, or it is seen
        damaged = bytearray(content)
        damaged[at] ^= 0xFF
        part.write_bytes(damaged)
        with suppress(ValueError):
            assert repr(parts.read(part)[0].to_pylist()) == repr(rows.to_pylist())  # nan is nan
    part.write_bytes(content[: len(content) // 2])
    assert (found.states() == store.DONE).sum() == 15
    assert found.mended() == ["part-00001.parquet"]
    assert (tmp_path / "s" / "quarantine" / "part-00001.parquet").exists()
    go(found, question)
    assert whole(tmp_path / "s") == uninterrupted


def test_a_damaged_journal_goes_to_quarantine_and_its_jobs_are_played_again(
    tmp_path, question, uninterrupted
):
    found = made(tmp_path / "s", question)
    with pytest.raises(KeyboardInterrupt):
        go(found, question, Stops(5, 1))
    path = next((tmp_path / "s" / "journal").glob("*.jsonl"))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"bed_days", b"bad_days")
    path.write_bytes(b"".join(lines))
    assert found.mended() == [path.name]
    assert len(list(journal.records_in(path))) == 4
    go(found, question)
    assert whole(tmp_path / "s") == uninterrupted


def test_jobs_that_raise_are_listed_with_all_that_is_needed_and_lose_nothing_else(
    tmp_path, question, monkeypatch
):
    def sometimes(q, job):
        if job.number % 7 == 3:
            raise RuntimeError(f"job {job.number} cannot be")
        return invents(q, job)

    monkeypatch.setattr(sweeping, "play", sometimes)
    found = made(tmp_path / "s", question)
    standing = go(found, question)
    assert (standing.done, standing.failed) == (21, 4)
    listed = list(found.failures())
    assert [f["job"] for f in listed] == [3, 10, 17, 24]
    assert listed[1]["numbers"] == {"decision.altruism": 1.0}
    assert listed[1]["luck"] == question.experiment(0).luck_of(2)
    assert "RuntimeError: job 10 cannot be" in listed[1]["error"]
    assert "in sometimes" in listed[1]["traceback"]
    assert listed[1]["reproduce"] == "joinedup rerun . 10"
    assert (tmp_path / "s" / "failures.jsonl").read_text().count("\n") == 4
    monkeypatch.setattr(sweeping, "play", invents)
    go(found, question)  # what failed is not played again unless that is asked for
    assert len(list(found.failures())) == 4
    go(found, question, retry=True)
    assert not list(found.failures())
    assert not (tmp_path / "s" / "failures.jsonl").exists()


def test_what_failed_and_then_worked_leaves_no_trace(tmp_path, question, uninterrupted, monkeypatch):
    def never(q, job):
        raise RuntimeError("no")

    found = made(tmp_path / "s", question)
    monkeypatch.setattr(sweeping, "play", never)
    go(found, question)
    monkeypatch.setattr(sweeping, "play", invents)
    go(found, question, retry=True)
    assert whole(tmp_path / "s") == uninterrupted


def test_a_store_of_another_question_is_refused_and_the_difference_named(tmp_path, question):
    made(tmp_path / "s", question)
    other = parse_question(TEXT.replace("records: I", "records: P"), "q.yaml", tmp_path).question
    with pytest.raises(ValueError, match="another sweep.*arms there .*'I'.*here .*'P'"):
        made(tmp_path / "s", other)
    worded = parse_question(TEXT + "question: In other words?\n", "q.yaml", tmp_path).question
    made(tmp_path / "s", worded)


def test_a_store_of_another_program_is_refused_and_both_are_named(tmp_path, question, monkeypatch):
    made(tmp_path / "s", question)
    monkeypatch.setattr("joinedup.experiments.provenance.runs_digest", lambda: "0123456789abcdef")
    with pytest.raises(ValueError, match="begun by joinedup .*this is .*0123456789abcdef"):
        made(tmp_path / "s", question)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, question):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "thesis.docx").write_text("five years of work")
    with pytest.raises(ValueError, match="not empty"):
        made(tmp_path / "s", question)
    assert [p.name for p in (tmp_path / "s").iterdir()] == ["thesis.docx"]


def test_ten_thousand_runs_leave_fewer_than_fifty_files(tmp_path, monkeypatch):
    for module in (parts, store, sweeping):
        monkeypatch.setattr(module, "BLOCK", 250)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # a matter of safety, not of files
    text = TEXT.replace("arms: {fees: separate, records: I}", "arms: {fees: separate}").replace(
        "replications: 5", "replications: 2000"
    )
    question = parse_question(text, "q.yaml", tmp_path).question

    def small(q, job):
        return {
            "job": job.number,
            "luck": 7,
            "arms": [{"before": "", "digest": "", "groups": {"everybody": {"deaths": [1.0, 2.0]}}}],
        }

    monkeypatch.setattr(sweeping, "play", small)
    found = made(tmp_path / "s", question)
    go(found, question)
    assert found.results().collect().height == 20_000
    assert sum(len(files) for _, _, files in os.walk(tmp_path / "s")) < 50


def test_a_stop_rule_stops_when_the_paired_difference_is_known(tmp_path, monkeypatch):
    text = TEXT.replace(
        "replications: 5", "precision: {half_width: 0.02, least: 3, most: 40}\noutcomes: [bed_days]"
    )
    text = text.replace("numbers: {decision.altruism: {values: [1, 2, 3, 4, 5]}}\ndesign: {kind: grid}\n", "")
    question = parse_question(text, "q.yaml", tmp_path).question

    def noisy(q, job):
        import numpy as np

        rng = np.random.default_rng(job.number)
        arms = [
            {
                "before": "",
                "digest": "",
                "groups": {"everybody": {"bed_days": [100.0, 100.0 - 5 * a + rng.normal(0, 2)]}},
            }
            for a in range(2)
        ]
        return {"job": job.number, "luck": job.replication, "arms": arms}

    monkeypatch.setattr(sweeping, "play", noisy)
    found = made(tmp_path / "s", question)
    assert not found.settled
    go(found, question)
    from joinedup.experiments.answers import widest

    assert found.settled
    assert 3 < found.replications < 40
    share = widest(found, ["bed_days"]).share
    assert share <= 0.02
    shutil.rmtree(tmp_path / "s")
    impossible = parse_question(text.replace("0.02", "0.0001"), "q.yaml", tmp_path).question
    found = made(tmp_path / "s", impossible)
    go(found, impossible)
    assert found.replications == 40


def test_the_memory_of_who_hands_out_the_work_does_not_grow_with_the_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # a matter of safety, not of memory
    for module in (parts, store, sweeping):
        monkeypatch.setattr(module, "BLOCK", 50)

    def peak(replications):
        text = TEXT.replace("replications: 5", f"replications: {replications}")
        question = parse_question(text, "q.yaml", tmp_path).question
        found = made(tmp_path / f"s{replications}", question)
        tracemalloc.start()
        go(found, question)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(20)  # what is made once
    few, many = peak(300), peak(900)
    held = sys.getsizeof(
        invents(None, SimpleNamespace(number=0))["arms"][0]["groups"]["everybody"]["bed_days"]
    )
    assert (many - few) / 3_000 < held  # bytes for each further job: less than a single column of its record
