"""What a page says while there is nothing to be seen: whether that is about to change, and what a visitor can do."""

from __future__ import annotations

import solara

from joinedup.viz.dashboard.player import PLAYING, WAITING
from joinedup.viz.dashboard.session import Session

SENTENCES = {
    PLAYING: "The worlds are being lived; what there is to see comes in a moment.",
    WAITING: "Others are playing on this server; yours begins by itself, and then there is something to see.",
}
OTHERWISE = "Nothing has been lived yet. Press Play, Step a month or Run to the end."


@solara.component
def NothingYet(session: Session) -> None:
    """One sentence in place of the pictures."""
    solara.HTML("p", SENTENCES.get(session.state.value, OTHERWISE), classes=["empty"])
