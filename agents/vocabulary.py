"""The codes stored in tables, and the purposes of random draws.

A code never changes its meaning; a new one is a new line at the end of its list.
"""

from enum import IntEnum


class Sort(IntEnum):
    """Sorts of provider."""

    PRACTICE = 0
    HOSPITAL = 1
    COMMUNITY = 2
    MENTAL_HEALTH = 3
    COUNCIL = 4
    OUT_OF_HOURS = 5
    CARE_HOME = 6
    HOME_CARE = 7


class Kind(IntEnum):
    """Kinds of need."""

    NONE = -1
    MINOR = 0  # self-limiting
    ACUTE = 1  # other acute
    EXACERBATION = 2  # of a long-term condition; ambulatory-care-sensitive
    CRISIS = 3  # mental health
    ELECTIVE = 4
    FRAILTY = 5  # frailty or social crisis


class Where(IntEnum):
    """Where a patient is. Every living patient is in exactly one of these, every day."""

    HOME = 0
    BOARDING = 1  # admitted, in A&E, waiting for a bed
    WARD = 2
    DELAYED = 3  # in a ward bed, fit to leave
    CRISIS_BED = 4  # mental health bed
    ELECTIVE_WARD = 5
    UNBORN = 6  # a row that waits for a birth
    DEAD = 7


class Step(IntEnum):
    """What a patient at home is doing about the active problem."""

    NOTHING = 0
    SEEKS = 1  # will look for help on the step day
    APPOINTMENT = 2  # has a booked appointment on the step day
    REFERRED = 3  # has asked for help by letter and waits for an answer
    IN_COMMUNITY_CARE = 4  # a community or crisis team has the case until the step day
    RELAPSES = 5  # falls ill again soon after leaving hospital


class Test(IntEnum):
    """Types of test and assessment."""

    BLOOD = 0
    XRAY = 1
    SCAN = 2  # ultrasound, CT, MRI
    HEART = 3  # ECG, echo
    FUNCTION = 4  # functional or therapy assessment
    NEEDS = 5  # social-care needs assessment
    MENTAL = 6  # mental-health assessment


class Letter(IntEnum):
    """Kinds of message between providers."""

    REFER_OP = 0
    REFER_URGENT = 1
    RESULT = 2
    DISCHARGE = 3
    STEP_DOWN = 4
    STEP_UP = 5
    SC_REQUEST = 6
    MH_CRISIS = 7
    CLINIC_LETTER = 8
    AE_LETTER = 9
    MDT_ACTION = 10


class Cause(IntEnum):
    """Why a test was a duplicate."""

    NO_CHANNEL = 0  # no record of the other site could be opened
    NOT_LOOKED = 1
    LOOKED_NOT_FOUND = 2
    KNOWN_REPEAT = 3


class Unmet(IntEnum):
    """Why a need with positive net benefit was not met in time."""

    DID_NOT_SEEK = 0
    WAITING = 1
    THRESHOLD = 2  # seen, and refused or given less than the best action
    LOST = 3  # a message about it was lost
    BOUNCED = 4  # the message arrived; the service was full
    MEANS_TEST = 5
    DIED = 6


class Delay(IntEnum):
    """Why a fit patient is still in a hospital bed."""

    ASSESSMENT = 0
    FUNDING = 1
    FURTHER_NHS = 2
    CARE_PACKAGE = 3
    RESIDENTIAL = 4
    NURSING = 5
    EQUIPMENT = 6
    CHOICE = 7
    HOUSING = 8
    DISPUTE = 9


class Act(IntEnum):
    """Actions with a margin: what one more of each does to the money of the decider's entity (£)."""

    TEST_BLOOD = 0
    TEST_XRAY = 1
    TEST_SCAN = 2
    TEST_HEART = 3
    TEST_FUNCTION = 4
    TEST_NEEDS = 5
    TEST_MENTAL = 6
    ADMIT = 7
    READMIT = 8
    ELECTIVE = 9  # one more elective treatment, at ordinary cost
    REFER = 10  # a practice refers to a clinic
    SEND_IN = 11  # a practice sends a patient to the acute take
    STEP_UP = 12  # a community episode instead of an admission
    CRISIS_CARE = 13  # a crisis team's case
    CARE_PACKAGE = 14
    MEETING_HOUR = 15  # one staff hour in a joint meeting
    LOST_LETTER = 16  # one more message lost
    CONTACT = 17  # one more contact
    OUTPATIENT_SCAN = 18  # one more scan at an outpatient visit, paid for separately where scans are
    CRISIS_BED = 19  # a mental health bed for one crisis
    OUT_OF_AREA = 20  # a mental health bed elsewhere for one crisis


class Skill(IntEnum):
    """Skills of staff: who can stand in for whom."""

    GP = 0
    NURSE = 1
    THERAPIST = 2
    SOCIAL_WORKER = 3
    CONSULTANT = 4
    ADMIN = 5


class Luck(IntEnum):
    """Purposes of random draws. Never reuse one; gaps leave room for draws that come in pairs."""

    # the person
    SEX = 0
    AGE = 1
    DEPRIVATION = 2
    CONDITIONS = 3
    MENTAL = 4
    CONTROL = 6
    SEVERITY_OF_MIND = 12
    BIRTHDAY = 13
    CAPITAL = 14  # and 15
    HOME_OWNER = 16
    CARER = 17
    LOCATION = 18  # and 19
    SOCIAL_NEED = 20
    USUAL_DOCTOR = 21
    PRONE = 22  # and 23
    # the body
    NEED_GAP = 30
    NEED_KIND = 31
    NEED_ACCEPT = 32
    SEVERITY = 33  # and 34 to 38: a beta draw
    BENEFIT = 39
    DEATH = 40
    DEATH_DAY = 41
    NEW_CONDITION = 42
    RECOVERY = 43
    EPISODE_DEATH = 44
    # seeking help
    SEEK = 50
    SEEK_GAP = 51
    PERCEPTION = 52  # and 53
    DOOR = 54  # and 55, 56, 57
    ATTEND = 58
    ABANDON = 59
    REVIEW_GAP = 60
    REVIEW_KIND = 61
    SAME_DOCTOR = 62
    ORDER = 63
    # a contact
    ASSESS = 70  # and 71
    NEED_TEST = 72  # to 78
    AVAILABLE = 79
    LOOK = 80
    FOUND = 81
    CLINICIAN = 82  # and 83
    CHOICE = 84  # to 91
    TREATED = 92
    MISHAP = 93
    PERCEIVED_BENEFIT = 94  # and 95
    PAYLOAD = 96
    # letters
    LOST = 100
    TRANSIT = 101  # and 102
    TRACKED = 103
    # the hospital
    ZERO_DAY = 110
    STAY = 111  # and 112
    COST = 113  # and 114
    READMISSION = 115
    READMISSION_DAY = 116
    DESTINATION = 117
    DELAY_REASON = 118
    DELAY_LENGTH = 119
    PRIORITY = 120
    DAY_CASE = 121
    ELECTIVE_STAY = 122  # and 123
    FOLLOW_UP = 124
    BOARDING_DEATH = 125
    BEDS = 126
    # community and social care
    COMMUNITY_STAY = 130
    CRISIS_STAY = 131
    PACKAGE = 132
    ELIGIBLE = 133
    RELAPSE = 134
    ARRANGED = 135
    # births
    BIRTH = 140
    # calls, crises, the caseload
    ENGAGED = 170
    CALL_CHOICE = 171  # and 172
    POLICE = 173
    CRISIS_CHOICE = 174  # to 177
    FINDING = 178
    DISCUSSED = 179
    # continuity
    OTHER_DOCTOR = 190
    # social care
    ASK_FOR_CARE = 150
    TAKE_UP = 151
    PANEL = 152
    HOME_VISIT = 153
    CHOICE_OF_HOME = 154
    PLACE_FREE = 155
    HOME_DECIDES = 156
    MOVE = 157
    RESPONSIBLE = 158
    FIRST_CARE = 159
    AGENCY = 160
    STOP = 161
    INCOME = 162  # and 163
    PAID_SO_FAR = 164
    # the year
    INDEPENDENCE = 196
    TAKING_PART = 197
    RESCUE = 198
    WORK_UP = 199  # and 200
    # those who evaluate
    PLACES_DRAWN = 202
    PLACEBOS_DRAWN = 203
