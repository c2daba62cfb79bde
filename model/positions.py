"""Where practices and hospitals are: positions on a plane, in kilometres around the middle of a place.

A position that is given wins; then the centre of the postcode district; a site with neither is put on a
spiral and says so (`located` is False), so that no distance is invented silently.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import cos, pi, radians, sin, sqrt
from typing import NamedTuple

KM_PER_DEGREE = 111.2  # kilometres per degree of latitude; mean radius of the Earth 6,371 km
GOLDEN_ANGLE = pi * (3.0 - sqrt(5.0))  # turns a spiral into an even cover of a disc; Vogel (1979)
KM2_PER_PRACTICE = (
    6.0  # km² around each practice without a position; assumption: between a city (2) and Norfolk (50)
)
KM2_IN_DISTRICT = (
    1.0  # km² around each practice of one district, so that neighbours are not on one spot; assumption
)
KM2_PER_HOSPITAL = 100.0  # km² around each hospital without a position; assumption


class Site(NamedTuple):
    """What is known about where a practice or hospital is; None where it is not."""

    code: str
    area: str = ""  # postcode district, such as DY1
    x_km: float | None = None
    y_km: float | None = None
    latitude: float | None = None  # degrees north
    longitude: float | None = None  # degrees east


class Position(NamedTuple):
    """A point on the plane of a place."""

    x_km: float
    y_km: float
    located: bool  # False: invented, on a spiral


def outward(postcode: str) -> str:
    """The district of a postcode: DY1 of DY1 2HQ."""
    text = postcode.strip().upper()
    if " " in text:
        return text.split()[0]
    return text[:-3] if len(text) >= 5 else text


@cache
def districts() -> dict[str, tuple[float, float]]:
    """Approximate centres of postcode districts: degrees north and east."""
    text = (files("joinedup.model") / "data" / "postcode_districts.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: (float(latitude), float(longitude)) for name, latitude, longitude in rows[1:]}


def positions(
    practices: Sequence[Site], hospitals: Sequence[Site] = ()
) -> tuple[list[Position], list[Position]]:
    """Positions of practices and hospitals on one plane, in the order given.

    The order in which sites are listed changes nothing: ties and spirals go by code.
    """
    spots = _known(practices, hospitals)
    middle = _mean([spots[site] for site in practices if site in spots])
    found = {site: Position(x, y, True) for site, (x, y) in spots.items()}
    for sites, km2 in ((practices, KM2_PER_PRACTICE), (hospitals, KM2_PER_HOSPITAL)):
        lost = sorted(site for site in sites if site not in spots)
        for k, site in enumerate(lost):
            x, y = on_spiral(k, km2)
            found[site] = Position(middle[0] + x, middle[1] + y, False)
    return [found[site] for site in practices], [found[site] for site in hospitals]


def on_spiral(k: int, km2: float) -> tuple[float, float]:
    """Point k of an even cover of a disc by points that each have `km2` around them; point 0 is the middle.

    r_k = √(km2·k/π), at k golden angles. Source: Vogel (1979), Mathematical Biosciences 44:179-189.
    """
    r, angle = sqrt(km2 * k / pi), k * GOLDEN_ANGLE
    return r * cos(angle), r * sin(angle)


def _known(practices: Sequence[Site], hospitals: Sequence[Site]) -> dict[Site, tuple[float, float]]:
    """Kilometres of every site whose position is given or follows from its district."""
    sites = (*practices, *hospitals)
    if any(site.x_km is not None for site in sites):  # their own plane: districts have no place on it
        return {s: (s.x_km, s.y_km) for s in sites if s.x_km is not None and s.y_km is not None}
    degrees = {site: spot for site in sites if (spot := _degrees(site)) is not None}
    north, east = _mean([degrees[s] for s in practices if s in degrees] or list(degrees.values()))
    wide = KM_PER_DEGREE * cos(radians(north))
    spots = {s: ((e - east) * wide, (n - north) * KM_PER_DEGREE) for s, (n, e) in degrees.items()}
    crowd: dict[str, int] = {}
    for site in sorted(s for s in spots if s.latitude is None):
        k = crowd[site.area] = crowd.get(site.area, -1) + 1
        x, y = on_spiral(k, KM2_IN_DISTRICT)
        spots[site] = (spots[site][0] + x, spots[site][1] + y)
    return spots


def _degrees(site: Site) -> tuple[float, float] | None:
    if site.latitude is not None and site.longitude is not None:
        return site.latitude, site.longitude
    return districts().get(site.area)


def _mean(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    if not points:
        return 0.0, 0.0
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
