"""Numbers that no switch can change, and why: what they say is drawn, built or agreed before any.

Changed on a day they would do nothing, or a part of what they should; a law holds all others to do something.
"""

_REASONS = {
    "needs are a stream that is drawn ahead from it": (
        "health.minor", "health.acute", "health.exacerbation", "health.crisis", "health.elective",
        "health.frailty", "health.deprivation", "health.deprived_by_age", "health.minor_by_age",
        "health.acute_by_age", "health.elective_by_age", "health.elective_by_condition", "health.unlike",
        "health.acute_age", "health.frailty_per_week", "health.unmet_crises",
    ),
    "the place is built from it, with its sites, beds, places and staff, before the first day": (
        "practice.slots_per_1000", "practice.same_day_share", "hospital.ae_use",
        "hospital.attendances_expected", "hospital.referrals_expected", "hospital.ordinary_share",
        "community.places_per_1000", "mental_health.beds_per_1000", "mental_health.places_per_1000",
        "calls.calls_per_1000", "social_care.packages_per_1000", "social_care.packages_for",
        "social_care.packages_busy", "social_care.assessments_per_1000", "care_home.homes_per_100k",
        "care_home.beds_per_1000", "care_home.quality", "home_care.agencies_per_100k",
        "home_care.hours_per_1000",
    ),
    "it says how the first day is, and nothing reads it later": (
        "hospital.occupancy_expected", "hospital.list_months_start", "hospital.effort_start",
        "decision.minute_base", "care_home.residents_per_1000", "home_care.receivers_per_1000",
        "letters.relationship_spread",
    ),
    "people are drawn from it when they are born": (
        "population.conditions_level", "population.conditions_by_age",
        "population.conditions_by_deprivation", "population.conditions_of_children",
        "population.control_shape", "population.control_by_deprivation", "population.mind_level",
        "population.mind_by_conditions", "population.mind_by_deprivation", "population.mind_severity",
        "population.oldest_fall", "population.recent_history", "household.capital",
        "household.capital_spread", "household.home_owner", "household.carer", "household.income",
        "household.income_spread",
    ),
    "it is an expectation of the first year, which has been counted since": (
        "prices.admissions", "prices.zero_day_share", "prices.readmission_share", "prices.day_case_share",
        "prices.follow_ups", "prices.treated_share",
    ),
    "the levels of cost are set from it when the first year is closed": (
        "costs.fixed_share", "costs.step_share", "prices.trust_margin", "prices.practice_margin",
    ),
    "the council's budget is set from it when the first year is closed": (
        "prices.care_packages", "prices.care_home_day", "prices.home_care_hour",
    ),
}  # fmt: skip

SETTLED_EARLY = {path: reason for reason, paths in _REASONS.items() for path in paths}
