"""A GP practice: appointments, planned reviews, gatekeeping."""

from typing import NamedTuple

from joinedup.agents.compiled import rule
from joinedup.agents.provider import Provider
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Sort


class PracticeParameters(NamedTuple):
    """Appointments and planned care in general practice."""

    slots_per_1000: float = sourced(
        22.5,
        unit="ten-minute appointments per 1,000 registered per weekday, all clinicians",
        source="assumption: calibrated to 5.2 contacts a person a year: NHS Digital, year to "
        "October 2018 (BMJ 2019;364:l545); varied 17 to 25",
        low=1.0,
        high=60.0,
    )
    same_day_share: float = sourced(
        0.28,
        unit="share of slots",
        source="assumption: calibrated to about 40% of appointments on the same day (NHS Digital, "
        "to October 2018), as far as others still find one: makes 28%",
        low=0.0,
        high=1.0,
    )
    reviews: float = sourced(
        4.2,
        unit="planned reviews per condition per year",
        source="assumption: see HealthParameters.control_loss",
        low=0.0,
        high=20.0,
    )
    review_first: float = sourced(
        118.0,
        unit="£ of health of a condition's first review in a year",
        source="assumption: makes 4.2 best at today's crowding; varied x0.5 to x2",
        low=0.0,
        high=10_000.0,
    )
    review_fall: float = sourced(
        24.0,
        unit="£ of health that each review brings less than the one before",
        source="assumption: varied x0.5 to x2",
        low=0.1,
        high=1_000.0,
    )
    review_avoids: float = sourced(
        0.004,
        unit="emergency admissions avoided per review",
        source="model: control gained x exacerbations that follow from it; varied 0 to 0.01",
        low=0.0,
        high=1.0,
    )
    review_minutes: float = sourced(
        10.0, unit="minutes of a slot", source="assumption: varied 5 to 20", low=1.0, high=60.0
    )
    review_year: float = sourced(
        12.0,
        unit="months in which a practice takes up another number of reviews",
        source="assumption: recall runs by the year; varied 3 to 24",
        low=1.0,
        high=60.0,
    )
    clinics: float = sourced(
        1.48,
        unit="hospital clinic visits per condition per year",
        source="assumption: calibrated to 1,721 outpatient attendances per 1,000: NHS Digital 2018-19",
        low=0.0,
        high=20.0,
    )
    clinics_by_age: tuple[float, ...] = sourced_list(
        (3.1, 3.3, 1.4, 1.2, 0.68, 0.66, 0.6, 0.6),
        unit="multiplier of clinic visits per condition, by age band",
        source="calibrated to outpatient attendances by age: HES 2011/12 (Asaria 2017, PSSRU)",
        low=0.0,
        high=10.0,
    )
    assess_sd: float = sourced(
        0.10,
        unit="severity, history and results seen",
        source="assumption: varied 0.05 to 0.2",
        low=0.0,
        high=1.0,
    )
    assess_sd_blind: float = sourced(
        0.16, unit="severity, not seen", source="assumption: varied 0.1 to 0.3", low=0.0, high=1.0
    )
    mishap: float = sourced(
        0.003,
        unit="new illnesses per treatment, history seen",
        source="assumption: varied x0.3 to x3",
        low=0.0,
        high=0.1,
    )
    mishap_blind: float = sourced(
        0.006,
        unit="new illnesses per treatment, history not seen",
        source="assumption: varied x0.3 to x3",
        low=0.0,
        high=0.1,
    )
    benefit_noise: float = sourced(
        0.20,
        unit="log sd of perceived elective benefit",
        source="assumption: varied 0 to 0.5",
        low=0.0,
        high=2.0,
    )
    wait_worth: float = sourced(
        400.0,
        unit="£ of health lost per month of waiting",
        source="Martin & Smith 2003, J R Stat Soc A 166:229: demand elasticity of waiting about -0.1",
        low=0.0,
        high=5_000.0,
    )
    social_worth: float = sourced(
        15_000.0,
        unit="£ of health per unit of social need met",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=1e5,
    )
    social_eligible: float = sourced(
        0.5,
        unit="share of those who ask that a practice expects to be found eligible",
        source="assumption: varied 0.2 to 0.8",
        low=0.0,
        high=1.0,
    )
    social_frail: float = sourced(
        1.2,
        unit="social need expected at full frailty, at most 1",
        source="assumption: varied 0.8 to 1.5",
        low=0.0,
        high=5.0,
    )
    mental_worth: float = sourced(
        12_000.0,
        unit="£ of health per unit of severity",
        source="assumption: varied x0.5 to x2",
        low=0.0,
        high=1e5,
    )

    doctors_per_100000: float = sourced(
        56.3,
        unit="full-time doctors per 100,000 registered, trainees included",
        source="NHS Digital, General Practice Workforce 2018: median of areas 55.8, range 45 to 69",
        low=20.0,
        high=200.0,
    )


@rule
def doctors_of(list_size, p):
    """Doctors among whom a practice's patients are shared: full-time ones for its list, at least two.

    Even a single-handed doctor has a stand-in.  list_size: people registered.  p: PracticeParameters.
    """
    return max(2, int(float(list_size) * p.doctors_per_100000 / 100_000.0 + 0.5))


@rule
def usual_chance(doctors, p):
    """Chance that a contact is with the patient's usual doctor: u + x·((2/d)² - ¼), more in small practices.

    doctors: d, of the practice; in one of four the chance is u.  p: HealthParameters (usual_share u, usual_small x).
    Source: fitted to Barker, Steventon & Deeny 2017, BMJ 356:j84: 0.70 in small practices, 0.59 in large ones.
    """
    return min(1.0, p.usual_share + p.usual_small * ((2.0 / doctors) ** 2 - 0.25))


class GPPractice(Provider):
    """A general practice: registers people, sees them, decides whom to send on."""

    sort = Sort.PRACTICE
