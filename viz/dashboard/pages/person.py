"""The same person twice: one patient's life in both worlds, where and why the two part, and what each cost."""

from __future__ import annotations

import time
from html import escape
from typing import NamedTuple

import polars as pl
import solara
import solara.lab

from joinedup.experiments.experiment import YEAR
from joinedup.experiments.journey import Journeys, described, summary
from joinedup.experiments.life_marks import as_table, marks
from joinedup.experiments.life_story import date_of
from joinedup.experiments.people_found import of_interest, with_differences
from joinedup.experiments.setting import Setting
from joinedup.experiments.two_lives import KEPT, Lives, TwoLives
from joinedup.viz.dashboard.charts.time_line import life_account, time_line
from joinedup.viz.dashboard.people_search import FIRST, Search
from joinedup.viz.dashboard.picture import Shown
from joinedup.viz.dashboard.session import Session, looking
from joinedup.viz.dashboard.work import Turn, Unwanted, Working

ALL, AROUND = "all years", "around the first divergence"
BEFORE, AFTER = 60, 305  # days shown around the first divergence: a year
REFRESH = 0.3  # seconds between two steps of the progress that is shown


class Asked(NamedTuple):
    """Whose lives are asked for. person: None for one of interest.  keep: None for frail older people."""

    setting: Setting
    person: int | None = None
    keep: tuple[int, ...] | None = None


class Known(NamedTuple):
    """What is known: the lives of a setting, and everybody in them with how far their two are apart."""

    setting: Setting
    lives: Lives
    people: pl.DataFrame


@solara.component
def PersonPage(session: Session) -> None:
    """One person in both worlds: found, drawn, told in words and accounted for."""
    setting = session.setting.value
    asked: solara.Reactive[Asked | None] = solara.use_reactive(None)
    known: solara.Reactive[Known | None] = solara.use_reactive(None)
    wanted = solara.use_reactive(FIRST)
    last = asked.value
    now = last if last is not None and _same_people(last.setting, setting) else Asked(setting)
    there = looking()

    def lives() -> None:
        """Both worlds, played while somebody looks; what is known of them at the end."""
        told = 0.0
        try:
            with Turn(task.is_current, there) as turn:
                two = TwoLives(setting.experiment(), now.keep)
                while not two.finished:
                    turn.goes_on()
                    two.advance()
                    if time.monotonic() - told > REFRESH:
                        task.progress, told = two.share_done, time.monotonic()
                found_out = two.lives()
        except Unwanted:
            return
        if task.is_current():
            known.value = Known(setting, found_out, with_differences(found_out))

    # only `Working` reads how the task is, so that the rest is not drawn again with every step of it
    task = solara.lab.use_task(
        lives, dependencies=[setting, now.keep], prefer_threaded=True, raise_error=False
    )

    solara.HTML("h2", "The same person twice")
    solara.HTML(
        "p",
        "One patient, with the same luck, in both worlds: what happened to them, where the two lives part, and why.",
    )
    Working(task, "Following everybody through both worlds", "Begin again")
    have = known.value
    if have is None or have.setting != setting:
        return
    person = now.person if now.person is not None else of_interest(have.people, have.lives)

    def shows(who: int, others: pl.DataFrame) -> None:
        """This person's lives; if their events were not kept, once both worlds are played again with them in mind."""
        keep = now.keep
        if who not in have.lives.kept:
            keep = tuple(sorted({who, *others["person"][: KEPT - 1].to_list()}))
        asked.value = Asked(setting, who, keep)

    Search(have.lives, have.people, wanted, person, shows)
    if person is None:
        solara.HTML("p", "Nobody is old and frail here: look for somebody above.", classes=["empty"])
    elif person in have.lives.kept:
        OnePerson(have.lives, person, setting)
    else:
        solara.HTML(
            "p", f"Both worlds are played again to see what happened to person {person}.", classes=["empty"]
        )


def _same_people(one: Setting, other: Setting) -> bool:
    """Whether a number means the same person in both."""
    return (one.place, one.people, one.seed) == (other.place, other.people, other.seed)


@solara.component
def OnePerson(lives: Lives, person: int, setting: Setting) -> None:
    """Both lives of one person: who it is, where they part, the time line, one day in words, cost and health."""
    stretch = solara.use_reactive(ALL)
    day: solara.Reactive[int | None] = solara.use_reactive(None)
    solara.use_effect(lambda: day.set(None), [id(lives), person])
    journeys = solara.use_memo(lambda: lives.journeys(person), [id(lives), person])
    who = lives.who(person)
    solara.HTML("p", escape(f"Person {person}: {described(who)}."))
    if not who.alive:
        solara.HTML("p", "This person died before the switch, so both lives are one.", classes=["state"])
    else:
        solara.HTML("p", escape(summary(journeys)), classes=["parting"], attributes={"role": "status"})
    choices = {
        ALL: None,
        **({AROUND: _around(journeys)} if journeys.parting else {}),
        **_years(lives),
    }
    chosen = stretch.value if stretch.value in choices else ALL
    solara.Select("Days shown", list(choices), chosen, on_value=stretch.set)
    Shown(
        time_line(journeys, lives.days_before, choices[chosen]),
        on_click=lambda key: day.set(int(key)),
        settings=setting.as_question,
    )
    OneDay(journeys, day)
    Shown(life_account(lives, person), settings=setting.as_question)


def _around(journeys: Journeys) -> tuple[int, int]:
    """The year around the first divergence."""
    assert journeys.parting is not None
    day = journeys.parting.day - journeys.switch_day
    return day - BEFORE, day + AFTER


def _years(lives: Lives) -> dict[str, tuple[int, int]]:
    """Each year by itself, those before the switch counted backwards."""
    first, last = -(lives.days_before // YEAR), lives.days // YEAR
    return {
        f"year {y + 1}" if y >= 0 else f"year −{-y}": (y * YEAR, (y + 1) * YEAR - 1)
        for y in range(first, last)
    }


@solara.component
def OneDay(journeys: Journeys, day: solara.Reactive[int | None]) -> None:
    """What happened on one day in each world; chosen from a list, or by a click on a mark."""
    drawn = marks(journeys)
    differing = sorted({m.day for m in drawn if m.differs})
    days = sorted({*differing, *([day.value] if day.value is not None else [])})
    if not days:
        return
    words = {date_of(d + journeys.switch_day, journeys.switch_day): d for d in days}
    now = day.value if day.value is not None else days[0]
    named = next(text for text, d in words.items() if d == now)
    solara.Select(
        "A day in both worlds (those on which they differ, or click a mark)", list(words), named,
        on_value=lambda text: day.set(words[text]),
    )  # fmt: skip
    table = as_table(journeys, [m for m in drawn if m.day == now])
    lines = [
        f"<p><b>{escape(arm)}</b>: {escape('; '.join(t for t in table[arm] if t != '–') or 'nothing')}.</p>"
        for arm in journeys.arms
    ]
    solara.HTML("div", "".join(lines), classes=["day"], attributes={"aria-live": "polite"})
