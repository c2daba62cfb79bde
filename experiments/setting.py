"""A setting: everything a visitor of the dashboard may choose, as a question that anybody can play again.

A setting is written as a question file and read back from one, so `joinedup run` on it plays the same worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from json import dumps, loads
from math import isfinite, nan
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import yaml

from joinedup.experiments.arms_file import MistakeError
from joinedup.experiments.compare import LEAST
from joinedup.experiments.experiment import FEE, Experiment, arm
from joinedup.experiments.graph_edits import NO_EDITS, Edits
from joinedup.experiments.levers import BEDS, FROM_SWITCH, JOINT, levers
from joinedup.model.organisation.dimensions import DataSharing
from joinedup.model.organisation.forms import FORMS, MEANINGS, key_of

LADDER = {
    "P": "a sum per head for each provider, and nothing else",
    "PI": "a sum per head, and records that can be opened",
    "PIO": "a sum per head, records, and one organisation",
    "PIOK": "all of it, and money for community care",
    "I": "records alone; payment as before",
    "O": "one organisation alone; payment as before",
    "K": "community money alone; payment as before",
}
POLICIES = LADDER | {name: words for name, words in MEANINGS.items() if name != "separate"}
AS_THE_FORM = "as the form"
PLATFORMS = (AS_THE_FORM, *(key_of(choice) for choice in DataSharing))
FLAGS = ("private", "fund", "social_care")
WHOLE = ("people", "years", "years_before", "burn_in", "seed", "replications")
MOST_REPLICATIONS = 20
MOST_BYTES = 64_000  # of a file; one that says everything has some 2,000
# what holds where a question says nothing
NOT_SAID = {"adequacy": 1.0, "years": 5, "years_before": 2, "burn_in": 2, "seed": 1, "replications": LEAST}


@dataclass(frozen=True)
class Setting:
    """A place, a policy to compare with fees per procedure, and the numbers that hold.

    policy: letters of switches or the name of a form.  platform: who may open whose records, as the form has it or
    otherwise.  private, fund, social_care: what a form leaves open.  joint_working, beds_per_1000: facts of the place
    other than its own; None: its own.  numbers: of the register, other than the defaults.
    edits: of the referral map.

    Raises: ValueError for a setting that cannot be, in one sentence.
    """

    place: str = "dudley"
    people: int = 20_000
    policy: str = "aco-full"
    platform: str = AS_THE_FORM
    private: bool = False
    fund: bool = False
    social_care: bool = False
    joint_working: float | None = None
    beds_per_1000: float | None = None
    adequacy: float = 1.0
    years: int = 5
    years_before: int = 1
    burn_in: int = 1
    seed: int = 1
    replications: int = 4
    numbers: Mapping[str, float] = field(default_factory=dict)
    edits: Edits = NO_EDITS

    def __post_init__(self) -> None:
        from joinedup.model.place import known_places

        for name, word, known in (
            ("place", self.place, known_places()),
            ("policy", self.policy, tuple(POLICIES)),
            ("platform", self.platform, PLATFORMS),
        ):
            if word not in known:
                near = get_close_matches(str(word)[:40], known, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                raise ValueError(f"no {name} {word!r:.40}{hint}; there are: {', '.join(known)}")
        for name in WHOLE:
            if type(number := getattr(self, name)) is not int:
                raise ValueError(f"{name} is {number!r:.40}; it must be a whole number")
        if not 1 <= self.replications <= MOST_REPLICATIONS:
            raise ValueError(
                f"replications is {self.replications}; it must be between 1 and {MOST_REPLICATIONS}"
            )
        object.__setattr__(self, "numbers", dict(sorted(self.numbers.items())))

    @property
    def is_form(self) -> bool:
        """Whether the policy is a form, which leaves things open, and not switches."""
        return self.policy in FORMS

    @property
    def name(self) -> str:
        """What the chosen world is called."""
        if not self.is_form:
            return arm(self.policy).name
        flags = [f.replace("_", "-") for f in FLAGS if getattr(self, f)]
        platform = [] if self.platform == AS_THE_FORM else [f"records {self.platform}"]
        return ", ".join(["+".join([self.policy, *flags]), *platform])

    def changed(self, **changes: Any) -> Setting:
        """The setting with some choices changed; what the new policy does not leave open is left out.

        Raises: ValueError for a setting that cannot be.
        """
        if "place" in changes:  # the edits of another place's map
            changes = {"edits": NO_EDITS, **changes}
        new = replace(self, **changes)
        if new.is_form:
            open_ = opened(new.policy)
            closed: dict[str, Any] = {f: False for f in FLAGS if f not in open_}
        else:
            closed = {f: False for f in FLAGS} | {"platform": AS_THE_FORM}
        return replace(new, **closed)

    def experiment(self) -> Experiment:
        """Two arms: fees per procedure, and what was chosen.

        Raises: ValueError for what this place or this form cannot have.
        """
        from joinedup.experiments.question_file import parse_question

        return parse_question(self.as_question(), "setting", Path()).question.experiment(0)

    def as_question(self) -> str:
        """The setting as a question file, which `joinedup run` plays."""
        return str(yaml.safe_dump(self._written(), sort_keys=False, allow_unicode=True, width=110))

    def _written(self) -> dict[str, Any]:
        facts: dict[str, Any] = {n: getattr(self, n) for n in (JOINT, BEDS) if getattr(self, n) is not None}
        facts |= self.edits.written()
        always, at_switch = self._numbers()
        return {
            "version": 2,
            "question": f"{self.place}, {self.people:,} people: from {FEE} to {self.name}",
            "place": {"like": self.place, **facts} if facts else self.place,
            "people": self.people,
            "arms": {FEE: "separate", self.name: self._arm(at_switch)},
            **({"numbers": always} if always else {}),
            **({"adequacy": self.adequacy} if self.adequacy != 1.0 else {}),
            "years": self.years,
            "years_before": self.years_before,
            "burn_in": self.burn_in,
            "seed": self.seed,
            "replications": self.replications,
        }

    def _numbers(self) -> tuple[dict[str, float], dict[str, float]]:
        """Numbers that hold in both worlds always, and those that hold in the chosen one from the switch.

        Letters take no numbers at the switch; what would be one then holds always, and the baseline has no use for it.
        """
        late = {lever.number for lever in levers() if lever.when == FROM_SWITCH and self.is_form}
        return (
            {k: float(v) for k, v in self.numbers.items() if k not in late},
            {k: float(v) for k, v in self.numbers.items() if k in late},
        )

    def _arm(self, at_switch: dict[str, float]) -> Any:
        if not self.is_form:
            return self.policy
        flags = {f: True for f in FLAGS if getattr(self, f)}
        platform = {} if self.platform == AS_THE_FORM else {"data_sharing": self.platform}
        numbers = {"set": at_switch} if at_switch else {}
        return {"form": self.policy, **flags, **platform, **numbers}

    @classmethod
    def from_question(cls, text: str) -> Setting:
        """The setting that a question file is; nothing on the disk is read.

        Raises: ValueError for a text that is no such file, or a question that holds more than a setting can.
        """
        if len(text) > MOST_BYTES:
            raise ValueError(f"this file is longer than {MOST_BYTES // 1000} kB, and no setting is")
        try:
            # one that names a part of itself again may stand for more than any memory holds
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
                raise ValueError
            data = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            raise ValueError(
                "this is no YAML file; a setting is saved by this page, or is a question like those"
            ) from None
        if not isinstance(data, dict):
            raise ValueError(
                "this is no question file; a setting is saved by this page, or is a question like those"
            )
        try:
            found = cls(**_fields(data))
            again = found._written()
        except MistakeError as wrong:
            raise ValueError(f"{'.'.join(map(str, wrong.loc))}: {wrong.message}") from None
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"this question is no setting of this page: {error!s:.80}") from None
        shown = {**NOT_SAID, **again, "question": data.get("question")}
        held = {**NOT_SAID, **data, "arms": dict(zip(again["arms"], data["arms"].values()))}  # names are free
        more = sorted(str(k) for k in held if held[k] != shown.get(k))
        if more:
            raise ValueError(
                f"this question asks more than this page can show ({', '.join(more)}); play it with: joinedup run FILE"
            )
        return found

    def as_query(self) -> str:
        """What is not as usual, as the query of a link."""
        usual = Setting()
        said = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name not in ("numbers", "edits") and getattr(self, f.name) != getattr(usual, f.name)
        }
        edits = {"edits": dumps(self.edits.written())} if self.edits != NO_EDITS else {}
        return urlencode({**said, **edits, **self.numbers})

    @classmethod
    def from_query(cls, query: str) -> Setting:
        """The setting of a link.

        Raises: ValueError for a link that names no setting.
        """
        kinds: dict[str, Any] = {f.name: type(getattr(cls(), f.name)) for f in fields(cls)}
        said: dict[str, Any] = {}
        numbers: dict[str, float] = {}
        for name, value in parse_qsl(query.removeprefix("?")):
            if name == "edits":
                said[name] = _edits(value)
            elif "." in name:
                numbers[name] = _as_number(name, value)
            elif name not in kinds or name == "numbers":
                raise ValueError(f"the link names {name!r}, which is no lever; there are: {', '.join(kinds)}")
            elif kinds[name] is bool:
                said[name] = value == "True"
            elif kinds[name] is str:
                said[name] = value
            else:
                number = _as_number(name, value)
                said[name] = int(number) if kinds[name] is int else number
        return cls(**said, numbers=numbers)


def opened(form: str) -> tuple[str, ...]:
    """What a form leaves open: a company, money from outside, social care."""
    from joinedup.model.organisation.forms import Choice, checked

    found = []
    for flag in FLAGS:
        try:
            checked(Choice(FORMS[form], **{flag: True}))
        except ValueError:
            continue
        found.append(flag)
    return tuple(found)


def _edits(value: str) -> Edits:
    try:
        written = loads(value)
        return Edits.read(written if isinstance(written, dict) else {})
    except (ValueError, RecursionError):
        raise ValueError("the edits of the map in the link cannot be read; copy the link whole") from None
    except MistakeError as wrong:
        raise ValueError(f"edits in the link: {wrong.message}") from None


def _as_number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ValueError(f"{name} is {value!r:.40} in the link; it must be a number")
    return number


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    """The choices that a question's keys stand for."""
    place = data["place"]
    facts = dict(place) if isinstance(place, dict) else {"like": place}
    edits = Edits.read({key: facts.pop(key) for key in ("closed", "links") if key in facts}, ("place",))
    arms = list(data["arms"].values())
    chosen = arms[1:]
    if len(arms) != 2 or arms[0] != "separate":
        raise ValueError(
            "this question compares other arms than one with separate providers; play it with: joinedup run FILE"
        )
    written = chosen[0]
    policy: dict[str, Any] = {"policy": written} if isinstance(written, str) else _policy(dict(written))
    numbers = {**data.get("numbers", {}), **policy.pop("set", {})}
    return {
        "people": data["people"],
        **{name: data.get(name, usual) for name, usual in NOT_SAID.items()},
        "place": facts.pop("like"),
        **facts,
        **policy,
        "numbers": numbers,
        "edits": edits,
    }


def _policy(written: dict[str, Any]) -> dict[str, Any]:
    renamed = {"form": "policy", "data_sharing": "platform"}
    return {renamed.get(key, key): value for key, value in written.items()}
