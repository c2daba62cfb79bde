"""An experiment: the same people with the same luck under different policies, replicated.

Each replication lives through the burn-in and the years before the switch once; every arm is a branch of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.forms import Choice, checked_for
from joinedup.model.place import Place, load_place

if TYPE_CHECKING:
    from joinedup.model.policy import Change

YEAR = 365
LETTERS = "PIOK"  # the switches, in the order of a ladder
WORDS = {
    "P": "capitated",
    "I": "shared records",
    "O": "one organisation",
    "K": "community money",
}
FEE, PLACEBO = "fee per procedure", "placebo"
FROZEN = "frozen:"  # before the name of an arm whose money alone changes
WHOLE = "accountable care organisation"
MOST_YEARS = 50  # after the switch; the model's tables hold some 87 years in all
SEEDS_APART = 1_000_003  # between the replications of one seed and those of the next; a prime


class Arm(NamedTuple):
    """One policy: a name, and what is changed in which year after the switch, 1 for the switch itself.

    frozen: money flows under the new terms, and everybody behaves as in the baseline.
    """

    name: str
    plan: tuple[tuple[int, Change], ...] = ()
    frozen: bool = False

    @property
    def switches(self) -> str:
        """The switches thrown, if the arm does nothing else; a placebo throws none."""
        change = self.plan[0][1] if len(self.plan) == 1 and not self.frozen else None
        return "".join(x for x in LETTERS if x in change) if isinstance(change, frozenset) else ""

    @property
    def adds_to(self) -> str | None:
        """The switches thrown where an arm is a rung of a ladder; None for forms, paths and placebos."""
        return self.switches if self.switches or not self.plan else None


def arm(letters: str) -> Arm:
    """The arm with some switches, named in words: "PI" is "capitated, shared records"."""
    switches = "".join(x for x in LETTERS if x in letters)
    if not switches:
        return Arm(FEE)
    plan = ((1, frozenset(switches)),)
    if switches.startswith("PIO"):
        return Arm(WHOLE + (f", {WORDS['K']}" if "K" in switches else ""), plan)
    return Arm(", ".join(WORDS[x] for x in switches), plan)


def frozen(policy: Arm) -> Arm:
    """The same change of money with everybody behaving as in the baseline: what is accounting only.

    Raises: ValueError for an arm that changes numbers: they are not money, and behaviour follows them.
    """
    from joinedup.model.new_numbers import Numbers

    if any(isinstance(change, Numbers) for _, change in policy.plan):
        raise ValueError(
            f"{FROZEN}{policy.name}: behaviour cannot stay frozen while numbers change; leave set out"
        )
    return policy._replace(name=f"{FROZEN}{policy.name}", frozen=True) if policy.plan else policy


BASELINE = arm("")
PLACEBO_ARM = Arm(PLACEBO, ((1, frozenset()),))
LADDER = (BASELINE, arm("P"), arm("PI"), arm("PIO"))


@dataclass(frozen=True)
class Experiment:
    """What is compared: a place, its arms, and how long it is watched.

    place: a built-in name, a YAML file or a Place.  people: scale the place to so many.
    arms: the first is the baseline that the others are compared with.
    parameters: numbers other than the defaults, {"section.name": value}.
    adequacy: budgets after a switch as a share of what was paid before.
    by_group: also record outcomes by deprivation fifth and by age band.

    Raises: ValueError for a place, number or arm that cannot be.
    """

    place: Place | str
    arms: tuple[Arm, ...] = LADDER
    people: int | None = None
    seed: int = 1
    years_burnt: int = 2  # lived and discarded
    years_before: int = 2
    years_after: int = 5
    parameters: Mapping[str, Any] = field(default_factory=dict)
    adequacy: float = 1.0
    by_group: bool = False

    def __post_init__(self) -> None:
        place = self.place if isinstance(self.place, Place) else load_place(self.place)
        object.__setattr__(self, "place", place if self.people is None else place.scaled(self.people))
        object.__setattr__(self, "people", self.where.people)
        object.__setattr__(self, "parameters", dict(self.parameters))
        for name, value, least, most in (
            ("years after the switch", self.years_after, 1, MOST_YEARS),
            ("years before the switch", self.years_before, 0, 10),
            ("years burnt in", self.years_burnt, 0, 10),
            ("seed", self.seed, 0, 2**31),
        ):
            if not least <= value <= most:
                raise ValueError(f"{name}: {value}; it must be between {least} and {most}")
        if not 0.5 <= self.adequacy <= 1.5:
            raise ValueError(
                f"adequacy is {self.adequacy:g} of what was paid before; it must be between 0.5 and 1.5"
            )
        for late in (a for a in self.arms if a.plan and a.plan[-1][0] > self.years_after):
            raise ValueError(
                f"arm {late.name!r} changes in year {late.plan[-1][0]} after the switch, but only "
                f"{self.years_after} are watched; say --years {late.plan[-1][0]} or more"
            )
        for policy in self.arms:
            _can_be_taken(policy, self.where)
            if policy.plan and not self.switch_day:
                raise ValueError(
                    f"arm {policy.name!r} changes on the first day, but new terms follow from what was paid before; "
                    "let a year or more be burnt in or watched before the switch"
                )
        names = [a.name for a in self.arms]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice or not names:
            raise ValueError(f"arm {twice[0]!r} is there twice" if twice else "there is no arm to run")

    @property
    def where(self) -> Place:
        """The place, scaled."""
        assert isinstance(self.place, Place)
        return self.place

    @property
    def switch_day(self) -> int:
        """The day of the switch, counted from the first day of the burn-in."""
        return (self.years_burnt + self.years_before) * YEAR

    def luck_of(self, replication: int) -> int:
        """The seed of all luck of one replication."""
        return self.seed * SEEDS_APART + replication

    def model_years(self, arms: int) -> int:
        """Years to be played for one replication of so many arms."""
        return self.years_burnt + self.years_before + arms * self.years_after


def _can_be_taken(policy: Arm, place: Place) -> None:
    """Nothing, if a place has the providers that an arm's forms and contracts need.

    Raises: ValueError that names the arm, the place and the cure.
    """
    sorts = frozenset(int(s) for s in Sort if s.name.lower() not in place.without)
    for _, change in policy.plan:
        try:
            if isinstance(change, Choice):
                checked_for(change, sorts)
            elif not isinstance(change, frozenset):
                _has_its_sites(change, place)
        except ValueError as error:
            raise ValueError(f"arm {policy.name!r} in {place.title}: {error}") from None


def _has_its_sites(change: Change, place: Place) -> None:
    from joinedup.model.organisation.own_contracts import OwnContracts, checked_contracts
    from joinedup.model.parameters import Parameters
    from joinedup.model.sites import build_sites

    if isinstance(change, OwnContracts):
        sites = build_sites(place, Parameters())
        checked_contracts(change.written, sites.table["role"].tolist(), sites.codes)


class ArmRun(NamedTuple):
    """What one arm of one replication left behind, burn-in discarded."""

    arm: int  # its position in the experiment
    digest_before: str  # of the world on the eve of the switch
    digest: str  # of the world at the end
    values: dict[str, list[float]]  # outcome: by year
    by_group: dict[str, dict[str, list[float]]]  # group: outcome: by year
    spending: list[dict[str, dict[str, float]]]  # by year: view: heading: £
    person_years: Sequence[float] = ()  # by year: lived by the registered people


def runs_of(
    experiment: Experiment,
    replication: int,
    arms: Iterable[int],
    tick: Callable[[], None] = lambda: None,
) -> Iterator[ArmRun]:
    """Live one replication: the common past once, then some of the arms, one branch at a time.

    The last arm goes on from the past itself, and no arm is kept for the next, so that at most two worlds are held.
    tick: called after every year played.
    """
    from joinedup.model.health_system import HealthSystem

    past = HealthSystem(
        experiment.where, rng=experiment.luck_of(replication), parameters=experiment.parameters
    )
    for year in range(1, experiment.switch_day // YEAR + 1):
        past.run_until(year * YEAR)
        tick()
    pasts = [past]
    del past
    waiting = list(arms)
    while waiting:
        which = waiting.pop(0)
        future = pasts[0].branch() if waiting else pasts.pop()
        yield _lived(experiment, which, future, tick)
        del future


def _lived(experiment: Experiment, which: int, future: Any, tick: Callable[[], None]) -> ArmRun:
    """One arm, lived from the day of the switch to its end."""
    before = future.digest()
    enact(experiment, experiment.arms[which], future)
    for year in range(1, experiment.years_after + 1):
        future.run_until(experiment.switch_day + year * YEAR)
        tick()
    run = _recorded(experiment, which, before, future)
    del (
        future.world
    )  # a model and its agents hold each other: its people would stay until a collector comes by
    return run


def enact(experiment: Experiment, policy: Arm, model: Any) -> None:
    """Put an arm's changes on the list of a model that stands on the day of the switch."""
    from joinedup.model.new_numbers import Numbers
    from joinedup.model.policy import Planned, plan

    done: set[int] = set()  # years whose budgets have been made as adequate as they are
    for year, change in policy.plan:
        budgets = bool(change) and not isinstance(change, Numbers)  # a placebo changes nothing
        adequacy = experiment.adequacy if budgets and year not in done else 1.0
        done |= {year} if budgets else set()
        day = experiment.switch_day + (year - 1) * YEAR
        plan(model, Planned(day, change, adequacy, policy.frozen))


def _recorded(experiment: Experiment, which: int, before: str, model: Any) -> ArmRun:
    from joinedup.experiments.sectors import sector_costs
    from joinedup.model.outcomes import OUTCOMES, restricted
    from joinedup.model.outcomes.outcome import person_years

    books = model.years[experiment.years_burnt :]
    values = {name: [outcome(book) for book in books] for name, outcome in OUTCOMES.items()}
    values |= sector_costs(model, experiment.years_burnt)
    by_group = {}
    if experiment.by_group:
        for group, rows in groups().items():
            parts = [restricted(book, rows) for book in books]
            by_group[group] = {
                name: [outcome(part) for part in parts]
                for name, outcome in OUTCOMES.items()
                if outcome.by_group
            }
    return ArmRun(
        which,
        before,
        model.digest(),
        values,
        by_group,
        [book.spending for book in books],
        [person_years(book) for book in books],
    )


def groups() -> dict[str, list[int]]:
    """The groups that outcomes are split by, and the rows of the tallies each is made of."""
    from joinedup.agents.age_bands import AGE_BAND_NAMES
    from joinedup.agents.happenings import AGE_GROUPS, FIFTHS, GROUPS

    fifths = {f"fifth {f + 1}": list(range(f * AGE_GROUPS, (f + 1) * AGE_GROUPS)) for f in range(FIFTHS)}
    ages = {f"age {name}": list(range(band, GROUPS, AGE_GROUPS)) for band, name in enumerate(AGE_BAND_NAMES)}
    return fifths | ages
