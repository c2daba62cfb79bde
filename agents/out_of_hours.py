"""NHS 111 and out-of-hours: hears a caller and says where to go."""

from joinedup.agents.provider import Provider
from joinedup.agents.vocabulary import Sort


class OutOfHours(Provider):
    """111 and the out-of-hours service."""

    sort = Sort.OUT_OF_HOURS
