"""Full hospitals must behave like full hospitals."""

from __future__ import annotations

from dataclasses import replace

from joinedup.agents.happenings import What
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.falsification.finding import Finding, Number, verdict, within
from joinedup.experiments.falsification.futures import Measure, Past, lived, unchanged
from joinedup.model.outcomes.outcome import per_1000
from joinedup.model.place import load_place
from joinedup.model.year_book import YearBook

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


CHECKS = {"F17": saturation}
