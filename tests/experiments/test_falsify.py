"""The falsification list: numbers force the verdict, and a model that is a toy is found out."""

from math import nan

import numpy as np
import pytest

from joinedup.agents.happenings import What
from joinedup.experiments import falsify
from joinedup.experiments.compare import Difference
from joinedup.experiments.falsification import labels
from joinedup.experiments.falsification.finding import (
    Finding,
    Number,
    Verdict,
    exact,
    meets,
    ratio,
    verdict,
    within,
)
from joinedup.model.health_system import HealthSystem
from joinedup.model.payment.capitation import Capitation


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [(-1.0, 1.0, True), (-3.0, -2.5, False), (-2.5, 0.0, None), (nan, nan, True)],
)
def test_a_number_is_within_only_if_all_of_its_interval_is(low, high, answer):
    assert within(Difference(0.0 if answer else -2.6, low, high), -2.0, 2.0) is answer


def test_a_number_without_a_value_answers_nothing():
    assert within(Difference(nan, nan, nan), -1.0, 1.0) is None


@pytest.mark.parametrize(
    ("mean", "half", "answer"), [(-4.0, 1.0, True), (-4.0, 3.0, None), (-3.0, 1.0, None), (0.0, 1.0, False)]
)
def test_a_published_range_is_met_by_a_mean_inside_it_that_is_known_well_enough(mean, half, answer):
    assert meets(Difference(mean, mean - half, mean + half), -5.1, -3.5) is answer


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([True, True], Verdict.PASS),
        ([True, None], Verdict.UNDECIDED),
        ([None, False], Verdict.FAIL),
        ([], Verdict.UNDECIDED),
    ],
)
def test_one_certain_no_fails_and_one_doubt_leaves_it_open(answers, found):
    assert verdict(answers) is found


def test_a_ratio_of_sums_has_the_interval_of_its_replications():
    rng = np.random.default_rng(4)
    whole = rng.uniform(90.0, 110.0, 40)
    part = 0.5 * whole + rng.normal(0.0, 1.0, 40)
    found = ratio(part, whole)
    assert found.low < 0.5 < found.high
    assert found.high - found.low < 0.02


@pytest.fixture
def answers(monkeypatch):
    """Three checks that answer at once."""

    def check(id, verdict):
        return lambda quick: Finding(id, "toy", "ran", (Number("n", exact(1.0)),), verdict, "why")

    found = {"F1": Verdict.PASS, "F2": Verdict.UNDECIDED, "F4": Verdict.FAIL}
    monkeypatch.setattr(falsify, "CHECKS", {id: check(id, v) for id, v in found.items()})
    monkeypatch.setattr(falsify, "APART", set())


def test_a_failure_is_exit_code_1_and_doubt_is_not(answers, cli):
    code, out, _ = cli("falsify")
    assert code == 1
    assert all(word in out for word in ("F1", "F2", "F4", "pass", "undecided", "fail"))
    code, out, _ = cli("falsify", "--only", "F1", "--only", "f2")
    assert code == 0
    assert "F4" not in out


def test_a_check_that_is_not_on_the_list_is_one_sentence(answers, cli):
    code, _, err = cli("falsify", "--only", "F99")
    assert code == 2
    assert "F99" in err
    assert "F1, F2, F4" in err


def test_the_whole_list_is_there_in_its_order():
    assert list(falsify.CHECKS) == [f"F{n}" for n in range(1, 22) if n not in (11, 15)]


def test_with_nobody_feeling_money_payment_reaches_no_care():
    assert labels.unfelt().verdict is Verdict.PASS


def test_a_model_that_scales_duplicates_by_a_label_is_found_out(monkeypatch):
    """The conclusion typed in: more duplicates where a contract is called a fee."""
    assert labels.names().verdict is Verdict.PASS
    honest = HealthSystem._note_month

    def biased(self):
        if "FeePerProcedure" in {type(c).__name__ for c in self.accounts.terms.contracts}:
            self.world.tallies[:, What.DUPLICATE_0] += 1
        honest(self)

    monkeypatch.setattr(HealthSystem, "_note_month", biased)
    found = labels.names()
    assert found.verdict is Verdict.FAIL
    assert "other names" in found.why


def test_a_model_in_which_payment_acts_without_being_felt_is_found_out(monkeypatch):
    honest = HealthSystem._note_month

    def biased(self):
        if any(isinstance(c, Capitation) for c in self.accounts.terms.contracts):
            self.world.tallies[0, What.ADMISSION] += 1
        honest(self)

    monkeypatch.setattr(HealthSystem, "_note_month", biased)
    assert labels.unfelt().verdict is Verdict.FAIL
