"""What can happen to a patient: the columns of the tallies, of the activity tables and of the event log.

One code per thing that happens. Some count (one each time), some weigh (days, minutes, pence); the unit
stands beside each. Blocks of codes (tests by type, letters by kind) start at the code named `…_0` and are
added to with the sub-code, so `TEST_0 + Test.SCAN` is a scan.
"""

from enum import IntEnum


class What(IntEnum):
    """Things that happen to patients, each with its unit in the comment."""

    # needs, people
    NEED_0 = 0  # + Kind: a need arises
    BIRTH = 6
    DEATH = 7
    DEATH_OF_EPISODE = 8  # of those, at the end of an acute episode
    DEATH_OF_BOARDING = 9  # of those, from a long wait for a bed
    PERSON_DAYS = 10  # days lived, weighed at each year's end
    # general practice
    GP_SAME_DAY = 11  # contact
    GP_BOOKED = 12  # contact
    GP_REVIEW = 13  # contact: planned review of long-term conditions
    GP_WAIT_DAYS = 14  # days from asking to appointment
    GP_LONG_WAIT = 15  # appointment more than 10 working days ahead
    GP_FAILED = 16  # wanted an appointment that suits, found none
    GP_ABANDONED = 17  # gave up waiting for an appointment
    SAME_DOCTOR = 18  # contact with the usual doctor
    OUT_OF_HOURS = 19  # call to 111
    MISHAP = 20  # new illness from treating blind
    # emergency
    AE_MINOR = 21  # attendance, types 2 to 4
    AE_MAJOR = 22  # attendance, type 1
    AE_FAILED_GP = 23  # attendance that an earlier appointment would have prevented
    AE_MENTAL = 24  # attendance for a mental-health crisis
    AE_LONG = 25  # attendance on a day when A&E takes over 4 hours
    URGENT_REFERRAL = 26  # seen by the acute take, sent in by a practice
    ADMISSION = 27  # emergency admission, one night or more
    ADMISSION_ZERO_DAY = 28  # emergency admission without a night
    ADMISSION_ACSC = 29  # of both, ambulatory-care-sensitive
    READMISSION = 30  # of both, within 30 days of a discharge
    READMISSION_ELECTIVE = 31  # of those, after an elective stay
    ADMISSION_AFTER_LOSS = 32  # of both, within 30 days of being through the net
    BOARDED_DAYS = 33  # patient-days in A&E waiting for a bed
    DISCHARGE = 34  # live discharge from a hospital, any stay or day case
    BED_DAYS_EMERGENCY = 35
    BED_DAYS_ELECTIVE = 36
    BED_DAYS_MENTAL = 37
    DELAYED_0 = 38  # + Delay: patient-days fit to leave and in a bed
    # electives
    REFERRAL = 48  # practice to hospital, sent
    CLOCK_START = 49
    DAY_CASE = 50
    ELECTIVE_STAY = 51
    ELECTIVE_WAIT_DAYS = 52
    ELECTIVE_IN_18_WEEKS = 53
    ELECTIVE_CANCELLED = 54
    OUTPATIENT_FIRST = 55
    OUTPATIENT_FOLLOW_UP = 56
    # tests and records
    TEST_0 = 57  # + Test: test done
    DUPLICATE_0 = 64  # + 7 × Cause + Test: of those, a valid result existed somewhere
    JUSTIFIED_REPEAT_0 = 92  # + Test: of those, an earlier result existed and was no longer valid
    VALID_PRIOR_0 = 99  # + Test: test needed while a valid result existed somewhere
    PRIOR_USED = 106  # result found or pushed, test not done
    PRIOR_USED_STALE = 107  # of those, the result was not valid
    LOOK_OFFERED = 108  # contact at which a record could have been opened
    LOOK = 109  # record opened
    LOOK_FOUND = 110  # of those, with what was sought
    CONTACT = 111  # any contact at which the story could be told
    HISTORY_UNSEEN = 112  # of those, no history to be seen: the patient tells it
    HISTORY_REPEATED = 113  # of those, another provider holds one a year old or less
    HISTORY_MINUTES = 114  # staff minutes spent on that
    # letters
    LETTER_SENT_0 = 115  # + Letter
    LETTER_LOST_0 = 126  # + Letter
    LETTER_LATE = 137  # met the next contact before it arrived
    LETTER_BOUNCED = 138  # arrived at a service that was full
    THROUGH_NET_DAYS = 139  # patient-days whose only answer was a lost or bounced message
    # other care
    STEP_UP = 140  # community episode instead of hospital
    STEP_DOWN = 141  # community episode after hospital
    COMMUNITY_DAYS = 142
    CRISIS_CARE = 143  # crisis team takes the case
    CRISIS_ADMISSION = 144  # mental health bed
    CRISIS_OUT_OF_AREA = 145  # days in a bed elsewhere
    SOCIAL_REQUEST = 146
    CARE_PACKAGE = 147
    CARE_PACKAGE_DAYS = 148
    # benefit, weighed in pounds
    MET_WEIGHT = 149  # need with positive net benefit, met in time
    UNMET_WEIGHT_0 = 150  # + Unmet: not met in time
    # pence
    WASTE = 157  # pence spent on actions with negative net benefit
    MEETING_HOURS = 158
    MULTIMORBID_CONTACT = 159  # GP contact of an adult with two or more conditions
    OUTPATIENT_SCAN = 161  # of the scans, those done in a clinic, which are paid for apart
    HISTORY_WANTED = 160  # contact at which no history lay in the provider's own file
    # quality of life, weighed in 1/10,000 QALY
    QALY = 192  # lived, illness and waiting aside, weighed at each year's end and at death
    QALY_LOST_ILLNESS = 193  # of those, while an acute problem was open
    QALY_LOST_WAITING = 194  # of those, on an elective waiting list
    BOARDED = 195  # admitted patient without a bed by the first night: over twelve hours in A&E
    # community, crisis, calls, staff
    OVERTIME = 182  # minutes
    CALL_UNANSWERED = 183  # 111 was engaged
    PROACTIVE_VISIT = 184  # planned visit to somebody at high risk
    PROACTIVE_FINDING = 185  # of those, a problem nobody had been told of
    COMMUNITY_FAILED = 186  # community episode after which the problem came back
    CRISIS_LINE = 187  # call answered by the crisis team
    CRISIS_DISCHARGE = 188  # assessed in a crisis, no further care
    PLAN_MADE = 189  # a joint meeting agreed a care plan

    # social care
    SOCIAL_ASSESSED = 162  # need assessed
    SOCIAL_ASSESSED_DAYS = 163  # days from asking to that, of people at home
    SOCIAL_REFUSED = 164  # of those assessed, need below the council's threshold
    REFUSED_IN_NEED = 165  # refused, or put off by the charge, with a need above one half
    SELF_FUNDER = 166  # of those found in need, means above the limit: pays all
    CARE_DECLINED = 167  # of those offered care, put off by the charge
    SOCIAL_CHARGE = 168  # pence paid by people towards care that the council arranges
    SELF_FUNDED = 169  # pence paid by people for care they arrange themselves
    HOME_CARE_START = 170
    HOME_CARE_HOURS = 171  # hours arranged by the council
    HOME_CARE_OWN_HOURS = 172  # hours people buy themselves
    CARE_HOME_START = 173
    CARE_HOME_DAYS = 174  # days arranged by the council
    CARE_HOME_OWN_DAYS = 175  # days people pay themselves
    CARE_HOME_REFUSED = 176  # a home that had room did not take a person the council pays for
    SPENT_DOWN = 177  # a self-funder's means have fallen to the limit
    FRAILTY_EXTRA = 178  # of frailty crises, those that unmet social need adds
    DELAYED_NHS = 179  # of delayed days, those the health service answers for
    DELAYED_SOCIAL = 180
    DELAYED_BOTH = 181


WHATS = 200  # columns of the tables; room for a few more
AGE_GROUPS = 8
FIFTHS = 5
GROUPS = FIFTHS * AGE_GROUPS


def column_names() -> list[str]:
    """A readable name for every column; blocks are spelled out."""
    from joinedup.agents.vocabulary import Cause, Delay, Kind, Letter, Test, Unmet

    blocks: dict[int, list[str]] = {
        What.NEED_0: [k.name for k in Kind if k >= 0],
        What.DELAYED_0: [d.name for d in Delay],
        What.TEST_0: [t.name for t in Test],
        What.DUPLICATE_0: [f"{c.name}_{t.name}" for c in Cause for t in Test],
        What.JUSTIFIED_REPEAT_0: [t.name for t in Test],
        What.VALID_PRIOR_0: [t.name for t in Test],
        What.LETTER_SENT_0: [x.name for x in Letter],
        What.LETTER_LOST_0: [x.name for x in Letter],
        What.UNMET_WEIGHT_0: [u.name for u in Unmet],
    }
    names = [f"spare_{i}" for i in range(WHATS)]
    for what in What:
        if what in blocks:
            stem = what.name.removesuffix("_0").lower()
            for i, part in enumerate(blocks[what]):
                names[what + i] = f"{stem}_{part.lower()}"
        else:
            names[what] = what.name.lower()
    return names
