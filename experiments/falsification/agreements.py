"""Joint agreements must be able to fail, and selection must appear where it pays and nowhere else."""

from __future__ import annotations

from joinedup.experiments.falsification.finding import Finding, Number, exact, verdict
from joinedup.experiments.falsification.futures import Change, Past, lived, unchanged
from joinedup.experiments.falsification.ladder import BASE
from joinedup.model.outcomes.outcome import person_years
from joinedup.model.year_book import YearBook

SHORT, YEARS = 0.96, 4
OPTIMISTIC = {"investment.diverted": 15.0}  # admissions a year that one more place is believed to avoid


def form(name: str, adequacy: float = 1.0) -> Change:
    """Take a form of organisation today."""
    return lambda model: model.takes_form(model.day, name, adequacy=adequacy)


def counted(what: str, book: YearBook) -> float:
    """A count, or £, of one year's decisions."""
    return float(book.governance.get(what, 0.0))


def refused(book: YearBook) -> float:
    """People refused, per 1,000."""
    return 1_000.0 * counted("refused", book) / person_years(book)


def failure(quick: bool = True) -> Finding:
    """F13: a contract that is 4% short, with optimistic savings, never ends or is always rescued at no cost."""
    n = 8 if quick else 40
    found = lived(
        {"short": form("aco-full", SHORT), "enough": form("aco-full", 1.04)},
        YEARS,
        n,
        Past(people=10_000, years=2, parameters=OPTIMISTIC),
    )

    def total(name: str, what: str) -> float:
        return YEARS * float(found.values(name, lambda book: counted(what, book)).sum())

    ended, rescued, cost = (total("short", w) for w in ("collapses", "rescues", "rescue cost"))
    well = total("enough", "collapses")
    return Finding(
        "F13",
        "a contract priced 4% short with optimistic savings never collapses or is always rescued costlessly",
        f"one budget 0.96 and 1.04 of what was paid before, {n} places of 10,000, {YEARS} years",
        (
            Number("agreements that ended, 4% short", exact(100.0 * ended / n), "%"),
            Number("rescues an agreement, 4% short", exact(rescued / n)),
            Number("cost of a rescue", exact(cost / rescued if rescued else 0.0), "£"),
            Number("agreements that ended, 4% over", exact(100.0 * well / n), "%"),
        ),
        verdict([ended > 0.0, cost > 0.0 if rescued else True, well < ended]),
        "care goes on under the terms of before; the payer bears what is left",
    )


def selection(quick: bool = True) -> Finding:
    """F14: no selection where risks are poorly paid for and refusing is cheap; or selection with open lists."""
    names = ("us-aco", "integrated", "aco-full")
    found = lived(
        {BASE: unchanged, **{name: form(name) for name in names}},
        2,
        3 if quick else 20,
        Past(people=10_000, years=2),
    )
    levels = {name: found.level(name, refused) for name in (*names, BASE)}
    return Finding(
        "F14",
        "poor adjustment for risk with a low cost of refusal gives no selection, or open lists do",
        "payment by age and deprivation; £300 or £5,000 felt for a refusal; two years",
        tuple(Number(f"refused a year per 1,000, {name}", level) for name, level in levels.items()),
        verdict(
            [
                levels["us-aco"].mean > 0.0,
                levels["integrated"].mean > 0.0,
                levels["aco-full"].mean < 0.1 * levels["integrated"].mean,
                levels[BASE].mean == 0.0,
            ]
        ),
        "who costs more than is paid is refused where refusing is cheap",
    )


CHECKS = {"F13": failure, "F14": selection}
