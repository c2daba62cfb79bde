"""Care homes, councils and hospitals: what more of one does to the next, and what full ones do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from joinedup.agents.age_bands import age_band
from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Delay
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.falsification.finding import Finding, Number, ratio, verdict, within
from joinedup.experiments.falsification.futures import Measure, Past, lived, unchanged
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import per_1000
from joinedup.model.parameters import Parameters
from joinedup.model.place import load_place
from joinedup.model.year_book import YearBook

OLD = 65.0  # years
STRONG = 4.0  # % of emergency admissions
CAPACITY = (Delay.RESIDENTIAL, Delay.NURSING)  # reasons that a bed in a care home can cure
CUT, CUT_YEARS = 0.045, 8  # together about −31%
PEOPLE = 60_000
ROOMY, TIGHT = 0.85, 0.95  # occupancies that are asked for


def _harm(book: YearBook) -> float:
    return per_1000(book, What.DEATH_OF_BOARDING)


def saturation(quick: bool = True) -> Finding:
    """F17: a hospital at 85% and one at 95% board, harm and admit alike."""
    place = load_place("dudley").scaled(PEOPLE)
    replications = 8 if quick else 30
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


def elasticities(quick: bool = True) -> Finding:
    """F9: delays answer care-home beds twice as much as measured or half; A&E ignores cuts, or admissions do not."""
    delay, share = more_care_homes(8 if quick else 40)
    kept, cut = (
        lived({"now": unchanged}, 2, 6 if quick else 40, Past(20_000, CUT_YEARS, parameters=growth))
        for growth in ({}, {"prices.council_growth": -CUT})
    )

    def change(measure: Measure) -> np.ndarray:
        return np.asarray(cut.values("now", measure) - kept.values("now", measure))

    visits = interval(change(_visits_of_old) / 1_000.0)
    admissions = interval(100.0 * change("emergency_admissions") / kept.values("now", "emergency_admissions"))
    return Finding(
        "F9",
        "social-care delays answer care-home beds by more than twice what was measured or less than half; "
        "A&E does not answer cuts of social care, or admissions answer strongly",
        f"a tenth more care-home beds, years 2 to 4; a council's budget that falls by {CUT:.1%} a year for "
        f"{CUT_YEARS} years, and the two years after",
        (
            Number("social-care delayed days (published: −9 to −6)", delay, "%"),
            Number("of them, those for want of a bed, the only ones that can answer", share, "%"),
            Number("A&E visits after the cuts (published: +0.07 to +0.09)", visits, "a head from 65"),
            Number("emergency admissions after the cuts (published: no clear change)", admissions, "%"),
        ),
        verdict(
            [within(delay, -18.0, -3.0), within(visits, 1e-9, 0.15), within(admissions, -STRONG, STRONG)]
        ),
        f"delays from −18 to −3; visits more than none; admissions by less than {STRONG:.0f}%, twice what P9 allows",
    )


def more_care_homes(replications: int) -> tuple[Difference, Difference]:
    """Percent by which a tenth more beds in care homes change the delayed days that social care answers for.

    Only delays for want of a bed can respond; other reasons differ between twins by luck alone, so their change is
    left out. Second: the share of these in all, percent.
    """
    usual, p = Parameters().care_home.beds_per_1000, Parameters().social_care
    now, more = (
        lived(
            {"now": unchanged}, 3, replications, Past(40_000, 1, parameters={"care_home.beds_per_1000": beds})
        )
        for beds in (usual, 1.1 * usual)
    )
    social = np.array([p.by_health[r] + p.by_both[r] for r in CAPACITY])

    def for_beds(book: YearBook) -> float:
        days = [per_1000(book, What.DELAYED_0 + reason) for reason in CAPACITY]
        return float((1.0 - social) @ days)

    before, after = now.values("now", for_beds), more.values("now", for_beds)
    whole = now.values("now", lambda book: per_1000(book, What.DELAYED_SOCIAL))
    return ratio(100.0 * (after - before), whole), ratio(100.0 * before, whole)


def _visits_of_old(book: YearBook) -> float:
    """A&E visits per 1,000 people from 65."""
    old = [g for g in range(FIFTHS * AGE_GROUPS) if g % AGE_GROUPS >= age_band(OLD)]
    return OUTCOMES["ae_attendances"](restricted(book, old))


CHECKS = {"F9": elasticities, "F17": saturation}
