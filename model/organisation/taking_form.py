"""What a form writes into the terms: one part for each of its dimensions, whatever the form is called."""

from dataclasses import replace

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation import parts
from joinedup.model.organisation.dimensions import (
    DataSharing,
    Entities,
    Exit,
    Meetings,
    Outcomes,
    Participation,
    Payment,
    Refusal,
    WhoseCare,
)
from joinedup.model.organisation.entity import NHS, joint_entity
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.forms import PER_HEAD, Choice, checked_for
from joinedup.model.organisation.parts import Draft
from joinedup.model.organisation.sharing import holds_back, shares_gain, shares_gain_and_risk, shares_savings
from joinedup.model.organisation.terms import NOT_BOUGHT, Level, Operator, Terms
from joinedup.model.payment.transformation_fund import TransformationFund

YEAR = 365


def under_form(terms: Terms, choice: Choice, facts: Facts) -> Terms:
    """The terms after providers have taken a form.

    A form is built on what there was before any: a path from form to form leaves no traces but a record
    platform that was bought and a fund that was granted.
    facts.paid: £ a year of the contracts there were before any form, as `before_any(terms)` has them.
    Raises: ValueError for a form that this place cannot take.
    """
    checked_for(choice, frozenset(facts.sort))
    form, base = choice.form, before_any(terms)
    members = members_of(choice)
    draft = parts.drafted(base, facts)
    if members:
        draft = parts.joins(draft, facts, members)
    draft = _paid(draft, choice, facts)
    if form.meetings is Meetings.PAID:
        draft = parts.pays_for_meetings(
            draft, facts, sorted(parts.sites_of(facts, members | {Sort.PRACTICE}))
        )
    draft = _funded(draft, terms, choice, facts)
    new = replace(base, contracts=draft.contracts, entity_of=draft.entity_of, before=base)
    return _with_agreement(_sharing(new, terms, choice, facts), choice, facts)


def before_any(terms: Terms) -> Terms:
    """The terms there were before any change."""
    return terms if terms.before is None else terms.before


def members_of(choice: Choice) -> frozenset[int]:
    """Sorts of provider that become one legal entity."""
    members = {
        Entities.MANY: frozenset[int](),
        Entities.GROUP: frozenset({Sort.PRACTICE}),
        Entities.GROUP_AND_HOSPITALS: frozenset({Sort.PRACTICE, Sort.HOSPITAL}),
        Entities.POOL: NHS - {Sort.PRACTICE},
        Entities.ONE: NHS,
    }[choice.form.entities]
    return members | {Sort.COUNCIL} if choice.social_care_in_budget else members


def _paid(draft: Draft, choice: Choice, facts: Facts) -> Draft:
    """What is paid for care: in place of what was paid before, or over it."""
    payment = choice.form.payment
    at_stake = choice.form.outcomes is not Outcomes.NONE
    if payment is Payment.PER_HEAD_OWN:
        return parts.pays_each_per_head(draft, facts)
    if payment in PER_HEAD:
        covers = parts.is_bought_beyond_practices if payment is Payment.PER_HEAD_BUT_GP else parts.is_bought
        draft = parts.pays_one_per_head(draft, facts, covers)
        return holds_back(draft, facts) if at_stake else draft
    draft = parts.scaled(draft, facts.adequacy)
    if payment is Payment.CONTROL_TOTAL:
        return shares_gain_and_risk(draft, facts)
    if payment is Payment.GAIN_SHARE:
        return shares_gain(draft, facts)
    if choice.form.shares_savings:
        kind = "one-sided" if payment is Payment.SHARED_SAVINGS else "two-sided"
        return shares_savings(draft, facts, kind, at_stake)
    return draft


def _funded(draft: Draft, terms: Terms, choice: Choice, facts: Facts) -> Draft:
    """Funds in force go on, to whoever now owns the service; a new one is granted where there is none."""
    running = [c for c in terms.contracts if isinstance(c, TransformationFund)]
    if running:
        return draft.adding(replace(c, payee=draft.entity_of[c.sites[0]]) for c in running)
    return parts.funds(draft, before_any(terms), facts) if choice.fund else draft


def _sharing(new: Terms, terms: Terms, choice: Choice, facts: Facts) -> Terms:
    """Data sharing as the form has it; a platform once bought stays with those who bought it."""
    new = replace(new, platform_day=terms.platform_day, platform_sites=terms.platform_sites)
    sharing = choice.form.data_sharing
    if sharing is DataSharing.SUMMARY:
        return new
    joint_care = choice.social_care_in_budget or choice.form.whose_care is WhoseCare.JOINT
    sorts = NHS | {Sort.COUNCIL} if joint_care else NHS
    if sharing is DataSharing.PRACTICES:
        sorts = frozenset({Sort.PRACTICE})
    sites = parts.sites_of(facts, sorts)
    if sharing in (DataSharing.PAIRWISE, DataSharing.PAIRWISE_PLATFORM) and facts.willing is not None:
        sites &= facts.willing
    if sharing is DataSharing.PAIRWISE:
        return replace(new, signed=sites)
    return parts.buys_platform(new, facts, sites)


def _with_agreement(terms: Terms, choice: Choice, facts: Facts) -> Terms:
    """Levels of participation, who holds the budget, who runs it, and when it ends."""
    form, numbers = choice.form, facts.numbers
    holder = joint_entity(len(facts.sort)) if form.has_joint_result else None
    years = {
        Exit.YEARLY: 1.0,
        Exit.AGREEMENT: float(numbers.agreement_years),
        Exit.CONTRACT: float(numbers.contract_years),
    }.get(form.exit)
    joined = Sort.COMMUNITY in members_of(choice)
    close = joined and form.offered >= Level.PARTIAL
    return replace(
        terms,
        levels=_levels(terms, choice, facts),
        employed=form.participation is Participation.EMPLOYED,
        budget_holder=holder,
        operator=_operator(choice, facts),
        colocated=parts.sites_of(facts, {Sort.PRACTICE}) if close else frozenset(),
        plan_meeting_hours=float(numbers.plan_hours) if form.meetings is Meetings.PLAN else 0.0,
        may_meet=form.meetings is Meetings.IF_CHOSEN,
        ends=NOT_BOUGHT if years is None else facts.day + round(years * YEAR),
        refusal_cost=float(numbers.refusal_insurer)
        if form.refusal is Refusal.INSURER
        else terms.refusal_cost,
    )


def _levels(terms: Terms, choice: Choice, facts: Facts) -> tuple[int, ...]:
    """Level of each site: members of the joint entity take part in full, practices as far as they are offered.

    Where no entity is founded, all NHS providers work together as far as practices are offered.
    """
    offered = choice.form.offered
    if offered is Level.NONE:
        return ()
    joint = joint_entity(len(facts.sort))
    others = NHS if joint not in terms.entity_of else frozenset({Sort.PRACTICE})
    return tuple(
        int(Level.FULL if e == joint else offered if s in others else Level.NONE)
        for e, s in zip(terms.entity_of, facts.sort, strict=True)
    )


def _operator(choice: Choice, facts: Facts) -> Operator | None:
    if not choice.private:
        return None
    numbers = facts.numbers
    return Operator(
        altruism=float(numbers.private_altruism),
        hurdle=float(numbers.private_hurdle),
        profit_cap=float(numbers.private_cap),
        equity=float(numbers.private_equity) * facts.adequacy * sum(facts.paid),
    )
