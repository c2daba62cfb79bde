"""Rules of the person: seeks help, which door, keeps the appointment, gives up.

No door of the National Health Service has a price: there is no money here, in any arm.
"""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.sourced import sourced

_FITTED = "assumption: prototype, then fitted to attendances of 2018/19 (`joinedup calibration`)"


class SeekingParameters(NamedTuple):
    """What moves a patient to seek help, and to which door."""

    perception_sd: float = sourced(
        0.12, unit="severity", source="assumption: varied 0.06 to 0.2", low=0.0, high=0.5
    )
    seek_base: float = sourced(
        0.10, unit="chance on the first day at severity 0", source=_FITTED, low=0.0, high=1.0
    )
    seek_severity: float = sourced(1.1, unit="chance per unit of severity", source=_FITTED, low=0.0, high=5.0)
    seek_later: float = sourced(
        0.25, unit="chance a day later ÷ on the first day", source=_FITTED, low=0.0, high=1.0
    )
    gp: float = sourced(1.6, unit="utility", source=_FITTED, low=-5.0, high=5.0)
    gp_severity: float = sourced(
        2.2, unit="utility per unit of severity", source=_FITTED, low=-10.0, high=10.0
    )
    gp_wait: float = sourced(
        0.24,
        unit="utility per day",
        source="assumption: calibrated to 26.5% of A&E attendances after no suitable GP "
        "appointment: Cowling 2014, BJGP",
        low=0.0,
        high=2.0,
    )
    gp_usual: float = sourced(0.4, unit="utility of the usual doctor", source=_FITTED, low=0.0, high=2.0)
    weekend_days: float = sourced(
        2.0, unit="days added at weekends", source="assumption: practices close", low=0.0, high=3.0
    )
    call: float = sourced(0.2, unit="utility", source=_FITTED, low=-5.0, high=5.0)
    call_severity: float = sourced(
        1.5, unit="utility per unit of severity", source=_FITTED, low=-10.0, high=10.0
    )
    ae: float = sourced(
        1.2,
        unit="utility",
        source="assumption: calibrated to 280 type 1 A&E attendances per 1,000 a year: NHS England "
        "monthly A&E, 2018/19",
        low=-10.0,
        high=5.0,
    )
    ae_severity: float = sourced(
        5.2, unit="utility per unit of severity", source=_FITTED, low=-10.0, high=20.0
    )
    ae_hours: float = sourced(0.12, unit="utility per hour over 2 hours", source=_FITTED, low=0.0, high=2.0)
    ae_km: float = sourced(0.03, unit="utility per km", source=_FITTED, low=0.0, high=1.0)
    ae_failed: float = sourced(0.2, unit="utility after a failed attempt", source=_FITTED, low=0.0, high=5.0)
    alone: float = sourced(0.9, unit="utility of managing alone", source=_FITTED, low=-5.0, high=5.0)
    alone_severity: float = sourced(
        -3.0, unit="utility per unit of severity", source=_FITTED, low=-20.0, high=0.0
    )
    call_gp: float = sourced(
        0.25,
        unit="severity from which 111 sends to the practice",
        source="assumption: varied ±0.1",
        low=0.0,
        high=1.0,
    )
    call_ae: float = sourced(
        0.50, unit="severity from which 111 sends to A&E", source="assumption: varied ±0.1", low=0.0, high=1.0
    )
    suits: float = sourced(
        1.2,
        unit="days: an appointment that suits",
        source="assumption: calibrated to 26.5% of A&E attendances after no suitable GP "
        "appointment: Cowling 2014, Br J Gen Pract 64:e434",
        low=0.0,
        high=5.0,
    )
    abandon: float = sourced(
        0.03,
        unit="chance a day beyond 10 working days",
        source="assumption: varied 0 to 0.1",
        low=0.0,
        high=1.0,
    )
    recovering_share: float = sourced(
        0.5,
        unit="share of the days since onset in which a booked patient may get well",
        source="assumption: varied 0 to 1",
        low=0.0,
        high=1.0,
    )
    recovering_days: float = sourced(
        14.0, unit="days, at most", source="assumption: varied 7 to 28", low=0.0, high=90.0
    )
    planned_deprived: float = sourced(
        0.9,
        unit="multiplier of seeking planned care per standard deviation of deprivation",
        source="assumption: varied 0.8 to 1",
        low=0.1,
        high=2.0,
    )
    urgent: float = sourced(
        0.08,
        unit="perceived severity from which a same-day slot is asked for",
        source=_FITTED,
        low=0.0,
        high=1.0,
    )
    minor_door: float = sourced(
        -3.4,
        unit="utility added to A&E doors for minor need (walk-in centres, minor injuries units)",
        source="assumption: calibrated to 443 A&E attendances of all types per 1,000 a year: NHS "
        "England monthly A&E, 2018/19",
        low=-5.0,
        high=5.0,
    )
    ae_by_age: float = sourced(
        0.037,
        unit="utility of A&E doors that each year of age over 40 takes away, and each under 40 adds",
        source="calibrated to the age mix of A&E: NHS Digital, Hospital A&E Activity 2019-20",
        low=0.0,
        high=0.2,
    )
    ae_deprived: float = sourced(
        0.08,
        unit="utility of A&E doors per standard deviation of deprivation",
        source="calibrated to attendances of the most and the least deprived tenth: NHS Digital, "
        "Hospital A&E Activity 2017-18",
        low=-1.0,
        high=1.0,
    )


GP, CALL, AE, ALONE = 0, 1, 2, 3


@rule
def seek_chance(severity, p):
    """Chance of seeking help on the first day: clip(0.10 + 1.1·s, 0, 0.95)."""
    return min(0.95, max(0.0, p.seek_base + p.seek_severity * severity))


@rule
def door_worth(perceived, gp_days, usual_doctor, ae_hours, ae_km, failed, minor, p):
    """What each door is worth to a patient: (practice, 111, A&E, alone).

    U_gp = gp + gp_severity·s - gp_wait·days + gp_usual·[usual doctor free]
    U_111 = call + call_severity·s
    U_ae = ae + ae_severity·s - ae_hours·(hours - 2) - ae_km·km + ae_failed·[failed attempt] + minor_door·[minor]
    U_alone = alone + alone_severity·s
    Source: McFadden (1974), conditional logit; constants fitted.
    """
    gp = p.gp + p.gp_severity * perceived - p.gp_wait * gp_days + p.gp_usual * usual_doctor
    call = p.call + p.call_severity * perceived
    ae = p.ae + p.ae_severity * perceived - p.ae_hours * (ae_hours - 2.0) - p.ae_km * ae_km
    ae += p.ae_failed * failed + p.minor_door * minor
    alone = p.alone + p.alone_severity * perceived
    return gp, call, ae, alone


@rule
def ae_leaning(age, score, p):
    """Utility of A&E doors by who the person is: less with age, more with deprivation; for children as at 40.

    age: years.  score: of deprivation, sd.
    """
    years = age - 40.0 if age >= 15.0 else 0.0
    return p.ae_deprived * score - p.ae_by_age * years


@rule
def best_door(gp, call, ae, alone):
    """The door worth most, taste included; ties go to the earlier one."""
    door, best = GP, gp
    if call > best:
        door, best = CALL, call
    if ae > best:
        door, best = AE, ae
    if alone > best:
        door = ALONE
    return door
