"""A tutorial: from a place to a comparison, to one patient's two lives, to a figure.

    uv run python docs/tutorial.py                  # 2,000 people: quick, and far too few to believe
    uv run python docs/tutorial.py 20000            # better
    uv run python docs/tutorial.py 20000 pictures   # and where the figure is to be

Read it from top to bottom; each step is a function that can be called from a Python prompt, and returns what the next
one takes. The tests run all of it.
"""

import sys
from pathlib import Path

from joinedup.agents.happenings import What
from joinedup.experiments.compare import Comparison, Stop, compare
from joinedup.experiments.comparison_panels import differences
from joinedup.experiments.experiment import BASELINE, Experiment, arm
from joinedup.experiments.journey import Journeys, story, summary
from joinedup.experiments.people_found import of_interest, with_differences
from joinedup.experiments.two_lives import TwoLives
from joinedup.model import HealthSystem
from joinedup.model.place import Place, load_place
from joinedup.viz.figures.drawing import as_svg

FOLLOWED = ("duplicate_tests", "emergency_admissions", "elective_median_wait", "rationing_index", "qalys")


def a_place(people: int) -> Place:
    """Step 1: a place is what is published about it. It can be scaled, with its providers."""
    place = load_place("dudley").scaled(people)
    print(
        f"{place.title}: {place.people:,} people, {len(place.practices)} practices, {len(place.hospitals)} hospital"
    )
    for note in place.notes:
        print(f"  note: {note}")
    return place


def a_year(place: Place) -> HealthSystem:
    """Step 2: it lives. One day is one step; money, staff and policies move at the end of each month."""
    model = HealthSystem(place, rng=1)
    model.run_for(365)
    for name in FOLLOWED:
        print(f"  {name:24} {model.outcomes()[name][0]:10.3f}")
    # one year of one place with one seed, and its first: nothing has settled yet. Steps 3 and 4 do better.
    return model


def two_futures(model: HealthSystem) -> dict[str, float]:
    """Step 3: a branch is an exact copy. Two futures from one past differ by what is changed, and by nothing else.

    "P" changes payment only: a sum per head for each provider in place of fees and blocks, of the same total.
    """
    same, changed = model.branch(), model.branch()
    changed.switch_at(365, "P")
    for future in (same, changed):
        future.run_for(365)
    apart = {name: changed.outcomes()[name][1] - same.outcomes()[name][1] for name in FOLLOWED}
    born = [int(future.years[1].tallies[:, What.BIRTH].sum()) for future in (same, changed)]
    print(f"  {born[0]} and {born[1]} children born: no policy reaches them, and luck belongs to the person")
    return apart


def a_comparison(place: Place, replications: int = 3) -> Comparison:
    """Step 4: one pair of futures is luck. A comparison discards two years, watches two, switches, and is replicated.

    Each arm adds a switch to the one before: payment, shared records, one organisation.
    """
    arms = (BASELINE, arm("P"), arm("PI"), arm("PIO"))
    found = compare(Experiment(place, arms, years_after=2), Stop(replications))
    for name in FOLLOWED:
        print(f"  {name}")
        for number in range(1, len(arms)):
            d = found.difference(number, name)
            sure = "leaves zero out" if d.distinguishable else "does not leave zero out"
            print(
                f"    {arms[number].name:36} {d.mean:+9.3f}  [{d.low:+.3f}, {d.high:+.3f}]  the interval {sure}"
            )
    # the interval holds the luck of the draw; most numbers of the model are assumptions, and that is not in it:
    # `joinedup run` draws them too
    return found


def two_lives(place: Place) -> Journeys | None:
    """Step 5: whom did it happen to? The same person under two arms; up to the first difference, day for day the same."""
    lives = TwoLives(Experiment(place, (BASELINE, arm("PIO")), years_after=2))
    while not lives.finished:
        lives.advance()
    both = lives.lives()
    person = of_interest(with_differences(both), both)
    if person is None:
        print("  nobody is followed whose lives could be told")
        return None
    found = both.journeys(person)
    print(f"  {found.who}")
    rows = story(found)
    first = next((k for k, (_, _, _, differ) in enumerate(rows) if differ), 0)
    for date, one, other, differ in rows[max(0, first - 2) : first + 3]:
        print(f"  {'≠' if differ else ' '} {date}\n      {one or '–'}\n      {other or '–'}")
    print(f"  {summary(found)}")
    return found


def a_figure(found: Comparison, folder: Path) -> Path:
    """Step 6: a picture is a table and how to draw it. The table is there to be checked."""
    panel = differences(found, "Use of hospital")
    print(panel.table.head(3))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "use-of-hospital.svg"
    file.write_text(as_svg(panel), encoding="utf-8")
    print(f"  drawn in {file}")
    return file


def main(people: int = 2_000, folder: Path = Path("results/tutorial")) -> None:
    """All steps."""
    print("1. A place")
    place = a_place(people)
    print("2. A year of it")
    model = a_year(place)
    print("3. Two futures of one past")
    for name, difference in two_futures(model).items():
        print(f"  {name:24} {difference:+10.3f}")
    print("4. A comparison")
    found = a_comparison(place)
    print("5. Two lives of one person")
    two_lives(place)
    print("6. A figure")
    a_figure(found, folder)
    print(
        "Where to go from here: docs/how_to for a place, a contract or a provider of your own; docs/sweeps.md for a"
    )
    print("question with uncertain numbers; docs/model_card.md for what not to believe.")


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((int, Path), sys.argv[1:], strict=False)))
