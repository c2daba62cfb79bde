"""What one visitor has chosen and sees. Every browser page has its own; nothing is shared between them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import solara
from solara.server import kernel_context

from joinedup.experiments.setting import Setting
from joinedup.experiments.snapshot import Snapshot
from joinedup.experiments.two_worlds import Past
from joinedup.viz.dashboard.limits import LIMITS
from joinedup.viz.dashboard.player import CANCELLED, ENDED, FAILED, PLAYING, Player

LOG = logging.getLogger("joinedup.dashboard")
IDLE = "idle"
WHERE = re.compile(r"^setting:\d+:\d+: (place\.[\w.]+: )?")  # in a text that no visitor has seen
MOST_PASTS = 2  # lives before the switch that are kept, so that another policy begins at once


class Session:
    """The setting, what is to be seen of it, and the player that plays it.

    setting, snapshot, state, why: reactive; `why` says in one sentence what is wrong, if something is.
    """

    def __init__(self) -> None:
        self.setting: solara.Reactive[Setting] = solara.reactive(Setting())
        self.snapshot: solara.Reactive[Snapshot | None] = solara.reactive(None)
        self.state: solara.Reactive[str] = solara.reactive(IDLE)
        self.why: solara.Reactive[str] = solara.reactive("")
        self._player: solara.Reactive[Player | None] = solara.reactive(None)
        self._pasts: solara.Reactive[tuple[tuple[Any, Past], ...]] = solara.reactive(())

    # choices

    def changes(self, **fields: Any) -> None:
        """New choices; the worlds are played again, to the end. What cannot be is said and changes nothing."""
        self._tries(lambda: self.setting.value.changed(**fields))

    def opens(self, name: str, text: str) -> None:
        """The setting in a file that a visitor has; what is wrong with it is said and changes nothing."""
        self._tries(lambda: Setting.from_question(text), f"{name}: ")

    def as_question(self) -> str:
        """What is chosen now, as a file; a page that offers it is not drawn again with every choice."""
        now: Setting = self.setting.peek()
        return now.as_question()

    def _tries(self, make: Callable[[], Setting], before: str = "") -> None:
        try:
            new = playable(make)
        except ValueError as error:
            self.why.value = f"{before}{error}"
            return
        self.takes(new)

    def takes(self, setting: Setting) -> None:
        """This setting, played to the end."""
        self.setting.value = setting
        self._loads()
        self.state.value = PLAYING  # what is still seen is of the setting before
        if player := self._player.value:
            player.plays_to_the_end()

    # playing

    @property
    def player(self) -> Player | None:
        """Who plays; None before anything was."""
        playing: Player | None = self._player.value
        return playing

    def plays(self) -> None:
        """Month by month."""
        self._ready().plays()

    def runs_to_the_end(self) -> None:
        """As fast as it can."""
        self._ready().plays_to_the_end()

    def steps(self) -> None:
        """One month."""
        self._ready().steps()

    def pauses(self) -> None:
        """Stay."""
        if self._player.value:
            self._player.value.pauses()

    def cancels(self) -> None:
        """End what is played; what was seen stays."""
        if self._player.value:
            self._player.value.stops()
            self.state.value = CANCELLED

    def resets(self) -> None:
        """Back to the first day, and wait there."""
        self._loads()
        self.snapshot.value = None
        self.state.value = IDLE

    def closes(self) -> None:
        """The visitor has gone: nothing goes on."""
        if self._player.value:
            self._player.value.stops()

    def _ready(self) -> Player:
        """The player, a new one if the last has ended."""
        if self._player.value is None or self.state.value in ENDED:
            self._loads()
        assert self.player is not None
        return self.player

    def _loads(self) -> None:
        if old := self._player.value:
            old.stops()
            if old.past is not None:
                self._keeps(old)
        self.why.value = ""
        setting = self.setting.value
        experiment = setting.experiment()
        key = _past_of(experiment)
        past = next((p for k, p in self._pasts.value if k == key), None)
        player = Player(
            experiment,
            setting.replications,
            lambda *told: self._is_told(player, *told),
            looking(),
            past,
        )
        self._player.value = player

    def _keeps(self, player: Player) -> None:
        key = _past_of(player.experiment)
        assert player.past is not None
        others = tuple(p for p in self._pasts.value if p[0] != key)
        self._pasts.value = (*others, (key, player.past))[-MOST_PASTS:]

    def _is_played_by(self, player: Player) -> bool:
        """Whether a player was neither replaced nor stopped."""
        return player is self._player.value and not player.stopped

    def _is_told(self, player: Player, seen: Snapshot | None, state: str, why: str) -> None:
        if not self._is_played_by(player):
            return
        if seen is not None:
            self.snapshot.value = seen  # which draws the page, and much may be asked meanwhile
        if not self._is_played_by(player):
            return
        self.state.value = state
        if state == FAILED:
            LOG.error("a run failed: %s", why)
            self.why.value = f"The run failed: {why}" if why else "The run failed."


def playable(make: Callable[[], Setting]) -> Setting:
    """A setting that can be and may be played here.

    Raises: ValueError, in one line, for any other.
    """
    try:
        setting = make()
        LIMITS.checked(setting)
        setting.experiment()
    except ValueError as error:
        raise ValueError("; ".join(WHERE.sub("", line) for line in str(error).splitlines())) from None
    return setting


def _past_of(experiment: Any) -> Any:
    """Everything that the life before the switch depends on."""
    e = experiment
    return (e.where, tuple(sorted(e.parameters.items())), e.seed, e.years_burnt, e.years_before)


def looking() -> Callable[[], bool]:
    """A function that says whether somebody still looks at the page that is being drawn; always without a page."""
    if not kernel_context.has_current_context():
        return lambda: True
    context = kernel_context.get_current_context()
    return lambda: kernel_context.PageStatus.CONNECTED in tuple(context.page_status.values())
