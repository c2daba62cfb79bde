"""What we count: one concern a file, each outcome a function of one year's book that only reads.

outcome      how an outcome is declared and registered
duplication  tests done again, stories told again, records opened, letters lost
use          general practice, A&E, admissions, beds, delays, electives
rationing    need not met in time, and waste
continuity   how much of a patient's care one provider gives
equity       the slope of an outcome over deprivation
money        what payers paid, what care cost, by sector
"""

from joinedup.model.outcomes import duplication, money, rationing, use
from joinedup.model.outcomes.outcome import OUTCOMES, Outcome, restricted

__all__ = ["OUTCOMES", "Outcome", "duplication", "money", "rationing", "restricted", "use"]
