"""NHS 111 and out-of-hours: hears a caller and says where to go."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced
from joinedup.agents.vocabulary import Sort


class CallParameters(NamedTuple):
    """How many calls 111 can answer."""

    calls_per_1000: float = sourced(
        2.6,
        unit="calls a day per 1,000 that can be answered",
        source="assumption: about 1 in 20 finds the line engaged; varied 1.5 to 4",
        low=0.0,
        high=100.0,
    )


class OutOfHours(Provider):
    """111 and the out-of-hours service."""

    sort = Sort.OUT_OF_HOURS


@rule
def engaged_chance(calls, answered):
    """Chance that a call finds the line engaged: 1 - answered/calls, as on the day before.

    calls: yesterday's.  answered: a day, at most.
    """
    return max(0.0, 1.0 - answered / calls) if calls > 0.0 else 0.0
