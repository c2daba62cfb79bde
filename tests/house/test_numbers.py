"""Every number of the model has a unit, a source and a place in its own range."""

import importlib
import re
from math import isfinite

import pytest

from joinedup.agents.sourced import numbers_of


def _is_section(thing):
    return isinstance(thing, type) and issubclass(thing, tuple) and thing.__name__.endswith("Parameters")


def _sections(sources):
    """Every parameter section, wherever it stands."""
    found = {}
    for source in sources:
        if "Parameters(" in source.text:
            module = importlib.import_module(source.name)
            for thing in vars(module).values():
                if _is_section(thing) and thing.__module__ == source.name:
                    found[f"{source.path}: {thing.__name__}"] = thing
    return found


def _numbers(sources):
    for where, section in _sections(sources).items():
        for name in section._fields:
            default = section._field_defaults.get(name)
            if not _is_section(type(default)):  # a section of sections: each is walked by itself
                yield f"{where}.{name}", default


def test_there_are_numbers_to_check(sources):
    assert len(list(_numbers(sources))) > 50


def test_every_number_has_a_unit_and_a_source(sources):
    faults = []
    for where, default in _numbers(sources):
        about = getattr(default, "about", None)
        if about is None:
            faults.append(f"{where} is {default!r}; write sourced(value, unit=…, source=…)")
        elif not about.unit.strip() or len(about.source.strip()) < 4:
            faults.append(f"{where} has unit {about.unit!r} and source {about.source!r}")
    assert not faults, "\n".join(faults)


def test_an_assumption_says_more_than_that_it_is_one(sources):
    faults = [
        f"{where}: {default.about.source!r}"
        for where, default in _numbers(sources)
        if hasattr(default, "about") and re.fullmatch(r"(?i)\W*assum\w*\W*", default.about.source)
    ]
    assert not faults, "\n".join(faults)


def test_every_default_lies_in_its_own_range(sources):
    faults = []
    for where, default in _numbers(sources):
        for value in default if isinstance(default, tuple) else (default,):
            if not isfinite(value) or not default.about.low <= value <= default.about.high:
                faults.append(f"{where} is {value}; its range is {default.about.low} to {default.about.high}")
    assert not faults, "\n".join(faults)


def test_a_section_without_a_source_would_be_found():
    from typing import NamedTuple

    class BareParameters(NamedTuple):
        beds: float = 300.0

    with pytest.raises(AttributeError):
        list(numbers_of(BareParameters))
