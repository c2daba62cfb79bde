"""Arms in a user's words: switches by letter, forms by name, and paths from form to form with their years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
from joinedup.model.organisation.forms import FORMS, Choice, Form, checked

if TYPE_CHECKING:
    from joinedup.model.policy import Change

SET = "set:"
SEPARATE = "separate"
NAMED = {a.name: a for a in LADDER}
NAMED |= {"baseline": BASELINE, "fee": BASELINE, PLACEBO: PLACEBO_ARM, SEPARATE: Arm(SEPARATE)}
LEFT_OPEN = {"private": "private", "fund": "fund", "social-care": "social_care"}
GRAMMAR = (
    "Write an arm as a form, with what is left open after a +, such as aco-full+private+fund; as a path with the "
    "year after the switch in which each form is taken, such as stp@1>acs@2>aco-full@4; as letters for "
    "single changes, any of P (payment), I (information), O (organisation) and K (community money), such as PI; or "
    "as a number that changes at the switch, such as set:prices.council_growth=-0.04, alone or after a form and a +. "
    "In a file an arm may also put a contract in force. "
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


class Stage(NamedTuple):
    """What an arm changes in one year, in this order: numbers, the form, contracts."""

    year: int | None  # after the switch; None: not said
    changes: tuple[Change, ...]

    @property
    def takes_form(self) -> bool:
        """Whether a form is taken."""
        return any(isinstance(change, Choice) for change in self.changes)


def path(name: str, stages: Sequence[Stage]) -> tuple[tuple[int, Change], ...]:
    """A plan: each change with its year; a first stage that does not say is in year 1.

    Raises: ValueError for years that do not rise.
    """
    if wrong := out_of_order(stages):
        raise ValueError(f"arm {name!r}: {wrong[1]}")
    return tuple((stage.year or 1, change) for stage in stages for change in stage.changes)


def out_of_order(stages: Sequence[Stage]) -> tuple[int, str] | None:
    """Position of the first stage whose year is missing or wrong, and what is wrong with it."""
    last, taken = 0, 0
    for k, stage in enumerate(stages):
        if stage.year is None and k > 0:
            return k, "every form of a path after the first needs its year, such as @3"
        year = 1 if stage.year is None else stage.year
        if year < 1:
            return k, f"year {year}; the first year after the switch is 1"
        if year < last or (stage.takes_form and year == taken):
            return k, f"year {year} comes after year {last}; the years must rise"
        last, taken = year, year if stage.takes_form else taken
    return None


def _stage(word: str, stage: str) -> Stage:
    """One stage of a path, "acs+fund@2" or "acs+set:decision.altruism=1@2"."""
    words, at, year = stage.partition("@")
    parts = [w.strip().lower() for w in words.split("+")]
    settings = [p.removeprefix(SET) for p in parts if p.startswith(SET)]
    name, *flags = [p for p in parts if not p.startswith(SET)] or [""]
    if settings and not name:
        name = SEPARATE
    if name not in FORMS:
        raise ValueError(f"no arm {word!r}{_nearest(name)}; {_known()}")
    for flag in flags:
        if flag not in LEFT_OPEN:
            raise ValueError(f"arm {word!r}: no +{flag}; there are: {', '.join('+' + f for f in LEFT_OPEN)}")
    if at and not year.strip().isdecimal():
        raise ValueError(f"arm {word!r}: after @ comes the year after the switch, a whole number, such as @2")
    choice = Choice(FORMS[name], **{LEFT_OPEN[flag]: True for flag in flags})
    try:
        numbers = numbers_set(settings)
        return Stage(int(year) if at else None, changes_of(numbers, checked(choice)))
    except ValueError as error:
        raise ValueError(f"arm {word!r}: {error}") from None


def numbers_set(settings: Iterable[str]) -> tuple[Change, ...]:
    """The change that "section.name=value" texts make; none without any.

    Raises: ValueError for a number that is unknown, out of range or cannot change at a switch.
    """
    from joinedup.experiments.choices import changed_numbers

    if not (changes := changed_numbers(settings)):
        return ()
    from joinedup.model.new_numbers import numbers_of_a_day

    return (numbers_of_a_day(changes),)


def changes_of(
    numbers: Sequence[Change], form: Choice, contracts: Sequence[Change] = ()
) -> tuple[Change, ...]:
    """Changes of one day in their order; separate providers are no change beside another."""
    taken: tuple[Change, ...] = () if (numbers or contracts) and form == Choice(Form()) else (form,)
    return (*numbers, *taken, *contracts)


def contract_files(arms: Iterable[Arm]) -> list[Path]:
    """The files whose contracts some arms put in force."""
    found = {
        Path(one.where.rsplit(":", 2)[0]): None
        for a in arms
        for _, change in a.plan
        for one in getattr(change, "written", ())
    }
    return list(found)


def _nearest(name: str) -> str:
    near = get_close_matches(name, [*FORMS, *NAMED], n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _known() -> str:
    return (
        "write any of the letters P (payment), I (information), O (organisation), K (community money) together, "
        f"such as PI, or a form: {', '.join(FORMS)}; or a name: {FEE}; capitated; capitated, shared records; "
        f"{WHOLE}; {PLACEBO}; or a number, such as set:prices.council_growth=-0.04"
    )
