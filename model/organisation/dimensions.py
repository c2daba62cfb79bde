"""The dimensions of a form of organisation: each may be chosen independently of the others.

The value of every choice is what it means, in the words of the table that `joinedup forms` prints.
"""

from enum import Enum


class Payment(Enum):
    """How care is paid for."""

    AS_BEFORE = "fees, blocks, lists"
    CONTROL_TOTAL = "as before; members share what is over or under a control total"
    GAIN_SHARE = "as before; members share what is saved"
    SHARED_SAVINGS = "as before; a share of savings against a benchmark"
    SHARED_SAVINGS_AND_LOSSES = "as before; a share of savings and losses against a benchmark"
    PER_HEAD_OWN = "every provider a sum per head for its own care"
    PER_HEAD_BUT_GP = "a sum per head for all but core general practice"
    PER_HEAD = "a sum per head for all care"
    PREMIUM = "a premium per head for all care"


class Entities(Enum):
    """Which legal entities there are."""

    MANY = "each provider its own"
    GROUP = "practices a group, the others their own"
    GROUP_AND_HOSPITALS = "practices and hospitals a group, the others their own"
    POOL = "one, and the practices"
    ONE = "one"


class DataSharing(Enum):
    """Who may open whose records."""

    SUMMARY = "national summary only"
    PAIRWISE = "those who sign"
    PAIRWISE_PLATFORM = "those who sign; a platform paid for together"
    PRACTICES = "practices, on one platform"
    MEMBERS = "all members, on one platform"
    PUSH = "one system: results are shown unasked"


class Outcomes(Enum):
    """What is paid only if care is good."""

    NONE = "none"
    READMISSIONS = "a part, for few readmissions"


class Meetings(Enum):
    """Who pays for joint meetings."""

    NONE = "not paid"
    PLAN = "an hour a month, by plan"
    IF_CHOSEN = "by those who choose to meet"
    PAID = "paid"


class Participation(Enum):
    """How far practices take part."""

    NONE = "–"
    ALLIANCE = "by choice: in an alliance"
    VIRTUAL = "by choice: in an alliance with the budget holder"
    PARTIAL = "by choice: own contract kept, shared incentive and team"
    FULL = "by choice: up to joining, own contract suspended"
    VOLUNTARY = "a group that may be left; own contract kept"
    EMPLOYED = "employed"


class WhoseCare(Enum):
    """Where social care stands."""

    COUNCIL = "the council's"
    JOINT = "joint, with the council's budget"
    OPTIONAL = "the council's, or in the budget (+social-care)"
    IN_BUDGET = "in the budget"


class Exit(Enum):
    """When the agreement ends or may be left."""

    ANY_TIME = "any time"
    YEARLY = "yearly"
    AGREEMENT = "after an agreement of 3 years"
    CONTRACT = "after a contract of 10 years"


class Fund(Enum):
    """Money from outside for community places."""

    NONE = "none"
    OPTIONAL = "£26 a head (+fund)"


class Refusal(Enum):
    """What it costs those who decide to refuse a patient."""

    OPEN_LISTS = "lists are open"
    INSURER = "usual"
