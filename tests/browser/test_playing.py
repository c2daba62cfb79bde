"""Play, pause, step, run to the end, cancel and reset do what they say."""

import time

from visitor import LARGE, STATUS


def test_a_link_is_played_to_the_end(visitor):
    visitor.opens()
    visitor.waits_for("Finished. Month 12 of 12 after the switch. 1 of 1 replications.")
    assert len(set(visitor.digests)) == 2


def test_reset_goes_back_to_the_first_day_and_says_what_to_do(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    assert "Press Play" in visitor.page.get_by_role("main").inner_text()


def test_a_step_is_one_month(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    whole = visitor.digests
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    for month in range(4):  # what was before the switch is known already
        visitor.presses("Step a month")
        visitor.waits_for(f"Paused. Month {month} of 12")
    visitor.presses("Run to the end")
    visitor.waits_for("Finished")
    assert visitor.digests == whole, "steps have changed what happens"


def test_play_goes_month_by_month_until_it_is_paused(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    whole = visitor.digests
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    visitor.presses("Play")
    visitor.waits_for("Playing. Month 3")
    visitor.presses("Pause")
    visitor.waits_for("Paused")
    stays = visitor.month
    time.sleep(1.0)
    assert visitor.month == stays < 12
    visitor.presses("Run to the end")
    visitor.waits_for("Finished")
    assert visitor.digests == whole, "a pause has changed what happens"


def test_cancel_works_within_half_a_second_and_nothing_goes_on(visitor):
    visitor.opens(query=LARGE)
    visitor.waits_for("Playing. Month")
    assert visitor.takes(visitor.button("Cancel"), f"{STATUS}.startsWith('Cancelled')") < 0.5
    before = visitor.says
    time.sleep(1.0)
    assert visitor.says == before


def test_a_run_after_a_cancelled_one_is_a_whole_one(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    whole = visitor.digests
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    visitor.presses("Play")
    visitor.waits_for("Playing")
    visitor.presses("Cancel")
    visitor.waits_for("Cancelled")
    visitor.presses("Run to the end")
    visitor.waits_for("Finished")
    assert visitor.digests == whole


def test_the_page_answers_within_half_a_second_while_a_large_run_plays(visitor):
    visitor.opens(query=LARGE)
    visitor.waits_for("Playing. Month")
    opens = visitor.button("Show the numbers")
    opens.wait_for()
    box = opens.element_handle()
    tables = "document.querySelectorAll('.numbers table').length"
    before = visitor.page.evaluate(tables)
    took = []
    for shown in (before + 1, before, before + 1, before, before + 1):
        took.append(visitor.takes(box, f"{tables} === {shown}"))
    assert "Playing" in visitor.says
    visitor.presses("Cancel")
    assert sorted(took)[len(took) // 2] < 0.5, took
