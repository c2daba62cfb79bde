"""How a number enters the model: with its value, unit, source and plausible range.

A sourced number is an ordinary float (or a tuple of floats) that remembers where it came from, so it
passes straight into arithmetic and compiled code. A *section* is a NamedTuple of sourced numbers; its
values are checked against their ranges when a person changes them.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from math import inf, isfinite
from typing import Any, NamedTuple


class About(NamedTuple):
    """What a reader needs to know before trusting a number."""

    unit: str
    source: str
    low: float
    high: float


class Sourced(float):
    """A float that remembers where it came from. Arithmetic gives plain floats."""

    about: About

    def __reduce__(self) -> tuple[Any, ...]:
        return (_sourced, (float(self), *self.about))


class SourcedList(tuple[float, ...]):
    """Several floats of one meaning, one per test type, kind of need or message."""

    about: About

    def __reduce__(self) -> tuple[Any, ...]:
        return (_sourced, (tuple(self), *self.about))


def sourced(value: float, *, unit: str, source: str, low: float = -inf, high: float = inf) -> float:
    """Declare a parameter's default value.

    source: a citation a reader can look up; or "assumption: …", naming the experiment that varies it.
    """
    number = Sourced(value)
    number.about = About(unit, source, low, high)
    return number


def sourced_list(
    values: tuple[float, ...], *, unit: str, source: str, low: float = -inf, high: float = inf
) -> tuple[float, ...]:
    """Declare several default values that share a unit, a source and a range."""
    numbers = SourcedList(values)
    numbers.about = About(unit, source, low, high)
    return numbers


def _sourced(value: Any, unit: str, source: str, low: float, high: float) -> Any:
    declare: Any = sourced_list if isinstance(value, tuple) else sourced
    return declare(value, unit=unit, source=source, low=low, high=high)


def numbers_of(section: type) -> Iterator[tuple[str, Any, About]]:
    """Each number of a section: its name, default value and what is known about it."""
    for name, default in section._field_defaults.items():  # type: ignore[attr-defined]
        yield name, default, default.about


def changed[S](section: S, changes: Mapping[str, Any]) -> S:
    """The section with some numbers replaced, each checked against its range.

    Raises: ValueError for an unknown name, a wrong length or a value outside its range.
    """
    kind: Any = type(section)
    known = dict(section._field_defaults) if hasattr(section, "_field_defaults") else {}
    fresh: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise ValueError(f"no parameter {name!r} in {kind.__name__}{hint}; there are: {', '.join(known)}")
        default = known[name]
        if isinstance(default, SourcedList):
            values = tuple(_number(kind, name, v) for v in value)
            if len(values) != len(default):
                raise ValueError(
                    f"{kind.__name__}.{name} has {len(values)} values; it must have {len(default)}"
                )
        else:
            values = (_number(kind, name, value),)
        for v in values:
            _check(kind, name, v, default.about)
        fresh[name] = _sourced(values if isinstance(default, SourcedList) else values[0], *default.about)
    return section._replace(**fresh)  # type: ignore[attr-defined, no-any-return]


def _number(kind: type, name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{kind.__name__}.{name} is {value!r}; it must be a number") from None


def _check(kind: type, name: str, value: float, about: About) -> None:
    if not (about.low <= value <= about.high) or not isfinite(value):
        raise ValueError(
            f"{kind.__name__}.{name} is {value:g} {about.unit}; "
            f"it must be between {about.low:g} and {about.high:g}"
        )
