"""A process that has work played by others until it is stopped: python coordinator.py FOLDER"""

import sys
from functools import partial

from chores import tells_who

from joinedup.experiments.executors.processes import Processes

if __name__ == "__main__":
    with Processes(2) as executor:
        for _ in executor.played(partial(tells_who, sys.argv[1]), iter(range(4))):
            pass
