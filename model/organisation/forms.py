"""The forms of organisation, as data: a form is one choice in each of some independent dimensions."""

from collections.abc import Callable
from difflib import get_close_matches
from enum import Enum
from typing import NamedTuple

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation.dimensions import (
    DataSharing,
    Entities,
    Exit,
    Fund,
    Meetings,
    Outcomes,
    Participation,
    Payment,
    Refusal,
    WhoseCare,
)
from joinedup.model.organisation.terms import Level

DEPTH = {
    Participation.NONE: Level.NONE,
    Participation.ALLIANCE: Level.ALLIANCE,
    Participation.VIRTUAL: Level.VIRTUAL,
    Participation.PARTIAL: Level.PARTIAL,
    Participation.FULL: Level.FULL,
    Participation.VOLUNTARY: Level.FULL,
    Participation.EMPLOYED: Level.FULL,
}
PER_HEAD = (Payment.PER_HEAD_BUT_GP, Payment.PER_HEAD, Payment.PREMIUM)  # to one that holds the budget
SHARED_SAVINGS = (Payment.SHARED_SAVINGS, Payment.SHARED_SAVINGS_AND_LOSSES)  # to a group


class Form(NamedTuple):
    """A form of organisation; what is not said is as in the base year.

    Source: House of Commons Library briefings on accountable care, 2017-18: "there is no defined model".
    """

    payment: Payment = Payment.AS_BEFORE
    entities: Entities = Entities.MANY
    outcomes: Outcomes = Outcomes.NONE
    data_sharing: DataSharing = DataSharing.SUMMARY
    meetings: Meetings = Meetings.NONE
    participation: Participation = Participation.NONE  # what general practices are offered
    whose_care: WhoseCare = WhoseCare.COUNCIL
    exit: Exit = Exit.ANY_TIME
    outside_money: Fund = Fund.NONE
    refusal: Refusal = Refusal.OPEN_LISTS

    @property
    def offered(self) -> Level:
        """How far practices may take part, or must."""
        return DEPTH[self.participation]

    @property
    def has_one_budget(self) -> bool:
        """Whether one entity holds the budget for the care of the place."""
        return self.entities in (Entities.POOL, Entities.ONE) and self.payment in PER_HEAD

    @property
    def shares_savings(self) -> bool:
        """Whether a group of providers shares what its patients' care costs less."""
        return self.payment in SHARED_SAVINGS

    @property
    def has_joint_result(self) -> bool:
        """Whether one entity has a result that a company could run it for."""
        return self.has_one_budget or self.shares_savings


def whose_patients(form: Form) -> str:
    """Whose care counts, in words: everybody sees the practice that has them on its list."""
    if form.shares_savings:
        return "those who see its practices; free choice"
    return "members of its practices" if form.payment is Payment.PREMIUM else "registered"


def who_keeps_a_surplus(form: Form) -> str:
    """In words."""
    if form.shares_savings:
        return "each provider; savings: the group and the payer"
    if form.payment in (Payment.CONTROL_TOTAL, Payment.GAIN_SHARE):
        return "each provider; the system's: members and the payer"
    return "who holds the budget" if form.has_one_budget else "each legal entity"


def who_runs_it(form: Form) -> str:
    """In words."""
    if not form.has_joint_result:
        return "nobody"
    return "providers, or a company (+private)" if form.shares_savings else "NHS, or a company (+private)"


DIMENSIONS: dict[str, type[Enum]] = Form.__annotations__


def key_of(choice: Enum) -> str:
    """A choice in a dimension as a user writes it."""
    return choice.name.lower().replace("_", "-")


FORMS = {
    "separate": Form(),
    "stp": Form(meetings=Meetings.PLAN),
    "acp": Form(
        data_sharing=DataSharing.PAIRWISE,
        meetings=Meetings.IF_CHOSEN,
        participation=Participation.ALLIANCE,
        whose_care=WhoseCare.JOINT,
    ),
    "acs": Form(
        payment=Payment.CONTROL_TOTAL,
        data_sharing=DataSharing.PAIRWISE_PLATFORM,
        meetings=Meetings.IF_CHOSEN,
        participation=Participation.ALLIANCE,
        whose_care=WhoseCare.JOINT,
        exit=Exit.YEARLY,
        outside_money=Fund.OPTIONAL,
    ),
    "aco-virtual": Form(
        payment=Payment.GAIN_SHARE,
        data_sharing=DataSharing.PAIRWISE,
        meetings=Meetings.IF_CHOSEN,
        participation=Participation.VIRTUAL,
        whose_care=WhoseCare.JOINT,
        exit=Exit.YEARLY,
        outside_money=Fund.OPTIONAL,
    ),
    "aco-partial": Form(
        payment=Payment.PER_HEAD_BUT_GP,
        entities=Entities.POOL,
        outcomes=Outcomes.READMISSIONS,
        data_sharing=DataSharing.MEMBERS,
        meetings=Meetings.PAID,
        participation=Participation.PARTIAL,
        whose_care=WhoseCare.OPTIONAL,
        exit=Exit.CONTRACT,
        outside_money=Fund.OPTIONAL,
    ),
    "aco-full": Form(
        payment=Payment.PER_HEAD,
        entities=Entities.ONE,
        outcomes=Outcomes.READMISSIONS,
        data_sharing=DataSharing.PUSH,
        meetings=Meetings.PAID,
        participation=Participation.FULL,
        whose_care=WhoseCare.OPTIONAL,
        exit=Exit.CONTRACT,
        outside_money=Fund.OPTIONAL,
    ),
    "us-aco": Form(
        payment=Payment.SHARED_SAVINGS,
        entities=Entities.GROUP,
        outcomes=Outcomes.READMISSIONS,
        data_sharing=DataSharing.PRACTICES,
        meetings=Meetings.IF_CHOSEN,
        participation=Participation.VOLUNTARY,
        exit=Exit.AGREEMENT,
        refusal=Refusal.INSURER,
    ),
    "integrated": Form(
        payment=Payment.PREMIUM,
        entities=Entities.ONE,
        data_sharing=DataSharing.PUSH,
        meetings=Meetings.PAID,
        participation=Participation.EMPLOYED,
        whose_care=WhoseCare.OPTIONAL,
        exit=Exit.YEARLY,
        refusal=Refusal.INSURER,
    ),
}

MEANINGS = {
    "separate": "separate organisations, as in the base year",
    "stp": "sustainability and transformation partnership: a common plan",
    "acp": "accountable care partnership: an alliance; no money changes",
    "acs": "accountable care system: shares risk and gain on a control total",
    "aco-virtual": "accountable care organisation, practices in alliance",
    "aco-partial": "accountable care organisation, practices keep their contract",
    "aco-full": "accountable care organisation, practices join",
    "us-aco": "group of practices that shares savings, as in Medicare",
    "integrated": "insurer and provider in one, as Kaiser Permanente",
}


class Choice(NamedTuple):
    """A form, and what was left open in it."""

    form: Form
    private: bool = False  # a company runs the joint budget
    fund: bool = False  # money from outside for community places
    social_care: bool = False  # social care is in the budget

    @property
    def social_care_in_budget(self) -> bool:
        """Whether the joint budget pays for social care."""
        return self.social_care or self.form.whose_care is WhoseCare.IN_BUDGET


def form_called(name: str) -> Form:
    """The form of a name.

    Raises: ValueError for an unknown one, with the nearest that is known.
    """
    found = FORMS.get(name.strip().lower())
    if found is None:
        near = get_close_matches(name.lower(), FORMS, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise ValueError(f"no form {name!r}{hint}; there are: {', '.join(FORMS)}")
    return found


def checked(choice: Choice) -> Choice:
    """The choice, if its form leaves open what was chosen.

    Raises: ValueError for a company with no budget to run, or money or social care the form has no room for.
    """
    form = choice.form
    if form.payment in PER_HEAD and not form.has_one_budget:
        raise ValueError(
            "payment: a sum per head for all care needs one entity to pay it to; make entities pool or one"
        )
    if form.shares_savings and form.entities is Entities.MANY:
        raise ValueError(
            "payment: savings are shared with a group of providers; make entities group or group-and-hospitals"
        )
    if choice.private and not form.has_joint_result:
        some = _names(lambda f: f.has_joint_result)
        raise ValueError(f"private: the form has no budget that a company could run; choose one of: {some}")
    if choice.fund and form.outside_money is Fund.NONE:
        some = _names(lambda f: f.outside_money is not Fund.NONE)
        raise ValueError(f"fund: the form has no money from outside; choose one of: {some}")
    if choice.social_care_in_budget and not form.has_one_budget:
        some = _names(lambda f: f.has_one_budget)
        raise ValueError(
            f"social-care: the form has no one budget that could pay for it; choose one of: {some}"
        )
    return choice


def _names(fits: Callable[[Form], bool]) -> str:
    return ", ".join(name for name, form in FORMS.items() if fits(form))


def checked_for(choice: Choice, sorts: frozenset[int]) -> Choice:
    """The choice, if a place with these sorts of provider can take it.

    Raises: ValueError for a form that needs a provider the place lacks.
    """
    checked(choice)
    form = choice.form
    money_changes = form.payment is not Payment.AS_BEFORE or form.entities is not Entities.MANY
    needs = {Sort.HOSPITAL: "hospital"} if money_changes else {}
    if money_changes and not form.shares_savings:  # savings are counted in hospital care alone
        needs[Sort.COMMUNITY] = "community service"
    for sort, name in needs.items():
        if sort not in sorts:
            raise ValueError(
                f"the form changes who pays for its care, but the place has no {name}; add one to the place, "
                "or choose separate, stp or acp"
            )
    if choice.social_care_in_budget and Sort.COUNCIL not in sorts:
        raise ValueError(
            "social-care: the place has no council whose care could be in the budget; leave it out"
        )
    if choice.fund and Sort.COMMUNITY not in sorts:
        raise ValueError("fund: the place has no community service that could have more places; leave it out")
    return choice
