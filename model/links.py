"""Links between providers that are set otherwise than they would be, from the first day on."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from joinedup.model.referral_graph import ReferralGraph


CAPPED = ("hospital", "community", "council", "mental_health")  # sorts that practices ask something of


class Link(NamedTuple):
    """What is set on the way from one provider to another, both by code.

    attributes: names of `SETTABLE` and their values.  both_ways: the way back is set alike.
    removed: the way is closed; only one that no patient needs can be.
    """

    source: str
    target: str
    attributes: tuple[tuple[str, float], ...] = ()
    both_ways: bool = False
    removed: bool = False

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The one or two ways, from and to by code."""
        there = (self.source, self.target)
        return (there, there[::-1]) if self.both_ways else (there,)

    def replaces(self, other: Link) -> bool:
        """Whether it sets the same things of the same ways, so that nothing of the other would be left."""
        names = {name for name, _ in self.attributes}
        return set(other.ways) <= set(self.ways) and (
            self.removed or {name for name, _ in other.attributes} <= names
        )


def set_links(referrals: ReferralGraph, links: Iterable[Link]) -> None:
    """Set links on a referral graph whose run has not begun.

    Raises: ValueError for a provider or way that is not there; other mistakes are found when the run takes over.
    """
    for link in links:
        for source, target in link.ways:
            _is_there(referrals, source, target)
            if "cap" in dict(link.attributes):
                _can_be_capped(referrals, source, target)
            if link.removed:
                referrals.graph.remove_edge(source, target)
            else:
                referrals.graph[source][target].update(link.attributes)


def _is_there(referrals: ReferralGraph, source: str, target: str) -> None:
    for code in (source, target):
        if code not in referrals.codes:
            raise ValueError(no_provider(code, referrals.codes))
    if not referrals.graph.has_edge(source, target):
        known = [*referrals.graph[source]]
        there = (
            f"there are ways from it to: {', '.join(known)}" if known else "there is no way from it at all"
        )
        raise ValueError(f"there is no way from {source} to {target} for anybody to be sent; {there}")


def _can_be_capped(referrals: ReferralGraph, source: str, target: str) -> None:
    sorts = (referrals.graph.nodes[source]["sort"], referrals.graph.nodes[target]["sort"])
    if sorts[0] != "practice" or sorts[1] not in CAPPED:
        raise ValueError(
            f"cap of {source} → {target}: only what a practice asks of a {', '.join(CAPPED[:-1])} or {CAPPED[-1]} "
            "can be capped; leave cap or both_ways out"
        )


def no_provider(code: str, codes: Iterable[str]) -> str:
    """A sentence about a provider that is not there, with the nearest that are."""
    near = get_close_matches(code, list(codes), n=3)
    return f"there is no provider {code!r}; nearest: {', '.join(near or codes)}"
