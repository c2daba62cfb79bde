"""Paired differences: the same people with the same luck, and nothing but the policy between them."""

import numpy as np
import pytest

from joinedup.experiments.compare import (
    PRECISION,
    PRIMARIES,
    Comparison,
    Difference,
    Progress,
    Stop,
    compare,
    interval,
)
from joinedup.experiments.experiment import ArmRun, Experiment, arm
from joinedup.experiments.workers import Task, tasks_of


def test_all_arms_are_one_world_until_the_switch(found):
    assert found.identical_before_switch
    assert len({arms[0].digest_before for arms in found.runs}) == 3  # but the replications differ
    for name in found.outcomes:
        before = [found.series(a, name)[:, : found.experiment.years_before] for a in range(5)]
        for other in before[1:]:
            np.testing.assert_array_equal(other, before[0])


def test_a_placebo_changes_nothing_at_all(found):
    assert found.digest(4) == found.digest(0)
    for name in found.outcomes:
        for year in (None, *found.years):
            d = found.difference(4, name, year=year)
            assert np.isnan(d.mean) or d == Difference(0.0, 0.0, 0.0), name


def test_a_policy_changes_something(found):
    assert len({found.digest(a) for a in range(4)}) == 4
    assert any(found.difference(1, name).mean != 0.0 for name in PRIMARIES)


def test_the_steps_of_the_ladder_add_up_to_the_whole(found):
    assert found.steps == ((1, "P"), (2, "I"), (3, "O"))
    for name in PRIMARIES:
        steps = sum(found.difference(i, name, against=i - 1).mean for i, _ in found.steps)
        assert steps == pytest.approx(found.difference(3, name).mean, abs=1e-9)


def test_intervals_are_students():
    # mean 2, sd 1, n 3: half-width 4.302653 / √3
    d = interval(np.array([1.0, 2.0, 3.0]))
    assert d.mean == 2.0
    assert d.half_width == pytest.approx(4.302652729911275 / 3**0.5)
    assert d.distinguishable is False
    assert interval(np.array([9.0, 10.0, 11.0])).distinguishable is True


def test_one_replication_has_no_interval():
    d = interval(np.array([5.0]))
    assert d.mean == 5.0
    assert d.distinguishable is None


def test_more_workers_change_nothing(small, found):
    two = compare(small, Stop(3), workers=2)  # two whole replications, and one split by arms
    assert [two.digest(a) for a in range(5)] == [found.digest(a) for a in range(5)]
    assert two.identical_before_switch
    assert repr(two.runs) == repr(found.runs)  # to the last digit; nan is not equal to itself


def test_the_last_replications_are_split_so_that_no_worker_is_idle():
    e = Experiment("dudley", people=1_000)
    assert list(tasks_of(e, 1, 2)) == [Task(0, (0, 2)), Task(0, (1, 3))]
    assert list(tasks_of(e, 3, 2)) == [
        Task(0, (0, 1, 2, 3)),
        Task(1, (0, 1, 2, 3)),
        Task(2, (0, 2)),
        Task(2, (1, 3)),
    ]
    assert [len(t.arms) for t in tasks_of(e, 2, 5)] == [2, 2, 2, 2]
    assert list(tasks_of(e, 2, 1)) == [Task(0, (0, 1, 2, 3)), Task(1, (0, 1, 2, 3))]


def test_the_luck_of_a_replication_is_its_own():
    lucks = {Experiment("dudley", people=1_000, seed=s).luck_of(k) for s in range(4) for k in range(30)}
    assert len(lucks) == 120


# --- when to stop: arms whose outcomes are made up


def _made_up(experiment, spread):
    """`played` without a model: an outcome that differs by 1 ± spread from replication to replication."""

    def play(_, tasks, workers, report):
        for task in tasks:
            wobble = spread * (-1.0) ** task.replication
            yield (
                task,
                [
                    ArmRun(
                        a,
                        "same",
                        f"{task.replication}.{a}",
                        dict.fromkeys(PRIMARIES, _years(a, wobble)),
                        {},
                        [],
                    )
                    for a in task.arms
                ],
            )

    return play


def _years(arm, wobble):
    return [100.0, 100.0, 100.0 + (1.0 + wobble if arm else 0.0)]


@pytest.fixture
def two_arms():
    return Experiment("dudley", (arm(""), arm("P")), 1_000, years_after=1)


def test_it_stops_when_precise(two_arms, monkeypatch):
    monkeypatch.setattr("joinedup.experiments.compare.played", _made_up(two_arms, 0.1))
    done = compare(two_arms, Stop())
    assert (done.stopped, len(done.runs)) == ("precise", 4)


def test_it_goes_on_until_precise_and_no_further(two_arms, monkeypatch):
    monkeypatch.setattr("joinedup.experiments.compare.played", _made_up(two_arms, 0.8))
    done = compare(two_arms, Stop())
    n = len(done.runs)
    assert done.stopped == "precise"
    assert 4 < n < 30
    assert done.widest()[0] <= PRECISION
    runs = dict(zip(done.replications, done.runs))
    assert not Comparison(two_arms, {k: runs[k] for k in range(n - 1)}).precise


def test_it_stops_at_the_most(two_arms, monkeypatch):
    monkeypatch.setattr("joinedup.experiments.compare.played", _made_up(two_arms, 50.0))
    done = compare(two_arms, Stop(most=7))
    assert (done.stopped, len(done.runs)) == ("most", 7)


def test_it_stops_when_time_is_up_but_not_before_four(two_arms, monkeypatch):
    monkeypatch.setattr("joinedup.experiments.compare.played", _made_up(two_arms, 50.0))
    done = compare(two_arms, Stop(minutes=0.0))
    assert (done.stopped, len(done.runs)) == ("time", 4)


def test_ctrl_c_keeps_what_is_finished(two_arms, monkeypatch):
    def play(e, tasks, workers, report):
        made_up = _made_up(e, 0.1)(e, tasks, workers, report)
        yield next(made_up)
        yield next(made_up)
        raise KeyboardInterrupt

    monkeypatch.setattr("joinedup.experiments.compare.played", play)
    done = compare(two_arms, Stop(10))
    assert (done.stopped, len(done.runs)) == ("interrupted", 2)


def test_a_task_that_always_kills_its_worker_leaves_what_is_finished(two_arms, monkeypatch):
    def play(e, tasks, workers, report):
        yield next(_made_up(e, 0.1)(e, tasks, workers, report))
        raise ChildProcessError("worker died 4 times, the last time alone")

    monkeypatch.setattr("joinedup.experiments.compare.played", play)
    done = compare(two_arms, Stop(10))
    assert (done.stopped, len(done.runs)) == ("worker lost", 1)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_task_raises_is_raised(workers):
    wrong = Experiment("dudley", people=1_000, parameters={"no.such": 1.0})
    with pytest.raises(ValueError, match="no.such") as raised:
        compare(wrong, Stop(2), workers)
    assert "runs_of" in raised.value.__notes__[0]  # where it was raised, in whichever process


def test_progress_ends_where_it_said_it_would(small):
    told: list[Progress] = []
    compare(small, Stop(1), report=told.append)
    assert told[-1].years == told[-1].years_expected == small.model_years(5)
    assert told[-1].finished == told[-1].expected == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"years_after": 0}, "years after the switch: 0; it must be between 1 and 50"),
        ({"years_after": 99}, "years after the switch: 99; it must be between 1 and 50"),
        ({"seed": -1}, "seed: -1"),
        ({"adequacy": 3.0}, "adequacy is 3"),
        ({"arms": ()}, "there is no arm to run"),
        ({"arms": (arm("P"), arm("P"))}, "arm 'capitated' is there twice"),
        ({"place": "atlantis"}, "no place 'atlantis'"),
    ],
)
def test_an_experiment_that_cannot_be_says_why(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        Experiment(**{"place": "dudley", "people": 1_000, **changes})
