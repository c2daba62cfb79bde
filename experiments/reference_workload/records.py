"""What the engine keeps: a person in 32 bytes, a hospital, a catchment; and the codes stored in them."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from joinedup.experiments.reference_workload.workload import ReferenceParameters

NEVER = -1
LONG_AGO = -1_000

PERSON = np.dtype(
    (
        np.record,
        [
            ("last_tests", "i4", (4,)),  # day of the last test of each kind
            ("readmission_day", "i4"),  # NEVER if none is coming
            ("referral_day", "i4"),  # day the clinic wait began, if `waiting`
            ("practice", "i4"),  # row in the catchment
            ("age", "u1"),  # years
            ("conditions", "u1"),  # long-term conditions, 0 to 4
            ("where", "u1"),  # Where
            ("waiting", "u1"),  # 1 while on the clinic's list
        ],
    )
)
assert PERSON.itemsize == 32

HOSPITAL = np.dtype(
    (
        np.record,
        [
            ("free_beds", "i8"),
            ("free_packages", "i8"),
            ("occupied", "i8"),
            ("messages", "i8"),  # sent in this window; more than fit in the box is an error
        ],
    )
)


class Where(IntEnum):
    """Where a person is."""

    HOME = 0
    QUEUE = 1  # admitted, waiting for a bed
    BED = 2
    BED_THEN_CARE = 3  # in a bed, and will need a package to leave it
    DELAYED = 4  # fit to leave, no package


class Count(IntEnum):
    """Columns of the daily counts; the names of `workload.Day` in order."""

    GP_CONTACTS = 0
    TESTS = 1
    DUPLICATES = 2
    AVOIDED = 3
    REFERRALS = 4
    SEEN = 5
    WAITED_DAYS = 6
    EMERGENCIES = 7
    ADMISSIONS = 8
    READMISSIONS = 9
    DISCHARGES = 10
    OCCUPIED = 11
    DELAYED = 12
    BED_QUEUE = 13
    CLINIC_QUEUE = 14


class Purpose(IntEnum):
    """Purposes of draws; 1 and 2 made the people."""

    GAP = 10  # to the next need
    GAP_HOME = 11  # to the next need, after a stay
    KIND = 12
    ADMITTED = 13
    TESTED = 14
    TEST_KIND = 15
    SEEN = 16
    REFERRED = 17
    STAY = 18  # and 19
    NEEDS_CARE = 20
    FOLLOWED = 21
    READMITTED = 22
    READMISSION_DAY = 23


class Sent(IntEnum):
    """What a day at home sends to the hospital."""

    NOTHING = 0
    ADMISSION = 1
    REFERRAL = 2
    PERHAPS_REFERRAL = 3  # was on the list when the window began


class Queue(IntEnum):
    """Queues of a hospital: first come, first served."""

    BED = 0
    CARE = 1
    CLINIC = 2


class Catchment(NamedTuple):
    """One hospital, its practices and their people."""

    first_person: int  # id of row 0
    people: np.ndarray  # (people,) PERSON
    heads: np.ndarray  # day buckets: one row a practice, then AGAIN and WARDS
    links: np.ndarray  # (people,) of the calendar; nobody is in two buckets
    bounds: np.ndarray  # (practices + 1,) rows
    contacts: np.ndarray  # (practices,) GP contacts
    hospital: np.ndarray  # (1,) HOSPITAL
    packages_ending: np.ndarray  # (days + package) packages by last day
    queues: np.ndarray  # (3, people) rows, in rings as long as the catchment is large: none can overflow
    queue_ends: np.ndarray  # (3, 2): position of the first, number waiting
    box: np.ndarray  # (messages, 3) int32: row, Sent, next message of the same day
    box_heads: np.ndarray  # (days,) newest message of a day
    scratch: np.ndarray  # (3, people) int32: people due; people and kinds of the day's arrivals
    counts: np.ndarray  # (days, 15) int64


class Terms(NamedTuple):
    """The numbers a kernel needs, as plain floats."""

    numbers: ReferenceParameters
    gaps: np.ndarray  # (5,) -1 / log(1 - daily need), days
    emergency_share: float
    log_stay: float
    slots: float  # of the clinic, a day


AGAIN, WARDS = -2, -1  # rows of `heads`, from the end: home and due again in this window; leaving a bed
