"""What the page Why plays itself: a small split of the present setting, a ranking of a sweep, a year of the baseline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import solara
import solara.lab

from joinedup.experiments.compare import Progress, Stop, compare
from joinedup.experiments.decompose import SHOWN, Decomposition, arms_for, switches_for
from joinedup.experiments.decomposition_tables import ALONE_AND_TOGETHER, BY_CHANNEL
from joinedup.experiments.pictures import Panel, named
from joinedup.experiments.rows import counted
from joinedup.experiments.setting import Setting
from joinedup.experiments.stored import Stored
from joinedup.viz.dashboard.charts.panels import picture_of
from joinedup.viz.dashboard.picture import Shown
from joinedup.viz.dashboard.session import Session, looking
from joinedup.viz.dashboard.stored_run import OneOf, Wrong, read
from joinedup.viz.dashboard.work import Turn, Unwanted, Working, use_end_with_page

SIZES = (2_000, 5_000)  # people
REPLICATIONS = (2, 3, 4)
MOST_YEARS = 3  # after the switch
PLAYED_YEAR = 2  # of the baseline that is held against published figures, the first is 0


@solara.component
def SplitHere(session: Session) -> None:
    """A small split of the present setting, played when asked for."""
    setting = session.setting.value
    people, replications = solara.use_reactive(SIZES[0]), solara.use_reactive(REPLICATIONS[0])
    made: solara.Reactive[tuple[Any, list[Panel], str] | None] = solara.use_reactive(None)
    there = looking()
    sizes = [n for n in SIZES if n <= setting.people] or [setting.people]
    size = people.value if people.value in sizes else sizes[0]
    asked = (setting, size, replications.value)

    def splits() -> None:
        try:
            panels, said = split(*asked, task, there)
        except Unwanted:
            return
        if task.is_current():
            made.value = (asked, panels, said)

    task = solara.lab.use_task(splits, dependencies=None, prefer_threaded=True, raise_error=False)
    use_end_with_page(task)
    with solara.Row(gap="8px", style={"flex-wrap": "wrap", "align-items": "center"}):
        solara.Select("People in the split", sizes, size, on_value=people.set)
        solara.Select("Replications", list(REPLICATIONS), replications)
        solara.Button("Split the effect", on_click=task, disabled=task.pending, small=True)
    Working(task, "All sets of switches are played", "Split again")
    if made.value is None:
        if not task.pending:
            solara.HTML(
                "p", "Nothing is split yet. All sets of the switches are played on the same people with the same luck; "
                "this takes half a minute or so.", classes=["empty"],
            )  # fmt: skip
        return
    of, panels, said = made.value
    solara.HTML("p", escape(said))
    if of != asked:
        solara.HTML("p", "This split is of the setting before; split again for the one at the side.")
    SplitPanels(panels)


@solara.component
def SplitPanels(panels: Sequence[Panel]) -> None:
    """The two pictures of one outcome: by channel, and what switches do alone and together."""
    outcome = solara.use_reactive("")
    names = [p.title.removesuffix(BY_CHANNEL) for p in panels if p.title.endswith(BY_CHANNEL)]
    if not names:
        solara.HTML("p", "There is no split in it.", classes=["empty"])
        return
    now = outcome.value if outcome.value in names else names[0]
    solara.Select("Outcome that is split", names, now, on_value=outcome.set)
    with solara.Div(classes=["pair"]):
        for name, panel in named(panels):
            if panel.title in (now + BY_CHANNEL, now + ALONE_AND_TOGETHER):
                Shown(picture_of(name, panel)).key(name)


def split(
    setting: Setting,
    people: int,
    replications: int,
    task: solara.lab.Task[[], None],
    there: Callable[[], bool],
) -> tuple[list[Panel], str]:
    """The panels of a small split, and a sentence on what it is of.

    Raises: Unwanted when it is cancelled.
    """
    from joinedup.experiments.decomposition_tables import panels

    usual = setting.experiment()
    switches = switches_for(usual.where)
    experiment = replace(
        usual, arms=arms_for(switches), people=people, years_after=min(setting.years, MOST_YEARS)
    )
    with Turn(task.is_current, there) as turn:

        def tells(now: Progress) -> None:
            turn.goes_on()
            task.progress = now.years / max(1, now.years_expected)

        found = Decomposition(compare(experiment, Stop(replications), report=tells))
        made = list(panels(found, SHOWN))
    return made, (
        f"{usual.where.title}, {people:,} people, {counted(experiment.years_after, 'year')} after the switch, "
        f"{counted(replications, 'replication')}, played here: so small a place shows luck as well as the policy, and "
        "intervals are wide. Fees per procedure are split from a sum per head with all switches thrown; a form chosen "
        "at the side has terms of its own, which are not in it."
    )


@solara.component
def Ranked(stored: Stored) -> None:
    """The numbers of a sweep ranked by what they do, reckoned here from its runs."""

    def ranks() -> list[Panel] | str:
        def panels() -> list[Panel]:
            from joinedup.experiments.uncertainty import influence
            from joinedup.experiments.uncertainty.drawn import read_drawn

            drawn = read_drawn(stored.folder)
            return influence.panels(influence.influences(drawn), influence.method_of(drawn))

        return read(stored, panels)

    task = solara.lab.use_task(ranks, dependencies=[stored], prefer_threaded=True, raise_error=False)
    found: Any = task.value
    if task.pending or found is None:
        solara.HTML(
            "p", "The numbers are being ranked from the runs of the sweep.", attributes={"role": "status"}
        )
    elif isinstance(found, str):
        Wrong(f"{found[:1].upper()}{found[1:]}.")
    else:
        solara.HTML("p", f"Reckoned here from the runs in {escape(stored.name)}.")
        OneOf(found, "Ranking")


@solara.component
def EvidenceHere(session: Session) -> None:
    """One year of the baseline of the present setting, played when asked for, beside the published figures."""
    setting = session.setting.value
    made: solara.Reactive[tuple[Setting, list[Panel]] | None] = solara.use_reactive(None)
    there = looking()

    def plays() -> None:
        try:
            panels = _evidence(setting, task, there)
        except Unwanted:
            return
        if task.is_current():
            made.value = (setting, panels)

    task = solara.lab.use_task(plays, dependencies=None, prefer_threaded=True, raise_error=False)
    use_end_with_page(task)
    with solara.Row(gap="4px"):
        solara.Button("Hold the model against the evidence", on_click=task, disabled=task.pending, small=True)
    Working(task, "The baseline is played", "Play it again")
    if made.value is None:
        if not task.pending:
            solara.HTML(
                "p", "Nothing is played yet. Three years of the setting at the side under fees per procedure take a few "
                "seconds. <code>joinedup calibration dudley</code> prints the same.", classes=["empty"],
            )  # fmt: skip
        return
    of, panels = made.value
    if of != setting:
        solara.HTML("p", "These figures are of the setting before; play again for the one at the side.")
    for name, panel in named(panels):
        Shown(picture_of(name, panel), settings=of.as_question).key(name)


def _evidence(setting: Setting, task: solara.lab.Task[[], None], there: Callable[[], bool]) -> list[Panel]:
    from joinedup.experiments import published
    from joinedup.experiments.calibration import calibrate

    e = setting.experiment()
    with Turn(task.is_current, there) as turn:

        def tells(done: float) -> None:
            turn.goes_on()
            task.progress = done

        fits = calibrate(e.where, PLAYED_YEAR, e.luck_of(0), e.parameters, told=tells)
    return published.panels(
        published.table_of(fits),
        f"The model: year {PLAYED_YEAR + 1} of {e.where.title}, {e.where.people:,} people, seed {setting.seed}, one run, "
        "played here",
    )
