"""Two lives of each of many people: accounts of everybody's, and for some of them every event.

Both worlds are lived once, with everybody's events logged; those of a month are added to the accounts and then
forgotten, except those of the people who are kept. So what is held does not grow with the years but by the events of those
few, and going from one of them to the next is immediate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Where
from joinedup.experiments.experiment import YEAR, Experiment
from joinedup.experiments.journey import Journeys, Who, described
from joinedup.experiments.life_account import COLUMNS, account, added_up
from joinedup.experiments.life_story import events_of, parting
from joinedup.experiments.sectors import sector_of_events
from joinedup.experiments.two_worlds import BASE, CHOSEN, TwoWorlds

if TYPE_CHECKING:
    import polars as pl

FOLLOWED = 20_000  # people whose accounts are kept at most; of more, every second, every third …
KEPT = 200  # people whose events are kept, if nobody is named


class Lives(NamedTuple):
    """What was found out; nothing in it is ever changed.

    people: everybody followed, on the day of the switch: person, sex, age, fifth, conditions, practice, alive.
    sums: (2, people, COLUMNS) accounts since the switch by world, see `life_account`.  every: one in so many is followed.
    kept: ids of those whose events are there.  logs: their events in each world, in order of booking.
    """

    arms: tuple[str, str]
    people: pl.DataFrame
    sums: np.ndarray
    kept: frozenset[int]
    logs: tuple[np.ndarray, np.ndarray]
    switch_day: int
    days: int  # after the switch
    days_before: int  # that are told
    every: int

    def row(self, person: int) -> int:
        """Where a person stands in `people` and `sums`.

        Raises: ValueError for somebody who is not followed.
        """
        row = self.people["person"].search_sorted(person)
        if row >= len(self.people) or self.people["person"][row] != person:
            raise ValueError(
                f"no person {person} among the {len(self.people):,} people followed, who were born before the switch"
            )
        return int(row)

    def who(self, person: int) -> Who:
        """A person on the day of the switch.

        Raises: ValueError for somebody who is not followed.
        """
        row = self.row(person)
        return Who(**{name: self.people[name][row] for name in Who._fields})

    def journeys(self, person: int) -> Journeys:
        """The two lives of somebody whose events are kept.

        Raises: ValueError for anybody else.
        """
        if person not in self.kept:
            raise ValueError(f"the events of person {person} were not kept; play again with them among those")
        first, second = (events_of(log, person) for log in self.logs)
        return Journeys(
            person, described(self.who(person)), self.arms, (first, second),
            parting(first, second, self.arms), self.switch_day, self.days,
        )  # fmt: skip

    def account(self, person: int) -> pl.DataFrame:
        """Cost and health of both lives since the switch, side by side."""
        row = self.row(person)
        return account(self.sums[BASE, row], self.sums[CHOSEN, row], self.arms)

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        logs = sum(log.nbytes for log in self.logs)
        return int(self.sums.nbytes + logs + self.people.estimated_size())


class TwoLives:
    """Both worlds on their way, with what is found out about the people in them.

    keep: ids of people whose events are kept; None: frail older people, KEPT of them.
    everybody: follow all people, or FOLLOWED of them; else only those that are kept.

    Raises: ValueError unless there are two arms and everybody to be kept is there.
    """

    def __init__(
        self, experiment: Experiment, keep: Iterable[int] | None = None, luck: int = 0, everybody: bool = True
    ) -> None:
        if len(experiment.arms) != 2:
            raise ValueError(f"a journey compares two arms, not {len(experiment.arms)}")
        named = None if keep is None else sorted(set(keep))
        self.every = -(-experiment.where.people // FOLLOWED)
        some = {*range(0, experiment.where.people, self.every), *(named or ())}
        self._followed = (None if self.every == 1 else some) if everybody else set(named or ())
        log: bool | set[int] = True if self._followed is None else self._followed
        self.worlds = TwoWorlds(experiment, (), luck, log=log)
        born = self.worlds.models[BASE]
        known = born.records["person"]
        if strangers := sorted({*(named or ())} - set(known.tolist())):
            raise ValueError(
                f"no person {strangers[0]} in {experiment.where.title} with {experiment.where.people:,} people; "
                f"they are numbered from {known.min()} to {known.max()}"
            )
        self.kept = frozenset(self._frail() if named is None else named)
        self._keep = np.isin(np.arange(int(known.max()) + 1), sorted(self.kept))
        self._sector = sector_of_events(born.accounts.sort, born.accounts.laboratory)
        self._parts: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        self._people: Any = None
        self._row_of = np.zeros(0, np.int32)  # by id, from the day of the switch
        self._sums = np.zeros((2, 0, len(COLUMNS)))

    @property
    def share_done(self) -> float:
        """How much of it is lived, 0 to 1."""
        return self.worlds.month / self.worlds.months

    @property
    def finished(self) -> bool:
        """Whether both worlds have been lived to the end."""
        return self.worlds.finished

    def advance(self) -> None:
        """Live one month more, and read what happened in it."""
        worlds = self.worlds
        worlds.advance()
        for world in (BASE, CHOSEN) if worlds.parted else (BASE,):
            self._reads(world)
        if worlds.month == worlds.switch:
            self._sees_people()

    def lives(self) -> Lives:
        """What has been found out, once it is finished."""
        worlds, e = self.worlds, self.worlds.experiment
        names = tuple(arm.name for arm in e.arms)
        return Lives(
            (names[BASE], names[CHOSEN]),
            self._people,
            self._sums,
            self.kept,
            (np.concatenate(self._parts[BASE]), np.concatenate(self._parts[CHOSEN])),
            e.switch_day,
            worlds.models[BASE].day - e.switch_day,
            e.years_before * YEAR,
            self.every,
        )

    def _frail(self) -> list[int]:
        """People who will be 70 to 90 at the switch, if they live, those with the most conditions first."""
        records = self.worlds.models[BASE].records
        age = (self.worlds.experiment.switch_day - records["born"]) // YEAR
        there = (records["where"] < Where.UNBORN) & (age >= 70) & (age <= 90)
        if self._followed is not None:
            there &= np.isin(records["person"], sorted(self._followed))
        old = records[there]
        most = np.lexsort((old["person"], -old["conditions"].astype(int)))[:KEPT]
        return [int(person) for person in old["person"][most]]

    def _reads(self, world: int) -> None:
        """Events of late: into the accounts after the switch, and kept if they shall be."""
        model = self.worlds.models[world]
        late = model.log  # ends with a month, so nothing is under way
        model.log_parts.clear()
        old = np.flatnonzero(late["person"] < len(self._keep))
        kept = late[old[self._keep[late["person"][old]]]]
        if self.worlds.parted:
            self._sums[world] += added_up(late, self._sector, self._row_of, len(self._people))
            self._parts[world].append(kept)
        elif model.day > self.worlds.experiment.years_burnt * YEAR:
            self._parts[BASE].append(kept)
            self._parts[CHOSEN].append(kept)

    def _sees_people(self) -> None:
        """Everybody who is followed, on the day of the switch."""
        self._people = people_today(self.worlds.models[BASE], self._followed)
        ids = self._people["person"].to_numpy()
        self._row_of = np.full(int(ids.max(initial=-1)) + 1, -1, np.int32)
        self._row_of[ids] = np.arange(len(ids))
        self._sums = np.zeros((2, len(ids), len(COLUMNS)))


def people_today(model: Any, followed: set[int] | None = None) -> pl.DataFrame:
    """Who they are today, by id: all who have been born, or those of them who are followed."""
    import polars as pl

    records = model.records
    there = records["where"] != Where.UNBORN
    if followed is not None:
        there &= np.isin(records["person"], sorted(followed))
    records = records[there]
    names = np.array(model.names)
    return pl.DataFrame(
        {
            "person": records["person"],
            "sex": np.where(records["sex"] == 0, "woman", "man"),
            "age": (model.day - records["born"]) // YEAR,
            "fifth": records["decile"] // 2 + 1,
            "conditions": records["conditions"],
            "practice": names[records["practice"]],
            "alive": records["where"] != Where.DEAD,
        }
    ).sort("person")


def journeys(
    experiment: Experiment, person: int, tick: Callable[[int, int], None] = lambda month, of: None
) -> Journeys:
    """Run two arms and read one person's log in each. tick: called with the months lived, and of how many.

    Raises: ValueError unless there are two arms and the person is there on the day of the switch.
    """
    lives = TwoLives(experiment, [person], everybody=False)
    while not lives.finished:
        lives.advance()
        tick(lives.worlds.month, lives.worlds.months)
    return lives.lives().journeys(person)
