"""A sweep from the command line: opened, played, looked at, answered."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from json import dumps
from pathlib import Path
from typing import Any

from joinedup.experiments.question import Question
from joinedup.experiments.question_file import Asked, read_question
from joinedup.experiments.rows import counted
from joinedup.experiments.sweep.store import ALL, DONE, Shard, Store, has_begun, is_store

SHOWN = 5  # failures told on the screen


def opened(
    question: str | None, folder: Path, resume: bool, shard: str | None = None, extend: str | None = None
) -> tuple[Store, Question]:
    """The store of a question, new or gone on with, and the question with as many replications as it wants.

    Raises: ValueError for a folder that holds another sweep, or this one without --resume.
    """
    part = shard_of(shard)
    more = added(extend)
    if question is None and not (resume and is_store(folder)):
        raise ValueError(
            f"{folder} holds no sweep to go on with; say which question"
            if resume
            else "no question said; name a .yaml file or a ready one (joinedup questions)"
        )
    there = is_store(folder)
    if there and not resume and part == ALL and has_begun(folder):
        raise ValueError(
            f"{folder} holds a sweep already; add --resume to go on with it, or choose another folder"
        )
    asked = read_question(question) if question is not None else _asked_before(folder)
    for note in asked.notes:
        print(f"joinedup: {note}", file=sys.stderr)
    if there:
        store = Store(folder, part)
        store.must_be_of(asked.question)
    else:
        store = Store.created(folder, asked.question, asked.text, part)
        _remember(folder, question)
    if more:
        store.wants(store.replications + more)
    for name in store.mended():
        print(
            f"joinedup: {name} was damaged; it is in quarantine, and its jobs are played again",
            file=sys.stderr,
        )
    return store, asked.question if not store.settled else replace(
        asked.question, replications=store.replications, precision=None
    )


def _remember(folder: Path, question: str | None) -> None:
    """Where files that the question names are looked for when it is gone on with."""
    home = Path(question).resolve().parent if question and Path(question).suffix else Path.cwd()
    (folder / "journal" / "home").write_text(str(home), encoding="utf-8")


def _asked_before(folder: Path) -> Asked:
    home = folder / "journal" / "home"
    return read_question(
        folder / "question.yaml", Path(home.read_text(encoding="utf-8")) if home.exists() else folder
    )


def shard_of(text: str | None) -> Shard:
    """(2, 8) from "2/8"; all of it if nothing is said.

    Raises: ValueError for anything else.
    """
    if text is None:
        return ALL
    which, slash, of = text.partition("/")
    if not (slash and which.strip().isdecimal() and of.strip().isdecimal() and 1 <= int(which) <= int(of)):
        raise ValueError(f"--shard {text!r}: write I/N, the I-th of N shares, such as 1/8")
    return int(which), int(of)


def added(text: str | None) -> int:
    """50 from "replications=+50"; none if nothing is said.

    Raises: ValueError for anything else.
    """
    if text is None:
        return 0
    what, _, count = text.partition("=")
    if (
        what.strip() != "replications"
        or not count.strip().startswith("+")
        or not count.strip()[1:].isdecimal()
    ):
        raise ValueError(f"--extend {text!r}: only replications can be added, such as replications=+50")
    if int(count.strip()[1:]) < 1:
        raise ValueError(f"--extend {text!r}: add at least one")
    return int(count.strip()[1:])


def go(
    store: Store,
    question: Question,
    cluster: str | None,
    workers: int | None,
    retry: bool = False,
    quiet: bool = False,
) -> int:
    """Play what is missing; the exit code: 0, or 1 if runs failed.

    Raises: ValueError if somebody else plays the same share of this sweep.
    """
    from filelock import FileLock, Timeout

    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.experiments.progress import SweepWatch
    from joinedup.experiments.provenance import command_line
    from joinedup.experiments.sweep.sign_of_life import Pulse
    from joinedup.experiments.sweep.sweeping import sweep

    i, n = store.shard
    lock = FileLock(store.folder / "journal" / f"lock-{i}of{n}", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ValueError(
            f"another process is playing this sweep in {store.folder}; see: joinedup status {store.folder}"
        ) from None
    try:
        if cluster in (None, "here"):
            warm_up()
        where = cluster or ("this process" if workers == 1 else "processes")
        pulse = Pulse(store.folder, store.shard, where, " ".join(command_line()))
        with executor_called(cluster, workers) as executor, SweepWatch() as watch:
            standing = sweep(question, store, executor, pulse, watch, retry)
    finally:
        lock.release()
    listed = list(store.failures())
    if not quiet or listed:
        _print_end(store, standing.seconds, listed)
    return 1 if listed else 0


def _print_end(store: Store, seconds: float, listed: Sequence[dict[str, Any]]) -> None:
    from joinedup.experiments.progress import duration

    arms = len(store.facts["arms"])
    states = store.states()
    done = int((states == DONE).sum())
    share = "" if store.shard == ALL else f" (share {store.shard[0]} of {store.shard[1]})"
    print(
        f"{done * arms:,} of {store.expected * arms:,} runs are in {store.folder}{share} after {duration(seconds)}; "
        f"see: joinedup answer {store.folder}",
        file=sys.stderr,
    )
    if listed:
        print(
            f"{len(listed) * arms:,} runs failed, in {len(listed)} jobs; all are in failures.jsonl:",
            file=sys.stderr,
        )
    for failed in listed[:SHOWN]:
        numbers = ", ".join(f"{k}={v:g}" for k, v in failed["numbers"].items()) or "no numbers varied"
        print(
            f"  {failed['place']}, {numbers}, luck {failed['luck']}: {failed['error']}\n"
            f"    again: joinedup rerun {store.folder} {failed['job']}",
            file=sys.stderr,
        )


def estimate_only(question: str, cluster: str | None, workers: int | None) -> None:
    """Print the number of runs, the time and the disk they will take."""
    from joinedup.experiments.compiling import warm_up
    from joinedup.experiments.executors.executor import usable_cores
    from joinedup.experiments.progress import duration
    from joinedup.experiments.sweep.estimate import estimated

    asked = read_question(question)
    q = asked.question
    warm_up()
    slots = workers or usable_cores()
    e = estimated(q, slots)
    at_least = "" if e.settled else "at least "
    print(f"{q.text}")
    print(
        f"{at_least}{e.runs:,} runs: {counted(q.draws, 'draw')} × {counted(len(q.places), 'place')} × "
        f"{counted(q.first_replications, 'replication')} × {counted(len(q.arms), 'arm')}, in {counted(e.jobs, 'job')}"
    )
    if not e.settled:
        print(
            f"at most {e.runs // q.first_replications * q.most_replications:,} if the stop rule is never content"
        )
    print(
        f"about {duration(e.seconds)} on {slots} processes like this one ({e.year_seconds:.2f} s a model year, "
        f"{q.model_years} a job, {e.build_seconds:.2f} s to draw its people)"
    )
    print(f"about {e.bytes / 2**20:,.1f} MB of disk" + (f"; {cluster} was not asked" if cluster else ""))


def print_status(store: Store, as_json: bool) -> None:
    """How far a sweep is, who plays it, and how long it will take."""
    import time

    from joinedup.experiments.progress import duration
    from joinedup.experiments.sweep.sign_of_life import spoken
    from joinedup.experiments.sweep.status import status_of

    now = status_of(store)
    arms = len(store.facts["arms"])
    if as_json:
        found = {
            "runs_expected": now.expected * arms, "runs_done": now.done * arms, "runs_failed": now.failed * arms,
            "settled": now.settled, "playing": len(now.alive), "seconds_left": now.seconds_left,
            "processes": [s._asdict() | {"alive": s.alive} for s in now.signs],
        }  # fmt: skip
        print(dumps(found, ensure_ascii=False))
        return
    about = "" if now.settled else "at least "
    print(
        f"{now.done * arms:,} of {about}{now.expected * arms:,} runs done"
        + (f", {now.failed * arms:,} failed" if now.failed else "")
        + f" ({100.0 * now.share:.0f}%)"
    )
    for s in now.signs:
        ago = duration(time.time() - s.renewed)
        word = "playing" if s.alive else s.state if s.state != "playing" else "GONE without a word"
        share = "" if s.shard == "1 of 1" else f"share {s.shard}, "
        print(
            f"  {share}{word} on {s.host} (process {s.process}, {s.where}); begun {spoken(s.began)}, "
            f"last sign {ago} ago; {s.done:,} jobs in this go"
            + (f"; {duration(s.seconds_left)} left" if s.alive and s.seconds_left is not None else "")
        )
    if not now.alive and now.done + now.failed < now.expected:
        print(f"nobody plays it; go on with: joinedup sweep --resume --out {store.folder}")


def played_again(folder: Path, number: int) -> None:
    """Play one job of a sweep in this process: it ends in its traceback, or in its digests."""
    from joinedup.experiments.sweep.playing import play

    store, asked = Store(folder), _asked_before(folder)
    store.must_be_of(asked.question)
    replication = number // store.a_replication
    if number < 0 or replication >= store.replications:
        raise ValueError(f"no job {number}; they are numbered from 0 to {store.expected - 1}")
    job = next(j for j in asked.question.jobs(range(replication, replication + 1)) if j.number == number)
    record = play(asked.question, job)
    for arm, found in zip(store.facts["arms"], record["arms"]):
        print(f"{arm}: {found['digest']}")


def answered(store: Store, as_json: bool, write: bool, by_year: bool = False) -> None:
    """Print the answer; write its tables, figures and report into the folder."""
    from joinedup.experiments import answers
    from joinedup.experiments.answer_tables import print_answer
    from joinedup.experiments.tables import console

    found = answers.table(store)
    if write:
        _write(store, found)
    if as_json:
        print(dumps({"question": store.manifest["question"], "answers": found.to_dicts()}, default=str))
    else:
        print_answer(store, console(), by_year)
    if write:
        print(f"\ntables, figures and report.html are in {store.folder}", file=sys.stderr)


def _write(store: Store, found: Any) -> None:
    from joinedup.experiments import answers
    from joinedup.experiments.answer_panels import panels_of, summary_of
    from joinedup.experiments.compare import PRIMARIES
    from joinedup.experiments.pictures import pictured
    from joinedup.experiments.results import as_parquet, written

    years = [y for y in store.facts["years"] if y > 0]
    by_years = answers.table(store, store.facts["leading"] or PRIMARIES, years)
    written(
        {"answer.parquet": as_parquet(found), "answer-by-year.parquet": as_parquet(by_years)}, store.folder
    )
    title = store.manifest["question"]["question"]
    pictured(store.folder, title, panels_of(store, found, by_years), _origin(store), summary_of(store, found))


def _origin(store: Store) -> dict[str, Any]:
    """What the runs came from, and the command that began them."""
    from joinedup.experiments.provenance import command_line
    from joinedup.experiments.sweep.sign_of_life import signs_in

    asked = store.manifest["question"]
    signs = sorted(signs_in(store.folder), key=lambda s: s.began)
    return {
        "command": signs[0].command if signs else " ".join(command_line()),
        "changed": asked["numbers"],
        "adequacy": asked["adequacy"],
        "program": store.manifest["program"],
        "versions": store.manifest["versions"],
        "replications": store.replications,
        "question": asked,
        "sources": store.facts["sources"],
        "parameters": store.manifest["parameters"],
    }
