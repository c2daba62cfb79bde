"""The numbers of the forms of organisation: terms, operators, what a refusal weighs."""

from typing import NamedTuple

from joinedup.agents.sourced import sourced


class FormParameters(NamedTuple):
    """What forms of organisation bring with them, beside contracts."""

    plan_hours: float = sourced(
        1.0,
        unit="joint meeting hours a month on every edge, under a common plan",
        source="assumption: an hour a month, 0 to 4",
        low=0.0,
        high=20.0,
    )
    sharing_cost: float = sourced(
        0.5,
        unit="£ per registered person felt by a practice, the data controller, for signing data sharing",
        source="assumption: 0 to 5",
        low=0.0,
        high=50.0,
    )
    system_share: float = sourced(
        0.5,
        unit="share of what is over or under the control total, of all members together",
        source="assumption: half, 0 to 1",
        low=0.0,
        high=1.0,
    )
    alliance_share: float = sourced(
        0.5,
        unit="share of what is saved, of all members of an alliance together",
        source="assumption: half, 0 to 1",
        low=0.0,
        high=1.0,
    )
    collar: float = sourced(
        0.05,
        unit="share of the control total beyond which nothing is shared",
        source="assumption: 0.01 to 0.2",
        low=0.001,
        high=1.0,
    )
    benchmark_trend: float = sourced(
        0.0,
        unit="growth a year of the benchmark that savings are counted against",
        source="assumption: none, as prices do not grow here; -0.05 to 0.05",
        low=-0.2,
        high=0.2,
    )
    withheld: float = sourced(
        0.025,
        unit="share of a budget held back for outcomes",
        source="NHS England, CQUIN 2017-19: 2.5% of income",
        low=0.0,
        high=1.0,
    )
    readmissions_allowed: float = sourced(
        1.1,
        unit="readmissions per emergency spell that still count as good, as a share of the last year's",
        source="assumption: 0.8 to 2",
        low=0.0,
        high=10.0,
    )
    contract_years: float = sourced(
        10.0,
        unit="years, contract for one budget",
        source="assumption: a long contract, varied 3 to 15",
        low=1.0,
        high=50.0,
    )
    agreement_years: float = sourced(
        3.0,
        unit="years, agreement to share savings",
        source="Medicare Shared Savings Program, 42 CFR 425, agreements of 2012 to 2018",
        low=1.0,
        high=20.0,
    )
    refusal_insurer: float = sourced(
        300.0,
        unit="£ felt for refusing or dropping a patient where that is usual",
        source="assumption: 0 to 2,000; 5,000 in the NHS, whose lists are open by law",
        low=0.0,
        high=100_000.0,
    )
    private_altruism: float = sourced(
        1.0,
        unit="£ of own-entity money a private company gives up per £ of patient benefit",
        source="assumption: half of `decision.altruism`, 0 to 2",
        low=0.0,
        high=100.0,
    )
    private_hurdle: float = sourced(
        0.12,
        unit="yearly return a private company wants before it invests",
        source="assumption: 0.08 to 0.2; 0.035 in the public sector (HM Treasury Green Book 2018)",
        low=0.0,
        high=1.0,
    )
    private_cap: float = sourced(
        0.075,
        unit="share of turnover a private company may keep",
        source="Alzira: profit capped at 7.5% of turnover (HSJ 2017)",
        low=0.0,
        high=1.0,
    )
    private_equity: float = sourced(
        0.03,
        unit="share of a year's turnover a private company can lose before it walks away",
        source="assumption: 0 to 0.2",
        low=0.0,
        high=1.0,
    )
