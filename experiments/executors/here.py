"""Work played in this process, one task after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from joinedup.experiments.executors.executor import Executor, Failed, attempted
from joinedup.experiments.executors.ticking import Report, heard, unheard


class Here(Executor):
    """This process."""

    slots = 1

    def played[T, R](
        self, work: Callable[[T], R], tasks: Iterator[T], report: Report = unheard
    ) -> Generator[tuple[T, R | Failed]]:
        years = 0

        def tick() -> None:
            nonlocal years
            years += 1
            report(years)

        for task in tasks:
            with heard(tick):
                result = attempted(work, task)
            yield task, result

    def close(self) -> None:
        pass
