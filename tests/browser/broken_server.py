"""The dashboard, with a model that breaks down some months after the switch."""

import sys

from joinedup.experiments.cli import main
from joinedup.experiments.two_worlds import TwoWorlds

lives = TwoWorlds.advance


def breaks_down(self, *months):
    if self.month > self.switch + 3:
        raise RuntimeError("the books of the hospital do not balance: 3 pence are missing")
    lives(self, *months)


TwoWorlds.advance = breaks_down
sys.argv = ["joinedup", "dashboard", *sys.argv[1:]]
main()
