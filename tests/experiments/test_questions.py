"""Questions that are asked again and again: what limits cost, and what one's own doctor is worth."""

import pytest

from joinedup.experiments.question_file import read_question, ready_questions
from joinedup.experiments.questions.continuity import effect_of_continuity
from joinedup.experiments.questions.unconstrained import health_loss, unconstrained
from joinedup.model.outcomes import OUTCOMES


def test_without_limits_nothing_is_lost_and_nobody_waits_for_room():
    model = unconstrained("dudley", 1_000)
    model.run_for(365)
    book = model.years[0]
    for name in (
        "letters_lost",
        "boarders",
        "requests_bounced",
        "cancelled_electives",
        "unmet_bounced",
        "unmet_lost",
    ):
        assert OUTCOMES[name](book) == 0.0, name
    assert OUTCOMES["records_found"](book) == pytest.approx(1.0)
    assert OUTCOMES["elective_median_wait"](book) < 7.0


def test_limits_cost_health():
    loss = health_loss("dudley", 2_000, years=2)
    assert loss.rationing > 0.0
    assert loss.qalys > 0.0


def test_more_of_ones_own_doctor_is_measured_as_more_continuity_and_fewer_avoidable_admissions():
    effect = effect_of_continuity("dudley", 20_000, years=4)
    assert 0.1 < effect.index_gained < 0.25
    assert effect.avoidable < 0.0


@pytest.mark.parametrize(("ask", "least"), [(health_loss, 1), (effect_of_continuity, 2)])
def test_a_question_of_too_few_years_is_refused(ask, least):
    with pytest.raises(ValueError, match=f"it must be at least {least}"):
        ask("dudley", 1_000, years=least - 1)


READY = (
    "adequate-or-short-budget", "fee-or-capitation", "gp-participation-levels", "noise-and-bonuses",
    "one-hospital-or-two", "prior-joint-working", "private-operator", "records-or-payment", "social-care-cuts",
)  # fmt: skip


def test_the_debates_questions_are_ready():
    assert set(READY) <= set(ready_questions())


@pytest.mark.parametrize("name", READY)
def test_a_ready_question_can_be_asked_and_says_what_each_side_expects(name):
    asked = read_question(name)
    opening = asked.text.split("version:", 1)[0]
    for words in ("?", "upporters", "ritics", "Look at:"):
        assert words in opening
    assert len(asked.question.arms) >= 2
    assert asked.question.outcomes
