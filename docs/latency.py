"""How quick the dashboard is on this machine: uv run python docs/latency.py

Starts a server and visits it in Chromium. Seconds from a click to what is on the screen are taken by the page itself.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from serving import Server
from visitor import LARGE, SMALL, STATUS, Visitor, chromium

TIMES = 5
TYPICAL = "?people=20000&years=5&years_before=1&burn_in=1&replications=1"  # 7 years, two arms
CURVES = (
    "[...document.querySelectorAll('.js-plotly-plot path.js-line')].map((p) => p.getAttribute('d')).join()"
)
TABLES = "document.querySelectorAll('.numbers table').length"


def first_page(browser: Browser, server: Server) -> Iterator[float]:
    """From asking for the address to a page with its controls, with nothing in the browser's cache."""
    for _ in range(TIMES):
        visitor = Visitor(browser, server)
        began = time.monotonic()
        visitor.page.goto(server.address + "/" + TYPICAL, wait_until="commit")
        visitor.button("Run to the end").wait_for()
        yield time.monotonic() - began
        visitor.presses("Cancel")
        visitor.leaves()


def server_to_page(log: Path, browser: Browser) -> Iterator[float]:
    """From the command to a page with its controls."""
    for _ in range(TIMES):
        began = time.monotonic()
        with Server(log) as server:
            visitor = Visitor(browser, server)
            visitor.page.goto(server.address + "/" + SMALL, wait_until="commit")
            visitor.button("Run to the end").wait_for()
            yield time.monotonic() - began
            visitor.leaves()


def lever(visitor: Visitor, moves: Callable[[int], None]) -> Iterator[float]:
    """From a lever to both curves drawn to their end: taken from the last key or click."""
    for n in range(TIMES):
        before = set(visitor.digests)
        visitor.page.evaluate(f"window.curves = {CURVES}")
        visitor.page.evaluate(
            f"""before => {{ window.took = null; document.addEventListener('keydown', () => {{
                 const began = performance.now(); const looks = () => requestAnimationFrame(() => {{
                   const said = {STATUS};
                   if (said.startsWith('Finished') && !before.every((d) => said.includes(d)) && {CURVES} !== window.curves)
                     window.took = (performance.now() - began) / 1000; else looks(); }}); looks(); }},
               {{ once: true, capture: true }}); }}""",
            list(before),
        )
        moves(n)
        visitor.page.wait_for_function("window.took !== null", timeout=120_000)
        yield visitor.page.evaluate("window.took")


def step(visitor: Visitor) -> Iterator[float]:
    """From Step to the new month in the curves and in words."""
    visitor.presses("Reset")
    visitor.waits_for("Ready.")
    visitor.presses("Step a month")
    visitor.waits_for("Paused. Month 0")
    for month in range(1, TIMES + 1):
        visitor.settles()
        visitor.page.evaluate(f"window.curves = {CURVES}")
        shown = f"{STATUS}.includes('Month {month} of') && {CURVES} !== window.curves"
        yield visitor.takes(visitor.button("Step a month"), shown)
        visitor.waits_for("Paused")


def cancel(visitor: Visitor) -> Iterator[float]:
    """From Cancel to the word."""
    for _ in range(TIMES):
        visitor.opens(query=LARGE)
        visitor.waits_for("Playing. Month")
        yield visitor.takes(visitor.button("Cancel"), f"{STATUS}.startsWith('Cancelled')")


def answer(visitor: Visitor) -> Iterator[float]:
    """From a click to the table it opens or closes, which the server makes, while a large run plays."""
    visitor.opens(query=LARGE)
    visitor.waits_for("Playing. Month")
    box = visitor.button("Show the numbers").element_handle()
    for n in range(TIMES):
        before = visitor.page.evaluate(TABLES)
        yield visitor.takes(box, f"{TABLES} === {before + (1 if n % 2 == 0 else -1)}")
    visitor.presses("Cancel")


def ten(browser: Browser, server: Server) -> float:
    """From opening ten pages to the last of them finished."""
    visitors = [Visitor(browser, server) for _ in range(10)]
    began = time.monotonic()
    for visitor in visitors:
        visitor.page.goto(server.address + "/" + TYPICAL, wait_until="commit")
    for visitor in visitors:
        visitor.waits_for("Finished", 600)
    took = time.monotonic() - began
    wrong = [sentence for visitor in visitors for sentence in visitor.wrong]
    print(f"errors on ten pages: {len(wrong)}", *wrong, sep="\n  ")
    for visitor in visitors:
        visitor.leaves()
    return took


def tell(what: str, bar: float | None, took: Iterator[float]) -> None:
    """A line of the table."""
    seconds = list(took)
    asked = "" if bar is None else f"{bar:.1f}"
    print(f"{what:58} {statistics.median(seconds):7.2f} {max(seconds):7.2f} {asked:>7}", flush=True)


def measure() -> None:
    """Print the table: seconds, the median and the worst of five, and what is asked for."""
    print(f"{'seconds':58} {'median':>7} {'worst':>7} {'at most':>7}")
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        log = Path(scratch) / "log"
        browser = chromium(playwright)
        tell("from the command to the first page", None, server_to_page(log, browser))
        with Server(log) as server:
            tell("first page ready", 4.0, first_page(browser, server))
            visitor = Visitor(browser, server)
            visitor.opens(query=TYPICAL)
            visitor.waits_for("Finished")

            def slides(label: str, n: int) -> None:
                visitor.slider(label).focus()
                visitor.page.keyboard.press("ArrowLeft" if n % 2 else "ArrowRight")

            for word, label in (
                ("in the chosen world (share held back)", "Held back"),
                ("that changes the past (GP appointments)", "GP appointments"),
            ):
                tell(f"a lever {word}", 1.5, lever(visitor, lambda n, label=label: slides(label, n)))
            tell("a step to the screen", 0.3, step(visitor))
            tell("cancel", 0.5, cancel(visitor))
            tell("an answer of the page while a large run plays", 0.5, answer(visitor))
            visitor.leaves()
            print(f"ten visitors at once, until the last has finished: {ten(browser, server):.1f} s")


if __name__ == "__main__":
    measure()
