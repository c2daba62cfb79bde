"""What care is paid for: prices, sums per head and the terms of the base year, 2018/19."""

from typing import NamedTuple

from joinedup.agents.sourced import sourced, sourced_list

_TARIFF = "National Tariff Payment System 2017/18 and 2018/19, rounded; assumption: varied x0.5 to x2"
_ASSUMED = "assumption: varied x0.5 to x2"


class PriceParameters(NamedTuple):
    """Prices, sums per head and terms of payment in 2017/18 pounds."""

    # a price per treatment
    outpatient_first: float = sourced(150.0, unit="£ per visit", source=_TARIFF, low=0.0, high=2_000.0)
    outpatient_follow_up: float = sourced(80.0, unit="£ per visit", source=_TARIFF, low=0.0, high=2_000.0)
    ae_minor: float = sourced(67.0, unit="£ per attendance", source=_TARIFF, low=0.0, high=1_000.0)
    ae_major: float = sourced(148.0, unit="£ per attendance", source=_TARIFF, low=0.0, high=1_000.0)
    emergency_spell: float = sourced(
        2_400.0,
        unit="£ per spell of a night or more",
        source="HES 2011/12: £1,604 an episode (Asaria 2017), 1.41 episodes a spell, rounded up",
        low=0.0,
        high=20_000.0,
    )
    zero_day: float = sourced(
        600.0, unit="£ per spell without a night", source=_TARIFF, low=0.0, high=10_000.0
    )
    elective_stay: float = sourced(3_500.0, unit="£ per stay", source=_TARIFF, low=0.0, high=30_000.0)
    day_case: float = sourced(750.0, unit="£ per day case", source=_TARIFF, low=0.0, high=10_000.0)
    tests: tuple[float, ...] = sourced_list(
        (4.0, 30.0, 70.0, 25.0, 0.0, 0.0, 0.0),
        unit="£ per test a practice asks for or outpatient scan, by Test; the stay's price holds the others",
        source="National Tariff 2017/18 (imaging); direct-access pathology assumed; varied x0.5 to x2",
        low=0.0,
        high=1_000.0,
    )
    marginal_rate: float = sourced(
        0.7,
        unit="share of the price of emergency spells above the baseline",
        source="National Tariff 2017/18 and 2018/19, marginal rate emergency rule (0.3 in 2010/11)",
        low=0.0,
        high=1.0,
    )
    emergency_baseline: float = sourced(
        0.73,
        unit="share of the first year's emergency spells that is paid in full",
        source="baseline 2008/09; admissions grew 3.2% a year (Health Foundation, May 2018): 1.032^-10",
        low=0.0,
        high=10.0,
    )
    readmission_agreed: float = sourced(
        1.0,
        unit="paid readmissions, as a share of the first year's",
        source="assumption: swept 0 to 2; agreed locally (National Tariff, non-payment for readmissions)",
        low=0.0,
        high=10.0,
    )
    # a sum per head and year
    practice_list: float = sourced(
        95.0,
        unit="£ per weighted person",
        source="assumption: global sum and MPIG 2018/19, rounded",
        low=0.0,
        high=500.0,
    )
    practice_quality: float = sourced(
        12.0,
        unit="£ per person, QOF",
        source="NHS Payments to General Practice 2017/18, rounded",
        low=0.0,
        high=100.0,
    )
    practice_rest: float = sourced(
        45.0,
        unit="£ per person: premises, enhanced and local services",
        source="NHS Payments to General Practice 2017/18: about £152 a person in all",
        low=0.0,
        high=300.0,
    )
    community: float = sourced(
        178.0,
        unit="£ per person and year, block",
        source="assumption: about £10bn for England; varied x0.5 to x2",
        low=0.0,
        high=1_000.0,
    )
    mental_health: float = sourced(
        172.0, unit="£ per person and year, block", source="ICB panel 2018, median", low=0.0, high=1_000.0
    )
    out_of_hours: float = sourced(
        11.0,
        unit="£ per person and year, block",
        source="assumption: NAO 2014 (£7.50 out of hours) and 111; varied x0.5 to x2",
        low=0.0,
        high=100.0,
    )
    care_packages: float = sourced(
        70.0,
        unit="£ per person in the first year until its books are closed",
        source="assumption: replaced by the first year's cost, so without effect later",
        low=0.0,
        high=1_000.0,
    )
    council_growth: float = sourced(
        0.0,
        unit="real growth a year of the council's budget",
        source="assumption: swept; England 2009/10 to 2017/18 about -4% a year",
        low=-0.2,
        high=0.2,
    )
    care_home_day: float = sourced(
        600.0 / 7.0,
        unit="£ a day of a resident the council pays for",
        source="assumption: as care_home.fee",
        low=0.0,
        high=1_000.0,
    )
    home_care_hour: float = sourced(
        17.0, unit="£ an hour of care at home", source="assumption: as home_care.price", low=0.0, high=100.0
    )
    # what an expectation is made of
    admissions: float = sourced(
        114.0,
        unit="emergency spells per 1,000 people, expected in the first year",
        source="HES 2018/19",
        low=0.0,
    )
    zero_day_share: float = sourced(
        0.33,
        unit="share of emergency spells, until a year has been counted",
        source="Health Foundation, May 2018",
        low=0.0,
        high=1.0,
    )
    readmission_share: float = sourced(
        0.14,
        unit="share of emergency spells, expected in the first year",
        source="NHS Digital I02040",
        low=0.0,
        high=1.0,
    )
    forecast_error: float = sourced(
        0.03, unit="share of a year's activity, sd beyond chance", source=_ASSUMED, low=0.0, high=0.5
    )
    day_case_share: float = sourced(
        0.915,
        unit="share of elective treatments, until a year has been counted",
        source="HES 2018/19, rounded",
        low=0.0,
        high=1.0,
    )
    follow_ups: float = sourced(
        2.2,
        unit="visits per first visit, until a year has been counted",
        source="HES 2018/19",
        low=0.0,
        high=10.0,
    )
    treated_share: float = sourced(
        1.0,
        unit="treatments per first visit, until a year has been counted",
        source="model: everybody whose referral arrives joins the waiting list",
        low=0.0,
        high=1.0,
    )
    sent_in_admitted: float = sourced(
        0.6, unit="share admitted of those a practice sends in", source=_ASSUMED, low=0.0, high=1.0
    )
    community_days: float = sourced(10.0, unit="place-days per episode", source=_ASSUMED, low=0.0, high=100.0)
    step_up_avoids: tuple[float, ...] = sourced_list(
        (0.0, 0.0, 0.8, 0.8, 0.0, 0.0, 0.0, 0.0),
        unit="admissions avoided per community episode, as it enters the margin of each Sort of decider",
        source="assumption: swept; 0 where admitting is itself an alternative, or it would count twice",
        low=0.0,
        high=1.0,
    )
    crisis_contacts: float = sourced(6.0, unit="contacts per case", source=_ASSUMED, low=0.0, high=100.0)
    crisis_bed_days: float = sourced(
        36.0, unit="bed-days per mental health stay", source=_ASSUMED, low=0.0, high=365.0
    )
    out_of_area_days: float = sourced(
        20.0, unit="bed-days per stay elsewhere", source=_ASSUMED, low=0.0, high=365.0
    )
    package_days: float = sourced(42.0, unit="days per package", source=_ASSUMED, low=0.0, high=1_000.0)
    lost_letter_readmission: float = sourced(
        0.042,
        unit="readmissions per lost letter",
        source="model: 0.35 x a readmission chance of 0.12",
        low=0.0,
        high=1.0,
    )
    meeting_wage: float = sourced(
        60.0, unit="£ per staff hour", source="PSSRU 2018, rounded", low=0.0, high=500.0
    )
    meeting_pay: float = sourced(
        60.0,
        unit="£ per staff hour in a joint meeting, where it is paid",
        source=_ASSUMED,
        low=0.0,
        high=500.0,
    )
    # margins in the first year
    trust_margin: float = sourced(
        -0.01,
        unit="surplus ÷ turnover",
        source="NHS Improvement, Q4 2018/19: trust sector -1.0%",
        low=-0.5,
        high=0.5,
    )
    practice_margin: float = sourced(
        0.0,
        unit="surplus ÷ turnover, after partners' pay",
        source="assumption: partners draw what is left",
        low=-0.5,
        high=0.5,
    )
    # what a payment system costs to run, and what a switch brings
    fee_administration: float = sourced(
        0.010, unit="share of turnover paid by fee", source="assumption: 0 to 0.03, swept", low=0.0, high=0.1
    )
    budget_administration: float = sourced(
        0.006,
        unit="share of turnover paid as a sum",
        source="assumption: 0 to 0.03, swept",
        low=0.0,
        high=0.1,
    )
    set_up: float = sourced(
        2.0,
        unit="£ per person, once, for new terms or a new entity",
        source="assumption: swept 0 to 10",
        low=0.0,
        high=50.0,
    )
    tax_wedge: float = sourced(
        0.02,
        unit="share of what a new entity buys from others, VAT it cannot recover",
        source="assumption: 0 to 0.04; NAO 2016, UnitingCare Partnership",
        low=0.0,
        high=0.2,
    )
    platform_purchase: float = sourced(4.0, unit="£ per person, once", source=_ASSUMED, low=0.0, high=100.0)
    platform_year: float = sourced(2.5, unit="£ per person and year", source=_ASSUMED, low=0.0, high=100.0)
    fund: float = sourced(
        26.0,
        unit="£ per person and year",
        source="NAO 2018, new care models: £389m for about 5m people over 3 years",
        low=0.0,
        high=500.0,
    )
    fund_years: float = sourced(3.0, unit="years", source="NAO 2018, new care models", low=0.0, high=20.0)
