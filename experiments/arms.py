"""Arms in a user's words: switches by letter, forms by name, and paths from form to form with their years."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from joinedup.experiments.experiment import (
    BASELINE,
    FEE,
    FROZEN,
    LADDER,
    LETTERS,
    PLACEBO,
    PLACEBO_ARM,
    WHOLE,
    Arm,
    arm,
    frozen,
)
from joinedup.model.organisation.forms import FORMS, Choice, checked

SEPARATE = "separate"
NAMED = {a.name: a for a in LADDER}
NAMED |= {"baseline": BASELINE, "fee": BASELINE, PLACEBO: PLACEBO_ARM, SEPARATE: Arm(SEPARATE)}
LEFT_OPEN = {"private": "private", "fund": "fund", "social-care": "social_care"}
GRAMMAR = (
    "Write an arm as a form, with what is left open after a +, such as aco-full+private+fund; as a path with the "
    "year after the switch in which each form is taken, such as stp@1>acs@2>aco-full@4; or as letters for "
    "single changes, any of P (payment), I (information), O (organisation) and K (community money), such as PI. "
    f"With {FROZEN} before it, such as {FROZEN}us-aco, money changes hands as in that arm while everybody behaves as "
    "in the baseline: what differs is accounting only."
)


def chosen_arms(text: str, baseline: Arm = BASELINE) -> tuple[Arm, ...]:
    """Arms in words, "P,PI,PIO", "separate,acs,aco-full+private" or "capitated; placebo"; the baseline comes first.

    text: the words, or a YAML file of arms.
    Raises: ValueError for words that make no arm.
    """
    from joinedup.experiments.arms_file import read_arms  # here, because the door speaks these words too

    arms = [baseline]
    if is_file(text):
        asked = [(found.name, found) for found in read_arms(Path(text.strip()))]
    else:
        asked = [(word, arm_called(word)) for word in _words(text)]
    if not asked:
        raise ValueError(f"no arms; {_known()}")
    for word, found in asked:
        if found.plan == baseline.plan:
            arms[0] = found  # under the name that was asked for
        elif found[1:] in [a[1:] for a in arms]:
            raise ValueError(f"arm {word!r} is there twice")
        else:
            arms.append(found)
    return tuple(arms)


def is_file(text: str) -> bool:
    """Whether arms are in a file."""
    return text.strip().lower().endswith((".yaml", ".yml"))


def _words(text: str) -> list[str]:
    """The parts between commas, except inside a name that has a comma itself."""
    if text.strip().lower() in NAMED:
        return [text.strip()]
    separator = ";" if ";" in text else ","
    marked = text
    if separator == ",":
        for name in NAMED:
            if "," in name:
                marked = marked.replace(name, name.replace(",", "\0"))
    return [w.replace("\0", ",").strip() for w in marked.split(separator) if w.strip()]


def arm_called(word: str) -> Arm:
    """The arm that a word stands for.

    Raises: ValueError for a word that makes no arm.
    """
    if word.lower().startswith(FROZEN):
        return frozen(arm_called(word[len(FROZEN) :].strip()))
    if word.lower() in NAMED:
        return NAMED[word.lower()]
    letters = word.upper()
    if set(letters) <= set(LETTERS) and len(set(letters)) == len(letters):
        return arm(letters)
    stages = [_stage(word, stage) for stage in word.split(">")]
    return Arm(word.replace(" ", ""), path(word, stages))


def path(name: str, stages: list[tuple[int | None, Choice]]) -> tuple[tuple[int, Choice], ...]:
    """A plan: each form with the year in which it is taken; a first form that does not say is taken in year 1.

    Raises: ValueError for years that do not rise.
    """
    plan: list[tuple[int, Choice]] = []
    for year, choice in stages:
        if year is None and plan:
            raise ValueError(f"arm {name!r}: every form of a path after the first needs its year, such as @3")
        year = 1 if year is None else year
        if year < 1:
            raise ValueError(f"arm {name!r}: year {year}; the first year after the switch is 1")
        if plan and year <= plan[-1][0]:
            raise ValueError(f"arm {name!r}: year {year} comes after year {plan[-1][0]}; the years must rise")
        plan.append((year, choice))
    return tuple(plan)


def _stage(word: str, stage: str) -> tuple[int | None, Choice]:
    """One form of a path, "acs+fund@2"."""
    words, at, year = stage.partition("@")
    name, *flags = (w.strip().lower() for w in words.split("+"))
    if name not in FORMS:
        raise ValueError(f"no arm {word!r}{_nearest(name)}; {_known()}")
    for flag in flags:
        if flag not in LEFT_OPEN:
            raise ValueError(f"arm {word!r}: no +{flag}; there are: {', '.join('+' + f for f in LEFT_OPEN)}")
    if at and not year.strip().isdecimal():
        raise ValueError(f"arm {word!r}: after @ comes the year after the switch, a whole number, such as @2")
    choice = Choice(FORMS[name], **{LEFT_OPEN[flag]: True for flag in flags})
    try:
        return (int(year) if at else None), checked(choice)
    except ValueError as error:
        raise ValueError(f"arm {word!r}: {error}") from None


def _nearest(name: str) -> str:
    near = get_close_matches(name, [*FORMS, *NAMED], n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _known() -> str:
    return (
        "write any of the letters P (payment), I (information), O (organisation), K (community money) together, "
        f"such as PI, or a form: {', '.join(FORMS)}; or a name: {FEE}; capitated; capitated, shared records; "
        f"{WHOLE}; {PLACEBO}"
    )
