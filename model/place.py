"""A place: its practices with their lists, hospitals, distances, deprivation and joint working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from math import isclose, isfinite
from pathlib import Path

from joinedup.model.given_people import GivenPeople, counted, wrong_people
from joinedup.model.links import Link

ENGLAND_BEDS = (
    1.81  # general and acute beds per 1,000 people; Nuffield Trust QualityWatch, quarter 1 of 2018/19
)
TYPICAL_JOINT_WORKING = 0.25  # share; assumption: 0.55 long joint history, 0.10 fragmented
EVEN_DEPRIVATION = (0.2, 0.2, 0.2, 0.2, 0.2)  # shares; England's own mix by the meaning of a fifth
SERVICES = ("community", "mental_health", "council", "out_of_hours", "care_homes", "home_care")
FEWEST_PEOPLE = 100  # people; the smallest place that can be scaled to


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What is published about one general practice."""

    code: str
    list_size: int  # registered people
    area: str = ""  # postcode district, such as DY1
    x_km: float = 0.0
    y_km: float = 0.0
    located: bool = False  # False: the position is invented

    def __post_init__(self) -> None:
        if self.list_size < 1:
            raise ValueError(
                f"practice {self.code} has a list of {self.list_size} people; it must be at least 1"
            )


@dataclass(frozen=True, slots=True)
class HospitalFacts:
    """What is published about one acute hospital.

    `beds` only splits the beds of the place (`beds_per_1000`) between its hospitals: a trust also serves
    people of other places, so its published beds are not the beds that this place's people can use.
    """

    code: str
    name: str
    beds: int
    x_km: float = 0.0
    y_km: float = 0.0
    located: bool = False  # False: the position is invented

    def __post_init__(self) -> None:
        if self.beds < 1:
            raise ValueError(f"hospital {self.code} has {self.beds} beds; it must have at least 1")


@dataclass(frozen=True)
class Place:
    """A place whose people share practices, hospitals and a commissioner.

    Practices and hospitals are kept in the order of their codes, so the order of a file changes nothing.
    """

    name: str
    title: str
    commissioner: str
    practices: tuple[PracticeFacts, ...]
    hospitals: tuple[HospitalFacts, ...]
    joint_working: float = TYPICAL_JOINT_WORKING  # strength of the edges on day 0, 0 to 1
    deprivation: tuple[float, ...] = EVEN_DEPRIVATION  # shares of people by fifth, most deprived first
    beds_per_1000: float = ENGLAND_BEDS  # general and acute beds per 1,000 people
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # services that the place lacks
    given: GivenPeople | None = None  # its people, if they are not to be drawn
    # what the codes of its services begin with, and with them their luck; its name unless said
    stem: str = ""
    closed: tuple[
        str, ...
    ] = ()  # codes of its services that are closed, where others of their sort stay open
    links: tuple[Link, ...] = ()  # ways between its providers that are set otherwise than they would be

    def __post_init__(self) -> None:
        object.__setattr__(self, "stem", self.stem or self.name)
        if wrong := wrong_services(self.without):
            raise ValueError(f"without of {self.title} {wrong}")
        for kind, sites in (("practice", self.practices), ("hospital", self.hospitals)):
            codes = [site.code for site in sites]
            if not codes:
                raise ValueError(f"{self.title} has no {kind}; a place needs at least one")
            twice = (
                sorted({code for code in codes if codes.count(code) > 1})
                if len(set(codes)) < len(codes)
                else []
            )
            if twice:
                raise ValueError(f"{self.title} has {kind} {twice[0]} twice; each must be there once")
        if not (isfinite(self.joint_working) and 0.0 <= self.joint_working <= 1.0):
            raise ValueError(
                f"joint_working of {self.title} is {self.joint_working:g}; it must be between 0 and 1"
            )
        if not (isfinite(self.beds_per_1000) and self.beds_per_1000 > 0.0):
            raise ValueError(
                f"beds_per_1000 of {self.title} is {self.beds_per_1000:g} beds; it must be above 0"
            )
        wrong = wrong_shares(self.deprivation)
        if wrong:
            raise ValueError(f"deprivation of {self.title} {wrong}")
        if self.given is not None and (wrong := wrong_people(self.given)):
            raise ValueError(f"the people given to {self.title} {wrong}")
        object.__setattr__(self, "practices", tuple(sorted(self.practices, key=lambda p: p.code)))
        object.__setattr__(self, "hospitals", tuple(sorted(self.hospitals, key=lambda h: h.code)))

    @property
    def people(self) -> int:
        """Registered people of all practices."""
        return sum(practice.list_size for practice in self.practices)

    def scaled(self, people: int) -> Place:
        """A smaller place of the same kind: fewer practices with lists like these, summing to `people`.

        The number of practices shrinks with the people (never below two) and those kept stand evenly along
        the order of list sizes; then their lists are adjusted to sum exactly. Hospitals shrink likewise;
        the largest stays. Positions stay, so people travel as far as they do in the whole place.
        """
        if people == self.people:
            return self
        if not FEWEST_PEOPLE <= people <= self.people:
            raise ValueError(
                f"{self.title} cannot be scaled to {people:,} people; "
                f"it has {self.people:,}, so say a number between {FEWEST_PEOPLE} and that"
            )
        share = people / self.people
        by_size = sorted(self.practices, key=lambda p: (p.list_size, p.code))
        count = min(len(by_size), people, max(2, round(len(by_size) * share)))
        kept = [by_size[(2 * k + 1) * len(by_size) // (2 * count)] for k in range(count)]
        sizes = apportioned(
            people - count, [p.list_size for p in kept]
        )  # one person each first: no empty list
        beds = sorted(self.hospitals, key=lambda h: (-h.beds, h.code))
        return replace(
            self,
            practices=tuple(replace(p, list_size=size + 1) for p, size in zip(kept, sizes, strict=True)),
            hospitals=tuple(beds[: max(1, round(len(beds) * share))]),
            notes=(*self.notes, f"scaled from {self.people:,} to {people:,} people"),
        )

    def peopled(self, given: GivenPeople, people: int | None = None) -> Place:
        """The place with these people instead of drawn ones, scaled to so many; as many as there are, unless said.

        Raises: ValueError if they are too few for a place and nothing is said, or the place cannot have so many.
        """
        wanted = min(given.number, self.people) if people is None else people
        if people is None and wanted < FEWEST_PEOPLE:
            raise ValueError(
                f"{given.source} is {counted(given.number)} and a place needs at least {FEWEST_PEOPLE}; "
                "say how many there shall be (people), and each is used several times"
            )
        place = self.scaled(wanted)
        notes = (*place.notes, given.uses(wanted), "their deprivation is drawn from the mix of the place")
        return replace(place, given=given, notes=notes)


def apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to the weights that sum exactly to the total (largest remainders)."""
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def wrong_shares(shares: Sequence[float]) -> str:
    """What is wrong with five deprivation shares, as the rest of a sentence; empty if nothing."""
    if len(shares) != 5:
        return f"has {len(shares)} shares; it must have five, from the most deprived fifth to the least"
    if not all(isfinite(s) and s >= 0.0 for s in shares):
        return f"is {list(shares)}; every share must be at least 0"
    if not isclose(sum(shares), 1.0, abs_tol=1e-6):
        return f"sums to {sum(shares):.6g}; the five shares must sum to 1"
    return ""


def wrong_services(without: Sequence[str]) -> str:
    """What is wrong with a list of services that a place lacks, as the rest of a sentence; empty if nothing."""
    for name in without:
        if name in ("practice", "practices", "hospital", "hospitals"):
            return f"names {name}; every place needs a practice and a hospital, so leave it out"
        if name not in SERVICES:
            near = get_close_matches(name, SERVICES, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            return f"names {name!r}{hint}; a place can do without: {', '.join(SERVICES)}"
    return ""


def known_places() -> tuple[str, ...]:
    """Names of the built-in places."""
    folder = files("joinedup.experiments") / "places"
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


def load_place(name_or_path: str | Path) -> Place:
    """A built-in place by its name, or any place from its YAML file.

    Raises: ValueError if there is no such place or file, or the file is wrong (every fault with its line).
    """
    from joinedup.model.place_file import parse_place, read_place  # here, because the door builds a Place

    text = str(name_or_path)
    if text in known_places():
        file = files("joinedup.experiments") / "places" / f"{text}.yaml"
        return parse_place(file.read_text(encoding="utf-8"), name=text, file=f"{text}.yaml")
    path = Path(name_or_path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_place(path)
    if path.suffix.lower() == ".csv":
        raise ValueError(
            f"{text} is a list of practices, not a place; say also which commissioner's practices to take"
        )
    near = get_close_matches(text.lower(), known_places(), n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise ValueError(f"no place {text!r}{hint}; there are: {', '.join(known_places())}; or give a .yaml file")
