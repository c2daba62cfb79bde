"""What members of a system share over what they are paid for care: gains, losses, savings against a benchmark."""

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation import parts
from joinedup.model.organisation.entity import NHS, joint_entity
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.parts import Draft
from joinedup.model.payment.contract import Party
from joinedup.model.payment.distribution import Members, shares_by
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.measure import Measure, Target
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.service import Service, hospital_prices
from joinedup.model.payment.shared_savings import SharedSavings, benchmark_from, preset


def members_shares(draft: Draft, facts: Facts) -> dict[int, float]:
    """Share of each legal entity of NHS providers in what they share: by what each is paid for care."""
    entities = sorted({draft.entity_of[i] for i in parts.sites_of(facts, NHS)})
    budget = {entity: 0.0 for entity in entities}
    for contract, paid in zip(draft.contracts, draft.paid, strict=True):
        if contract.payee in budget and parts.is_bought(contract):
            budget[contract.payee] += paid
    sums, none = np.array(list(budget.values())), np.zeros(len(entities))
    shares = shares_by("budget share", 1.0, Members(sums, none, none, none, none))
    return dict(zip(entities, shares.tolist(), strict=True))


def control_total(facts: Facts) -> float:
    """£ a year that the care of all NHS providers costs at the margin, as it was given lately."""
    sites = sorted(parts.sites_of(facts, NHS))
    return facts.adequacy * float(facts.services[sites].sum(axis=0) @ facts.costs)


def shares_gain_and_risk(draft: Draft, facts: Facts) -> Draft:
    """Members share with the payer, within a collar, what all their care costs less or more than it did."""
    numbers, total = facts.numbers, control_total(facts)
    return draft.adding(
        GainRiskShare(
            payer=Party.COMMISSIONER,
            payee=member,
            sites=tuple(sorted(parts.sites_of(facts, NHS))),
            lists=(),
            what="gain and risk share",
            target=total,
            share=float(numbers.system_share) * share,
            collar=float(numbers.collar),
            costs=tuple(facts.costs.tolist()),
        )
        for member, share in members_shares(draft, facts).items()
    )


def shares_gain(draft: Draft, facts: Facts) -> Draft:
    """The same, but losses stay where they fall."""
    numbers = facts.numbers
    lists = tuple(sorted(parts.sites_of(facts, {Sort.PRACTICE})))
    weighted = float(facts.weighted[list(lists)].sum())
    return draft.adding(
        SharedSavings(
            payer=Party.COMMISSIONER,
            payee=member,
            sites=tuple(sorted(parts.sites_of(facts, NHS))),
            lists=lists,
            what="gain share",
            prices=tuple(facts.costs.tolist()),
            benchmark=control_total(facts) / weighted,
            start=facts.day,
            share=float(numbers.alliance_share) * share,
            minimum=0.0,
            cap=float(numbers.alliance_share) * share * float(numbers.collar),
        )
        for member, share in members_shares(draft, facts).items()
    )


def shares_savings(draft: Draft, facts: Facts, kind: str, gate: bool) -> Draft:
    """A group of providers shares what fees for its patients' hospital care come to against a benchmark.

    kind: of agreement, see `shared_savings.PRESETS`.  gate: savings are shared only if readmissions are few.
    """
    lists = tuple(sorted(parts.sites_of(facts, {Sort.PRACTICE})))
    hospitals = sorted(parts.sites_of(facts, {Sort.HOSPITAL}))
    prices = hospital_prices(facts.prices)
    spent = [
        float(year.services[hospitals].sum(axis=0) @ np.array(prices)) / year.weighted
        for year in facts.history
    ]
    base = SharedSavings(start=facts.day, trend=float(facts.numbers.benchmark_trend))
    weights = np.array(base.weights[-len(spent) :])
    people = float(facts.weighted[list(lists)].sum())
    return draft.adding(
        [
            SharedSavings(
                payer=Party.COMMISSIONER,
                payee=joint_entity(len(draft.entity_of)),
                sites=tuple(hospitals),
                lists=lists,
                what="shared savings",
                prices=prices,
                benchmark=facts.adequacy * benchmark_from(spent, weights / weights.sum(), base.trend),
                trend=base.trend,
                start=facts.day,
                years=base.years,
                gate=few_readmissions(facts) if gate else None,
                **preset(kind, people),
            )
        ]
    )


def holds_back(draft: Draft, facts: Facts) -> Draft:
    """A part of the joint budget is paid only if readmissions are few."""
    budget = draft.contracts[0]
    if budget.payee != joint_entity(len(draft.entity_of)):
        return draft
    held = OutcomeWithhold.around(budget, few_readmissions(facts), float(facts.numbers.withheld))
    return draft._replace(contracts=(held, *draft.contracts[1:]))


def few_readmissions(facts: Facts) -> Target:
    """Readmissions per emergency spell that still count as good."""
    hospitals = sorted(parts.sites_of(facts, {Sort.HOSPITAL}))
    counted = facts.services[hospitals].sum(axis=0)
    spells = counted[Service.EMERGENCY_SPELL] + counted[Service.ZERO_DAY_SPELL]
    rate = float(counted[Service.READMISSION] / spells) if spells > 0.0 else 1.0
    return Target(Measure.READMISSIONS, float(facts.numbers.readmissions_allowed) * rate)
