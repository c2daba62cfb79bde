"""The pages of the dashboard and the frame around them: levers at the side, playing controls above."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Any

import solara
import solara.lab

from joinedup.experiments.progress import duration
from joinedup.experiments.setting import Setting
from joinedup.viz.dashboard.lever_panel import LeverPanel
from joinedup.viz.dashboard.offline import keep_offline
from joinedup.viz.dashboard.pages.limits import LimitsPage
from joinedup.viz.dashboard.pages.money import MoneyPage
from joinedup.viz.dashboard.pages.person import PersonPage
from joinedup.viz.dashboard.pages.referral_map import MapPage
from joinedup.viz.dashboard.pages.sweeps import SweepsPage
from joinedup.viz.dashboard.pages.why import WhyPage
from joinedup.viz.dashboard.pages.worlds import WorldsPage
from joinedup.viz.dashboard.player import CANCELLED, FAILED, FINISHED, PAUSED, PLAYING, WAITING
from joinedup.viz.dashboard.session import IDLE, Session, playable

keep_offline()
session = Session()  # reactive: every browser page has its own
begun = solara.reactive(False)
STATES = {
    IDLE: "Ready.",
    WAITING: "Waiting: others are playing on this server; yours begins by itself.",
    PLAYING: "Playing.",
    PAUSED: "Paused.",
    FINISHED: "Finished.",
    CANCELLED: "Cancelled. What was seen stays; a lever or Run begins again.",
    FAILED: "Failed.",
}


@solara.lab.on_kernel_start
def _closing() -> None:
    return session.closes  # type: ignore[return-value]


@solara.component
def Frame(children: Any = ()) -> None:
    """Pages to choose from, levers at the side, controls above, the page below."""
    solara.Style(files("joinedup.viz.dashboard") / "dashboard.css")
    solara.Title("JoinedUp: two worlds side by side")
    router = solara.use_router()
    levers_shown = solara.use_reactive(False)  # on a narrow screen, where they would fill it
    solara.use_effect(lambda: begins(router.search or ""), [])

    with Part("div", "frame"):
        with Part("header", "head"):
            solara.HTML("a", "Skip to the page", attributes={"href": "#page"}, classes=["skip"])
            solara.HTML("h1", "JoinedUp")
            with Part("nav", "pages", {"aria-label": "Pages"}):
                for route in routes:
                    with solara.Link(route):
                        current = route.path.strip("/") == router.parts[0]
                        solara.HTML(
                            "span",
                            escape(route.label),
                            attributes={"aria-current": "page"} if current else {},
                        )
        with Part("aside", "side" if levers_shown.value else "side closed", {"aria-label": "Levers"}):
            solara.Button(
                "Hide levers" if levers_shown.value else "Show levers", small=True, classes=["unfold"],
                on_click=lambda: levers_shown.set(not levers_shown.value),
            )  # fmt: skip
            LeverPanel(session)
        with Part("main", "page", {"id": "page"}):
            Controls()
            solara.Div(children=list(children))


@solara.component
def Part(tag: str, classes: str, attributes: dict[str, str] | None = None, children: Any = ()) -> None:
    """A part of the page under its own name, so that a screen reader can go from one to the next."""
    solara.v.Html(tag=tag, class_=classes, attributes=attributes or {}, children=list(children))


def begins(query: str) -> None:
    """The setting of the link that a visitor came by, or the usual one, played to the end."""
    if begun.value:
        return
    begun.value = True
    wrong = ""
    try:
        setting = playable(lambda: Setting.from_query(query))
    except ValueError as error:
        setting, wrong = Setting(), f"{error}. The usual setting is shown instead."
    session.takes(setting)
    session.why.value = wrong


@solara.component
def Controls() -> None:
    """Play, pause, step, run to the end, cancel, reset; how far it is; what is wrong."""
    state, why = session.state.value, session.why.value
    seen, player = session.snapshot.value, session.player
    busy = state in (PLAYING, WAITING)
    with solara.Div(classes=["controls"]):
        with solara.Row(gap="4px", style={"flex-wrap": "wrap"}):
            solara.Button("Play", on_click=session.plays, disabled=busy, small=True)
            solara.Button("Pause", on_click=session.pauses, disabled=not busy, small=True)
            solara.Button("Step a month", on_click=session.steps, disabled=busy, small=True)
            solara.Button("Run to the end", on_click=session.runs_to_the_end, disabled=busy, small=True)
            solara.Button(
                "Cancel", on_click=session.cancels, disabled=not busy and state != PAUSED, small=True
            )
            solara.Button("Reset", on_click=session.resets, small=True)
        done = player.share_done if player else 0.0
        solara.ProgressLinear(100.0 * done if busy else False, color="primary")
        month = (
            ""
            if seen is None or seen.month is None
            else f" Month {seen.month} of {seen.last_month} after the switch."
        )
        n = 0 if seen is None else len(seen.others)
        of = f" {n} of {seen.wanted} replications." if seen and n else ""
        left = f" {duration(player.time_left)} left." if busy and player and player.time_left else ""
        digests = ""
        if seen and seen.digests and state == FINISHED:
            digests = f' <span class="digests">digests {" ".join(seen.digests)}</span>'
        solara.HTML(
            "p", f"{escape(STATES[state])}{month}{of}{left}{digests}", classes=["state"],
            attributes={"role": "status", "aria-live": "polite"},
        )  # fmt: skip
        if why:
            solara.HTML("p", escape(why), classes=["wrong"], attributes={"role": "alert"})


def of_session(page: Callable[[Session], Any]) -> Callable[[], Any]:
    """A page that shows the session of whoever opens it."""

    @solara.component
    def Page() -> None:
        page(session)

    return Page  # type: ignore[no-any-return]


routes = [
    solara.Route("/", component=of_session(WorldsPage), label="Two worlds", layout=Frame),
    solara.Route("person", component=of_session(PersonPage), label="One person"),
    solara.Route("map", component=of_session(MapPage), label="Referral map"),
    solara.Route("money", component=of_session(MoneyPage), label="Money"),
    solara.Route("why", component=of_session(WhyPage), label="Why"),
    solara.Route("sweeps", component=of_session(SweepsPage), label="Sweeps"),
    solara.Route("limits", component=LimitsPage, label="What it cannot say"),
]
