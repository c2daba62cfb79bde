"""One row per referral edge: what the kernels read of the referral graph."""

import numpy as np

LETTERS = 11
NO_CAP = 1_000_000.0  # requests a month; more than anybody makes

EDGE = np.dtype(
    (
        np.record,
        [
            ("source", "i2"),  # row of the site that sends
            ("target", "i2"),  # row of the site that receives
            ("relationship", "f8"),  # c: 0 to 1, trust, knowing whom to call
            ("availability", "f8"),  # a: chance that the source can open the target's record of a patient
            ("agreement", "f8"),  # data-sharing agreement: 0 or 1
            ("completeness", "f8"),  # k: share of the relevant items in what arrives or is opened
            ("push", "f8"),  # 1: results and letters are shown without being asked for
            ("track", "f8"),  # 1: lost messages are detected
            ("colocated", "f8"),  # 1: staff share premises
            ("look_minutes", "f8"),  # what opening a record costs, in clinician-minutes
            ("meeting_hours", "f8"),  # a month, joint
            ("flow", "f8"),  # patients shared a month, smoothed
            ("sent", "i8"),  # messages this month
            ("shared", "i8"),  # messages since the start
            ("cap", "f8"),  # requests of a practice that the target takes in a month; NO_CAP for all
            ("asked", "i8"),  # of those taken, this month
            ("sent_back", "i8"),  # requests above the cap, since the start
            ("base_loss", "f8", (LETTERS,)),  # f0 by Letter
            ("base_delay", "f8", (LETTERS,)),  # d0 by Letter, days
            ("loss", "f8", (LETTERS,)),  # f
            ("delay", "f8", (LETTERS,)),  # d, days
        ],
    )
)
