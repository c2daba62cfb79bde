"""Care homes, councils and hospitals: what more of one does to the next, and what full ones do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from joinedup.agents.age_bands import age_band
from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, What
from joinedup.agents.vocabulary import Delay, Sort
from joinedup.experiments.compare import Difference, interval
from joinedup.experiments.falsification.finding import Finding, Number, ratio, verdict, within
from joinedup.experiments.falsification.futures import Measure, Past, lived, unchanged
from joinedup.model.health_system import HealthSystem
from joinedup.model.outcomes import OUTCOMES, restricted
from joinedup.model.outcomes.outcome import per_1000
from joinedup.model.parameters import Parameters
from joinedup.model.place import load_place
from joinedup.model.year_book import YearBook

OLD = 65.0  # years
HOMES_FOR = 40_000  # people
ROOM = 1.2  # times the beds: a full hospital drives patients away, which hides what cuts do
STRONG = 2.0  # % of emergency admissions, P9
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
    delay, share = more_care_homes(5 if quick else 30)
    place = load_place("dudley").scaled(20_000)
    place = replace(place, beds_per_1000=ROOM * place.beds_per_1000)
    kept, cut = (
        lived(
            {"now": unchanged}, 2, 6 if quick else 40, Past(place=place, years=CUT_YEARS, parameters=growth)
        )
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
        f"delays from −18 to −3; visits more than none; admissions by less than {STRONG:.0f}%",
    )


def more_care_homes(replications: int) -> tuple[Difference, Difference]:
    """Percent by which a tenth more beds in care homes change the delayed days that social care answers for.

    Only delays for want of a bed can respond: their share of all, the second answer, in percent, times the change of
    what such a delay is expected to last (`_expected_delay`). Days counted in twins differ by luck far more.
    """
    parameters = Parameters()
    usual, p = parameters.care_home.beds_per_1000, parameters.social_care
    social = 1.0 - np.array([p.by_health[r] + p.by_both[r] for r in CAPACITY])
    lasts: tuple[list[float], list[float]] = ([], [])
    for_beds, whole = [], []
    for replication in range(replications):
        for beds, found in zip((usual, 1.1 * usual), lasts, strict=True):
            changed = {"care_home.beds_per_1000": beds}
            model = HealthSystem("dudley", HOMES_FOR, rng=1_000_003 + replication, parameters=changed)
            model.run_for(365)
            expected = [_after_a_month(model) for _ in range(36)]
            found.append(float(np.mean(expected)))
            if beds == usual:
                days = np.sum([y.tallies.sum(axis=0) for y in model.years[1:]], axis=0)
                for_beds.append(float(social @ [days[What.DELAYED_0 + reason] for reason in CAPACITY]))
                whole.append(float(days[What.DELAYED_SOCIAL]))
    share = ratio(100.0 * np.array(for_beds), np.array(whole))
    before, after = (np.array(x) for x in lasts)
    change = ratio(after - before, before)
    return Difference(*(share.mean * x for x in change)), share


def _after_a_month(model: HealthSystem) -> float:
    """Live a month; then the days that finding a place in a care home takes, given the beds that are free.

    A home that suits is found with the chance `suits` × share of its beds free, a home a day, once both have settled.
    """
    model.run_for(30)
    p, sites = model.parameters.care_home, model.world.sites
    homes = sites[sites["role"] == Sort.CARE_HOME]
    free = np.maximum(0, homes["beds"] - homes["occupied"] - homes["outside"]) / homes["beds"]
    return float(p.settling_days) + 1.0 / max(1e-3, float(p.suits) * float(free.mean()))


def _visits_of_old(book: YearBook) -> float:
    """A&E visits per 1,000 people from 65."""
    old = [g for g in range(FIFTHS * AGE_GROUPS) if g % AGE_GROUPS >= age_band(OLD)]
    return OUTCOMES["ae_attendances"](restricted(book, old))


CHECKS = {"F9": elasticities, "F17": saturation}
