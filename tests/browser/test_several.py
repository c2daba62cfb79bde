"""Visitors share the machine and nothing else; whoever goes away leaves no work behind."""

import os
import re
import shutil
import signal
import subprocess
import time

import psutil
import pytest
from visitor import ARGUMENTS, LARGE, path_of_chromium


def test_two_visitors_share_nothing(visiting):
    one, other = visiting(), visiting()
    for visitor in (one, other):
        visitor.opens()
        visitor.waits_for("Finished")
    assert one.digests == other.digests
    before = (other.says, other.query)
    one.moves(lambda: one.chooses("Policy", next(o for o in one.options("Policy") if o.startswith("stp"))))
    one.presses("Reset")
    one.waits_for("Ready.")
    for month in range(3):
        one.presses("Step a month")
        one.waits_for(f"Paused. Month {month} of")
    assert (other.says, other.query) == before
    assert "policy=stp" in one.query


def test_two_pages_of_one_browser_share_nothing(visitor):
    visitor.opens()
    visitor.waits_for("Finished")
    second = visitor.page.context.new_page()
    second.goto(visitor.server.address + "/?people=2000&years=2&replications=1")
    second.get_by_role("status").filter(has_text="Finished. Month 24 of 24").wait_for()
    assert visitor.month == 12


@pytest.mark.timeout(180)
def test_ten_visitors_at_once_all_come_to_the_end(visiting):
    visitors = [visiting() for _ in range(10)]
    for number, visitor in enumerate(visitors):
        visitor.page.goto(
            f"{visitor.server.address}/?people={2000 + 100 * number}&years=2&replications=2",
            wait_until="commit",
        )
    for visitor in visitors:
        visitor.waits_for("Finished. Month 24 of 24 after the switch. 2 of 2 replications.", 120)
    for visitor in visitors[::5]:
        visitor.is_played()


@pytest.mark.timeout(150)
def test_a_browser_that_is_killed_leaves_no_work_after_a_minute(serving, tmp_path):
    server = serving("--people", 20_000, "--years", 15)
    busy = psutil.Process(server.process.pid)
    browser = subprocess.Popen(
        [path_of_chromium(), "--headless", *ARGUMENTS, f"--user-data-dir={tmp_path / 'profile'}",
         server.address + "/" + LARGE],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        waits(lambda: worked(busy) > 0.5, 60, "the run never began")
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
    waits(lambda: worked(busy) < 0.1, 60, "the run goes on with nobody there")
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
    assert "Traceback" not in server.said, server.said


def test_when_too_much_is_played_others_wait_and_are_told(serving, visiting):
    server = serving("--at-once", 1, "--people", 20_000)
    first, second = visiting(server), visiting(server)
    first.opens(query=LARGE)
    first.waits_for("Playing. Month")
    second.opens()
    second.waits_for("Waiting: others are playing")
    first.presses("Cancel")
    first.waits_for("Cancelled")
    second.waits_for("Finished")
    assert re.search("Month 12 of 12", second.says)


def worked(process, seconds=1.0):
    """The share of one core that a process takes, over a second."""
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(seconds)
    return (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)


def waits(condition, seconds, otherwise):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, otherwise
