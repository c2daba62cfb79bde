"""Older forms of a question file, and the JSON schema of today's.

Version 1 is the command line of `joinedup compare` as a file: arms as text between commas, numbers under `set`.
Version 2 names each arm and can vary numbers. An editor that is given the schema completes and checks the keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VERSION = 2
RENAMED = {"set": "numbers", "years_after": "years", "years_burnt": "burn_in"}


def migrated(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The data in today's version, and what was changed on the way.

    Raises: ValueError for a version that there is not.
    """
    version = data.get("version", 1 if RENAMED.keys() & data.keys() else VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= VERSION:
        raise ValueError(f"it is {version!r}; this program reads versions 1 to {VERSION}")
    notes: list[str] = []
    while version < VERSION:
        data, said = _STEPS[version](data)
        notes.append(
            f"it is in version {version} of the form and was read as version {version + 1}: {'; '.join(said)}"
        )
        version += 1
    return {**data, "version": VERSION}, notes


def _from_1(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Keys of the command line become those of a question."""
    said = [f"{old!r} is now {new!r}" for old, new in RENAMED.items() if old in data]
    return {RENAMED.get(key, key): value for key, value in data.items()}, said or ["nothing had to change"]


_STEPS: dict[int, Callable[[dict[str, Any]], tuple[dict[str, Any], list[str]]]] = {1: _from_1}


def schema() -> dict[str, Any]:
    """The JSON schema of a question file, with every number's name, unit, source and range."""
    from joinedup.experiments.question import OF_PLACES
    from joinedup.experiments.question_file import SCALES, QuestionFile
    from joinedup.experiments.results import units
    from joinedup.experiments.sweep.designs import KINDS
    from joinedup.model.parameters import Parameters, every_number

    made = QuestionFile.model_json_schema()
    properties = made["properties"]
    properties["version"] = {"const": VERSION, "description": "of this form"}
    numbers: dict[str, Any] = {}
    for name, value, about in every_number(Parameters()):
        many = isinstance(value, tuple)
        default = [float(v) for v in value] if many else float(value)
        words = f"{about.unit}. Default {default}. Source: {about.source}"
        numbers[name] = {
            "description": words,
            **(_list(len(value)) if many else _number(about.low, about.high)),
        }
    for name, (unit, least, most) in OF_PLACES.items():
        numbers[name] = {"description": unit, **_number(least, most)}
    properties["numbers"] = {"type": "object", "properties": numbers, "additionalProperties": False}
    properties["arms"] = {
        "description": "name: form, path or change, the base first; or words between commas",
        "type": ["object", "string", "array"],
    }
    place = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/place"}]}
    properties["place"] = {"description": "a name, a YAML file, or a place like another", **place}
    properties["places"] = {"type": "array", "minItems": 1, "items": place}
    made["$defs"] |= _places()
    properties["outcomes"] = {"type": "array", "items": {"enum": sorted(units())}}
    made["$defs"]["_Design"]["properties"]["kind"] = {"enum": list(KINDS)}
    made["$defs"]["span"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "from": {"type": "number"},
            "to": {"type": "number"},
            "scale": {"enum": list(SCALES)},
            "values": {"type": "array", "items": {"type": "number"}, "minItems": 1},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A question for joinedup, version {VERSION}",
        **{k: v for k, v in made.items() if k != "title"},
        "required": ["version", "arms"],
    }


def _places() -> dict[str, Any]:
    """What may be said of a place that is like another, and of a link between two of its providers."""
    from joinedup.experiments.graph_edits import LINK_KEYS
    from joinedup.experiments.variants import Variant
    from joinedup.model.referral_graph import SETTABLE

    numbers = {
        name: {"type": "number", "minimum": low, "maximum": high} for name, (low, high) in SETTABLE.items()
    }
    code = {"type": "string", "description": "code of a provider"}
    ends = {key: code if key in ("from", "to") else {"type": "boolean"} for key in LINK_KEYS}
    facts: dict[str, Any] = {name: {} for name in Variant.model_fields}
    facts |= {
        "closed": {"description": "providers that are closed", "type": "array", "items": code},
        "links": {"type": "array", "items": {"$ref": "#/$defs/link"}},
    }
    link = {"required": ["from", "to"], "properties": ends | numbers}
    closed = {"type": "object", "additionalProperties": False}
    return {"link": closed | link, "place": closed | {"required": ["like"], "properties": facts}}


def _number(low: float, high: float) -> dict[str, Any]:
    from math import isfinite

    ends = {k: v for k, v in (("minimum", low), ("maximum", high)) if isfinite(v)}
    return {"anyOf": [{"type": "number", **ends}, {"$ref": "#/$defs/span"}]}


def _list(length: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": length, "maxItems": length}
