"""Two worlds in lock-step: the same people with the same luck under fees and under another policy, month by month.

Before the switch there is one world; on its day it parts in two. A world is played to the same bits as by
`experiment.runs_of`, so its digests are those of `joinedup run`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.experiments.experiment import YEAR, Experiment, enact
from joinedup.experiments.money_flows import flows_of
from joinedup.experiments.observing import A_YEAR, Watch
from joinedup.experiments.referral_map import ReferralMap, map_of
from joinedup.model.year_book import month_end_after

if TYPE_CHECKING:
    import polars as pl

    from joinedup.model.health_system import HealthSystem

BASE, CHOSEN = 0, 1


class Kept(NamedTuple):
    """The baseline after the switch, lived to its end: for another policy it need not be lived again.

    played: the experiment's part that it follows from.  values: (months, names, 2), of each month as in `TwoWorlds`.
    flows: by year counted from the switch.  maps: the referral map at each month's end.  digest: of its end.
    """

    played: tuple[Any, ...]
    values: np.ndarray
    flows: dict[int, pl.DataFrame]
    maps: tuple[ReferralMap, ...]
    digest: str


class Past:
    """The life that both worlds share, up to the day of the switch, and what was seen of it.

    baseline: how that life goes on under the baseline, once it has been lived.
    """

    def __init__(
        self, model: HealthSystem, watch: Watch, seen: list[tuple[list[float], list[float]]]
    ) -> None:
        self.model, self.watch, self.seen = model, watch, seen
        self.baseline: Kept | None = None


class TwoWorlds:
    """The baseline and one other arm of one replication.

    luck: the replication.  names: outcomes that are noted at each month's end.  past: a shared life lived before,
    to begin from; it is left as it is.  log: whose events are logged, as in `HealthSystem`; of a past, those it logs.
    `models` are the baseline and the other; before the switch they are one and the same. A baseline that the past has
    kept is not lived again, and its model stays on the day of the switch.
    `flows` of each world: by year, counted from the switch (…, -1, 1, 2, …), the flows of `money_flows`.
    `values` (2, months, names, 2): of each world, by month watched: of the month, and of the year that ends with it.

    Raises: ValueError unless the experiment has two arms.
    """

    def __init__(
        self,
        experiment: Experiment,
        names: Sequence[str],
        luck: int = 0,
        past: Past | None = None,
        log: bool | Iterable[int] = False,
    ) -> None:
        if len(experiment.arms) != 2:
            raise ValueError(f"two worlds are compared, not {len(experiment.arms)}")
        self.experiment, self.names, self.luck = experiment, tuple(names), luck
        self.burnt = experiment.years_burnt * A_YEAR
        self.switch = experiment.switch_day // YEAR * A_YEAR  # the month after which they part
        self.months = self.switch + experiment.years_after * A_YEAR
        self.month = 0  # lived
        self.values = np.full((2, self.months - self.burnt, len(self.names), 2), np.nan)
        # of each world, by year counted from the switch: where its money went
        self.flows: tuple[dict[int, pl.DataFrame], dict[int, pl.DataFrame]] = ({}, {})
        self._maps: list[ReferralMap] = []  # of the baseline, by month after the switch
        self._kept: Kept | None = None
        self._past: Past | None = None
        if past is None:
            from joinedup.model.health_system import HealthSystem

            born = HealthSystem(
                experiment.where, rng=experiment.luck_of(luck), parameters=experiment.parameters, log=log
            )
            self.models = (born, born)
            self._watches = [Watch(born, names)] * 2
            self._seen: list[tuple[list[float], list[float]]] = []
        else:
            self._begins_from(past)

    def _begins_from(self, past: Past) -> None:
        self.month, self._seen, self._past = self.switch, list(past.seen), past
        for month, seen in enumerate(past.seen):
            if month >= self.burnt:
                self.values[:, month - self.burnt] = np.transpose(seen)
        if past.baseline and past.baseline.played == self._played():
            self._kept = past.baseline
        self.models = (past.model, past.model)
        self._watches = [past.watch] * 2
        for year in range(self.burnt // A_YEAR, self.switch // A_YEAR):
            self._follows_money(BASE, year)

    def _played(self) -> tuple[Any, ...]:
        """What the baseline after the switch follows from, beside the past."""
        e = self.experiment
        return e.arms[BASE], e.adequacy, e.years_after, self.names

    @property
    def past(self) -> Past | None:
        """The shared life, once it has been lived to the switch."""
        return self._past

    @property
    def finished(self) -> bool:
        """Whether both have been lived to the end."""
        return self.month == self.months

    @property
    def parted(self) -> bool:
        """Whether the switch has been made."""
        return self.models[BASE] is not self.models[CHOSEN]

    def advance(self, months: int = 1) -> None:
        """Live one month more, or some, but not beyond the switch or the end; both worlds at once.

        Over several months the two run free of one another, which is quicker: one computes while the other keeps books.
        """
        if self.finished:
            return
        if self.month == self.switch:
            self._part()
        until = min(self.month + months, self.months if self.parted else self.switch)
        if self._kept:
            self._recalls(self._kept, until)
            self._lives(CHOSEN, until)
        elif self.parted:
            _both([partial(self._lives, world, until) for world in (BASE, CHOSEN)])
        else:
            self._lives(BASE, until)
        self.month = until
        if self.month == self.switch:
            self._past = Past(self.models[BASE], self._watches[BASE], self._seen)
        if self.finished and not self._kept:
            self._keeps()

    def _recalls(self, kept: Kept, until: int) -> None:
        """The baseline as it was lived before, as far as these months go."""
        lived = slice(self.month - self.switch, until - self.switch)
        self.values[BASE, self.month - self.burnt : until - self.burnt] = kept.values[lived]
        years = (until - self.switch) // A_YEAR
        self.flows[BASE].update({year: flows for year, flows in kept.flows.items() if year <= years})

    def _keeps(self) -> None:
        """Leave the baseline with the past, for whoever asks for another policy."""
        assert self._past is not None
        after = self.values[BASE, self.switch - self.burnt :].copy()
        digest = self.models[BASE].digest()
        self._kept = Kept(self._played(), after, dict(self.flows[BASE]), tuple(self._maps), digest)
        self._past.baseline = self._kept

    def _part(self) -> None:
        e, past, watch = self.experiment, self.models[BASE], self._watches[BASE]
        self.models = (past if self._kept else past.branch(), past.branch())
        self._watches = [watch if self._kept else watch.branch(), watch.branch()]
        for arm, model in zip(e.arms, self.models):
            if model is not past:
                enact(e, arm, model)

    def _lives(self, world: int, until: int) -> None:
        model, watch = self.models[world], self._watches[world]
        for month in range(self.month, until):
            model.run_until(month_end_after(model.day))
            seen = watch.sees(model)
            at = month - self.burnt
            if at >= 0 and model.day % YEAR == 0:
                self._follows_money(world, len(model.years) - 1)
            if self.parted:
                self.values[world, at] = np.transpose(seen)
                if world == BASE:
                    self._maps.append(self._map(world))
                continue
            self._seen.append(seen)
            if at >= 0:
                self.values[:, at] = np.transpose(seen)

    def _follows_money(self, world: int, year: int) -> None:
        """Where the money of a closed year went, in this world; in both while they are one."""
        flows, from_switch = flows_of(self.models[world], year), year - self.switch // A_YEAR
        for one in (world,) if self.parted else (BASE, CHOSEN):
            self.flows[one][from_switch if from_switch < 0 else from_switch + 1] = flows

    def maps(self) -> tuple[ReferralMap, ReferralMap]:
        """The referral map of each world as it stands; what was done is of the last twelve months."""
        after = self.month - self.switch
        first = self._kept.maps[after - 1] if self._kept and after > 0 else self._map(BASE)
        return first, self._map(CHOSEN)

    def _map(self, world: int) -> ReferralMap:
        return map_of(self.models[world], [part.by_site for part in self._watches[world].parts])

    def digests(self) -> tuple[str, str]:
        """A hash of each world at the end: those of `joinedup run`.

        Raises: ValueError before the end.
        """
        if not self._kept or not self.finished:
            raise ValueError(
                f"month {self.month} of {self.months}: worlds have digests once they are finished"
            )
        return self._kept.digest, self.models[CHOSEN].digest()


def _both(works: Sequence[Callable[[], None]]) -> None:
    """Two works at once, one of them in another thread; compiled code lets the other go on.

    Raises: what the first of them that failed has raised.
    """
    failed: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    other = Thread(target=guarded, args=(works[0],), name="joinedup-world")
    other.start()
    guarded(works[1])
    other.join()
    if failed:
        raise failed[0]
