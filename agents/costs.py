"""What care costs its provider: the resources one more unit uses, and those that stay when it is not given."""

from typing import NamedTuple

from joinedup.agents.sourced import sourced, sourced_list

_SOURCE = "assumption: rounded from National Schedule of Reference Costs 2016/17 and PSSRU 2018; experiments/questions"


class CostParameters(NamedTuple):
    """Variable, step and fixed cost of care in 2017/18 pounds."""

    gp_contact: float = sourced(18.0, unit="£ per contact", source=_SOURCE, low=0.0, high=200.0)
    ooh_call: float = sourced(12.0, unit="£ per call", source=_SOURCE, low=0.0, high=200.0)
    outpatient_first: float = sourced(70.0, unit="£ per visit", source=_SOURCE, low=0.0, high=500.0)
    outpatient_follow_up: float = sourced(45.0, unit="£ per visit", source=_SOURCE, low=0.0, high=500.0)
    ae_minor: float = sourced(25.0, unit="£ per attendance", source=_SOURCE, low=0.0, high=500.0)
    ae_major: float = sourced(45.0, unit="£ per attendance", source=_SOURCE, low=0.0, high=500.0)
    emergency_spell: float = sourced(
        1_300.0, unit="£ per spell of a night or more", source=_SOURCE, low=0.0, high=10_000.0
    )
    zero_day: float = sourced(
        250.0, unit="£ per spell without a night", source=_SOURCE, low=0.0, high=5_000.0
    )
    bed_day: float = sourced(300.0, unit="£ per marginal bed-day", source=_SOURCE, low=0.0, high=2_000.0)
    elective_stay: float = sourced(1_700.0, unit="£ per stay", source=_SOURCE, low=0.0, high=20_000.0)
    day_case: float = sourced(350.0, unit="£ per day case", source=_SOURCE, low=0.0, high=10_000.0)
    elective_spread: float = sourced(
        1.0,
        unit="sd of the log cost of an elective treatment",
        source="calibrated to HES 2011/12 (Asaria 2017, PSSRU): sd £2,030 on a mean of £1,361 within age, sex and fifth",
        low=0.0,
        high=2.0,
    )
    community_day: float = sourced(55.0, unit="£ per place-day", source=_SOURCE, low=0.0, high=500.0)
    crisis_contact: float = sourced(60.0, unit="£ per contact", source=_SOURCE, low=0.0, high=500.0)
    crisis_bed_day: float = sourced(380.0, unit="£ per bed-day", source=_SOURCE, low=0.0, high=2_000.0)
    out_of_area_day: float = sourced(550.0, unit="£ per bed-day", source=_SOURCE, low=0.0, high=2_000.0)
    care_package_day: float = sourced(
        24.3, unit="£ per day (10 hours a week at £17)", source=_SOURCE, low=0.0, high=200.0
    )
    tests: tuple[float, ...] = sourced_list(
        (3.0, 18.0, 40.0, 15.0, 45.0, 90.0, 60.0),
        unit="£ per test, by Test",
        source=_SOURCE,
        low=0.0,
        high=1_000.0,
    )
    fixed_share: float = sourced(
        0.35,
        unit="share of a hospital's cost at the start",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=0.9,
    )
    step_share: float = sourced(
        0.10,
        unit="share of a hospital's cost at the start, released by closing a ward",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=0.5,
    )
