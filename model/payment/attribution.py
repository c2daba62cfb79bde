"""Attribution: whose patient is whose when nobody registers, from the visits of the last twelve months."""

import numpy as np

NOBODY = -1


def attributed(visits: np.ndarray, last_day: np.ndarray) -> np.ndarray:
    """The provider each person is attributed to, (people,): the most visits, ties to the most recent.

    visits, last_day: (people, providers) primary-care visits in 12 months, and the day of the last one.
    `NOBODY` for people who visited nobody.
    """
    most = visits.max(axis=1, keepdims=True)
    tied = visits == most
    recent = np.where(tied, last_day, np.iinfo(np.int64).min)
    return np.where(most[:, 0] > 0, recent.argmax(axis=1), NOBODY)
