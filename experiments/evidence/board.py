"""The evidence board: every published effect beside the model's, as shipped, and one word for how they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from joinedup.experiments.compare import Difference
from joinedup.experiments.evidence.estimates import estimate
from joinedup.experiments.evidence.playing import Playing
from joinedup.experiments.evidence.study import Figure, Study
from joinedup.experiments.evidence.study_file import studies
from joinedup.experiments.evidence.words import Word, word_for
from joinedup.experiments.executors.executor import Executor


class Row(NamedTuple):
    """One figure of the board."""

    study: Study
    figure: Figure
    found: Difference | None  # None: not played
    word: Word


def chosen(ids: Sequence[str] = ()) -> tuple[Study, ...]:
    """The studies of some ids, or all; beside each the one that says the contrary, so that neither is shown alone.

    Raises: ValueError for an id that is not on the board.
    """
    every = {study.id: study for study in studies()}
    wanted = [id.upper() for id in ids]
    for id in wanted:
        if id not in every:
            raise ValueError(f"no study {id}; there are: {', '.join(every)}")
    beside = {every[id].pair for id in wanted}
    return tuple(s for s in every.values() if not wanted or s.id in wanted or s.id in beside)


def asked(playing: Playing, wanted: Sequence[Study]) -> None:
    """Have all that some studies need among what is played."""
    for study in wanted:
        for figure in study.figures:
            if figure.found:
                playing.asks_for(figure.found)
            elif figure.model is not None and study.trial is not None:
                playing.asks(study.trial, figure.model)


def rows(playing: Playing, wanted: Sequence[Study]) -> list[Row]:
    """The board, once all is played."""
    found = []
    for study in wanted:
        for figure in study.figures:
            value = _found(playing, study, figure)
            found.append(Row(study, figure, value, word_for(figure, value)))
    return found


def _found(playing: Playing, study: Study, figure: Figure) -> Difference | None:
    if figure.found:
        return playing.found[figure.found]
    if figure.model is None or study.trial is None:
        return None
    worlds = {world: playing.values(study.trial, world) for world in figure.model.worlds}
    return estimate(figure.model, worlds)


def counted(board: Sequence[Row]) -> dict[Word, int]:
    """How many figures got each word, in the order of the words."""
    found = Counter(row.word for row in board)
    return {word: found[word] for word in Word if found[word]}


def played(
    wanted: Sequence[Study],
    executor: Executor,
    quick: bool = False,
    report: Callable[[int, float], None] = lambda years, seconds: None,
) -> list[Row]:
    """Play some studies and hold them against what was published."""
    playing = Playing(quick)
    asked(playing, wanted)
    playing.play(executor, report)
    return rows(playing, wanted)
