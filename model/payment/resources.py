"""What resources are spent on: headings of the resource-cost view, by site and kind of care."""

import numpy as np

from joinedup.agents.happenings import WHATS, What
from joinedup.agents.vocabulary import Sort
from joinedup.model.payment.service import LABORATORY_TESTS, TESTS

HEADINGS = (
    "general practice",
    "hospital, other",
    "community",
    "mental health",
    "social care",
    "out of hours",
    "hospital, A&E",
    "hospital, emergency",
    "hospital, elective",
    "hospital, outpatient",
    "hospital, tests",
    "meetings",
)
OTHER, AE, EMERGENCY, ELECTIVE, OUTPATIENT, TEST = 1, 6, 7, 8, 9, 10

_HOSPITAL = np.full(WHATS, OTHER)
_HOSPITAL[[What.AE_MINOR, What.AE_MAJOR, What.URGENT_REFERRAL, What.AE_MENTAL, What.BOARDED_DAYS]] = AE
_HOSPITAL[[What.ADMISSION, What.ADMISSION_ZERO_DAY, What.READMISSION, What.BED_DAYS_EMERGENCY]] = EMERGENCY
_HOSPITAL[[What.DAY_CASE, What.ELECTIVE_STAY, What.BED_DAYS_ELECTIVE]] = ELECTIVE
_HOSPITAL[[What.OUTPATIENT_FIRST, What.OUTPATIENT_FOLLOW_UP]] = OUTPATIENT
_HOSPITAL[What.TEST_0 : What.TEST_0 + TESTS] = TEST
_INTO = np.zeros((WHATS, len(HEADINGS)), np.int64)
_INTO[np.arange(WHATS), _HOSPITAL] = 1

_LABORATORY = slice(int(What.TEST_0), int(What.TEST_0) + LABORATORY_TESTS)


def by_heading(spent: np.ndarray, sort: np.ndarray, laboratory: np.ndarray) -> np.ndarray:
    """(sites, HEADINGS) pence spent by each site; tests that a practice asks for are spent by its laboratory.

    spent: (sites, WHATS) pence.  laboratory: (sites,) row of the site that does a practice's tests, -1 none.
    """
    cells = np.zeros((len(spent), len(HEADINGS)), np.int64)
    hospitals = np.flatnonzero(sort == Sort.HOSPITAL)
    cells[hospitals] = spent[hospitals] @ _INTO
    others = np.flatnonzero(sort != Sort.HOSPITAL)
    cells[others, sort[others]] = spent[others].sum(axis=1)
    sent = np.flatnonzero((sort == Sort.PRACTICE) & (laboratory >= 0))
    tests = spent[sent, _LABORATORY].sum(axis=1)
    cells[sent, int(Sort.PRACTICE)] -= tests
    np.add.at(cells[:, TEST], laboratory[sent], tests)
    return cells
