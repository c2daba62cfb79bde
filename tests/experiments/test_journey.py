"""The same person's life under two arms."""

import pytest

from joinedup.agents.happenings import WHATS, What
from joinedup.experiments.experiment import BASELINE, PLACEBO_ARM, Experiment, arm
from joinedup.experiments.journey import story, summary
from joinedup.experiments.life_story import Event, date_of, in_words, parting
from joinedup.experiments.two_lives import journeys


def experiment(other):
    return Experiment("dudley", (BASELINE, other), 1_000, years_after=1)


def test_the_command_shows_both_lives_and_where_they_part(cli):
    code, out, _ = cli("journey", "dudley", "--people", 1_000, "--person", 17, "--years", 1)
    text = " ".join(out.split())
    assert code == 0
    assert "Person 17 of Dudley" in text
    assert "divergence" in text


def test_two_lives_are_one_until_the_switch_and_part_after_it_for_a_reason():
    for person in range(0, 60, 3):
        found = journeys(experiment(arm("PIO")), person)
        mine, theirs = ([e for e in life if e.day < found.switch_day] for life in found.lives)
        assert mine == theirs
        if found.parting:
            assert found.parting.day >= found.switch_day
            assert found.parting.cause
            assert "First day of divergence" in summary(found)
            return
    pytest.fail("nobody's life changed")


def test_under_a_placebo_nobodys_life_changes():
    found = journeys(experiment(PLACEBO_ARM), 17)
    assert found.parting is None
    assert "No divergence" in summary(found)
    assert not any(differ for *_, differ in story(found))


def test_every_code_has_a_word_or_is_only_counted():
    told = [in_words(Event(0, what, 0, 0, 3)) for what in range(WHATS)]
    assert in_words(Event(0, What.DUPLICATE_0 + 7 + 2, 0, 1, 1)).startswith("(scan done again")
    assert "{" not in "".join(told)


def test_dates_are_counted_from_the_switch():
    assert date_of(1460, 1460) == "1 Apr, year 1"
    assert date_of(1459, 1460) == "31 Mar, year -1"
    assert date_of(1460 + 365 + 74, 1460) == "14 Jun, year 2"


def test_the_cause_of_a_parting_is_the_most_telling_difference():
    scan = Event(9, What.TEST_0 + 2, 1, -1, 1)
    again = Event(9, What.DUPLICATE_0 + 2, 1, 0, 1)
    used = Event(9, What.PRIOR_USED, 1, 2, 1)
    found = parting([scan, again], [used], ("fee", "shared"))
    assert found.day == 9
    assert found.cause == "under “shared” an earlier result was seen, so the test was not done again"
