"""A visitor of the dashboard: a page in a real Chromium, and what one can do there."""

import re
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright
from serving import Server

from joinedup.experiments.experiment import runs_of
from joinedup.experiments.question_file import parse_question
from joinedup.experiments.setting import Setting

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NO_BROWSER = (
    f"no Chromium on this machine (looked for {', '.join(NAMES)}); install it with: apt-get install chromium"
)
WIDE, NARROW = (1280, 900), (390, 844)  # pixels
SMALL = "?people=2000&years=1&replications=1"  # played in less than a second
LARGE = "?people=20000&years=15&replications=20"  # goes on for minutes
LINK = "[...document.querySelectorAll('aside a')].at(-1)?.getAttribute('href')"
STATUS = "document.querySelector('[role=status]').textContent"


@cache
def digests(setting_as_it_is_written: str) -> tuple[str, ...]:
    """Of both worlds at the end, from the machinery of `joinedup run`, in this process and without a dashboard."""
    question = parse_question(setting_as_it_is_written, "setting.yaml", Path()).question
    experiment = question.experiment(0)
    return tuple(run.digest for run in runs_of(experiment, 0, range(len(experiment.arms))))


def path_of_chromium() -> str:
    """Where it is.

    Raises: FileNotFoundError, in one sentence, where there is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError(NO_BROWSER)
    return found


def chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=path_of_chromium(), args=ARGUMENTS)


class Visitor:
    """One page in a browser context of its own. `wrong` has what should not happen to anybody's page."""

    def __init__(self, browser: Browser, server: Server, size: tuple[int, int] = WIDE) -> None:
        self.server, self.wrong = server, list[str]()
        self._context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        self.page: Page = self._context.new_page()
        self._watches()

    def _watches(self) -> None:
        ours = tuple(
            f"{scheme}://{name}:{self.server.port}/"
            for scheme in ("http", "ws")
            for name in ("localhost", "127.0.0.1")
        )

        def asked(address: str) -> None:
            if not address.startswith((*ours, "data:", "blob:")):
                self.wrong.append(f"a request leaves the server: {address}")

        self.page.on("request", lambda request: asked(request.url))
        self.page.on("websocket", lambda socket: asked(socket.url))
        self.page.on(
            "response", lambda r: r.status >= 400 and self.wrong.append(f"status {r.status}: {r.url}")
        )
        self.page.on("console", lambda m: m.type == "error" and self.wrong.append(f"console: {m.text[:400]}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error on the page: {error}"))

    def leaves(self) -> None:
        self._context.close()

    # going somewhere

    def opens(self, path: str = "/", query: str = SMALL) -> None:
        self.page.goto(self.server.address + path + query)
        self.status.wait_for()

    @property
    def paths(self) -> list[str]:
        """Every page there is, as the navigation has them."""
        links = self.page.get_by_role("navigation", name="Pages").get_by_role("link")
        return [link.get_attribute("href") or "" for link in links.all()]

    def goes_to(self, path: str) -> None:
        """By the navigation, as a visitor would."""
        self.page.get_by_role("navigation", name="Pages").locator(f'a[href="{path}"]').click()
        self.settles()

    def settles(self, seconds: float = 30.0) -> None:
        """Waits until the page no longer changes by itself."""
        until, before, same = time.monotonic() + seconds, "", 0
        while same < 3:
            assert time.monotonic() < until, "the page never comes to rest"
            now = self.page.evaluate("document.body.innerText + document.querySelectorAll('*').length")
            before, same = now, same + 1 if now == before else 0
            self.page.wait_for_timeout(100)

    # the controls

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status").first

    @property
    def says(self) -> str:
        """The line of status."""
        return self.status.text_content() or ""

    @property
    def month(self) -> int:
        return int(re.search(r"Month (-?\d+) of", self.says)[1])

    @property
    def digests(self) -> list[str]:
        return re.search(r"digests ([\w ]+)", self.says)[1].split()

    @property
    def complaint(self) -> str:
        """What is said to be wrong; waits until something is."""
        alert = self.page.get_by_role("main").get_by_role("alert").first
        alert.wait_for()
        return alert.text_content() or ""

    def waits_for(self, word: str, seconds: float = 60.0) -> None:
        self.page.wait_for_function(
            "word => document.querySelector('[role=status]')?.textContent.includes(word)",
            arg=word,
            timeout=1000 * seconds,
        )

    def presses(self, name: str) -> None:
        self.button(name).click()

    def moves(self, lever: Callable[[], Any], seconds: float = 60.0) -> None:
        """Moves a lever and waits until the page has what the model itself gives for the new setting."""
        before = self.query
        lever()
        self.page.wait_for_function(f"before => {LINK} !== before", arg=before)
        self.is_played(seconds)

    def is_played(self, seconds: float = 60.0) -> None:
        """Waits until the page has what the model itself gives for the setting that the page says it has."""
        self.waits_for("digests " + " ".join(digests(self.setting.as_question())), seconds)

    @property
    def query(self) -> str:
        """The link to the setting as it is, less the address."""
        return self.page.evaluate(LINK)

    @property
    def setting(self) -> Setting:
        return Setting.from_query(self.query.rpartition("/")[2])

    def takes(self, button: Locator, until: str) -> float:
        """Seconds from a click until a JavaScript condition holds on the page, as the page itself sees it."""
        return button.evaluate(
            """(button, until) => new Promise((done) => {
                 const holds = new Function('return ' + until), began = performance.now();
                 const looks = () => requestAnimationFrame(
                   () => holds() ? done((performance.now() - began) / 1000) : looks());
                 button.click();
                 looks();
               })""",
            until,
        )

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).first

    # levers

    @property
    def levers(self) -> Locator:
        return self.page.get_by_role("complementary", name="Levers")

    def slider(self, label: str) -> Locator:
        return self.levers.get_by_role("slider", name=re.compile(f"^{re.escape(label)}"))

    def options(self, label: str) -> list[str]:
        """What a list offers."""
        self._drops_down(label)
        found = self._menu.locator(".v-list-item").all_inner_texts()
        self.page.keyboard.press("Escape")
        self._menu.wait_for(state="hidden")
        return found

    def chooses(self, label: str, option: str) -> None:
        self._drops_down(label)
        self._menu.locator(".v-list-item").filter(has_text=re.compile(f"^{re.escape(option)}$")).click()

    def chosen(self, label: str) -> str:
        return self._list(label).locator(".v-select__selection").inner_text()

    @property
    def _menu(self) -> Locator:
        return self.page.locator(".menuable__content__active")

    def _drops_down(self, label: str) -> None:
        self._list(label).locator(".v-select__slot").click()
        self._menu.wait_for()

    def _list(self, label: str) -> Locator:
        return self.page.locator(".v-select", has=self.page.get_by_text(label, exact=True))

    # files

    def saves(self, name: str) -> str:
        """The text of the file that a button saves."""
        with self.page.expect_download() as download:
            self.presses(name)
        return download.value.path().read_text(encoding="utf-8")

    def hands_in(self, name: str, content: bytes) -> None:
        """Opens a setting from a file."""
        self.page.get_by_label("Open a setting").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
