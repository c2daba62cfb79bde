"""The levers: place, policy and numbers, each with its unit, range, source and when it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import solara

from joinedup.experiments.experiment import FEE
from joinedup.experiments.levers import Lever, levers, levers_of_place
from joinedup.experiments.setting import AS_THE_FORM, FLAGS, MOST_BYTES, PLATFORMS, POLICIES, Setting, opened
from joinedup.model.organisation.dimensions import DataSharing
from joinedup.model.organisation.forms import key_of
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.picture import Saved
from joinedup.viz.dashboard.session import Session
from joinedup.viz.dashboard.setting_file import SettingFile

YEARS = (1, 2, 3, 5, 8, 10, 15)
SIZES = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
FLAG_WORDS = {
    "private": "A private company runs the budget",
    "fund": "Money from outside for community care",
    "social_care": "Social care is in the budget",
}
PLATFORM_WORDS = {AS_THE_FORM: "as the form has it"} | {key_of(c): c.value for c in DataSharing}


@solara.component
def LeverPanel(session: Session) -> None:
    """Everything a visitor may choose. A change plays the worlds again."""
    setting = session.setting.value
    place = solara.use_memo(lambda: _place(setting.place), [setting.place])
    own = {lever.number: lever for lever in levers_of_place(place.joint_working, place.beds_per_1000)}

    with solara.Column(gap="2px", classes=["levers"]):
        solara.HTML("h2", "Levers")
        solara.HTML("p", f"Compared with: {escape(FEE)}. Every change plays both worlds again.")
        solara.Select("Place", list(_places()), setting.place, on_value=lambda v: session.changes(
            place=v, people=min(setting.people, _place(v).people)))  # fmt: skip
        solara.Select(
            "People",
            [f"{n:,}" for n in _sizes(min(place.people, LIMITS.people), setting.people)],
            f"{setting.people:,}",
            on_value=lambda v: session.changes(people=int(v.replace(",", ""))),
        )
        solara.Select(
            "Policy", [_worded(p) for p in POLICIES], _worded(setting.policy),
            on_value=lambda v: session.changes(policy=v.split(":")[0]),
        )  # fmt: skip
        if setting.is_form:
            for flag in FLAGS:
                solara.Checkbox(
                    label=FLAG_WORDS[flag], value=getattr(setting, flag), disabled=flag not in opened(setting.policy),
                    on_value=lambda v, flag=flag: session.changes(**{flag: v}),
                )  # fmt: skip
            solara.Select(
                "Whose records can be opened", [PLATFORM_WORDS[p] for p in PLATFORMS], PLATFORM_WORDS[setting.platform],
                on_value=lambda v: session.changes(platform=_key(PLATFORM_WORDS, v)),
            )  # fmt: skip
        solara.Select("Years after the switch", [n for n in YEARS if n <= LIMITS.years], setting.years,
                      on_value=lambda v: session.changes(years=v))  # fmt: skip
        for group, there in _grouped(own, setting):
            solara.HTML("h3", group)
            for lever in there:
                if lever.number in own:
                    Slide(lever, _or(getattr(setting, lever.number), lever.default),
                          lambda v, n=lever.number: session.changes(**{n: v}))  # fmt: skip
                else:
                    Slide(lever, setting.numbers.get(lever.number, lever.default),
                          lambda v, lever=lever: session.changes(numbers=_with(setting, lever, v)))  # fmt: skip
        solara.HTML("h3", "This setting")
        with solara.Row(gap="4px", style={"flex-wrap": "wrap"}):
            solara.Button("All as usual", on_click=lambda: session.takes(Setting()), text=True, small=True)
            Saved("Save setting", session.as_question, "setting.yaml")
        Opened(session)
        solara.HTML("p", f'<a href="/?{escape(setting.as_query())}">A link to this setting</a>')


@solara.component
def Slide(lever: Lever, value: float, on_value: Callable[[float], None]) -> None:
    """One number: it changes when the slider is let go of, or a key is pressed."""
    times = 100.0 if lever.percent else 1.0
    shown = solara.use_reactive(value * times)
    solara.use_effect(lambda: shown.set(value * times), [value])
    unit = "%" if lever.percent else ""
    about = (
        f"{lever.unit}; from {lever.low * times:g} to {lever.high * times:g}{unit}, {lever.default * times:g}{unit} "
        f"unless moved; {lever.when}. Source: {lever.source}"
    )
    with solara.Column(gap="0px", classes=["lever"]):
        solara.HTML("label", f"{escape(lever.label)}: <b>{shown.value:.4g}{unit}</b>")
        slider = solara.v.Slider(
            v_model=shown.value, min=_exact(lever.low * times), max=_exact(lever.high * times),
            step=_exact(lever.step * times),
            on_v_model=shown.set, dense=True, hide_details=True,
            attributes={"aria-label": f"{lever.label}, {lever.unit}"},
        )  # fmt: skip
        solara.v.use_event(slider, "change", lambda *_: on_value(_exact(shown.peek() / times)))
        solara.HTML("details", f"<summary>what this is</summary>{escape(about)}")


@solara.component
def Opened(session: Session) -> None:
    """A setting from a file: one that was saved here, or a question like those."""

    def taken(message: str) -> None:
        if message:
            file = json.loads(message)
            session.opens(str(file["name"]), str(file["text"]))

    SettingFile.element(label="Open a setting", most=MOST_BYTES, on_chosen=taken)


def _grouped(own: dict[str, Lever], setting: Setting) -> list[tuple[str, list[Lever]]]:
    """Levers by group; terms of an agreement only where a form makes one."""
    found: dict[str, list[Lever]] = {}
    for lever in (*own.values(), *levers()):
        if setting.is_form or not lever.number.startswith("organisation."):
            found.setdefault(lever.group, []).append(lever)
    return list(found.items())


def _exact(value: float) -> float:
    """Without what binary fractions add."""
    return float(f"{value:.6g}")


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _with(setting: Setting, lever: Lever, value: float) -> dict[str, float]:
    """The numbers with one moved; at its default it is no longer among them."""
    numbers = {k: v for k, v in setting.numbers.items() if k != lever.number}
    return numbers if value == lever.default else {**numbers, lever.number: value}


def _worded(policy: str) -> str:
    return f"{policy}: {POLICIES[policy]}"


def _key(words: dict[str, str], value: str) -> str:
    return next(key for key, word in words.items() if word == value)


def _places() -> tuple[str, ...]:
    from joinedup.model.place import known_places

    return known_places()


def _place(name: str) -> Any:
    from joinedup.model.place import load_place

    return load_place(name)


def _sizes(most: int, now: int) -> list[int]:
    return sorted({*(n for n in SIZES if n < most), most, now})
