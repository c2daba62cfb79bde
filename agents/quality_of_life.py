"""How good a year of life is: age, long-term conditions, mental illness, acute illness, waiting for treatment."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced

YEAR = 365.0
QALY_UNITS = 10_000.0  # units of the diary in one QALY: everything written there is a whole number
FROM_AGE = 25.0


class QualityParameters(NamedTuple):
    """Weights of health-related quality of life: 1 is full health, 0 as bad as death."""

    young: float = sourced(
        0.95,
        unit="quality of life up to age 25, in good health",
        source="assumption: level of general-population norms, 0.90 to 1",
        low=0.5,
        high=1.0,
    )
    by_age: float = sourced(
        0.0022,
        unit="quality lost per year of age over 25",
        source="assumption: fall in general-population norms, 0.001 to 0.004",
        low=0.0,
        high=0.01,
    )
    condition: float = sourced(
        0.96,
        unit="multiplier per long-term condition",
        source="assumption: varied 0.92 to 0.99",
        low=0.5,
        high=1.0,
    )
    mind: float = sourced(
        0.12,
        unit="share lost at the severest mental illness",
        source="assumption: varied 0.05 to 0.3",
        low=0.0,
        high=1.0,
    )
    illness: float = sourced(
        0.35,
        unit="share lost per unit of severity while an acute problem is open",
        source="assumption: varied 0.15 to 0.6",
        low=0.0,
        high=1.0,
    )
    waiting: float = sourced(
        0.08,
        unit="share lost while waiting for elective treatment",
        source="assumption: varied 0.03 to 0.15",
        low=0.0,
        high=1.0,
    )


@rule
def quality(age, conditions, mind, p):
    """Quality of life without acute illness or waiting: (young - by_age·max(age - 25, 0))·condition^n·(1 - mind·m/3).

    age: years.  conditions: n.  mind: m, severity of mental illness, 0 to 3.  p: QualityParameters.
    """
    of_age = max(0.0, p.young - p.by_age * max(age - FROM_AGE, 0.0))
    return of_age * p.condition ** float(conditions) * (1.0 - p.mind * float(mind) / 3.0)


@rule
def qaly_units(quality, days):
    """Life of a quality lived for some days, in 1/10,000 QALY, rounded."""
    return int(QALY_UNITS * quality * float(days) / YEAR + 0.5)
