"""How steeply needs rise with deprivation at most, and how prone a patient is to them, for life."""

from math import exp

from joinedup.agents.compiled import rule
from joinedup.agents.health import proneness, steepness
from joinedup.agents.vocabulary import Luck
from joinedup.model.chance import luck, normal


@rule
def proneness_of(patient, today, p):
    """How often a patient falls ill or needs planned care ÷ others like them: for life, whatever the policy."""
    return proneness(normal(luck(today.seed, patient.person, 0), Luck.PRONE), p.health)


@rule
def steepest(kind, score, p):
    """Highest multiplier of a kind of need by deprivation over all ages. score: of deprivation, sd."""
    most = 0.0
    for band in range(len(p.deprived_by_age)):
        most = max(most, exp(steepness(kind, band, p) * score))
    return most
