"""What we count: one concern a file, each outcome a function of one year's book that only reads.

outcome      how an outcome is declared and registered
duplication  tests done again, stories told again, records opened, letters lost
use          general practice, A&E, admissions, beds, delays, electives
rationing    need not met in time, and waste
health       quality-adjusted life, deaths by cause
continuity   how much of a patient's care one provider gives
experience   what patients put up with: stories told again, lost referrals, late letters, waits
equity       the slope of an outcome over deprivation
staff        workload, minutes that better information would save, independence of practices
money        what payers paid, what care cost, by sector
"""

from joinedup.model.outcomes import (
    continuity,
    duplication,
    equity,
    experience,
    health,
    money,
    rationing,
    staff,
    use,
)
from joinedup.model.outcomes.outcome import OUTCOMES, Outcome, restricted

__all__ = [
    "OUTCOMES",
    "Outcome",
    "continuity",
    "duplication",
    "equity",
    "experience",
    "health",
    "money",
    "rationing",
    "restricted",
    "staff",
    "use",
]
