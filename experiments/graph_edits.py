"""Edits of a place's referral map: providers that are closed, and links between providers that are set otherwise.

{like: dudley, closed: [M87001], links: [{from: M87005, to: RNA, both_ways: true, availability: 0.87}]}

Edits hold in every arm from the first day, so what differs between the arms is still the policy alone. What a place has
by its number of people (beds, community places, care-home beds) stays in the place, with the providers that remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from typing import Any, NamedTuple

from joinedup.experiments.arms_file import Loc, MistakeError
from joinedup.model.links import Link, no_provider, set_links
from joinedup.model.place import Place, PracticeFacts, apportioned
from joinedup.model.yaml_file import unknown

TAKE_OVER = (
    5  # nearest practices that a closed one's people register with; assumption: as many as are in a network
)
LINK_KEYS = ("from", "to", "both_ways", "removed")


class Edits(NamedTuple):
    """Providers that are closed, by code, and links that are set."""

    closed: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def on(self, place: Place) -> Place:
        """The place with the edits.

        Raises: ValueError for a provider or link that is not there, the last practice or hospital closed, a number out
        of its range, or a way closed that patients need.
        """
        edited = closed(place, self.closed)
        if not self.links:
            return edited
        edited = replace(edited, links=(*edited.links, *self.links), stem=edited.stem)
        _is_tried(edited)
        return edited

    def closing(self, code: str) -> Edits:
        """The same with one provider more closed, and its links left out."""
        links = tuple(link for link in self.links if code not in (link.source, link.target))
        return Edits((*self.closed, code), links)

    def setting(self, link: Link) -> Edits:
        """The same with one link more set; what was set of it before is replaced by what is set now."""
        return self._replace(links=(*(old for old in self.links if not link.replaces(old)), link))

    def written(self) -> dict[str, Any]:
        """The keys of a place in a question file that say the same; none for no edits."""
        return ({"closed": list(self.closed)} if self.closed else {}) | (
            {"links": [_written(link) for link in self.links]} if self.links else {}
        )

    @classmethod
    def read(cls, written: dict[str, Any], loc: Loc = ()) -> Edits:
        """The edits that the keys `closed` and `links` say.

        Raises: MistakeError with the place in the file and the sentence.
        """
        codes = _list(written.get("closed"), (*loc, "closed"), "codes of providers, such as [M87001]")
        for k, code in enumerate(codes):
            if not isinstance(code, str):
                raise MistakeError((*loc, "closed", k), f"it must be the code of a provider, not {code!r}")
        links = _list(written.get("links"), (*loc, "links"), "links, each with from and to")
        return cls(tuple(codes), tuple(_link(link, (*loc, "links", k)) for k, link in enumerate(links)))

    def said(self) -> list[str]:
        """What was edited, in a few words each."""
        n = len(self.links)
        links = [f"{n} link{'s' if n > 1 else ''} set"] if n else []
        return [*(f"{code} closed" for code in self.closed), *links]

    def placed(self, place: Place, loc: Loc) -> Place:
        """The place with the edits; a mistake says at which of them it is.

        Raises: MistakeError with the place in the file and the sentence.
        """
        for k in range(len(self.closed)):
            try:
                closed(place, self.closed[: k + 1])
            except ValueError as error:
                raise MistakeError((*loc, "closed", k), str(error)) from None
        try:
            return self.on(place)
        except ValueError as error:
            raise MistakeError((*loc, "links", *self._first_wrong(place)), str(error)) from None

    def _first_wrong(self, place: Place) -> tuple[int, ...]:
        for k in range(len(self.links)):
            try:
                self._replace(links=self.links[: k + 1]).on(place)
            except ValueError:
                return (k,)
        return ()


NO_EDITS = Edits()


def shared_records(one: str, other: str) -> Link:
    """A link whose two ends can open each other's records as well as where a shared record is fully in use."""
    from joinedup.model.edge_dynamics import LetterParameters

    p = LetterParameters()
    chance = round(float(p.shared_record_most * (1.0 - p.opted_out)), 3)
    return Link(one, other, (("availability", chance), ("look_minutes", float(p.look_local))), both_ways=True)


def in_words(link: Link) -> str:
    """What is set on a link, in a line."""
    way = f"{link.source} {'↔' if link.both_ways else '→'} {link.target}"
    if link.removed:
        return f"{way}: closed"
    words = {
        "availability": "record opens in {:.0%} of cases",
        "look_minutes": "in {:g} minutes",
        "cap": "at most {:g} requests a month",
    }
    return f"{way}: {', '.join(words.get(n, n.replace('_', ' ') + ' {:g}').format(v) for n, v in link.attributes)}"


def closed(place: Place, codes: Sequence[str]) -> Place:
    """The place without some providers.

    People of a closed practice register with the nearest five others, in proportion to their lists; those of a closed
    hospital are sent where the model sends them without it. Source: assumption: lists are dispersed to neighbours.

    Raises: ValueError for a provider that is not there, and for the last practice or hospital.
    """
    from joinedup.model.parameters import Parameters
    from joinedup.model.sites import services_of

    if not codes:
        return place
    services = {code: sort.name.lower() for code, _, sort in services_of(place, Parameters())}
    known = [*(p.code for p in place.practices), *(h.code for h in place.hospitals), *services]
    for code in codes:
        if code not in known:
            raise ValueError(no_provider(code, known))
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"{twice[0]} is closed twice; name it once")
    shut = set(codes)
    hospitals = tuple(h for h in place.hospitals if h.code not in shut)
    if not hospitals:
        raise ValueError(f"{place.title} would have no hospital left; leave at least one open")
    gone = {sort for sort in services.values() if not _open(services, shut, sort)}
    lacking = {"care_homes" if sort == "care_home" else sort for sort in gone}
    return replace(
        place,
        practices=_taken_over(place, shut),
        hospitals=hospitals,
        without=(*place.without, *sorted(lacking)),
        closed=(*place.closed, *(code for code in codes if code in services and services[code] not in gone)),
        stem=place.stem,
    )


def _open(services: dict[str, str], shut: set[str], sort: str) -> list[str]:
    return [code for code, s in services.items() if s == sort and code not in shut]


def _taken_over(place: Place, shut: set[str]) -> tuple[PracticeFacts, ...]:
    """The practices that stay open, with the people of those that do not."""
    left = [p for p in place.practices if p.code not in shut]
    if not left:
        raise ValueError(f"{place.title} would have no practice left; leave at least one open")
    lists = {p.code: p.list_size for p in left}
    for gone in (p for p in place.practices if p.code in shut):
        near = sorted(left, key=lambda p: (hypot(p.x_km - gone.x_km, p.y_km - gone.y_km), p.code))[:TAKE_OVER]
        for taking, people in zip(near, apportioned(gone.list_size, [p.list_size for p in near])):
            lists[taking.code] += people
    return tuple(replace(p, list_size=lists[p.code]) for p in left)


def _is_tried(place: Place) -> None:
    """Nothing, if a run can begin with the links of the place.

    Raises: ValueError for the first mistake.
    """
    from joinedup.model.genesis import link_sites
    from joinedup.model.parameters import Parameters
    from joinedup.model.referral_graph import ReferralGraph
    from joinedup.model.sites import build_sites

    p = Parameters()
    sites = build_sites(place, p)
    referrals = ReferralGraph(sites.table, sites.codes, p.letters, place.joint_working, 1, sites.names)
    set_links(referrals, place.links)
    referrals.take_edits()
    link_sites(sites.table, referrals)


def _list(written: Any, loc: Loc, what: str) -> list[Any]:
    if written is None:
        return []
    if not isinstance(written, list):
        raise MistakeError(loc, f"it must be a list of {what}, not {written!r}")
    return written


def _link(written: Any, loc: Loc) -> Link:
    from joinedup.model.referral_graph import SETTABLE, WHOLE, checked

    if not isinstance(written, dict):
        raise MistakeError(
            loc, f"it must be a link such as {{from: M87001, to: RNA, availability: 0.87}}, not {written!r}"
        )
    for key in written:
        if key not in LINK_KEYS and key not in SETTABLE:
            raise MistakeError((*loc, key), unknown("key", str(key), (*LINK_KEYS, *SETTABLE)), on_key=True)
    for end in ("from", "to"):
        if not isinstance(written.get(end), str):
            raise MistakeError((*loc, end), f"{end} must be the code of a provider")
    for flag in ("both_ways", "removed"):
        if not isinstance(written.get(flag, False), bool):
            raise MistakeError((*loc, flag), f"it must be true or false, not {written[flag]!r}")
    set_ = {name: value for name, value in written.items() if name in SETTABLE}
    label = f"{written['from']} → {written['to']}"
    if bool(set_) == written.get("removed", False):
        raise MistakeError(loc, f"say of {label} what is set, or removed: true: one of them")
    found = []
    for name, value in set_.items():
        try:
            if isinstance(value, bool | str):
                raise ValueError(f"{name} of {label} is {value!r}; it must be a number")
            found.append((name, checked(f"{name} of {label}", value, *SETTABLE[name], whole=name in WHOLE)))
        except ValueError as error:
            raise MistakeError((*loc, name), str(error)) from None
    both, removed = written.get("both_ways", False), written.get("removed", False)
    return Link(written["from"], written["to"], tuple(found), both, removed)


def _written(link: Link) -> dict[str, Any]:
    flags = {flag: True for flag in ("both_ways", "removed") if getattr(link, flag)}
    return {"from": link.source, "to": link.target, **flags, **dict(link.attributes)}
