"""Care homes, councils and hospitals: what more of one does to the next, and what full ones do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.falsification.finding import Finding, Number, verdict, within
from joinedup.experiments.falsification.futures import Measure, Past, lived, unchanged
from joinedup.model.health_system import HealthSystem
from joinedup.model.outcomes import OUTCOMES
from joinedup.model.outcomes.outcome import per_1000
from joinedup.model.place import load_place
from joinedup.model.year_book import YearBook

OLD = 0.18  # share of people from 65, of England in 2018: ONS
CUT, CUT_YEARS = 0.045, 8  # together about −31%
PEOPLE = 60_000
ROOMY, TIGHT = 0.85, 0.95  # occupancies that are asked for


def _harm(book: YearBook) -> float:
    return per_1000(book, What.DEATH_OF_BOARDING)


def saturation(quick: bool = True) -> Finding:
    """F17: a hospital at 85% and one at 95% board, harm and admit alike."""
    place = load_place("dudley").scaled(PEOPLE)
    replications = 4 if quick else 20
    usual = lived({"now": unchanged}, 1, 1, Past(place=place, years=1)).level("now", "occupancy").mean
    hospitals = {
        share: lived(
            {"now": unchanged},
            2,
            replications,
            Past(place=replace(place, beds_per_1000=place.beds_per_1000 * usual / share), years=1),
        )
        for share in (ROOMY, TIGHT)
    }
    numbers = [
        Number(f"occupancy, asked for {share:.0%}", f.level("now", "occupancy", scale=100.0), "%")
        for share, f in hospitals.items()
    ]
    roomy, tight = hospitals[ROOMY], hospitals[TIGHT]

    def change(measure: Measure) -> Difference:
        return interval(tight.values("now", measure) - roomy.values("now", measure))

    boarding, harm = change("boarded_days"), change(_harm)
    admitted = change("emergency_admissions")
    numbers += [
        Number("more nights boarded in A&E, per 1,000 people", boarding),
        Number("more deaths from boarding, per 1,000 people", harm),
        Number("more emergency admissions, per 1,000 people", admitted),
    ]
    return Finding(
        "F17",
        "a hospital that is 85% full and one that is 95% full board, harm and admit alike",
        "the same people with more and with fewer beds, years 2 and 3",
        tuple(numbers),
        verdict([within(boarding, 1e-9, 1e9), within(harm, 1e-12, 1e9), within(admitted, -1e9, -1e-9)]),
        "tight hospitals board more, harm more and admit less",
    )


def _more_care_homes(model: HealthSystem) -> None:
    """A tenth more beds in care homes; what does not come to a whole bed goes to the first homes."""
    sites = model.world.sites
    homes = np.flatnonzero(sites["role"] == Sort.CARE_HOME)
    more = round(0.1 * int(sites["beds"][homes].sum()))
    sites["beds"][homes] += more // len(homes)
    sites["beds"][homes[: more % len(homes)]] += 1


def _social_days(book: YearBook) -> float:
    """Delayed days that the council answers for, per 1,000 people."""
    return OUTCOMES["delayed_by_council"](book)


def elasticities(quick: bool = True) -> Finding:
    """F9: delays answer care-home beds twice as much as measured or half; A&E ignores cuts, or admissions do not."""
    people, replications = (30_000, 3) if quick else (100_000, 12)
    homes = lived({"now": unchanged, "more": _more_care_homes}, 2, replications, Past(people, 2))
    delay = homes.percent("more", _social_days, "now")
    cut = lived(
        {"now": unchanged},
        2,
        replications,
        Past(people, CUT_YEARS, parameters={"prices.council_growth": -CUT}),
    )
    kept = lived({"now": unchanged}, 2, replications, Past(people, CUT_YEARS))

    def change(name: str) -> np.ndarray:
        return np.asarray(cut.values("now", name) - kept.values("now", name))

    visits = interval(change("ae_attendances") / 1_000.0 / OLD)
    admissions = interval(100.0 * change("emergency_admissions") / kept.values("now", "emergency_admissions"))
    return Finding(
        "F9",
        "social-care delays answer care-home beds by more than twice what was measured or less than half; "
        "A&E does not answer cuts of social care, or admissions answer strongly",
        f"a tenth more care-home beds, two years; a council's budget that falls by {CUT:.0%} a year for "
        f"{CUT_YEARS} years, and the two years after",
        (
            Number("social-care delayed days (published: −9 to −6)", delay, "%"),
            Number("A&E visits after the cuts (published: +0.07 to +0.09)", visits, "a head from 65"),
            Number("emergency admissions after the cuts (published: no clear change)", admissions, "%"),
        ),
        verdict([within(delay, -18.0, -3.0), within(visits, 0.0, 0.15), within(admissions, -2.0, 2.0)]),
        "small effects: few runs cannot tell them from chance",
    )


CHECKS = {"F9": elasticities, "F17": saturation}
