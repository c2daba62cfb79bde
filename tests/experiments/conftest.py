"""One small comparison, run once, that most tests of the experiments read."""

from collections.abc import Callable

import pytest

from joinedup.experiments.compare import Comparison, Stop, compare
from joinedup.experiments.experiment import BASELINE, PLACEBO_ARM, Experiment, arm

PEOPLE = 1_000


@pytest.fixture(scope="session")
def small() -> Experiment:
    """Four arms and a placebo in a village, one year after the switch."""
    arms = (BASELINE, arm("P"), arm("PI"), arm("PIO"), PLACEBO_ARM)
    return Experiment("dudley", arms, PEOPLE, years_after=1, by_group=True)


@pytest.fixture(scope="session")
def found(small: Experiment) -> Comparison:
    """Three replications of it."""
    return compare(small, Stop(3))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `joinedup` in this process: exit code, stdout, stderr."""
    from joinedup.experiments.cli import run

    def call(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
