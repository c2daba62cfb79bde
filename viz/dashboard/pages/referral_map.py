"""The referral map: who sends whom where, how full everybody is, what differs, and what is changed about it."""

from __future__ import annotations

from html import escape

import numpy as np
import solara

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.graph_edits import NO_EDITS, in_words, shared_records
from joinedup.experiments.referral_map import Pair, ReferralMap, geography, structure
from joinedup.model.links import CAPPED, Link
from joinedup.viz.dashboard.charts.network import busiest, difference, flow_of, network
from joinedup.viz.dashboard.charts.network_words import choices, details, key_of, name_of
from joinedup.viz.dashboard.nothing_yet import NothingYet
from joinedup.viz.dashboard.picture import Picture, Shown
from joinedup.viz.dashboard.session import Session

type Maps = tuple[ReferralMap, ReferralMap]

DIFFERENCE = "what differs"
LAYOUTS = {"where they stand": True, "who is linked": False}
MOST = 40  # links drawn at first: all of a small place, and no more than can be told apart
BUSIEST, ALL, ITS = f"the {MOST} busiest", "all", "of the chosen one"
NOTHING = "nothing chosen"


@solara.component
def MapPage(session: Session) -> None:
    """Either world's map or what differs, the chosen provider or link in numbers, and the edits."""
    seen = session.snapshot.value
    key = solara.use_reactive("")
    view, layout, links = (
        solara.use_reactive(0),
        solara.use_reactive(next(iter(LAYOUTS))),
        solara.use_reactive(BUSIEST),
    )
    homes = solara.use_reactive(False)

    solara.HTML("h2", "The referral map")
    solara.HTML(
        "p",
        "Who sends patients and letters to whom. Click a provider or a link, or choose one below, for its numbers; "
        "then close it, cap it or give it shared records, and both worlds are lived again with that map.",
    )
    if seen is None or seen.maps is None:
        NothingYet(session)
        EditsMade(session)
        return
    maps = seen.maps
    chosen = key.value if all(code in maps[0].codes for code in key.value.split("|")) else ""
    views = [*seen.arms, DIFFERENCE]
    with solara.Div(classes=["finding"]):
        solara.Select("World", views, views[view.value], on_value=lambda v: view.set(views.index(v)))
        solara.Select("Where providers are drawn", list(LAYOUTS), layout.value, on_value=layout.set)
        solara.Select("Links drawn", [BUSIEST, ALL, ITS], links.value, on_value=links.set)
    solara.Checkbox(
        label="Care homes and home-care agencies too (the council arranges their care, without letters)",
        value=homes,
    )

    shown = links_of(maps, links.value, chosen, views[view.value] == DIFFERENCE)
    km = LAYOUTS[layout.value]
    picture = drawn(maps, seen.arms, view.value, shown, km, homes.value, chosen)
    Shown(picture, on_click=lambda clicked: key.set(str(clicked)), settings=session.as_question)
    known = {NOTHING: "", **choices(maps[0])}
    words = next((w for w, k in known.items() if k == chosen), NOTHING)
    solara.Select("Choose a provider or link", list(known), words, on_value=lambda w: key.set(known[w]))
    if chosen:
        Shown(details(maps, seen.arms, chosen), settings=session.as_question)
        Editing(session, maps[0], chosen)
    EditsMade(session)


@solara.component
def Editing(session: Session, place: ReferralMap, key: str) -> None:
    """What may be changed about a provider or link; both worlds are lived again with it."""
    cap = solara.use_reactive("")
    edits = session.setting.value.edits
    solara.HTML("h3", f"Change the map: {escape(name_of(place, key))}")
    if "|" not in key:
        solara.Button(f"Close {key}", on_click=lambda: session.changes(edits=edits.closing(key)), small=True)
        solara.HTML("p", told_of_closing(place, key))
        return
    one, other = key.split("|")
    with solara.Row(gap="8px", style={"flex-wrap": "wrap", "align-items": "center"}):
        solara.Button(
            "Give it shared records", small=True,
            on_click=lambda: session.changes(edits=edits.setting(shared_records(one, other))),
        )  # fmt: skip
        solara.Button(
            "Close this link", small=True,
            on_click=lambda: session.changes(edits=edits.setting(Link(one, other, both_ways=True, removed=True))),
        )  # fmt: skip
    asks = capped_way(place, one, other)
    if asks is None:
        solara.HTML("p", "Only what a practice asks of a hospital or service can be capped.")
        return
    wrong = "" if not cap.value or number_of(cap.value) is not None else "Say a number, 0 or more."

    def caps() -> None:
        most = number_of(cap.value)
        if most is not None:
            session.changes(edits=edits.setting(Link(*asks, (("cap", most),))))

    with solara.Row(gap="8px", style={"flex-wrap": "wrap", "align-items": "center"}):
        solara.InputText(
            f"At most so many requests a month, {asks[0]} → {asks[1]}", cap, error=wrong or False
        )
        solara.Button("Cap it", on_click=caps, small=True, disabled=number_of(cap.value) is None)
    solara.HTML(
        "p",
        "Above a cap a request (a planned referral, or one for a place in the community, a care assessment or the crisis "
        "team) is sent back as from a service that is full; emergencies are not capped.",
    )


@solara.component
def EditsMade(session: Session) -> None:
    """The edits that hold, each with a way back."""
    edits = session.setting.value.edits
    solara.HTML("h3", "Edits of this map")
    if edits == NO_EDITS:
        solara.HTML("p", "None: this is the place as it is.")
        return
    solara.HTML("p", "They hold in both worlds from the first day; what differs is still the policy alone.")
    for code in edits.closed:
        left = edits._replace(closed=tuple(c for c in edits.closed if c != code))
        Undo(session, f"{code}: closed", left)
    for link in edits.links:
        Undo(session, in_words(link), edits._replace(links=tuple(k for k in edits.links if k != link)))
    solara.Button("Undo all", on_click=lambda: session.changes(edits=NO_EDITS), small=True, text=True)


@solara.component
def Undo(session: Session, words: str, left: object) -> None:
    """One edit, and the button that takes it back."""
    with solara.Div(classes=["listed"]):
        solara.Text(words)
        solara.Button(
            "Undo", on_click=lambda: session.changes(edits=left), small=True,
            attributes={"aria-label": f"Undo {words}"},
        )  # fmt: skip


def links_of(maps: Maps, which: str, chosen: str, differing: bool) -> list[Pair]:
    """The links that are to be drawn; the chosen one always."""
    base, other = maps
    pairs = base.pairs()
    if which == ALL:
        return pairs
    its = [p for p in pairs if {base.codes[p.a], base.codes[p.b]} & set(chosen.split("|"))]
    if which == ITS and its:
        return its
    flows = flow_of(other.less(base) if differing else base, pairs)
    found = busiest(pairs, flows, MOST)
    return found + [p for p in its if key_of(base, p) == chosen and p not in found]


def drawn(
    maps: Maps, worlds: tuple[str, str], view: int, shown: list[Pair], km: bool, homes: bool, chosen: str
) -> Picture:
    """The map that was asked for. view: 0 and 1 a world, 2 what differs."""
    base = maps[0]
    at = geography(base) if km else structure(base)
    small = base.sorts >= Sort.CARE_HOME
    who = np.ones(len(base.codes), bool) if homes else ~small
    if view == 2:
        return difference(*maps, at, shown, who, worlds, km, chosen)
    return network(maps[view], at, shown, who, worlds[view], km, chosen)


def capped_way(place: ReferralMap, one: str, other: str) -> tuple[str, str] | None:
    """From and to of what can be capped of a link: from a practice to whom it asks something; None if nothing."""
    sorts = {code: Sort(int(place.sorts[place.codes.index(code)])) for code in (one, other)}
    for source, target in ((one, other), (other, one)):
        if sorts[source] == Sort.PRACTICE and sorts[target].name.lower() in CAPPED:
            return source, target
    return None


def told_of_closing(place: ReferralMap, code: str) -> str:
    """What becomes of a provider's people and capacity when it is closed."""
    sort = Sort(int(place.sorts[place.codes.index(code)]))
    if sort == Sort.PRACTICE:
        return "Its people register with the five nearest practices, in proportion to their lists."
    if sort == Sort.HOSPITAL:
        return "Its people go to the other hospitals, and so do its beds: the lever of beds takes them away."
    if sort >= Sort.CARE_HOME:
        return "The others take over its places; with the last one, the place has none."
    return "The place will be without this service, as if it had never had it."


def number_of(text: str) -> float | None:
    """A number of requests; None for what is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0.0 <= found < 1e6 else None
