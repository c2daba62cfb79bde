"""The dashboard in a real Chromium. If there is none on this machine, its tests fail."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import Browser, sync_playwright
from serving import Server
from visitor import NO_BROWSER, WIDE, Visitor, chromium

MOST_PEOPLE, MOST_YEARS = 20_000, 15  # on the server of the tests, so that no lever's end takes long


@pytest.fixture(scope="session")
def compiled() -> None:
    """The model, compiled before a server needs it."""
    from joinedup.experiments.compiling import warm_up

    warm_up()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = chromium(playwright)
        except FileNotFoundError:
            pytest.fail(NO_BROWSER, pytrace=False)
        yield found
        found.close()


@pytest.fixture(scope="session")
def serving(compiled: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the tests."""
    running = []

    def start(*options: object, **more: tuple[str, ...]) -> Server:
        running.append(Server(tmp_path_factory.mktemp("server") / "log", *options, **more))
        return running[-1]

    yield start
    for server in running:
        server.stops()


@pytest.fixture(scope="session")
def server(serving: Callable[..., Server]) -> Server:
    """One server that all tests may visit, though none may hurt."""
    return serving("--people", MOST_PEOPLE, "--years", MOST_YEARS)


@pytest.fixture
def visiting(browser: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Visitors, each with a browser profile of its own; at the end nothing may have gone wrong with any of them."""
    there: list[Visitor] = []
    said = len(server.said)

    def visit(of: Server = server, size: tuple[int, int] = WIDE) -> Visitor:
        there.append(Visitor(browser, of, size))
        return there[-1]

    yield visit
    wrong = [sentence for visitor in there for sentence in visitor.wrong]
    shown = [v.page.locator("body").inner_text() for v in there if v.server.process.poll() is None]
    for visitor in there:
        visitor.leaves()
    assert not wrong
    assert not any("Traceback" in text for text in shown), "a traceback is shown to a visitor"
    assert "Traceback" not in server.said[said:], server.said[said:]


@pytest.fixture
def visitor(visiting: Callable[..., Visitor]) -> Visitor:
    return visiting()
