"""What a contract can measure besides counting care: shares and means, each a sum over another sum.

Sums can be added over sites and months; a mean of means could not.
"""

from enum import IntEnum
from math import inf, isnan
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Delay, Letter
from joinedup.model.payment.service import SERVICES, Service

_NORMAL = NormalDist()


class Measure(IntEnum):
    """Measures of how well care is given."""

    WITHIN_FOUR_HOURS = 0  # A&E attendances left within 4 hours ÷ attendances
    READMISSIONS = 1  # within 30 days ÷ emergency spells
    DELAYED_DAYS = 2  # days of delayed discharge ÷ 1,000 bed days
    LATE_LETTERS = 3  # letters late or lost ÷ letters
    EXPERIENCE_PENALTY = 4  # sum of the parts of bad experience ÷ people
    USUAL_PROVIDER = 5  # sum of each patient's share of visits to the usual provider ÷ patients


MEASURES = 6
MEASURE_NAMES = {measure.name.lower(): int(measure) for measure in Measure}
MORE_IS_BETTER = frozenset({Measure.WITHIN_FOUR_HOURS, Measure.USUAL_PROVIDER})
PER_HEAD = frozenset(
    {Measure.DELAYED_DAYS, Measure.EXPERIENCE_PENALTY}
)  # may be above 1; the others are shares
COUNTED, OF = 0, 1
_BED_DAYS = [int(What.BED_DAYS_EMERGENCY), int(What.BED_DAYS_ELECTIVE)]

NOTHING_MEASURED = np.zeros((MEASURES, 2))
NOTHING_MEASURED.flags.writeable = False

# what one more of a service adds to what is counted, and to what it is a share of
MOVED = np.zeros((SERVICES, MEASURES, 2))
MOVED[Service.READMISSION, Measure.READMISSIONS, COUNTED] = 1.0
MOVED[[Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL], Measure.READMISSIONS, OF] = 1.0
MOVED.flags.writeable = False


def with_services(measures: np.ndarray, services: np.ndarray) -> np.ndarray:
    """(..., MEASURES, 2) the sums, and those that the counted services themselves make up.

    measures: (..., MEASURES, 2) what was counted, and of how many.  services: (..., SERVICES).
    """
    return measures + np.tensordot(services, MOVED, axes=(-1, 0))


def measures_of(activity: np.ndarray) -> np.ndarray:
    """(sites, MEASURES, 2) what each site's measures are made of, from a table of what happened there.

    activity: (sites, WHATS) counts. Readmissions are added from services; experience and the usual provider
    are not known by the month and stay unmeasured.
    """
    made = np.zeros((len(activity), MEASURES, 2))
    attended = activity[:, What.AE_MINOR] + activity[:, What.AE_MAJOR]
    made[:, Measure.WITHIN_FOUR_HOURS, COUNTED] = np.maximum(0, attended - activity[:, What.AE_LONG])
    made[:, Measure.WITHIN_FOUR_HOURS, OF] = attended
    made[:, Measure.DELAYED_DAYS, COUNTED] = activity[:, What.DELAYED_0 : What.DELAYED_0 + len(Delay)].sum(
        axis=1
    )
    made[:, Measure.DELAYED_DAYS, OF] = activity[:, _BED_DAYS].sum(axis=1) / 1_000.0
    lost = activity[:, What.LETTER_LOST_0 : What.LETTER_LOST_0 + len(Letter)].sum(axis=1)
    made[:, Measure.LATE_LETTERS, COUNTED] = lost + activity[:, What.LETTER_LATE]
    made[:, Measure.LATE_LETTERS, OF] = activity[
        :, What.LETTER_SENT_0 : What.LETTER_SENT_0 + len(Letter)
    ].sum(axis=1)
    return made


def value(measures: np.ndarray, measure: int) -> Any:
    """(...) a measure's value; NaN where it was not measured."""
    counted, of = measures[..., measure, COUNTED], measures[..., measure, OF]
    return np.where(of > 0.0, counted / np.where(of > 0.0, of, 1.0), np.nan)


def doubt_of(measures: np.ndarray, error: float) -> np.ndarray:
    """(MEASURES,) sd of the values to come: of the number that went wrong, by chance and by a common error.

    measures: (MEASURES, 2) expected.  error: sd of what went wrong as a share of it, common to all. A share
    p of n varies by √(p(1 - p)/n), a number per head by √(number)/heads.
    """
    sd = np.zeros(MEASURES)
    for measure in range(MEASURES):
        counted, of = measures[measure, COUNTED], measures[measure, OF]
        if of > 0.0:
            wrong = of - counted if measure in MORE_IS_BETTER else counted
            right = 1.0 if measure in PER_HEAD else max(0.0, 1.0 - wrong / of)
            sd[measure] = np.hypot(np.sqrt(max(0.0, wrong) * right), error * wrong) / of
    return sd


class Target(NamedTuple):
    """A threshold that a measure has to reach: from below where more is better, else from above."""

    measure: int  # Measure
    threshold: float

    @property
    def _sign(self) -> float:
        return 1.0 if self.measure in MORE_IS_BETTER else -1.0

    def met(self, measures: np.ndarray) -> Any:
        """(...) 1 where the threshold is reached, else 0; what was not measured has not reached it."""
        gap = self._sign * (value(measures, self.measure) - self.threshold)
        return np.where(gap >= 0.0, 1.0, 0.0)

    def chance(self, measures: np.ndarray, sd: np.ndarray) -> float:
        """Chance of reaching it, the measure being Normal around what is expected.

        measures: (MEASURES, 2) expected.  sd: (MEASURES,) of the values.
        """
        z = self._distance(measures, sd)
        return 0.0 if isnan(z) else _NORMAL.cdf(z)

    def slope(self, measures: np.ndarray, sd: np.ndarray) -> float:
        """How the chance grows with the measure: φ((mean - threshold)/sd)/sd, negative where less is better."""
        z = self._distance(measures, sd)
        if isnan(z) or z in (inf, -inf):
            return 0.0
        return self._sign * _NORMAL.pdf(z) / float(sd[self.measure])

    def moved(self, measures: np.ndarray, sd: np.ndarray) -> np.ndarray:
        """(SERVICES,) how one more of each service moves the chance; at the threshold, where it matters."""
        of = float(measures[self.measure, OF])
        if of <= 0.0:
            return np.zeros(SERVICES)
        one_more = MOVED[:, self.measure]
        moved = (one_more[:, COUNTED] - self.threshold * one_more[:, OF]) / of
        return np.asarray(self.slope(measures, sd) * moved)

    def _distance(self, measures: np.ndarray, sd: np.ndarray) -> float:
        gap = self._sign * (float(value(measures, self.measure)) - self.threshold)
        spread = float(sd[self.measure])
        if spread > 0.0 or isnan(gap):
            return gap / spread if spread > 0.0 else gap
        return inf if gap >= 0.0 else -inf
