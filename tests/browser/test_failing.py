"""A run that fails is told of in one sentence, and the page goes on."""

from pathlib import Path


def test_a_run_that_fails_says_why_and_shows_no_traceback(serving, visiting):
    server = serving(program=(str(Path(__file__).with_name("broken_server.py")),))
    visitor = visiting(server)
    visitor.opens()
    visitor.waits_for("Failed.")
    assert (
        visitor.complaint == "The run failed: the books of the hospital do not balance: 3 pence are missing"
    )
    body = visitor.page.locator("body").inner_text()
    assert "Traceback" not in body
    assert ".py" not in body
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    assert visitor.page.get_by_role("main").get_by_role("alert").count() == 0
    assert "Traceback" not in server.said, server.said
